#!/bin/sh
# The pipeline does what a model of it says, over random nights, decisions, undos, edits and kills: tests/tools/model.py. The seeds are always the same;
# MODEL_SEED takes another in place of the second. MODEL_STEPS=2000 runs for a quarter of an hour; without it, some ten seconds.
B=$(cd "${B:-build}" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/../.." || exit 1
unset ROSTERDROP_NOW ROSTERDROP_LIBEXEC ROSTERDROP_CONF
export LC_ALL=C
fresh=${MODEL_SEED-2}
number=0
echo 1..2
for seed in 1 "$fresh"; do
	python3 tests/tools/model.py "$B/bin/rosterdrop" "$work/$seed" "$seed" "${MODEL_STEPS:-14}" >"$work/out" 2>&1
	code=$?
	number=$((number + 1))
	[ "$code" -eq 0 ] || printf 'not '
	echo "ok $number - random nights end as the model says (seed $seed)"
	[ "$code" -eq 0 ] || sed 's/^#* */# /' "$work/out"
	rm -rf "${work:?}/$seed"
done
