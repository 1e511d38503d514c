#!/bin/sh
# What if: the plan of a drop under another setting, and what another policy would have held of the past nights. Nothing comes of either.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
files=$work/files
echo 1..31

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
awk -F, '$7 == "teacher" && class == "" { class = $4 } $7 != "teacher" || $4 != class' "$files/enrollments.csv" >"$work/kept" && cp "$work/kept" "$files/enrollments.csv"
night 21 && first=$(newest oak apply ready)
check 'the first night'
without 1 3
night 22 && second=$(newest oak apply ready) && [ "$second" != "$first" ]
check 'three students leave: that is applied'
night 23 && third=$(newest oak apply ready) && [ "$third" != "$second" ]
check 'nothing changes'
call permission oak grant ada support && [ "$code" -eq 0 ]
check 'a person does something'
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
call plan "$held" --with checks.policy.class_teacher=fatal
[ "$code" -eq 64 ] && says 'retry DROP validate'
check 'what a check refuses is not of the plan: 64, and what to do instead'
call plan "$held" --with checks.policy.nothing=hold
[ "$code" -eq 64 ] && says "no check 'policy.nothing'" && call plan "$held" --with checks.policy.class_teacher=much && [ "$code" -eq 64 ] && says 'must be one of' &&
	call plan "$held" --with checks.package.not_zip=notice && [ "$code" -eq 64 ] && says 'may not be lower than fatal'
check 'a check that there is not, a severity that is none, and one that may not be: 64'
call plan "$held" --with guards.removals=100 guards.class=100 guards.week=100 guards.updates=100 checks.policy.class_teacher=hold
[ "$code" -eq 0 ] && says 'would be held: policy.class_teacher' && ! says 'policy.class_teacher policy.class_teacher'
check 'a check that would hold it: what was found says so'
bad=''
# shellcheck disable=SC2013 # words
for key in $(sed -n 's/^ *GUARD_KEY("\([a-z_]*\)".*/\1/p' pipeline/conf_guards.inc); do
	call plan "$held" --with "guards.$key=7"
	[ "$code" -eq 0 ] && says 'would be held' && call plan "$held" --with "guards.$key=-1" && [ "$code" -eq 64 ] && says "guards.$key" || bad="$bad $key"
done
[ -n "$key" ] && [ -z "$bad" ] || echo "# not so:$bad"
[ -n "$key" ] && [ -z "$bad" ]
check 'every limit may be another one'
bad=''
for setting in guards.reused=1 scope.licences=1 links.automatic=yes edits=locked limits.errors=5; do
	call plan "$held" --with "$setting"
	[ "$code" -eq 64 ] && says "no plan goes by ${setting%=*}" && says retry || bad="$bad $setting"
done
[ -z "$bad" ]
check 'what earlier stages go by is refused, with what to do: 64'
call plan "$second" --with guards.removals=5
[ "$code" -eq 66 ]
check 'of a drop that was applied: 66'
"$B/libexec/apply" --with guards.removals=100 oak "$held" 2>"$work/log"
[ $? -eq 64 ]
check 'never without a dry run: 64'

policy ''
call replay oak --policy "$work" && [ "$code" -eq 66 ] && says 'is a folder' && call replay oak --policy "$work/nowhere.conf" && [ "$code" -eq 66 ]
check 'a policy that is no file is asked for'
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
for phase in '' 'sync { enabled = no }' 'sync { start_date = "2031-01-01" }' 'sync { start_date = "2026-01-01" paused = yes }'; do
	echo "$phase" >"$work/policy.conf"
	call replay oak --policy "$work/policy.conf"
	[ "$(would)" = '1 applied,2 applied,3 applied,4 held,' ] || break
done
[ "$code" -eq 0 ] && [ "$(would)" = '1 applied,2 applied,3 applied,4 held,' ]
check 'whatever phase a policy is in, its guards are what is asked about'
call plan "$held" --with sync.start_date=2031-01-01
[ "$code" -eq 0 ] && says 'would be held: setup'
check 'a plan of a district that is not live says so'
policy 'guards { removals = 100 students = 17 class = 100 week = 6 updates = 100 floor = 1 }' # three of the 18 of a school, and nobody in the days before
call replay oak --policy "$work/policy.conf"
[ "$code" -eq 0 ] && [ "$(would)" = '1 applied,2 applied,3 applied,4 held,' ]
check 'each drop is judged by what stood before it, and counts once in its week'
policy 'guards { removals = many }'
call replay oak --policy "$work/policy.conf"
[ "$code" -eq 78 ] && says 'policy.conf:2'
check 'a policy with a mistake: 78, with file and line'
policy 'checks { policy.class_teacher = hold }' # one class of these nights has none
call replay oak --policy "$work/policy.conf"
[ "$code" -eq 0 ] && [ "$(would)" = '1 held,2 held,3 held,4 held,' ] && prints 'policy.class_teacher' && ! prints 'policy.class_teacher policy.class_teacher'
check 'a check that holds: every night in which it was found, and each reason once'
call plan "$held" --with
[ "$code" -eq 64 ] && says 'a setting is missing' && call plan "$held" guards.removals=5 && [ "$code" -eq 64 ] && call replay oak && [ "$code" -eq 64 ] && says '--policy is missing'
check 'a setting without --with, none with it, and a look back without a policy: 64'
[ "$sum" = "$(snapshot)" ]
check 'nothing of all that changed anything'
call permission oak grant tom support && call plan "$held" --with guards.removals=99
[ "$code" -eq 0 ] && says 'would be held: '
check 'what would hold a drop is said, too, when people did something since it was matched'
rm -rf "$spool/oak/validate/ready/$second" && policy '' && call replay oak --policy "$work/policy.conf"
[ "$code" -eq 0 ] && [ "$(would)" = '1 applied,2 applied,3 applied,4 held,' ]
check 'a look back needs nothing of the drops but what the directory keeps'

# A drop that a finding holds.
district elm
printf 'sync { start_date = "2026-01-01" }\nscope { licences = 3 }\n' >>"$work/districts/elm.conf"
rm -rf "$spool/.platform" "$files" && cp -r samples/riverbend-1.1/first-night "$files" && upload elm night "$files" && call run elm && held=$(newest elm apply held) &&
	call plan "elm/$held" --with checks.policy.licences=notice && [ "$code" -eq 0 ] && ! says 'would be held' && [ "$(grep -c '^create,user,' "$work/out")" -gt 3 ] &&
	call plan "elm/$held" --with guards.removals=5 && says 'would be held: policy.licences'
check 'a check that would not hold it any more'
printf 'sync { start_date = "2026-01-01" }\nchecks { policy.licences = notice }\n' >"$work/policy.conf"
call replay elm --policy "$work/policy.conf"
[ "$code" -eq 0 ] && [ "$("$B/tools/csvcells" "$work/out" outcome would reason | tr '\t\n' ' ,')" = 'held applied ,' ]
check 'nor under a policy'
