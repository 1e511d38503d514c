#!/bin/sh
# What if: the plan of a drop under another setting, and what another policy would have held of the past nights. Nothing comes of either.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
files=$work/files
echo 1..16

# night N: the Nth night, with what lies in $files.
night() {
	export ROSTERDROP_NOW="2026-11-${1}T02:03:04Z"
	touch -d "2026-11-${1}T00:00:00Z" "$files"/*
	upload oak night "$files" && call run oak && [ "$code" -eq 0 ]
}

# without FROM TO: takes away the students with these places in the file, and what names them.
without() {
	awk -F, -v from="$1" -v to="$2" 'NR > 1 && $6 == "student" && ++n >= from && n <= to { print $1 }' "$files/users.csv" >"$work/gone"
	for file in users demographics enrollments; do
		grep -vFf "$work/gone" "$files/$file.csv" >"$work/kept"
		cp "$work/kept" "$files/$file.csv"
	done
}

# policy LINE: a policy to think of.
policy() {
	printf 'sync { start_date = "2026-01-01" }\n%s\n' "$1" >"$work/policy.conf"
}

# would: drop and verdict of each line that a look back printed, by the place of the drop in the story.
would() {
	"$B/tools/csvcells" "$work/out" drop would | sed "s/^$first/1/; s/^$second/2/; s/^$third/3/; s/^$held/4/" | tr '\t\n' ' ,'
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\nlimits { error_share = 100 }\nguards { floor = 2 }\n' >>"$work/districts/oak.conf"
cp -r samples/riverbend-1.1/first-night "$files"
night 21 && first=$(newest oak apply ready)
check 'the first night'
without 1 3
night 22 && second=$(newest oak apply ready) && [ "$second" != "$first" ]
check 'three students leave: that is applied'
night 23 && third=$(newest oak apply ready) && [ "$third" != "$second" ]
check 'nothing changes'
without 1 30
night 24 && held=$(newest oak apply held) && [ -n "$held" ]
check 'thirty leave: that is held'
sum=$(snapshot)

call plan "$held" --with guards.removals=100 guards.class=100 guards.week=100 guards.updates=100
[ "$code" -eq 0 ] && [ "$(grep -c '^archive,user,' "$work/out")" -ge 30 ] && ! says 'would be held'
check 'it would go with other limits'
call plan "$held" --with guards.removals=99
[ "$code" -eq 0 ] && [ "$(grep -c '^archive,user,' "$work/out")" -ge 30 ] && says 'would be held: '
check 'or would be held all the same, and says why'
call plan "$held" --with guards.removals=101
[ "$code" -eq 64 ] && says guards.removals
check 'a value that the file may not have: 64'
call plan "$held" --with guards.nothing=1
[ "$code" -eq 64 ] && says "no setting 'guards.nothing'"
check 'a setting that there is not: 64'
call plan "$held" --with checks.manifest.source=warning
[ "$code" -eq 64 ] && says 'retry'
check 'a check, which is not of the plan: 64'
call plan "$second" --with guards.removals=5
[ "$code" -eq 66 ]
check 'of a drop that was applied: 66'
"$B/libexec/apply" --with guards.removals=100 oak "$held" 2>"$work/log"
[ $? -eq 64 ]
check 'never without a dry run: 64'

policy ''
call replay oak --policy "$work/policy.conf"
[ "$code" -eq 0 ] && [ "$(would)" = '1 applied,2 applied,3 applied,4 held,' ]
check 'the policy as it is: what was, would be'
policy 'guards { removals = 1 floor = 1 }'
call replay oak --policy "$work/policy.conf"
[ "$code" -eq 0 ] && [ "$(would)" = '1 applied,2 held,3 applied,4 held,' ] && prints '3 of '
check 'a stricter one would have held the second night, too, and says why'
policy 'guards { removals = 100 class = 100 week = 100 updates = 100 }'
call replay oak --policy "$work/policy.conf"
[ "$code" -eq 0 ] && [ "$(would)" = '1 applied,2 applied,3 applied,4 applied,' ]
check 'a looser one none'
policy 'guards { removals = many }'
call replay oak --policy "$work/policy.conf"
[ "$code" -eq 78 ] && says 'policy.conf:2'
check 'a policy with a mistake: 78, with file and line'
[ "$sum" = "$(snapshot)" ]
check 'nothing of all that changed anything'
