#!/bin/sh
# What may be changed of accounts by hand, what is refused and why, and that an edit stays whatever the SIS sends.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/hand_lib.sh
. "$(dirname "$0")/hand_lib.sh"

# edit TEXT WORD...: an edit of lines on standard input.
edit() {
	lines=$1
	shift
	printf '%b\n' "$lines" | "$rosterdrop" account oak edit --file - "$@" >"$work/out" 2>"$work/log"
	code=$?
}

begin
check 'a district with a directory'
call account oak list --kind student
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -eq 4 ] && prints 'a0000000002,student,invited,sis,1,Ida,Arden,,o-east,ida,'
check 'list: the students'
echo 'ida ARD' | "$rosterdrop" account oak list --search - >"$work/out"
[ "$(wc -l <"$work/out")" -eq 2 ] && prints a0000000002
check 'list: those whose name has what standard input says, in any case'
call account oak show a0000000002
prints 'birthDate,2015-02-03,,,' && prints 'sourcedId,u-ida,,,'
check 'show: cells and sourcedIds'
call account oak show a9
[ "$code" -eq 66 ]
check 'show: no such account: 66'

edit 'accountId,givenName\na0000000002,Idah' --why 'as on the certificate' --dry-run
[ "$code" -eq 0 ] && prints 'update,account,a0000000002,a0000000002,,givenName,done by hand' && [ "$(account a0000000002 givenName)" = Ida ]
check 'a dry run says what would be done, and does nothing'
edit 'accountId,givenName\na0000000002,Idah' --why 'as on the certificate'
[ "$code" -eq 0 ] && [ "$(account a0000000002 givenName)" = Idah ] && [ "$(fed | tr '\n' ';')" = \
	'update user u-ida a0000000002;update account a0000000002 a0000000002;' ]
