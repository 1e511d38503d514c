#!/bin/sh
# The drops that are kept make the same directory again: bulk and delta, one that was released, and an undo; not so when a drop is missing, or when
# somebody did something by hand.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
files=$work/files
export ROSTERDROP="$rosterdrop"
echo 1..9

# night N: the Nth night, with what lies in $files.
night() {
	export ROSTERDROP_NOW="2026-11-${1}T02:03:04Z"
	find "$files" -exec touch -d "2026-11-${1}T00:00:00Z" {} +
	upload oak night "$files" && call run oak && [ "$code" -eq 0 ]
}

# again: replays into a new folder.
again() {
	rm -rf "$work/again"
	scripts/replay-into oak "$work/again" >"$work/out" 2>"$work/log"
	code=$?
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
[ "$code" -eq 1 ] && says '1 acts by hand' && grep -q "$account" "$work/again/differences"
check 'then the directory is another one, and it says where'
