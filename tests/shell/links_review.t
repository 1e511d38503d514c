#!/bin/sh
# `links review` on a terminal: students who are partial or multiple are asked about one by one; answers are done at once, can be taken back, and the next
# review goes on with what is left.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"
to_go='to go. y = link'

# talk TEXT ANSWER...: a review in which each answer is given after its text came. More words of the command are in $with.
talk() {
	# shellcheck disable=SC2086 # a list of words
	/usr/bin/python3 tests/tools/terminal.py 120 "$@" -- "$rosterdrop" links oak review ${with-} >"$work/out" 2>"$work/log"
	code=$?
}

desk
check 'a district before it goes live'
call links oak review
[ "$code" -eq 64 ] && says 'review asks on a terminal'
check 'without a terminal: 64'
talk "2 $to_go" '?' "2 $to_go" q
[ "$code" -eq 0 ] && prints 'u-max  Max Birch  partial  s-max  Max Birch' && prints 'Not ready: a birth date is not known' &&
	prints 'none of these accounts is' && ! prints u-ida && [ -z "$(linked u-max)" ]
check 'the first who is partial, with what both sides say; help; stop: nothing is done'
talk "2 $to_go" s "1 $to_go" '' 'Nobody is left here'
[ "$code" -eq 0 ] && prints 'u-una  Una Cole  multiple' && prints '1  s-una2  Una Cole' && prints '2  s-una  Una Cole' && [ -z "$(linked u-una)" ]
check 'later, twice: the one who is multiple with the choices, then nobody'
talk "2 $to_go" y "1 $to_go" 2 'Nobody is left here' q
[ "$code" -eq 0 ] && [ "$(linked u-max)$(linked u-una)" = s-maxs-una ]
check 'linked with the only account, and with the second of two'
"$rosterdrop" audit oak | tail -1 >"$work/out"
prints '"act":"links review link"' && ! prints Una
check 'each an act of its own, in the audit log without a name'
call unlink oak u-max --no-block
call unlink oak u-una --no-block
night 2026-11-21
talk "2 $to_go" y "1 $to_go" u "2 $to_go" n "1 $to_go" u "2 $to_go" u "2 $to_go" q
[ "$code" -eq 0 ] && prints 'There is nothing to take back' && [ -z "$(linked u-max)" ] && [ "$(class u-max)" = partial ]
check 'a link and a block are taken back, and more than that is not there'
talk "2 $to_go" n "1 $to_go" ^D
[ "$code" -eq 0 ] && [ "$(class u-max)" = none ] && call links oak --state blocked && prints s-max
check 'none of these: blocked; the end of the input stops'
talk "1 $to_go" n 'Nobody is left here' u "1 $to_go" q
[ "$code" -eq 0 ] && prints 'Taken back' && [ "$(class u-una)" = multiple ] && [ "$(class u-max)" = none ]
check 'the next review goes on with what is left; the last answer is taken back at the end too'
call permission oak grant wes school-leader --school o-west
with='--as wes' talk
[ "$code" -eq 0 ] && prints 'Nobody is left here' && ! prints u-una
check 'the leader of another school is asked about nobody'
with='--state ready --school o-west' talk "1 $to_go" q
[ "$code" -eq 0 ] && prints 'u-eli  Elizabeth Taylor  ready' && ! prints u-ida
check 'those who are ready, of one school'
exec 9>"$spool/oak/apply/lock"
flock 9
talk "1 $to_go" 1 'This was not done' q
exec 9>&-
[ "$code" -eq 0 ] && [ -z "$(linked u-una)" ]
check 'while apply is at work an answer is not done, and is asked for again'
sound
check 'what must hold in the store does'
echo "1..$number"
