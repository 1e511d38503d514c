#!/bin/sh
# Whole districts from the generator, several nights of each, taken back in all sorts of order: the directory is as it was, record for record, with every
# account that is not in the archive. SEEDS chooses other districts.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2181,SC2034,SC2086,SC2154 # A && B is what each check is about; eval sets variables
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/property_lib.sh
. "$(dirname "$0")/property_lib.sh"
set -- ${SEEDS:-7 8}
echo 1..$((6 * $#))

# state NAME FILE: all that there is, and the accounts that are not archived.
state() {
	exported "$1" accountId state $account_columns | awk -F '\t' '$1 != "accounts" || $3 != "archived"' >"$2" && [ -s "$2" ]
}

# as FILE: whether that is how it is.
as() {
	state "$name" "$work/now" && diff "$1" "$work/now" >"$work/log"
}

# undo DAY DROP: takes back, and lets go what a guard holds.
undo() {
	ROSTERDROP_NOW=$(printf '2026-11-%02dT02:00:00Z' "$1")
	export ROSTERDROP_NOW
	undone=$("$rosterdrop" undo "$2" --reason 'a wrong export' 2>"$work/log") && "$rosterdrop" run "$name" >"$work/out" 2>"$work/log" || return
	[ ! -d "$spool/$name/apply/held/$undone" ] ||
		{ "$rosterdrop" release "$undone" --reason 'it is meant' && "$rosterdrop" run "$name"; } >"$work/out" 2>"$work/log" || return
	unset ROSTERDROP_NOW
	[ -d "$spool/$name/apply/ready/$undone" ] && verified "$name"
}

for seed; do
	name=undo-$seed
	case $((seed % 2)) in 0) version=1.2.1 ;; *) version=1.1 ;; esac
	live "$name" 'guards { removals = 100 class = 100 week = 100 updates = 100 usernames = 100 contacts = 100 replaced = 100 }'
	for night in 1 2 3 4; do
		generate "$name-$night" --night $night --seed "$seed" --version $version --students 60 && send "$name" $night "$name-$night" && state "$name" "$work/$night" &&
			eval "drop$night=\$(newest $name apply ready)" || break
	done
	[ "$night" -eq 4 ] && ! cmp -s "$work/3" "$work/4" && lies "$name" apply ready 4
	check "$name: four nights of $version"
	undo 5 "$drop4" && as "$work/3"
	check "$name: the last is undone"
	fourth=$undone
	undo 6 "$drop2" && as "$work/1"
	check "$name: back to the first"
	undo 7 "$undone" && as "$work/3"
	check "$name: the undo of that"
	undo 8 "$fourth" && as "$work/4"
	check "$name: the undo of the first undo"
	generate "$name-5" --night 5 --seed "$seed" --version $version --students 60 && send "$name" 9 "$name-5" && state "$name" "$work/5" &&
		fifth=$(newest "$name" apply ready) && undo 10 "$fifth" && as "$work/4"
	check "$name: another night, and undone"
done
