#!/bin/sh
# What a pull does over more than one run: it goes on with a file that was cut, moves what is a drop to the server's archive, and takes turns at a
# host.
# shellcheck source=tests/shell/fetch_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
. "$(dirname "$0")/fetch_lib.sh"
server=$work/server
remote=$work/remote
partial=$spool/oak/fetch/partial
proxy=
trap 'scripts/loopback-sshd stop "$server"; unproxy; umount "$work/disk" 2>/dev/null; rm -rf "$work"' EXIT

# unproxy: ends the proxy.
unproxy() {
	[ -z "$proxy" ] || kill "$proxy"
	proxy=
}

# through OPTION...: a proxy in front of the server; its port in $port. Without options: no proxy.
through() {
	unproxy
	port=$(cat "$server/port")
	[ $# -gt 0 ] || return 0
	rm -f "$work/port"
	"$B/tools/delay_proxy" "$@" "$port" >"$work/port" &
	proxy=$!
	while [ ! -s "$work/port" ] && kill -0 "$proxy"; do sleep 0.05; done
	port=$(cat "$work/port")
}

# configure NAME [LINE]: what a district that pulls the folder has in its file; its step takes $step seconds at most. They are many wherever
# the deadline is not what is tried: a machine can be busy.
configure() {
	cat <<-END
		sftp {
			${2-}
			host = "127.0.0.1"
			port = $port
			user = "$(id -un)"
			key_file = "$server/user_key"
			host_keys = { "$(cut -d' ' -f1,2 "$server/host_key.pub")" }
			path = "$1"
			quiet = 0
			step_seconds = ${step:-120}
			total_seconds = 600
		}
	END
}

# again [LINE]: the same district with another configuration; what it has stays.
again() {
	configure "$remote" "${1-}" >"$work/districts/oak.conf"
}

# partials: how many there are; of_partials: their bytes.
partials() {
	find "$partial" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l
}
of_partials() {
	cat "$partial"/*/roster.zip 2>/dev/null | wc -c
}

echo 1..28
mkdir "$remote"
scripts/loopback-sshd start "$server" || exit 1
head -c 6000000 /dev/urandom >"$remote/big.zip"
touch -d 2026-01-01 "$remote/big.zip"

through -c 2500000
configure "$remote" | oak
run
had=$(of_partials)
[ "$code" -eq 75 ] && [ "$(drops)" -eq 0 ] && [ -z "$(ls "$tmp")" ] && [ "$(partials)" -eq 1 ] &&
	[ "$had" -gt 2000000 ] && [ "$had" -lt 2500000 ]
check 'a connection that is cut: 75; what came is kept, and is no drop'
cmp -s -n "$had" "$remote/big.zip" "$(echo "$partial"/*/roster.zip)"
check 'and it is the beginning of the file'
run
[ "$code" -eq 75 ] && [ "$(partials)" -eq 1 ] && [ "$(of_partials)" -gt $((had + 2000000)) ]
check 'the next run goes on behind it'
run
[ "$code" -eq 0 ] && cmp -s "$remote/big.zip" "$(drop 1)/roster.zip" && [ "$(partials)" -eq 0 ] &&
	[ "$(origin 1 sha256)" = "$(sha256sum "$remote/big.zip" | cut -d' ' -f1)" ]
check 'and the third has the rest, which no connection could have brought at once; the digest is of the whole file'
rm -rf "${ready:?}"/*
run
through -c 2500000
again
run
[ "$code" -eq 75 ] && [ "$(partials)" -eq 1 ] && [ "$(of_partials)" -lt 2500000 ]
check 'another port is another server: it begins anew, and the old one is swept'
through
again
rm -rf "${ready:?}"/*
"$fetch" -c "$work/conf" oak 2>"$work/log" &
pulling=$!
while [ "$(of_partials)" -eq 0 ] && kill -0 "$pulling" 2>/dev/null; do :; done
kill -9 "$pulling" 2>/dev/null
wait "$pulling" 2>/dev/null
[ "$(drops)" -eq 0 ] || rm -rf "${ready:?}"/*
name=$(ls "$partial")
[ -n "$name" ] || {
	run
	name=$(ls "$partial")
}
mkdir -p "$partial/${name:=none}"
head -c 4000000 "$remote/big.zip" >"$partial/$name/roster.zip"
echo half >"$partial/$name/origin"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && cmp -s "$remote/big.zip" "$(drop 1)/roster.zip"
check 'killed in the middle: the next run makes it whole'
[ "$(origin 1 sha256)" = "$(sha256sum "$remote/big.zip" | cut -d' ' -f1)" ] && [ "$(partials)" -eq 0 ]
check 'the digest is of the whole file'

rm -rf "${ready:?}"/*
mkdir -p "$partial/$name"
head -c 4000000 /dev/zero >"$partial/$name/roster.zip"
echo more >>"$remote/big.zip"
touch -d 2026-01-01 "$remote/big.zip"
run
[ "$code" -eq 0 ] && cmp -s "$remote/big.zip" "$(drop 1)/roster.zip" && [ "$(partials)" -eq 0 ]
check 'the file on the server is another one: it begins anew'

for number_of in 1 2 3 4 5 6 7 8; do mkdir "$partial/stray$number_of"; done
run
[ "$code" -eq 0 ] && [ "$(partials)" -eq 0 ]
check 'strays are swept'
: >"$work/districts/oak.conf"
run
[ "$code" -eq 0 ] && [ ! -e "$partial" ]
check 'a district that pulls no more keeps nothing'

again 'after = move'
rm -rf "${ready:?}"/* "${remote:?}"/*
echo one >"$remote/roster.zip"
touch -d '2026-01-02T03:04:05Z' "$remote/roster.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ ! -e "$remote/roster.zip" ] &&
	[ "$(cat "$remote/done/20260102T030405Z-roster.zip")" = one ]
check 'after = move: the archive has it, under its time'
echo two >"$remote/roster.zip"
touch -d '2026-01-03T03:04:05Z' "$remote/roster.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 2 ] && [ "$(find "$remote/done" -type f | wc -l)" -eq 2 ]
check 'and the next night of the same name beside it'
mv "$remote/done/20260103T030405Z-roster.zip" "$remote/roster.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 2 ] && [ ! -e "$remote/roster.zip" ] && grep -q 'only moved on the server' "$work/log"
check 'a drop whose file was not moved: only moved'
echo other >"$remote/roster.zip"
touch -d '2026-01-03T03:04:05Z' "$remote/roster.zip"
run
[ "$code" -eq 75 ] && [ "$(drops)" -eq 3 ] && [ -e "$remote/roster.zip" ] && grep -q 'moving to the archive' "$work/log" &&
	[ "$(cat "$remote/done/20260103T030405Z-roster.zip")" = two ]
check 'nothing in the archive is overwritten: 75, and the file stays'

rm -rf "${remote:?}"/* "${ready:?}"/*
echo named >"$remote/roster.zip"
echo other >"$remote/other.zip"
again 'files = { "roster.zip", "missing.zip" }'
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ "$(cat "$(drop 1)/roster.zip")" = named ]
check 'sftp.files: those that are named and there, and no other'
again 'files = { "../roster.zip" }'
run
[ "$code" -eq 78 ]
check 'a name that is a path: 78'

rm -rf "${ready:?}"/*
again 'per_host = 1'
run
[ "$code" -eq 0 ] && [ -e "$spool/.hosts/127.0.0.1:$port.0" ]
check 'a turn at a host'
rm -rf "${ready:?}"/*
step=1 again 'per_host = 1'
run flock "$spool/.hosts/127.0.0.1:$port.0"
[ "$code" -eq 75 ] && [ "$(drops)" -eq 0 ] && grep -q 'sftp.per_host' "$work/log"
check 'none is free within a step: 75, with the key by name'
again 'per_host = 2'
run flock "$spool/.hosts/127.0.0.1:$port.0"
[ "$code" -eq 0 ] && [ "$(drops)" -eq 2 ]
check 'with two turns the other one is taken'

# What a district may have in a run and in a day counts for pulls as for its inbox; what is beyond stays on the server.
# allowed LINE: a fresh district with the limit, and three files on its server.
allowed() {
	rm -rf "${remote:?}"/*
	for name in a b c; do head -c 1000000 /dev/urandom >"$remote/$name.zip"; done
	{
		configure "$remote"
		printf 'inbox { %s }\n' "$1"
	} | oak
}
allowed 'files = 2'
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 2 ] && grep -q 'waits on the server: c.zip: this run made inbox.files drops' "$work/log"
check 'only so many drops are made in a run of what is on a server'
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 3 ] && [ "$(origin 3 name)" = c.zip ]
check 'and the rest in the next'
allowed 'drops_per_day = 2'
run
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 2 ] && grep -q 'waits on the server: c.zip: inbox.drops_per_day' "$work/log"
check 'and only so many in a day'
ROSTERDROP_NOW=$(date -u -d '+25 hours' +%Y-%m-%dT%H:%M:%SZ) run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 3 ]
check 'and the rest the day after'
mkdir "$work/disk"
if mount -t tmpfs -o size=16m none "$work/disk" 2>/dev/null; then
	allowed 'share = 10'
	cp -a "$spool" "$work/disk/spool" && rm -rf "$spool" && ln -s "$work/disk/spool" "$spool"
	sed -i "s|^spool = .*|spool = \"$work/disk/spool\"|" "$work/conf"
	run
	[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && grep -q 'waits on the server: b.zip: the district fills its inbox.share' "$work/log"
	check 'A20: nor more than its share of the disk'
	echo 'reserve = 50' >>"$work/conf"
	head -c 8000000 /dev/zero >"$work/disk/fill"
	run
	[ "$code" -eq 75 ] && [ "$(drops)" -eq 1 ] && [ "$(grep -c 'reserve of 50 %' "$work/log")" -eq 1 ] && [ "$(partials)" -eq 0 ]
	check 'A20: below the reserve nothing is pulled: 75, said once'
	rm "$spool" && umount "$work/disk"
else
	for what in share reserve; do
		number=$((number + 1))
		echo "ok $number # SKIP A20 $what: a file system cannot be mounted here"
	done
fi
configure "$remote" | oak

# Three districts, two workers; the first one's server never says a word.
for district in ash elm; do
	mkdir -p "$spool/$district/inbox"
	for stage in fetch validate normalise match apply; do
		for place in tmp ready failed held; do mkdir -p "$spool/$district/$stage/$place" "$spool/oak/$stage/$place"; done
	done
	configure "$remote" >"$work/districts/$district.conf"
done
cp "$work/districts/elm.conf" "$work/districts/oak.conf"
through -s 0
configure "$remote" >"$work/districts/ash.conf"
"$B/bin/rosterdrop" -c "$work/conf" run -j 2 ash elm oak 2>"$work/log" >"$work/out" &
running=$!
while [ -z "$(ls "$spool/elm/fetch/ready")" ] || [ -z "$(ls "$spool/oak/fetch/ready")" ]; do
	kill -0 "$running" 2>/dev/null || break
	sleep 0.1
done
! flock -n "$spool/ash/fetch/lock" true && [ -z "$(ls "$spool/ash/fetch/ready")" ]
check 'a stalled server of one district: the two others have their drops while it hangs'
unproxy
wait "$running"
code=$?
[ "$code" -eq 75 ] && [ -z "$(ls "$spool/ash/fetch/ready")" ] && [ -n "$(ls "$spool/oak/fetch/ready")" ]
check 'and when it hangs up, the run ends: 75'
through -s 0
step=1 configure "$remote" >"$work/districts/ash.conf"
"$B/bin/rosterdrop" -c "$work/conf" run ash 2>"$work/log" >"$work/out"
code=$?
[ "$code" -eq 75 ] && [ -z "$(ls "$spool/ash/fetch/ready")" ] && grep -q 'ash.*\(no end within 1 seconds\|[Tt]imeout\)' "$work/log"
check 'one that goes on hanging is cut by its own step, by whoever sees it first, us or libssh: 75'
