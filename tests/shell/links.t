#!/bin/sh
# The linking desk: what is proposed and to whom it is shown, links and blocks that stay whatever match finds, one to one, what is refused; unlinking before and
# after going live, and merging.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"

district oak
call links oak
[ "$code" -eq 66 ] && says 'no drop that match has done'
check 'without a drop: 66'
rm -rf "$spool" "$work/districts"
desk
check 'a district before it goes live, with a directory and a drop'
[ "$(class u-ida) $(class u-eli) $(class u-max) $(class u-una) $(class u-zed)" = 'ready ready partial multiple none' ]
check 'each student is proposed what match found'

# What is shown.
call links oak --state ready --school o-west
[ "$code" -eq 0 ] && prints 'u-eli  Elizabeth Taylor  ready  s-liz  Liz Taylor' && ! prints u-ida && ! prints '%'
check 'by class and school: students and accounts by name, and no percentage'
prints "  Same family name, birth date and guardian's e-mail or phone; nobody else comes close." &&
	grep -Eq '^ +given name +Elizabeth +Liz +another form of the name \(for\)$' "$work/out" &&
	grep -Eq '^ +birth date +2015-09-10 +2015-09-10 +same \(strong for\)$' "$work/out"
check 'one sentence, then field by field both values, the verdict and the effect'
prints 't...@home.example ...02' && ! prints tia@home.example && ! prints 5550102
check "guardians' contacts are shown in part"
prints 'If nobody links them before 2026-12-01: the student gets a new account, unless' &&
	prints 'On 2026-12-01 students keep an account that they are linked to'
check 'and what will happen, to whom, and when'
call links oak --state partial
prints '  Not ready: a birth date is not known'
check 'partial: why it is not ready'
call links oak --state multiple
prints '  candidate s-una  Una Cole' && prints '  candidate s-una2  Una Cole' && prints '  Next: s-una: the same is to be said of it.'
check 'multiple: all that come into question, and the runner-up'
call links oak --json
"$jsoncheck" <"$work/out" >/dev/null 2>"$work/log" && json=1 || json=0
[ "$json" -eq 1 ] && prints '{"sourcedId":"u-una","accountId":"","class":"multiple","score":' && prints '"candidates":["s-una2","s-una"],"reason":"Same' &&
	prints '"evidence":["given name: same (strong for)","family name: same (for)"' &&
	prints ',"runnerUp":"s-una","whyNot":"the same is to be said of it"}' && grep '"u-ida"' "$work/out" | grep -qF ',"runnerUp":"","whyNot":""}'
check '--json: an array of the columns of links.csv'
call links oak --state linked --json
[ "$(cat "$work/out")" = '[]' ]
check '--json: an empty array of nobody'
call links oak --state often
[ "$code" -eq 64 ]
check 'a state that there is not: 64'
call links oak unclaimed
[ "$code" -eq 0 ] && prints 's-old,"active, not in the SIS",no,Ora Finch,' && prints 's-new,"inactive, not in the SIS",no' && prints 's-ida,"active, not in the SIS",yes' &&
	prints 'can be linked until the district goes live on 2026-12-01' && ! prints s-zed && ! prints g-gus
check 'unclaimed: accounts that nobody holds, whether they are proposed, and what becomes of them when'

# found TEXT: the students that a search finds.
found() {
	call links oak --search "$1" --csv
	tr -d '\r' <"$work/out" | sed -n '2,$s/,.*//p' | tr '\n' ' '
}
[ "$(found 'elisabeth tayler')$(found liz)$(found Tia)$(found u-eli)$(found s-liz)" = 'u-eli u-eli u-eli u-eli u-eli ' ]
check 'search: with typing errors, a short name, a guardian, an id of either side'
[ "$(found arden)$(found 'cole una')$(found quist)" = 'u-ida u-una u-zed ' ] && [ -z "$(found 'ida cole')" ] && [ -z "$(found xy)" ]
check 'search: every word has to be found, in any order'
printf 'Elizabteh\n' | "$rosterdrop" links oak --search - --csv | grep -q ^u-eli
check 'search: from standard input, two letters exchanged'
call links oak unclaimed --search 'ora fynch'
prints s-old && [ "$(wc -l <"$work/out")" -eq 2 ]
check 'search: among the accounts that nobody holds'

