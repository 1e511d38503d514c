#!/bin/sh
# Source IDs that were replaced, and `release --rekey`: all of a district, only people, only classes, one school; twins and namesakes, who wait for somebody;
# what people made by hand; a plan that is another by now; undone; killed.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2086,SC2154,SC2034 # A && B is what each check is about; variables are the libraries'
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/property_lib.sh
. "$(dirname "$0")/property_lib.sh"
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS-}" # a traced process cannot look for leaks
printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
echo 1..36

# The generator's ids are UUIDs: another one for each, by changing its first two groups of four about.
uuid='([0-9a-f]{4})([0-9a-f]{4})(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})'

# replace FROM TO [FILE...]: a night in which ids were replaced: all, or those that these files say are theirs.
replace() {
	from=$nights/$1 to=$nights/$2
	shift 2
	cp -r "$from" "$to"
	[ $# -gt 0 ] || { sed -E -i "s/$uuid/\\2\\1\\3/g" "$to"/*.csv && return; }
	for file; do
		"$csvcells" "$from/$file.csv" sourcedId
	done | sort -u >"$work/ids"
	replace_listed "$to"
}

# replace_listed FOLDER: the ids of $work/ids.
replace_listed() {
	sed -E "s/^$uuid\$/s,&,\\2\\1\\3,g/" "$work/ids" | grep '^s,' >"$work/script"
	sed -i -f "$work/script" "$1"/*.csv
}

# night N: the clock of a day of November 2026.
night() {
	ROSTERDROP_NOW=$(printf '2026-11-%02dT0%s:03:04Z' "$1" "${2-5}") && export ROSTERDROP_NOW
}

# rekeyed DISTRICT [OPTION...]: release --rekey of what is held, and a run; the drop is in $held.
rekeyed() {
	who=$1
	shift
	held=$(newest "$who" apply held) && [ -n "$held" ] || return
	call release "$who/$held" --rekey --reason 'another SIS' "$@" && [ "$code" -eq 0 ] && cp "$work/out" "$work/said" && call run "$who"
}

# plan_has COUNT PATTERN: of the drop that was rekeyed.
plan_has() {
	[ "$(grep -c -e "$2" "$spool/$who/apply/ready/$held/plan.csv")" -eq "$1" ]
}

# accounts DISTRICT: who has which, of those that are not archived.
accounts() {
	exported "$1" accountId givenName familyName identifier state | grep '^accounts' | grep -v 'archived$' | sort
}

# All of a large district, other usernames and e-mail addresses besides.
live oak
generate oak-1 --students 5000 --seed 3 && send oak 1 oak-1 && accounts oak >"$work/before" && exported oak $account_columns >"$work/state"
[ "$(wc -l <"$work/before")" -gt 10000 ]
check 'a district of 5,000 students'
replace oak-1 oak-2 && sed -i -E 's/,([a-z]+[0-9]+),\{SIS:/,x\1,{NEW:/; s/@[a-z.]*example/@elsewhere.example/' "$nights/oak-2/users.csv" && send oak 2 oak-2
lies oak apply held 1 && says 'held'
check 'with all ids replaced it is held'
night 2 && rekeyed oak && [ "$code" -eq 0 ] && lies oak apply held 0 && lies oak apply ready 2 && grep -qE 'people: [0-9]{5} agree, 0 unclear, 0 gone, 0 new; classes: [0-9]+ agree, 0 unclear, 0 gone, 0 new' "$work/said"
check 'release --rekey says that all agree, and the next run applies the drop'
accounts oak >"$work/after" && cmp -s "$work/before" "$work/after" && verified oak
check 'every account has the person that it had'
awk -F, 'NR > 1 && $2 == "same" { print $3, $4 }' "$spool/oak/match/ready/$held/rekey.csv" >"$work/pairs"
[ "$(wc -l <"$work/pairs")" -gt 10000 ] && sed -E "s/^$uuid /\\2\\1\\3 /" "$work/pairs" | awk '$1 != $2 { bad = 1 } END { exit bad }'
check 'and no two ids were taken for one that are not'
expected oak-2 >"$work/want" && exported oak >"$work/got" && same "$work/want" "$work/got"
check 'the directory is what the new export says'
plan_has 0 '^create,user,' && plan_has 0 'no longer in the SIS'
check 'nobody came or left'
cp -r "$nights/oak-2" "$nights/oak-3" && sed -i '1s/$/ /; 1s/ $//' "$nights/oak-3/users.csv" && printf '\n' >>"$nights/oak-3/orgs.csv" && send oak 3 oak-3 && lies oak apply ready 3 &&
	grep -q '"total":0' "$spool/oak/apply/ready/$(newest oak apply ready)/summary.json"
check 'the next night changes nothing'
night 4 && call undo "oak/$held" --reason 'it was no other SIS' && call run oak
undone=$(newest oak apply held)
[ -z "$undone" ] || { call release "oak/$undone" --reason 'it is meant' && call run oak; }
verified oak && exported oak $account_columns >"$work/got" && grep -v '	archived	' "$work/got" >"$work/now" && grep -v '	archived	' "$work/state" | diff - "$work/now" >"$work/log" && accounts oak | cmp -s - "$work/before"
check 'undone, all is as it was'
rm -rf "$spool/oak"

# partial DISTRICT FILE...: a small district of which the ids of these files are replaced.
partial() {
	name=$1
	shift
	live "$name" 'guards { removals = 1 replaced = 1 floor = 1 updates = 1 }' && generate "$name-1" --version 1.2.1 --students 60 --seed 5 && send "$name" 5 "$name-1" &&
		accounts "$name" >"$work/before" && replace "$name-1" "$name-2" "$@" && send "$name" 6 "$name-2" && lies "$name" apply held 1 && night 6 && rekeyed "$name" &&
		[ "$code" -eq 0 ] && lies "$name" apply ready 2 && verified "$name"
}

# carried: whether everybody has the account that they had, and the export is the new one.
carried() {
	accounts "$name" | cmp -s - "$work/before" && expected "$name-2" >"$work/want" && exported "$name" >"$work/got" && same "$work/want" "$work/got"
}

partial elm users && carried && plan_has 0 ',class,'
check 'only people: they keep their accounts, and no class is touched'
ROSTERDROP=$rosterdrop ROSTERDROP_LIBEXEC=$B/libexec "$(dirname "$0")/../../scripts/replay-into" -c "$ROSTERDROP_CONF" elm "$work/replay" >"$work/out" 2>"$work/log" && prints '2 drops make the same directory'
check 'both drops, taken once more into an empty store, make the same directory'
rm -rf "$work/replay"
partial ash classes enrollments && carried && plan_has 0 ',user,' && plan_has 0 'no longer in the SIS'
check 'only classes and enrolments: nobody is touched'
"$rosterdrop" feed ash | grep '"action":"create","entity":"class"' | grep -v '"drop":"[^"]*"T' | tail -n 1 | grep -q '"accountId":"[0-9a-f-]\{36\}"'
check 'the feed names of each new class the one that it was'
live yew 'guards { removals = 1 replaced = 1 floor = 1 updates = 1 }' && generate yew-1 --students 400 --seed 9 && send yew 5 yew-1 && accounts yew >"$work/before"
school=$("$csvcells" "$nights/yew-1/orgs.csv" sourcedId type | awk '$2 == "school" { print $1; exit }')
cp -r "$nights/yew-1" "$nights/yew-2" && { echo "$school" && "$csvcells" "$nights/yew-1/users.csv" sourcedId orgSourcedIds | awk -v school="$school" '$2 == school { print $1 }' &&
	"$csvcells" "$nights/yew-1/classes.csv" sourcedId schoolSourcedId | awk -v school="$school" '$2 == school { print $1 }'; } >"$work/ids" && replace_listed "$nights/yew-2" &&
	name=yew && send yew 6 yew-2 && night 6 && rekeyed yew && lies yew apply ready 2 && verified yew && carried
check 'one school: its people and classes keep what they had'

# What people made by hand goes along: by_hand CLASS says whether it has its name and member.
live fir 'guards { replaced = 1 floor = 1 }' && generate fir-1 --students 60 --seed 6 && send fir 5 fir-1
class=$("$csvcells" "$nights/fir-1/classes.csv" sourcedId | sed -n 2p) school=$("$csvcells" "$nights/fir-1/orgs.csv" sourcedId type | awk '$2 == "school" { print $1; exit }')
member=$("$rosterdrop" account fir list --kind staff 2>"$work/log" | grep -o 'a[0-9]\{10\}' | sort | sed -n 3p)
night 5 6 && call class fir rename "$class" --title 'Maths with Tom' && [ "$code" -eq 0 ] && call class fir member-add "$class" "$member" && [ "$code" -eq 0 ] &&
	call permission fir grant lee school-leader --school "$school" && [ "$code" -eq 0 ]
check 'a class is renamed and gets a member by hand, and somebody a grant at a school'
replace fir-1 fir-2 && send fir 6 fir-2 && night 6 && rekeyed fir && lies fir apply ready 2 && verified fir
check 'then all ids are replaced'
other=$(echo "$class" | sed -E "s/$uuid/\\2\\1\\3/") place=$(echo "$school" | sed -E "s/$uuid/\\2\\1\\3/")
by_hand() {
	rm -rf "$work/export" && "$rosterdrop" export fir "$work/export" 2>"$work/log" && grep -q "^$1,Maths with Tom," "$work/export/import/classes.csv" &&
		grep -q "^$1,$member," "$work/export/import/class_members.csv"
}
by_hand "$other"
check 'the class has its name and member under the new id'
call permission fir list && prints "$place" && ! prints "$school"
check 'and the grant is at the school'
cp -r "$nights/fir-2" "$nights/fir-3" && printf '\n' >>"$nights/fir-3/orgs.csv" && send fir 7 fir-3 && grep -q '"total":0' "$spool/fir/apply/ready/$(newest fir apply ready)/summary.json"
check 'the night after changes nothing'
night 7 6 && call undo "fir/$held" --reason wrong && call run fir
undone=$(newest fir apply held)
[ -z "$undone" ] || { call release "fir/$undone" --reason 'it is meant' && call run fir; }
verified fir && by_hand "$class" && call permission fir list && prints "$school" && ! prints "$place"
check 'undone, it is where it was'

# tiny NIGHT PREFIX: twins, two of one name in one class, and somebody whom everything tells; without usernames, addresses and birth dates.
tiny() {
	folder=$nights/$1 p=$2
	mkdir -p "$folder"
	{
		printf 'propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n'
		printf 'file.%s,bulk\n' academicSessions classes courses enrollments orgs users
		printf 'file.%s,absent\n' categories classResources courseResources demographics lineItems resources results
	} >"$folder/manifest.csv"
	printf '%s\n' sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId D,,,District,district,, N,,,North,school,1,D >"$folder/orgs.csv"
	printf '%s\n' sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear y,,,Year,schoolYear,2026-08-01,2027-07-31,,2027 >"$folder/academicSessions.csv"
	printf '%s\n' sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes k,,,,Reading,R1,,D,, >"$folder/courses.csv"
	printf '%s\n' sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods \
		"${p}c,,,Reading,,k,,scheduled,,N,y,,," >"$folder/classes.csv"
	{
		echo sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
		echo "${p}t,,,true,N,teacher,${p}tom,,Tom,Field,,,,,,,,"
		echo "${p}1,,,true,N,student,${p}mia,,Mia,Grove,,,,,,${p}g,03,"
		echo "${p}2,,,true,N,student,${p}max,,Max,Grove,,,,,,${p}g,03,"
		echo "${p}3,,,true,N,student,${p}sam1,,Sam,Reed,,,,,,,04,"
		echo "${p}4,,,true,N,student,${p}sam2,,Sam,Reed,,,,,,,04,"
		echo "${p}5,,,true,N,student,${p}ann,,Ann,Hill,,,,,,,04,"
		echo "${p}g,,,true,N,parent,${p}pat,,Pat,Grove,,,${p}@p.example,,,,,"
	} >"$folder/users.csv"
	{
		echo sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
		echo "${p}et,,,${p}c,N,${p}t,teacher,true,,"
		for i in 1 2 3 4 5; do echo "${p}e$i,,,${p}c,N,${p}$i,student,false,,"; done
	} >"$folder/enrollments.csv"
}

# account_of ID: in a district.
account_of() {
	rm -rf "$work/export" && "$rosterdrop" export "$1" "$work/export" 2>"$work/log" && "$csvcells" "$work/export/accounts.csv" accountId givenName state | awk -v name="$2" '$2 == name && $3 != "archived" { print $1 }'
}

live ivy 'guards { replaced = 1 floor = 1 removals = 100 class = 100 }'
tiny ivy-1 a && tiny ivy-2 b && send ivy 5 ivy-1 && send ivy 6 ivy-2 && lies ivy apply held 1 && accounts ivy >"$work/before"
sams=$(account_of ivy Sam | tr '\n' ' ')
cp -a "$spool/ivy" "$work/ivy.held"
night 6 && held=$(newest ivy apply held) && call release "$held" --rekey --dry-run --reason 'to see' && [ "$code" -eq 0 ] && lies ivy apply held 1 && [ ! -e "$spool/ivy/apply/released/$held" ] &&
	prints 'people: 5 agree, 2 unclear, 0 gone, 0 new; classes: 1 agree'
check 'two of one name are unclear, twins are not; with --dry-run it stays held'
digest=$(sed -n 's/^plan //p' "$work/out")
[ "$(sha256sum <"$spool/ivy/apply/held/$held/plan.csv" | cut -d' ' -f1)" = "$digest" ] && call run ivy && lies ivy apply held 1 && lies ivy apply ready 1
check 'the plan that lies there is the one that was named, and no run applies it'
call release "$held" --rekey --plan 0000 --reason other && [ "$code" -eq 64 ] && says 'the plan is another' && [ ! -e "$spool/ivy/apply/released/$held" ] && lies ivy apply held 1
check 'with the digest of another plan nothing is released: 64'
call release "$held" --rekey --plan "$digest" --reason 'this one' && [ "$code" -eq 0 ] && sed -i 's/^plan ......../plan 00000000/' "$spool/ivy/apply/released/$held/released" && call run ivy &&
	lies ivy apply held 1 && grep -q 'the plan is another one now' "$spool/ivy/apply/held/$held/held"
check 'a release of another plan lets nothing go'
call release "$held" --no-rekey --reason 'it is not so' && [ "$code" -eq 0 ] && [ ! -e "$spool/ivy/match/rekey/$held" ] && call run ivy && lies ivy apply held 1 &&
	grep -q '^replaced' "$spool/ivy/apply/held/$held/held"
check 'and --no-rekey makes it a drop as any other'
rekeyed ivy && lies ivy apply ready 2 && verified ivy && accounts ivy | cmp -s - "$work/before" && plan_has 4 '^hold,wait,' && plan_has 0 '^create,user,'
check 'released: everybody keeps the account, and who is unclear waits'
[ "$(exported ivy | grep -c '^enrollments')" -eq 6 ] && exported ivy | grep '^enrollments' | grep -c '	bc	' | grep -qx 6
check 'those who wait are in the class that goes on'
call links ivy --csv && prints 'b3' && prints 'b4' && call links ivy --state multiple --csv && prints "${sams%% *}"
check 'links has them, with the accounts'
cp -r "$nights/ivy-2" "$nights/ivy-3" && printf '\n' >>"$nights/ivy-3/orgs.csv" && send ivy 7 ivy-3 && grep -q '"total":0' "$spool/ivy/apply/ready/$(newest ivy apply ready)/summary.json"
check 'the next night they still wait, and nothing changes'
night 7 6 && call link ivy "${sams%% *}" b3 --why asked && [ "$code" -eq 0 ] && verified ivy && send ivy 8 ivy-3 && accounts ivy | cmp -s - "$work/before"
check 'one is linked; the same files again make it so'
night 8 6 && second=$(echo "$sams" | cut -d' ' -f2) && call block ivy "$second" b4 --why 'somebody else' && [ "$code" -eq 0 ] && send ivy 9 ivy-3 &&
	[ "$(accounts ivy | wc -l)" -eq 7 ] && ! accounts ivy | grep -q "$second" && verified ivy
check 'the other is blocked: new under the new id, and who had the old one is gone'
call links ivy --state multiple --csv && ! prints b4
check 'then nobody waits'

# What is refused.
call release "20261106T020304Z-00000000" --rekey --reason x && [ "$code" -eq 66 ]
check 'a drop that is not there: 66'
call release "ivy/$(newest ivy apply ready)" --rekey --reason x && [ "$code" -eq 66 ] && says 'neither held'
check 'a drop that was applied: 66'

# Killed at calls of the command that change anything: released or not, and applied once in the end, with every account kept.
rm -rf "$spool/ivy"
killed() {
	rm -rf "$spool/ivy" && cp -a "$work/ivy.held" "$spool/ivy"
	strace -f -o "$work/trace" "$@" "$rosterdrop" release "$held" --rekey --reason 'killed once' >"$work/out" 2>"$work/log"
}
mended() {
	call run ivy
	[ ! -d "$spool/ivy/apply/held/$held" ] || { call release "$held" --rekey --reason again && [ "$code" -eq 0 ] && call run ivy; }
	[ -d "$spool/ivy/apply/ready/$held" ] && [ ! -e "$spool/ivy/match/rekey/$held" ] && accounts ivy | cmp -s - "$work/before" &&
		[ "$("$rosterdrop" audit ivy | grep -c '"act":"apply"')" -eq 2 ] && verified ivy
}
night 6
if ! strace -o /dev/null true 2>/dev/null; then
	echo "ok $((number += 1)) - # SKIP strace cannot trace here"
	echo "ok $((number += 1)) - # SKIP strace cannot trace here"
	exit 0
fi
points=0 bad=
for name in renameat renameat2 unlinkat fdatasync; do
	killed -e "trace=$name"
	count=$(grep -cE "^[0-9]+ +$name\\(" "$work/trace") point=1 step=$((count / 8 + 1))
	while [ "$point" -le "$count" ]; do
		killed -e "trace=$name" -e "inject=$name:signal=SIGKILL:when=$point"
		mended || bad="$bad $name:$point"
		point=$((point + step)) points=$((points + 1))
	done
done
[ -z "$bad" ] || echo "# after a kill at:$bad"
[ -z "$bad" ] && [ "$points" -gt 8 ]
check "killed at $points calls: applied once, and everybody keeps the account"
killed -e trace=none && call run ivy && before=$(sha256sum <"$spool/ivy/apply/ready/$held/plan.csv")
killed -e trace=renameat2 -e inject=renameat2:signal=SIGKILL:when=2
mended && [ -n "$before" ] && [ "$(sha256sum <"$spool/ivy/apply/ready/$held/plan.csv")" = "$before" ]
check 'and the plan is the same as without'
