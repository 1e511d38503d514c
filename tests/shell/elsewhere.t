#!/bin/sh
# What match learns outside the drop: orgs of another district, ids that became somebody else's by the dozen, usernames that another district holds.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
echo 1..20
files=$PWD/tests/stage/apply/first-1.1/in/1

# live DISTRICT [LINE]: the district is live since long ago.
live() {
	"$rosterdrop" init "$1" >/dev/null &&
		printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" }\n%s\n' "${2-}" >"$work/districts/$1.conf"
}

# push N DISTRICT FOLDER: night N.
push() {
	find "$3" -name '*.csv' -exec touch -d "2026-11-0${1}T00:00:00Z" {} +
	upload "$2" night "$3" && ROSTERDROP_NOW="2026-11-0${1}T02:00:00Z" "$rosterdrop" run "$2" >"$work/out" 2>"$work/log"
	code=$?
}

live oak && live elm
push 1 oak "$files"
[ "$code" -eq 0 ] && [ -n "$(newest oak apply ready)" ]
check 'the first district has its schools'
push 1 elm "$files"
[ "$code" -eq 65 ] && drop=$(newest elm match failed) && [ -n "$drop" ] && [ -z "$(newest elm apply ready)" ]
check 'the same zip in the folder of another district is refused by match'
grep -q ',fatal,package.foreign,orgs.csv,' "$spool/elm/match/failed/$drop/findings.csv" &&
	grep -q '^package.foreign: ' "$spool/elm/match/failed/$drop/refused" && says 'orgs of the district oak are in this drop'
check 'with the finding, the reason, and a line in the log that names the other district'
for report in "$spool/elm/match/failed/$drop" "$spool/elm/reports/$drop.refused"; do
	tr '\n' ' ' <"$report/report.txt" >"$work/out"
	if ! prints 'NOT taken over' || ! prints 'organizations of another district' || prints 'Nothing has to be done'; then
		break
	fi
done
prints 'Then call us' && ! prints 'Nothing has to be done' && call status elm && prints "match/failed/$drop/report.txt"
check 'its report says that it was refused and what to do, where validate had said that all was well'
"$rosterdrop" feed elm | wc -l | grep -qx 0
check 'nothing of it is in the directory'
cp -r "$files" "$work/renamed" && sed -i 's/^\(o-[a-z]*,,,\)/\1Elm /' "$work/renamed/orgs.csv"
push 2 elm "$work/renamed"
[ "$code" -eq 0 ] && [ -n "$(newest elm apply ready)" ]
check 'the same ids under other names are a coincidence'
grep -q ',error,unique.username,users.csv,' "$spool/elm/match/ready/$(newest elm apply ready)/findings.csv" &&
	! "$rosterdrop" feed elm | grep -q '"entity":"user"'
check 'and a username that another district holds leaves the row of the later one out'
"$rosterdrop" verify elm >"$work/out" 2>"$work/log" && ! "$rosterdrop" feed elm | grep -qE '"entity":"(role|enrollment|relationship|demographics)"'
check 'with all that belongs to whom it is about'
live fir 'checks { package.foreign = notice }'
push 1 fir "$files"
[ "$code" -eq 0 ] && [ -n "$(newest fir apply ready)" ]
check 'a sandbox may have the data of another district'
push 2 oak "$files"
[ "$code" -eq 0 ] && ! says package.foreign
check 'a district is not foreign to itself'

cp -r "$files" "$work/reused"
awk -F, -v OFS=, 'NR > 1 {$10 = "Other"; $11 = "Name" NR} {print}' "$files/users.csv" | sed 's/^\([^"]*\)/\1/' >"$work/reused/users.csv"
{
	head -n 1 "$files/demographics.csv"
	sed -n '2,$p' "$files/demographics.csv" | sed 's/,20[0-9][0-9]-/,2009-/'
} >"$work/reused/demographics.csv"
printf 'guards { reused = 0 }\n' >>"$work/districts/oak.conf"
push 3 oak "$work/reused"
drop=$(newest oak apply held)
[ "$code" -eq 0 ] && [ -n "$drop" ] && grep -q 'unique.reused' "$spool/oak/apply/held/$drop/held"
check 'more ids that became somebody else than guards { reused } allows: held'
grep -q ',hold,unique.reused,users.csv,' "$spool/oak/match/ready/$drop/findings.csv" &&
	grep -q ',warning,unique.reused,users.csv,' "$spool/oak/match/ready/$drop/findings.csv"
