#!/bin/sh
# Links by hand are older than the act that uses them. When that is a large one, written in several transactions, and cut off between them, they are still
# there: the students keep their accounts however often the first night is killed.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/crash_lib.sh"

# by_hand: the links that a person made, without what the store says of the record.
by_hand() {
	dump "$1" oak | awk '$1 == "links" && /hand$/ { print $2, substr($3, length($3) - 22) }'
}

echo 1..5
night 1
stage=apply
found "$work/apply" oak
run=$B/bin/rosterdrop conf=$work/apply/rosterdrop.conf
sed -i '/^sync/d' "$work/apply/districts/oak.conf"
"$B/tools/people_make" --students 4000 --seed 5 "$work/made" >/dev/null && "$run" -c "$conf" import oak "$work/made/app" >/dev/null 2>"$work/log" &&
	upload "$work/apply" oak "$work/made/sis" && "$run" -c "$conf" run oak 2>>"$work/log" && "$run" -c "$conf" link oak --ready --yes >/dev/null 2>>"$work/log"
check 'whoever is ready is linked before the district is live'
echo 'sync { start_date = "2026-08-15" }' >>"$work/apply/districts/oak.conf"
by_hand "$work/apply" >"$work/links"
[ "$(wc -l <"$work/links")" -gt 3000 ]
check "$(wc -l <"$work/links") links wait for their students"

stages "$work/apply" oak apply || stages "$work/apply" oak match # the directory is another one: apply sends the drop back
peace "$work/apply"
commits=$(grep -c pwrite64 "$work/points")
[ "$commits" -ge 3 ] && [ "$(by_hand "$work/apply.after" | wc -l)" -eq "$(wc -l <"$work/links")" ]
check "the first night is written in $commits transactions"

lost='' again=''
for point in $(grep pwrite64 "$work/points" | tr ' ' :); do
	take "$work/apply"
	die "${point%:*}" "${point#*:}" "$B/libexec/apply" -c "$try/rosterdrop.conf" oak
	by_hand "$try" | cmp -s - "$work/links" && sound oak || lost="$lost $point"
	stages "$try" oak apply && same "$work/apply.after" oak || again="$again $point"
done
[ -z "$lost" ]
check "killed in any of them, all links are there$lost"
[ -z "$again" ]
check "run again, the directory is what it would have been$again"
