#!/bin/sh
# Families by hand: what is connected and ended stays so, whatever the SIS sends.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/hand_lib.sh
. "$(dirname "$0")/hand_lib.sh"

# fresh: takes note of where the feed is.
fresh() {
	since=$("$rosterdrop" feed oak | wc -l)
}

# add LINES WORD...: guardians on standard input.
add() {
	lines=$1
	shift
	printf '%b\n' "$lines" | "$rosterdrop" guardian oak add --file - "$@" >"$work/out" 2>"$work/log"
	code=$?
}
head=studentAccountId,givenName,familyName,email,mobile,relationship

begin
check 'a district with a directory'
call guardian oak list
[ "$(tr -d '\r' <"$work/out")" = "studentAccountId,guardianAccountId,relationship,origin,state,by,time,why
a0000000002,a0000000001,,sis,active,,," ]
check 'list: what the SIS connects, the student first'
add "$head\na0000000003,Ana,Birch,ana@home.example,,mother\na0000000005,Ana,Birch,ana@home.example,,aunt\na0000000003,Bo,Birch,,+12015550107,father" --why 'came to the office'
[ "$code" -eq 0 ] && [ "$(grep -c '^create,account' "$work/out")" -eq 2 ] && [ "$(grep -c '^connect,connection' "$work/out")" -eq 3 ]
check 'two guardians are added, one of them for two students'
[ "$(account a0000000006 kind)$(account a0000000006 state)$(account a0000000006 schools)" = guardianinvitedo-east ]
check 'they are invited, at the school of the student'
fresh
add "$head\na0000000002,Ana,Birch,ANA@home.example,,mother"
refused 64 'row 2: the guardian a0000000006 has the same' && ! says home.example
check 'an address that another has: 64, and whose account that is'
add "$head\na0000000002,Cy,Elm,,,uncle"
refused 64 'an email or a mobile that no other guardian has'
check 'nothing to sign in with: 64'
add "$head\na0000000004,Cy,Elm,cy@home.example,,uncle"
refused 64 'a0000000004 is no student'
check 'of a teacher: 64'
mkdir "$work/night" && cp "$night"/* "$work/night/" && sed -i 's/2026-27/26-27/' "$work/night/academicSessions.csv"
drop "$work/night" 22
[ "$(grep -vc '^action' "$work/plan")" -eq 1 ] && [ "$(account a0000000006 state)" = invited ]
check 'the next drop leaves them alone'

call guardian oak end a0000000002 a0000000001 --why 'court order'
[ "$code" -eq 0 ] && prints 'disconnect,relationship,u-ida u-gus,a0000000001,' && prints 'disconnect,connection,a0000000002 a0000000001,a0000000001,'
check 'a connection of the SIS is ended'
[ "$(account a0000000001 state)" = invited ]
check 'the guardian, whom the SIS has, stays'
sed -i 's/26-27/2026-2027/' "$work/night/academicSessions.csv"
drop "$work/night" 23
! grep -q relationship "$work/plan"
check 'the next drop, which has it, does not connect them'
sed -i '/^u-gus/d; s/u-gus//' "$work/night/users.csv"
drop "$work/night" 24
sed -i 's/^u-ida.*/u-ida,,,true,o-east,student,ida,,Ida,Arden,,,ida@school.example,,,u-gus,05,/' "$work/night/users.csv"
grep '^u-gus' "$night/users.csv" >>"$work/night/users.csv"
drop "$work/night" 25
grep -q '^unarchive,user,u-gus' "$work/plan" && ! grep -q relationship "$work/plan"
check 'nor when the guardian left and comes back'
fresh
call guardian oak end a0000000002 a0000000001
refused 66 'are not connected'
check 'it is ended already: 66'
call guardian oak connect a0000000002 a0000000001 --relationship father
[ "$code" -eq 0 ] && prints 'connect,connection,a0000000002 a0000000001'
check 'they are connected again by hand'
sed -i 's/2026-2027/2026-27/' "$work/night/academicSessions.csv"
drop "$work/night" 26
grep -q '^connect,relationship,u-ida u-gus,a0000000002,,,in the SIS again' "$work/plan"
check 'and the SIS may connect them, too'

sed -i '/^u-gus/d; s/u-gus//' "$work/night/users.csv"
drop "$work/night" 27
grep -q '^disconnect,relationship,u-ida u-gus' "$work/plan" && [ "$(account a0000000001 state)" = invited ] &&
	[ "$(account a0000000001 schools)" = o-east ]
check 'a guardian who leaves the SIS while the student stays keeps what was connected by hand, and the account'
call guardian oak end a0000000002 a0000000001
prints 'archive,account,a0000000001,a0000000001,,state stateBefore,follows from' && [ "$(account a0000000001 state)" = archived ]
check 'and is archived when that ends'
call guardian oak connect a0000000002 a0000000001
[ "$(account a0000000001 state)" = invited ]
check 'and comes back with a connection'

call guardian oak remove --school o-east --dry-run
[ "$(grep -c '^disconnect,connection' "$work/out")" -eq 4 ] && [ "$(grep -c '^archive,account' "$work/out")" -eq 3 ]
check 'what it would be to remove all guardians of a school'
printf 'accountId\na0000000003\n' >"$work/list"
call guardian oak remove --file "$work/list"
[ "$(grep -c '^disconnect,connection' "$work/out")" -eq 2 ] && [ "$(account a0000000007 state)$(account a0000000006 state)" = archivedinvited ]
check 'those of a list: who has another child stays'
fresh
call guardian oak remove
refused 64 'name students'
check 'nobody named: 64'
call permission oak grant tom teacher --school o-east
fresh
call guardian oak remove --all --as tom
refused 77 'tom may not change classes, their members or guardians'
check 'a teacher may not remove guardians: 77'
call guardian oak end a0000000005 a0000000006 --as tom
[ "$code" -eq 0 ] && call audit oak && prints '"who":"tom","act":"guardian end"'
check 'but end a connection'
live oak 'edits = locked'
fresh
call guardian oak connect a0000000005 a0000000006
refused 77 'edits = locked'
check 'edits = locked: 77'
live oak
call guardian oak remove --all
[ "$code" -eq 0 ] && call guardian oak list && ! prints ,active,
check 'all of them, in one act'

district elm
printf 'inbox { quiet = 0 }\n' >"$work/districts/elm.conf"
call guardian elm near
[ "$code" -eq 66 ] && says 'no drop to compare with'
check 'near: without a drop: 66'
printf 'kind,givenName,familyName,schools\nstudent,Ida,Arden,o-east\n' | "$rosterdrop" account elm add --file - >/dev/null
printf '%s\na0000000001,Augustus,Arden,guss@home.example,,father\na0000000001,Gus,Arden,gus@other.example,,father\na0000000001,Eve,Oak,eve@home.example,,aunt\n' "$head" |
	"$rosterdrop" guardian elm add --file - >/dev/null
upload elm night "$night"
"$rosterdrop" run elm 2>"$work/log"
call guardian elm near
[ "$code" -eq 0 ] && [ "$(tr -d '\r' <"$work/out" | cut -d, -f1-3 | sort | tr '\n' ';')" = \
	'a0000000002,u-gus,one character of the email differs;a0000000003,u-gus,the email differs behind the @ only;accountId,sourcedId,why;' ]
check 'near: whose contacts nearly agree with the SIS'
printf 'accountId,email\na0000000003,gus@home.example\n' | "$rosterdrop" account elm edit --file - >"$work/out"
call guardian elm near
[ "$(wc -l <"$work/out")" -eq 1 ]
check 'near: nobody, once one of them agrees'
call verify oak
[ "$code" -eq 0 ]
check 'what must hold in the store does'
echo "1..$number"
