#!/bin/sh
# What a person does with drops: look, retry, reject, plan, export, read the feed. With the real stages and the sample districts.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2181 # A && B is what each check is about
samples=$(cd "$(dirname "$0")/../../samples" && pwd)
. "$(dirname "$0")/rosterdrop_lib.sh"

# live DISTRICT [LINE]: the district is live since long ago.
live() {
	printf 'inbox { quiet = 0 }\nchecks { package.foreign = notice }\nsync { start_date = "2026-01-01" }\n%s\n' "${2-}" >"$work/districts/$1.conf"
}

# gone PATH...: none of them is there.
gone() {
	for path; do
		[ ! -e "$path" ] || return 1
	done
}

echo 1..77

district oak
district elm
head -c 3000 /dev/zero >"$spool/oak/inbox/bad.zip"
export ROSTERDROP_NOW=2026-11-21T02:03:04Z
call run oak
bad=$(newest oak validate failed)
[ "$code" -eq 65 ] && [ -n "$bad" ]
check 'a damaged zip is refused: 65'
call status oak
[ "$code" -eq 0 ] && prints "$bad  refused by validate: package.not_zip" &&
	prints "$spool/oak/validate/failed/$bad/report.txt"
check 'status says why, and where the report lies'
call status --json oak
[ "$("$jsoncheck" 0/failed 0/last/is 0/last/place 0/drops/0/drop 0/drops/0/findings/fatal 0/drops/0/ageSeconds <"$work/out" |
	tr '\n' ' ')" = "1 refused by validate failed $bad 1 0 " ]
check 'so does its JSON'
ROSTERDROP_NOW=2026-11-23T02:03:04Z call status
grep -q "^oak .* $bad  *48h  *validate/failed  *0  *1  *0  *-  *0  *1  *0  *0\$" "$work/out" || grep -q ' 2d ' "$work/out"
check 'one line a district: age, stage, counts'
awk 'length > 100 { exit 1 }' "$work/out"
check 'which fits into 100 columns'
call show "$bad"
[ "$code" -eq 0 ] && prints "oak/$bad: refused by validate" && prints 'roster.zip' && prints 'The chain holds.'
check 'show: its history'
call show "$bad" findings
[ "$code" -eq 0 ] && prints 'package.not_zip' && [ "$(grep -c '^id,severity' "$work/out")" -eq 1 ]
check 'show: its findings'
call show "$bad" users
[ "$code" -eq 66 ] && says 'there is no users of'
check 'show: no rows of what was refused: 66'
call show "$bad" plan
[ "$code" -eq 66 ] && says 'there is no plan of'
check 'show: no plan of it: 66'
call show "$bad" vegetables
[ "$code" -eq 64 ]
check 'show: no such table: 64'

call retry "$bad" fetch
[ "$code" -eq 64 ] && [ -d "$spool/oak/fetch/ready/$bad" ]
check 'retry never takes away what fetch brought: 64'
call retry "$bad" match
[ "$code" -eq 66 ] && says 'match has nothing of'
check 'retry of a stage that never had it: 66'
call retry "$bad" vegetables
[ "$code" -eq 64 ]
check 'retry of no stage: 64'
flock "$spool/oak/validate/lock" "$rosterdrop" retry "$bad" 2>"$work/log"
[ $? -eq 75 ] && [ -d "$spool/oak/validate/failed/$bad" ]
check 'retry while the stage is at work: 75, nothing is done'
flock "$spool/oak/normalise/lock" "$rosterdrop" retry "$bad" 2>"$work/log"
[ $? -eq 75 ] && [ -d "$spool/oak/validate/failed/$bad" ]
check 'retry while the next stage is at work: 75'
mkdir "$spool/oak/validate/tmp/$bad"
call retry "$bad"
[ "$code" -eq 0 ] && gone "$spool/oak/validate/failed/$bad" "$spool/oak/validate/tmp/$bad" &&
	[ -d "$spool/oak/fetch/ready/$bad" ]
check 'retry takes out what failed, also over what a crash left'
call retry "$bad" fetch
[ "$code" -eq 64 ] && [ -d "$spool/oak/fetch/ready/$bad" ]
check 'retry of fetch, when nothing else has the drop: still 64'
call retry "$bad"
[ "$code" -eq 66 ] && says 'nothing of' && says 'waits for validate'
check 'retry again: nothing failed, 66'
call run oak
[ "$code" -eq 65 ] && [ -d "$spool/oak/validate/failed/$bad" ]
check 'the stage works on it again'

