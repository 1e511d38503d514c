#!/bin/sh
# A district's SFTP server that is broken, slow or hostile: row by row, and what becomes of each.
#
# | row | what | shown by |
# | F1 | host key changed, unknown, of another kind | fetch_sftp.t: another host key; of a kind that the server does not have |
# | F2 | weak algorithms | here: only weak key exchange, ciphers, MACs |
# | F3 | names that are paths, have control characters or a NUL, are too long | fetch_sftp.t: hostile names; here: big-name, nul-name |
# | F4 | a listing without end, 2^32 entries, a name repeated | fetch_sftp.t: a listing without end; here: count, repeat |
# | F5 | stalls | fetch_sftp.t: in reading, listing, starting SFTP; here: at each byte of connecting and signing in, in opening folder and file |
# | F6 | cut connections, no data, too little, too much | fetch_sftp.t: cut, empty, long, gone; fetch_resume.t: going on behind it |
# | F7 | a file that grows or shrinks, a size of 2^63 | fetch_sftp.t: grow, a file of 2^63 bytes; here: shrink |
# | F8 | wrong ids, lengths, attributes, lines of a listing | fetch_sftp.t: wrong-id; here: bad-length, bad-attributes, odd-line |
# | F9 | new keys in mid-file | fetch_sftp.t: with new keys each megabyte |
# | F10 | floods of banners and empty packets, a byte a second | here |
# | F11 | no home, no permission, no room | fetch_sftp.t: a folder that is not there; here: a real server without home, without rights; denied, full |
# | F12 | links and folders that are called files | fetch_sftp.t: no links, folders; here: link, folder |
# | F13 | many slow servers together | fetch_resume.t: turns at a host, a stalled server of one district; here: 300 districts |
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

# pull PATH: a fresh district pulls it. Its deadlines are long wherever none is to be met, for a machine can be busy; $step is that of a step.
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
			step_seconds = ${step:-120}
			total_seconds = 600
			min_rate = ${rate:-1K}
			${extra-}
		}
	END
	run
}

# cut_off: whether a deadline ended the pull: ours, or that of libssh, which is as long.
cut_off() {
	grep -q "no end within $step seconds\|[Tt]imeout" "$work/log"
}

# connections: how many clients have one to the proxy.
connections() {
	awk -v to=":$(printf '%04X' "$(cat "$work/port")")\$" '$3 ~ to && $4 == "01"' /proc/net/tcp | wc -l
}

# nothing: no drop was made, and nothing is half there.
nothing() {
	[ "$(drops)" -eq 0 ] && [ -z "$(ls "$tmp")" ]
}

echo 1..42
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
step=1
for at in 0 20 500 1300 1700 2100; do
	through -s "$at"
	pull "$remote"
	[ "$code" -eq 75 ] && nothing && cut_off
	check "F5: nothing after $at bytes: cut by the deadline, 75"
done
step=
for at in 0 20 1300 2100 100000; do
	through -c "$at"
	pull "$remote"
	[ "$code" -eq 75 ] && nothing && ! cut_off
	check "F6: the connection is cut after $at bytes: 75"
done
through -r 1
step=1
pull "$remote"
[ "$code" -eq 75 ] && nothing && cut_off
check 'F10: a byte a second: cut by the deadline'
through -r 100000
step=3
rate=1M pull "$remote"
[ "$code" -eq 75 ] && nothing && cut_off
check 'F10: a file that comes slower than sftp.min_rate is cut'
step=1
through -f 'Welcome to a long story
'
pull "$remote"
[ "$code" -eq 75 ] && nothing && cut_off
check 'F10: a banner without end: cut by the deadline'
through -i
pull "$remote"
[ "$code" -eq 75 ] && nothing && cut_off
step=
check 'F10: packets that mean nothing, without end: cut by the deadline'
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
for kind in count bad-length bad-attributes shrink denied folder full; do
	pull /$kind
	[ "$code" -eq 75 ] && nothing && ! cut_off
	check "F4, F7, F8, F11, F12: $kind: 75, nothing published"
done
pull /link
[ "$code" -eq 75 ] && nothing && grep -q 'no regular file' "$work/log"
check 'F12: a link that the listing calls a file: 75, nothing published'
step=3
for kind in late-folder late-file; do
	pull /$kind
	[ "$code" -eq 75 ] && nothing && cut_off
	check "F5: $kind: cut by the deadline, 75"
done
step=
pull /odd-line
[ "$code" -eq 75 ] && nothing && grep -q 'sftp.files can name the files instead' "$work/log"
check 'F8: a listing whose lines cannot be read: 75, and what helps'
extra='files = { "good.zip" }' pull /odd-line
[ "$code" -eq 0 ] && cmp -s "$work/good" "$(drop 1)/roster.zip"
check 'F8: and it does'

# A real server that lets us in and then does not let us do anything.
for denied in opendir open read lstat; do
	serve "internal-sftp -P $denied"
	pull "$remote"
	[ "$code" -eq 75 ] && nothing && ! cut_off && grep -q 'Accepted publickey' "$server/log"
	check "F11: OpenSSH's server without the right to $denied: 75, nothing published"
done
printf 'Match all\nChrootDirectory %s/none\n' "$work" >"$server/extra"
serve
pull "$remote"
[ "$code" -eq 75 ] && nothing && ! cut_off && grep -q 'Accepted publickey' "$server/log"
check 'F11: signed in, and the home is not there: 75'
rm "$server/extra"
serve

# 300 districts of one slow server, and one of a server that is well, all at once.
pull "$remote"
cp "$work/districts/oak.conf" "$work/near.conf"
through -s 0
step=2 pull "$remote"
sed -i 's/min_rate/per_host = 3 min_rate/' "$work/districts/oak.conf"
count=0
while [ $((count += 1)) -le 300 ]; do
	mkdir -p "$spool/d$count"
	cp "$work/districts/oak.conf" "$work/districts/d$count.conf"
	echo "d$count"
done >"$work/names"
mkdir "$work/form"
cp -r "$spool/oak/inbox" "$spool/oak/fetch" "$work/form/"
sed "s|.*|$spool/&|" "$work/names" | xargs -n 1 cp -r "$work/form/inbox" "$work/form/fetch"
cp "$work/near.conf" "$work/districts/oak.conf"
xargs -P 100 -n 1 sh -c "\"$fetch\" -c \"$work/conf\" \"\$0\" 2>>\"$work/slow\"; echo \$? >>\"$work/codes\"" <"$work/names" &
all=$!
most=0 during=
while kill -0 "$all" 2>/dev/null; do
	now=$(connections)
	[ "$now" -le "$most" ] || most=$now
	[ -n "$during" ] || { run && kill -0 "$all" 2>/dev/null && during=yes || during=no; }
	sleep 0.1
done
wait "$all"
[ "$(grep -c . "$work/codes")" -eq 300 ] && [ "$(sort -u "$work/codes")" = 75 ]
check 'F13: 300 districts of a slow server: all are cut or put off'
[ "$most" -ge 1 ] && [ "$most" -le 5 ] # one that ends may be counted beside the next
check "F13: it never had more than sftp.per_host connections ($most)"
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ "$during" = yes ]
check 'F13: a district of another server had its drop while they hung'
