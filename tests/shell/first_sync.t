#!/bin/sh
# Every way to begin: the three policies of the first sync, what becomes of classes that were there, and what administrators did before the day. Each
# is a story that is made here and played by scenarios.t: the day comes to North, a month later to South, and with exact-merge a full reset after that.
#
#   Ada    has an account at North with her username        Cleo   has one at South with hers
#   Bela   has one at North that nothing agrees with        Dario  has one at South, and is not in the SIS
#   Nora   is Ada's and Bela's guardian; Teo is staff of North; neither is in the SIS
#   reading is tied to North's class of the SIS; chess is of North, and choir of South
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# before FOLDER: the vendor's directory.
before() {
	cat >"$1/accounts.csv" <<-'END'
		accountId,kind,state,givenName,familyName,schools,username,email,history
		old-ada,student,active,Ada,Alder,North,ada,ada@old.example,kept by the vendor
		old-bela,student,active,Bela,Moved,North,bela.moved,bela.moved@old.example,
		old-cleo,student,invited,Cleo,Gone,South,cleo,cleo@old.example,
		old-dario,student,active,Dario,Cedar,South,dario.gone,dario@old.example,
		old-nora,guardian,active,Nora,Alder,,,nora@home.example,
		old-teo,staff,active,Teo,Birch,North,teo.birch,teo.birch@old.example,
	END
	cat >"$1/connections.csv" <<-'END'
		studentAccountId,guardianAccountId,relationship,origin,state
		old-ada,old-nora,mother,imported,active
		old-bela,old-nora,mother,imported,active
	END
	cat >"$1/classes.csv" <<-'END'
		classId,title,school,state,sourcedId
		reading,Reading,North,active,North-class
		chess,Chess,North,active,
		choir,Choir,South,active,
	END
	cat >"$1/class_members.csv" <<-'END'
		classId,accountId,role,origin
		chess,old-ada,student,imported
		choir,old-cleo,student,imported
	END
}

# says WORD...: what is true. +NAME -NAME: that account is active, archived. =NAME: the student with that username has it. CLASS:STATE. N*: so many students
# are active. N~: so many connections are there.
says() {
	for word; do
		case $word in
		+*) echo "  the account old-${word#+} is active" ;;
		-*) echo "  the account old-${word#-} is archived" ;;
		=*) echo "  ${word#=} is the account old-${word#=}" ;;
		*:*) echo "  the class ${word%:*} is ${word#*:}" ;;
		*'*') echo "  ${word%?} students are active" ;;
		*~) echo "  ${word%?} connections are there" ;;
		esac
	done
}

# truth DAY POLICY ACTS CLASSES: what is true on a day: of the people by the policy and what was done before, of the classes by what becomes of them.
truth() {
	set -f
	# shellcheck disable=SC2046 # words
	says $(awk -v key="$1 $2 $3" 'index($0, key " ") == 1 { print substr($0, length(key) + 1) }' "$work/people") \
		$(awk -v key="$1 $4" 'index($0, key " ") == 1 { print substr($0, length(key) + 1) }' "$work/classes")
	set +f
}

