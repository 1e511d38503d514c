#!/bin/sh
# A large act is written in several transactions, and is there by the last of them. It is killed at every commit, and between: run again, it is what
# it would have been; rejected, and another drop applied, nothing of it is left, not even out of sight.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2181,SC2317 # A && B is what each check is about
. "$(dirname "$0")/crash_lib.sh"

# instead FOLDER: has the large drop rejected, and the next night's small one applied. $code is that of reject.
instead() {
	night 2
	"$B/bin/rosterdrop" -c "$1/rosterdrop.conf" reject "$large" --reason 'not this one' 2>"$work/log"
	code=$?
	cp "$work/small.zip" "$1/spool/oak/inbox/roster.zip"
	stages "$1" oak fetch validate normalise match apply
	night 1
}

# unseen: what of the killed act is to be seen: nothing.
unseen() {
	"$B/bin/rosterdrop" -c "$try/rosterdrop.conf" feed oak >"$work/feed" 2>&1 && [ ! -s "$work/feed" ]
}

echo 1..7
stage=apply
night 1
found "$work/apply" oak
"$B/tools/district" --students 5000 "$work/csv" >/dev/null
upload "$work/apply" oak "$work/csv"
(cd "$samples/riverbend-1.1/second-night" && zip -q -X - ./*.csv) >"$work/small.zip"
stages "$work/apply" oak fetch validate normalise match
large=$(newest "$work/apply" oak match ready)
peace "$work/apply"
commits=$(grep -c pwrite64 "$work/points")
[ "$(wc -l <"$work/apply.after/spool/oak/apply/ready/$large/plan.csv")" -gt 50000 ] && [ "$commits" -ge 3 ]
check "the act is written in $commits transactions"
awk '$1 ~ /^(pwrite64|fdatasync|renameat2)$/ || ($1 == "writev" && n++ % 40 == 0)' "$work/points" >"$work/some"

# What another drop leaves when the large one never began.
cp -a "$work/apply" "$work/instead"
instead "$work/instead"
dump "$work/instead" oak >"$work/dump.instead"

bad_again='' bad_instead='' early=0 late=0
while read -r call n; do
	count=$((count + 1))
	take "$work/apply"
	die "$call" "$n" "$B/libexec/apply" -c "$try/rosterdrop.conf" oak
	unseen
	seen=$?
	sound oak || bad_again="$bad_again $call:$n(verify)"
	cp -a "$try" "$work/killed"
	again apply && same "$work/apply.after" oak || bad_again="$bad_again $call:$n"
	rm -rf "$try" && mv "$work/killed" "$try"
	[ ! -e "$try/spool/oak/apply/ready/$large" ] || continue
	if [ $seen -eq 0 ]; then
		early=$((early + 1))
		instead "$try" && [ $code -eq 0 ] && dump "$try" oak | cmp -s - "$work/dump.instead" || bad_instead="$bad_instead $call:$n"
	else # the last commit was done: it is applied
		late=$((late + 1))
		instead "$try"
		[ $code -eq 64 ] && grep -q 'was applied' "$work/log" || bad_instead="$bad_instead $call:$n"
	fi
done <"$work/some"
[ -z "$bad_again" ] && [ $count -ge 10 ]
check "killed at $count calls, and run again${bad_again:+:$bad_again}"
[ -z "$bad_instead" ] && [ $early -ge 5 ] && [ $late -ge 1 ]
check "killed at $early calls before and $late after the last commit, and rejected${bad_instead:+:$bad_instead}"

take "$work/apply"
echo 'limits { store_map = "16M" }' >>"$try/districts/oak.conf"
"$B/libexec/apply" -c "$try/rosterdrop.conf" oak 2>"$work/why"
code=$?
[ $code -eq 74 ] && grep -q 'the map is full; raise limits { store_map } and run again' "$work/why"
check 'a map that is too small: 74, and what to raise'
unseen
check 'nothing of the act is to be seen then'
cp "$work/apply/districts/oak.conf" "$try/districts/"
again apply && same "$work/apply.after" oak
check 'and a run with a larger one ends as in peace'
take "$work/apply"
echo 'limits { store_map = "16M" }' >>"$try/districts/oak.conf"
"$B/libexec/apply" -c "$try/rosterdrop.conf" oak 2>/dev/null
cp "$work/apply/districts/oak.conf" "$try/districts/"
instead "$try" && [ $code -eq 0 ] && dump "$try" oak | cmp -s - "$work/dump.instead"
check 'or another drop is applied instead'