# Links.
fresh
call link oak --ready
refused 64 'nothing was done: look at this plan of 2, then say --plan ' && [ "$(grep -c '^link,user' "$work/out")" -eq 2 ]
check 'all that are ready: the plan of several, and nothing is done'
plan=$(sed -n 's/.*--plan \([0-9a-f]*\).*/\1/p' "$work/log")
call link oak --ready --plan 0123
refused 64 'the plan is another by now'
check 'another plan than the one that was looked at: 64'
call link oak --ready --yes --dry-run
[ "$code" -eq 0 ] && [ "$("$rosterdrop" feed oak | wc -l)" -eq "$since" ] && [ -z "$(linked u-ida)" ]
check '--dry-run: the plan, and nothing is done'
call permission oak grant wes school-leader --school o-west
call permission oak grant tom teacher
fresh
call link oak --ready --as wes --plan "$plan"
refused 77 'wes may not link accounts there'
check 'all that are ready, by the leader of one school: 77, and none is done'
call link oak --ready --school o-west --as wes --why 'seen with the parents'
[ "$code" -eq 0 ] && [ "$(linked u-eli)$(linked u-ida)" = s-liz ]
check 'those of the school: done'
"$rosterdrop" feed oak | tail -1 | grep -q '"action":"link","entity":"user","accountId":"s-liz","sourcedId":"u-eli","before":null,"after":null'
check 'the feed tells of it'
"$rosterdrop" audit oak | tail -1 >"$work/out"
prints '"who":"wes","act":"link"' && prints 'seen with the parents' && ! prints Liz && ! prints Taylor
check 'the audit log too, without a name'
call links oak --as wes
! prints u-ida && prints Nobody
check 'who leads a school sees its students only'
fresh
call link oak s-ida u-ida --as tom
refused 77 'tom may not link'
check 'by a teacher: 77'
call link oak s-ida u-ida --as wes
refused 77 'wes may not link'
check 'at another school: 77'
call link oak s-liz u-ida
refused 64 's-liz is linked to u-eli already'
check 'one account has one student: 64'
call link oak s-una u-eli
refused 64 'u-eli is linked to s-liz already'
check 'one student has one account: 64, and what to do'
call link oak s-zed u-zed
refused 64 's-zed is archived'
check 'an archived account: 64'
call link oak g-gus u-ida
refused 64 'u-ida is student and g-gus is guardian'
check 'of another kind: 64'
call link oak s-ida u-nobody
refused 66 "nobody 'u-nobody'"
check 'nobody of the SIS: 66'
call link oak s-none u-ida
refused 66 'no account'
check 'no account: 66'
call link oak s-old u-zed
[ "$code" -eq 0 ] && [ "$(linked u-zed)" = s-old ]
check 'any pair can be linked'
conf 'sync { start_date = "2026-12-01" leaders = {"head@oak.example"} }'
"$B/libexec/report" oak 2>"$work/log" && tr -d '\r' <"$spool/oak/report/sent/2026-12-01.start/mail.eml" |
	awk '/^--/ && body { exit } body { print } part && /^$/ { body = 1 } /text\/plain/ { part = 1 }' | base64 -d >"$work/out"
prints 'Students without a link: 3'
check 'who was linked by hand since the last drop is not announced as one without a link'
conf 'sync { start_date = "2026-12-01" }'

# Blocks, and links that are taken away.
call block oak s-ida u-ida --why 'a cousin'
[ "$code" -eq 0 ] && prints 'block,block,u-ida s-ida,s-ida' && [ "$(class u-ida)" = none ]
check 'a block takes the proposal away at once'
fresh
call link oak s-ida u-ida
refused 64 'blocked'
check 'and the two are not linked: 64'
night 2026-11-21
[ "$(class u-ida)" = none ]
check 'nor proposed by the next night'
call links oak --state blocked --csv
prints u-ida,s-ida,blocked && prints 'a cousin'
check '--state blocked: which pairs, and why'
call unblock oak s-ida u-ida
[ "$code" -eq 0 ] && night 2026-11-22 && [ "$(class u-ida)" = ready ]
check 'unblocked, it is proposed again'
fresh
call unblock oak s-ida u-ida
refused 66 'are not blocked'
check 'unblocked already: 66'
call unlink oak u-eli --as wes
[ "$code" -eq 0 ] && [ -z "$(linked u-eli)" ] && "$rosterdrop" feed oak | grep '"action":"unlink"' | grep -q '"sourcedId":"u-eli"'
check 'before going live the leader of the school unlinks'
night 2026-11-23
[ "$(class u-eli)" = none ]
check 'which leaves a block: the next night does not propose it'
fresh
call unlink oak u-eli
refused 66 'u-eli is not linked'
check 'unlinked already: 66'
call unblock oak s-liz u-eli && call link oak s-liz u-eli && [ "$code" -eq 0 ]
check 'and linked again'
call unlink oak u-eli --no-block && call link oak s-liz u-eli && [ "$code" -eq 0 ] && sound
check '--no-block leaves none'

