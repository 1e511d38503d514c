#!/bin/sh
# Commands of the linking desk, and merges of old accounts into new ones, killed at every call that changes the file system or makes it durable: after it the directory is as it was, or as the command
# leaves it, record for record, never one link of several; and the command run again comes to the same.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
. "$(dirname "$0")/crash_lib.sh"

# act FOLDER WORD...: a command on a directory.
act() {
	at=$1
	shift
	"$B/bin/rosterdrop" -c "$at/rosterdrop.conf" "$@" --as system --why test >"$work/out" 2>"$work/why"
}

# act_crash FOLDER TEXT WORD...: a command that is killed everywhere, over copies of FOLDER; what it leaves in peace is FOLDER.after.
act_crash() {
	folder=$work/$1 text=$2
	shift 2
	dump "$folder" oak >"$work/before"
	take "$folder"
	act "$try" "$@" && dump "$try" oak >"$work/after" && ! cmp -s "$work/before" "$work/after"
	check "$text"
	rm -rf "$folder.after" && mv "$try" "$folder.after"
	take "$folder"
	points "$B/bin/rosterdrop" -c "$try/rosterdrop.conf" "$@" --as system --why test >"$work/points"
	bad='' count=0 early=0
	while read -r call n; do
		count=$((count + 1))
		take "$folder"
		die "$call" "$n" "$B/bin/rosterdrop" -c "$try/rosterdrop.conf" "$@" --as system --why test || bad="$bad $call:$n:alive"
		dump "$try" oak >"$work/seen"
		if cmp -s "$work/seen" "$work/before"; then
			early=$((early + 1))
			act "$try" "$@" && dump "$try" oak | cmp -s - "$work/after" || bad="$bad $call:$n"
		else
			cmp -s "$work/seen" "$work/after" || bad="$bad $call:$n"
		fi
		sound oak || bad="$bad $call:$n:verify"
	done <"$work/points"
	[ -z "$bad" ] && [ "$count" -ge 5 ] && [ "$early" -ge 3 ]
	check "$text: killed at $count calls, it is as before or as after${bad:+; not at$bad}"
}

echo 1..17
night 1
found "$work/live" oak
printf 'sync { start_date = "2026-12-01" }\ninbox { quiet = 0 }\nchecks { package.foreign = notice }\n' >"$work/live/districts/oak.conf"
mkdir "$work/in"
awk -F, 'BEGIN { print "accountId,kind,state,givenName,familyName,username,email,history" }
	$6 == "student" && ++n <= 4 { print "s-" n ",student,active," $9 "," $10 ",old" n "," $13 ",work " n }' \
	"$samples/riverbend-1.1/first-night/users.csv" >"$work/in/accounts.csv"
"$B/bin/rosterdrop" -c "$work/live/rosterdrop.conf" import oak "$work/in" >/dev/null 2>"$work/why"
upload "$work/live" oak "$samples/riverbend-1.1/first-night"
stages "$work/live" oak fetch validate normalise match apply
for title in rostering-administrator support; do
	"$B/bin/rosterdrop" -c "$work/live/rosterdrop.conf" permission oak grant system $title >/dev/null
done
[ "$("$B/bin/rosterdrop" -c "$work/live/rosterdrop.conf" links oak --state ready --csv | wc -l)" -ge 4 ]
check 'a district before it goes live, with students who are ready'
act_crash live 'all that are ready' link oak --ready --yes
act_crash live 'two accounts become one' merge oak s-1 s-2

# A first sync that makes everybody anew: old accounts, whose people sign in with what they know, become one with the new ones, and two again.
cp -a "$work/live" "$work/anew"
printf 'sync { start_date = "2026-11-22" first_sync = "create-then-merge" }\ninbox { quiet = 0 }\nchecks { package.foreign = notice }\n' >"$work/anew/districts/oak.conf"
night 2
upload "$work/anew" oak "$samples/riverbend-1.1/first-night"
stages "$work/anew" oak fetch validate normalise match apply
stages "$work/anew" oak match apply
"$B/bin/rosterdrop" -c "$work/anew/rosterdrop.conf" links oak merges --state ready --csv | tr -d '\r' | sed '2,$s/,$/,merge/' >"$work/list.csv"
keep=$("$B/bin/rosterdrop" -c "$work/anew/rosterdrop.conf" links oak merges --state ready | sed -n 's/.* merge oak \([^ ]*\) s-1$/\1/p')
[ -n "$keep" ] && [ "$(grep -c ',merge$' "$work/list.csv")" -eq 4 ]
check 'a district that made everybody anew, with old accounts that are ready to be merged'
act_crash anew 'an old account goes into the new one' merge oak "$keep" s-1
act_crash anew 'old accounts by a list' links oak decide --file "$work/list.csv" --yes
act_crash anew 'all old accounts that are ready' merge oak --ready --yes
rm -rf "$work/export" && "$B/bin/rosterdrop" -c "$work/anew.after/rosterdrop.conf" export oak "$work/export" 2>"$work/why" &&
	"$B/tools/csvcells" "$work/export/import/accounts.csv" accountId state username history | grep -q "^$keep	active	old1	work 1"
check 'what was kept has what the old ones signed in with, and their history'
act_crash anew.after 'a merge is taken back' unmerge oak s-1
act_crash anew.after 'all are taken back, and may be proposed again' unmerge oak s-1 s-2 s-3 s-4 --no-block --yes
