#!/bin/sh
# Mail against servers that misbehave: what each fault comes to. A mail is never lost, never sent in the clear, at most sent twice with one
# Message-ID; what is refused for good is kept.
# shellcheck disable=SC2015,SC2154 # check takes the status of whatever came before; variables of the library
. tests/shell/rosterdrop_lib.sh
. tests/shell/mail_lib.sh

# fault; server's modes; certificate; what stands in smtp { }; where the mail is after one attempt; who got it; exit code
faults='
G1 no server|none|||queued||75
G1 a name that is not known|unknown|||queued||75
G2 later, by the sender|mail451|good||queued||75
G2 later, by the message|data451|good||queued||75
G2 never, by the sender|mail550|good||failed||0
G2 never, by the message (552)|data552|good||failed||0
G2 never, by all recipients|all550|good||failed||0
G2 the server refuses to talk|greet554|good||queued||75
G3 silence before the greeting|hush|good||queued||75
G3 silence behind the message|stall|good||queued|bad@oak.example it@oak.example x@oak.example|75
G4 the connection ends in the message|cut|good||queued||75
G4 the connection ends instead of the 250|vanish|good||queued|bad@oak.example it@oak.example x@oak.example|75
G5 one of three recipients is refused|rcpt550|good||sent|it@oak.example x@oak.example|0
G5 one of three has to wait|rcpt450|good||queued|it@oak.example x@oak.example|0
G6 STARTTLS is not offered|stripped|good||queued||75
G6 the certificate is another name'\''s|ok|bad||queued||75
G6 the certificate is nobody'\''s we know|ok|stranger||queued||75
a wrong password|auth|good|user = "roster" password_file = "wrong"|queued||75
all is well|ok|good||sent|bad@oak.example it@oak.example x@oak.example|0
all is well, signed in|auth|good|user = "roster" password_file = "right"|sent|bad@oak.example it@oak.example x@oak.example|0
'
district='report { to = {"it@oak.example", "bad@oak.example", "x@oak.example"} }'
mail=$drop.refused

certificate good vendor IP:127.0.0.1
certificate bad vendor DNS:elsewhere.example
certificate stranger vendor IP:127.0.0.1
echo secret >"$work/right"
echo guess >"$work/wrong"

# meet MODES CERT CONF: oak with a mail to send meets such a server.
meet() {
	case $1 in
	none) port=9 box=$work/none ;;
	unknown) port=25 box=$work/none ;;
	*) serve "$1" "$2" ;;
	esac
	folder
	fresh_oak "$district"
	case $1 in
	hush) step=1 ;;
	stall) step=5 ;;
	unknown) total=4 ;;
	esac
	smtp "$3"
	step='' total=''
	[ "$1" != unknown ] || sed -i 's/127.0.0.1/no-such-host.invalid/' "$ROSTERDROP_CONF"
	at 2026-11-21T03:00:00Z
}

mkdir "$work/none"
while IFS='|' read -r fault modes cert conf place got exit; do
	[ -n "$fault" ] || continue
	meet "$modes" "$cert" "$conf"
	[ "$(mails "$place")" = "$mail" ] && [ "$(find "$oak/report/"*/*/mail.eml | wc -l)" = 1 ] &&
		[ "$(received)" = "$got" ] && [ "$code" = "$exit" ]
	check "$fault: $place"
	[ "$modes" = auth ] && [ "$place" = queued ] || [ ! -e "$box/bad" ]
	check "$fault: nothing in the clear, no bare line feed"
	[ "$place" = queued ] || continue
	lacks="bad@oak.example it@oak.example x@oak.example"
	[ "$modes" != rcpt450 ] || lacks=bad@oak.example
	id=$(mail_part "$oak/report/queued/$mail/mail.eml" Message-ID)
	serve ok good
	smtp "$conf"
	at 2026-11-21T03:01:00Z
	[ "$code" = 0 ] && [ -z "$(received)" ]
	check "$fault: not tried again at once"
	at 2026-11-21T03:05:01Z
	[ "$(mails sent)" = "$mail" ] && [ -z "$(mails queued)" ] && [ "$code" = 0 ] &&
		[ "$(mail_part "$box/1.eml" Message-ID)" = "$id" ] && [ "$(received)" = "$lacks" ]
	check "$fault: sent when the server is well again, with the same Message-ID, to those who lack it"
done <<END
$faults
END

