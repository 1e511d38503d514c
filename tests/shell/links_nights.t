#!/bin/sh
# What administrators decided comes first, and no later night overrules it: links, blocks and merges made by hand stand while names, birth dates, schools and
# usernames change, people leave and return, and others come who would be the better ones.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"

# stands: whether each decision is as it was made: Una is s-una (not s-una2), Max is s-old whose name is another, Ida is not s-ida, Liz is not s-liz.
stands() {
	[ "$(linked u-una)" = s-una ] && [ "$(linked u-max)" = s-old ] && [ "$(linked u-ida)" != s-ida ] && [ "$(linked u-eli)" != s-liz ] &&
		! tr -d '\r' <"$spool/oak/match/ready/$(newest oak match ready)/links.csv" | grep -Eq '^u-(ida,s-ida|eli,s-liz|una,|max,)' &&
		! tr -d '\r' <"$spool/oak/match/ready/$(newest oak match ready)/merges.csv" 2>/dev/null | grep -Eq '^u-(ida,s-ida|eli,s-liz)' && sound
}

# tonight DAY: a night of December.
tonight() {
	ROSTERDROP_NOW=2026-12-$1T02:03:04Z
	night "2026-12-$1"
}
desk
conf 'sync { start_date = "2026-12-01" }
links { automatic = yes }
guards { floor = 1000 }'
call link oak s-una u-una && call link oak s-old u-max && call block oak s-ida u-ida && call block oak s-liz u-eli
[ "$code" -eq 0 ] && [ "$(linked u-una)$(linked u-max)" = s-unas-old ]
check 'two links and two blocks, against what match says of them'
night 2026-11-24
stands
check 'stand in the next night before the district is live'
sed -i 's/sis-ida/ida.a/; s/^u-eli\(.*\),sis-eli,/u-eli\1,liz.t,/' "$work/night/users.csv"
night 2026-11-25
stands
check 'the same username does not overrule a block'
go_live
stands && [ -n "$(linked u-ida)" ] && [ -n "$(linked u-eli)" ]
check 'nor does the first day, on which what is ready is linked by itself'
sed -i 's/,Una,Cole,/,Una,Quarry,/; s/,Max,Birch,/,Maximilian,Bark,/' "$work/night/users.csv"
tonight 03
stands && [ "$(account s-una familyName)" = Quarry ] && [ "$(account s-old givenName)" = Maximilian ]
check 'other names: the accounts follow the SIS, the links stand'
sed -i '/^u-una\|^u-max/s/o-east/o-west/' "$work/night/users.csv"
tonight 04
stands && [ "$(account s-una schools)" = o-west ]
check 'another school'
sed -i 's/^u-una,,,2015-07-08/u-una,,,2014-01-01/; s/^u-max,,,2015-05-06/u-max,,,2013-02-02/' "$work/night/demographics.csv"
tonight 05
stands
check 'another birth date'
printf 'u-una9,,,true,o-east,student,sis-una9,,Una,Cole,,,,,,,05,\nu-ora,,,true,o-east,student,sis-ora,,Ora,Finch,,,,,,,05,\n' >>"$work/night/users.csv"
printf 'u-una9,,,2015-07-08,,,,,,,,,,,,\nu-ora,,,2014-01-02,,,,,,,,,,,,\n' >>"$work/night/demographics.csv"
tonight 06
stands && [ "$(linked u-una9)" != s-una ] && [ "$(linked u-ora)" != s-old ]
check 'others come who have the names and birth dates that the accounts had'
cp -R "$work/night" "$work/all"
sed -i '/^u-una,\|^u-max,\|^u-ida,\|^u-eli,/d' "$work/night/users.csv" "$work/night/demographics.csv"
sed -i 's/u-ida/u-zed/' "$work/night/enrollments.csv"
tonight 07
[ "$(account s-una state)$(account s-old state)" = archivedarchived ] && sound
check 'all of them leave'
cp "$work/all"/*.csv "$work/night/"
tonight 08
stands && [ "$(account s-una state)$(account s-old state)" = activeactive ] && [ "$(account s-ida state)$(account s-liz state)" = activeactive ]
check 'and return: to the accounts that they were linked to by hand, and not to those that are blocked'
call permission oak grant wes school-leader
fresh
call unlink oak u-una --as wes
refused 77 'wes may not change links while the sync is live'
check 'live: who leads a school takes no link away: 77'
call unlink oak u-una --why 'it was the cousin'
[ "$code" -eq 0 ] && new=$(linked u-una) && [ "$new" != s-una ] && tonight 09 && [ "$(linked u-una)" = "$new" ] && sound
check 'taken away by support, it stays so in the next night'
call merge oak "$new" s-new && [ "$code" -eq 0 ] && tonight 10 && [ "$(linked u-una)" = "$new" ] && [ "$(account s-new state)" = archived ] && sound
check 'merged, it stays merged'
sed -i '/^u-una,/s/o-west/o-east/; /^u-una,/s/Quarry/Cole/' "$work/night/users.csv"
tonight 11
[ "$(linked u-una)" = "$new" ] && [ "$(account s-new state)" = archived ] && [ "$(account s-una state)" = active ] && sound
check 'also when name and school are again what they were'
echo "1..$number"
