#!/bin/sh
# Grants: who may give them, that they count at once and stay counted until they are taken back, and that each is in the feed and the audit log.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
export ROSTERDROP_NOW=2026-11-21T02:03:04Z

# lines FILE: how many there are.
lines() {
	wc -l <"$work/$1" | tr -d ' '
}

echo 1..21
district oak
call permission oak list
[ "$code" -eq 0 ] && [ "$(tr -d '\r' <"$work/out")" = who,title,school,by,time,why ]
check 'nobody has a title'
call permission oak grant lee permissions-administrator --as kim
[ "$code" -eq 77 ] && says 'kim may not give or take grants' && says permissions-administrator
check 'whoever is named has to have one: 77'
call feed oak
[ ! -s "$work/out" ]
check 'and nothing was done'
call permission oak grant lee permissions-administrator --why 'asked by the board' --dry-run
[ "$code" -eq 0 ] && prints 'create,grant,"lee permissions-administrator "' && prints 'done by hand'
check 'a dry run says what would be done'
call permission oak list
[ "$(lines out)" = 1 ]
check 'and does nothing'
call permission oak grant lee permissions-administrator --why 'asked by the board'
[ "$code" -eq 0 ] && prints 'create,grant,"lee permissions-administrator "'
check "the system's user gives the first title"
call permission oak list
prints "lee,permissions-administrator,,$(id -un),2026-11-21T02:03:04Z,asked by the board"
check 'it stands there: by whom, when and why'
call permission oak grant lee permissions-administrator
call audit oak
[ "$(lines out)" = 1 ] && prints '"act":"permission grant"' && prints '"why":"asked by the board"' && prints "\"who\":\"$(id -un)\""
check 'a second time changes nothing; the audit log has the first'
call permission oak grant ada school-leader --school o-east --as lee
[ "$code" -eq 0 ]
check 'who has the title gives others'
call permission oak grant eve permissions-administrator --school o-east --as lee
call permission oak grant max teacher --school o-east --as eve
[ "$code" -eq 0 ]
check 'of one school, at that school'
call permission oak grant max teacher --school o-west --as eve
[ "$code" -eq 77 ]
check 'not at another: 77'
call permission oak grant max teacher --as eve
[ "$code" -eq 77 ]
check 'nor in the whole district: 77'
call permission oak list ada
[ "$(lines out)" = 2 ] && prints 'ada,school-leader,o-east,lee,'
check 'the list of one user'
call permission oak revoke lee permissions-administrator --why left
[ "$code" -eq 0 ] && prints 'archive,grant,"lee permissions-administrator "'
check 'a title is taken back'
call permission oak grant max teacher --as lee
[ "$code" -eq 77 ]
check 'and counts no more: 77'
call permission oak revoke lee permissions-administrator
[ "$code" -eq 66 ]
check 'what somebody has not is not taken back: 66'
call permission oak grant lee permissions-administrator
[ "$code" -eq 0 ] && prints 'unarchive,grant,"lee permissions-administrator "'
check 'but given again'
call permission oak grant lee gardener
[ "$code" -eq 64 ] && says 'rostering-administrator'
check 'no such title: 64, and the titles there are'
call permission oak grant
[ "$code" -eq 64 ] && says 'WHO TITLE'
check 'words are missing: 64, and how it is called'
call permission oak water lee
[ "$code" -eq 64 ] && says 'list, grant, revoke'
check 'no such verb: 64'
flock "$spool/oak/apply/lock" "$rosterdrop" permission oak grant max teacher >"$work/out" 2>"$work/log"
[ $? -eq 75 ] && "$rosterdrop" permission oak list >"$work/out" && ! prints 'max,teacher,,'
check 'while apply is at work: 75, and nothing is done'