call reject "$bad"
[ "$code" -eq 64 ] && says '--reason'
check 'reject without a reason: 64'
call reject "$bad" --reason 'two
lines'
[ "$code" -eq 64 ]
check 'a reason of two lines: 64'
flock "$spool/oak/apply/lock" "$rosterdrop" reject "$bad" --reason x 2>"$work/log"
[ $? -eq 75 ] && gone "$spool/oak/apply/failed/$bad"
check 'reject while apply is at work: 75'
call reject "$bad" --reason 'the SIS was down' --as 'Ada Example'
[ "$code" -eq 77 ] && gone "$spool/oak/apply/failed/$bad"
check 'reject by somebody without a grant: 77'
call reject "$bad" --reason 'the SIS was down'
[ "$code" -eq 0 ] && grep -qx "rejected by $(id -un) at 2026-11-21T02:03:04Z: the SIS was down" \
	"$spool/oak/apply/failed/$bad/rejected"
check 'reject writes who, when and why'
grep -qx 'stage apply' "$spool/oak/apply/failed/$bad/SEAL" &&
	grep -qx "input $(sha256sum "$spool/oak/validate/failed/$bad/SEAL" | cut -d' ' -f1)" "$spool/oak/apply/failed/$bad/SEAL"
check 'under a SEAL whose input is the last directory it reached'
call show "$bad"
[ "$code" -eq 0 ] && prints "$bad: rejected" && prints 'The chain holds.'
check 'the chain holds'
call status --json oak
[ "$("$jsoncheck" 0/failed 0/last/is <"$work/out" | tr '\n' ' ')" = '0 rejected ' ]
check 'a rejected drop waits for nobody'
call reject "$bad" --reason again
[ "$code" -eq 64 ] && says 'rejected already'
check 'reject again: 64'
call retry "$bad"
[ "$code" -eq 0 ] && gone "$spool/oak/apply/failed/$bad"
check 'retry takes a rejection back'

for d in oak elm; do lie $d fetch ready 20261121T050505Z-0badcafe; done
call show 20261121T050505Z-0badcafe
[ "$code" -eq 64 ] && says 'elm/20261121T050505Z-0badcafe oak/20261121T050505Z-0badcafe'
check 'a name that two districts have: 64, and both'
call show elm/20261121T050505Z-0badcafe
[ "$code" -eq 74 ] && prints 'elm/20261121T050505Z-0badcafe: waits for validate' && prints 'NOT GOOD' &&
	prints 'DOES NOT HOLD'
