#!/bin/sh
# What an undo leaves to others: usernames to the districts whose they are, and to people what they did by hand, over several nights. What somebody did with
# something that goes away is named, and is there again when that comes back. The plan of an undo is guarded like any other.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/hand_lib.sh
cd "$(dirname "$0")/../.." && . tests/shell/hand_lib.sh
files=$work/files
echo 1..26

# undo DROP DAY: takes back; the new drop is $undone.
undo() {
	export ROSTERDROP_NOW="2026-11-$2T02:03:04Z"
	call undo "oak/$1" --reason 'a wrong export' && undone=$(cat "$work/out") && [ "$code" -eq 0 ] && call run oak && [ "$code" -eq 0 ]
}

# released: lets go what the undo would do.
released() {
	call release "oak/$undone" --reason 'it is meant' && call run oak && [ -d "$spool/oak/apply/ready/$undone" ]
}

# by_hand WORD...: must succeed.
by_hand() {
	call "$@" && [ "$code" -eq 0 ]
}

# rename ACCOUNT NAME: its given name.
rename() {
	printf 'accountId,givenName\n%s,%s\n' "$1" "$2" >"$work/edit.csv"
	by_hand account oak edit --file "$work/edit.csv"
}

# named: which sourcedIds and accounts the findings name as what people did and what goes away.
named() {
	"$B/tools/csvcells" "$spool/oak/apply/ready/$undone/findings.csv" code sourcedId | sed -n 's/^undo.edit	//p' | sort -u | tr '\n' ' '
}

