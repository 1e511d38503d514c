#!/bin/sh
# Old and new accounts of one student after a first sync that makes everybody anew: what match proposes, merged one by one or all that are ready, parted again;
# who may, what the feed and the audit log tell, and what the nights after it leave alone.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"
policy='sync { start_date = "2026-12-01" first_sync = create-then-merge }'

# merges ID: how a student stands among those to be merged.
merges() {
	"$rosterdrop" links oak merges --csv 2>/dev/null | tr -d '\r' | awk -F, -v id="$1" '$1 == id { print $3 " " $2 }'
}

# later DAY [EDIT]: another night, in which one grade is another; $1 of December.
later() {
	ROSTERDROP_NOW=2026-12-$1T02:03:04Z
	sed -i "s/^\\(u-zed.*\\),[0-9]*,\$/\\1,$1,/${2:+; $2}" "$work/night/users.csv"
	night "2026-12-$1"
}

make_night
make_directory
district oak
conf "$policy"
"$rosterdrop" import oak "$work/in" >"$work/out" 2>"$work/log" && night 2026-11-20
check 'a district whose first sync makes everybody anew'
call class oak add --title Choir --school o-west
choir=$(sed -n 's/^create,localClass,\([^,]*\),.*/\1/p' "$work/out")
call class oak member-add "$choir" s-liz
go_live
liz=$(linked u-eli) ida=$(linked u-ida)
[ "$liz" != s-liz ] && [ -n "$liz" ] && [ "$(account s-liz state)" = active ] && [ "$(merges u-eli)" = 'ready s-liz' ]
check 'on the first day everybody has a new account, old ones stand, and what was proposed before is proposed to be merged'
later 02
[ "$(merges u-eli)|$(merges u-ida)|$(merges u-max)|$(merges u-una)|$(merges u-zed)" = 'ready s-liz|ready s-ida|partial s-max|multiple |' ]
check 'the next nights go on proposing it'
call links oak merges --state ready --search 'tia tailor'
[ "$code" -eq 0 ] && prints "Has the account $liz. To make one of the two, which keeps connections and history: rosterdrop merge oak $liz s-liz" &&
	prints '1 ready.' && ! prints u-ida
check 'for people: what they both are, and the command'
call links oak merges --state none
[ "$code" -eq 64 ]
check 'a state that is not one of merges: 64'
call links oak merges --json
prints '"sourcedId":"u-eli","accountId":"s-liz","class":"ready"'
check '--json, as of links'

# All that are ready.
call permission oak grant wes school-leader --school o-west
call permission oak grant sue support --school o-west
fresh
call merge oak --ready
refused 64 'look at this plan of 2, then say --plan ' && [ "$(grep -c '^merge,account' "$work/out")" -eq 4 ]
check 'all that are ready: the plan, and nothing is done'
call merge oak --ready --school o-west --as wes
refused 77 'wes may not'
check 'while the sync is live the leader of the school does not merge: 77'
call merge oak --ready --yes --as sue
refused 77 'sue may not'
check 'nor support of one school all of them: 77, and none is merged'
call merge oak --ready --school o-west --as sue --why 'asked by the school'
[ "$code" -eq 0 ] && [ "$(account s-liz state)$(account "$liz" history)" = 'archivedwork of Liz' ] && [ "$(account s-ida state)" = active ]
check 'those of the school: merged, with the history under the account of the SIS'
"$rosterdrop" audit oak | tail -1 >"$work/out"
prints '"who":"sue","act":"merge"' && prints 'asked by the school' && ! prints Liz && ! prints Taylor
check 'the audit log says by whom and why, and no name'
"$rosterdrop" feed oak | grep '"action":"merge"' | grep -q "\"mergedInto\":\"$liz\""
check 'the feed says into which'
[ "$(account "$liz" state)" = active ] && "$B/tools/csvcells" "$work/export/import/connections.csv" studentAccountId guardianAccountId state | grep -q "^$liz	g-tia	active" &&
	"$B/tools/csvcells" "$work/export/import/class_members.csv" classId accountId | grep -q "^$choir	$liz"
check 'the family and places in classes go over; who had joined has joined'
[ -z "$(merges u-eli)" ] && later 03 && [ -z "$(merges u-eli)" ] && [ "$(account "$liz" history)" = 'work of Liz' ] && sound
check 'it is proposed no more, nor by the next night, which changes nothing of it'

# And back.
fresh
call unmerge oak s-liz --as wes
refused 77 'wes may not'
check 'taken back by who may not merge: 77'
call unmerge oak s-ida
refused 64 's-ida was merged into no account'
check 'what was not merged: 64'
rm -rf "$work/before" && cp -R "$work/export/import" "$work/before"
call unmerge oak s-liz --as sue --why 'a cousin'
[ "$code" -eq 0 ] && prints 'unarchive,account,s-liz' && prints "update,account,$liz" && prints 'block,block,u-eli s-liz' &&
	[ "$(account s-liz state)$(account s-liz history)$(account s-liz mergedInto)$(account "$liz" state)$(account "$liz" history)" = 'activework of Lizinvited' ]