check 'with the district it is one; without a SEAL the chain does not hold: 74'
rmdir "$spool"/*/fetch/ready/20261121T050505Z-0badcafe
for stage in fetch validate; do lie elm $stage ready 20261121T060606Z-0badcafe; done
lie elm normalise failed 20261121T060606Z-0badcafe
printf 'caf\303\251 \033[2J\302\233\nmore\n' >"$spool/elm/normalise/failed/20261121T060606Z-0badcafe/refused"
call status elm
prints "$(printf 'refused by normalise: caf\303\251 \\x1b[2J\\xc2\\x9b')" && ! prints more
check 'a reason cannot play tricks on a terminal'
lie elm apply failed 20261121T070707Z-0badcafe
echo 'many would go' >"$spool/elm/apply/failed/20261121T070707Z-0badcafe/held"
call status --json elm
[ "$("$jsoncheck" 0/failed 0/last/is 0/last/why <"$work/out" | tr '\n' ' ')" = '1 superseded many would go ' ]
check 'what was held until a later drop went first is superseded, and no failure'

rm -r "$spool"
district elm
district oak
upload elm first "$samples/lakeside-1.2/first-night"
upload oak first "$samples/riverbend-1.1/first-night"
flock "$spool/oak/validate/lock" "$rosterdrop" run 2>"$work/log"
[ $? -eq 75 ] && [ -n "$(newest elm apply held)" ] && [ -z "$(newest oak validate ready)" ]
check 'a district that somebody else works on: 75, and the other goes on'
call run
[ "$code" -eq 0 ]
check 'then it goes on: 0'
first=$(newest oak apply held)
[ -n "$first" ]
check 'in phase setup, drops are held with their plan'
call plan "$first"
[ "$code" -eq 0 ] && [ "$(sed -n 1p "$work/out" | tr -d '\r')" = 'action,entity,sourcedId,accountId,school,field,reason' ] &&
	[ "$(grep -c '^create,user,' "$work/out")" -gt 100 ]
check 'plan: what is held'
call retry "$first"
[ "$code" -eq 64 ] && says 'held'
check 'retry of a held drop: 64'
call retry "$first" validate
[ "$code" -eq 64 ] && says 'gone on to apply' && [ -d "$spool/oak/validate/ready/$first" ]
check 'nor a stage before it: 64'
call status oak
prints "$first  held: setup"
check 'status says why it is held'
call feed oak
[ "$code" -eq 0 ] && [ ! -s "$work/out" ]
check 'the feed is empty: nothing was done'
live oak
call run oak
[ "$code" -eq 0 ] && [ "$(newest oak apply ready)" = "$first" ]
check 'the district goes live: run applies what was held for that'

call show "$first"
[ "$code" -eq 0 ] && [ "$(grep -c '^  made by' "$work/out")" -eq 5 ] && prints "$first: applied"
check 'show: five stages'
for table in orgs academicSessions courses classes users userProfiles roles demographics enrollments relationships; do
	call show "$first" $table
	[ "$code" -eq 0 ] && [ -s "$work/out" ] || break
done
[ "$code" -eq 0 ] && [ "$table" = relationships ]
check 'show: every table'
call show "$first" users
[ "$(wc -l <"$work/out")" -eq "$(($(grep -c . "$samples/riverbend-1.1/first-night/users.csv")))" ] &&
	grep -q '^sourcedId,status,dateLastModified,enabledUser' "$work/out"
check 'show: as many users as came'
call show "$first" relationships
[ "$(awk -F, 'NR > 1 && (NF != 2 || length($1) != 36 || length($2) != 37)' "$work/out" | wc -l)" -eq 0 ] && [ "$(wc -l <"$work/out")" -gt 50 ]
check 'show: relationships are pairs'
call show "$first" findings
[ "$code" -eq 0 ] && [ "$(grep -c '^id,severity' "$work/out")" -eq 1 ] &&
	[ "$(find "$spool/oak" -path "*$first/findings.csv" | wc -l)" -eq 3 ]
check 'show: findings of three stages under one header'
call show "$first" links
[ "$code" -eq 0 ] && prints 'sourcedId,accountId,class,score'
check 'show: links'
call show "$first" changes
[ "$code" -eq 0 ] && "$jsoncheck" -l seq key action <"$work/out" >/dev/null
check 'show: changes are JSON, a line each'
cp "$work/out" "$work/changes"
call show "$first" plan
[ "$code" -eq 0 ] && [ "$(($(wc -l <"$work/out") - 1))" -eq "$(wc -l <"$work/changes")" ]
check 'show: the plan has a row for each change'
call feed oak
[ "$code" -eq 0 ] && cmp -s "$work/out" "$work/changes"
check 'the feed is what the changes were'
cp "$work/out" "$work/feed"
call feed oak --since 100
[ "$code" -eq 0 ] && [ "$(sed -n 1p "$work/out")" = "$(sed -n 101p "$work/feed")" ] &&
	[ "$(wc -l <"$work/out")" -eq "$(($(wc -l <"$work/feed") - 100))" ]
check 'the feed since 100 begins with 101'
last=$(wc -l <"$work/feed")
call feed oak --since "$last"
[ "$code" -eq 0 ] && [ ! -s "$work/out" ]
check 'the feed since its end is empty'
call feed oak --since $((last + 1))
[ "$code" -eq 66 ] && [ ! -s "$work/out" ] && says "the feed ends with record $last"
check 'what comes after more than there is: 66, as after an older store was restored'
call audit oak
[ "$code" -eq 0 ] && [ "$("$jsoncheck" -l number drop <"$work/out" | tr '\n' ' ')" = "1 $first " ]
check 'the audit log is JSON, a line an act'
call reject "$first" --reason late
[ "$code" -eq 64 ] && says 'it can no longer be rejected' && [ -d "$spool/oak/apply/ready/$first" ]
check 'an applied drop is not rejected: 64'
call retry "$first"
[ "$code" -eq 64 ] && says 'was applied'
check 'nor done again: 64'
call retry "$first" match
[ "$code" -eq 64 ]
check 'not a single stage of it: 64'

export ROSTERDROP_NOW=2026-11-22T02:03:04Z
upload oak second "$samples/riverbend-1.1/second-night"
call run oak
second=$(newest oak apply ready)
[ "$code" -eq 0 ] && [ "$second" != "$first" ]
check 'a second night'
call feed oak
"$jsoncheck" -l key <"$work/out" >"$work/keys" && [ "$(sort -u "$work/keys" | wc -l)" -eq "$(wc -l <"$work/out")" ] &&
	[ "$(sed -n "$(($(wc -l <"$work/feed") + 1))p" "$work/keys")" = "$second/1" ]
check 'every record of the feed has its own key, counted from 1 in each drop'
call status --json oak
[ "$("$jsoncheck" 0/last/rows <"$work/out")" -eq \
	"$(cd "$samples/riverbend-1.1/second-night" && awk 'FNR > 1 && FILENAME != "manifest.csv"' ./[!m]*.csv | wc -l)" ]
check 'status: as many rows as came'
call status oak
prints "$second  applied"
check 'status: applied'
[ "$("$rosterdrop" feed oak 2>"$work/log" | head -n 1 | wc -l)" -eq 1 ] && [ ! -s "$work/log" ]
check 'who stops reading the feed hears no complaint'

mkdir "$work/export"
call export oak "$work/export/"
[ "$code" -eq 0 ] && [ "$(find "$work" -maxdepth 1 -name '.*export*' | wc -l)" -eq 0 ]
check 'export into an empty directory'
[ "$(head -n 1 "$work/export/users.csv" | tr -d '\r' | tr ',' '\n' | wc -l)" -eq 22 ] &&
	head -n 1 "$work/export/accounts.csv" | tr -d '\r' |
	grep -qx 'accountId,kind,state,givenName,middleName,familyName,preferredGivenName,birthDate,grades,schools,username,email,mobile,phone,identifier,language,history'
check 'users.csv is that of 1.2.1, accounts.csv that of the import'
[ "$(tail -n +2 "$work/export/users.csv" | cut -d, -f1 | sort -c 2>&1)" = '' ] &&
	[ "$(tail -n +2 "$work/export/enrollments.csv" | cut -d, -f2,3 | sort -u)" = , ]
check 'in the order of the keys, without status and time'
for table in users enrollments roles; do
	call show "$second" $table
	[ "$(cut -d, -f1 "$work/out")" = "$(cut -d, -f1 "$work/export/$table.csv")" ] || break
done
[ "$table" = roles ] && [ "$(cut -d, -f1 "$work/out")" = "$(cut -d, -f1 "$work/export/roles.csv")" ]
check 'only what is active: as the last bulk drop has it'
call export oak "$work/again"
diff -r "$work/export" "$work/again" >/dev/null
check 'the same directory gives the same bytes'
mkdir "$work/half"
: >"$work/half/x"
call export oak "$work/half"
[ "$code" -eq 64 ] && [ "$(ls "$work/half")" = x ]
check 'a directory that is not empty stays as it is: 64'
for d in fir ash; do
	district $d
	live $d
done
upload fir first "$samples/lakeside-1.2/first-night"
call run fir
call export fir "$work/fir"
rm "$work/fir/accounts.csv"
rm -rf "$spool/.platform" # the same people are in two districts here
upload ash exported "$work/fir"
call run ash
[ "$code" -eq 0 ] && call status --json ash &&
	[ "$("$jsoncheck" 0/last/is 0/last/findings/error 0/last/findings/warning <"$work/out" | tr '\n' ' ')" = 'applied 0 0 ' ]
check 'an export is a drop without a finding'
call export ash "$work/ash"
rm "$work/ash/accounts.csv"
diff -r "$work/fir" "$work/ash" >"$work/log"
check 'whose export is the same again'

upload elm second "$samples/lakeside-1.2/second-night"
call run elm
held=$(newest elm apply held)
call reject "elm/$held" --reason 'wrong year'
[ "$code" -eq 0 ] && gone "$spool/elm/apply/held/$held" && [ -e "$spool/elm/apply/failed/$held/rejected" ]
check 'a held drop is rejected'
live elm
call run elm
[ "$code" -eq 0 ] && [ -n "$(newest elm apply ready)" ] && [ "$(newest elm apply ready)" != "$held" ] &&
	[ -e "$spool/elm/apply/failed/$held/rejected" ]
check 'and is not applied when the district goes live'

export ROSTERDROP_NOW=2026-11-23T02:03:04Z
live elm 'sync { paused = yes }'
printf 'inbox { quiet = 0 }\nchecks { package.foreign = notice }\nsync {\n start_date = "2026-01-01"\n paused = yes\n}\n' >"$work/districts/elm.conf"
upload elm third "$samples/lakeside-1.2/second-night"
call run elm
third=$(newest elm match ready)
[ "$code" -eq 0 ] && call status --json elm && [ "$("$jsoncheck" 0/phase 0/last/waitsFor <"$work/out" | tr '\n' ' ')" = 'paused apply ' ]
check 'paused: a drop waits for apply'
before=$(snapshot)
call plan "elm/$third"
[ "$code" -eq 0 ] && [ "$(wc -l <"$work/out")" -gt 1 ] && [ "$(snapshot)" = "$before" ] && gone "$spool/elm/apply/ready/$third"
check 'plan: what apply would do, and nothing is done'
call retry "elm/$third" match
[ "$code" -eq 0 ] && gone "$spool/elm/match/ready/$third"
check 'retry of a stage that did its work: it works again'
printf x | dd of="$spool/elm/normalise/ready/$third/roster.mdb" bs=1 seek=5000 conv=notrunc 2>/dev/null
call show "elm/$third" --contents
[ "$code" -eq 74 ] && prints 'roster.mdb is not what the SEAL beside it says'
check 'show --contents finds a byte that changed: 74'
