#!/bin/sh
# The samples are what their README says: clean nights without a finding, damaged ones that pass all
# the same.
B=${B:-build}
export LC_ALL=C ROSTERDROP_NOW=2026-11-21T02:03:04Z
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
conf=$work/conf/rosterdrop.conf
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"

# check_night DISTRICT FOLDER: fetches and validates it; the findings of its drop are $findings
# then.
check_night() {
	(cd "samples/$2" && zip -q -X - ./*.csv) >"$work/conf/spool/$1/inbox/roster.zip"
	"$B/libexec/fetch" -c "$conf" "$1" 2>>"$work/log" && "$B/libexec/validate" -c "$conf" "$1" 2>>"$work/log"
	findings=$(find "$work/conf/spool/$1/validate/ready" -name findings.csv | sort | tail -n 1)
	nights=$((nights + 1))
	[ "$(find "$work/conf/spool/$1/validate/ready" -name findings.csv | wc -l)" = "$nights" ]
	say $? "$2 is accepted"
}

# Codes of a findings.csv, each with how often it is there, but for the severity notice.
codes() {
	awk -F, 'NR > 1 && $2 != "notice" {count[$2 " " $3]++} END {for (code in count) print code, count[code]}' "$1" |
		sort
}

check_district() {
	nights=0
	"$B/bin/rosterdrop" -c "$conf" init "$1" >/dev/null
	for night in first-night second-night delta; do
		check_night "$1" "$2/$night"
		[ -z "$(codes "$findings")" ]
		say $? "$2/$night is clean"
	done
	check_night "$1" "$2/damaged-night"
	# A line of the README is a file, a row and a code; each must have been found.
	awk -v folder="$2" 'index($0, "## The faults of `" folder) {on = 1; next} /^## / {on = 0} on' samples/README.md |
		sed -nE 's/^\| ([a-zA-Z]*\.csv) \| ([0-9]*) \| [^:]*: ([a-z]*\.[a-zA-Z0-9_]*).*/\3 \1 \2/p' |
		sort -u >"$work/want"
	cut -d, -f3-5 "$findings" | tr , ' ' | sort -u >"$work/got"
	[ "$(wc -l <"$work/want")" -gt 20 ] && missing=$(comm -23 "$work/want" "$work/got") && [ -z "$missing" ]
	say $? "$2/damaged-night has the faults of the README"
	[ -z "${missing-}" ] || echo "$missing" | sed 's/^/# /'
}

cp -r samples/conf "$work/conf"
# Each of the policies is a configuration that is read, and a story of tests/scenario tells what becomes of a district with it.
for policy in "$work"/conf/policies/*.conf; do
	cp "$policy" "$work/conf/districts/policy.conf"
	[ -d "$work/conf/spool/policy" ] || "$B/bin/rosterdrop" -c "$conf" init policy >/dev/null 2>>"$work/log"
	"$B/bin/rosterdrop" -c "$conf" status policy >"$work/out" 2>>"$work/log" && grep -q '^policy  *\(live\|setup\) ' "$work/out"
	say $? "policies/$(basename "$policy") is a configuration"
	grep -q "^[-0-9]* the policy is $(basename "$policy" .conf)\$" tests/scenario/*/story
	say $? "and a story has it"
done
check_district riverbend riverbend-1.1
check_district lakeside lakeside-1.2
echo "1..$number"
