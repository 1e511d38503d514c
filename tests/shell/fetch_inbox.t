#!/bin/sh
# fetch and the inbox: what is taken, what waits, what is left, and that a crash at any point neither loses nor doubles an upload.
# shellcheck source=tests/shell/fetch_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
. "$(dirname "$0")/fetch_lib.sh"
trap 'rm -rf "$work"' EXIT

at_once() {
	oak <<-END
		inbox { quiet = 0 }
	END
}

echo 1..44

at_once
run
[ "$code" -eq 0 ] && [ ! -s "$work/log" ]
check 'an empty inbox: nothing to do, nothing to say'

printf 'first' >"$inbox/a b%.zip"
sum=$(sha256sum "$inbox/a b%.zip" | cut -d' ' -f1)
ROSTERDROP_NOW=2026-11-21T02:03:04Z run
[ "$code" -eq 0 ] && [ "$(drop 1)" = "$ready/20261121T020304Z-$(echo "$sum" | cut -c1-8)" ]
check 'an upload becomes a drop named by arrival and content'
[ -z "$(uploads)" ] && [ -z "$(ls -A "$tmp")" ]
check 'the inbox and tmp/ are empty then'
[ "$(cat "$(drop 1)/roster.zip")" = first ] &&
	[ "$(cd "$(drop 1)" && echo *)" = 'SEAL origin roster.zip' ]
check 'roster.zip has the bytes; origin and SEAL lie beside it'
[ "$(origin 1 from) $(origin 1 name) $(origin 1 size) $(origin 1 sha256) $(origin 1 arrived)" = \
	"inbox a%20b%25.zip 5 $sum 2026-11-21T02:03:04Z" ]
check 'origin says where from, the escaped name, size, digest and arrival'
grep -qx 'input -' "$(drop 1)/SEAL" && grep -qx 'stage fetch' "$(drop 1)/SEAL" &&
	grep -qx 'generation 0' "$(drop 1)/SEAL" && grep -qx "$sum 5 roster.zip" "$(drop 1)/SEAL"
check 'the SEAL has no input, and the digest of the content'

printf 'first' >"$inbox/again.ZIP"
ROSTERDROP_NOW=2026-11-22T02:03:04Z run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 2 ] && [ "$(origin 2 same-as)" = "$(basename "$(drop 1)")" ] &&
	grep -q "the same bytes as $(basename "$(drop 1)")" "$work/log"
check 'the same bytes again: a drop that names the one before'

printf 'later' >"$inbox/c.zip"
ROSTERDROP_NOW=2026-01-01T00:00:00Z run
[ "$code" -eq 0 ] && [ "$(cat "$(drop 3)/roster.zip")" = later ] &&
	[ "$(basename "$(drop 3)" | cut -c1-16)" = 20261122T020305Z ]
check 'a clock that was set back: the name still sorts after the newest'

at_once
mkdir "$spool/oak/fetch/failed/20270101T000000Z-00000000"
for name in z y x; do
	printf '%s' $name >"$inbox/$name.zip"
	sleep 0.02
done
ROSTERDROP_NOW=2026-11-21T00:00:00Z run
[ "$(cat "$(drop 1)/roster.zip" "$(drop 2)/roster.zip" "$(drop 3)/roster.zip")" = zyx ]
check 'several uploads become drops in the order of their ctime'
[ "$(basename "$(drop 1)" | cut -c1-16)" = 20270101T000001Z ]
check 'a drop in failed/ counts as the newest too'

at_once
: >"$inbox/empty.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ "$(origin 1 size)" = 0 ]
check 'an empty file is a drop: validate refuses it, with a report'

oak <<-END
	inbox { quiet = 3600 }
END
printf 'fresh' >"$inbox/a.zip"
touch -d 2001-01-01 "$inbox/a.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 0 ] && grep -q 'waits.*inbox.quiet' "$work/log"
check 'a file waits out inbox.quiet, whatever mtime the client set'
ROSTERDROP_NOW=$(date -u -d '+2 hours' +%Y-%m-%dT%H:%M:%SZ) run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ]
check 'and is taken after it'

