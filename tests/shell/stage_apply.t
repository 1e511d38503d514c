#!/bin/sh
# What drops make of a directory, night after night, through all stages, over the folders of tests/stage/apply. A case is a folder; a new one needs
# no code:
#
#   base              optional: another case, whose first night is this one's too
#   in/1/, in/2/ ...  the files of each night; with a file named `over` among them, they are laid over the base's
#   in/N/again        a night without files: the zip of the night before comes once more
#   neighbour         optional: another case, whose first night another district has
#   want/place-N      optional: stage and place where night N ends, if not "apply ready"
#   by-hand-N         optional: commands before night N, a line each: NOUN VERB ..., without the district; with --file FILE, a file of the case
#   district.conf     optional: lines for the district's configuration
# After the last night everything that must hold in the store does (verify).
#
#   want/plan-N.csv   what the receipt of night N says was done, or, when it is held, what would be
#   want/part-N.csv   optional: what of a held night was done all the same
#   want/accounts.csv accountId,kind,state,givenName,familyName,schools,username,email after the last night
#   want/classes.csv, class_members.csv, connections.csv   optional: those of the export after the last night
#   want/findings-N   optional: code file column sourcedId of what match found in night N
#   want/findings-apply-N  optional: the same of what apply found
#   want/links-N      optional: sourcedId accountId class reason of links.csv of night N
#
# Arguments name the cases to run. With WRITE=1 the wanted files are written instead: to be read before they are believed.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
cases=tests/stage/apply
csvcells=$B/tools/csvcells

# night CASE N: the files of a night, in $work/files; false when there is no such night.
night() {
	base=
	[ ! -f "$1/base" ] || read -r base <"$1/base"
	rm -rf "$work/files" && mkdir "$work/files"
	if [ "$2" -eq 1 ] && [ -n "$base" ]; then
		cp "$cases/$base/in/1/"*.csv "$work/files/"
		return
	fi
	[ -d "$1/in/$2" ] || return 1
	[ ! -e "$1/in/$2/over" ] || cp "$cases/$base/in/1/"*.csv "$work/files/"
	[ ! -e "$1/in/$2/again" ] || return 0
	cp "$1/in/$2/"* "$work/files/" && rm -f "$work/files/over"
}

