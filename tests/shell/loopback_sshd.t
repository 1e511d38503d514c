#!/bin/sh
# The server for trying out: each district has a key of its own, which opens its inbox for writing and nothing else.
# shellcheck disable=SC2015,SC2181 # A && B is what each check is about
work=$(mktemp -d) || exit 1
server=$work/server
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"
trap 'scripts/loopback-sshd stop "$server"; rm -rf "$work"' EXIT

# batch DISTRICT LINE
batch() {
	echo "$2" | timeout 120 sftp -F "$server/ssh_config" -b - "$1" >"$work/out" 2>&1
}

mkdir "$work/oak" "$work/maple"
echo content >"$work/a.zip"
scripts/loopback-sshd add "$server" oak "$work/oak" >"$work/out" 2>&1 && scripts/loopback-sshd start "$server" >>"$work/out" 2>&1 &&
	scripts/loopback-sshd add "$server" maple "$work/maple" >>"$work/out" 2>&1
check 'districts are added before and after the start'
batch oak "put $work/a.zip" && batch maple "put $work/a.zip b.zip" && cmp -s "$work/a.zip" "$work/oak/a.zip" && cmp -s "$work/a.zip" "$work/maple/b.zip"
check 'each pushes into its own inbox'
batch oak 'rename a.zip c.zip' && [ -e "$work/oak/c.zip" ]
check 'and may rename there'
for line in 'ls' 'get c.zip' 'rm c.zip' 'ln c.zip d.zip' 'ln -s c.zip d.zip' 'chmod 600 c.zip' 'mkdir folder' 'cp c.zip d.zip'; do
	batch oak "$line"
	grep -qi 'denied\|not support' "$work/out" && [ "$(ls "$work/oak")" = c.zip ]
	check "refused: $line"
done
timeout 120 ssh -F "$server/ssh_config" oak "touch $work/oak/exec" </dev/null >"$work/out" 2>&1
[ "$?" -ne 0 ] && [ ! -e "$work/oak/exec" ]
check 'refused: a command'
timeout 120 ssh -F "$server/ssh_config" oak -W "127.0.0.1:$(cat "$server/port")" </dev/null >"$work/out" 2>&1
[ "$?" -ne 0 ] && grep -qi 'prohibited\|failed' "$work/out"
check 'refused: forwarding'
scripts/loopback-sshd remove "$server" oak && ! batch oak pwd && batch maple pwd
check 'a district that was removed is let in no more; the other is'
! scripts/loopback-sshd add "$server" '../x' "$work/oak" >"$work/out" 2>&1 && ! scripts/loopback-sshd add "$server" x "$work/none" >>"$work/out" 2>&1
check 'a bad name and a folder that is not there are refused'
echo "1..$number"
