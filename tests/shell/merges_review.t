#!/bin/sh
# `links review --merges` on a terminal: students who have an account and may have another one are asked about one by one; what is answered is done at once, can
# be taken back, and the next review goes on with what is left.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"
to_go="to go. y = one child's"

# talk TEXT ANSWER...: a review in which each answer is given after its text came. More words of the command are in $with.
talk() {
	# shellcheck disable=SC2086 # a list of words
	/usr/bin/python3 tests/tools/terminal.py 120 "$@" -- "$rosterdrop" links oak review --merges ${with-} >"$work/out" 2>"$work/log"
	code=$?
}

# into ID: the account that one was merged into.
into() {
	"$rosterdrop" feed oak | grep "\"entity\":\"account\",\"accountId\":\"$1\"" | tail -1 | sed -n 's/.*"after":{.*"mergedInto":"\([^"]*\)".*/\1/p'
}

# merges ID: how a student stands among those to be merged.
merges() {
	"$rosterdrop" links oak merges --csv 2>/dev/null | tr -d '\r' | awk -F, -v id="$1" '$1 == id { print $3 " " $2 }'
}

make_night
make_directory
district oak
conf 'sync { start_date = "2026-12-01" first_sync = create-then-merge }'
"$rosterdrop" import oak "$work/in" >"$work/out" 2>"$work/log" && night 2026-11-20
talk 'Nobody is left here' q
[ "$code" -eq 0 ]
check 'before anybody has an account nobody is asked about'
go_live
export ROSTERDROP_NOW=2026-12-03T02:03:04Z
sed -i 's/^\(u-zed.*\),[0-9]*,$/\1,06,/' "$work/night/users.csv" && night 2026-12-03
max=$(linked u-max) una=$(linked u-una) eli=$(linked u-eli)
[ "$(merges u-max)|$(merges u-una)|$(merges u-eli)" = 'partial s-max|multiple |ready s-liz' ]
check 'a district that made everybody anew'
call links oak review --merges
[ "$code" -eq 64 ] && says 'review asks on a terminal'
check 'without a terminal: 64'
talk "2 $to_go" '?' "2 $to_go" q
[ "$code" -eq 0 ] && prints 'u-max  Max Birch  partial  s-max  Max Birch' && prints "Has the account $max." && ! prints 'rosterdrop merge' &&
	prints 'one account becomes two again' && prints 'one account is made of the two' && ! prints u-eli && [ "$(account s-max state)" = active ]
check 'what it is about, the first who is partial, both accounts; help; stop: nothing is done'
talk "2 $to_go" s "1 $to_go" '' 'Nobody is left here'
[ "$code" -eq 0 ] && prints '1  s-una2  Una Cole' && prints '2  s-una  Una Cole' && [ "$(account s-una state)$(account s-una2 state)" = activeinvited ]
check 'later, twice: nothing is done'
talk "2 $to_go" y 'One account now.' u 'Taken back.' q
[ "$code" -eq 0 ] && [ "$(account s-max state)|$(into s-max)" = 'active|' ] && [ "$(merges u-max)" = 'partial s-max' ] && sound
check 'made one, and two again; not blocked'
talk "2 $to_go" y "1 $to_go" 2 "1 $to_go" 1 'Nobody is left here' q
[ "$code" -eq 0 ] && [ "$(into s-max)|$(into s-una)|$(into s-una2)" = "$max|$una|$una" ] && sound
check 'the second of two, and then the one that is left: one account of three'
"$rosterdrop" audit oak | tail -1 >"$work/out"
prints '"act":"links review merge"' && ! prints Una
check 'each an act of its own, in the audit log without a name'
call unmerge oak s-una2 --no-block
call unmerge oak s-una --no-block
call unmerge oak s-max --no-block
talk "2 $to_go" n "1 $to_go" n 'Nobody is left here' u "1 $to_go" q
[ "$code" -eq 0 ] && [ -z "$(merges u-max)" ] && [ "$(merges u-una)" = 'multiple ' ] && call links oak --state blocked && prints s-max
check 'none of these: blocked, and the last taken back'
talk "1 $to_go" 1 "1 $to_go" '^C'
[ "$code" -eq 130 ] && [ "$(merges u-una)" = 'partial s-una' ] && [ "$(into s-una2)" = "$una" ] && sound
check '^C: what was answered is done'
talk "1 $to_go" y 'Nobody is left here' q
[ "$code" -eq 0 ] && [ "$(into s-una)" = "$una" ]
check 'and the next review goes on with what is left'
call permission oak grant wes school-leader --school o-west
with='--state ready --as wes' talk "1 $to_go" y 'This was not done: wes may not' q
[ "$code" -eq 0 ] && prints u-eli && ! prints u-ida && [ "$(account s-liz state)" = active ]
check 'the leader of a school is asked about its students alone, and told that making one of two takes support by now'
call permission oak grant wes support --school o-west
with='--state ready --as wes' talk "1 $to_go" y 'Nobody is left here' q
[ "$code" -eq 0 ] && [ "$(into s-liz)|$(account "$eli" history)" = "$eli|work of Liz" ] && sound
check 'with it, it is done'
call unblock oak s-max u-max
printf 'u-ann,,,true,o-east,student,sis-ann,,Ora,Finch,,,,,,,05,\nu-zoe,,,true,o-east,student,sis-zoe,,Ned,Gale,,,,,,,05,\n' >>"$work/night/users.csv" && night 2026-12-04
talk "3 $to_go" s "2 $to_go" s "1 $to_go" s 'Nobody is left here'
[ "$code" -eq 0 ] && [ "$(grep -E '^u-[a-z]+ ' "$work/out" | cut -d ' ' -f 1 | tr '\n' ' ')" = 'u-ann u-max u-zoe ' ]
check 'who came this night and got a new account is asked about among the others, and nobody is passed over'
echo "1..$number"
