#!/bin/sh
# What normalise makes of people, over the folders of tests/stage/normalise. A case is a folder; a new one needs no code:
#
#   in/            users.csv, and other files laid over tests/stage/apply/first-1.1/in/1
#   district.conf  optional: lines for the district's configuration
#   want/people    what tests/tools/people.c must print of roster.mdb
#
# Each case is run a second time with its rows the other way round: the order of rows never matters.
# Arguments name the cases to run. With WRITE=1 the wanted files are written instead: to be read before they are believed.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
cases=tests/stage/normalise

# turn: the rows of each file in $work/files the other way round.
turn() {
	for path in "$work/files/"*.csv; do
		case $path in */manifest.csv) continue ;; esac
		{ sed 1q "$path" && sed 1d "$path" | tac; } >"$work/turned" && mv "$work/turned" "$path" || return 1
	done
}

# made CASE NAME [COMMAND]: what normalise leaves of a case, in $work/NAME.
made() {
	who=case-$number-$2
	rm -rf "$work/files" && mkdir "$work/files" && cp tests/stage/apply/first-1.1/in/1/*.csv "$work/files/" && cp "$1/in/"* "$work/files/" && ${3:-:} &&
		district "$who" || return 1
	[ ! -e "$1/district.conf" ] || cat "$1/district.conf" >>"$work/districts/$who.conf"
	(cd "$work/files" && zip -q -X - ./*.csv) >"$work/upload.zip" && mv "$work/upload.zip" "$spool/$who/inbox/night.zip" &&
		"$rosterdrop" run "$who" >"$work/out" 2>"$work/log"
	"$B/tools/people" "$spool/$who/normalise/ready/$(newest "$who" normalise ready)/roster.mdb" >"$work/$2" 2>>"$work/log"
}

# run CASE: lines that begin with # say what is wrong.
run() {
	made "$1" people && made "$1" turned-people turn || { sed 's/^/# /' "$work/log"; return 1; }
	[ -z "${WRITE-}" ] || { mkdir -p "$1/want" && cp "$work/people" "$1/want/people"; }
	diff -u "$1/want/people" "$work/people" >"$work/diff" && diff -u "$work/people" "$work/turned-people" >"$work/diff" ||
		{ sed 's/^/# /' "$work/diff"; return 1; }
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