at_once
printf 'begin' >"$inbox/a.zip"
exec 9>>"$inbox/a.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 0 ] && grep -q 'waits.*open for writing' "$work/log"
check 'an upload that is still open waits'
printf ' end' >&9
exec 9>&-
run
[ "$(cat "$(drop 1)/roster.zip")" = 'begin end' ]
check 'and is taken whole once it is closed'

at_once
echo secret >"$work/outside"
ln -s "$work/outside" "$inbox/link.zip"
mkfifo "$inbox/fifo.zip"
mkdir "$inbox/folder.zip" "$inbox/old"
echo x >"$inbox/folder.zip/inner.zip"
echo x >"$inbox/old/t.zip"
echo x >"$inbox/hard.zip"
ln "$inbox/hard.zip" "$work/other"
echo x >"$inbox/.hidden.zip"
echo x >"$inbox/notes.txt"
echo x >"$inbox/.zip"
before=$(cd "$inbox" && find . | sort)
timeout 120 "$fetch" -c "$work/conf" oak 2>"$work/log"
[ $? -eq 0 ] && [ "$(drops)" -eq 0 ] && [ "$before" = "$(cd "$inbox" && find . | sort)" ]
check 'links, FIFOs, folders, hard links, hidden and other names stay where they are'
for name in link fifo folder hard; do
	grep -q "left in the inbox: $name.zip: " "$work/log"
	check "$name.zip is logged as left"
done
! grep -q 'hidden\|notes\|old/' "$work/log" && grep -q '0 taken, 0 wait, 4 left' "$work/log"
check 'and counted; what is no candidate is not mentioned'

at_once
evil=$(printf 'a\nfetch oak: forged \033[31m\342\200\256.zip')
long=$(printf '%0251d' 0).zip
printf 1 >"$inbox/$evil"
printf 2 >"$inbox/-rf.zip"
printf 3 >"$inbox/$long"
printf 4 >"$inbox/..zip.zip"
printf 5 >"$inbox/$(printf 'bad\377utf8.zip')"
printf 6 >"$inbox/a b%.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 3 ] && [ "$(uploads | wc -l)" -eq 3 ] && [ -e "$inbox/$evil" ]
check 'odd names are taken, but for control characters and what is no UTF-8; a dot in front is hidden'
[ "$(grep -c '^fetch oak' "$work/log")" -eq "$(wc -l <"$work/log")" ] &&
	! grep -q '^fetch oak: forged' "$work/log" && ! LC_ALL=C grep -q "$(printf '[\033\200-\377]')" "$work/log"
