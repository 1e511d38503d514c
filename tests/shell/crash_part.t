#!/bin/sh
# SIGKILL at every call of apply while a drop goes in but for its removals, while another one supersedes what is left of it, and while what is left is
# released: one more run leaves everything as a run in peace does. See crash.t.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2181,SC2317 # A && B is what each check is about
. "$(dirname "$0")/crash_lib.sh"

# drop N SED: a night's files are the second night's, changed.
drop() {
	night "$1"
	rm -rf "$work/files" && cp -r "$samples/riverbend-1.1/second-night" "$work/files"
	sed -i "$2" "$work/files/users.csv"
	upload "$work/part" oak "$work/files"
	stages "$work/part" oak fetch validate normalise match
}

# held: the drop that was applied but for its removals.
held() {
	basename "$(dirname "$(find "$work/part/spool/oak/apply/held" -name part.ndjson)")"
}

echo 1..8
story
cp -a "$work/apply" "$work/part"
stages "$work/part" oak apply
printf 'guards { removals_wait = yes\n floor = 0\n removals = 0\n updates = 100\n contacts = 100\n usernames = 100\n replaced = 100 }\n' >>"$work/part/districts/oak.conf"
drop 2 ''
crash apply part 'a drop that goes in but for its removals'
stages "$work/part" oak apply
first=$(held)
[ -s "$work/part/spool/oak/apply/held/$first/part.ndjson" ] && [ -s "$work/part/spool/oak/apply/held/$first/plan.csv" ]
check 'what went in, and the plan of what is left, lie there'
"$B/bin/rosterdrop" -c "$work/part/rosterdrop.conf" feed oak | grep "${first}[.]part" | cmp - "$work/part/spool/oak/apply/held/$first/part.ndjson" 2>"$work/why"
check 'the feed has what went in, line by line'
cp -a "$work/part" "$work/released"
"$B/bin/rosterdrop" -c "$work/released/rosterdrop.conf" release "$first" --reason 'they left' 2>>"$work/log"
stages "$work/released" oak match apply
stages "$work/released" oak match
crash apply released 'what is left, released'
stages "$work/released" oak apply
cat "$work/released/spool/oak/apply/ready/$first/"part.ndjson "$work/released/spool/oak/apply/ready/$first/"changes.ndjson >"$work/both"
"$B/bin/rosterdrop" -c "$work/released/rosterdrop.conf" feed oak | grep "$first" | cmp - "$work/both" 2>"$work/why"
check 'the receipts of both acts are what the feed has of the drop, in order'
"$B/bin/rosterdrop" -c "$work/released/rosterdrop.conf" feed oak | sed 's/.*"key":"\([^"]*\)".*/\1/' | sort | uniq -d >"$work/why"
[ ! -s "$work/why" ]
check 'and no two changes have one key'

drop 3 '2s/@/.changed@/'
crash apply part 'another one, which supersedes what is left'
stages "$work/part" oak apply
[ -e "$work/part/spool/oak/apply/failed/$first/part.ndjson" ] && [ ! -e "$work/part/spool/oak/apply/held/$first" ] && [ "$(held)" != "$first" ]
check 'and what went in of it is still told there'
