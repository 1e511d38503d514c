#!/bin/sh
# fetch and a district's SFTP server: real pulls from OpenSSH, and what a hostile or broken server cannot do.
# shellcheck source=tests/shell/fetch_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
. "$(dirname "$0")/fetch_lib.sh"
server=$work/server
remote=$work/remote
proxy=
trap 'scripts/loopback-sshd stop "$server"; near; rm -rf "$work"' EXIT

# serve [COMMAND]: (re)starts the server with what speaks SFTP.
serve() {
	scripts/loopback-sshd stop "$server"
	SFTP_SERVER=${1:-internal-sftp} scripts/loopback-sshd start "$server" || exit 1
}

# far: from now on the server is 5 ms away each way; near: it is not.
far() {
	rm -f "$work/port"
	"$B/tools/delay_proxy" -d 5 "$(cat "$server/port")" >"$work/port" &
	proxy=$!
	while [ ! -s "$work/port" ] && kill -0 "$proxy"; do sleep 0.05; done
}
near() {
	[ -z "$proxy" ] || kill "$proxy"
	proxy=
}

# channels: how many the server opened since it was started.
channels() {
	grep -c "Starting session: subsystem 'sftp'" "$server/log"
}

# pulls PATH [LINE]: a fresh district that pulls PATH, with more lines for its section sftp in front. Its deadlines are long wherever none is to be
# met, for a machine can be busy; $step is that of a step.
pulls() {
	oak <<-END
		inbox { quiet = 0 }
		limits { zip_bytes = 200000000 }
		sftp {
			${2-}
			host = "127.0.0.1"
			port = $(if [ -n "$proxy" ]; then cat "$work/port"; else cat "$server/port"; fi)
			user = "$(id -un)"
			key_file = "${key:-$server/user_key}"
			host_keys = { "$(cut -d' ' -f1,2 "${pin:-$server/host_key.pub}")" }
			path = "$1"
			quiet = ${quiet:-0}
			step_seconds = ${step:-120}
			total_seconds = 600
			entries = 500
		}
	END
}

# put FILE NAME: a real upload.
put() {
	echo "put \"$1\" \"$remote/$2\"" | sftp -q -b - -F "$server/ssh_config" loopback >/dev/null
}

# lie NAME: pulls the folder of a lie.
lie() {
	pulls "/$1"
	run
}

# cut_off: whether a deadline ended the pull: ours, or that of libssh, which is as long.
cut_off() {
	grep -q "no end within $step seconds\|[Tt]imeout" "$work/log"
}

# signed_in: how often somebody did since the server was started.
signed_in() {
	grep -c 'Accepted publickey' "$server/log"
}

echo 1..37
mkdir "$remote"
serve

head -c 300000 /dev/urandom >"$work/a.zip"
put "$work/a.zip" 'night one.zip'
pulls "$remote"
ROSTERDROP_NOW=2026-11-21T02:03:04Z run
sum=$(sha256sum "$work/a.zip" | cut -d' ' -f1)
[ "$code" -eq 0 ] && [ "$(drop 1)" = "$ready/20261121T020304Z-$(echo "$sum" | cut -c1-8)" ] &&
	cmp -s "$work/a.zip" "$(drop 1)/roster.zip" && [ -z "$(ls "$tmp")" ]
check 'a file that was uploaded to the server is pulled'
[ "$(origin 1 from) $(origin 1 name) $(origin 1 size) $(origin 1 sha256)" = "sftp night%20one.zip 300000 $sum" ] &&
	[ "$(origin 1 modified)" = "$(stat -c %Y "$remote/night one.zip")" ] &&
	[ "$(origin 1 path)" = "127.0.0.1:$(cat "$server/port")$remote" ]
check 'origin says from where'
[ -e "$remote/night one.zip" ]
check 'the server keeps its file'
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ ! -s "$work/log" ]
check 'it is not pulled again'

