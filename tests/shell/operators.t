#!/bin/sh
# What those are told who run the installation: mails that nobody takes are given up and told of, hundreds of districts that stop are one mail, a report
# that fails hides nothing, a silent stop is seen from outside, and an act names one drop of one district.
# shellcheck disable=SC2034,SC2154 # variables of and for the library
. tests/shell/rosterdrop_lib.sh
. tests/shell/mail_lib.sh
ops=$spool/.operators
alive=$PWD/scripts/alive

# operators LINES: the configuration with somebody who is told.
operators() {
	folder
	printf 'operators { to = {"ops@vendor.example"} pause = 60 }\n%s\n' "$1" >>"$ROSTERDROP_CONF"
}

# tell TIME: the operators' part of a run, then.
tell() {
	ROSTERDROP_NOW=$1 "$report" --operators 2>"$work/log" >"$work/out"
	code=$?
}

# told: the names of the operators' mails.
told() {
	find "$ops/sent" "$ops/queued" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort | tr '\n' ' ' | sed 's/ $//'
}

# G2: a mail that is put off for ever.
certificate good vendor IP:127.0.0.1
serve mail451 good
folder
fresh_oak 'report { to = {"it@oak.example"} }'
mail=$drop.refused
smtp 'give_up = 48'
printf 'operators { to = {"ops@vendor.example"} }\n' >>"$ROSTERDROP_CONF"
at 2026-11-21T03:00:00Z
at 2026-11-23T02:59:00Z
[ "$(mails queued)" = "$mail" ] && [ "$code" = 75 ]
check 'G2 451 for two days: the mail waits'
call status oak
[ "$(awk '$1 == "oak" {print $NF}' "$work/out")" = 1 ]
check 'and status shows it as one that waits'
at 2026-11-23T03:00:00Z
[ "$(mails failed)" = "$mail" ] && [ -z "$(mails queued)" ] && says "mail $mail is given up: it waited for 48 hours"
check 'after smtp.give_up hours it is given up, and the log says so'
call status oak
[ "$(awk '$1 == "oak" {print $NF}' "$work/out")" = 0/1 ]
check 'status shows it as given up'
operators ''
tell 2026-11-23T04:00:00Z
eml=$ops/sent/$(told)/mail.eml
mail_part "$eml" >"$work/out" && mail_part "$eml" text >"$work/out" && prints 'mails given up: 1' && prints "oak  $mail.unsent" &&
	prints "oak  $mail"
check 'and the operators are told'
! grep -qaE 'oak\.example|Ana|s-1' "$work/out" "$eml"
check 'with no address and no word of the drop'
port=9
folder
fresh_oak 'report { to = {"it@oak.example"} }'
smtp 'give_up = 24'
refuse 20261121T020404Z-2a2b3c4d
at 2026-11-21T03:00:00Z
at 2026-11-22T03:00:00Z
[ "$(mails failed)" = "$mail 20261121T020404Z-2a2b3c4d.refused" ]
check 'a server that is away for so long: also those mails are given up that it was not asked to take'
serve rcpt450
folder
fresh_oak 'report { to = {"it@oak.example", "bad@oak.example"} }'
smtp 'give_up = 24'
at 2026-11-21T03:00:00Z
at 2026-11-22T03:00:00Z
[ "$(mails sent)" = "$mail" ] && says 'is given up: it waited for 24 hours'
check 'one of whose recipients one waited for ever was sent'

# G13: all at once.
rm -rf "$spool"
mkdir -p "$spool"
operators ''
names=$(seq -f 'd-%03g' 300)
for name in $names; do echo "$spool/$name/fetch/ready/$drop $spool/$name/validate/failed/$drop"; done | xargs mkdir -p
tell 2026-11-21T03:00:00Z
[ "$(told)" = 20261121T030000Z.operators ] && [ "$code" = 0 ]
check 'G13 300 districts fail: one mail'
eml=$ops/sent/$(told)/mail.eml
mail_part "$eml" >"$work/out"
check 'a good one'
[ "$(mail_part "$eml" Subject)" = '[rosterdrop] 300 districts need a look (2026-11-21)' ] &&
	mail_part "$eml" text >"$work/out" && prints 'drops refused: 300' && prints 'And 100 more.' && prints "d-001  $drop.refused"
