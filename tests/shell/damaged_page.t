#!/bin/sh
# A disk that lost a page of the store, or has other bytes there: whichever it is, nothing dies of it without a word. LMDB of its own prints a line and aborts,
# or believes what it reads.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
data=$spool/oak/store/data.mdb

# zeros PAGE: a page that was lost; ones PAGE: one whose lower half has other bytes, so that lengths are beyond everything.
zeros() {
	dd if=/dev/zero of="$data" bs=4096 count=1 seek="$1" conv=notrunc 2>/dev/null
}
ones() {
	head -c 2048 /dev/zero | tr '\000' '\377' | dd of="$data" bs=2048 count=1 seek="$((2 * $1 + 1))" conv=notrunc 2>/dev/null
}

# each DAMAGE COMMAND...: runs it on the store with each page behind the first two in turn damaged; the exit codes there were are in $work/codes, and those
# runs that ended with 74 and did not say what to do are in $work/out.
each() {
	damage=$1
	shift
	: >"$work/codes" && : >"$work/out"
	for page in $(seq 2 $(($(stat -c %s "$work/whole") / 4096 - 1))); do
		cp "$work/whole" "$data" && "$damage" "$page"
		"$@" >"$work/said" 2>"$work/log"
		code=$?
		echo $code >>"$work/codes"
		[ $code -ne 74 ] || grep -q 'restore the backup' "$work/log" || { echo "page $page" && cat "$work/log"; } >>"$work/out"
	done
	cp "$work/whole" "$data"
}

# ended CODE...: whether some runs ended with 74, and no other code was there than that and these.
ended() {
	for code in 74 "$@"; do printf '%s\n' "$code"; done >"$work/may"
	! grep -vxF -f "$work/may" "$work/codes" >>"$work/out" && [ ! -s "$work/out" ] && grep -qx 74 "$work/codes"
}

# export_anew: into a folder that is not there; apply_anew: as if it had not run.
export_anew() {
	rm -rf "$work/export" && "$rosterdrop" export oak "$work/export"
}
apply_anew() {
	rm -rf "$spool/oak/apply" && cp -r "$work/apply" "$spool/oak/apply" && "$B/libexec/apply" oak
}

# live DISTRICT: one that is live, and says which orgs are whose.
live() {
	"$rosterdrop" init "$1" >"$work/out" && printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" }\n' >"$work/districts/$1.conf" &&
		upload "$1" night tests/stage/apply/first-1.1/in/1
}

echo 1..15
district oak && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/oak.conf" && upload oak night tests/stage/apply/first-1.1/in/1 &&
	call run && [ "$code" -eq 0 ] && cp "$data" "$work/whole" &&
	cp -r tests/stage/apply/first-1.1/in/1 "$work/next" && sed -i 's/Cole/Coles/' "$work/next/users.csv" && upload oak next "$work/next"
check 'a store'
each zeros "$rosterdrop" verify oak
ended 0 65
check 'verify ends with a code of ours, and says what to do'
each zeros export_anew
ended 0
check 'so does export'
for stage in fetch validate normalise; do "$B/libexec/$stage" oak 2>"$work/log"; done
each zeros "$B/libexec/match" --dry-run oak
ended 0
check 'and match'
"$B/libexec/match" oak 2>"$work/log" && next=$(newest oak match ready) && cp -r "$spool/oak/apply" "$work/apply"
if grep -qa __asan_init "$rosterdrop"; then
	for words in verify apply match why class; do
		true
		check "$words: # skip a sanitizer has its own words for this"
	done
else
	each ones "$rosterdrop" verify --json oak
	ended 0 65
	check 'bytes that make LMDB read where nothing is end verify with words, too'
	each ones apply_anew
	ended 0 75
	check 'so do they apply'
	each ones "$B/libexec/match" --dry-run oak
	ended 0 66
	check 'and match'
	each ones "$rosterdrop" why oak u-ida
	ended 0
	check 'and commands by hand'
	each ones "$rosterdrop" class oak list
	ended 0
	check 'of every kind'
fi

# Other districts, and the drop that waits, do not suffer. Now nothing of the store can be read but that it is one.
rm -rf "$spool/oak/apply" && cp -r "$work/apply" "$spool/oak/apply"
district ash && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/ash.conf" && cp -r tests/stage/apply/first-1.1/in/1 "$work/ash" &&
	sed -i -e 's/Riverbend/Ashford/' -e 's/East School/Oakley School/' -e 's/West School/Elmley School/' "$work/ash/orgs.csv" && upload ash night "$work/ash"
yes 'a page of words where a page of the store was' | head -c "$(stat -c %s "$work/whole")" >"$work/words" && head -c 8192 "$work/whole" | dd of="$work/words" bs=4096 conv=notrunc 2>/dev/null
cp "$work/words" "$data"
call run
[ "$code" -eq 74 ] && [ -n "$(newest ash apply ready)" ] && [ -n "$next" ] && [ ! -e "$spool/oak/apply/ready/$next" ] && says 'rosterdrop oak: match ended with 74'
check 'run takes the drop of another district, and ends with 74'
cp "$work/whole" "$data" && call run && [ "$code" -eq 0 ] && [ -e "$spool/oak/apply/ready/$next" ] && cp "$work/words" "$data"
check 'the drop waited, and goes on when the backup is restored'

# Whoever asks a district whose store is damaged, must not die of it.
live pine && call run pine && [ "$code" -eq 0 ] && says 'the store of the district oak cannot be read' && says 'match oak: a file of the store' && [ -n "$(newest pine apply ready)" ]
check 'another district that asks whether its schools are those of the damaged one goes on, and names it'
call verify
[ "$code" -eq 74 ] && says 'rosterdrop oak: a file of the store' && grep -q '^ash: [0-9]* records, 0 violations' "$work/out" &&
	grep -q '^pine: [0-9]* records, 0 violations' "$work/out" && ! grep -q '^oak' "$work/out"
check 'verify of all says which one it is, and looks at the others, before and behind it'
call verify --json
[ "$code" -eq 74 ] && "$jsoncheck" <"$work/out" >"$work/json" && prints '"district":"ash"' && prints '"district":"pine"'
check 'as JSON too'
call status
[ "$code" -eq 0 ] && prints 'ash ' && prints 'oak ' && prints 'pine '
check 'status shows all'
