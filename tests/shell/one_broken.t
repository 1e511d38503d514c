#!/bin/sh
# A district whose directory or configuration is broken: every command that is about all districts goes on with the others, says which one it is, and ends with
# a code of its own; what is no district is left alone.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
files=$PWD/tests/stage/apply/first-1.1/in/1

# live DISTRICT DAY: the district is live, and a drop waits in its inbox whose bytes are its own.
live() {
	district "$1" && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/$1.conf" && cp -r "$files" "$work/$1.files" &&
		find "$work/$1.files" -name '*.csv' -exec touch -d "2026-11-0${2}T00:00:00Z" {} + && upload "$1" night "$work/$1.files"
}

# others: whether a run has taken the drops of the districts before and behind the broken one.
others() {
	[ -n "$(newest ash apply ready)" ] && [ -n "$(newest oak apply ready)" ]
}

# fresh: ash and oak have a drop each that nobody has taken, elm is as it should be.
fresh() {
	rm -rf "$spool" && cp -a "$work/whole" "$spool"
}

echo 1..18
live ash 1 && district elm && live oak 2 && cp -a "$spool" "$work/whole"
check 'three districts'
: >"$spool/notes" && call run && [ "$code" -eq 0 ] && others
check 'a plain file in the spool is no district: run takes the others'
call status && [ "$code" -eq 0 ] && ! prints notes
check 'and status does not show it'

# What an operator makes of a disk that is full.
fresh
mv "$spool/elm" "$work/elm" && ln -s "$work/elm" "$spool/elm"
call run
[ "$code" -eq 74 ] && others && says 'opening the directory elm'
check 'a link in the place of a district is 74, and the others have their turn'
call status
[ "$code" -eq 74 ] && prints 'ash ' && prints 'oak ' && grep -q '^elm  *unknown' "$work/out" && says 'opening the directory elm'
check 'status shows all of them, and says which cannot be looked at'
call status --json
[ "$code" -eq 74 ] && "$jsoncheck" <"$work/out" >"$work/json" && prints '"district":"oak"' && prints '{"district":"elm","phase":"unknown"'
check 'as JSON too'
call status elm
[ "$code" -eq 74 ] && [ ! -s "$work/out" ]
check 'asked for alone it is an error'
call verify
[ "$code" -eq 74 ] && grep -q '^ash: [0-9]* records, 0 violations' "$work/out" && grep -q '^oak: ' "$work/out" && ! grep -q '^elm' "$work/out" && says elm
check 'verify looks at the others, and says nothing good of what it did not see'
call verify --json
[ "$code" -eq 74 ] && "$jsoncheck" <"$work/out" >"$work/json" && prints '"district":"oak"' && ! prints '"elm"'
check 'as JSON too'
call show "$(newest oak apply ready)" users
[ "$code" -eq 0 ] && prints u-ida
check 'a drop of another district is found by its name alone'
call show 20200101T000000Z-00000000
[ "$code" -eq 74 ] && says elm
check 'one that nobody has may be there'

fresh
rmdir "$spool/elm/apply/ready"
call run
[ "$code" -eq 74 ] && others && says 'apply/ready is not there' && says 'init'
check 'a folder that is missing is 74, not our bug, with what to do'
call status
[ "$code" -eq 74 ] && prints 'ash ' && prints 'oak ' && grep -q '^elm  *unknown' "$work/out"
check 'and status shows the others'
fresh
rm -r "$spool/elm/fetch/tmp"
call run
[ "$code" -eq 74 ] && others && says 'tmp is not there'
check 'so is a folder of a stage'
call init elm && call run && [ "$code" -eq 0 ]
check 'and init makes it'

fresh
mv "$work/districts/elm.conf" "$work/elm.conf"
call run
[ "$code" -eq 78 ] && others && says 'elm.conf is not there'
check 'no configuration of a district: 78, and the others have their turn'
call status
[ "$code" -eq 78 ] && prints 'ash ' && prints 'oak ' && grep -q '^elm  *unknown' "$work/out"
check 'and their lines'
echo 'sync {' >"$work/districts/elm.conf"
call run
[ "$code" -eq 78 ] && others
check 'one that cannot be read: the same'