check 'with how many, which, and how many more'
tell 2026-11-21T05:00:00Z
[ "$(told)" = 20261121T030000Z.operators ]
check 'once'
lie d-001 fetch ready 20261121T040304Z-2a2b3c4d
lie d-001 apply held 20261121T040304Z-2a2b3c4d
tell 2026-11-21T03:59:00Z
[ "$(told)" = 20261121T030000Z.operators ]
check 'what stops within the pause waits'
tell 2026-11-21T04:10:00Z
[ "$(told)" = '20261121T030000Z.operators 20261121T041000Z.operators' ] &&
	[ "$(mail_part "$ops/sent/20261121T041000Z.operators/mail.eml" Subject)" = '[rosterdrop] 1 district needs a look (2026-11-21)' ]
check 'and is told after it'
tell 2026-12-25T03:00:00Z
[ -e "$ops/sent/20261121T030000Z.operators/covers" ] && [ ! -e "$ops/sent/20261121T030000Z.operators/mail.eml" ]
check 'old messages go, what they told of is still known'
rm -rf "$spool"
mkdir -p "$spool"
operators ''
fresh_oak "expect { by = \"05:30\" } report { to = {\"it@oak.example\"} }"
at 2026-11-23T12:00:00Z
tell 2026-11-23T12:00:00Z
mail_part "$ops/sent/$(told)/mail.eml" text >"$work/out"
prints 'nothing came in time: 1' && prints 'drops refused: 1'
check 'a drop that did not come is in the mail'
folder
printf 'operators { to = {"nobody"} }\n' >>"$ROSTERDROP_CONF"
tell 2026-11-23T12:00:00Z
[ "$code" = 78 ]
check 'G7 what is no address is refused when the configuration is read'

# G14: a sign of life that somebody outside can look at.
rm -rf "$spool"
folder
fresh_oak ''
"$alive" "$spool" 30 >"$work/out"
[ $? = 66 ]
check 'G14 before the first run over all districts: 66'
ROSTERDROP_NOW=2026-11-21T03:00:00Z call run oak
"$alive" "$spool" 30 >"$work/out"
[ $? = 66 ]
check 'a run over one district is no sign of life'
ROSTERDROP_NOW=2026-11-21T03:00:00Z call run
[ "$(cat "$ops/heartbeat")" = 'rosterdrop-heartbeat 1
at 2026-11-21T03:00:00Z' ] && ROSTERDROP_NOW=2026-11-21T03:29:00Z "$alive" "$spool" 30 >"$work/out"
check 'a run over all is'
ROSTERDROP_NOW=2026-11-21T03:30:00Z "$alive" "$spool" 30 >"$work/out"
[ $? = 75 ] && prints 'ended 30 minutes ago'
check 'when nothing ran for so long: 75'
rm -rf "$oak/report"
: >"$oak/report"
ROSTERDROP_NOW=2026-11-21T04:00:00Z call run
ROSTERDROP_NOW=2026-11-21T04:00:00Z "$alive" "$spool" 30 >"$work/out"
check 'one district in trouble does not stop it'

# G12: the report of a drop that was refused cannot be made or told.
district pine
echo nothing >"$spool/pine/inbox/no.zip"
rm -rf "$spool/pine/report"
: >"$spool/pine/report"
call run pine
[ "$code" = 65 ] && says 'report ended with'
check 'G12 report fails: the exit code still says that a drop was refused, the log that report failed'
call status pine
prints validate/failed
check 'and status shows the drop'

# G11: an act on the wrong district, or on less than a drop.
refused=$(newest pine validate failed)
snapshot >"$work/before"
for words in "reject oak/$refused --reason slip" "reject ${refused%%-*} --reason slip" "reject pine --reason slip" "reject pine/$refused" \
	"retry oak/$refused" "retry ${refused%%-*}" "retry pine"; do
	# shellcheck disable=SC2086 # words
	call $words
	case $code in 64 | 66) true ;; *) false ;; esac
	check "G11 refused: $(echo "$words" | sed "s/$refused/DROP/; s/${refused%%-*}/PART/")"
done
snapshot >"$work/after"
cmp -s "$work/before" "$work/after"
check 'G11 and nothing was changed'
echo "1..$number"