# The pauses grow, and are kept through a crash in the middle of writing an attempt.
meet mail451 good ''
for minute in 05 15 35; do
	at "2026-11-21T03:$minute:01Z"
done
[ "$(find "$oak/report/queued/$mail" -name 'try.*' | wc -l)" = 4 ]
check 'the pauses grow: 5, 10, 20 minutes'
at 2026-11-21T04:10:00Z
[ "$(find "$oak/report/queued/$mail" -name 'try.*' | wc -l)" = 4 ]
check 'and after the fourth attempt 40'
: >"$oak/report/queued/$mail/try.4"
serve ok
smtp ''
at 2026-11-21T04:10:00Z
[ "$(mails sent)" = "$mail" ]
check 'an attempt that a crash cut short keeps nothing back'
call status oak
[ "$(awk '$1 == "oak" {print $NF}' "$work/out")" = 0 ]
check 'status counts mails that wait'
meet data552 good ''
call status oak
[ "$(awk '$1 == "oak" {print $NF}' "$work/out")" = 0/1 ]
check 'and those that were given up'
at 2026-11-21T03:01:00Z
! says oak.example
check 'no address is in the log'

# A mail that went out, whose crash came before it was moved.
meet ok good ''
mv "$oak/report/sent/$mail" "$oak/report/queued/"
at 2026-11-21T03:01:00Z
[ "$(mails sent)" = "$mail" ] && [ "$(find "$box" -name '*.eml' | wc -l)" = 1 ]
check 'G4 a crash before the rename: only moved'
mv "$oak/report/sent/$mail" "$oak/report/queued/"
rm "$oak/report/queued/$mail/try.1"
at 2026-11-21T03:01:00Z
[ "$(find "$box" -name '*.eml' | wc -l)" = 2 ] && cmp -s "$box/1.eml" "$box/2.eml"
check 'G4 a crash right behind the 250: a second time, byte for byte the same'
at 2026-11-22T03:01:00Z
[ "$(find "$box" -name '*.eml' | wc -l)" = 2 ]
check 'and never again'

# TLS from the first byte, and somebody else's server.
serve implicit
folder
fresh_oak "$district"
scheme=smtps
smtp 'tls = implicit'
at 2026-11-21T03:00:00Z
scheme=
[ "$(mails sent)" = "$mail" ] && [ ! -e "$box/bad" ]
check 'smtps://'
if /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null; then
	box=$(mktemp -d "$work/box.XXXXXX")
	mkfifo "$work/hold"
	/usr/bin/python3 tests/tools/smtpd_real.py "$box" "$work/good.pem" "$work/good.key" <"$work/hold" 2>"$box/errors" &
	servers="$servers $!"
	exec 9>"$work/hold"
	wait_port
	folder
	fresh_oak "$district"
	smtp 'user = "roster" password_file = "right"'
	at 2026-11-21T03:00:00Z
	[ "$(mails sent)" = "$mail" ] && [ "$(received)" = 'bad@oak.example it@oak.example x@oak.example' ]
	check 'aiosmtpd takes it, with STARTTLS and a password'
	mail_part "$box/1.eml" >"$work/out"
	check 'what it took is a good mail'
	fresh_oak "$district"
	smtp 'user = "roster" password_file = "wrong"'
	at 2026-11-21T03:00:00Z
	[ "$(mails queued)" = "$mail" ]
	check 'and not with a wrong one'
	exec 9>&-
else
	number=$((number + 1))
	echo "not ok $number - aiosmtpd is not there: scripts/install-deps all"
fi

# The mail itself.
folder
fresh_oak 'report { to = {"it@oak.example"} language = fr }'
at 2026-11-21T03:00:00Z
eml=$oak/report/sent/$mail/mail.eml
mail_part "$eml" >"$work/out"
check 'without a server: a good mail in report/sent'
[ "$(mail_part "$eml" Subject)" = "[oak] Fichiers d'effectifs refusés (2026-11-21)" ]
check 'its subject is in the language of the district'
mail_part "$eml" csv >"$work/out"
! prints s-1 && ! prints Ana && prints fatal,package.not_zip
check 'its table has codes, and neither ids nor words of the drop'
fresh_oak 'report { to = {"it@oak.example"} source_ids = yes }'
at 2026-11-21T03:00:00Z
mail_part "$eml" csv >"$work/out"
prints s-1 && prints 'it says ""Ana"", and more'
check 'with source_ids it has both'
printf 'spool = "%s"\ndistricts = "%s"\nsmtp { attachment = 100 }\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
fresh_oak 'report { to = {"it@oak.example"} }'
at 2026-11-21T03:00:00Z
[ -z "$(mail_part "$eml" csv)" ] && mail_part "$eml" text | grep -q 'too many findings to attach'
check 'G8 a table over smtp.attachment stays in reports/'
[ "$(find "$oak/reports" -type f -printf '%f %m\n' | sort | tr '\n' ' ')" = 'findings.csv 640 report.txt 640 ' ] &&
	grep -q 's-1' "$oak/reports/$mail/findings.csv"
