#!/bin/sh
# What drops did is taken back: after an undo the directory is as it was before them, but for accounts that stay in the archive; the undo of an undo
# brings it back; and whatever is killed on the way, one more run comes to the same.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154,SC2034 # the library sets and reads variables
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS-}" # a traced process cannot look for leaks
files=$work/files
echo 1..48

# at N: makes it the Nth hour of the story.
at() {
	ROSTERDROP_NOW=$(printf '2026-11-10T%02d:03:04Z' "$1")
	export ROSTERDROP_NOW
}

# look N [DISTRICT]: the directory as it is, in $work/N: the export, its accounts and classes without those in the archive.
look() {
	rm -rf "${work:?}/$1" && "$rosterdrop" export "${2-oak}" "$work/$1" 2>"$work/log" && sed -i '/,archived,/d' "$work/$1"/accounts.csv "$work/$1"/import/*.csv &&
		"$rosterdrop" verify "${2-oak}" >"$work/out" 2>>"$work/log"
}

# night N [DISTRICT]: the files as they are now, as the Nth night.
night() {
	at "$1"
	find "$files" -exec touch -d "2026-11-09T00:0$1:00Z" {} +
	upload "${2-oak}" night "$files" && call run "${2-oak}" && [ "$code" -eq 0 ] && look "$1" "${2-oak}" || return
	last=$(newest "${2-oak}" apply ready)
	eval "drop$1=\$last"
}

# undo N DROP [DISTRICT]: at the Nth hour; the new drop is $undone.
undo() {
	at "$1"
	call undo "$2" --reason 'a wrong export' && [ "$code" -eq 0 ] && undone=$(cat "$work/out") && call run "${3-oak}" && [ "$code" -eq 0 ] &&
		[ -d "$spool/${3-oak}/apply/ready/$undone" ] && look now "${3-oak}"
}

# as N: whether the directory is what it was after the Nth night.
as() {
	diff -r "$work/$1" "$work/now" >>"$work/log"
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/oak.conf"
mkdir "$files" && cp tests/stage/apply/first-1.1/in/1/*.csv "$files/"
night 1
check 'the first night'
echo 'u-kim,,,true,o-east,student,kim,,Kim,Eder,,,kim@school.example,,,u-gus,05,' >>"$files/users.csv"
echo 'e-kim,,,k-two,o-east,u-kim,student,,,' >>"$files/enrollments.csv"
sed -i 's/max@school/maximilian@school/' "$files/users.csv"
night 2
check 'the second: somebody comes, an address changes'
sed -i '/u-una/d; /k-two/d' "$files/users.csv" "$files/enrollments.csv" "$files/classes.csv"
sed -i 's/Math 1/Algebra/' "$files/classes.csv"
night 3
check 'the third: somebody leaves, a class ends, another is renamed'
sed -i 's/u-ida/n-ida/; s/e-ida/f-ida/' "$files"/*.csv
night 4 && grep -q '^link,user,n-ida,a0000000002,' "$spool/oak/apply/ready/$drop4/plan.csv"
check 'the fourth: an id is replaced, and takes over the account'
sed -i '/^n-ida/s/,u-gus,/,,/; /^n-ida/s/,ida,/,arden,/; s/ida@school/arden@school/; s/o-west/o-north/; /^u-tom/s/o-east/"o-north,o-east"/; /^e-tom/d' "$files"/*.csv
night 5
check 'the fifth: a connection ends, a username, a school and a teacher change'

sum=$(snapshot)
at 6
call undo "$drop5" --dry-run
[ "$code" -eq 0 ] && prints 'connect,relationship,n-ida u-gus,' && prints 'unarchive,org,o-west,' && prints 'archive,org,o-north,' &&
	[ "$sum" = "$(snapshot)" ]
check 'a dry run prints the plan and changes nothing'
call undo "$drop5"
[ "$code" -eq 64 ] && says '--reason'
check 'without a reason: 64'
call undo "$drop5" --reason x --as 'Ada Example'
[ "$code" -eq 77 ]
check 'by somebody without a grant: 77'
flock "$spool/oak/apply/lock" "$rosterdrop" undo "$drop5" --reason x 2>"$work/log"
[ $? -eq 75 ] && flock "$spool/oak/fetch/lock" "$rosterdrop" undo "$drop5" --reason x 2>"$work/log"
[ $? -eq 75 ]
check 'while fetch or apply is at work: 75'
[ "$sum" = "$(snapshot)" ]
check 'nothing of that left anything'
cp -a "$spool" "$work/spool.5"

undo 6 "$drop5" && as 4
check 'the last night is undone: the directory is as it was before it'
first=$undone
grep -q "undo.drop.*$drop5" "$spool/oak/apply/ready/$undone/findings.csv" && ! grep -q "$drop4" "$spool/oak/apply/ready/$undone/findings.csv" &&
	grep -q "$drop5" "$spool/oak/apply/ready/$undone/report.txt"
check 'the findings and the report name what was taken back'
cut -d, -f7 "$spool/oak/apply/ready/$undone/plan.csv" | sed 1d | tr -d '\r' | sort -u >"$work/out"
[ "$(cat "$work/out")" = 'as it was before what is undone' ]
check 'the plan says why, of every change'
"$rosterdrop" audit oak | tail -n 1 | grep -F '"act":"undo"' | grep -F "\"drop\":\"$undone\"" | grep -qF "\"why\":\"$drop5: a wrong export\""
check 'the audit log says who, why and what'
call show "$undone" --contents
[ "$code" -eq 0 ] && prints 'The chain holds.'
check 'the chain of its directories holds'
call undo "$undone" --dry-run
[ "$code" -eq 0 ] && prints 'disconnect,relationship,n-ida u-gus,'
check 'it can be undone'
undo 7 "$drop4" && as 3 && ! grep -q '^n-ida' "$work/now/users.csv"
check 'the night before, after the undo: everything since is undone, the id that was replaced has its account again'
grep -q "$drop4" "$spool/oak/apply/ready/$undone/findings.csv" && grep -q "$drop5" "$spool/oak/apply/ready/$undone/findings.csv" &&
	grep -q "$first" "$spool/oak/apply/ready/$undone/findings.csv"
check 'the findings name all three'
second=$undone
undo 8 "$second" && as 4
check 'the undo of that undo brings back what was there before it'
undo 9 "$first" && as 5
check 'the undo of the first one brings back the last night'
undo 10 "$drop2" && as 1
check 'several nights back: as after the first night'
third=$undone
undo 11 "$third" && as 5
check 'and forth'
undo 12 "$drop1"
[ -d "$spool/oak/apply/held/$undone" ] && grep -q '^school: ' "$spool/oak/apply/held/$undone/held" && call release "$undone" --reason 'it is meant'
check 'the first night undone: a guard holds that, and a person lets it go'
call run oak && look now && [ "$(cat "$work/now"/[!m]*.csv | grep -c "a000\|[a-z]-[a-z]")" -eq 0 ]
check 'then nobody is there'
undo 13 "$undone" && as 5
check 'and all are back, with their accounts'
district elm && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/elm.conf" && cp -a "$spool/oak/fetch/ready/$undone" "$spool/elm/fetch/ready/" && call run elm
[ "$code" -eq 65 ] && [ -d "$spool/elm/apply/failed/$undone" ] && says 'never went into the directory'
check 'where what it takes back was never applied, as in an older backup, an undo is refused'
rm -rf "$spool/elm" "$work/districts/elm.conf"

sed -i 's/Algebra/Geometry/' "$files/classes.csv"
night 14 && [ "$(cut -d, -f1,3 "$spool/oak/apply/ready/$drop14/plan.csv" | sed 1d)" = 'update,k-one' ] && ! grep -q 'manifest\.' "$spool/oak/validate/ready/$drop14/findings.csv" &&
	! grep -q 'undo\.' "$spool/oak/apply/ready/$drop14/mended.csv"
check 'the next night is compared with the directory as ever, and with the last export'
rm -rf "$spool" && cp -a "$work/spool.5" "$spool"
at 6 && call undo "$drop5" --reason 'a wrong export' && call run oak
at 7 && (cd "$work" && cp "$spool/oak/fetch/ready/$drop5/roster.zip" "$spool/oak/inbox/night.zip") && call run oak
[ -d "$spool/oak/apply/held/$(newest oak apply held)" ] && grep -q '^package.older' "$spool/oak/apply/held/"*/held && look now && as 4
check 'the same bytes as the drop that was undone are held'

rm -rf "$spool" && cp -a "$work/spool.5" "$spool"
cp "$files/manifest.csv" "$work/manifest.csv" && sed -i 's/Example SIS/Other SIS/; s/,example/,other/' "$files/manifest.csv"
at 6 && upload oak night "$files" && call run oak && other=$(newest oak apply held) && call release "$other" --reason 'it is meant' && call run oak &&
	[ -d "$spool/oak/apply/ready/$other" ] && undo 7 "$other" && at 8 && sed -i 's/Algebra/Sums/' "$files/classes.csv" &&
	upload oak night "$files" && call run oak && grep -q '^manifest.source' "$spool/oak/apply/held/$(newest oak apply held)/held" &&
	call reject "$(newest oak apply held)" --reason 'not again' && cp "$work/manifest.csv" "$files/manifest.csv" && night 9 &&
	[ -d "$spool/oak/apply/ready/$drop9" ] && [ "$drop9" != "$undone" ] && [ -z "$(newest oak apply held)" ]
check 'an export of another system, released and undone: the next ones are held against what came before it'

rm -rf "$spool" && cp -a "$work/spool.5" "$spool"
upload oak night "$files" && at 6 && "$B/libexec/fetch" oak 2>/dev/null
call undo "$drop5" --reason x
[ "$code" -eq 75 ] && says 'waits for validate; run the district, or reject what waits, before anything is undone'
check 'while a drop is on its way: 75'
printf 'sync { start_date = "2026-01-01" paused = yes }\n' >"$work/districts/oak.conf"
call undo "$drop5" --reason x
[ "$code" -eq 75 ] && says 'the district is in phase paused, so reject what waits before anything is undone'
check 'and where a run would not take it further, that is said'
waits=$(newest oak fetch ready)
call reject "$waits" --reason 'not now' && call undo "$drop5" --reason 'while paused' && call run oak && look now && as 4
check 'a district that is paused can be undone'
printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" }\n' >"$work/districts/oak.conf"
call undo "$waits" --reason x
[ "$code" -eq 66 ] && says 'changed nothing'
check 'a drop that was rejected has nothing to undo: 66'

# An account that was there before the sync, that a drop links, and that somebody edits after it.
district elm
printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/elm.conf"
mkdir "$work/import"
cat >"$work/import/accounts.csv" <<'END'
accountId,kind,state,givenName,familyName,schools,username,email,mobile,history
old-kim,student,active,Kimberly,Eder-Roe,o-east,kim,kim@home.example,+12015550199,kept
END
cp tests/stage/apply/first-1.1/in/1/*.csv "$files/"
at 1 && call import elm "$work/import" && [ "$code" -eq 0 ] && night 1 elm
check 'a district with an account that was there before'
echo 'u-kim,,,true,o-east,student,kim,,Kim,Eder,,,kim@school.example,,,u-gus,05,' >>"$files/users.csv"
echo 'k-new,,,Chess,,c-math,,scheduled,,o-east,s-year,,,' >>"$files/classes.csv"
echo 'e-kim,,,k-new,o-east,u-kim,student,,,' >>"$files/enrollments.csv"
night 2 elm && grep -q '^link,user,u-kim,old-kim,' "$spool/elm/apply/ready/$drop2/plan.csv" && grep -q '^old-kim,student,active,Kim,' "$work/2/accounts.csv"
check 'a drop links it, and it takes what the SIS says'
undo 3 "$drop2" elm && as 1 && grep -q '^old-kim,student,active,Kimberly,' "$work/now/accounts.csv"
check 'undone, it is what it was, and belongs to nobody'
"$rosterdrop" feed elm | tail -n 1 >"$work/out"
[ "$("$jsoncheck" entity <"$work/out")" = account ] && [ "$("$jsoncheck" accountId <"$work/out")" = old-kim ] &&
	[ "$("$jsoncheck" after/givenName <"$work/out")" = Kimberly ] && [ "$("$jsoncheck" before/givenName <"$work/out")" = Kim ]
check 'the feed says so'
undo 4 "$undone" elm && as 2
check 'the undo of that links it again'
printf 'accountId,language\nold-kim,de\n' >"$work/edit.csv"
at 5 && call account elm edit --file "$work/edit.csv" --why 'asked for' && [ "$code" -eq 0 ] &&
	call class elm member-add k-new a0000000003 --why chess && [ "$code" -eq 0 ]
check 'people change the account, and the class that came with the drop'
undo 6 "$drop2" elm && sed 's/^\(old-kim,.*,\),\([^,]*\)$/\1de,\2/' "$work/1/accounts.csv" | diff - "$work/now/accounts.csv" >"$work/log"
check 'undone once more, it is what it was but for that'
"$B/tools/csvcells" "$spool/elm/apply/ready/$undone/findings.csv" code sourcedId | sort | tr '\t\n' ' ,' >"$work/out"
[ "$(grep -o 'undo.edit [^,]*' "$work/out" | tr '\n' ,)" = 'undo.edit k-new,undo.edit old-kim,' ]
check 'and the findings name both'

# A link that a person made before the user came.
rm -rf "$spool/oak" "$spool/elm" "$spool/.platform" # the same people
district ash
printf 'inbox { quiet = 0 }\nsync { start_date = "2026-11-11" }\n' >"$work/districts/ash.conf"
at 1 && call import ash "$work/import" && upload ash night "$files" && call run ash && call link ash old-kim u-kim --why 'asked' && [ "$code" -eq 0 ] &&
	look before ash
check 'while the district is not live, somebody links the account'
printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" }\n' >"$work/districts/ash.conf"
at 2 && call run ash && drop=$(newest ash apply ready) && grep -q '^link,user,u-kim,old-kim,' "$spool/ash/apply/ready/$drop/plan.csv"
check 'then the drop brings the user'
at 3 && call undo "$drop" --reason 'too early' && undone=$(cat "$work/out") && call run ash && call release "$undone" --reason 'it is meant' && call run ash &&
	look now ash && diff "$work/before/accounts.csv" "$work/now/accounts.csv" >"$work/log" && grep -q '^old-kim,student,active,Kimberly,' "$work/now/accounts.csv"
check 'undone, the account is what it was'
"$B/tools/storedump" "$spool/ash/store" >"$work/out" && grep -q '^links u-kim .*old-kim.*hand' "$work/out"
check 'and the link stands'

# killed NAME COMMAND...: runs a command and kills it at each of its calls NAME in turn, on the spool that lies in $work/spool.kill; `mended` says what is
# to be true after each.
killed() {
	call=$1
	shift
	rm -rf "$spool" && cp -a "$work/spool.kill" "$spool"
	strace -f -o "$work/trace" -e "trace=$call" "$@" >/dev/null 2>"$work/log"
	count=$(grep -cE "^[0-9]+ +$call\\(" "$work/trace") point=1
	[ "$count" -le 6 ] || count=6
	while [ "$point" -le "$count" ]; do
		rm -rf "$spool" && cp -a "$work/spool.kill" "$spool"
		strace -f -o /dev/null -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$point" "$@" >/dev/null 2>"$work/log"
		mended || bad="$bad $call:$point"
		point=$((point + 1)) points=$((points + 1))
	done
}

# mended: the undo is there whole, or not at all and can be made again; then a run takes it to its end, once.
mended() {
	made=$(find "$spool/oak/fetch/ready" -name '*T06*' | wc -l)
	[ "$made" -le 1 ] || return
	[ "$made" -eq 1 ] || "$rosterdrop" undo "$drop5" --reason 'a wrong export' >/dev/null 2>"$work/log" || return
	"$rosterdrop" run oak >/dev/null 2>"$work/log" && look now && as 4 && [ -z "$(ls "$spool/oak/fetch/tmp")" ] &&
		[ "$("$rosterdrop" audit oak | grep -c '"act":"undo"')" -eq 1 ]
}

at 6
if ! strace -o /dev/null true 2>/dev/null; then
	for what in making stages number; do echo "ok $((number += 1)) - killed: $what # SKIP strace cannot trace here"; done
	exit 0
fi
points=0 bad=''
rm -rf "$work/spool.kill" && cp -a "$work/spool.5" "$work/spool.kill"
for name in renameat2 mkdirat fsync write; do
	killed "$name" "$rosterdrop" undo "$drop5" --reason 'a wrong export'
done
[ -z "$bad" ] || echo "# after a kill at:$bad"
[ -z "$bad" ]
check 'killed while it is made: it is there or not, and applied once in the end'
rm -rf "$spool" && cp -a "$work/spool.5" "$spool" && "$rosterdrop" undo "$drop5" --reason 'a wrong export' >/dev/null 2>&1
for stage in validate normalise match apply; do
	rm -rf "$work/spool.kill" && cp -a "$spool" "$work/spool.kill"
	killed renameat2 "$B/libexec/$stage" oak
	[ $stage != apply ] || killed pwrite64 "$B/libexec/$stage" oak
	rm -rf "$spool" && cp -a "$work/spool.kill" "$spool" && "$B/libexec/$stage" oak 2>/dev/null
done
[ -z "$bad" ] || echo "# after a kill at:$bad"
[ -z "$bad" ]
check 'killed in any stage: applied once in the end'
[ "$points" -gt 15 ]
check "at $points points in all"