# Who is linked keeps the account. With link-first the others' are archived when their school is live; with exact-merge they stay until the reset, which
# takes families and staff, too; with create-then-merge nobody's account is touched, and nobody is linked. What administrators archived comes back for those
# who agree exactly, and for nobody else; a guardian whom they removed from all students is archived.
cat >"$work/people" <<'END'
day link-first nothing +ada =ada -bela +cleo +dario +nora +teo 4* 1~
day link-first all +ada =ada -bela -cleo -dario +nora +teo 2* 1~
day link-first families +ada =ada -bela +cleo +dario -nora +teo 4* 0~
day exact-merge nothing +ada =ada +bela +cleo +dario +nora +teo 5* 2~
day exact-merge all +ada =ada -bela -cleo -dario +nora +teo 2* 1~
day exact-merge families +ada =ada +bela +cleo +dario -nora +teo 5* 0~
day create-then-merge nothing +ada +bela +cleo +dario +nora +teo 6* 2~
day create-then-merge all -ada -bela -cleo -dario +nora +teo 2* 0~
day create-then-merge families +ada +bela +cleo +dario -nora +teo 6* 0~
grace link-first nothing =ada -bela =cleo -dario +nora +teo 4* 1~
grace link-first all =ada -bela =cleo -dario +nora +teo 4* 1~
grace link-first families =ada -bela =cleo -dario -nora +teo 4* 0~
grace exact-merge nothing =ada +bela =cleo +dario +nora +teo 6* 2~
grace exact-merge all =ada -bela =cleo -dario +nora +teo 4* 1~
grace exact-merge families =ada +bela =cleo +dario -nora +teo 6* 0~
grace create-then-merge nothing +ada +bela +cleo +dario +nora +teo 8* 2~
grace create-then-merge all -ada -bela -cleo -dario +nora +teo 4* 0~
grace create-then-merge families +ada +bela +cleo +dario -nora +teo 8* 0~
reset exact-merge nothing =ada -bela =cleo -dario -nora -teo 4* 0~
reset exact-merge all =ada -bela =cleo -dario -nora -teo 4* 0~
reset exact-merge families =ada -bela =cleo -dario -nora -teo 4* 0~
END

# `archive` takes all, tied or not, each when its school is live; `leave` none, so that the SIS's own is beside what is tied to it; `adopt` makes one of
# the two. The reset is of accounts.
cat >"$work/classes" <<'END'
day archive reading:archived chess:archived choir:active North-class:active South-class:nowhere
day leave reading:active chess:active choir:active North-class:active South-class:nowhere
day adopt reading:active chess:active choir:active North-class:nowhere South-class:nowhere
grace archive reading:archived chess:archived choir:archived North-class:active South-class:active
grace leave reading:active chess:active choir:active North-class:active South-class:active
grace adopt reading:active chess:active choir:active North-class:nowhere South-class:active
reset archive reading:archived chess:archived choir:archived North-class:active
reset leave reading:active chess:active choir:active North-class:active
reset adopt reading:active chess:active choir:active North-class:nowhere
END

# acts WHAT: what administrators do before the day.
acts() {
	case $1 in
	all) printf '2026-09-03 by hand: account archive --kind student --all\n  0 students are active\n' ;;
	families) printf '2026-09-03 by hand: guardian remove --all\n  0 connections are there\n' ;;
	*) echo '  2 connections are there' ;;
	esac
}

# story POLICY CLASSES ACTS
story() {
	reset=
	[ "$1" != exact-merge ] || reset='reset = "2026-11-01" '
	cat <<-END
		2026-09-01 settings: sync { first_sync = "$1" start_date = "2026-09-15" grace = {"2026-10-15 South"} $reset}
		2026-09-01 settings: classes { existing = "$2" }
		2026-09-01 the vendor has before
		2026-09-02 students Ada and Bela come to North
		2026-09-02 students Cleo and Edda come to South
		2026-09-02 1 staff come to North
		2026-09-02 1 staff come to South
		2026-09-02 the files come
		  held: setup
		  6 accounts are active
		  3 classes of the vendor are there
	END
	acts "$3"
	printf '2026-09-15 rosterdrop runs\n  applied\n' && truth day "$1" "$3" "$2"
	printf '2026-10-14 the files of 2026-09-02 come\n  nothing to do\n'
	printf '2026-10-15 the files of 2026-09-02 come\n  applied\n' && truth grace "$1" "$3" "$2"
	[ -z "$reset" ] || { printf '2026-11-01 the files of 2026-09-02 come\n  applied\n' && truth reset "$1" "$3" "$2"; }
	printf '2026-11-02 the files of 2026-09-02 come\n  nothing to do\n'
}

# What becomes of classes and what was done before have nothing to do with each other, so not each is played with each.
for policy in link-first exact-merge create-then-merge; do
	for rest in archive,nothing leave,nothing adopt,nothing archive,all adopt,families; do
		folder=$work/stories/$policy,$rest
		mkdir -p "$folder/before" && before "$folder/before" && story "$policy" "${rest%,*}" "${rest#*,}" >"$folder/story"
	done
done
sh tests/shell/scenarios.t "$work/stories"/*/
