#!/bin/sh
# An import that is killed has done nothing, or all; run again, it ends as in peace, record for record. A large one, which is written in several
# transactions, and one that changes what is there.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2181,SC2317 # A && B is what each check is about
. "$(dirname "$0")/crash_lib.sh"

# vendor FOLDER STATE: ten thousand accounts, half of them students with a guardian each.
vendor() {
	mkdir "$1"
	awk -v state="$2" -v dir="$1" 'BEGIN {
		print "accountId,kind,state,givenName,username,email" >(dir "/accounts.csv")
		print "studentAccountId,guardianAccountId" >(dir "/connections.csv")
		for (i = 0; i < 5000; i++) {
			printf "s%d,student,%s,Given%d,user%d,\ng%d,guardian,active,Given%d,,g%d@quill.example\n", i, i % 3 ? "active" : state, i, i, i, i, i >(dir "/accounts.csv")
			printf "s%d,g%d\n", i, i >(dir "/connections.csv")
		}
	}' </dev/null
}

# import FOLDER: the command, over $try.
import() {
	"$B/bin/rosterdrop" -c "$try/rosterdrop.conf" import oak "$1" >"$work/out" 2>"$work/why"
}

# crashes BEFORE FOLDER TEXT: kills the import over copies of BEFORE at some of its calls.
crashes() {
	take "$work/$1" && import "$2" && dump "$try" oak >"$work/dump.after"
	dump "$work/$1" oak >"$work/dump.before"
	take "$work/$1"
	points "$B/bin/rosterdrop" -c "$try/rosterdrop.conf" import oak "$2" >"$work/points"
	# The calls of writing data differ in number with the size of a page cache, those that make it durable do not.
	awk '$1 ~ /^(fdatasync|fsync|msync|renameat2|unlinkat|mkdirat|ftruncate)$/ || (n[$1]++ % 60 == 0)' "$work/points" | awk '{ line[NR] = $0 } END { step = int(NR / 24) + 1; for (i = 1; i <= NR; i += step) print line[i]; print line[NR] }' >"$work/some"
	count=0 bad='' early=0
	while read -r call n; do
		count=$((count + 1))
		take "$work/$1"
		die "$call" "$n" "$B/bin/rosterdrop" -c "$try/rosterdrop.conf" import oak "$2"
		"$B/bin/rosterdrop" -c "$try/rosterdrop.conf" feed oak 2>>"$work/why" >"$work/feed"
		"$B/bin/rosterdrop" -c "$try/rosterdrop.conf" verify oak >"$work/verified" 2>&1 || bad="$bad $call:$n(verify)"
		cmp -s "$work/feed" "$work/feed.before.$1" && early=$((early + 1))
		import "$2" && dump "$try" oak | cmp -s - "$work/dump.after" || bad="$bad $call:$n"
	done <"$work/some"
	[ -z "$bad" ] && [ "$count" -ge 10 ] && [ "$early" -ge 5 ]
	check "$3: killed at $count calls, $early of them before all was there${bad:+:$bad}"
}

echo 1..4
night 1
found "$work/new" oak
vendor "$work/one" invited
vendor "$work/two" archived
: >"$work/feed.before.new"
take "$work/new" && import "$work/one" && [ "$(grep -c ' new,' "$work/out")" -eq 2 ] && cp -a "$try" "$work/old" &&
	"$B/bin/rosterdrop" -c "$work/old/rosterdrop.conf" feed oak >"$work/feed.before.old" && [ "$(wc -l <"$work/feed.before.old")" -eq 15000 ]
check 'an import of fifteen thousand records'
sed 1q "$work/one/connections.csv" >"$work/more.csv" && awk 'BEGIN { for (i = 1; i < 2000; i++) printf "s%d,g%d\n", i, i - 1 }' </dev/null >>"$work/more.csv"
cp "$work/more.csv" "$work/two/connections.csv"
awk 'BEGIN { for (i = 0; i < 16000; i++) printf "n%d,staff,active,New,new%d,\n", i, i }' </dev/null >>"$work/two/accounts.csv"
crashes new "$work/one" 'into an empty store'
night 2
crashes old "$work/two" 'a large one over one that is there'
[ "$(wc -l <"$work/dump.after")" -gt 30000 ]
check 'it was large'
