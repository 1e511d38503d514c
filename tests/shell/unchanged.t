#!/bin/sh
# A night in which nothing changed writes nothing but its receipt: no change, no record, no account. What the store gets is that there was such a drop:
# its act in the ledger, by name and by digest, a line of the audit log, and the numbers in meta.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
echo 1..7

# night N: the same files, packed at another time.
night() {
	export ROSTERDROP_NOW="2026-11-2${1}T02:03:04Z"
	find "$work/files" -exec touch -d "2026-11-1${1}T00:00:00Z" {} +
	upload oak night "$work/files" && call run oak && [ "$code" -eq 0 ]
}

# dump FILE: the store, record for record.
dump() {
	"$B/tools/storedump" "$spool/oak/store" >"$1"
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/oak.conf"
mkdir "$work/files" && cp samples/riverbend-1.1/second-night/*.csv "$work/files/"
night 1 && dump "$work/one"
check 'a first night'
night 2 && dump "$work/two" && [ "$("$rosterdrop" audit oak | wc -l)" -eq 2 ]
check 'the same rows in other bytes'
diff "$work/one" "$work/two" | sed -n 's/^\([<>] [a-zA-Z]*\) .*/\1/p' | sort | uniq -c | tr -s ' \n' ' ,' >"$work/out"
[ "$(cat "$work/out")" = ' 1 < meta, 1 > audit, 1 > ledger, 1 > ledgerDigests, 1 > ledgerDrops, 1 > meta,' ]
check 'the store has one record more in ledger, ledgerDrops, ledgerDigests and audit, and another meta: no more'
drop=$(newest oak apply ready)
[ "$(wc -l <"$spool/oak/apply/ready/$drop/plan.csv")" -eq 1 ] && [ ! -s "$spool/oak/apply/ready/$drop/changes.ndjson" ] &&
	[ "$("$jsoncheck" total <"$spool/oak/apply/ready/$drop/summary.json")" = 0 ]
check 'the receipt is there, and empty'
[ "$("$rosterdrop" feed oak --since "$("$jsoncheck" lastSeq <"$spool/oak/apply/ready/$drop/summary.json")" | wc -l)" -eq 0 ]
check 'the feed has nothing new'
sum=$(sha256sum <"$spool/oak/store/data.mdb")
export ROSTERDROP_NOW=2026-11-23T02:03:04Z
cp "$spool/oak/fetch/ready/$drop/roster.zip" "$spool/oak/inbox/night.zip" && call run oak && [ "$code" -eq 0 ] &&
	[ "$(newest oak apply ready)" != "$drop" ] && [ "$sum" = "$(sha256sum <"$spool/oak/store/data.mdb")" ]
check 'the same bytes leave the file of the store as it is, byte for byte'
cp "$work/two" "$work/want" && dump "$work/out" && cmp "$work/want" "$work/out" && "$rosterdrop" verify oak >"$work/out" 2>"$work/log"
check 'and every record'
