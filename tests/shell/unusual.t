#!/bin/sh
# What is unusual by a district's own nights is noted, and not before there were three to go by; it holds nothing.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
files=$work/files
echo 1..8

# night N CHANGES: the Nth night, with the given names of so many users changed; it must be applied.
night() {
	export ROSTERDROP_NOW="2026-11-0${1}T02:03:04Z"
	awk -F, -v OFS=, -v n="$2" -v mark="$1" 'NR > 1 && NR < n + 2 { $9 = $9 " Q" mark } { print }' "$files/users.csv" >"$work/kept"
	cp "$work/kept" "$files/users.csv"
	touch -d "2026-11-0${1}T00:00:00Z" "$files"/*
	upload oak night "$files" && call run oak && [ "$code" -eq 0 ]
	[ "$(find "$spool/oak/apply/ready" -mindepth 1 -maxdepth 1 | wc -l)" -eq "$1" ] || return 1
	found=$(grep -c ',notice,package.unusual,' "$spool/oak/apply/ready/$(newest oak apply ready)/findings.csv" || :)
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\nlimits { error_share = 100 }\n' >>"$work/districts/oak.conf"
"$B/tools/district" --version 1.1 --students 120 "$files" >/dev/null
night 1 0 && [ "$found" -eq 0 ]
check 'a first load is not unusual'
night 2 3 && [ "$found" -eq 0 ]
check 'nor a night with a few changes'
night 3 40 && [ "$found" -eq 0 ]
check 'nor one with many, before there were three nights to go by'
night 4 3 && [ "$found" -eq 0 ]
check 'a third quiet night'
night 5 125 && [ "$found" -eq 1 ]
check 'more than three times what any night changed is noted, and applied'
says_so=$(sed -n 's/.*package.unusual.*\(they made at most [0-9]*\).*/\1/p' "$spool/oak/apply/ready/$(newest oak apply ready)/findings.csv" || :)
[ "$says_so" = 'they made at most 40' ]
check 'with how many it was at the most'
night 6 126 && [ "$found" -eq 0 ]
check 'the next time it is not unusual any more'

# Receipts that are made again after a crash say the same.
last=$(newest oak apply ready)
for drop in "$spool"/oak/apply/ready/*; do
	grep -q ',package.unusual,' "$drop/findings.csv" && noted=$drop
done
cp "$noted/findings.csv" "$work/before" && rm -r "$noted" "$spool/oak/apply/ready/$last" && call run oak && cmp "$work/before" "$noted/findings.csv"
check 'a receipt that is made again has the same note'
