# What shell tests say: TAP; sourced. Below a check that failed stands what there was, so that nobody need run it again to see why.
# shellcheck shell=sh disable=SC2154 # work is the test's
number=0

# check TEXT: says whether the last command did what the text says.
check() {
	say $? "$1"
}

# say STATUS TEXT: a line of TAP, and what there was when the status is not 0.
say() {
	number=$((number + 1))
	[ "$1" -eq 0 ] || printf 'not '
	printf 'ok %d - %s\n' "$number" "$2"
	[ "$1" -eq 0 ] || had | sed 's/^/# /'
}

# had: the exit code of the last run, the end of what it said, and what lies in the spool.
had() {
	[ -z "${code-}" ] || echo "exit code $code"
	for said in log out why missing diff; do
		[ ! -s "$work/$said" ] || { echo "$work/$said:" && tail -n 40 "$work/$said"; }
	done
	[ ! -d "${spool:=$work/spool}" ] || find "$spool" -type f ! -name '*.mdb' -printf '%8s %P\n' | sort -k 2 | head -n 60
}