# A spreadsheet out and in again.
call links oak --csv
sed 's/^\(u-ida,s-ida,.*\),\(\r*\)$/\1,link\2/; s/^\(u-max,s-max,.*\),\(\r*\)$/\1,block\2/' "$work/out" >"$work/sheet"
cp "$work/sheet" "$work/bad" && printf 'u-una,s-liz,,,,,,,,,,,,link\r\n' >>"$work/bad"
fresh
call links oak decide --file "$work/bad" --yes
refused 64 'nothing was done: 1 things are wrong in ' && prints 's-liz is linked to u-eli already' && prints "$work/bad,$(wc -l <"$work/bad"),decision,u-una,"
check 'a spreadsheet with one row that cannot be: 64, the row is named, and nothing is done'
sed 's/,link/,linnk/' "$work/sheet" >"$work/bad"
call links oak decide --file "$work/bad" --yes
refused 64 'nothing was done' && prints ',2,decision,u-ida,it is no decision,"write link, block, unlink, unblock or merge'
check 'another word: 64'
call links oak decide --file "$work/sheet"
refused 64 'look at this plan of 2'
check 'several decisions want to be looked at'
plan=$(sed -n 's/.*--plan \([0-9a-f]*\).*/\1/p' "$work/log")
call links oak decide --file "$work/sheet" --plan "$plan"
[ "$code" -eq 0 ] && [ "$(linked u-ida)" = s-ida ] && [ "$(class u-max)" = none ] && "$rosterdrop" audit oak | tail -1 | grep -q '"act":"links decide"'
check 'then all are done in one act'

# Going live: what was linked by hand wins.
call unlink oak u-ida
sed -i 's/sis-ida/ida.a/' "$work/night/users.csv"
night 2026-11-24
[ "$(class u-ida)" = none ]
check 'unlinked: not even the same username links them'
call link oak s-una u-una
call link oak s-ida u-max
go_live
"$rosterdrop" feed oak | grep '"action":"link"' | grep '"sourcedId":"u-una"' | grep -q '"accountId":"s-una"'
check 'live: a link made by hand wins over the matcher, in the run that goes live'
[ "$(linked u-eli) $(linked u-una) $(linked u-zed) $(linked u-max)" = 's-liz s-una s-old s-ida' ]
check 'all of them'
[ "$(linked u-ida)" != s-ida ] && [ -n "$(linked u-ida)" ] && [ "$(account s-liz state)$(account s-liz history)" = 'activework of Liz' ]
check 'who was unlinked has a new account; who is linked keeps state and history'
sound
check 'what must hold in the store does'

# Live.
fresh
call unlink oak u-eli --as wes
refused 77 'wes may not change links while the sync is live'
check 'live: the leader of a school does not unlink: 77'
call permission oak grant sue support
call unlink oak u-eli --as sue --why 'a namesake'
[ "$code" -eq 0 ] && prints 'unlink,account,s-liz' && prints 'create,account,a' && prints 'link,user,u-eli,a'
check 'support does: the student gets a new account in the same act'
new=$(linked u-eli)
[ "$(account s-liz givenName)$(account s-liz history)$(account "$new" givenName)$(account "$new" history)" = 'Lizwork of LizElizabeth' ]
check 'the account is as it was before, and nothing of it stays with the student'
sound
check 'what must hold in the store does'
fresh
call unlink oak u-ida
refused 64 'was made for u-ida'
check 'an account that was made for the student: 64'
sed -i 's/^\(u-zed.*\),05,$/\1,06,/' "$work/night/users.csv"
ROSTERDROP_NOW=2026-12-03T02:03:04Z
night 2026-12-03
[ "$(linked u-eli)" = "$new" ]
check 'the next night leaves it so'

