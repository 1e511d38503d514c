#!/bin/sh
# What becomes of a drop in each phase of a district: what status says that the stages do, what apply(1) says, and what they do.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
export ROSTERDROP_NOW=2026-11-21T02:03:04Z

# The phase; what sync { } says; what apply does; where the drop is after a run; whether people's accounts are there.
cases='setup|start_date = "2026-12-01"|only plans|held|no
live|start_date = "2026-11-21"|works|ready|yes
paused|start_date = "2026-11-21" paused = yes|waits|none|no
blackout|start_date = "2026-11-20" blackout = {"2026-11-21"}|waits|none|no
off|start_date = "2026-11-20" enabled = no|refuses|failed|no'

echo 1..27
IFS='
'
for case in $cases; do
	IFS='|' read -r phase sync does place there <<-END
		$case
	END
	rm -rf "$spool/oak" && district oak
	echo "sync { $sync }" | sed 's/ \(paused\|enabled\|blackout\)/\n\1/g' >>"$work/districts/oak.conf"
	upload oak night samples/riverbend-1.1/first-night && call run oak
	lies=$(find "$spool/oak/apply" -mindepth 2 -maxdepth 2 -type d -path '*/20*' | sed 's|.*/apply/||; s|/.*||')
	[ "${lies:-none}" = "$place" ]
	check "$phase: apply leaves the drop in $place"
	drop=$(newest oak match ready)
	[ -n "$drop" ]
	check "$phase: match has it"
	rm -rf "$work/export" && "$rosterdrop" export oak "$work/export" >/dev/null 2>&1
	[ "$(grep -c ',student,' "$work/export/accounts.csv" | sed 's/^0$/no/; s/^[1-9].*/yes/')" = "$there" ]
	check "$phase: accounts are there: $there"
	call status oak && prints "phase $phase: fetch works, validate works, normalise works, match works, apply $does" &&
		grep -qx ".It $phase Ta works Ta works Ta works Ta works Ta $does" cmd/apply/apply.1 && call status --json oak && prints "\"apply\":\"$does\""
	check "$phase: status and apply(1) say what each stage does"
done
IFS=' '

# What off refused may be rejected, so that it is not asked about again.
call reject "oak/$drop" --reason 'not wanted' && [ "$code" -eq 0 ] && [ -e "$spool/oak/apply/failed/$drop/rejected" ] && [ ! -e "$spool/oak/apply/failed/$drop/refused" ]
check 'what was refused is rejected'

# Only the day lets go what waits for it.
rm -rf "$spool/oak" && district oak
echo 'sync { start_date = "2026-12-01" first_sync = "link-first" }' >>"$work/districts/oak.conf"
printf 'kind,givenName,familyName,schools\nstudent,Kim,Example,%s\n' "$(awk -F, '$5 == "school" { print $1; exit }' samples/riverbend-1.1/first-night/orgs.csv)" >"$work/add.csv"
call account oak add --file "$work/add.csv" && [ "$code" -eq 0 ]
upload oak night samples/riverbend-1.1/first-night && call run oak && drop=$(newest oak apply held) && call release "$drop" --reason 'we want it now'
[ "$code" -eq 64 ] && says 'waits for the district to go live' && [ -d "$spool/oak/apply/held/$drop" ] && [ ! -e "$spool/oak/apply/released/$drop" ]
check 'nobody releases what waits for the first day: 64'
ROSTERDROP_NOW=2026-12-01T00:00:00Z call run oak
[ "$code" -eq 0 ] && [ -d "$spool/oak/apply/ready/$drop" ]
check 'and on that day it goes in'
rm -rf "$work/export" && "$rosterdrop" export oak "$work/export" >/dev/null 2>&1 && grep -q ',student,invited,Kim,' "$work/export/accounts.csv"
check 'an account that was made by hand before stays'

# A drop waits through a blackout and goes in on the day after it.
rm -rf "$spool/oak" && district oak
echo 'sync { start_date = "2026-11-20"
blackout = {"2026-11-21..2026-11-22"} }' >>"$work/districts/oak.conf"
upload oak night samples/riverbend-1.1/first-night && call run oak && says 'waits: the district is in phase blackout'
ROSTERDROP_NOW=2026-11-22T23:59:59Z call run oak
[ -z "$(newest oak apply ready)" ] && ROSTERDROP_NOW=2026-11-23T00:00:00Z call run oak && [ -n "$(newest oak apply ready)" ]
check 'what waited through a blackout goes in when it is over'

# A school's own day: what of the last drop waits for it, and what then has to come.
school=$(awk -F, '$5 == "school" { print $1; exit }' samples/riverbend-1.1/first-night/orgs.csv)
rm -rf "$spool/oak" && district oak
echo "sync { start_date = \"2026-11-20\"
grace = {\"2026-11-23 $school\"} }" >>"$work/districts/oak.conf"
upload oak night samples/riverbend-1.1/first-night && call run oak && call status oak && prints "$school setup until 2026-11-23" && grep -q '^[0-9]* rows of the last drop wait for that$' "$work/out"
check 'status says which rows wait for the day of their school'
ROSTERDROP_NOW=2026-11-23T00:00:00Z call status oak
[ "$code" -eq 0 ] && ! prints 'setup until' && grep -q '^[0-9]* rows of the last drop waited for the day of their school, which has come: the next bulk drop brings them$' "$work/out" &&
	! awk 'last == "" && $0 == "" && NR > 1 { bad = 1 } { last = $0 } END { exit !bad }' "$work/out"
check 'and when it has come, that the next bulk drop brings them'