# findings DISTRICT CODE: how many rows of the last drop have that finding.
findings() {
	"$B/tools/csvcells" "$spool/$1/match/ready/$(newest "$1" apply ready)/findings.csv" code | grep -c "^$2$"
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
cp -r "$night" "$files"
begin 'guards { floor = 1000 }'
check 'a first night'
first=$(newest oak apply ready)
rename a0000000003 Maximilian && [ "$(account a0000000003 givenName)" = Maximilian ]
check 'somebody corrects a name'
{
	echo 'u-kim,,,true,o-east,student,kim,,Kim,Eder,,,kim@school.example,,,,05,' >>"$files/users.csv"
	echo 'k-chess,,,Chess,,c-math,,scheduled,,o-east,s-year,,,' >>"$files/classes.csv"
	echo 'e-kim,,,k-chess,o-east,u-kim,student,,,' >>"$files/enrollments.csv"
}
drop "$files" 11 && second=$(newest oak apply ready) && grep -q '^create,user,u-kim,a0000000006,' "$work/plan"
check 'the second night: a newcomer and a class'
by_hand class oak rename k-chess --title Schach && by_hand class oak member-add k-chess a0000000003 && by_hand class oak member-add k-two a0000000002 &&
	rename a0000000006 Kimberly && by_hand account oak archive a0000000005
check 'people do this and that with what came, and with what was there'
sed -i '/^u-una/s/,Cole,/,Cole-Roe,/; /^u-max/s/,Birch,/,Birch-Roe,/' "$files/users.csv" && drop "$files" 12 &&
	[ "$(account a0000000003 familyName)" = Birch-Roe ] && [ "$(account a0000000003 givenName)" = Maximilian ]
check 'the third night: other names'

call undo "oak/$second" --dry-run
[ "$code" -eq 0 ] && prints 'archive,user,u-kim,' && prints 'update,user,u-max,'
check 'what it would be to go back over both nights'
undo "$second" 13 && [ -d "$spool/oak/apply/ready/$undone" ] && [ "$(account a0000000006 state)" = archived ] && [ "$(account a0000000003 familyName)" = Birch ]
check 'both nights are undone'
[ "$(account a0000000003 givenName)" = Maximilian ] && [ "$(account a0000000005 state)" = archived ] && grep -q '^k-two,a0000000002,student,manual' "$work/export/import/class_members.csv"
check 'what people did with what was there is kept'
[ "$(named)" = 'a0000000006 k-chess u-kim ' ]
check 'what they did with what goes away is named, and nothing else'
"$rosterdrop" verify oak >"$work/out" 2>"$work/log"
check 'what must hold in the store does'
sed -i '/^u-tom/s/,Dale,/,Dale-Roe,/' "$files/users.csv" && drop "$files" 14 && [ "$(account a0000000006 state)" = invited ] &&
	[ "$(account a0000000006 givenName)" = Kimberly ] && [ "$(account a0000000005 state)" = archived ] && grep -q '^k-chess,Schach,' "$work/export/import/classes.csv" &&
	grep -q '^k-chess,a0000000003,' "$work/export/import/class_members.csv"
check 'the next export brings back what went, with what people did with it'

# Guards.
live oak
undo "$first" 15 && [ -d "$spool/oak/apply/held/$undone" ] && grep -q 'school: ' "$spool/oak/apply/held/$undone/held" && [ "$(account a0000000002 state)" = invited ]
check 'an undo that would take all away is held'
call reject "oak/$undone" --reason 'not meant' && [ "$code" -eq 0 ] && call run oak && [ "$(account a0000000002 state)" = invited ]
check 'and may be rejected'

# Usernames. The first night was an export of elm, sent by mistake.
undo "$first" 16 && wrong=$undone && cp -a "$spool" "$work/spool.held" && released && [ "$(account a0000000002 state)" = archived ]
check 'the first night is undone'
"$rosterdrop" init elm >"$work/out" 2>&1 && live elm 'checks { package.foreign = notice }' && touch -d 2026-11-10T00:00:00Z "$files"/* &&
	upload elm night "$files" && export ROSTERDROP_NOW=2026-11-17T02:03:04Z && call run elm && [ "$(findings elm unique.username)" -eq 0 ] &&
	[ "$("$rosterdrop" export elm "$work/elm" && grep -c ',invited,' "$work/elm/accounts.csv")" -eq 6 ]
check 'the usernames of those who came with it are free for the district whose they are'
call account oak enable a0000000002
[ "$code" -eq 64 ] && says 'another district of the platform has 1 of the usernames' && ! grep -q ida "$work/log" && [ "$(account a0000000002 state)" = archived ]
check 'and are not given back to whom they do not belong, by hand: 64'
printf 'accountId,kind,state,givenName,familyName,username\na0000000003,student,active,Max,Birch,max\n' >"$work/accounts.csv" && mkdir "$work/import" && mv "$work/accounts.csv" "$work/import/"
call import oak "$work/import" --dry-run
[ "$code" -eq 0 ] && prints '1 warnings'
check 'an import, for which the vendor answers, says so'
undo "$undone" 18 && [ "$(findings oak unique.username)" -eq 6 ] && [ "$(account a0000000002 state)" = archived ]
check 'nor by the undo of the undo: the rows are left out and named'
"$rosterdrop" verify >"$work/out" 2>"$work/log"
check 'what must hold in both stores does'

# Without the other district everything comes back.
rm -rf "$spool" && mv "$work/spool.held" "$spool" && undone=$wrong && export ROSTERDROP_NOW=2026-11-16T03:03:04Z && released &&
	"$rosterdrop" init elm >"$work/out" 2>&1 && live elm 'checks { package.foreign = notice }' && by_hand account oak enable a0000000002 &&
	by_hand import oak "$work/import" && [ "$(account a0000000002 state)" = active ] && [ "$(account a0000000003 state)" = active ]
check 'where nobody took them meanwhile, those who are enabled or imported get theirs back'
upload elm night "$files" && cp -a "$spool" "$work/spool.elm" && export ROSTERDROP_NOW=2026-11-17T02:03:04Z && call run elm && [ "$(findings elm unique.username)" -eq 2 ]
check 'and only they'
rm -rf "$spool" && mv "$work/spool.elm" "$spool" && undo "$wrong" 17 && [ "$(findings oak unique.username)" -eq 0 ] && [ "$(account a0000000006 state)" = invited ] &&
	[ "$(account a0000000006 username)" = kim ] && export ROSTERDROP_NOW=2026-11-19T02:03:04Z && call run elm && [ "$(findings elm unique.username)" -eq 6 ]
check 'the undo of the undo gives all of them back'

# A guardian who left with the student, and whom nothing but that connection keeps.
rm -rf "$spool" "$files" "$work/districts" && cp -r "$night" "$files" && begin 'guards { floor = 1000 }' && sed -i '/^u-gus/d; /^u-ida/d' "$files/users.csv" &&
	sed -i '/u-ida/d' "$files/enrollments.csv" && drop "$files" 11 && [ "$(account a0000000001 state)" = invited ] && [ "$(account a0000000002 state)" = archived ]
check 'a student leaves with the guardian, who stays connected'
sed '/^u-ida/!d; s/u-gus//' "$night/users.csv" >>"$files/users.csv" && drop "$files" 12 && [ "$(account a0000000001 state)" = archived ] &&
	[ "$(account a0000000002 state)" = invited ]
check 'the student is back without the guardian, who is archived with the connection'
undo "$(newest oak apply ready)" 13 && [ "$(account a0000000001 state)" = invited ] && [ "$(account a0000000002 state)" = archived ] && "$rosterdrop" verify oak >"$work/out"
check 'an undo gives the connection back, and the guardian whom it kept'
newest=$(newest oak fetch ready) && [ "${newest%-*}" = 20261113T020304Z ] && call undo "oak/$newest" --reason 'in the same second' && [ "$code" -eq 0 ] &&
	[ "$(cut -c1-16 "$work/out")" = 20261113T020305Z ]
check 'an undo comes after every other drop, also in one second'
