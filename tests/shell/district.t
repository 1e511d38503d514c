#!/bin/sh
# The generator of districts: repeatable, and its nights fit together. Samples and benchmark stand
# on it.
B=${B:-build}
export LC_ALL=C
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0

# check WORDS COMMAND...: one line of TAP.
check() {
	words=$1
	shift
	number=$((number + 1))
	if "$@"; then echo "ok $number - $words"; else echo "not ok $number - $words"; fi
}

make_night() {
	folder=$1
	shift
	"$B/tools/district" --students 300 --churn 50 "$@" "$work/$folder" >/dev/null
}

differs() {
	! diff -r "$1" "$2" >/dev/null
}

# The rows of a folder but its manifest, without status and date, sorted.
rows() {
	cat "$work/$1/"[!m]*.csv | sed -E 's/^([^,]*),(active|tobedeleted)?,[^,]*,/\1,,,/' | sort
}

same_rows() {
	rows "$1" >"$work/left"
	rows "$2" >"$work/right"
	cmp -s "$work/left" "$work/right"
}

# What a delta calls active or to be deleted is what one night has and the other has not.
delta_fits() {
	rows first >"$work/left"
	rows second >"$work/right"
	grep -h ',active,2026-' "$work/delta/"*.csv | sed -E 's/^([^,]*),active,[^,]*,/\1,,,/' | sort >"$work/active"
	grep -h ',tobedeleted,2026-' "$work/delta/"*.csv | sed -E 's/^([^,]*),[^,]*,[^,]*,/\1,,,/' | sort >"$work/gone"
	comm -13 "$work/left" "$work/right" >"$work/new"
	comm -23 "$work/left" "$work/right" >"$work/old"
	[ -s "$work/active" ] && [ -s "$work/gone" ] && cmp -s "$work/new" "$work/active" &&
		[ -z "$(comm -23 "$work/gone" "$work/old")" ]
}

ids_sorted() {
	sed 1d "$work/first/enrollments.csv" | cut -d, -f1 | sort -c
}

make_night first
make_night again
make_night seed --seed 2
make_night second --night 2
make_night shuffled --night 2 --unsorted
make_night delta --night 2 --delta
make_night newer --version 1.2.1

check 'the same seed gives the same bytes' diff -r "$work/first" "$work/again"
check 'another seed gives others' differs "$work/first" "$work/seed"
check 'another night gives others' differs "$work/first" "$work/second"
check 'unsorted is another order' differs "$work/second" "$work/shuffled"
check 'unsorted holds the same rows' same_rows second shuffled
check 'a delta is the difference of two nights' delta_fits
check '1.2 has roles' test -s "$work/newer/roles.csv"
check 'the ids come in order' ids_sorted
echo "1..$number"