touch -d '2020-01-01' "$remote/night one.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 2 ] && [ "$(origin 2 same-as)" = "$(basename "$(drop 1)")" ]
check 'uploaded anew, with the same bytes: a drop that names the one before'

for name in c b a; do
	echo "$name" >"$remote/$name.ZIP"
done
touch -d '2020-01-02' "$remote/c.ZIP"
touch -d '2020-01-03' "$remote/a.ZIP" "$remote/b.ZIP"
mkdir "$remote/folder.zip"
ln -s /etc/passwd "$remote/link.zip"
echo x >"$remote/.hidden.zip"
echo x >"$remote/notes.txt"
: >"$remote/empty.zip"
touch -d '2020-01-04' "$remote/empty.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 6 ] &&
	[ "$(cat "$(drop 3)/roster.zip" "$(drop 4)/roster.zip" "$(drop 5)/roster.zip" | tr -d '\n')" = cab ] &&
	[ "$(origin 6 size)" = 0 ]
check 'by time, then name; no links, folders, hidden or other names'

rm -rf "$remote" && mkdir "$remote"
head -c 40000000 /dev/urandom >"$remote/wide.zip"
serve
far
pulls "$remote"
run
[ "$code" -eq 0 ] && cmp -s "$remote/wide.zip" "$(drop 1)/roster.zip" && [ "$(channels)" -eq 4 ]
check 'a large file of a server that is far away comes whole over four channels'
near
printf 'MaxSessions 1\nRekeyLimit 1M\nMatch all\nLogLevel DEBUG\n' >"$server/extra"
serve
far
pulls "$remote"
run
[ "$code" -eq 0 ] && cmp -s "$remote/wide.zip" "$(drop 1)/roster.zip" && [ "$(channels)" -eq 1 ]
check 'and over one, where the server allows no more'
[ "$(grep -c 'rekey out after' "$server/log")" -gt 30 ]
check 'F9: while the keys changed with each megabyte of it'
near
rm "$server/extra"
serve
pulls "$remote"
sed -i 's/zip_bytes = 200000000/zip_bytes = 39999999/' "$work/districts/oak.conf"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 0 ] && grep -q 'left.*wide.zip.*limits.zip_bytes' "$work/log"
check 'a file over limits.zip_bytes is left'

rm -rf "$remote" && mkdir "$remote"
printf 'beg' >"$remote/slow.zip"
printf 'quick' >"$remote/quick.zip"
quiet=2 pulls "$remote"
while [ ! -e "$work/grown" ]; do printf 'gin' >>"$remote/slow.zip" && sleep 0.1; done &
growing=$!
run
: >"$work/grown"
wait "$growing"
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && grep -q 'waits.*slow.zip' "$work/log"
check 'a file that grows within sftp.quiet waits; the others do not'
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 2 ] && cmp -s "$(drop 2)/roster.zip" "$remote/slow.zip"
check 'and is pulled whole later'

ssh-keygen -q -t ed25519 -N '' -f "$work/other"
pin=$work/other.pub pulls "$remote"
before=$(signed_in)
run
shown=$(ssh-keygen -lf "$server/host_key.pub" | cut -d' ' -f2)
pinned=$(ssh-keygen -lf "$work/other.pub" | cut -d' ' -f2)
[ "$code" -eq 76 ] && [ "$(drops)" -eq 0 ] && grep -qF "$shown" "$work/log" && grep -qF "$pinned" "$work/log"
check 'another host key: 76, with both fingerprints'
[ "$(signed_in)" -eq "$before" ] && ! tail -n 3 "$server/log" | grep -q 'authenticating user'
check 'and nothing was sent to sign in'
ssh-keygen -q -t ecdsa -N '' -f "$work/ecdsa"
pin=$work/ecdsa.pub pulls "$remote"
run
[ "$code" -eq 76 ] && grep -q 'ecdsa' "$work/log"
check 'a pinned key of a kind that the server does not have: 76 too'
echo 'ssh-ed25519 nonsense' >"$work/bad.pub"
pin=$work/bad.pub pulls "$remote"
run
[ "$code" -eq 78 ]
check 'a pinned key that is none: 78'

