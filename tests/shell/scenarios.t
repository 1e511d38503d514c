#!/bin/sh
# Plays the stories of tests/scenario: what a district and the vendor live through, night by night. A story is a folder with a file `story`, which anybody
# can read; a new one needs no code.
#
# A line of a story is a day and a sentence; a line that begins with a blank says what must be true now. Sentences (a word in capitals stands for any):
#
#   settings: LINE                     a section of the district's configuration, in one line, in place of the one of that name
#   the policy is NAME                 the lines of samples/conf/policies/NAME.conf
#   the guardians are FILE             guardians.csv of the next exports, a file of the story
#   the vendor has FOLDER              its directory is imported: the files of rosterdrop-import(5) in that folder of the story
#   N students come to SCHOOL          in the SIS; also staff. Schools that nobody knew are there from then on
#   N students leave SCHOOL            the last ones that came; SCHOOL may be `anywhere`
#   SCHOOL disappears                  from the SIS, with everybody there
#   students NAME and NAME come to SCHOOL    by given name; their username is the name
#   guardians NAME and NAME come to SCHOOL   of the last student who came before them
#   everybody gets another sourcedId
#   everything gets another sourcedId  schools, classes and enrolments, too
#   the classes get other sourcedIds   also courses and enrolments
#   everybody gets another username
#   half of the file is cut off        every second student is missing from the next files, and is there again afterwards
#   the files come                     an export, which runs through all stages
#   the files of DAY come              the same bytes as then
#   rosterdrop runs                    without new files
#   the operator COMMAND               release [OPTIONS], reject or undo: of the last drop, of `the drop of DAY`,
#                                      or, of an undo, of `the drop of undo`, the last one made
#   by hand: NOUN VERB WORDS           a command that changes the directory
#
# What is said then:
#
#   applied | held: TEXT | refused | waits | nothing to do    what became of the last drop
#   the operator is refused: TEXT      of the last command; without the line it must succeed
#   N students are active, N accounts are archived      in the directory (also guardians, staff; active: not archived)
#   NAME is active | archived | nobody         by username, of those who are not archived where there are several
#   NAME has the school SCHOOL, NAME has no school
#   NAME is the account ID, the account ID is active | archived
#   the account ID keeps TEXT          as its history
#   SOURCEDID is linked to ID
#   the command says TEXT              of the last command by hand
#   N classes of the vendor are there, the class ID is active | archived | nowhere
#   N connections are there            between students and guardians who are not archived
#   the findings name CODE             of apply or match, for the last drop
#   N people are to be told            by the feed of the last drop: of another sign-in or address
#   the plan has N of ACTION ENTITY
#   the plan says TEXT, the report says TEXT
#   status says TEXT
#
# After each line `verify` finds nothing. Arguments name the stories to play.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/scenario_lib.sh
. "$(dirname "$0")/scenario_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
stories=tests/scenario
csvcells=$B/tools/csvcells
printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"

# at HOUR: the clock of the story.
at() {
	ROSTERDROP_NOW="${day}T$1:$(printf %02d "$minute"):00Z" && export ROSTERDROP_NOW
	minute=$((minute + 1))
}

# push DAY: the files of a day come, and all stages run.
push() {
	cp "$work/nights/$1.zip" "$spool/$who/inbox/night.zip" && at 02 && call run "$who"
	case $code in 0 | 65 | 75) ;; *) return 1 ;; esac
	drop=$(find "$spool/$who/fetch/ready" "$spool/$who/fetch/failed" -mindepth 1 -maxdepth 1 | sed 's|.*/||' | sort | tail -n 1)
	echo "$drop" >"$work/nights/$day.drop"
}

# operator WORDS: release, reject or undo of a drop, which is the last one from then on; $code is the command's, or of the run after it.
operator() {
	verb=$1 of=$drop words=$*
	words=${words#"$verb"}
	case $words in *"the drop of "*) of=$(cat "$work/nights/${words##*the drop of }.drop") ;; esac
	# shellcheck disable=SC2086 # options
	at 09 && call "$verb" "$who/$of" --reason "told by the story" ${words%the drop of *}
	[ "$code" -eq 0 ] || return 0
	[ "$verb" != undo ] || { drop=$(cat "$work/out") && echo "$drop" >"$work/nights/undo.drop"; }
	at 09 && call run "$who"
}

# set_section SECTION { ... }: in place of the one of that name, which may be one line or, in a policy, several.
set_section() {
	sed -i "/^$1 .*}\$/d; /^$1 /,/^}/d" "$work/districts/$who.conf" && echo "$*" >>"$work/districts/$who.conf"
}

