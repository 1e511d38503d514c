#!/bin/sh
# Whether each rule of tests/rules names a test that is there: a folder with something in it, a file, or a file and the beginning of the words of a check.
cd "$(dirname "$0")/../.." || exit 1
number=0

# is_there TEST: PATH, or PATH:WORDS.
is_there() {
	path=tests/${1%%:*}
	case $1 in
	samples/*) [ -f "$1" ] ;;
	*:*) awk -v words="${1#*:}" '{ at = match($0, /check ["\047]/) } at && index(substr($0, at + 7), words) == 1 { found = 1 } END { exit !found }' "$path" ;;
	*) [ -f "$path" ] || [ -d "$path/in" ] || [ -f "$path/story" ] || [ -d "$path" ] && [ -n "$(ls "$path")" ] ;;
	esac
}

grep -v '^#' tests/rules >"${TMPDIR:-/tmp}/rules.$$" || exit 1
trap 'rm -f "${TMPDIR:-/tmp}/rules.$$"' EXIT
echo "1..$(wc -l <"${TMPDIR:-/tmp}/rules.$$")"
while IFS='|' read -r rule tests; do
	number=$((number + 1)) missing=
	[ -n "$tests" ] || missing=' no test'
	IFS=';'
	for one in $tests; do
		one=$(echo "$one" | sed 's/^ *//; s/ *$//')
		is_there "$one" 2>/dev/null || missing="$missing [$one]"
	done
	unset IFS
	[ -z "$missing" ] || printf 'not '
	echo "ok $number - $rule"
	[ -z "$missing" ] || echo "# not there:$missing"
done <"${TMPDIR:-/tmp}/rules.$$"
