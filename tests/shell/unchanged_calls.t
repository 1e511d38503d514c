#!/bin/sh
# Holds a night in which nothing changed against every call of all stages that could write: what is made is the hand-over of each stage and the receipt, each under
# one name in tmp/ and named once; of the store a few pages are written, however large the district; and nothing else is made, changed, renamed or removed anywhere.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS-}" # leaks cannot be looked for in a program that is traced
echo 1..11

# pack N [DISTRICT]: the Nth night's zip; the same rows each night, in other bytes.
pack() {
	export ROSTERDROP_NOW="2026-11-2${1}T02:03:04Z"
	find "$work/files" -exec touch -d "2026-11-1${1}T00:00:00Z" {} +
	upload "${2-oak}" night "$work/files"
}

# watched [DISTRICT]: all stages, under strace; what they touched is in $work/touched then, what they wrote and how much in $work/written.
watched() {
	rm -rf "$work/trace" && mkdir "$work/trace"
	strace -ff -y -qq -s 0 -e signal=none -e trace=%file,%desc -o "$work/trace/of" "$rosterdrop" run "${1-oak}" >"$work/out" 2>"$work/log" || return
	cat "$work/trace"/* | awk -f tests/tools/touched.awk | sort >"$work/calls"
	grep '^write ' "$work/calls" | cut -d' ' -f2,3 >"$work/written"
	grep -v '^write ' "$work/calls" | sort -u >"$work/touched"
}

# pages [DISTRICT]: how many pages of the store were written.
pages() {
	awk -v path="${1-oak}/store/data.mdb" '$1 == path { n += $2 } END { print int((n + 4095) / 4096) }' "$work/written"
}

# wanted: what a stage's line `STAGE: FILES` means: its lock, the files in tmp/, the name.
wanted() {
	while read -r stage files; do
		stage=${stage%:} name=DROP ready=ready/DROP
		case $stage in
		fetch) name=inbox ;;
		report) name=DROP.applied ready= ;;
		esac
		echo "open oak/$stage/lock"
		echo "mkdirat oak/$stage/tmp/$name"
		for file in $files; do
			echo "open oak/$stage/tmp/$name/$file"
		done
		[ -z "$ready" ] || echo "renameat2 oak/$stage/tmp/$name oak/$stage/$ready"
	done
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/oak.conf"
mkdir "$work/files" && cp samples/riverbend-1.1/second-night/*.csv "$work/files/"
pack 1 && call run oak && [ "$code" -eq 0 ] && pack 2 && watched
check 'a first night, and one in which nothing changed'
first=$(pages)

# What the store and the platform's usernames are opened for; the receipt; what the district is told.
{
	wanted <<'LIST'
fetch: roster.zip origin SEAL
validate: rows.mdb findings.csv mended.csv known schools.csv report.txt report.html report.json SEAL
normalise: roster.mdb SEAL
match: match.mdb links.csv findings.csv mended.csv SEAL
apply: plan.csv changes.ndjson summary.json findings.csv mended.csv report.txt report.html report.json SEAL
report: findings.csv report.txt report.html
LIST
	cat <<'LIST'
renameat2 oak/inbox/night.zip oak/fetch/taken/DROP.zip
renameat2 oak/report/tmp/DROP.applied oak/reports/DROP.applied
fchmod oak/report/tmp/DROP.applied
fchmod oak/report/tmp/DROP.applied/findings.csv
fchmod oak/report/tmp/DROP.applied/report.html
fchmod oak/report/tmp/DROP.applied/report.txt
fchown oak/report/tmp/DROP.applied
fchown oak/report/tmp/DROP.applied/findings.csv
fchown oak/report/tmp/DROP.applied/report.html
fchown oak/report/tmp/DROP.applied/report.txt
map .platform/lock.mdb
map oak/store/lock.mdb
open .platform/lock.mdb
open oak/store/data.mdb
open oak/store/lock.mdb
LIST
} | sort >"$work/want"
diff "$work/want" "$work/touched" >"$work/log"
check 'what is opened for writing, made, renamed or mapped is what the stages hand on, the receipt and the report: nothing else, and nothing is removed'
sed -n 's/^open //p' "$work/touched" >"$work/opened"
cut -d' ' -f1 "$work/written" | sort -u | comm -23 - "$work/opened" >"$work/log" && [ ! -s "$work/log" ]
check 'what is written is a file of these'
grep -c '^renameat2 .*/tmp/' "$work/touched" >"$work/log" && [ "$(cat "$work/log")" -eq 6 ]
check 'each is named once'
[ "$first" -gt 0 ] && [ "$first" -le 24 ]
check "of the store $first pages are written"
[ "$(awk '/apply\/tmp.DROP.changes.ndjson/ { n += $2 } END { print n + 0 }' "$work/written")" -eq 0 ]
check 'no change is told'

# The same bytes once more.
export ROSTERDROP_NOW=2026-11-23T02:03:04Z
cp "$spool/oak/fetch/taken/$(newest oak fetch ready).zip" "$spool/oak/inbox/night.zip" && watched
check 'the same bytes once more'
grep -q '^oak/apply/tmp/DROP/summary.json ' "$work/written" && [ "$(pages)" -eq 0 ]
check 'then not one byte of the store is written'

# A district that is forty times as large.
district elm
printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/elm.conf"
rm -rf "$work/files" && "$B/tools/district" --version 1.1 --students 2400 "$work/files" >/dev/null
pack 1 elm && call run elm && [ "$code" -eq 0 ] && pack 2 elm && watched elm
check 'a night of a district that is forty times as large'
sed 's/elm/oak/g' "$work/touched" | diff "$work/want" - >"$work/log"
check 'touches the same files'
large=$(pages elm)
[ "$large" -gt 0 ] && [ "$large" -le $((first + 16)) ]
check "and $large pages of the store: no more than a deeper tree has"
