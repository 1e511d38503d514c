#!/bin/sh
# A drop that something holds: held with its plan, let go by a person, and then applied with that plan or not at all. Also killed at each call of
# `release` that changes anything.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS-}" # a traced process cannot look for leaks
samples=$PWD/samples/riverbend-1.1
echo 1..28

# night N SOURCE [FOLDER]: the Nth night, with a zip whose manifest names this source system.
night() {
	export ROSTERDROP_NOW="2026-11-2${1}T02:03:04Z"
	rm -rf "$work/files" && cp -r "$samples/${3-second-night}" "$work/files"
	sed -i "s/^source.systemName,.*/source.systemName,$2/" "$work/files/manifest.csv"
	touch -d "2026-11-2${1}T00:00:00Z" "$work/files"/*
	upload oak night "$work/files" && call run oak
}

# applied: how many acts of apply the audit log has.
applied() {
	"$rosterdrop" audit oak | grep -c '"act":"apply"'
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/oak.conf"
night 1 'Example SIS' first-night
first=$(newest oak apply ready)
[ "$code" -eq 0 ] && [ -n "$first" ]
check 'the first night is applied'
night 2 'Other SIS'
held=$(newest oak apply held)
[ "$code" -eq 0 ] && [ -n "$held" ] && [ "$(applied)" -eq 1 ] && says 'held: manifest.source'
check 'a drop of another source system is held, and nothing is applied'
grep -q '^manifest.source: ' "$spool/oak/apply/held/$held/held" && [ "$(wc -l <"$spool/oak/apply/held/$held/plan.csv")" -gt 1 ] &&
	grep -q "rosterdrop release oak/$held" "$spool/oak/apply/held/$held/report.txt"
check 'with its plan, the reason, and in the report how to let it go'
call run oak
[ "$code" -eq 0 ] && [ -d "$spool/oak/apply/held/$held" ] && [ "$(applied)" -eq 1 ]
check 'another run does not let it go'

call release "$held"
[ "$code" -eq 64 ] && says '--reason'
check 'release without a reason: 64'
call release "$first" --reason x
[ "$code" -eq 66 ] && says 'not held'
check 'release of what is not held: 66'
call release "$held" --reason x --allow ''
[ "$code" -eq 64 ] && says '--allow names nothing' && [ -d "$spool/oak/apply/held/$held" ]
check 'release for no guard at all is not one for all of them: 64'
call release "$held" --reason x --dry-run
[ "$code" -eq 64 ] && call release "$held" --reason x --rekey --no-rekey && [ "$code" -eq 64 ] && [ -d "$spool/oak/apply/held/$held" ] && [ ! -e "$spool/oak/match/rekey/$held" ]
check 'options that do not go together: 64'
call release "$held" --reason x --as 'Ada Example'
[ "$code" -eq 77 ] && [ -d "$spool/oak/apply/held/$held" ]
check 'release by somebody without a grant: 77'
flock "$spool/oak/apply/lock" "$rosterdrop" release "$held" --reason x 2>"$work/log"
[ $? -eq 75 ] && [ -d "$spool/oak/apply/held/$held" ]
check 'release while apply is at work: 75'

cp -a "$spool" "$work/spool.held"
call release "$held" --reason 'the SIS changed its name'
[ "$code" -eq 0 ] && [ ! -e "$spool/oak/apply/held/$held" ] && grep -qx "plan $(sha256sum <"$work/spool.held/oak/apply/held/$held/plan.csv" |
	cut -d' ' -f1)" "$spool/oak/apply/released/$held/released" && [ "$(applied)" -eq 1 ]
check 'release writes which plan it was, and applies nothing itself'
"$rosterdrop" audit oak | tail -n 1 | grep -F '"act":"release"' | grep -F "\"drop\":\"$held\"" |
	grep -qF '"why":"the SIS changed its name"'
check 'the audit log says who and why'
call status --json oak
[ "$("$jsoncheck" 0/last/waitsFor <"$work/out")" = apply ]
check 'the drop waits for apply'
call plan "$held"
[ "$code" -eq 0 ] && says 'would be held: manifest.source' && [ -e "$spool/oak/apply/released/$held/released" ]
check 'its plan can be looked at, and it stays released'
sed 's/^plan .*/plan /' "$spool/oak/apply/released/$held/released" >"$work/short" && sed "s/^allow .*/allow $(printf '%02000d' 0)/" "$spool/oak/apply/released/$held/released" >"$work/long"
for damaged in short long; do
	cp -a "$spool" "$work/spool.released" && cp "$work/$damaged" "$spool/oak/apply/released/$held/released" && call run oak
	[ "$code" -eq 74 ] && says 'cannot be read; remove its directory and release the drop again' && [ "$(applied)" -eq 1 ]
	check "a release that is too $damaged is none: 74"
	rm -rf "$spool" && mv "$work/spool.released" "$spool"
done
call run oak
[ "$code" -eq 0 ] && [ "$(newest oak apply ready)" = "$held" ] && [ "$(applied)" -eq 2 ] && [ ! -e "$spool/oak/apply/released/$held" ]
check 'the next run applies it, and the release is used up'
grep -q '^released by .*: the SIS changed its name$' "$spool/oak/apply/ready/$held/released" &&
	cmp -s "$work/spool.held/oak/apply/held/$held/plan.csv" "$spool/oak/apply/ready/$held/plan.csv"
check 'the receipt says who let it go, and what was done is the plan that lay there'
call show "$held" --contents
[ "$code" -eq 0 ] && prints 'The chain holds.'
check 'the chain holds'
night 3 'Other SIS'
[ "$code" -eq 0 ] && [ "$(newest oak apply ready)" != "$held" ] && [ "$(applied)" -eq 3 ]
check 'the next night with the same source system goes through'

night 4 'Example SIS' first-night
fourth=$(newest oak apply held)
call release "$fourth" --reason 'back again'
sed -i 's/^plan ......../plan 00000000/' "$spool/oak/apply/released/$fourth/released"
call run oak
[ "$code" -eq 0 ] && [ -d "$spool/oak/apply/held/$fourth" ] && [ ! -e "$spool/oak/apply/released/$fourth" ] &&
	grep -q 'the plan is another one now' "$spool/oak/apply/held/$fourth/held" && [ "$(applied)" -eq 3 ]
check 'a plan that is not the one that was released: held again, nothing is applied'
call run oak
[ -d "$spool/oak/apply/held/$fourth" ] && call release "$fourth" --reason 'looked again' && [ "$code" -eq 0 ] && call run oak && [ "$(applied)" -eq 4 ]
check 'and can be released again'

# What is done with a plan follows from the settings, too: no plan has a row for the address of who has joined.
printf 'contacts { update_active = no }\n' >>"$work/districts/oak.conf"
night 5 'Third SIS' first-night
fifth=$(newest oak apply held)
call release "$fifth" --reason 'as it lies there'
sed -i 's/update_active = no/update_active = yes/' "$work/districts/oak.conf"
call run oak
[ "$code" -eq 0 ] && [ -d "$spool/oak/apply/held/$fifth" ] && grep -q 'under other settings of contacts or abandoned' "$spool/oak/apply/held/$fifth/held" && [ "$(applied)" -eq 4 ]
check 'released, and then the settings change: held again, nothing is applied'
printf 'abandoned { families = extreme }\n' >>"$work/districts/oak.conf"
call release "$fifth" --reason 'not looked at again' && [ "$code" -eq 0 ] && call run oak
[ -d "$spool/oak/apply/held/$fifth" ] && [ "$(applied)" -eq 4 ]
check 'nor is a plan applied that was made before they changed'
sed -i 's/^abandoned.*/guards { removals = 90 }/' "$work/districts/oak.conf"
call run oak && sed -i 's/update_active = yes/update_active = no/' "$work/districts/oak.conf"
call release "$fifth" --reason 'another policy' && sed -i '/^settings /d' "$spool/oak/apply/released/$fifth/released" && call run oak && [ "$(applied)" -eq 5 ]
check 'a release of a version that did not say them goes, and a limit that changes is no matter'

# killed OPTIONS...: release under strace with these options, on the spool as it was when the drop was held.
killed() {
	rm -rf "$spool" && cp -a "$work/spool.held" "$spool"
	strace -f -o "$work/trace" "$@" "$rosterdrop" release "$held" --reason 'killed once' >/dev/null 2>"$work/log"
}

# mended: after the kill a run applies the drop if the audit log has the release, and holds it if not; in the end it can be released and is applied once.
mended() {
	"$rosterdrop" run oak >/dev/null 2>"$work/log" || return
	if [ -d "$spool/oak/apply/ready/$held" ]; then
		"$rosterdrop" audit oak | grep -q '"act":"release"' || return
	else
		[ "$(applied)" -eq 1 ] && "$rosterdrop" release "$held" --reason again 2>"$work/log" && "$rosterdrop" run oak 2>"$work/log" || return
	fi
	[ -d "$spool/oak/apply/ready/$held" ] && [ ! -e "$spool/oak/apply/held/$held" ] && [ "$(applied)" -eq 2 ] &&
		[ -z "$(ls "$spool/oak/apply/released")" ]
}

export ROSTERDROP_NOW=2026-11-22T03:03:04Z
if ! strace -o /dev/null true 2>/dev/null; then
	for what in names data; do echo "ok $((number += 1)) - killed at calls of $what # SKIP strace cannot trace here"; done
	echo "ok $((number += 1)) - # SKIP strace cannot trace here"
	exit 0
fi
points=0
for calls in 'renameat2 mkdirat unlinkat' 'pwrite64 pwritev write fdatasync fsync'; do
	bad=
	for name in $calls; do
		killed -e "trace=$name"
		count=$(grep -cE "^[0-9]+ +$name\\(" "$work/trace") point=1
		[ "$count" -le 8 ] || count=8
		while [ "$point" -le "$count" ]; do
			killed -e "trace=$name" -e "inject=$name:signal=SIGKILL:when=$point"
			mended || bad="$bad $name:$point"
			point=$((point + 1)) points=$((points + 1))
		done
	done
	[ -z "$bad" ] || echo "# after a kill at:$bad"
	[ -z "$bad" ]
	check "killed at calls of $calls: released or held, and applied once in the end"
done
[ "$points" -gt 10 ]
check "at $points calls in all"
