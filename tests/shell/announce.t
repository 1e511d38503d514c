#!/bin/sh
# Days that come near: the first of the sync and a school's last for linking are told to the leaders, each time once, with how many students are not
# linked by then.
# shellcheck disable=SC2034,SC2154 # variables of and for the library
. tests/shell/rosterdrop_lib.sh
. tests/shell/mail_lib.sh

# told TIME MAILS WORDS: runs report then; these are all mails that are not about drops.
told() {
	at "$1"
	names=$(mails sent | tr ' ' '\n' | grep -v "^$drop" | tr '\n' ' ' | sed 's/ $//')
	echo "$names" >>"$work/log"
	[ "$names" = "$2" ] && [ "$code" = 0 ]
	check "$3"
}

# words MAIL PART: of one that was sent.
words() {
	mail_part "$oak/report/sent/$1/mail.eml" "$2" >"$work/out"
}

folder
start='sync { start_date = "2026-12-01" leaders = {"head@oak.example"} }'
fresh_oak "$start"
told 2026-11-01T12:00:00Z 2026-12-01.start 'the day is announced as soon as it is known'
words 2026-12-01.start
check 'by a good mail'
[ "$(cat "$oak/report/sent/2026-12-01.start/to")" = head@oak.example ]
check 'to the leaders, although nobody gets the reports'
words 2026-12-01.start text
prints 'Day: 2026-12-01' && prints 'Students without a link: not known yet' && prints 'Please link'
check 'with the day, what happens, and that nothing came yet'
told 2026-11-23T23:59:00Z 2026-12-01.start 'once, until the last week'
told 2026-11-24T00:00:00Z '2026-12-01.start 2026-12-01.start7' 'a week before again'
told 2026-11-29T23:59:00Z '2026-12-01.start 2026-12-01.start7' 'once'
told 2026-11-30T00:00:00Z '2026-12-01.start 2026-12-01.start1 2026-12-01.start7' 'and a day before'
told 2026-12-01T00:00:00Z '2026-12-01.start 2026-12-01.start1 2026-12-01.start7' 'but not on the day'
fresh_oak "$start"
told 2026-11-26T12:00:00Z 2026-12-01.start7 'who sets the day five days before is told once then'
fresh_oak "$start"
told 2026-12-01T12:00:00Z '' 'and not at all on the day itself'
fresh_oak "sync { start_date = \"2026-12-01\" leaders = {\"head@oak.example\"} enabled = no }"
told 2026-11-01T12:00:00Z '' 'nor when the district is off'
fresh_oak "sync { start_date = \"2026-12-01\" first_sync = \"link-first\" leaders = {\"head@oak.example\"} }"
told 2026-11-01T12:00:00Z 2026-12-01.start 'where students are linked first it is announced, too'
words 2026-12-01.start text
tr '\n' ' ' <"$work/out" | grep -q 'linked by then is archived, with its history'
check 'and that accounts of others are archived'
fresh_oak "sync { start_date = \"2026-12-01\" first_sync = \"create-then-merge\" leaders = {\"head@oak.example\"} }"
told 2026-11-01T12:00:00Z 2026-12-01.start 'and where they are merged later'
words 2026-12-01.start text
tr '\n' ' ' <"$work/out" | grep -q 'are not touched, and can be merged with the new ones later'
check 'that the old ones are not touched'
fresh_oak 'sync { start_date = "2026-12-01" leaders = {"head@oak.example"} reset = "2026-12-08" grace = {"2026-12-15 s"} }'
at 2026-11-01T12:00:00Z
words 2026-12-01.start text
prints 'Accounts that nobody is linked to are archived on: 2026-12-08'
check 'a reset that was agreed is announced with it'
for policy in 'link-first:linked by then is archived, with its history' 'exact-merge:is kept as it is, and does not follow' \
	'create-then-merge:for this school, too. Each of its students gets a new account'; do
	fresh_oak "sync { start_date = \"2026-12-01\" leaders = {\"head@oak.example\"} first_sync = ${policy%%:*} grace = {\"2026-12-15 s\"} }"
	at 2026-11-01T12:00:00Z
	words "$(mails sent | tr ' ' '\n' | grep '\.grace$')" text
	tr '\n' ' ' <"$work/out" | grep -qF "${policy#*:}"
	check "the day of a school says what becomes of its students: ${policy%%:*}"
done
fresh_oak 'sync { start_date = "2026-12-01" }'
told 2026-11-01T12:00:00Z '' 'nor without leaders'
printf '%s\n' "$start expect { timezone = \"America/New_York\" }" >"$work/districts/oak.conf"
told 2026-11-24T04:59:00Z 2026-12-01.start 'days are those of the district: not yet its 24th'
told 2026-11-24T05:01:00Z '2026-12-01.start 2026-12-01.start7' 'and now'
printf 'sync { start_date = "2026-12-15" leaders = {"head@oak.example"} }\n' >"$work/districts/oak.conf"
told 2026-11-25T12:00:00Z '2026-12-01.start 2026-12-01.start7 2026-12-15.start' 'another day is announced anew'

