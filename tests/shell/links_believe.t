#!/bin/sh
# What `links audit` says of districts that nobody has seen before: families made by random seeds, a normal district and a hard one, through all stages. The truth is
# known here, so what the audit takes for wrong is held against it.
#
# What the gates allow, of some 3,900 who are ready: 8 whose hidden account brings them to a stranger's (0 or 1 is usual), and 4 links to some 3,300 decoys
# (usual: none). A matcher that lets one rule go has dozens to hundreds. A district that fails is made again by SEED=N and, for the hard one, HARD=--hard.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154 # $spool and $work come from there
. "$(dirname "$0")/rosterdrop_lib.sh"
seed=${SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
echo "# SEED=$seed"

# number NAME TEXT: the first number behind a name in the JSON's line that has the text.
number() {
	grep -F "$2" "$work/$kind.json" | sed -n "s/.*$2.*\"$1\":\([0-9]*\).*/\1/p" | sed -n 1p
}

# strangers: of those who were linked elsewhere when their account was hidden, whom the truth does not know under the other account, either.
strangers() {
	sed -n '/^"wrong":/,/^"moved":/p' "$work/$kind.json" | sed -n 's/.*{"sourcedId":"\([^"]*\)",.*"linkedTo":"\([^"]*\)".*/\1,\2/p' >"$work/$kind.wrong"
	tr -d '\r' <"$work/$kind/truth.csv" | sort >"$work/$kind.truth"
	sort "$work/$kind.wrong" | comm -23 - "$work/$kind.truth" | wc -l
}

# shown: of pairs of accounts that are one child's by the truth, how many per cent are named.
shown() {
	sed -n 's/.*{"accountId":"\([^"]*\)","otherAccountId":"\([^"]*\)".*/\1 \2/p' "$work/$kind.json" >"$work/$kind.pairs"
	awk -F, 'NR == FNR { split($0, id, " "); named[id[1] " " id[2]] = named[id[2] " " id[1]] = 1; next }
		$1 == student { all++; hit += (account " " $2) in named } { student = $1; account = $2 }
		END { print all == 0 ? 100 : int(100 * hit / all) }' "$work/$kind.pairs" "$work/$kind.truth"
}

for kind in normal hard; do
	hard=
	[ "$kind" = normal ] || hard=--hard
	# shellcheck disable=SC2086 # nothing, or one word
	"$B/tools/people_make" --students 5000 --seed "$seed" $hard "$work/$kind" && district "$kind" && call import "$kind" "$work/$kind/app" && [ "$code" = 0 ] &&
		upload "$kind" night "$work/$kind/sis" && call run "$kind" && [ "$code" = 0 ]
	check "$kind: a district of 5,000 goes through all stages"
	call links "$kind" audit --json --seed "$seed"
	cp "$work/out" "$work/$kind.json"
	"$jsoncheck" <"$work/$kind.json" >/dev/null && [ "$(number count '"hidden":')" -gt 3000 ] && [ "$(number count '"hidden":')" = "$(number ready '"students":')" ]
	check "$kind: everybody who is ready is hidden once"
	strangers=$(strangers)
	echo "# $kind: $(wc -l <"$work/$kind.wrong") elsewhere, $strangers with a stranger's account; $(grep -F '"hidden":' "$work/$kind.json")"
	[ "$strangers" -le 8 ]
	check "$kind: whose account is hidden is not linked to a stranger's"
	echo "# $kind: $(grep -F '"decoys":' "$work/$kind.json")"
	[ "$(number count '"decoys":')" -gt 2500 ] && [ "$(number linked '"decoys":')" -le 4 ]
	check "$kind: decoys are not linked"
	[ "$(shown)" -ge 45 ]
	check "$kind: most second accounts are named"
done
echo 1..10