check 'the full findings are in reports/'
at 2026-12-21T03:00:00Z
[ -z "$(ls "$oak/reports")" ] && [ "$(mails sent)" = "$mail" ] && [ ! -e "$eml" ]
check 'after report.retention they are taken away, and of the mail its name stays'
many=50000
fresh_oak 'report { to = {"it@oak.example"} }'
awk -v many=$many 'BEGIN { for (i = 2; i < many; i++) printf "%d,error,reference.missing,enrollments.csv,%d,%d,userSourcedId,e-%d,it stands nowhere,mend it,,\r\n", i, i, i, i }' \
	>>"$oak/validate/failed/$drop/findings.csv"
at 2026-11-21T03:00:00Z
[ "$(wc -c <"$eml")" -lt 200000 ] && [ "$(wc -l <"$oak/reports/$mail/findings.csv")" = $many ]
check 'G8 a drop with very many findings has a small mail, and all of them in reports/'
for wanted in 'when = trouble|checked|' 'when = always|checked|checked' 'when = findings|checked|'; do
	folder
	fresh_oak "report { to = {\"it@oak.example\"} ${wanted%%|*} }"
	mv "$oak/validate/failed/$drop" "$oak/validate/ready/"
	at 2026-11-21T03:00:00Z
	rest=${wanted##*|}
	[ "$(mails sent)" = "${rest:+$drop.$rest}" ]
	check "a drop without findings, ${wanted%%|*}: ${rest:-no mail}"
done
fresh_oak 'report { to = {"it@oak.example"} digest = yes } expect { by = "05:30" }'
refuse 20261121T030304Z-2a2b3c4d
at 2026-11-21T06:29:00Z
[ -z "$(mails sent)" ]
check 'a digest waits for the end of the night'
at 2026-11-21T06:30:00Z
[ "$(mails sent)" = 20261121T030304Z-2a2b3c4d.digest ] &&
	[ "$(mail_part "$oak/report/sent/$(mails sent)/mail.eml" text | grep -c 'Roster files were refused')" = 2 ]
check 'then it tells of all in one mail'
at 2026-11-21T07:30:00Z
[ "$(mails sent)" = 20261121T030304Z-2a2b3c4d.digest ]
check 'once'

# What cannot be an address or a server is refused when the configuration is read.
for key in 'report { to = {"a@b.example>"} }' 'report { to = {"a b@c.example"} }' 'report { to = {"nobody"} }' \
	"report { to = {\"a@b.example\${NL}c@d.example\"} }" 'expect { by = "5:30" }' 'expect { timezone = "Mars/Base" }' \
	'expect { days = {"someday"} }' 'expect { off = {"2026-13-01"} }' 'expect { off = {"2026-12-02..2026-12-01"} }'; do
	fresh_oak "$key"
	NL=$(printf '\nX')
	export NL
	at 2026-11-21T03:00:00Z
	[ "$code" = 78 ]
	check "G7 refused: $key"
done
fresh_oak "$district"
for key in 'server = "http://a.example"' 'server = "smtp://a@b.example"' 'from = "x"' 'envelope = "a@b"' 'tls = none' \
	'server = "smtp://a.example/x"' 'user = "u"' 'tls = implicit'; do
	printf 'spool = "%s"\ndistricts = "%s"\nsmtp { from = "roster@vendor.example" server = "smtp://mail.example.org" %s }\n' \
		"$spool" "$work/districts" "$key" | sed 's/ server = .*\( server = \)/\1/; s/ from = .* \(server = [^ ]*\) \(from = \)/ \1 \2/' >"$ROSTERDROP_CONF"
	at 2026-11-21T03:00:00Z
	if [ "$key" = 'envelope = "a@b"' ]; then [ "$code" != 78 ]; else [ "$code" = 78 ]; fi
	check "G7 smtp { $key }"
done
echo "1..$number"
