#!/bin/sh
# A district goes live: its present accounts come by import, its students by a drop, and match says who is who. The families are invented, so what it says can be
# held against the truth.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154 # $spool and $work come from there
. "$(dirname "$0")/rosterdrop_lib.sh"
made=$work/made

# joined FILE: of what a links.csv calls ready: the pair, and whether the truth has it.
joined() {
	"$B/tools/csvcells" "$1" sourcedId accountId class |
		awk 'NR == FNR { split($0, cell, ","); sub(/\r$/, "", cell[2]); truth[cell[1] " " cell[2]] = known[cell[1]] = 1; next }
		$1 in known && $3 == "ready" { print (($1 " " $2) in truth ? "right" : "wrong") }' "$made/truth.csv" -
}

# night NAME: the drop comes and is worked on; $drop is it.
night() {
	upload oak "$1" "$made/sis"
	call run oak
	drop=$(newest oak match ready)
	links=$spool/oak/match/ready/$drop/links.csv
}

echo 1..9
"$B/tools/people_make" --students 700 --seed 12 "$made" && district oak && call import oak "$made/app" && [ "$code" = 0 ]
check 'the present directory is taken in'

night first
joined "$links" >"$work/judged"
[ "$(grep -c right "$work/judged")" -gt 500 ]
check 'most students find their account'
! grep -q wrong "$work/judged"
check 'and nobody another one'
"$B/tools/csvcells" "$links" class | sort -u | tr '\n' ' ' >"$work/out"
prints 'multiple none partial ready'
check 'there is something of each class'
"$B/tools/csvcells" "$links" evidence reason | grep -q 'given name: same (strong for); family name: same (for); birth date.*Same full name'
check 'with evidence and a reason'
"$B/tools/csvcells" "$spool/oak/match/ready/$drop/unclaimed.csv" status | sort -u | tr '\n' ' ' >"$work/out"
prints 'active, not in the SIS inactive, not in the SIS'
check 'accounts that nobody is found for are named'
"$jsoncheck" <"$spool/oak/match/ready/$drop/audit.json" >"$work/out" && grep -q '"hiddenLinked":0' "$spool/oak/match/ready/$drop/audit.json"
check 'hiding an account links nobody elsewhere'

cp "$links" "$work/before"
printf 'sync { start_date = "2026-01-01" }\nlinks { automatic = yes }\n' >>"$work/districts/oak.conf"
touch "$made/sis/orgs.csv" && printf '\r\n' >>"$made/sis/manifest.csv" && call reject "$drop" --reason test
night second
"$B/tools/csvcells" "$links" sourcedId accountId class >"$work/out" && "$B/tools/csvcells" "$work/before" sourcedId accountId class | cmp -s - "$work/out"
check 'the same rows give the same links'
plan=$spool/oak/apply/ready/$drop/plan.csv
[ -e "$plan" ] || plan=$(find "$spool/oak/apply/held" -name plan.csv)
"$B/tools/csvcells" "$plan" action reason | grep -c 'link.alike in all' >"$work/out" && [ "$(cat "$work/out")" -gt 100 ]
check 'with links.automatic the drop links what is ready'
