#!/bin/sh
# The drops that are kept make the same directory again: bulk and delta, one that was released, and an undo; not so when a drop is missing, or when
# somebody did something by hand.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
files=$work/files
export ROSTERDROP="$rosterdrop"
echo 1..20

# night N: the Nth night, with what lies in $files.
night() {
	export ROSTERDROP_NOW="2026-11-${1}T02:03:04Z"
	find "$files" -exec touch -d "2026-11-${1}T00:00:00Z" {} +
	upload oak night "$files" && call run oak && [ "$code" -eq 0 ]
}

# again [OPTION...]: replays into a new folder.
again() {
	rm -rf "$work/again"
	scripts/replay-into "$@" oak "$work/again" >"$work/out" 2>"$work/log"
	code=$?
}

# befores COUNT: so many accounts have the name that the vendor had for them.
befores() {
	rm -rf "$work/export" && "$rosterdrop" export oak "$work/export" && [ "$(grep -c ,Before, "$work/export/accounts.csv")" -eq "$1" ]
}

printf 'spool = "%s"\ndistricts = "%s"\njobs = 1\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\nguards { removals = 50 }\n' >>"$work/districts/oak.conf"
cp -r samples/lakeside-1.2/first-night "$files" && night 21 && rm -rf "$files" && cp -r samples/lakeside-1.2/second-night "$files" && night 22
check 'two nights'
rm -rf "$files" && cp -r samples/lakeside-1.2/delta "$files" && night 23 && last=$(newest oak apply ready) && case $last in 20261123*) ;; *) false ;; esac
check 'a delta'
rm -rf "$files" && cp -r samples/lakeside-1.2/second-night "$files" && sed -i 's/^source.systemName,.*/source.systemName,Other SIS/' "$files/manifest.csv" &&
	night 24 && held=$(newest oak apply held) && call release "$held" --reason 'a new SIS' && call run oak && [ "$(newest oak apply ready)" = "$held" ]
check 'a drop that was held and released'
sum=$(snapshot)
again
[ "$code" -eq 0 ] && prints '4 drops make the same directory'
check 'the kept drops make the same directory'
[ "$sum" = "$(snapshot)" ]
check 'and nothing of the district is touched'
export ROSTERDROP_NOW=2026-11-25T02:03:04Z
call undo "$last" --reason 'not that' && call run oak && [ "$code" -eq 0 ] && again && [ "$code" -eq 0 ] && prints '5 drops make the same directory'
check 'so they do with an undo among them'
rm -rf "$work/kept" && mv "$spool/oak/fetch/ready/$last" "$work/kept"
again
[ "$code" -eq 70 ] && says "$last did not go through"
check 'a drop that is not kept any more: 70'
mv "$work/kept" "$spool/oak/fetch/ready/$last"
rm -rf "$work/export" && "$rosterdrop" export oak "$work/export" && account=$("$B/tools/csvcells" "$work/export/accounts.csv" accountId kind state |
	awk '$2 == "student" && $3 != "archived" {print $1; exit}')
call account oak archive "$account" --why 'left by hand' && [ "$code" -eq 0 ]
check 'somebody is archived by hand'
again
[ "$code" -eq 1 ] && says '1 acts by hand are not in the drops: account archive (1)' && grep -q "$account" "$work/again/differences"
check 'then the directory is another one, and it says where'

