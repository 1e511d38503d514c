#!/bin/sh
# Who has an account, in the reports of a drop and in status: before the district is live all of it, on a night like any other what somebody has to decide; and
# never a name.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"

# report FORM: that of the newest drop, its lines put together, in $work/out.
report() {
	for place in held ready; do
		file=$spool/oak/apply/$place/$(newest oak apply "$place")/report.$1
		[ ! -e "$file" ] || tr -s ' \n' ' ' <"$file" >"$work/out"
	done
}

ready='the account that was there before is found, and nobody else comes close.'
multiple='For 1 person there is more than one account that could be theirs.'
partial='For 1 person there is an account that may be theirs, but it is not certain.'

desk
check 'a district before it goes live, with a directory and a drop'
report txt
prints "$ready" && prints "$multiple" && prints "$partial" && prints 'no account is found.'
check 'the report says who has an account, and how surely'
prints 'who never joined, for whom nobody of the export is found.' && prints 'for whom nobody of the export is found. They are in unclaimed.csv of this drop'
check 'and of how many accounts nobody is the owner, by whether they have joined'
! grep -Eq 'Ida|Arden|Finch|Gale|s-old|s-new|2015' "$work/out"
check 'nobody is named'
report html
prints "$ready" && prints "$multiple" && prints 'who never joined' && ! grep -Eq 'Arden|Finch|s-old' "$work/out"
check 'so does the page'
report json
json=$(sed -n 's/.*"links":\({[^}]*}\).*/\1/p' "$work/out")
unclaimed=$("$B/tools/csvcells" "$spool/oak/match/ready/$(newest oak match ready)/unclaimed.csv" status)
[ "$json" = "$(printf '{"ready":4,"partial":1,"multiple":1,"none":%d,"unclaimedActive":%d,"unclaimedInactive":%d}' \
	"$("$rosterdrop" show "$(newest oak match ready)" links | grep -c ',none,')" "$(echo "$unclaimed" | grep -c '^active')" "$(echo "$unclaimed" | grep -c '^inactive')")" ]
check 'and the form for programs, as links.csv and unclaimed.csv have it'
[ "$(echo "$unclaimed" | grep -c '^active')" = 1 ] && [ "$(echo "$unclaimed" | grep -c '^inactive')" = 1 ]
check 'one that was joined, and one that was not'
call status oak --json
[ "$("$jsoncheck" <"$work/out" >/dev/null && grep -oF "\"links\":$json" "$work/out" | wc -l)" = 2 ]
check 'status --json has the same, of the drop'
call status oak
prints 'links: 4 ready, 1 partial, 1 multiple, ' && prints 'accounts that nobody is found for: 1 active, 1 inactive'
check 'and status a line'

go_live
report txt
! prints "$ready" && prints "$multiple" && prints "$partial"
check 'live: only what somebody has to decide, and accounts that are nobody'\''s'
mkdir "$work/clean" && rm -rf "$spool" "$work/districts" && district oak && make_night && conf 'sync { start_date = "2026-11-01" }' && night 2026-11-20
report txt
! prints 'wait for a decision' && ! prints 'no account is found' && report json && prints '"links":{"ready":0,"partial":0,"multiple":0,"none":'
check 'a district without accounts from before: nothing is said of them'
call status oak
! prints 'links:'
check 'nor by status'
echo 1..12