# does SENTENCE: what happens. False when it could not be done.
does() {
	# shellcheck disable=SC2086 # the words of a sentence
	set -f && set -- $1 && set +f
	command=
	case $* in
	"settings: "*) shift && set_section "$@" ;;
	"the policy is "*) cat "samples/conf/policies/$4.conf" >>"$work/districts/$who.conf" ;;
	"the guardians are "*) guardians=$4 ;;
	"the vendor has "*) at 07 && call import "$who" "$story/$4" && [ "$code" -eq 0 ] ;;
	"students "*" come to "* | "guardians "*" come to "*) come_by_name "$@" ;;
	*" students come to "*) come "$1" student "$5" ;;
	*" staff come to "*) come "$1" staff "$5" ;;
	*" students leave "*) leave "$1" student "$4" ;;
	*" staff leave "*) leave "$1" staff "$4" ;;
	*" disappears") disappears "$1" ;;
	"everybody gets another sourcedId") sed -i 's/^/new-/' "$work/sis" ;;
	"everything gets another sourcedId") orgs=new-$orgs classes=new-$classes && sed -i 's/^/new-/' "$work/sis" ;;
	"the classes get other sourcedIds") classes=new-$classes ;;
	"everybody gets another username") sed -i 's/$/x/' "$work/sis" ;;
	"half of the file is cut off") cut=yes ;;
	"the files come") files && push "$day" ;;
	"the files of "*" come") push "$4" ;;
	"rosterdrop runs") at 03 && call run "$who" && [ "$code" -eq 0 ] ;;
	"the operator "*) shift 2 && command=yes && operator "$@" ;;
	"by hand: "*) noun=$3 verb=$4 && shift 4 && command=yes && at 08 && call "$noun" "$who" "$verb" "$@" ;;
	*) echo "# no such sentence: $*" && false ;;
	esac
}

# directory: the accounts, in $work/accounts: id, kind, state, username, schools; $work/export has all.
directory() {
	rm -rf "$work/export" && "$rosterdrop" export "$who" "$work/export" >"$work/out" 2>"$work/log" &&
		"$csvcells" "$work/export/accounts.csv" accountId kind state username schools | tr '\t' ' ' >"$work/accounts"
}

# state_of NAME: of the account with that username: the one that is not archived, where there are several.
state_of() {
	awk -v name="$1" '$4 == name { state = state == "" || $3 != "archived" ? $3 : state }
		END { print state == "" ? "nobody" : state == "archived" ? state : "active" }' "$work/accounts"
}

# count_of KIND STATE: how many accounts of a kind (`account`: of any) are archived, or not.
count_of() {
	awk -v kind="$1" -v state="$2" '(kind == "account" || $2 == kind) && (state == "archived") == ($3 == "archived") { n++ } END { print n + 0 }' "$work/accounts"
}

# count_classes: those that are not the SIS's own and not archived.
count_classes() {
	"$csvcells" "$work/export/import/classes.csv" classId sourcedId state | awk -F'\t' 'NR > 0 && $1 != $2 && $3 == "active" { n++ } END { print n + 0 }'
}

# class_is ID STATE: of the vendor's or of the SIS.
class_is() {
	[ "$("$csvcells" "$work/export/import/classes.csv" classId state | awk -F'\t' -v id="$1" '$1 == id { print $2; n = 1 } END { if (!n) print "nowhere" }')" = "$2" ]
}

# count_connections: those that stand, of people who are not archived.
count_connections() {
	"$csvcells" "$work/export/import/connections.csv" studentAccountId guardianAccountId state | awk -F'\t' 'NR == FNR { split($0, cell, " "); if (cell[3] != "archived") there[cell[1]] = 1; next }
		$3 == "active" && ($1 in there) && ($2 in there) { n++ } END { print n + 0 }' "$work/accounts" -
}

# place: what became of the last drop.
place() {
	for where in "apply ready" "apply held" "apply failed" "match failed" "normalise failed" "validate failed" "fetch failed"; do
		[ ! -d "$spool/$who/${where% *}/${where#* }/$drop" ] || { echo "$where" && return; }
	done
	echo waits
}

