#!/bin/sh
# A disk that lost a page of the store: whichever it is, nothing dies of it. LMDB of its own prints a line and aborts.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
data=$spool/oak/store/data.mdb

# each COMMAND...: runs it on the store with each page behind the first two in turn full of zeros; the exit codes there were are in $work/codes, and those runs
# that ended with 74 and did not say what to do are in $work/out.
each() {
	: >"$work/codes" && : >"$work/out"
	for page in $(seq 2 $(($(stat -c %s "$work/whole") / 4096 - 1))); do
		cp "$work/whole" "$data" && dd if=/dev/zero of="$data" bs=4096 count=1 seek="$page" conv=notrunc 2>/dev/null
		"$@" >"$work/said" 2>"$work/log"
		code=$?
		echo $code >>"$work/codes"
		[ $code -ne 74 ] || grep -q 'restore the backup' "$work/log" || echo "page $page" >>"$work/out"
	done
	cp "$work/whole" "$data"
}

# ended CODE...: whether no other code was there than these.
ended() {
	for code; do printf '%s\n' "$code"; done >"$work/may"
	! grep -vxF -f "$work/may" "$work/codes" >>"$work/out"
}

# export_anew: into a folder that is not there.
export_anew() {
	rm -rf "$work/export" && "$rosterdrop" export oak "$work/export"
}

echo 1..6
district oak && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/oak.conf" && upload oak night tests/stage/apply/first-1.1/in/1 &&
	call run && [ "$code" -eq 0 ] && cp "$data" "$work/whole" &&
	cp -r tests/stage/apply/first-1.1/in/1 "$work/next" && sed -i 's/Cole/Coles/' "$work/next/users.csv" && upload oak next "$work/next"
check 'a store'
each "$rosterdrop" verify oak
ended 0 65 74 && grep -qx 74 "$work/codes" && [ ! -s "$work/out" ]
check 'verify ends with a code of ours, and says what to do'
each export_anew
ended 0 74 && grep -qx 74 "$work/codes" && [ ! -s "$work/out" ]
check 'so does export'
for stage in fetch validate normalise; do "$B/libexec/$stage" oak 2>"$work/log"; done
each "$B/libexec/match" --dry-run oak
ended 0 74 && grep -qx 74 "$work/codes" && [ ! -s "$work/out" ]
check 'and match'

# Whoever asks a district whose store is damaged, must not die of it.
yes 'a page of words where a page of the store was' | head -c "$(stat -c %s "$work/whole")" >"$data" && head -c 8192 "$work/whole" | dd of="$data" bs=4096 conv=notrunc 2>/dev/null
"$rosterdrop" init pine >"$work/out" && printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" }\n' >"$work/districts/pine.conf" &&
	upload pine night tests/stage/apply/first-1.1/in/1 && call run pine && [ "$code" -eq 0 ] && says 'the store of the district oak cannot be read' && [ -n "$(newest pine apply ready)" ]
check 'another district that asks whether its schools are those of the damaged one goes on'
call verify
[ "$code" -eq 74 ] && says 'rosterdrop oak: a file of the store'
check 'verify of all says which one it is'
