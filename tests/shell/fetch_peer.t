#!/bin/sh
# A district's SFTP server that is broken, slow or hostile: row by row, and what becomes of each.
#
# | row | what | shown by |
# | F1 | host key changed, unknown, of another kind | fetch_sftp.t: another host key; of a kind that the server does not have |
# | F2 | weak algorithms | here: only weak key exchange, ciphers, MACs |
# | F3 | names that are paths, have control characters or a NUL, are too long | fetch_sftp.t: hostile names; here: big-name, nul-name |
# | F4 | a listing without end, 2^32 entries, a name repeated | fetch_sftp.t: a listing without end; here: count, repeat |
# | F5 | stalls | fetch_sftp.t: in reading, listing, starting SFTP; here: at each byte of connecting and signing in |
# | F6 | cut connections, no data, too little, too much | fetch_sftp.t: cut, empty, long, gone; fetch_resume.t: going on behind it |
# | F7 | a file that grows or shrinks, a size of 2^63 | fetch_sftp.t: grow, a file of 2^63 bytes; here: shrink |
# | F8 | wrong ids, lengths, attributes | fetch_sftp.t: wrong-id; here: bad-length, bad-attributes; fetch_resume.t: sftp.files |
# | F9 | new keys in mid-file | fetch_sftp.t: with new keys each megabyte |
# | F10 | floods of banners and empty packets, a byte a second | here |
# | F11 | no home, no permission | fetch_sftp.t: a folder that is not there; here: denied |
# | F12 | links and folders that are called files | fetch_sftp.t: no links, folders; here: link |
# | F13 | many slow servers together | fetch_resume.t: turns at a host, a stalled server of one district |
# | F14, F15 | clients that we host | drop_account.t |
# shellcheck source=tests/shell/fetch_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
. "$(dirname "$0")/fetch_lib.sh"
server=$work/server
remote=$work/remote
proxy=
trap 'scripts/loopback-sshd stop "$server"; unproxy; rm -rf "$work"' EXIT

# serve [COMMAND]: (re)starts the server with what speaks SFTP.
serve() {
	scripts/loopback-sshd stop "$server"
	SFTP_SERVER=${1:-internal-sftp} scripts/loopback-sshd start "$server" || exit 1
}

unproxy() {
	[ -z "$proxy" ] || kill "$proxy"
	proxy=
}

# through OPTION...: something between us and the server.
through() {
	unproxy
	rm -f "$work/port"
	"$B/tools/delay_proxy" "$@" "$(cat "$server/port")" >"$work/port" &
	proxy=$!
	while [ ! -s "$work/port" ] && kill -0 "$!"; do sleep 0.05; done
}

# pull PATH: a fresh district pulls it; how many seconds that took in $took.
pull() {
	if [ -n "$proxy" ]; then port=$(cat "$work/port"); else port=$(cat "$server/port"); fi
	oak <<-END
		sftp {
			host = "127.0.0.1"
			port = $port
			user = "$(id -un)"
			key_file = "$server/user_key"
			host_keys = { "$(cut -d' ' -f1,2 "$server/host_key.pub")" }
			path = "$1"
			quiet = 0
			step_seconds = 2
			total_seconds = 20
			min_rate = ${rate:-1K}
		}
	END
	began=$(date +%s)
	run
	took=$(($(date +%s) - began))
}

# nothing: no drop was made, and nothing is half there.
nothing() {
	[ "$(drops)" -eq 0 ] && [ -z "$(ls "$tmp")" ]
}

echo 1..28
mkdir "$remote"
head -c 2000000 /dev/urandom >"$remote/roster.zip"

for weak in 'KexAlgorithms diffie-hellman-group14-sha1' 'Ciphers aes128-cbc' \
	'Ciphers aes128-ctr
MACs hmac-sha1'; do
	mkdir -p "$server"
	echo "$weak" >"$server/extra"
	serve
	pull "$remote"
	[ "$code" -eq 75 ] && nothing && ! grep -q 'Accepted' "$server/log"
	check "F2: only $(echo "$weak" | tail -n 1): 75, and nobody signed in"
done
rm "$server/extra"
serve

# The sizes are where the server has said its banner, its algorithms, its key, that signing in is to begin, that it may go on.
for at in 0 20 500 1300 1700 2100; do
	through -s "$at"
	pull "$remote"
	[ "$code" -eq 75 ] && nothing && [ "$took" -lt 12 ] && grep -q 'no end within\|[Tt]imeout' "$work/log"
	check "F5: nothing after $at bytes: cut by the deadline, 75"
done
for at in 0 20 1300 2100 100000; do
	through -c "$at"
	pull "$remote"
	[ "$code" -eq 75 ] && nothing && [ "$took" -lt 12 ]
	check "F6: the connection is cut after $at bytes: 75"
done
through -r 1
pull "$remote"
[ "$code" -eq 75 ] && nothing && [ "$took" -lt 12 ]
check 'F10: a byte a second: cut by the deadline'
through -r 100000
rate=1M pull "$remote"
[ "$code" -eq 75 ] && nothing && grep -q 'no end within 2 seconds' "$work/log" && [ "$took" -lt 12 ]
check 'F10: a file that comes slower than sftp.min_rate is cut'
through -f 'Welcome to a long story
'
pull "$remote"
[ "$code" -eq 75 ] && nothing && [ "$took" -lt 12 ]
check 'F10: a banner without end: 75'
through -i
pull "$remote"
[ "$code" -eq 75 ] && nothing && [ "$took" -lt 12 ]
check 'F10: packets that mean nothing, without end: 75'
unproxy

serve "$(cd "$B" && pwd)/tools/sftp_liar"
"$B/tools/sftp_liar" content >"$work/good"
pull /honest
[ "$code" -eq 0 ] && cmp -s "$work/good" "$(drop 1)/roster.zip"
check 'the liar can be honest'
pull /big-name
[ "$code" -eq 0 ] && nothing && grep -q 'left on the server: 1 names' "$work/log"
check 'F3: a name of 200,000 bytes is counted and left'
pull /nul-name
[ "$(drops)" -eq 0 ] || [ "$(origin 1 name)" = good.zip ]
check 'F3: a name with a NUL is nothing, or what stands before it'
pull /repeat
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ]
check 'F4: a name a hundred times is one file'
for kind in count bad-length bad-attributes shrink denied; do
	pull /$kind
	[ "$code" -eq 75 ] && nothing && [ "$took" -lt 12 ]
	check "F4, F7, F8, F11: $kind: 75, nothing published"
done
pull /link
[ "$code" -eq 75 ] && nothing && grep -q 'no regular file' "$work/log"
check 'F12: a link that the listing calls a file: 75, nothing published'
