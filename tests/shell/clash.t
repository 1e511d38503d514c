#!/bin/sh
# Two districts whose people have the same usernames, applied at the same time by two processes: each username is one district's, the other has the
# finding, and nothing else of either is lost.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
csvcells=$B/tools/csvcells

# laid DISTRICT: what apply is to work on: all stages before it are done, and nobody has applied anything.
laid() {
	upload "$1" night "$work/$1" || return 1
	for stage in fetch validate normalise match; do
		"$B/libexec/$stage" "$1" >"$work/out" 2>"$work/log" || return 1
	done
}

# usernames DISTRICT: of its accounts, sorted.
usernames() {
	rm -rf "$work/export" && "$rosterdrop" export "$1" "$work/export" 2>"$work/log" && "$csvcells" "$work/export/accounts.csv" username | sort
}

# clashes DISTRICT: sourcedIds that apply found to clash, sorted.
clashes() {
	"$csvcells" "$spool/$1/apply/ready/$(newest "$1" apply ready)/findings.csv" code sourcedId | sed -n 's/^unique\.username	//p' | sort
}

echo 1..13
for name in oak elm; do
	district "$name" && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/$name.conf"
done
for name in oak elm; do
	mkdir "$work/$name" && cp tests/stage/apply/first-1.1/in/1/*.csv "$work/$name/" && sed -i "s/,gus,,/,gus.$name,,/; s/,tom,,/,tom.$name,,/" "$work/$name/users.csv"
done
laid oak && laid elm
check 'two districts wait for apply'
! grep -rq unique.username "$spool"/*/match/ready/*/findings.csv
check 'match, which came before either, found no clash'

"$B/libexec/apply" oak >"$work/oak.out" 2>"$work/oak.log" &
oak=$!
"$B/libexec/apply" elm >"$work/elm.out" 2>"$work/elm.log" &
elm=$!
wait "$oak"
first=$?
wait "$elm"
[ $? -eq 0 ] && [ "$first" -eq 0 ] && [ -n "$(newest oak apply ready)" ] && [ -n "$(newest elm apply ready)" ]
check 'both are applied'

usernames oak >"$work/oak.names" && usernames elm >"$work/elm.names"
check 'both have a directory'
sort "$work/oak.names" "$work/elm.names" | uniq -d >"$work/out"
[ ! -s "$work/out" ]
check 'no username is in both'
sort -u "$work/oak.names" "$work/elm.names" >"$work/out"
printf '%s\n' gus.elm gus.oak ida max tom.elm tom.oak una | cmp -s - "$work/out"
check 'and none is in neither'
clashes oak >"$work/oak.lost" && clashes elm >"$work/elm.lost" && sort "$work/oak.lost" "$work/elm.lost" >"$work/out" &&
	printf '%s\n' u-ida u-max u-una | cmp -s - "$work/out"
check 'each clash is a finding of one of the two'
for name in oak elm; do
	[ "$(($(wc -l <"$work/$name.names") + $(wc -l <"$work/$name.lost")))" -eq 5 ] || echo "$name"
done >"$work/out"
[ ! -s "$work/out" ]
check 'everybody of a district has an account or a finding'
"$rosterdrop" verify >"$work/out" 2>"$work/log"
check 'what must hold in both stores does'

# Whoever lost is mended with a prefix, and then has everybody.
loser=oak
[ -s "$work/oak.lost" ] || loser=elm
printf 'identity { username_prefix = "%s-" }\n' "$loser" >>"$work/districts/$loser.conf"
sed -i 's/Una,Cole/Una,Coles/' "$work/$loser/users.csv" && upload "$loser" next "$work/$loser" && "$rosterdrop" run "$loser" >"$work/out" 2>"$work/log" &&
	[ "$(usernames "$loser" | wc -l)" -eq 5 ] && [ "$(clashes "$loser" | wc -l)" -eq 0 ]
check 'with a prefix the next night has all of them'

# Who is there already and gets a username that another district takes between match and apply keeps the old one, and all that the drop says besides goes in.
# The last users of both are called another name; elm's, who comes second, is in another class, too.
for name in oak elm; do
	sed -i '/^identity/d' "$work/districts/$name.conf" && sed -i "s/^u-\([imu]\)\(.*\),\(ida\|max\|una\),,/u-\1\2,\3.$name,,/; s/,tom\.$name,,/,thomas,,/" "$work/$name/users.csv"
done
echo 'e-tom2,,,k-two,o-east,u-tom,teacher,,,' >>"$work/elm/enrollments.csv"
second() {
	laid oak && laid elm && "$B/libexec/apply" oak 2>"$work/log" && "$B/libexec/apply" elm 2>"$work/log" && [ "$(clashes oak)$(clashes elm)" = "$1" ] &&
		"$rosterdrop" verify >"$work/out" 2>"$work/log"
}
second u-tom && usernames oak | grep -qx thomas && usernames elm | grep -qx 'tom.elm\|elm-tom.elm' && "$rosterdrop" feed elm | tail -n 1 | grep -q '"action":"enrol".*"e-tom2"'
check 'a username that is taken meanwhile: the old one stays, and the place in a class is given'
for name in oak elm; do sed -i '/u-tom/d' "$work/$name"/*.csv; done
second '' && "$rosterdrop" feed elm | tail -n 1 | grep -q '"action":"unenrol".*"e-tom2"'
check 'somebody leaves'
echo 'u-tom,,,true,o-east,teacher,tommy,,Tom,Dale,,,tom@school.example,,,,,' | tee -a "$work/oak/users.csv" >>"$work/elm/users.csv"
echo 'e-tom,,,k-one,o-east,u-tom,teacher,,,' | tee -a "$work/oak/enrollments.csv" >>"$work/elm/enrollments.csv"
last=$("$rosterdrop" feed elm | wc -l)
second u-tom && usernames oak | grep -qx tommy && [ "$("$rosterdrop" feed elm | wc -l)" -eq "$last" ]
check 'and comes back under one that is taken meanwhile: the row is left out, and the place in a class with it'