check 'taken back: both are what they were'
"$B/tools/csvcells" "$work/export/import/connections.csv" studentAccountId guardianAccountId state | grep -q "^s-liz	g-tia	active" &&
	! "$B/tools/csvcells" "$work/export/import/connections.csv" studentAccountId guardianAccountId state origin | grep -q "^$liz	g-tia	active	imported" &&
	"$B/tools/csvcells" "$work/export/import/class_members.csv" classId accountId | grep -q "^$choir	s-liz"
check 'with their families and places in classes'
[ -z "$(merges u-eli)" ] && later 04 && [ -z "$(merges u-eli)" ] && sound
check 'and the two are not proposed again'
call unblock oak s-liz u-eli && later 05 && [ "$(merges u-eli)" = 'ready s-liz' ]
check 'until somebody unblocks them'
call merge oak "$liz" s-liz && [ "$code" -eq 0 ]
call guardian oak end "$liz" g-tia
ended=$code
sound || ended=65
call unmerge oak s-liz --no-block
[ "$ended$code" = 00 ] && ! "$B/tools/csvcells" "$work/export/import/connections.csv" studentAccountId guardianAccountId state | grep -q "^s-liz	g-tia	ended" &&
	account s-liz state >"$work/out" && "$B/tools/csvcells" "$work/export/import/connections.csv" studentAccountId guardianAccountId state >"$work/out" &&
	! prints "s-liz	g-tia	active" && sound
check 'a connection that somebody ended since does not come back'

# Two old accounts of one student.
call merge oak s-una s-una2 --as wes
[ "$code" -eq 77 ]
check 'two old accounts by who may not: 77'
call merge oak s-una s-una2
[ "$code" -eq 0 ] && later 06 && [ "$(merges u-una)" = 'ready s-una' ] && sound
check 'two old accounts of one student become one, which is then the only one that is proposed'
call block oak s-una u-una && [ -z "$(merges u-una)" ] && later 07 && [ -z "$(merges u-una)" ]
check 'a block keeps the two apart'
printf 'u-ida2,,,true,o-east,student,sis-ida2,,Ida,Arden,,,,,,u-gus,05,\n' >>"$work/night/users.csv"
printf 'u-ida2,,,2015-03-04,,,,,,,,,,,,\n' >>"$work/night/demographics.csv"
later 08
[ "$(merges u-ida)" != 'ready s-ida' ]
check 'when another student may be the one, nobody is ready'
call merge oak "$ida" s-none
[ "$code" -eq 66 ]
check 'no such account: 66'
call merge oak --ready "$ida"
[ "$code" -eq 64 ]
check 'both ways of saying it: 64'

# One that cannot be merged keeps none of the others from it: the old account of u-nor is of another school.
printf 'u-nor,,,true,o-west,student,sis-nor,,Nora,Velez,,,,,,u-tia,05,\nu-ola,,,true,o-west,student,sis-ola,,Ola,Birk,,,,,,u-tia,05,\n' >>"$work/night/users.csv"
printf 'u-nor,,,2015-02-02,,,,,,,,,,,,\nu-ola,,,2015-10-12,,,,,,,,,,,,\n' >>"$work/night/demographics.csv"
printf 'accountId,kind,state,givenName,familyName,birthDate,grades,schools\ns-nor,student,active,Nora,Velez,2015-02-02,05,e\ns-ola,student,active,Ola,Birk,2015-10-12,05,w\n' >"$work/in/accounts.csv"
printf 'studentAccountId,guardianAccountId,relationship,origin,state\ns-nor,g-tia,mother,,\ns-ola,g-tia,mother,,\n' >"$work/in/connections.csv"
later 09
call import oak "$work/in" && later 10
nor=$(linked u-nor)
[ "$(merges u-nor)|$(merges u-ola)" = 'ready s-nor|ready s-ola' ]
check 'two of a school are ready, one with an old account of another school'
call merge oak --ready --school o-west --as sue --yes
[ "$code" -eq 0 ] && says '1 more are ready, but with accounts of other schools' && [ "$(account s-ola state)|$(account s-nor state)" = "archived|active" ] && sound
check 'support of the school merges all others in one act, and is told'
call merge oak --ready --school o-west --as sue --yes
[ "$code" -eq 77 ] && says 'sue may not'
check 'when there are no others: 77'
call unmerge oak s-ola --no-block && later 11 && [ "$(merges u-nor)|$(merges u-ola)" = 'ready s-nor|ready s-ola' ] &&
	"$B/tools/storebreak" "$spool/oak/store" cell accounts "$nor" 19 s-liz && call merge oak --ready --yes
[ "$code" -eq 0 ] && says 'u-nor is ready, but was left: one of them was merged before' && [ "$(account s-ola state)|$(account s-nor state)" = "archived|active" ]
check 'nor does one that cannot be merged at all'
echo "1..$number"
