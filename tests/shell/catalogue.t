#!/bin/sh
# Every code of the catalogue in both directions: some stage test makes it, with the severity that the catalogue or the place gives it, and the clean
# samples make none above a notice. Also held: nothing in the code names a code that the catalogue does not have.
# shellcheck disable=SC2319 # check() is for the status of any command
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"

echo 1..5
cat schema/finding_*.inc | sed -n 's/^{"\([a-z]*\.[A-Za-z0-9_]*\)", .*/\1/p' | sort >"$work/codes"
[ "$(wc -l <"$work/codes")" -gt 100 ] && [ -z "$(uniq -d "$work/codes")" ]
check 'the catalogue can be read'

# A line of findings.csv has the code second, one of findings-N has it first.
{
	cat tests/stage/*/*/want/findings.csv | cut -d, -f2
	cat tests/stage/*/*/want/findings-* | cut -d' ' -f1
	grep -oE 'found import\.[a-z_]+' tests/shell/import.t | cut -d' ' -f2 # no stage makes those
} | sort -u >"$work/fired"
# What a person's command brings about (undo.*) no folder of files can, nor what takes many nights: tests/shell/undo.t and unusual.t are about them.
comm -23 "$work/codes" "$work/fired" | grep -v '^undo\.\|^package\.unusual$' | sed 's/^/# no stage test makes /' >"$work/unfired"
cat "$work/unfired"
[ ! -s "$work/unfired" ]
check 'each code is made by a stage test'

comm -13 "$work/codes" "$work/fired" | grep -v '^code$' | sed 's/^/# there is no code /' >"$work/unknown"
cat "$work/unknown"
[ ! -s "$work/unknown" ]
check 'no stage test wants a code that is none'

clean=0
for case in tests/stage/validate/clean-*/; do
	clean=$((clean + 1))
	sed 1d "$case/want/findings.csv" | grep -v '^notice,' | sed "s|^|# $case: |"
done >"$work/unclean"
cat "$work/unclean"
[ "$clean" -ge 3 ] && [ ! -s "$work/unclean" ]
check 'no clean sample of a version wants a finding above a notice'

grep -ohE '"(package|manifest|encoding|csv|header|import|value|unique|reference|graph|policy)\.[A-Za-z0-9_]+"' -r cmd pipeline --include='*.c' --include='*.h' |
	tr -d '"' | sort -u | grep -vE '\.(csv|c|h|t)$' | comm -13 "$work/codes" - | sed 's/^/# the code names /' >"$work/strange"
cat "$work/strange"
[ ! -s "$work/strange" ]
check 'the code names none that the catalogue does not have'
