#!/bin/sh
# Commands of the linking desk, killed at every call that changes the file system or makes it durable: after it the directory is as it was, or as the command
# leaves it, record for record, never one link of several; and the command run again comes to the same.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
. "$(dirname "$0")/crash_lib.sh"

# act FOLDER WORD...: a command on a directory.
act() {
	folder=$1
	shift
	"$B/bin/rosterdrop" -c "$folder/rosterdrop.conf" "$@" --as system --why test >"$work/out" 2>"$work/why"
}

# killed CALL N WORD...: the command, killed there.
killed() {
	call=$1 n=$2
	shift 2
	{
		strace -f -qqq -o /dev/null -e "trace=$call" -e signal=none -e "inject=$call:signal=SIGKILL:when=$n" \
			"$B/bin/rosterdrop" -c "$try/rosterdrop.conf" "$@" --as system --why test
	} >/dev/null 2>&1
	[ $? -eq 137 ]
}

# crash TEXT WORD...: a command that is killed everywhere.
crash() {
	text=$1
	shift
	dump "$work/live" oak >"$work/before"
	take "$work/live"
	act "$try" "$@" && dump "$try" oak >"$work/after" && ! cmp -s "$work/before" "$work/after"
	check "$text"
	take "$work/live"
	points "$B/bin/rosterdrop" -c "$try/rosterdrop.conf" "$@" --as system --why test >"$work/points"
	bad='' count=0 early=0
	while read -r call n; do
		count=$((count + 1))
		take "$work/live"
		killed "$call" "$n" "$@" || bad="$bad $call:$n:alive"
		dump "$try" oak >"$work/seen"
		if cmp -s "$work/seen" "$work/before"; then
			early=$((early + 1))
			act "$try" "$@" && dump "$try" oak | cmp -s - "$work/after" || bad="$bad $call:$n"
		else
			cmp -s "$work/seen" "$work/after" || bad="$bad $call:$n"
		fi
	done <"$work/points"
	[ -z "$bad" ] && [ "$count" -ge 5 ] && [ "$early" -ge 3 ]
	check "$text: killed at $count calls, it is as before or as after${bad:+; not at$bad}"
}

echo 1..5
night 1
found "$work/live" oak
printf 'sync { start_date = "2026-12-01" }\ninbox { quiet = 0 }\nchecks { package.foreign = notice }\n' >"$work/live/districts/oak.conf"
mkdir "$work/in"
awk -F, 'BEGIN { print "accountId,kind,state,givenName,familyName,email,history" }
	$6 == "student" && ++n <= 4 { print "s-" n ",student,active," $9 "," $10 "," $13 ",work " n }' \
	"$samples/riverbend-1.1/first-night/users.csv" >"$work/in/accounts.csv"
"$B/bin/rosterdrop" -c "$work/live/rosterdrop.conf" import oak "$work/in" >/dev/null 2>"$work/why"
upload "$work/live" oak "$samples/riverbend-1.1/first-night"
stages "$work/live" oak fetch validate normalise match apply
for title in rostering-administrator support; do
	"$B/bin/rosterdrop" -c "$work/live/rosterdrop.conf" permission oak grant system $title >/dev/null
done
[ "$("$B/bin/rosterdrop" -c "$work/live/rosterdrop.conf" links oak --state ready --csv | wc -l)" -ge 4 ]
check 'a district before it goes live, with students who are ready'
crash 'all that are ready' link oak --ready --yes
crash 'two accounts become one' merge oak s-1 s-2