since=$("$rosterdrop" feed oak | wc -l)
check "a student's name: in the account and in the record of the SIS, and the feed tells both"
call account oak show a0000000002
prints "edit,givenName,$(id -un),2026-11-21T02:03:04Z,as on the certificate"
check 'show says who changed it, when and why'
call audit oak
prints '"act":"account edit"' && prints '"why":"as on the certificate"'
check 'so does the audit log'
mkdir "$work/second" && cp "$night"/* "$work/second/" && sed -i 's/,05,$/,06,/' "$work/second/users.csv"
drop "$work/second" 22
[ "$(grep -c ,user, "$work/plan")" -eq 3 ] && grep -q 'update,user,u-ida,a0000000002,,grades,' "$work/plan" &&
	[ "$(account a0000000002 givenName)" = Idah ] && [ "$(account a0000000002 grades)" = 06 ]
check 'the next drop changes what else the SIS says, and not the name'
cp "$work/second/users.csv" "$work/users" && sed -i 's/Ida,Arden/Ida Jo,Arden/' "$work/second/users.csv"
sed -n 's/^u-ida,,,2015-02-03/u-max,,,2014-05-06/p' "$work/second/demographics.csv" >"$work/born" && cat "$work/born" >>"$work/second/demographics.csv"
drop "$work/second" 23
! grep -q ,user, "$work/plan" && [ "$(account a0000000002 givenName)" = Idah ]
check "nor does the SIS's own new name come through"
grep -q 'create,demographics,u-max,a0000000003,' "$work/plan" && [ "$(account a0000000003 birthDate)" = 2014-05-06 ]
check 'a birth date that comes alone comes through'
call account oak restore a0000000002 givenName --why 'mended in the SIS'
[ "$code" -eq 0 ]
check 'the edit is taken back'
touch "$work/second/users.csv" && sed -i 's/^s-year,,,2026-27/s-year,,,2026-2027/' "$work/second/academicSessions.csv"
drop "$work/second" 24
grep -q 'update,user,u-ida,a0000000002,,givenName,changed in the SIS' "$work/plan" && [ "$(account a0000000002 givenName)" = 'Ida Jo' ]
check 'and the next bulk drop brings what the SIS says'
since=$("$rosterdrop" feed oak | wc -l)
call account oak restore a0000000002 givenName
refused 66 'nobody changed givenName'
check 'there is nothing more to take back: 66'

edit 'accountId,birthDate\na0000000002,2015-02-04'
refused 77 'birthDate of a0000000002 follows the SIS'
check 'what is the SIS'"'"'s: 77'
edit 'accountId,email\na0000000001,gus@other.example'
refused 77 'follows the SIS until the person has joined'
check 'contacts of somebody who has not joined: 77'
printf 'sync { enabled = no }\n' >"$work/districts/oak.conf"
edit 'accountId,email,birthDate\na0000000001,gus@other.example,1980-01-02'
[ "$code" -eq 0 ] && [ "$(account a0000000001 email)" = gus@other.example ] && [ "$(account a0000000001 birthDate)" = 1980-01-02 ]
check 'unless the sync is off, and the directory is run by hand'
edit 'accountId,email,birthDate\na0000000001,gus@home.example,'
live oak
since=$("$rosterdrop" feed oak | wc -l)
edit 'accountId,givenName\na0000000002,Ada\na9,Ben'
refused 66 'row 3: there is no account' && [ "$(account a0000000002 givenName)" = 'Ida Jo' ]
check 'one row is wrong: nothing is done'
edit 'accountId,nickname\na0000000002,Ada'
refused 64 'column 2 of the header'
check 'a column that is not known: 64'
edit 'accountId,givenName\na0000000002'
refused 64 'row 2 has 1 cells'
check 'a row of another width: 64'
edit 'accountId,email\na0000000004,not an address'
refused 64 'the value of the column email cannot be one' && ! says 'not an'
check 'a value that cannot be one: 64, and the text does not have it'
call permission oak grant lee teacher
since=$("$rosterdrop" feed oak | wc -l)
edit 'accountId,givenName\na0000000002,Ada' --as lee
refused 77 'lee may not edit people' && says users-manager
check 'without the title: 77'
call permission oak grant lee users-manager --school o-east
since=$("$rosterdrop" feed oak | wc -l)
edit 'accountId,givenName\na0000000002,Ada' --as lee
[ "$code" -eq 0 ] && call audit oak && prints '"who":"lee","act":"account edit"'
check 'a users manager of the school'
live oak 'edits = locked'
since=$("$rosterdrop" feed oak | wc -l)
edit 'accountId,familyName\na0000000002,Ardenne'
refused 77 'edits = locked'
check 'edits = locked: 77'
call account oak archive a0000000003
refused 77 'edits = locked'
check 'and so is archiving'
live oak

printf 'kind,givenName,familyName,schools\nstudent,Pia,Elm,o-east\n' | "$rosterdrop" account oak add --file - >"$work/out" 2>"$work/log"
code=$?
refused 77 'students are made by the SIS while the sync is live'
check 'a student made by hand while the sync is live: 77'
printf 'kind,givenName,familyName\nguardian,Pia,Elm\n' | "$rosterdrop" account oak add --file - >"$work/out" 2>"$work/log"
code=$?
refused 64 'guardian DISTRICT add'
check 'a guardian without a student: 64'
printf 'kind,givenName,familyName,schools,email\nstaff,Pia,Elm,o-east,pia@school.example\n' |
	"$rosterdrop" account oak add --file - >"$work/out" 2>"$work/log" && prints 'create,account,a0000000006,a0000000006,' &&
	[ "$(account a0000000006 state)" = invited ]
check 'a teacher made by hand'
edit 'accountId,email,birthDate\na0000000006,pia@other.example,1980-01-02'
[ "$code" -eq 0 ] && [ "$(account a0000000006 email)" = pia@other.example ]
check 'all of whom may be changed'
printf 'inbox { quiet = 0 }\n' >"$work/districts/oak.conf"
printf 'kind,givenName,familyName,schools\nstudent,Pia,Elm,o-east\n' | "$rosterdrop" account oak add --file - >"$work/out" 2>"$work/log"
prints 'create,account,a0000000007'
check 'in phase setup a student is made by hand'
live oak

call account oak enable a0000000003 --why 'has no guardian with an address'
[ "$code" -eq 0 ] && [ "$(account a0000000003 state)" = active ]
check 'a student is enabled'
sed -i '/^u-max/d' "$work/second/users.csv" && sed -i '/^e-max/d' "$work/second/enrollments.csv"
drop "$work/second" 25
grep -q '^archive,user,u-max' "$work/plan" && [ "$(account a0000000003 state)" = active ]
check 'and stays so, whatever the SIS says'
call account oak restore a0000000003 state
[ "$code" -eq 0 ] && [ "$(account a0000000003 state)" = archived ]
check 'until that is taken back: then the SIS counts'
call account oak archive --kind student --school o-east --why 'a new year'
[ "$code" -eq 0 ] && [ "$(grep -c '^archive,account' "$work/out")" -eq 3 ] && [ "$(account a0000000002 state)" = archived ]
check 'students of a school are archived in one act'
sed -i 's/Una,Cole/Una,Coles/' "$work/second/users.csv"
drop "$work/second" 26
[ "$(account a0000000005 familyName)" = Coles ] && [ "$(account a0000000005 state)" = archived ]
check 'and stay archived, though the SIS goes on'
call account oak enable a0000000005
[ "$(account a0000000005 state)" = active ]
check 'one of them is enabled again'
sed -i 's/una@school/una2@school/' "$work/second/users.csv"
drop "$work/second" 27
grep -q '^update,user,u-una,a0000000005,,email' "$work/plan" && [ "$(account a0000000005 email)" = una@school.example ]
check 'the address of who has joined is their own'
printf 'accountId,email\na0000000005,una@home.example\n' | "$rosterdrop" account oak edit --file - >"$work/out" 2>"$work/log"
[ "$(account a0000000005 email)" = una@home.example ]
check 'which may be changed by hand'
live oak 'contacts { update_active = yes }'
fresh=$("$rosterdrop" feed oak | wc -l)
sed -i 's/una2@school/una3@school/' "$work/second/users.csv"
drop "$work/second" 28
[ "$(account a0000000005 email)" = una3@school.example ] && "$rosterdrop" feed oak --since "$fresh" >"$work/out" &&
	prints '"accountId":"a0000000005"' && prints '"notify":true'
check 'with update_active the SIS changes it, and the feed asks for a notice'
since=$("$rosterdrop" feed oak | wc -l)
edit 'accountId,email\na0000000005,una@home.example'
refused 77 'update_active = yes'
check 'and nobody else does: 77'
live oak
printf 'accountId\na0000000001\na0000000004\n' >"$work/list"
call account oak archive --file "$work/list"
[ "$code" -eq 0 ] && [ "$(account a0000000001 state)$(account a0000000004 state)" = archivedarchived ]
check 'those of a list'
since=$("$rosterdrop" feed oak | wc -l)
call account oak archive --kind student
refused 64 'with --school or --all'
check 'all of the district only when that is said: 64'
echo "1..$number"
