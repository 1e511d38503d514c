#!/bin/sh
# Two at once: a stage finds another at work and says so; whoever comes first, every drop is done once; and a district that is broken is nobody
# else's affair.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2086,SC2181,SC2317 # A && B is what each check is about, $districts a list of words
. "$(dirname "$0")/crash_lib.sh"
districts='ash elm fir oak yew'
conf=$try/rosterdrop.conf

# fresh: five districts, each with an upload in the inbox, in $try.
fresh() {
	take "$work/all"
}

# done_once DISTRICT: whether its drop lies in ready/ of each stage and nowhere else, and the store has one act, and its changes once.
done_once() {
	for stage in fetch validate normalise match apply; do
		[ "$(find "$try/spool/$1/$stage/ready" -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ] &&
			[ -z "$(find "$try/spool/$1/$stage/tmp" "$try/spool/$1/$stage/failed" "$try/spool/$1/$stage/held" -mindepth 1)" ] || {
			echo "$1: not one drop in $stage/ready" >"$work/why"
			return 1
		}
	done
	[ "$(dump "$try" "$1" | grep -c '^ledger ')" -eq 1 ] && [ "$(dump "$try" "$1" | grep -c '^audit ')" -eq 1 ] &&
		[ "$("$B/bin/rosterdrop" -c "$conf" feed "$1" | wc -l)" -eq "$changes" ]
}

# all: whether each of these districts has its drop, once.
all() {
	for district; do
		done_once "$district" || return
	done
}

echo 1..16
night 1
found "$work/all" $districts
for district in $districts; do
	upload "$work/all" "$district" "$samples/riverbend-1.1/first-night"
done
fresh
"$B/bin/rosterdrop" -c "$conf" run -j2 >/dev/null 2>"$work/why"
[ $? -eq 0 ] && changes=$("$B/bin/rosterdrop" -c "$conf" feed oak | wc -l) && [ "$changes" -gt 100 ] && all $districts
check 'five districts, one run'

story
for stage in fetch validate normalise match apply; do
	take "$work/$stage"
	before=$(find "$try/spool/oak" -type f ! -name lock -exec sha256sum {} + | sort)
	flock "$try/spool/oak/$stage/lock" "$B/libexec/$stage" -c "$conf" oak 2>"$work/why"
	[ $? -eq 75 ] && grep -q "^$stage oak: somebody else is at work here; try again later" "$work/why" &&
		[ "$before" = "$(find "$try/spool/oak" -type f ! -name lock -exec sha256sum {} + | sort)" ]
	check "$stage: while another holds the lock, 75 and nothing is touched"
done

# The first instance is held up in the middle of its work; the second comes then.
for stage in validate normalise match apply; do
	take "$work/$stage"
	: >"$work/trace"
	strace -f -q -o "$work/trace" -e trace=fsync -e inject=fsync:signal=STOP:when=1 \
		"$B/libexec/$stage" -c "$conf" oak 2>"$work/log.one" &
	one=$!
	until grep -q 'stopped by SIGSTOP' "$work/trace" || ! kill -0 "$one" 2>/dev/null; do sleep 0.02; done
	"$B/libexec/$stage" -c "$conf" oak 2>"$work/why"
	second=$?
	kill -CONT "$(sed -n 's/^\([0-9]*\) .*stopped by SIGSTOP.*/\1/p' "$work/trace" | head -n 1)"
	wait $one
	[ $? -eq 0 ] && [ $second -eq 75 ] && [ -n "$(newest "$try" oak $stage ready)" ] && [ -z "$(ls "$try/spool/oak/$stage/tmp")" ]
	check "two of $stage at once: one does it, the other tries again later"
done

bad=
for round in 1 2 3; do
	fresh
	"$B/bin/rosterdrop" -c "$conf" run -j2 >/dev/null 2>"$work/log.one" &
	one=$!
	"$B/bin/rosterdrop" -c "$conf" run -j2 >/dev/null 2>"$work/log.two"
	two=$?
	wait $one
	one=$?
	case "$one $two" in
	'0 0' | '0 75' | '75 0' | '75 75') ;;
	*) bad="$bad $one/$two" && cat "$work/log.one" "$work/log.two" >"$work/why" ;;
	esac
	"$B/bin/rosterdrop" -c "$conf" run >/dev/null 2>>"$work/log.one"
	all $districts || bad="$bad round $round"
done
[ -z "$bad" ]
check "two runs at once over five districts, then one more: every drop is done once${bad:+ ($bad)}"

fresh
: >"$try/spool/elm/store/data.mdb"
"$B/bin/rosterdrop" -c "$conf" run -j2 >/dev/null 2>"$work/why"
[ $? -eq 74 ] && grep -q 'elm.*is empty; restore the backup' "$work/why"
check 'a district whose store is broken: 74, and which'
all ash fir oak yew
check 'and the others are done'
fresh
echo 'sync { start_date = }' >"$try/districts/fir.conf"
"$B/bin/rosterdrop" -c "$conf" run -j2 >/dev/null 2>"$work/why"
[ $? -eq 78 ] && grep -q 'fir.conf:1' "$work/why"
check 'a district whose configuration is broken: 78, with file and line'
all ash elm oak yew
check 'and the others are done'
cp "$work/all/districts/fir.conf" "$try/districts/"
"$B/bin/rosterdrop" -c "$conf" run >/dev/null 2>"$work/why"
[ $? -eq 0 ] && all $districts
check 'once it is mended, it is done too'