# A school's own day, with real files: 162 people, of whom some are students of the school.
grace='sync { start_date = "2026-11-01" leaders = {"head@oak.example"} grace = {"2026-12-01 SCHOOL", "2026-12-01 sc<hool"} }
report { language = de }'
rm -rf "$oak"
"$rosterdrop" init oak >/dev/null 2>"$work/log"
printf 'inbox { quiet = 0 }\n' >"$work/districts/oak.conf"
upload oak night samples/riverbend-1.1/first-night
ROSTERDROP_NOW=2026-11-01T02:00:00Z call run oak
drop=$(newest oak match ready)
links=$oak/match/ready/$drop/links.csv
"$B/tools/csvcells" samples/riverbend-1.1/first-night/users.csv sourcedId role orgSourcedIds | tr -d '"' >"$work/users"
school=$("$B/tools/csvcells" samples/riverbend-1.1/first-night/orgs.csv sourcedId type | awk '$2 == "school" {print $1; exit}')
students=$(awk '$2 == "student"' "$work/users" | wc -l)
at_school=$(awk -v school="$school" '$2 == "student" && index($3, school)' "$work/users" | wc -l)
[ "$students" -gt "$at_school" ] && [ "$at_school" -gt 3 ] && [ "$(wc -l <"$links")" -gt "$students" ]
check 'the sample has students in two schools, and others'
echo "$grace" | sed "s/SCHOOL/$school/; s/2026-11-01/2026-12-20/" >"$work/districts/oak.conf"
hash=$(printf %s "$school" | sha256sum | cut -c1-8)
odd=$(printf %s 'sc<hool' | sha256sum | cut -c1-8)
list="2026-12-01.$hash.grace 2026-12-01.$odd.grace"
list=$(echo "$list" | tr ' ' '\n' | sort | tr '\n' ' ')
told 2026-11-02T12:00:00Z "${list}2026-12-20.start" "a school's day is announced beside the district's"
words 2026-12-20.start text
prints "ohne Verknüpfung: $students"
check 'with the students of all schools who are not linked'
words "2026-12-01.$hash.grace" text
prints "ohne Verknüpfung: $at_school" && prints "Schule: $school"
check 'and with those of the school'
[ "$(mail_part "$oak/report/sent/2026-12-01.$hash.grace/mail.eml" Subject)" = '[oak] Die Frist einer Schule zum Verknüpfen wird enden (2026-12-01)' ]
check 'its subject says what, and names no school'
words "2026-12-01.$odd.grace" html
prints 'sc&lt;hool' && ! prints 'sc<hool'
check 'an odd id stays text'
for id in $(awk '$2 == "student" {print $1}' "$work/users" | head -n 2); do sed -i "s/^$id,,none,/$id,,linked,/" "$links"; done
[ "$(grep -c ',,linked,' "$links")" = 2 ]
check 'two are linked'
told 2026-12-13T12:00:00Z "${list}2026-12-20.start 2026-12-20.start7" 'a week before again'
words 2026-12-20.start7 text
prints "ohne Verknüpfung: $((students - 2))"
check 'who is linked does not count'
second=samples/riverbend-1.1/second-night
mkdir "$work/vendor"
{
	echo 'accountId,kind,state,givenName,familyName,username'
	"$B/tools/csvcells" "$second/users.csv" role givenName familyName username | awk -F'\t' '$1 == "student" {print "old-1,student,active," $2 "," $3 "," $4; exit}'
} >"$work/vendor/accounts.csv"
call import oak "$work/vendor"
upload oak night "$second"
ROSTERDROP_NOW=2026-12-18T02:00:00Z call run oak
links=$oak/match/ready/$(newest oak match ready)/links.csv
students=$("$B/tools/csvcells" "$second/users.csv" sourcedId role | awk '$2 == "student" {print "^" $1 ","}' | grep -cf - "$links")
told 2026-12-19T12:00:00Z "${list}2026-12-20.start 2026-12-20.start1 2026-12-20.start7" 'and a day before'
words 2026-12-20.start1 text
prints "ohne Verknüpfung: $((students - 1))" && prints 'Wer Benutzername oder E-Mail eines Kontos hat, behält es.'
check 'nor does who keeps an account by the same username'

# Blackouts have mails of their own (see expect.t for their days).
drop=20261121T020304Z-1a2b3c4d
fresh_oak 'report { to = {"it@oak.example"} } expect { by = "05:30" off = {"2026-12-24..2027-01-02", "2026-12-26..2026-12-30", "2027-02-01..2027-02-05"} }'
told 2026-12-23T12:00:00Z "2026-12-24.off" 'a range of days off is announced'
[ "$(mails sent | tr ' ' '\n' | grep -c '\.off$')" = 1 ]
check 'two ranges that overlap: what has not come near is not announced'
at 2026-12-24T12:00:00Z
[ "$(mails sent | tr ' ' '\n' | grep '\.off$' | tr '\n' ' ')" = '2026-12-24.off 2026-12-26.off ' ]
check 'each range has its own'
for key in 'sync { leaders = {"head"} }' 'sync { grace = {"2026-12-01"} }' 'sync { grace = {"2026-13-01 s"} }' 'sync { grace = {"soon s"} }' \
	'sync { grace = {"2026-12-01 a,b"} }'; do
	fresh_oak "$key"
	at 2026-11-21T03:00:00Z
	[ "$code" = 78 ]
	check "refused: $key"
done
echo "1..$number"