# holds SENTENCE: whether it is true.
holds() {
	where=$(place) lies=$spool/$who/apply/${where#* }/$drop sentence=$1
	# shellcheck disable=SC2086 # the words of a sentence
	set -f && set -- $1 && set +f
	case $* in
	applied) [ "$where" = "apply ready" ] && grep -q '"outcome":"applied"' "$lies/summary.json" ;;
	"nothing to do") [ "$where" = "apply ready" ] && grep -q '"total":0' "$lies/summary.json" ;;
	"held: "*) shift && [ "$where" = "apply held" ] && grep -qF -e "$*" "$lies/held" ;;
	refused) [ "${where#* }" = failed ] ;;
	waits) [ "$where" = waits ] ;;
	"the operator is refused: "*) shift 4 && command='' && [ "$code" -ne 0 ] && says "$*" ;;
	"the plan has "*) [ "$(grep -c "^$6,$7," "$lies/plan.csv")" -eq "$4" ] ;;
	"the plan says "*) shift 3 && grep -qF -e "$*" "$lies/plan.csv" ;;
	*" people are to be told") [ "$(grep -c '"notify":true' "$lies/changes.ndjson")" -eq "$1" ] ;;
	"the report says "*) shift 3 && grep -qF -e "$*" "$lies/report.txt" ;;
	"status says "*) shift 2 && at 12 && call status "$who" && prints "$*" ;;
	"the account "*" keeps "*) id=$3 && shift 4 && directory && "$csvcells" "$work/export/accounts.csv" accountId history | grep -qxF "$id	$*" ;;
	*" is linked to "*) "$B/tools/storedump" "$spool/$who/store" links | grep -q "^links $1 .*[0-9a-f]$5.0" ;;
	"the command says "*) grep -qF -e "${sentence#* says }" "$work/out" ;;
	"the account "*" is active") directory && grep "^$3 " "$work/accounts" | grep -qv archived ;;
	"the account "*" is archived") directory && grep "^$3 " "$work/accounts" | grep -q archived ;;
	*" is the account "*) directory && [ "$(awk -v name="$1" '$4 == name && $3 != "archived" { print $1 }' "$work/accounts")" = "$5" ] ;;
	*" has no school") directory && awk -v name="$1" '$4 == name && $5 == "" { n++ } END { exit n != 1 }' "$work/accounts" ;;
	*" has the school "*) directory && awk -v name="$1" -v school="$5" '$4 == name && $5 == school { n++ } END { exit n != 1 }' "$work/accounts" ;;
	*" classes of the vendor are there") directory && [ "$(count_classes)" -eq "$1" ] ;;
	"the class "*) directory && class_is "$3" "$5" ;;
	*" connections are there") directory && [ "$(count_connections)" -eq "$1" ] ;;
	"the findings name "*) cat "$lies/findings.csv" "$spool/$who/match/ready/$drop/findings.csv" | grep -qF -e "$4" ;;
	*" students are "* | *" guardians are "* | *" staff are "* | *" accounts are "*) directory && [ "$(count_of "${2%s}" "$4")" -eq "$1" ] ;;
	*" is active" | *" is archived" | *" is nobody") directory && [ "$(state_of "$1")" = "$3" ] ;;
	*) echo "# nothing of the kind can be said: $*" && false ;;
	esac
}

# sound: whether the last command, if any, did what it should, and the store is well.
sound() {
	[ -z "$command" ] || [ "$code" -eq 0 ] || { echo "# the command failed" && return 1; }
	command=
	call verify "$who" && [ "$code" -eq 0 ]
}

# play_line LINE
play_line() {
	case $1 in
	'' | '#'*) return 0 ;;
	' '*)
		holds "$1"
		return
		;;
	esac
	[ "$day" != "${1%% *}" ] && minute=0
	day=${1%% *}
	sound && does "${1#* }"
}

# play FOLDER: all lines; false at the first that is not true, after saying which.
play() {
	story=$1 who=story-$number drop=none day='' line=0 cut='' guardians='' command='' orgs='' classes=''
	rm -rf "$work/nights" && mkdir "$work/nights" && : >"$work/sis" && : >"$work/schools" && echo 1 >"$work/next"
	district "$who" || return
	while IFS= read -r text <&3; do
		line=$((line + 1))
		play_line "$text" || {
			sed 's/^/# /' "$work/log"
			echo "# $story/story:$line: $text ($(place))"
			return 1
		}
	done 3<"$story/story"
	[ "$line" -gt 0 ] && sound
}

[ $# -gt 0 ] || set -- "$stories"/*/
echo "1..$#"
for folder; do
	case $folder in */*) folder=${folder%/} ;; *) folder=$stories/$folder ;; esac
	play "$folder"
	code=$?
	number=$((number + 1))
	[ "$code" -eq 0 ] || printf 'not '
	echo "ok $number - $(basename "$folder")"
done
