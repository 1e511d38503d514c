#!/bin/sh
# A command that changes the directory, killed at every call that changes the file system or makes it durable: after it the directory is as it was, or as
# the command leaves it, record for record, and the command run again comes to the same; with a full disk it says so and nothing is done.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
. "$(dirname "$0")/crash_lib.sh"

# act FOLDER: the command, on a directory.
act() {
	printf 'studentAccountId,givenName,familyName,email\n%s,Ana,Birch,ana@home.example\n' "$student" |
		"$B/bin/rosterdrop" -c "$1/rosterdrop.conf" guardian oak add --file - --as system --why test >"$work/out" 2>"$work/why"
}

# killed CALL N: the command, killed there.
killed() {
	{
		printf 'studentAccountId,givenName,familyName,email\n%s,Ana,Birch,ana@home.example\n' "$student" |
			strace -f -qqq -o /dev/null -e "trace=$1" -e signal=none -e "inject=$1:signal=SIGKILL:when=$2" \
				"$B/bin/rosterdrop" -c "$try/rosterdrop.conf" guardian oak add --file - --as system --why test
	} >/dev/null 2>&1
	[ $? -eq 137 ]
}

echo 1..5
night 1
found "$work/live" oak
upload "$work/live" oak "$samples/riverbend-1.1/first-night"
stages "$work/live" oak fetch validate normalise match apply
"$B/bin/rosterdrop" -c "$work/live/rosterdrop.conf" permission oak grant system rostering-administrator >/dev/null
student=$("$B/bin/rosterdrop" -c "$work/live/rosterdrop.conf" account oak list --kind student | sed -n '2s/,.*//p')
[ -n "$student" ]
check 'a directory with students'
dump "$work/live" oak >"$work/before"
take "$work/live"
act "$try" && dump "$try" oak >"$work/after" && ! cmp -s "$work/before" "$work/after"
check 'the command changes it'
take "$work/live"
printf 'studentAccountId,givenName,familyName,email\n%s,Ana,Birch,ana@home.example\n' "$student" >"$work/rows"
points "$B/bin/rosterdrop" -c "$try/rosterdrop.conf" guardian oak add --file "$work/rows" --as system --why test >"$work/points"
bad='' count=0 early=0 late=0
while read -r call n; do
	count=$((count + 1))
	take "$work/live"
	killed "$call" "$n"
	alive=$?
	dump "$try" oak >"$work/seen"
	if [ "$alive" -ne 0 ] && ! cmp -s "$work/seen" "$work/after"; then
		bad="$bad $call:$n:alive" # one call less than the time before is no fault, if all was done
	elif cmp -s "$work/seen" "$work/before"; then
		early=$((early + 1))
		act "$try" && dump "$try" oak | cmp -s - "$work/after" || bad="$bad $call:$n"
	elif cmp -s "$work/seen" "$work/after"; then
		late=$((late + 1))
	else
		bad="$bad $call:$n"
	fi
done <"$work/points"
[ -z "$bad" ] && [ "$count" -ge 5 ]
check "killed at $count calls, it is as before or as after${bad:+; not at$bad}"
[ "$early" -ge 3 ]
check "and as before at $early of them, until the commit"
take "$work/live"
printf 'studentAccountId,givenName,familyName,email\n%s,Ana,Birch,ana@home.example\n' "$student" |
	strace -f -qqq -o /dev/null -e trace=pwrite64,writev,pwritev -e signal=none -e inject=pwrite64,writev,pwritev:error=ENOSPC \
		"$B/bin/rosterdrop" -c "$try/rosterdrop.conf" guardian oak add --file - --as system --why test >/dev/null 2>"$work/why"
code=$?
{ [ $code -eq 75 ] || [ $code -eq 74 ]; } && dump "$try" oak | cmp -s - "$work/before"
check "a full disk: $code, and nothing is done"