check 'with one finding of severity hold, and one for each'
! grep -qE 'Other|Name[0-9]|2009-' "$spool/oak/match/ready/$drop/findings.csv" "$spool/oak/apply/held/$drop/report.txt"
check 'and no name or date in either'

# Somebody who left comes back under a username that another district got meanwhile.
live ash
live yew 'guards { removals = 100 }'
cp -r "$files" "$work/back" && sed -i 's/^\(o-[a-z]*,,,\)/\1Yew /' "$work/back/orgs.csv" && sed -i 's/^\(u-[a-z]*,,,true,[^,]*,[a-z]*,\)\([a-z]*\),/\1yew.\2,/' "$work/back/users.csv"
cp -r "$work/back" "$work/left" && sed -i '/u-max/d' "$work/left"/*.csv
cp -r "$work/back" "$work/again" && sed -i 's/,yew.max,/,max.ash,/' "$work/again/users.csv"
push 1 yew "$work/back" && push 2 yew "$work/left" && [ "$code" -eq 0 ] &&
	"$rosterdrop" feed yew | grep -q '"action":"archive".*u-max'
check 'somebody leaves'
printf 'kind,givenName,familyName,username\nstaff,Kim,Example,max.ash\n' >"$work/add.csv"
"$rosterdrop" account ash add --file "$work/add.csv" >"$work/out" 2>"$work/log" && push 3 yew "$work/again" && [ "$code" -eq 0 ] &&
	grep -q ',error,unique.username,users.csv,' "$spool/yew/match/ready/$(newest yew apply ready)/findings.csv"
check 'and comes back under a username that another district holds: the row is left out'
"$rosterdrop" verify yew >"$work/out" 2>"$work/log" && ! "$rosterdrop" feed yew | grep -q '"drop":"20261103T'
check 'and so is the place in a class'

# What a district has is noted when its store is read, and the store is opened again when it was written to since. Here nothing of it can be read but that it
# is as it was.
store=$spool/oak/store/data.mdb
rm -rf "$spool/fir"
live gum && live bay
touch -d '1 hour ago' "$store" && push 4 gum "$files" && [ "$code" -eq 65 ] && says 'orgs of the district oak are in this drop'
check 'a district is asked which schools it has'
cp -p "$store" "$work/whole" && cp -r "$files" "$work/bay" && echo >>"$work/bay/orgs.csv" && head -c "$(stat -c %s "$store")" /dev/zero | dd of="$store" conv=notrunc 2>/dev/null &&
	touch -r "$work/whole" "$store" && push 4 bay "$work/bay" && [ "$code" -eq 65 ] && says 'orgs of the district oak are in this drop' && ! says 'cannot be read'
check 'and not again: what it has is noted'
touch -d '30 minutes ago' "$store" && live box && push 4 box "$files" && [ "$code" -eq 0 ] && ! says package.foreign && cp -p "$work/whole" "$store" && live elk && push 4 elk "$files" && [ "$code" -eq 65 ]
check 'unless its store was written to'
touch -d '20 minutes ago' "$store" && live alder && push 4 alder "$files" && "$rosterdrop" verify oak >"$work/out" && cp -p "$store" "$work/whole" && cat "$spool/ash/store/data.mdb" >"$store" &&
	truncate -r "$work/whole" "$store" && touch -r "$work/whole" "$store" && ! "$rosterdrop" verify oak >"$work/out" 2>"$work/log" && prints 'oak: orgs oak: schools.noted: '
check 'verify holds what is noted against the store'
