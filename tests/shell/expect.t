#!/bin/sh
# Drops that do not come: what is mailed when, across days off and across the change of clocks. State is nothing but the names of mails.
# shellcheck disable=SC2154 # variables of the library
. tests/shell/rosterdrop_lib.sh
. tests/shell/mail_lib.sh

# drops DROP...: oak has these, all refused and told of long ago.
drops() {
	folder
	fresh_oak "report { to = {\"it@oak.example\"} } $expect"
	rm -rf "$oak/fetch/ready/$drop" "$oak/validate/failed/$drop"
	for name; do lie oak fetch ready "$name"; done
}

# expected TIME MAILS WORDS: runs report then; these are all mails that there are.
expected() {
	at "$1"
	mails sent >>"$work/log"
	[ "$(mails sent)" = "$2" ] && [ "$code" = 0 ]
	check "$3"
}

d=20261112T091500Z-1a2b3c4d
expect='expect { by = "05:30" timezone = "America/New_York" grace = 60 }'
drops "$d" # a Thursday, 04:15 in New York
expected 2026-11-13T11:29:00Z '' 'not before the grace has passed'
expected 2026-11-13T11:30:00Z "$d.missed" 'missed at 06:30 of New York'
expected 2026-11-13T12:00:00Z "$d.missed" 'once'
expected 2026-11-15T12:00:00Z "$d.missed" 'not after two days'
expected 2026-11-16T11:30:00Z "$d.missed $d.missed3" 'after three'
[ "$(mail_part "$oak/report/sent/$d.missed3/mail.eml" Subject)" = '[oak] No roster files for three days (2026-11-16)' ]
check 'its subject says how long'
expected 2026-11-19T12:00:00Z "$d.missed $d.missed3" 'not after six'
expected 2026-11-20T11:30:00Z "$d.missed $d.missed3 $d.missed7" 'after seven'
expected 2026-12-24T11:30:00Z "$d.missed $d.missed3 $d.missed7" 'and never again'
[ -z "$(find "$oak/apply/ready" "$oak/validate/failed" "$oak/apply/held" -mindepth 1)" ]
check 'nothing else happens because of silence'
e=20261224T091500Z-2a2b3c4d
lie oak fetch ready $e
expected 2026-12-25T11:30:00Z "$d.missed $d.missed3 $d.missed7 $e.missed" 'a drop ends the silence, and the next begins another'
drops "$d"
expected 2026-12-24T12:00:00Z "$d.missed7" 'after a long sleep of ours, one mail that says the most'
drops
expected 2026-12-24T12:00:00Z '' 'a district that never had a drop misses none'
drops "$d" 20261113T091500Z-1a2b3c4d
printf 'rosterdrop-origin 1\npreflight yes\n' >"$oak/fetch/ready/20261113T091500Z-1a2b3c4d/origin"
expected 2026-11-13T11:30:00Z "$d.missed" 'a test does not count'

# Clocks: New York goes forward on 8 March 2026, 02:00 (07:00Z), and back on 1 November, 02:00 (06:00Z).
s=20260307T093000Z-1a2b3c4d
drops $s
expected 2026-03-08T10:29:00Z '' 'the day the clock goes forward: not at 06:29 summer time'
expected 2026-03-08T10:30:00Z "$s.missed" 'but at 06:30'
a=20261031T083000Z-1a2b3c4d
drops $a
expected 2026-11-01T11:29:00Z '' 'the day it goes back: not at 06:29 winter time'
expected 2026-11-01T11:30:00Z "$a.missed" 'but at 06:30'
expect='expect { by = "02:30" timezone = "America/New_York" grace = 0 }'
s=20260306T073100Z-1a2b3c4d
drops $s
expected 2026-03-08T06:59:00Z '' 'a time that the clock leaps over: not before'
expected 2026-03-08T07:31:00Z "$s.missed" 'but then'

# Days.
expect='expect { by = "05:30" days = {"mon", "tue", "wed", "thu", "fri"} off = {"2026-11-26", "2026-12-24..2027-01-02"} }'
f=20261120T050000Z-1a2b3c4d
drops $f # a Friday
expected 2026-11-22T12:00:00Z '' 'no drop is missed on a weekend'
expected 2026-11-23T06:30:00Z "$f.missed" 'but on Monday'
w=20261125T050000Z-1a2b3c4d
drops $w
expected 2026-11-26T12:00:00Z '' 'nor on a day off, which nobody announces'
expected 2026-11-27T06:30:00Z "$w.missed" 'but on the day after'
drops 20261223T050000Z-1a2b3c4d
expected 2026-12-21T23:59:00Z '' 'a range is not announced three days before'
expected 2026-12-22T00:00:00Z '2026-12-24.off' 'but two days'
mail_part "$oak/report/sent/2026-12-24.off/mail.eml" text | grep -qF 2026-12-24..2027-01-02
check 'with its days'
expected 2027-01-02T12:00:00Z '2026-12-24.off' 'and nothing is missed in it'
expected 2027-01-04T06:30:00Z '2026-12-24.off 20261223T050000Z-1a2b3c4d.missed' 'but on the first school day after it'
drops 20261223T050000Z-1a2b3c4d
expected 2026-12-24T00:00:00Z '' 'what has begun is not announced'
echo "1..$number"