# A vendor that was there before, and a drop whose removals wait while the rest goes in.
rm -rf "$spool" "$files" "$work/districts/oak.conf" && district oak && export ROSTERDROP_NOW=2026-11-20T02:03:04Z
printf 'sync { start_date = "2026-01-01" first_sync = "link-first" }\nguards { floor = 2 removals_wait = yes }\nchecks { manifest.fewer = notice }\n' >>"$work/districts/oak.conf"
before=tests/scenario/link-first/before
call import oak "$before" && [ "$code" -eq 0 ] && "$B/tools/district" --version 1.1 --students 40 "$files" >/dev/null && night 21
check 'an import, and a first night'
awk -F, '$6 == "student" && ++n <= 10 { print $1 }' "$files/users.csv" >"$work/gone"
for file in users demographics enrollments; do grep -vFf "$work/gone" "$files/$file.csv" >"$work/kept" && cp "$work/kept" "$files/$file.csv"; done
printf 'u-zoe,,,true,%s,student,zoe.new,,Zoe,New,,,zoe@new.example,,,,05,\n' "$(awk -F, '$5 == "school" { print $1; exit }' "$files/orgs.csv")" >>"$files/users.csv"
night 22 && held=$(newest oak apply held) && "$rosterdrop" audit oak | grep -q '"act":"apply-part"'
check 'a night of which only what is new goes in'
again -i "$before"
[ "$code" -eq 0 ] && prints '1 drops make the same directory'
check 'the import and both nights make the same directory'
cp -a "$spool" "$work/spool.part" && cp -a "$files" "$work/bulk"
sed -i 's/^file\.users,bulk/file.users,delta/; s/^\(file\.[^,]*\),bulk/\1,absent/' "$files/manifest.csv"
find "$files" -name '*.csv' ! -name manifest.csv ! -name users.csv -delete
awk -F, -v OFS=, 'NR == 1 || $1 == "u-zoe" { if (NR > 1) { $2 = "active"; $3 = "2026-11-23T00:00:00Z"; $9 = "Zora" } print }' "$work/bulk/users.csv" >"$files/users.csv"
call reject "$held" --reason 'they did not leave' && night 23 && case $(newest oak apply ready) in 20261123*) ;; *) false ;; esac && again -i "$before" &&
	[ "$code" -eq 0 ] && prints '2 drops make the same directory'
check 'so they do when the rest was rejected, and a delta came behind it'
rm -rf "$spool" "$files" && mv "$work/spool.part" "$spool" && mv "$work/bulk" "$files" && export ROSTERDROP_NOW=2026-11-22T02:03:04Z
call release "$held" --reason 'they did leave' && call run oak && [ -d "$spool/oak/apply/ready/$held" ] && again -i "$before" && [ "$code" -eq 0 ] && prints '2 drops make the same directory'
check 'also when the rest was released'
again
[ "$code" -eq 1 ] && says '1 acts by hand are not in the drops: import (1)'
check 'without the import it is another one'
again -i "$work/nothing"
[ "$code" -eq 64 ] && [ ! -e "$work/again" ]
check 'files that are not there: 64'

# Acts that are not done again shift the numbers of those that are: an undo goes by the drop that it takes back.
rm -rf "$spool" "$files" "$work/districts/oak.conf" && district oak && export ROSTERDROP_NOW=2026-11-20T02:03:04Z
printf 'sync { start_date = "2026-01-01" first_sync = "exact-merge" }\n' >>"$work/districts/oak.conf"
"$B/tools/district" --version 1.1 --students 40 "$files" >/dev/null && mkdir "$work/vendor" &&
	awk -F, 'BEGIN { print "accountId,kind,state,givenName,familyName,username" } $6 == "student" && ++n <= 3 { print "v" n ",student,invited," $9 ",Before," $7 }' \
		"$files/users.csv" >"$work/vendor/accounts.csv" && call import oak "$work/vendor" && [ "$code" -eq 0 ]
check 'an import of students who are in the SIS, under other family names'
echo nothing >"$spool/oak/inbox/bad.zip" && touch -d 2026-11-19T00:00:00Z "$spool/oak/inbox/bad.zip" && call run oak && [ "$code" -eq 65 ] &&
	call reject "$(newest oak validate failed)" --reason 'no zip' && [ "$code" -eq 0 ] && night 21 && last=$(newest oak apply ready) && befores 0
check 'a drop that is rejected, and a night that links them'
export ROSTERDROP_NOW=2026-11-22T02:03:04Z
call undo "$last" --reason 'too early' && call run oak && call release "$(newest oak apply held)" --reason 'too early' && call run oak && [ "$code" -eq 0 ] && befores 3
check 'an undo gives them back'
again -i "$work/vendor"
[ "$code" -eq 0 ] && prints '2 drops make the same directory'
check 'so it does again, with fewer acts before it'
