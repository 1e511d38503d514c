#!/bin/sh
# A night in which nothing changed writes nothing but its receipt: no change, no record, no account. What the store gets is that there was such a drop:
# its act in the ledger, by name and by digest, a line of the audit log, and the numbers in meta. So it is with every policy, and whatever people did; where the
# district is not live, the store is not touched at all.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
echo 1..19

# night N [DISTRICT]: the same files, packed at another time.
night() {
	export ROSTERDROP_NOW="2026-11-2${1}T02:03:04Z"
	find "$work/files" -exec touch -d "2026-11-1${1}T00:00:00Z" {} +
	upload "${2-oak}" night "$work/files" && call run "${2-oak}" && [ "$code" -eq 0 ]
}

# dump FILE [DISTRICT]: the store, record for record.
dump() {
	"$B/tools/storedump" "$spool/${2-oak}/store" >"$1"
}

# grown: which tables have how many records more or others, from $work/one to $work/two.
grown() {
	diff "$work/one" "$work/two" | sed -n 's/^\([<>] [a-zA-Z]*\) .*/\1/p' | sort | uniq -c | tr -s ' \n' ' ,'
}

# stat_of DISTRICT: what lies in the spool but for drops, the queue of mails and what was uploaded: inode, time of change and digest of each file.
stat_of() {
	find "$spool/$1" "$spool/.platform" -type f ! -name lock.mdb ! -path '*/ready/*' ! -path '*/held/*' ! -path '*/failed/*' ! -path "*/$1/report*" ! -path '*/taken/*' \
		! -path '*/inbox/*' ! -path "*/$1/fetch/*" -printf '%i %T@ %p ' -exec sh -c 'sha256sum <"$1"' - {} \; | sort
}

# quiet NAME LINES [WORDS]...: a district with these lines of configuration and a directory that was there before, in which somebody did what the words say;
# whether two quiet nights write no more than they should.
quiet() {
	who=$1
	district "$who" && printf '%s\n' "$2" >>"$work/districts/$who.conf" && shift 2
	export ROSTERDROP_NOW=2026-11-20T02:03:04Z
	call import "$who" tests/scenario/link-first/before && [ "$code" -eq 0 ] && night 1 "$who" || return
	for words; do
		# shellcheck disable=SC2086 # words
		call ${words%% *} "$who" ${words#* } && [ "$code" -eq 0 ] || return
	done
	dump "$work/one" "$who" && sum=$(sha256sum <"$spool/$who/store/data.mdb") && lay=$(stat_of "$who") && night 2 "$who" && dump "$work/two" "$who"
}

# touched: what changed of the files beside the drops.
touched() {
	stat_of "$who" >"$work/now" && echo "$lay" | diff - "$work/now" | sed -n "s|^> .* $spool/\([^ ]*\) .*|\1|p" | sort | tr '\n' ' '
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/oak.conf"
mkdir "$work/files" && cp samples/riverbend-1.1/second-night/*.csv "$work/files/"
night 1 && dump "$work/one"
check 'a first night'
night 2 && dump "$work/two" && [ "$("$rosterdrop" audit oak | wc -l)" -eq 2 ]
check 'the same rows in other bytes'
receipt=' 1 < meta, 1 > audit, 1 > ledger, 1 > ledgerDigests, 1 > ledgerDrops, 1 > meta,'
[ "$(grown)" = "$receipt" ]
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

# Every policy. People of the vendor's, whom the SIS does not have, were there before.
live='sync { start_date = "2026-01-01" first_sync = "%s" %s }'
number_of=0
for policy in 'link-first classes { existing = archive }' 'exact-merge classes { existing = leave }' 'exact-merge links { automatic = yes }' \
	'create-then-merge contacts { update_active = yes }' 'link-first abandoned { families = extreme }' 'exact-merge edits = locked'; do
	number_of=$((number_of + 1))
	# shellcheck disable=SC2059 # the format is the line
	quiet "elm-$number_of" "$(printf "$live" "${policy%% *}" '')
${policy#* }" && [ "$(grown)" = "$receipt" ] && [ "$(touched)" = "$who/store/data.mdb " ]
	check "$policy"
done
# shellcheck disable=SC2059 # the format is the line
quiet elm-reset "$(printf "$live" exact-merge 'reset = "2026-11-20"')" && [ "$(grown)" = "$receipt" ] && grep -q '^accountsBefore' "$work/one"
check 'after a full reset'
# shellcheck disable=SC2059 # the format is the line
quiet elm-grace "$(printf "$live" link-first 'grace = {"2027-01-01 North"}')" && [ "$(grown)" = "$receipt" ]
check 'while a school waits for a day of its own'
# shellcheck disable=SC2059 # the format is the line
quiet elm-hand "$(printf "$live" exact-merge '')" 'account archive a0000000003' 'account enable a0000000003' 'account archive old-bela' 'class archive c-chess' &&
	[ "$(grown)" = "$receipt" ]
check 'after what people did by hand'

# Every other phase.
quiet elm-setup 'sync { start_date = "2027-01-01" }' && [ -n "$(newest elm-setup apply held)" ] && [ "$(grown)" = '' ] && [ -z "$(touched)" ] &&
	[ "$sum" = "$(sha256sum <"$spool/elm-setup/store/data.mdb")" ]
check 'setup: the store is not touched'
quiet elm-paused 'sync { start_date = "2026-01-01" paused = yes }' && [ -n "$(newest elm-paused match ready)" ] && [ -z "$(newest elm-paused apply ready)" ] && [ -z "$(touched)" ]
check 'paused: neither'
quiet elm-off 'sync { start_date = "2026-01-01" }' && lay=$(stat_of elm-off) && sed -i 's/^sync.*/sync { enabled = no start_date = "2026-01-01" }/' "$work/districts/elm-off.conf" &&
	{ night 3 elm-off || [ "$code" -eq 65 ]; } && [ -z "$(touched)" ]
check 'off: neither'