key=$work/other pulls "$remote"
run
[ "$code" -eq 77 ]
check 'a key that the server does not take: 77'
cp "$server/user_key" "$work/open_key"
chmod 0644 "$work/open_key"
key=$work/open_key pulls "$remote"
run
[ "$code" -eq 78 ] && grep -q 'open to others' "$work/log"
check 'a key file that others can read: 78'
key=$work/none pulls "$remote"
run
[ "$code" -eq 78 ]
check 'a key file that is not there: 78'
pulls "$remote/none"
run
[ "$code" -eq 75 ]
check 'a folder that is not there: 75'

# A secret is in its file and on the wire, and nowhere else. The server says no to the key, so that the password is tried too.
echo 'Hush-Tarn-Larch-4711' >"$work/password"
chmod 0400 "$work/password"
key=$work/other pulls "$remote" "password_file = \"$work/password\""
{ sed -n 2p "$work/other" && cat "$work/password"; } >"$work/secrets"
strace -f -qq -e trace=execve,write -s 4096 -v -o "$work/trace" "$fetch" -c "$work/conf" oak >"$work/out" 2>"$work/log"
[ $? -eq 77 ] && grep -q 'execve.*oak' "$work/trace" && ! grep -qF -f "$work/secrets" "$work/trace" "$work/log" "$work/out" &&
	! grep -rqF -f "$work/secrets" "$spool"
check 'key and password are in no argument, environment, log or file'
echo upload >"$inbox/up.zip"
scripts/loopback-sshd stop "$server"
run
[ "$code" -eq 75 ] && [ "$(drops)" -eq 1 ]
check 'a server that is not there: 75, and the inbox is taken all the same'

serve "$(cd "$B" && pwd)/tools/sftp_liar silent"
step=4
lie honest
[ "$code" -eq 75 ] && cut_off && grep -q 'starting SFTP' "$work/log"
check 'a server that never speaks SFTP: killed by the deadline of a step, 75'
step=

serve "$(cd "$B" && pwd)/tools/sftp_liar"
"$B/tools/sftp_liar" content >"$work/good"
lie honest
[ "$code" -eq 0 ] && cmp -s "$work/good" "$(drop 1)/roster.zip"
check 'the liar can be honest'
lie shuffle
[ "$code" -eq 0 ] && cmp -s "$work/good" "$(drop 1)/roster.zip"
check 'answers out of turn are put in order'
lie short
[ "$code" -eq 0 ] && cmp -s "$work/good" "$(drop 1)/roster.zip"
check 'short answers are mended'
for kind in cut empty long gone grow wrong-id; do
	lie $kind
	[ "$code" -eq 75 ] && [ "$(drops)" -eq 0 ] && [ -z "$(ls "$tmp")" ] && ! cut_off
	check "$kind: 75, nothing published, tmp/ empty"
done
step=3
lie stall
[ "$code" -eq 75 ] && [ "$(drops)" -eq 0 ] && cut_off
check 'a stall in the middle of a file: killed by the deadline of a step'
lie stall-list
[ "$code" -eq 75 ] && cut_off
check 'a stall in the listing: killed by the deadline of a step'
step=
lie huge
[ "$code" -eq 0 ] && [ "$(drops)" -eq 0 ] && grep -q 'left.*limits.zip_bytes' "$work/log"
check 'a file of 2^63 bytes is left'
lie names
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ "$(origin 1 name)" = good.zip ] &&
	grep -q 'left on the server: 6 names' "$work/log"
check 'hostile names are counted and left'
lie endless
[ "$code" -eq 75 ] && [ "$(drops)" -eq 0 ] && grep -q 'sftp.entries' "$work/log"
check 'a listing without end: 75, with the limit by name'
