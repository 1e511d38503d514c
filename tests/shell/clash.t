#!/bin/sh
# Two districts whose people have the same usernames, applied at the same time by two processes: each username is one district's, the other has the
# finding, and nothing else of either is lost.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
csvcells=$B/tools/csvcells

# laid DISTRICT: what apply is to work on: all stages before it are done, and nobody has applied anything.
laid() {
	mkdir "$work/$1" && cp tests/stage/apply/first-1.1/in/1/*.csv "$work/$1/" &&
		sed -i "s/,gus,,/,gus.$1,,/; s/,tom,,/,tom.$1,,/" "$work/$1/users.csv" && upload "$1" night "$work/$1" || return 1
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

echo 1..10
for name in oak elm; do
	district "$name" && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/$name.conf"
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