# Merging.
fresh
call link oak s-liz u-eli
refused 64 "rosterdrop merge DISTRICT $new s-liz"
check 'a student with a new account is not linked: 64, and what to do'
call merge oak s-liz "$new"
refused 64 "the account that the SIS feeds is kept: rosterdrop merge DISTRICT $new s-liz"
check 'the account of the SIS is the one that is kept: 64'
call merge oak "$new" s-ida
refused 64 'both are in the SIS'
check 'two students are not one: 64'
call merge oak "$new" g-tia
refused 64 'is guardian'
check 'of another kind: 64'
call merge oak "$new" s-liz --as wes
refused 77 'wes may not change links while the sync is live'
check 'by the leader of a school: 77'
call class oak add --title Choir --school o-west
choir=$(sed -n 's/^create,localClass,\([^,]*\),.*/\1/p' "$work/out")
call class oak member-add "$choir" s-liz
call merge oak "$new" s-liz --as sue
[ "$code" -eq 0 ] && [ "$(grep -c '^merge,account' "$work/out")" -eq 2 ] && prints "connect,connection,$new g-tia" && prints "enrol,localMember,l$choir $new"
check 'merged: what hangs on the old one goes over'
[ "$(account "$new" history)$(account "$new" state)$(account s-liz state)" = 'work of Lizactivearchived' ]
check 'the history is under the account that the SIS feeds; the other is archived'
"$rosterdrop" feed oak | grep '"action":"merge"' | grep '"accountId":"s-liz"' | grep -q "\"mergedInto\":\"$new\""
check 'and says into which one it went'
fresh
call merge oak "$new" s-liz
refused 64 'was merged before'
check 'a second time: 64'
call link oak s-liz u-eli
[ "$code" -eq 64 ]
check 'a merged account is not linked'
call account oak enable s-liz
[ "$code" -eq 64 ] && says 'is archived for good'
check 'nor enabled'
sed -i 's/^\(u-zed.*\),06,$/\1,07,/' "$work/night/users.csv"
printf 'u-lis,,,true,o-west,student,sis-lis,,Liz,Taylor,,,,,,u-tia,05,\n' >>"$work/night/users.csv"
printf 'u-lis,,,2015-09-10,,,,,,,,,,,,\n' >>"$work/night/demographics.csv"
ROSTERDROP_NOW=2026-12-04T02:03:04Z
night 2026-12-04
[ "$(linked u-eli)" = "$new" ] && [ "$(account "$new" history)" = 'work of Liz' ] && [ "$(account s-liz state)" = archived ] && sound
check 'the next night leaves it so, and what must hold in the store does'
grep -q '^u-lis,' "$spool/oak/match/ready/$(newest oak match ready)/links.csv" && ! grep -q s-liz "$spool/oak/match/ready/$(newest oak match ready)/links.csv"
check 'a merged account is proposed to nobody'

# A drop that is taken back: what a person decided is not.
rm -rf "$spool" "$work/districts" "$work/night" "$work/in"
ROSTERDROP_NOW=2026-11-21T02:03:04Z
desk
call link oak s-una u-una
call unlink oak u-una
call link oak s-una2 u-una
go_live
[ "$(linked u-una)$(account s-una2 state)$(account s-una state)" = s-una2invitedactive ]
check 'a district that goes live with a link made by hand'
ROSTERDROP_NOW=2026-12-03T02:03:04Z
call undo "$(newest oak apply ready)" --reason 'too early'
"$rosterdrop" run oak 2>"$work/log"
[ "$("$rosterdrop" links oak --state linked --csv 2>/dev/null | wc -l)" -eq 1 ] && [ "$(account s-una2 birthDate)$(account s-una2 state)" = 2015-07-08invited ] && sound
check 'it is undone: the account is as it was'
sed -i 's/^\(u-zed.*\),05,$/\1,06,/' "$work/night/users.csv"
ROSTERDROP_NOW=2026-12-04T02:03:04Z
night 2026-12-04
[ "$(linked u-una)" = s-una2 ] && sound
check 'and the next drop gives it to the same student again'
echo "1..$number"
