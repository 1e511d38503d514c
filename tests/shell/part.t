#!/bin/sh
# A drop that goes in but for its removals: what every command says and does of what is left. How rows hang together is in tests/stage/apply, and what a crash
# leaves in crash_part.t.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
samples=$PWD/samples/riverbend-1.1
echo 1..33

# night N FOLDER [FILE SED]: the Nth night's files, one of them changed, through all stages.
night() {
	export ROSTERDROP_NOW="2026-11-${1}T02:03:04Z"
	rm -rf "$work/files" && cp -r "$samples/$2" "$work/files"
	[ $# -lt 4 ] || sed -i "$4" "$work/files/$3"
	touch -d "2026-11-${1}T00:00:00Z" "$work/files"/*
	upload oak night "$work/files" && call run oak
	held=$(newest oak apply held)
	lies=$spool/oak/apply/held/$held
}

# acts NAME: how many acts of this name the audit log has.
acts() {
	"$rosterdrop" audit oak | grep -c "\"act\":\"$1\""
}

# active: the accounts that are not archived.
active() {
	rm -rf "$work/export" && "$rosterdrop" export oak "$work/export" >/dev/null 2>&1 && grep -vc ',archived,' "$work/export/accounts.csv"
}

# undone: the drop is taken back; that takes away more than the guards let pass.
undone() {
	call undo "$held" --reason 'it was wrong' && call run oak && call release "$(newest oak apply held)" --reason 'it was wrong' && call run oak
}

# back FOLDER: the spool as it was kept there.
back() {
	rm -rf "$spool" && cp -a "$1" "$spool"
}

# sound: what must hold in the store does.
sound() {
	"$rosterdrop" verify oak >"$work/verified" 2>&1
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
{
	printf 'sync { start_date = "2026-01-01" }\n'
	printf 'guards { removals_wait = yes\n floor = 0\n removals = 0\n updates = 100\n contacts = 100\n usernames = 100\n replaced = 100 }\n'
} >>"$work/districts/oak.conf"
night 01 first-night
first=$(newest oak apply ready) before=$(active)
[ "$code" -eq 0 ] && [ -n "$first" ] && [ "$(acts apply-part)" -eq 0 ]
check 'the first night has nothing to take away, and goes in whole'
cp -a "$spool" "$work/spool.before"

night 02 second-night
gone=$(grep -c '^archive,user,' "$lies/plan.csv") came=$(grep -c '^create,user,' "$lies/part.csv")
[ "$code" -eq 0 ] && says 'changes went in, the removals wait' && says 'held: part: ' && [ "$gone" -gt 0 ] && [ "$came" -gt 0 ]
check 'the second goes in but for its removals, and says so'
[ "$(active)" -eq $((before + came)) ] && [ "$(acts apply-part)" -eq 1 ] && [ "$(acts apply)" -eq 1 ] && sound
check 'nobody is archived, everybody who came is there, and the store is well'
! grep -Eq '^(archive|unenrol|disconnect),' "$lies/part.csv" && ! grep -Eqv '"key":"'"$held"'.part/[0-9]+","drop":"'"$held"'"' "$lies/part.ndjson"
check 'no removal is among what went in, and each change has its own key and the name of its drop'
grep -q '"outcome":"held"' "$lies/summary.json" && [ "$(grep -c . "$lies/part.ndjson")" -eq "$(sed -n 's/^part: \([0-9]*\) .*/\1/p' "$lies/held")" ]
check 'the reason says how many changes went in'
grep -q 'was taken over. What is gone from them is$' "$lies/report.txt" && grep -q "rosterdrop release oak/$held" "$lies/report.txt" &&
	! grep -qE '@|\+1201' "$lies/report.txt"
check 'the report says it, and who can release it, and names nobody'
call status oak
prints 'applied but for its removals: part: '
check 'status says it'
call status --json oak
[ "$("$jsoncheck" 0/held <"$work/out")" = 1 ] && prints '"is":"applied but for its removals"'
check 'status --json, too'
call show "$held" part
[ "$code" -eq 0 ] && grep -q '^create,user,' "$work/out"
check 'show prints what went in'
call plan "$held"
[ "$code" -eq 0 ] && tr -d '\r' <"$lies/plan.csv" >"$work/plan" && tr -d '\r' <"$work/out" | cmp -s - "$work/plan"
check 'plan prints what is left'
call retry "$held"
[ "$code" -eq 64 ] && says 'is held, and waits'
check 'retry is refused: nothing failed'
call run oak
[ "$code" -eq 0 ] && [ -d "$lies" ] && [ "$(acts apply-part)" -eq 1 ]
check 'another run leaves it as it is'
cp -a "$spool" "$work/spool.part"

call release "$held" --reason 'they left'
[ "$code" -eq 0 ] && call run oak && [ "$code" -eq 0 ] && ready=$spool/oak/apply/ready/$held && [ -d "$ready" ] && [ "$(acts apply)" -eq 2 ]
check 'released, the rest goes in'
cmp -s "$ready/plan.csv" "$work/spool.part/oak/apply/held/$held/plan.csv" && cmp -s "$ready/part.ndjson" "$work/spool.part/oak/apply/held/$held/part.ndjson" && sound
check 'with the plan that lay there, and both receipts are kept'
rm -rf "$work/whole" && "$rosterdrop" export oak "$work/whole" >/dev/null 2>&1
call show "$held" --contents
[ "$code" -eq 0 ] && prints 'The chain holds.'
check 'the chain of seals holds'
undone
[ "$(active)" -eq "$before" ] && sound
check 'undo takes back both acts'

back "$work/spool.before"
sed -i 's/removals_wait = yes/removals_wait = no/' "$work/districts/oak.conf"
night 02 second-night
[ -n "$held" ] && [ ! -e "$lies/part.ndjson" ] && [ "$(active)" -eq "$before" ]
check 'without removals_wait the same drop is held whole'
call plan "$held" --with guards.removals_wait=yes
[ "$code" -eq 0 ] && says 'changes would go in, the removals would wait' && grep -q '^archive,user,' "$work/out" && grep -q '^create,user,' "$work/out"
check 'plan --with says what would go in, and prints the whole plan'
call release "$held" --reason 'whole' && call run oak
rm -rf "$work/once" && "$rosterdrop" export oak "$work/once" >/dev/null 2>&1
for file in users classes enrollments accounts; do
	sed 's/a0000000[0-9]*//' "$work/whole/$file.csv" | sort >"$work/a"
	sed 's/a0000000[0-9]*//' "$work/once/$file.csv" | sort | cmp -s - "$work/a" || echo "$file" >>"$work/differs"
done
[ -s "$work/whole/users.csv" ] && [ ! -e "$work/differs" ]
check 'the directory is the same whether a drop goes in at once or in two acts'
sed -i 's/removals_wait = no/removals_wait = yes/' "$work/districts/oak.conf"

back "$work/spool.before"
night 02 first-night enrollments.csv '2d'
grep -q '^removals: ' "$lies/held" && [ ! -e "$lies/part.ndjson" ] && [ "$(acts apply-part)" -eq 0 ]
check 'what brings nothing but removals is held, and no act is made of nothing'

back "$work/spool.before"
cp "$work/districts/oak.conf" "$work/oak.conf" && sed -i 's/ removals = 0/ removals = 100 students = 0/; s/ contacts = 100/ contacts = 0/' "$work/districts/oak.conf"
night 02 second-night users.csv 's/@/.new@/'
mv "$work/oak.conf" "$work/districts/oak.conf"
grep -q 'removals: ' "$lies/held" && grep -q 'contacts: ' "$lies/held" && [ ! -e "$lies/part.ndjson" ] && [ "$(acts apply-part)" -eq 0 ] && [ "$(active)" -eq "$before" ]
check 'what is held for something else, too, is held whole'

back "$work/spool.part"
held=$(newest oak apply held)
lies=$spool/oak/apply/held/$held
export ROSTERDROP_NOW=2026-11-03T02:03:04Z
call release "$held" --reason 'they left'
someone=$(awk -F, '$1 == "archive" && $2 == "user" { print $4; exit }' "$work/spool.part/oak/apply/held/$held/plan.csv")
printf 'accountId,givenName\n%s,Other\n' "$someone" >"$work/edit.csv"
sed -i 's/^plan ......../plan 00000000/' "$spool/oak/apply/released/$held/released"
call run oak
[ -d "$lies" ] && grep -q 'the plan is another one now' "$lies/held" && grep -q '^part: ' "$lies/held" && [ -s "$lies/part.ndjson" ] && [ "$(acts apply-part)" -eq 1 ]
check 'a release of another plan lets nothing go, and nothing goes in twice'
call release "$held" --reason 'only that' --allow class && call run oak
[ -d "$lies" ] && grep -q 'not for all of that' "$lies/held"
check 'nor does one for other guards only'

back "$work/spool.part"
lies=$spool/oak/apply/held/$held
call reject "$held" --reason 'the export was wrong'
refused=$spool/oak/apply/failed/$held
[ "$code" -eq 0 ] && [ ! -e "$lies" ] && [ -s "$refused/rejected" ] && [ -s "$refused/part.csv" ] && [ -s "$refused/part.ndjson" ] && [ "$(active)" -eq $((before + came)) ]
check 'rejected, what went in stays, and is still told'
call show "$held" --contents
[ "$code" -eq 0 ] && prints 'The chain holds.'
check 'its seal holds'
call retry "$held" && call run oak
[ -d "$lies" ] && grep -q '^part: ' "$lies/held" && [ "$(acts apply-part)" -eq 1 ] && sound
check 'retried, what is left is held again, and nothing goes in twice'
# What was held is matched anew, and that was cut off: only the store knows what went in.
back "$work/spool.part"
lies=$spool/oak/apply/held/$held
rm -rf "$lies" "$spool/oak/match/ready/$held"
call reject "$held" --reason 'the export was wrong'
for file in part.csv part.ndjson; do
	cmp "$refused/$file" "$work/spool.part/oak/apply/held/$held/$file" || code=1
done >"$work/why" 2>&1
[ "$code" -eq 0 ] && [ -s "$refused/rejected" ] && call show "$held" --contents && prints 'The chain holds.'
check 'rejected while it is matched anew, what went in is told, byte for byte'

back "$work/spool.part"
rest=$(newest oak apply held)
rm -rf "$work/files" && cp -r "$samples/second-night" "$work/files" && touch -d 2026-11-02T00:00:00Z "$work/files"/*
export ROSTERDROP_NOW=2026-11-03T02:03:04Z
upload oak night "$work/files" && call run oak && held=$(newest oak apply held) && lies=$spool/oak/apply/held/$held
[ "${held#*-}" = "${rest#*-}" ] && [ "$held" != "$rest" ] && [ "$code" -eq 0 ] && ! grep -q package.older "$lies/held" && grep -q '^removals: ' "$lies/held" && [ "$(acts apply-part)" -eq 1 ] && [ -d "$spool/oak/apply/held/$rest" ]
check 'the same bytes once more are no older ones: nothing of it is new but the removals, which are held'

back "$work/spool.part"
held=$(newest oak apply held)
lies=$spool/oak/apply/held/$held
rm -rf "$spool/oak/apply/held/$held"
call run oak
[ -d "$lies" ] && diff -r "$work/spool.part/oak/apply/held/$held" "$lies" >"$work/log"
check 'what lay there is made again from the store, byte for byte'

back "$work/spool.part"
lies=$spool/oak/apply/held/$held
undone
[ "$(active)" -eq "$before" ] && [ ! -e "$lies" ] && [ -e "$spool/oak/apply/failed/$held/held" ] && sound
check 'undone before anybody decided, what went in is taken back, and what is left is superseded'

back "$work/spool.part"
lies=$spool/oak/apply/held/$held
export ROSTERDROP_NOW=2026-11-04T02:03:04Z
sed -i '/^file/s/bulk/absent/; s/^file.users,absent/file.users,delta/' "$work/files/manifest.csv"
sed -i '3,$d; 2s/,,,true/,active,2026-11-03T00:00:00.000Z,true/' "$work/files/users.csv"
find "$work/files" -name '*.csv' ! -name users.csv ! -name manifest.csv -delete
upload oak night "$work/files" && call run oak
[ "$(newest oak apply held)" = "$held" ] && call status oak && prints 'waits for match'
check 'a delta behind it waits'

back "$work/spool.part"
lies=$spool/oak/apply/held/$held
rest=$held
call release "$held" --reason 'they left'
rm -rf "$spool/oak/apply/released/$held" && cp -a "$work/spool.part/oak/apply/held/$held" "$spool/oak/apply/held/"
night 05 second-night users.csv '2s/@/.changed@/'
[ -s "$lies/part.ndjson" ] && [ "$(acts apply-part)" -eq 2 ] && [ -e "$spool/oak/apply/failed/$rest/held" ] && sound
check 'a later export that goes in but for its removals supersedes it'
rm -rf "$spool/oak/apply/failed/$rest"
call run oak
[ "$code" -eq 65 ] && grep -q 'an older drop never overtakes it' "$spool/oak/apply/failed/$rest/refused" && [ "$(acts apply)" -eq 1 ]
check 'and it never overtakes that one, whatever the directories say'
