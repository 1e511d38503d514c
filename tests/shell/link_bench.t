#!/bin/sh
# The matcher on invented people: good enough, the same in any order and with any number of threads, and bounded whatever comes. Small sets: what the goals
# are held to is `make bench-match`.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${B:-build}
bench=$B/tools/link_bench
count=0

# check WHAT COMMAND...: one test.
check() {
	what=$1
	shift
	count=$((count + 1))
	if "$@"; then echo "ok $count - $what"; else echo "not ok $count - $what"; fi
}

# value NAME TEXT: what stands behind a name in the first line.
value() {
	echo "$2" | awk -v name="$1" 'NR == 1 { for (i = 1; i < NF; i++) if ($i == name) { print $(i + 1); exit } }'
}

# reaches NUMBER NAME TEXT: whether a value is at least that.
reaches() {
	awk -v least="$1" -v is="$(value "$2" "$3")" 'BEGIN { exit !(is >= least) }'
}

digest() {
	"$bench" --students 4000 --seed 3 --digest "$@" | awk '$1 == "digest" { print $2 }'
}

# same OPTION...: whether the digest is that of the plain run.
same() {
	[ -n "$plain" ] && [ "$(digest "$@")" = "$plain" ]
}

# alike KIND STUDENTS: ends in a minute of CPU time with nobody linked wrongly.
# shellcheck disable=SC3045 # dash and bash know -t
alike() {
	out=$(ulimit -t 60 && "$bench" --alike "$1" --students "$2") && [ "$(value wrong "$out")" = 0 ]
}

normal=$("$bench" --students 10000 --seed 4) hard=$("$bench" --students 10000 --seed 4 --hard)
check 'nine in ten are ready' reaches .90 recall "$normal"
check 'and at most one of them is wrong' [ "$(value wrong "$normal")" -le 1 ]
check 'the one who is meant is among the candidates' reaches .998 shown "$normal"
check 'on the hard set eight in ten are' reaches .80 recall "$hard"
check 'and at most one of them is wrong' [ "$(value wrong "$hard")" -le 1 ]
check 'and the one who is meant is shown there, too' reaches .998 shown "$hard"

plain=$(digest)
check 'another order, other sides first: the same' same --shuffle 1
check 'yet another order: the same' same --shuffle 6
check 'two threads: the same' same --threads 2
check 'five threads and another order: the same' same --threads 5 --shuffle 3
check 'other people: not the same' [ "$(digest --hard)" != "$plain" ]

check 'a hundred thousand of one name' alike name 100000
check 'a hundred thousand with one phone' alike phone 100000
check 'a hundred thousand of one family name, born on one day, in one school' alike birth 100000
check 'names of ten thousand letters' alike long 2000
echo "1..$count"
