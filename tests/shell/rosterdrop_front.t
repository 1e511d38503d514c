#!/bin/sh
# The command line, init, and what commands say of nothing.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
page=$(dirname "$0")/../../cmd/rosterdrop/rosterdrop.1

echo 1..40

call
[ "$code" -eq 64 ] && [ ! -s "$work/out" ] && says 'usage: rosterdrop'
check 'no command: the usage on standard error, 64'
call --help
[ "$code" -eq 0 ] && [ ! -s "$work/log" ] && prints 'usage: rosterdrop'
check '--help: on standard output, 0'
call --version
[ "$code" -eq 0 ] && grep -qx 'rosterdrop [0-9.]*' "$work/out"
check '--version'
call juggle
[ "$code" -eq 64 ] && says "no command 'juggle'"
check 'an unknown command: 64'
call -x init
[ "$code" -eq 64 ] && says "'-x'"
check 'an unknown option before the command: 64'
call -c
[ "$code" -eq 64 ]
check '-c without its value: 64'

call --help
commands=$(sed -n 's/^  \([a-z]*\) .*/\1/p' "$work/out")
[ "$(echo "$commands" | wc -l)" -ge 10 ]
check 'the help lists the commands'
bad=
for command in $commands; do
	grep -q "^\.It Cm $command" "$page" || bad="$bad $command"
done
[ -z "$bad" ] || echo "# not in the manual page:$bad"
[ -z "$bad" ]
check 'every command has its paragraph in the manual page'
bad=
for command in $commands; do
	call "$command" --help
	[ "$code" -eq 0 ] && prints "rosterdrop [-c CONF] $command" || bad="$bad $command"
done
[ -z "$bad" ]
check 'every command has its --help'
bad=
for command in $commands; do
	call "$command" --juggle
	[ "$code" -eq 64 ] && says "usage: rosterdrop $command" || bad="$bad $command"
done
[ -z "$bad" ]
check 'every command refuses an unknown option with its usage: 64'
bad=
for command in $commands; do
	call "$command" a b c d
	case $command$code in *64 | run* | unlink* | unmerge*) ;; *) bad="$bad $command" ;; esac # these take many
done
[ -z "$bad" ]
check 'every command but run, unlink and unmerge refuses too many words: 64'
call status --json=yes
[ "$code" -eq 64 ]
check 'a flag takes no value: 64'
call reject 20261121T020304Z-1a2b3c4d --reason
[ "$code" -eq 64 ] && says 'lacks its value'
check 'an option without its value: 64'

call status
[ "$code" -eq 78 ] && says "$ROSTERDROP_CONF"
check 'no configuration: 78, with its path'
call init Oak
[ "$code" -eq 64 ] && [ ! -e "$ROSTERDROP_CONF" ]
check 'a name that cannot be a district: 64, nothing is made'
call init ../oak
[ "$code" -eq 64 ]
check 'a path is no district: 64'
call init oak
[ "$code" -eq 0 ] && prints "$ROSTERDROP_CONF: made" && prints "$spool/oak: made"
check 'init makes the configuration and the district, and says so'
[ -d "$spool/oak/inbox" ] && [ -d "$spool/oak/apply/held" ] && [ -s "$spool/oak/store/data.mdb" ] &&
	[ -s "$work/districts/oak.conf" ]
check 'inbox, stages, store and configuration are there'
before=$(snapshot)
call init oak
[ "$code" -eq 0 ] && [ "$(grep -c ': was there$' "$work/out")" -eq 6 ] && ! prints ': made' &&
	[ "$(snapshot)" = "$before" ]
check 'a second time: 0, says that all was there, and changes nothing'
rm "$work/districts/oak.conf"
call init oak
[ "$code" -eq 0 ] && prints "$work/districts/oak.conf: made" && [ "$(grep -c ': made' "$work/out")" -eq 1 ]
check 'a third time makes what was lost, and only that'
: >"$spool/oak/store/data.mdb"
call init oak
[ "$code" -eq 74 ] && [ ! -s "$spool/oak/store/data.mdb" ] && says 'restore the backup'
check 'an emptied store is not made anew behind anybody'\''s back: 74'
rm -r "$spool/oak/store"
call init oak
[ "$code" -eq 0 ] && [ -s "$spool/oak/store/data.mdb" ]
check 'a store that is gone is made'
(cd "$work" && "$rosterdrop" -c deep/er/rosterdrop.conf init elm) >"$work/out" 2>"$work/log"
[ $? -eq 0 ] && grep -q "spool = \"$work/deep/er/spool\"" "$work/deep/er/rosterdrop.conf" &&
	[ -d "$work/deep/er/spool/elm" ]
