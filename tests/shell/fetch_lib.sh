# What the tests of fetch share; sourced. A spool with the district "oak" in $work, which is removed at the end.
# shellcheck shell=sh disable=SC2034 # $inbox and others are for the tests
B=${B:-build}
fetch=$B/libexec/fetch
work=$(mktemp -d) || exit 1
spool=$work/spool
inbox=$spool/oak/inbox
ready=$spool/oak/fetch/ready
tmp=$spool/oak/fetch/tmp
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"
unset ROSTERDROP_NOW ROSTERDROP_CONF

# oak: a fresh district "oak", its configuration from standard input.
oak() {
	rm -rf "$spool" "$work/districts"
	mkdir -p "$work/districts" "$inbox" "$tmp" "$ready" "$spool/oak/fetch/failed" "$spool/oak/fetch/held"
	printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$work/conf"
	: >"$inbox/.rosterdrop"
	: >"$spool/oak/fetch/marked"
	cat >"$work/districts/oak.conf"
}

# run [COMMAND...]: fetch, started by the command if there is one, with its log in $work/log; its exit code in $code.
run() {
	"$@" "$fetch" -c "$work/conf" oak >"$work/out" 2>"$work/log"
	code=$?
}

# uploads: the names in the inbox, but for its marker.
uploads() {
	ls -Aq "$inbox" | grep -vx '\.rosterdrop'
}

# drops: how many there are.
drops() {
	find "$ready" -mindepth 1 -maxdepth 1 -type d | wc -l
}

# drop N: the name of the nth.
drop() {
	find "$ready" -mindepth 1 -maxdepth 1 -type d | sort | sed -n "$1p"
}

# origin N KEY: a value of the nth drop's origin.
origin() {
	sed -n "s/^$2 //p" "$(drop "$1")/origin"
}

# halts CALL N [OPTION...]: starts fetch, which stops behind the Nth such call and waits there for `goes_on`.
halts() {
	calls=$1 when=$2
	shift 2
	: >"$work/trace"
	ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}" \
		strace -f -q -o "$work/trace" -e "trace=$calls" "$@" -e "inject=$calls:signal=STOP:when=$when" \
		"$fetch" -c "$work/conf" oak 2>"$work/log" &
	halted=$!
	until grep -q 'stopped by SIGSTOP' "$work/trace" || ! kill -0 "$halted" 2>/dev/null; do sleep 0.02; done
}

# goes_on: what was halted runs to its end; its exit code in $code.
goes_on() {
	kill -CONT "$(sed -n 's/^\([0-9]*\) .*stopped by SIGSTOP.*/\1/p' "$work/trace" | head -n 1)"
	wait "$halted"
	code=$?
}

# traced OPTION...: fetch under strace, with its log in $work/log.
traced() {
	ASAN_OPTIONS="detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}" \
		strace -qq -o /dev/null "$@" "$fetch" -c "$work/conf" oak 2>"$work/log"
}
