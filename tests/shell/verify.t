#!/bin/sh
# `rosterdrop verify`: a store that nobody touched is clean; each thing that must hold is broken on purpose, one at a time, and named.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154,SC2181,SC2046 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
samples=$PWD/samples/riverbend-1.1
store=$spool/oak/store

# night NUMBER FOLDER: a drop of the samples.
night() {
	upload oak "n$1" "$samples/$2" && ROSTERDROP_NOW="2026-11-2$1T02:03:04Z" "$rosterdrop" run oak 2>"$work/log"
}

district oak && printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" }\n' >"$work/districts/oak.conf"
night 1 first-night && night 2 second-night
check 'two nights'
call verify oak
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 1 ] && grep -qE '^oak: [0-9]{3,} records, 0 violations$' "$work/out"
check 'what nobody touched is clean'
call verify --json
[ "$code" -eq 0 ] && "$jsoncheck" <"$work/out" && prints '"violations":[]' && prints '"district":"oak"'
check 'as JSON, of all districts'
call verify nowhere
[ "$code" -eq 66 ]
check 'no such district: 66'

# What is broken, by which words of storebreak, and what verify says: the check's code, and the beginning of what stands before it.
"$B/tools/storedump" "$store" >"$work/dump"
at() { # TABLE PATTERN: the key of the first record of a table whose line is like it
	sed -n "s/^$1 \([^ ]*\) $2.*/\1/p" "$work/dump" | head -n 1
}
user=$(at links '') account=$(sed -n 's/^credentials \(u[^ ]*\) .*/\1/p' "$work/dump" | sed -n '1s/.*\\00//p')
back=$(sed -n 's/^credentials \(l[^ ]*\) .*/\1/p' "$work/dump" | head -n 1)
name=$(sed -n 's/^credentials \(u[^ ]*\) .*/\1/p' "$work/dump" | head -n 1)
class=$(at classes '') enrollment=$(at enrollments '')
updated=$("$rosterdrop" feed oak | sed -n 's/.*"action":"update","entity":"user".*"sourcedId":"\([^"]*\)".*/\1/p' | head -n 1)
drop=$(at ledgerDrops '')
other=$(sed -n 's/^accounts \([^ ]*\) .*/\1/p' "$work/dump" | grep -vFx "$account" | tail -n 1)
student=$("$rosterdrop" feed oak | sed -n 's/.*"entity":"role".*"accountId":"\([^"]*\)".*"role":"student".*/\1/p' | head -n 1)
twin=$("$rosterdrop" feed oak | sed -n 's/.*"userSourcedId":"\([^"]*\)".*"role":"student".*/\1/p' | tail -n 1)
cat >"$work/breaks" <<END
record.damaged   orgs          flip orgs @0
record.damaged   audit         flip audit @1
record.uncommitted classes     act classes @0 9
record.cells     links         put links zz a b c
account.words    accounts      cell accounts @0 1 sleeping
account.words    accounts      cell accounts @0 3 invited
account.words    accounts      cell accounts @0 19 nobody
account.number   accounts      put accounts a0000099999 student invited sis
account.links    accounts      cell accounts @0 4 7
account.links    accounts      delete users $user
account.students accounts      put links $twin $student new ; put credentials l$student\\00$twin
account.credential accounts    cell accounts $account 12 nobody@here
account.credential accounts    delete credentials $name
credential.account credentials cell accounts $account 12 nobody@here
credential.account credentials put credentials uxyz\\00a0000000001
credential.form  credentials   put credentials q
link.account     links         cell links @0 0 nobody
link.back        links         cell links $user 0 $other
link.back        links         delete credentials $back
credential.link  credentials   delete links $user
reference        enrollments   delete classes $class
reference        enrollments   cell enrollments @0 5 nobody
relationship     relationships put relationships nobody\\00$user
fact.account     connections   put connections a0\\00$account mother manual
fact.words       connections   put connections $account\\00$other mother found
fact.words       localClasses  put localClasses c1 Choir s1
fact.class       localMembers  put localMembers lnone\\00$account student manual
fact.account     localMembers  put localMembers s$class\\00a0 student manual
fact.account     blocks        put blocks $user\\00a0 lee
fact.account     edits         put edits aa0\\00givenName x
fact.class       edits         put edits cnone\\00title x
fact.words       grants        put grants lee\\00king\\00 root
ledger.gap       ledger        delete ledger @0
ledger.feed      ledger        cell ledger @1 3 5
ledger.generation ledger       cell ledger @1 5 0
ledger.index     ledger        delete ledgerDrops $drop
ledger.index     ledger        delete ledgerDigests @0
ledger.index     ledgerDrops   put ledgerDrops another 1
feed.gap         feed          delete feed @0
feed.gap         feed          delete feed @1
feed.act         feed          cell ledger @1 3 999999
feed.order       feed          swap feed @0 1 2
feed.damaged     feed          cell feed @0 0 x
feed.record      classes       delete classes $class
feed.record      enrollments   state enrollments $enrollment D
feed.history     users         act users $updated 1
feed.untold      classes       put classes zzz a b c
audit.gap        audit         delete audit @0
audit.chain      audit         cell audit @0 0 {}
meta             meta          put meta meta 2 1 2 99 2 0 n 1
END
bad='' tried=0
while read -r want table words; do
	tried=$((tried + 1))
	rm -rf "$work/sound" && cp -a "$store" "$work/sound"
	printf '%s\n' "$words" | sed 's/ ; /\n/' >"$work/words"
	while read -r one; do
		# shellcheck disable=SC2086 # a list of words
		"$B/tools/storebreak" "$store" $one 2>"$work/log" || bad="$bad $tried:$want(not broken)"
	done <"$work/words"
	call verify oak
	[ "$code" -eq 65 ] && grep -q "^oak: $table [^ ]*: $want: " "$work/out" || bad="$bad $tried:$want"
	"$rosterdrop" verify oak --json 2>/dev/null | "$jsoncheck" || bad="$bad $tried:json"
	sed -n "s/^oak: [^ ]* [^ ]*: \([^ :]*\): .*/\1/p" "$work/out" >>"$work/named"
	rm -rf "$store" && mv "$work/sound" "$store"
done <"$work/breaks"
[ -z "$bad" ] && [ "$tried" -gt 40 ]
check "$tried ways to break a store are named${bad:+, but not:$bad}"
page=pipeline/rosterdrop-store.5
sort -u "$work/named" | while read -r one; do grep -qxF ".It Li $one" "$page" || echo "$one"; done >"$work/out"
sed -n 's/.*\] = {"\([a-z.]*\)",.*/\1/p' cmd/rosterdrop/verify.c | sort >"$work/codes"
sed -n '/^\.Sh INVARIANTS/,/^\.Sh THE/s/^\.It Li //p' "$page" | sort | diff "$work/codes" - >>"$work/out"
[ "$(wc -l <"$work/codes")" -gt 25 ] && [ ! -s "$work/out" ]
check 'every check is on the page of the store'
call verify oak
[ "$code" -eq 0 ]
check 'and what was put back is clean'
! grep -rqE 'Avery|@example' "$work/named"
check 'no values of people'
echo "1..$number"