check 'folders of a new configuration are made, and its paths are absolute'

call status
[ "$code" -eq 0 ] && grep -q '^oak  *setup  *-  *-' "$work/out"
check 'status of a district without a drop'
call status --json
[ "$code" -eq 0 ] && [ "$("$jsoncheck" 0/district 0/phase 0/held <"$work/out" | tr '\n' ' ')" = 'oak setup 0 ' ]
check 'status --json is JSON'
call status elm
[ "$code" -eq 66 ] && says 'init elm'
check 'status of no district: 66, and how to make it'
call run elm
[ "$code" -eq 66 ] && says 'there is no district elm'
check 'run of no district: 66'
for jobs in 0 257 x -1 ''; do
	call run -j "$jobs" oak
	[ "$code" -eq 64 ] || break
done
[ "$code" -eq 64 ]
check '-j takes a number from 1 to 256'
call show 20261121T020304Z-1a2b3c4d
[ "$code" -eq 66 ] && says 'no drop 20261121T020304Z-1a2b3c4d'
check 'an unknown drop: 66'
call show oak/../oak
[ "$code" -eq 64 ] && says 'not a drop'
check 'a path is no drop: 64'
call show elm/20261121T020304Z-1a2b3c4d
[ "$code" -eq 66 ] && says 'no district elm'
check 'a drop of no district: 66'

call feed oak
[ "$code" -eq 0 ] && [ ! -s "$work/out" ]
check 'the feed of a new district is empty'
call audit oak
[ "$code" -eq 0 ] && [ ! -s "$work/out" ]
check 'so is its audit log'
call feed oak --since yesterday
[ "$code" -eq 64 ]
check '--since takes a number'
call export oak "$work/out.d"
[ "$code" -eq 0 ] && grep -q '^file.users,bulk' "$work/out.d/manifest.csv" &&
	grep -q '^file.demographics,absent' "$work/out.d/manifest.csv" && [ ! -e "$work/out.d/demographics.csv" ]
check 'an export of nothing: what a roster needs is there, the rest is absent'
call export oak "$work/out.d"
[ "$code" -eq 64 ] && says 'not empty'
check 'an export writes over nothing: 64'
echo 'sync { enabld = yes }' >"$work/districts/oak.conf"
call status
[ "$code" -eq 78 ] && prints 'oak' && prints 'unknown' && says 'oak.conf'
check 'a broken configuration: status still shows the district, 78'
"$rosterdrop" --version >/dev/full 2>"$work/log"
[ $? -ne 0 ] && says 'standard output'
check 'results that cannot be written are a failure'

# The fixed parts of what a file says, a line each.
messages() {
	grep -v '^#' "$1" | sed 's|//.*||' | awk -F'"' '{ for (i = 2; i <= NF; i += 2) print $i }' |
		grep " " | sed 's/%[-.*0-9]*l*[a-z]/\n/g' |
		sed 's/^[ :]*//; s/[ :]*$//' | awk 'length >= 11' | sort -u
}
tr '\n' ' ' <"$page" >"$work/page"
root=$(dirname "$0")/../..
cat "$root"/pipeline/db*.c >"$work/db.c"
messages "$work/db.c" >"$work/messages"
messages "$root/pipeline/stage.c" >>"$work/messages"
[ "$(wc -l <"$work/messages")" -gt 15 ]
check 'messages of the store and of the stages are found in the source'
bad=
while read -r message; do
	grep -qF -e "$message" "$work/page" || bad="$bad [$message]"
done <"$work/messages"
[ -z "$bad" ] || echo "# not in the manual page:$bad"
[ -z "$bad" ]
check 'each of them stands in the manual page'
