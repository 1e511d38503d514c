#!/bin/sh
# The front door, row by row: what an uploader can do, by mistake or on purpose, and what must become of it.
#
#   A1  an upload that still grows              here, and fetch_inbox.t
#   A2  a connection that was cut               here: it waits, then it is given up with its bytes; the next upload wins
#   A3  an upload that is resumed               here
#   A4  replaced while it is copied             fetch_inbox.t
#   A5  written to after the claim              here
#   A6  the same name twice in a night          here
#   A7  two names in a night                    fetch_inbox.t
#   A8  the same bytes again                    fetch_inbox.t
#   A9  an older drop after a newer one         stage_validate.t: package-older-dated
#   A10 no drop at all                          expect.t, mail.t
#   A11 only part of the files                  here, loose; stage_validate.t, in a zip
#   A12 the manifest promises another set       stage_validate.t
#   A13 an empty file                           fetch_inbox.t
#   A14 a symbolic link                         fetch_inbox.t, and here: it is told once
#   A15 a hard link                             fetch_inbox.t
#   A16 a FIFO, a device                        fetch_inbox.t, and here: a device
#   A17 a folder, a deep tree                   fetch_inbox.t
#   A18 odd names                               fetch_inbox.t
#   A19 100,000 files in one folder             here
#   A20 the disk is filled                      here
#   A21 another district's folder               drop_account.t
#   A22 a key used from elsewhere               drop_account.t: it is logged with its address, and --from refuses it
#   A23 a wrong owner, mode 000                 here
#   A24 lost events                             watch.t
#   A25 an inbox that is not mounted            here
#   A26 times that a client sets                here, and fetch_inbox.t
#
# shellcheck source=tests/shell/fetch_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
. "$(dirname "$0")/fetch_lib.sh"
server=$work/server
trap 'scripts/loopback-sshd stop "$server" 2>/dev/null; rm -rf "$work"' EXIT
notes=$spool/oak/fetch/notes
told=$spool/oak/reports/inbox.txt

# at_once [LINE...]: a district whose uploads need not be quiet.
at_once() {
	printf 'inbox { quiet = 0 %s }\n' "$*" | oak
}

# given_up: how many uploads were.
given_up() {
	find "$spool/oak/fetch/failed" -mindepth 1 -maxdepth 1 -type d | wc -l
}

# later: the run of a day that is some hours on.
later() {
	ROSTERDROP_NOW=$(date -u -d "+${1:-7} hours" +%Y-%m-%dT%H:%M:%SZ) run
}

echo 1..41

mkdir "$work/csv"
head -c 400000 /dev/urandom >"$work/csv/blob"
(cd "$work/csv" && zip -q -X -0 ../good.zip blob)
sum=$(sha256sum "$work/good.zip" | cut -d' ' -f1)

at_once
head -c 300000 "$work/good.zip" >"$inbox/a.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 0 ] && grep -q 'waits.*without its end' "$work/log"
check 'A1 A2: what begins like a zip and has no end waits, however quiet it is'
run
[ "$code" -eq 0 ] && [ ! -s "$work/log" ]
check 'and is not told again'
tail -c +300001 "$work/good.zip" >>"$inbox/a.zip"
run
[ "$(drops)" -eq 1 ] && [ "$(origin 1 sha256)" = "$sum" ]
check 'A3: resumed, it is taken whole'

