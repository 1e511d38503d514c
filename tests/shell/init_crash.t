#!/bin/sh
# init killed at every call that writes or makes names: the next init makes a district that works.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$(cd "${B:-build}" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS-}" # a traced process cannot look for leaks
tests=0

check() {
	status=$?
	tests=$((tests + 1))
	[ "$status" -eq 0 ] && echo "ok $tests - $1" || echo "not ok $tests - $1"
}

if ! command -v strace >/dev/null || ! strace -o /dev/null true 2>/dev/null; then
	echo '1..0 # SKIP strace cannot trace here'
	exit 0
fi

calls='pwrite64 pwritev write renameat2 mkdirat fsync fdatasync ftruncate'
printf 'spool = "spool"\ndistricts = "districts"\n' >"$work/rosterdrop.conf"

# init_with OPTIONS...: a fresh installation, init under strace with these options.
init_with() {
	rm -rf "$work/spool" "$work/districts"
	strace -f -o "$work/trace" "$@" "$B/bin/rosterdrop" -c "$work/rosterdrop.conf" init oak >/dev/null 2>&1
}

init_with -e "trace=$(echo "$calls" | tr ' ' ',')"
check 'init works when nobody disturbs it'
for call in $calls; do
	count=$(grep -cE "^[0-9]+ +$call\\(" "$work/trace")
	cp "$work/trace" "$work/clean"
	[ "$count" -gt 0 ] || continue
	bad=
	point=1
	while [ "$point" -le "$count" ]; do
		init_with -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$point"
		"$B/bin/rosterdrop" -c "$work/rosterdrop.conf" init oak >/dev/null 2>"$work/log" &&
			"$B/bin/rosterdrop" -c "$work/rosterdrop.conf" feed oak >/dev/null 2>>"$work/log" &&
			[ -z "$(find "$work/spool" -name '*.tmp')" ] || bad="$bad $point"
		point=$((point + 1))
	done
	cp "$work/clean" "$work/trace"
	[ -z "$bad" ] || echo "# after a kill at:$bad"
	[ -z "$bad" ]
	check "killed at each of $count calls of $call"
done
echo "1..$tests"