# push DISTRICT N [STAGE PLACE]: zips $work/files and runs everything; the drop's name is $drop, and it must end in that place.
push() {
	find "$work/files" -name '*.csv' -exec touch -d "2026-11-0$2T00:00:00Z" {} +
	[ -z "$(ls "$work/files")" ] || (cd "$work/files" && zip -q -X - ./*.csv) >"$work/upload.zip" || return
	cp "$work/upload.zip" "$spool/$1/inbox/night.zip"
	ROSTERDROP_NOW="2026-11-0$2T02:00:00Z" "$rosterdrop" run "$1" >"$work/out" 2>"$work/log"
	code=$?
	drop=$(newest "$1" "${3-apply}" "${4-ready}")
	case $code,${4-ready},$drop in 0,ready,2026110"$2"* | 0,held,2026110"$2"* | 65,failed,2026110"$2"*) ;; *) return 1 ;; esac
}

# by_hand CASE DISTRICT N: what people do before a night, in the folder of the case.
by_hand() {
	[ -f "$1/by-hand-$3" ] || return 0
	while read -r noun verb rest; do
		# shellcheck disable=SC2086 # the words of a line
		(cd "$1" && ROSTERDROP_NOW="2026-11-0$3T01:00:00Z" "$rosterdrop" "$noun" "$2" "$verb" $rest) >/dev/null 2>"$work/log" || return
	done <"$1/by-hand-$3"
}

# got DISTRICT N STAGE PLACE: what came of a night, in $work/got.
got() {
	echo "$3 $4" >"$work/got/place-$2"
	for place in ready failed; do
		left=$spool/$1/match/$place/$drop
		[ ! -d "$left" ] || "$csvcells" "$left/findings.csv" code file column sourcedId | tr '\t' ' ' >"$work/got/findings-$2"
	done
	[ "$3" = apply ] || return 0
	[ ! -e "$spool/$1/apply/$4/$drop/plan.csv" ] || tr -d '\r' <"$spool/$1/apply/$4/$drop/plan.csv" >"$work/got/plan-$2.csv"
	[ ! -e "$spool/$1/apply/$4/$drop/part.csv" ] || tr -d '\r' <"$spool/$1/apply/$4/$drop/part.csv" >"$work/got/part-$2.csv"
	"$csvcells" "$spool/$1/apply/$4/$drop/findings.csv" code file column sourcedId | tr '\t' ' ' >"$work/got/findings-apply-$2"
	"$csvcells" "$spool/$1/match/ready/$drop/links.csv" sourcedId accountId class reason | tr '\t' ' ' >"$work/got/links-$2"
}

# compare CASE: the wanted files, or writing them.
compare() {
	[ -z "${WRITE-}" ] || {
		mkdir -p "$1/want" && cp "$work/got/"plan-*.csv "$work/got/accounts.csv" "$1/want/"
		[ ! -e "$work/got/part-$((n - 1)).csv" ] || cp "$work/got/part-$((n - 1)).csv" "$1/want/"
		[ ! -f "$1/base" ] || rm -f "$1/want/plan-1.csv"
		for file in classes class_members connections; do [ ! -e "$1/want/$file.csv" ] || cp "$work/got/$file.csv" "$1/want/"; done
		for file in findings findings-apply links; do [ ! -s "$work/got/$file-2" ] || cp "$work/got/$file-2" "$1/want/"; done
	}
	for want in "$1"/want/*; do
		diff -u "$want" "$work/got/$(basename "$want")" >"$work/diff" || { sed 's/^/# /' "$work/diff"; return 1; }
	done
}

# run CASE: all nights. Lines that begin with # say what is wrong.
run() {
	who=case-$number n=1
	rm -rf "$work/got" "$work/export" && mkdir "$work/got"
	district "$who" && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/$who.conf"
	! grep -qs package.foreign "$1/district.conf" || sed -i '/^checks/d' "$work/districts/$who.conf"
	cat "$1/district.conf" >>"$work/districts/$who.conf" 2>/dev/null
	[ ! -f "$1/neighbour" ] || {
		rm -rf "$work/files" && cp -r "$cases/$(cat "$1/neighbour")/in/1" "$work/files" && district "near-$number" &&
			printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/near-$number.conf" && push "near-$number" 1
	} || { sed 's/^/# /' "$work/log"; return 1; }
	while night "$1" "$n"; do
		stage=apply place=ready
		[ ! -f "$1/want/place-$n" ] || read -r stage place <"$1/want/place-$n"
		by_hand "$1" "$who" "$n" && push "$who" "$n" "$stage" "$place" && got "$who" "$n" "$stage" "$place" || { sed 's/^/# /' "$work/log"; return 1; }
		n=$((n + 1))
	done
	"$rosterdrop" export "$who" "$work/export" && {
		echo accountId,kind,state,givenName,familyName,schools,username,email
		"$csvcells" "$work/export/accounts.csv" accountId kind state givenName familyName schools username email | tr ',\t' ' ,'
	} >"$work/got/accounts.csv"
	for file in classes class_members connections; do tr -d '\r' <"$work/export/import/$file.csv" >"$work/got/$file.csv"; done
	"$rosterdrop" verify "$who" >"$work/out" 2>"$work/log" || { sed 's/^/# /' "$work/out" "$work/log"; return 1; }
	[ "$n" -gt 1 ] && compare "$1"
}

[ $# -gt 0 ] || set -- "$cases"/*/
echo "1..$#"
for case; do
	case $case in */*) case=${case%/} ;; *) case=$cases/$case ;; esac
	run "$case"
	code=$?
	number=$((number + 1))
	[ "$code" -eq 0 ] || printf 'not '
	echo "ok $number - $(basename "$case")"
done