at_once
head -c 300000 "$work/good.zip" >"$inbox/a.zip"
later
failed=$(echo "$spool/oak/fetch/failed"/*)
[ "$code" -eq 65 ] && [ "$(drops)" -eq 0 ] && [ "$(given_up)" -eq 1 ] && grep -q '300000 bytes came' "$failed/refused" &&
	[ -z "$(uploads)" ]
check 'A2: after inbox.give_up it is given up, with the number of bytes that came'
cmp -s "$failed/report.txt" "$spool/oak/reports/$(basename "$failed").txt" && grep -q 'Upload the file again' "$failed/report.txt"
check 'and the district is told'
for stage in validate normalise match apply; do mkdir -p "$spool/oak/$stage/ready" "$spool/oak/$stage/failed" "$spool/oak/$stage/held"; done
"$B/bin/rosterdrop" -c "$work/conf" status oak >"$work/status" 2>"$work/log"
grep -q 'not finished: 300000 bytes' "$work/status"
check 'status shows it'
cp "$work/good.zip" "$inbox/a.zip"
later 8
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ "$(given_up)" -eq 1 ] && [ -z "$(origin 1 same-as)" ]
check 'the next upload wins'

at_once
head -c 300000 "$work/good.zip" >"$inbox/a.zip"
ROSTERDROP_NOW=$(date -u -d "+7 hours" +%Y-%m-%dT%H:%M:%SZ) traced -e trace=renameat2 -e inject=renameat2:signal=KILL:when=2
[ "$(given_up)" -eq 1 ] && [ -e "$inbox/a.zip" ]
later 8
[ "$(given_up)" -eq 1 ] && [ -z "$(uploads)" ]
check 'killed after it was given up: it is given up once'

# The lines of a server's log, and what they mean.
n=0
while read -r want text; do
	at_once "server_log = \"$work/sftp.log\" owner = $(id -un)"
	printf 'x' >"$inbox/a.zip"
	printf '%b' "Nov 21 02:00:00 host internal-sftp[7]: session opened for local user $(id -un) from [192.0.2.1]\n$text" >"$work/sftp.log"
	run
	[ "$(drops)" -eq "$want" ] || echo "# $text" && n=$((n + ($(drops) == want)))
done <<'END'
1 internal-sftp[7]: open "/inbox/a.zip" flags WRITE,CREATE mode 0644\ninternal-sftp[7]: close "/inbox/a.zip" bytes read 0 written 1\n
0 internal-sftp[7]: open "/inbox/a.zip" flags WRITE,CREATE mode 0644\n
0 internal-sftp[7]: open "/inbox/a.zip" flags WRITE,CREATE mode 0644\ninternal-sftp[7]: forced close "/inbox/a.zip" bytes read 0 written 1\n
1 internal-sftp[7]: forced close "/inbox/a.zip" bytes read 0 written 1\ninternal-sftp[7]: close "/inbox/a.zip" bytes read 0 written 1\n
1 internal-sftp[7]: forced close "/inbox/aa.zip" bytes read 0 written 1\n
1 internal-sftp[8]: session opened for local user other from [192.0.2.2]\ninternal-sftp[8]: forced close "/inbox/a.zip" bytes read 0 written 1\n
1 internal-sftp[7]: forced close "/inbox/a.zip" bytes read 0 written 1\ninternal-sftp[7]: rename old "/inbox/a.part" new "/inbox/a.zip"\n
1 internal-sftp[7]: open "/inbox/a.zip" flags READ mode 0666\n
END
[ "$n" -eq 8 ]
check "A2: closed, open and cut, by the server's log ($n of 8)"

at_once
cp "$work/good.zip" "$inbox/a.zip"
exec 9<>"$inbox/a.zip"
later
exec 9>&-
[ "$(given_up)" -eq 1 ] && grep -q 'open for writing' "$spool/oak/fetch/failed"/*/report.txt
check 'A1: held open for longer than inbox.give_up, it is given up'

at_once
cp "$work/good.zip" "$inbox/a.zip"
exec 8<"$inbox/a.zip"
run
taken=$(echo "$spool/oak/fetch/taken"/*.zip)
printf 'EVIL' | dd of="$taken" conv=notrunc status=none
[ "$(sha256sum <"$(drop 1)/roster.zip" | cut -d' ' -f1)" = "$sum" ] && ! cmp -s "$taken" "$work/good.zip"
check 'A5: what is written to the original after the claim has no effect'
exec 8<&-
[ "$(basename "$taken")" = "$(basename "$(drop 1)").zip" ]
check 'the original is put aside under the name of its drop'
later 47
[ -e "$taken" ] && later 49 && [ ! -e "$taken" ]
check 'and removed after inbox.keep days'

at_once
printf one >"$inbox/a.zip"
run
printf two >"$inbox/a.zip"
run
[ "$(cat "$(drop 1)/roster.zip") $(cat "$(drop 2)/roster.zip")" = 'one two' ]
check 'A6: the same name twice: two drops, in order'

manifest='propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,1.1\r\nfile.users,bulk\r\n"file.orgs","bulk"\r\nfile.classes,absent\r\n'
at_once
printf '%b' "$manifest" >"$inbox/manifest.csv"
printf 'sourcedId\r\n1\r\n' >"$inbox/users.csv"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 0 ] && grep -q 'waits.*users.csv.*not all there' "$work/log"
check 'A11: loose files wait until all that the manifest names are there'
printf 'sourcedId\r\n1\r\n' >"$inbox/orgs.csv"
cp "$inbox/orgs.csv" "$inbox/guardians.csv"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ -z "$(uploads)" ] &&
	[ "$(unzip -Z1 "$(drop 1)/roster.zip" | sort | tr '\n' ' ')" = 'manifest.csv orgs.csv users.csv ' ]
check 'then they are one drop'
cmp -s "$(drop 1)/guardians.csv" "$work/x" || [ "$(cat "$(drop 1)/guardians.csv")" = "$(printf 'sourcedId\r\n1\r')" ] &&
	grep -q ' guardians.csv$' "$(drop 1)/SEAL"
check 'which guardians.csv joins, sealed'
at_once
printf '%b' "$manifest" >"$inbox/manifest.csv"
later
[ "$(drops)" -eq 1 ] && [ "$(unzip -Z1 "$(drop 1)/roster.zip")" = manifest.csv ]
check 'A11: after inbox.give_up what came is a drop, and the report says what is missing'
at_once
for name in users classes enrollments; do printf 'sourcedId\r\n' >"$inbox/$name.csv"; done
run
[ "$(drops)" -eq 0 ]
check 'three files without a manifest wait'
echo 'profile = minimal' >>"$work/districts/oak.conf"
run
[ "$(drops)" -eq 1 ]
check 'and are a drop where the profile is minimal'
at_once
echo x >"$inbox/guardians.csv"
run
[ "$(drops)" -eq 0 ] && [ -e "$inbox/guardians.csv" ]
cp "$work/good.zip" "$inbox/a.zip"
run
[ "$(drops)" -eq 1 ] && [ -z "$(uploads)" ] && [ -s "$(drop 1)/guardians.csv" ]
check 'guardians.csv alone waits, and joins a zip'
at_once
printf '%b' "$manifest" >"$inbox/manifest.csv"
printf 'sourcedId\r\n1\r\n' | tee "$inbox/users.csv" >"$inbox/orgs.csv"
calls=openat,mkdirat,write,fsync,renameat2,renameat,unlinkat,newfstatat
points=$(strace -qq -o /dev/stdout -e "trace=$calls" "$fetch" -c "$work/conf" oak 2>/dev/null | wc -l)
bad='' point=1
while [ "$((point += 7))" -le "$points" ]; do
	at_once
	printf '%b' "$manifest" >"$inbox/manifest.csv"
	printf 'sourcedId\r\n1\r\n' | tee "$inbox/users.csv" >"$inbox/orgs.csv"
	traced -e "trace=$calls" -e "inject=$calls:signal=KILL:when=$point"
	run
	[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ -z "$(uploads)$(ls "$tmp")" ] || bad="$bad $point"
done 2>/dev/null
[ "$points" -gt 60 ] && [ -z "$bad" ]
check "loose files, killed at every seventh of $points calls: one drop${bad:+; bad:$bad}"

at_once
ln -s /etc/passwd "$inbox/a.zip"
ln -s /etc/passwd "$inbox/notes"
mknod "$inbox/b.zip" c 1 3 2>/dev/null || mkfifo "$inbox/b.zip"
run
[ "$code" -eq 0 ] && [ "$(grep -c 'security: left' "$work/log")" -eq 3 ] && [ -h "$inbox/a.zip" ]
check 'A14 A16: links under any name and devices are left, with a line for security'
run
[ "$code" -eq 0 ] && [ ! -s "$work/log" ] && [ "$(grep -c ^left "$notes")" -eq 3 ]
check 'once, and counted'
echo x >"$inbox/guardians.csv"
run
for stage in validate normalise match apply; do mkdir -p "$spool/oak/$stage/ready" "$spool/oak/$stage/failed" "$spool/oak/$stage/held"; done
"$B/bin/rosterdrop" -c "$work/conf" status --json oak >"$work/out" && grep -q '"inboxWaiting":1,"inboxLeft":3' "$work/out" &&
	"$B/bin/rosterdrop" -c "$work/conf" status oak | awk 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == "IN") at = NF - i} NR == 2 {print $(NF - at)}' | grep -qx 1/3
check 'status shows how many wait and how many are left'
rm "$inbox/guardians.csv"
grep -q 'not a regular file' "$told" && ! grep -q 'root:' "$told"
check 'the district is told'
rm "$inbox/a.zip" "$inbox/notes" "$inbox/b.zip"
run
! grep -q ^left "$notes" && grep -q Nothing "$told"
check 'and told when it is over'

at_once "entries = 1000"
(cd "$inbox" && seq -f 'junk%.0f.zip' 100000 | xargs touch)
traced -f -e trace=newfstatat,statx,openat -o "$work/trace"
[ $? -eq 75 ] && [ "$(drops)" -eq 100 ] && [ "$(wc -l <"$work/trace")" -lt 150000 ] && grep -q entries "$told"
check 'A19: of a flood of 100,000 files only so many names are looked at, and so many drops made, in a run; the district is told'
at_once "drops_per_day = 3"
for name in a b c d e; do echo $name >"$inbox/$name.zip"; done
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 3 ] && grep -q 'inbox.drops_per_day' "$told"
check 'only so many drops are made in a day'
later 25
[ "$(drops)" -eq 5 ]
check 'and the others the day after'
at_once "files = 2"
for name in a b c; do echo $name >"$inbox/$name.zip"; done
run
[ "$(drops)" -eq 2 ] && run && [ "$(drops)" -eq 3 ]
check 'and only so many in a run'

mkdir "$work/disk"
if mount -t tmpfs -o size=16m none "$work/disk" 2>/dev/null; then
	at_once
	cp -a "$spool" "$work/disk/spool" && rm -rf "$spool" && ln -s "$work/disk/spool" "$spool"
	sed -i "s|^spool = .*|spool = \"$work/disk/spool\"|" "$work/conf"
	echo x >"$inbox/a.zip"
	echo 'reserve = 50' >>"$work/conf"
	head -c 9000000 /dev/zero >"$work/disk/fill"
	run
	[ "$code" -eq 75 ] && [ "$(drops)" -eq 0 ] && grep -q 'reserve of 50 %' "$work/log" && [ -e "$inbox/a.zip" ]
	check 'A20: below the reserve nothing is taken'
	rm "$work/disk/fill"
	run
	[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ]
	check 'and is when there is room'
	head -c 4000000 /dev/zero >"$inbox/b.zip"
	printf 'inbox { quiet = 0 share = 20 }\n' >"$work/districts/oak.conf"
	run
	[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && grep -q 'inbox.share' "$told"
	check 'A20: a district that has its share of the disk waits, and is told'
	rm "$spool" && umount "$work/disk"
else
	for what in 'below the reserve' 'when there is room' 'a share'; do
		number=$((number + 1))
		echo "ok $number # SKIP A20 $what: a file system cannot be mounted here"
	done
fi

at_once "owner = 4711"
echo x >"$inbox/a.zip"
run
[ "$(drops)" -eq 0 ] && grep -q 'security.*does not belong' "$work/log"
check 'A23: a wrong owner is refused, with the reason'
at_once
echo x >"$inbox/a.zip"
chmod 000 "$inbox/a.zip"
run
[ "$(drops)" -eq 0 ] && grep -q 'not readable' "$work/log" && [ "$(stat -c %a "$inbox/a.zip")" = 0 ]
check 'A23: so is mode 000, and nobody changes it'

at_once
rm "$inbox/.rosterdrop"
echo x >"$inbox/a.zip"
run
[ "$code" -eq 74 ] && [ "$(drops)" -eq 0 ] && grep -q 'not mounted' "$work/log"
check 'A25: an inbox without its marker is not the inbox: 74'
rm "$spool/oak/fetch/marked"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ -e "$inbox/.rosterdrop" ]
check 'one that was never marked is'

at_once
for when in 2001-01-01 2040-01-01; do
	echo $when >"$inbox/$when.zip"
	touch -d $when "$inbox/$when.zip"
done
run
[ "$(drops)" -eq 2 ] && [ "$(basename "$(drop 2)" | cut -c1-4)" = "$(date -u +%Y)" ]
check 'A26: the times that a client sets are not looked at'

at_once
head -c 20000000 /dev/urandom >"$inbox/a.zip"
strace -f -qq -e trace=read,write,pread64,pwrite64,copy_file_range -o "$work/trace" "$fetch" -c "$work/conf" oak 2>"$work/log"
moved() { awk -v call="$1" '$0 ~ "[ ]" call "\\(" {sum += $NF} END {print sum + 0}' "$work/trace"; }
read=$(moved '(read|pread64)') written=$(moved '(write|pwrite64)')
[ "$(drops)" -eq 1 ] && [ "$read" -lt 20500000 ] && [ "$written" -lt 20100000 ] && [ "$read" -ge 20000000 ] && [ "$written" -ge 20000000 ]
check "claiming 20,000,000 bytes reads $read and writes $written"

# The upload loop: a client is killed at many points, and then resumes, replaces or overwrites, while fetch runs.
at_once
scripts/loopback-sshd start "$server" || exit 1
n=0
while [ $((n += 1)) -le 4 ]; do
	head -c $((n * 1000000)) /dev/urandom >"$work/csv/blob"
	rm -f "$work/v$n.zip"
	(cd "$work/csv" && zip -q -X -0 "../v$n.zip" blob)
done

# sftp_do LINE...: a client that finishes.
sftp_do() {
	printf '%s\n' "$@" | timeout -s KILL 300 sftp -q -b - -F "$server/ssh_config" loopback >/dev/null 2>&1
}

# sftp_until BYTES LINE: a slow client that is killed when so many have come, or when it is done. Then the server's side has to end as well, which may
# still have some bytes to write: a client that comes back so soon would meet itself.
sftp_until() {
	echo "$2" | timeout -s KILL 300 sftp -q -l 40000 -b - -F "$server/ssh_config" loopback >/dev/null 2>&1 &
	client=$!
	while kill -0 "$client" 2>/dev/null && [ "$(stat -c %s "$inbox/night.zip" 2>/dev/null || echo 0)" -lt "$1" ]; do sleep 0.01; done
	pkill -KILL -P "$client" 2>/dev/null
	kill -KILL "$client" 2>/dev/null
	wait "$client" 2>/dev/null
	while pgrep -P "$(cat "$server/pid")" >/dev/null; do sleep 0.01; done
}

# is_taken: waits until nothing is left in the inbox, which is when a file that a client finished became a drop.
is_taken() {
	tries=0
	while [ -n "$(uploads)" ] && [ $((tries += 1)) -le 3000 ]; do sleep 0.02; done
}
: >"$work/fetched"
(
	while [ ! -e "$work/over" ]; do
		"$fetch" -c "$work/conf" oak >>"$work/fetched" 2>&1
		sleep 0.05
	done
) &
loop=$!
points=0
for at in 1 30000 33000 100000 262144 500000 999999 1000100 1500000 2000100 2500000 3000100 3500000 3900000 3999999 4000100; do
	sftp_until $at "put $work/v4.zip $inbox/night.zip"
	case $(((points += 1) % 3)) in
	0) sftp_do "reput $work/v4.zip $inbox/night.zip" && is_taken ;;
	1) sftp_do "put $work/v1.zip $inbox/part" "rename $inbox/part $inbox/night.zip" ;;
	2) sftp_do "put $work/v$((points % 2 + 2)).zip $inbox/night.zip" ;;
	esac
done 2>/dev/null
is_taken
: >"$work/over"
wait $loop
good=$(sha256sum "$work"/v?.zip | cut -d' ' -f1)
strange=0
for dir in "$ready"/*/; do
	echo "$good" | grep -qx "$(sed -n 's/^sha256 //p' "$dir/origin")" || strange=$((strange + 1))
	[ "$(sha256sum <"$dir/roster.zip" | cut -d' ' -f1)" = "$(sed -n 's/^sha256 //p' "$dir/origin")" ] || strange=$((strange + 1))
done
[ "$(drops)" -ge 5 ] && [ "$strange" -eq 0 ]
check "the upload loop: killed at $points points, $(drops) drops, each a file that a client finished ($strange are not)"