check 'and cannot forge a line of the log'
cat "$ready"/*/origin | grep -qx 'name a%20b%25.zip' && grep -q 'security.*a%0Afetch%20oak:%20forged%20%1B%5B31m%E2%80%AE.zip' "$work/log"
check 'origin and the log have them escaped'

oak <<-END
	inbox { quiet = 0 }
	limits { zip_bytes = 2000000 }
END
head -c 2000001 /dev/zero >"$inbox/large.zip"
head -c 2000000 /dev/zero >"$inbox/fits.zip"
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ "$(ls "$inbox")" = large.zip ] &&
	grep -q 'left.*limits.zip_bytes' "$work/log"
check 'a file over limits.zip_bytes is left'

at_once
(cd "$inbox" && seq -f 'junk%g' 10000 | xargs touch)
run
[ "$code" -eq 0 ]
check '10,000 entries are looked at'
printf x >"$inbox/junk"
run
[ "$code" -eq 75 ] && grep -q inbox.entries "$work/log"
check '10,001 are not: 75, with the limit by name'

at_once
printf x >"$inbox/a.zip"
mkdir "$tmp/rubbish"
touch "$tmp/rubbish/roster.zip"
flock "$spool/oak/fetch/lock" "$fetch" -c "$work/conf" oak 2>"$work/log"
[ $? -eq 75 ] && [ "$(drops)" -eq 0 ] && [ -e "$tmp/rubbish" ]
check 'while another holds the lock: 75, nothing touched'
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ -z "$(ls "$tmp")" ]
check 'tmp/ is swept under the lock'

at_once
printf old >"$inbox/a.zip"
traced -e trace=renameat2 -e inject=renameat2:signal=KILL:when=2
[ "$(drops)" -eq 1 ] && [ -e "$inbox/a.zip" ]
check 'killed between publishing and removing: both are there'
run
[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ ! -e "$inbox/a.zip" ] && grep -q 'only removed: a.zip' "$work/log"
check 'the next run knows the upload again and only removes it'
printf old >"$inbox/a.zip"
run
[ "$(drops)" -eq 2 ] && [ "$(origin 2 same-as)" = "$(basename "$(drop 1)")" ]
check 'the same bytes uploaded anew are a new drop'

at_once
printf old >"$inbox/a.zip"
halts fsync 3
printf new >"$inbox/part"
mv "$inbox/part" "$inbox/a.zip"
goes_on
[ "$code" -eq 0 ] && [ "$(cat "$(drop 1)/roster.zip")" = old ] && [ "$(cat "$inbox/a.zip")" = new ]
check 'an upload renamed over the one being claimed stays'
run
[ "$(drops)" -eq 2 ] && [ "$(cat "$(drop 2)/roster.zip")" = new ]
check 'and is the next drop'

at_once
printf old >"$inbox/a.zip"
halts read 1 -P "$inbox/a.zip"
chmod 600 "$inbox/a.zip"
goes_on
[ "$code" -eq 0 ] && [ "$(drops)" -eq 0 ] && [ -e "$inbox/a.zip" ] && grep -q 'waits.*it changed while' "$work/log" &&
	[ -z "$(ls "$tmp")" ]
check 'a file that changes while it is copied waits'

for error in fsync:error=EIO:74 write:error=ENOSPC:75 renameat2:error=EIO:74; do
	at_once
	printf x >"$inbox/a.zip"
	call=${error%%:*} want=${error##*:}
	traced -e "trace=$call" -e "inject=${error%:*}:when=1"
	[ $? -eq "$want" ] && [ "$(drops)" -eq 0 ] && [ -e "$inbox/a.zip" ] && [ -z "$(ls "$tmp")" ]
	check "${error%:*}: exit $want, nothing published, the upload stays"
done

at_once
printf x >"$inbox/a.zip"
calls=openat,mkdirat,write,fsync,renameat2,unlinkat,newfstatat
points=$(strace -qq -o /dev/stdout -e "trace=$calls" "$fetch" -c "$work/conf" oak 2>/dev/null | wc -l)
bad=
point=0
while [ "$((point += 1))" -le "$points" ]; do
	at_once
	printf x >"$inbox/a.zip"
	traced -e "trace=$calls" -e "inject=$calls:signal=KILL:when=$point"
	run
	[ "$code" -eq 0 ] && [ "$(drops)" -eq 1 ] && [ -z "$(uploads)$(ls "$tmp")" ] &&
		[ "$(cat "$(drop 1)/roster.zip")" = x ] || bad="$bad $point"
done 2>/dev/null
[ "$points" -gt 30 ] && [ -z "$bad" ]
check "killed at each of $points system calls, run again: one drop, an empty inbox${bad:+; bad:$bad}"

at_once
rm -r "$inbox"
run
[ "$code" -eq 74 ] && grep -q 'not mounted' "$work/log"
check 'an inbox that is not there is 74, not "no uploads"'

"$fetch" -c "$work/conf" elm 2>"$work/log"
[ $? -eq 66 ]
check 'no such district: 66'
"$fetch" -c "$work/conf" 2>"$work/log"
[ $? -eq 64 ]
check 'no district named: 64'
"$fetch" -c "$work/conf" ../oak 2>"$work/log"
[ $? -eq 64 ]
check 'a name that is no district: 64'

mandoc -Tlint -Wwarning cmd/fetch/fetch.1 >"$work/log" 2>&1
check 'mandoc finds nothing wrong with fetch(1)'
