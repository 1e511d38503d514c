#!/bin/sh
# The pipeline does what a model of it says, over random nights, decisions, undos, edits, phases and kills: tests/tools/model.py. The seeds are always the
# same, and so is what happens, since what is killed is killed at a call of the system, and at no instant; MODEL_KILLS=no leaves that out. MODEL_SEED takes
# another seed in place of the second. MODEL_STEPS=5000 runs for ten minutes of CPU a seed; without it, 150 steps a seed, under a minute of CPU for both.
B=$(cd "${B:-build}" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/../.." || exit 1
unset ROSTERDROP_NOW ROSTERDROP_LIBEXEC ROSTERDROP_CONF
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1 ASAN_OPTIONS="detect_leaks=0:verify_asan_link_order=0:${ASAN_OPTIONS-}" # what is killed cannot look for leaks, and what kills is loaded first
number=0
echo 1..2
for seed in 1 "${MODEL_SEED-2}"; do
	python3 tests/tools/model.py "$B" "$work/$seed" "$seed" "${MODEL_STEPS:-150}" >"$work/out" 2>&1
	code=$?
	number=$((number + 1))
	[ "$code" -eq 0 ] || printf 'not '
	echo "ok $number - random nights end as the model says (seed $seed)"
	[ "$code" -eq 0 ] || sed 's/^#* */# /' "$work/out"
	rm -rf "${work:?}/$seed"
done
