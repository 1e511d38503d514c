#!/bin/sh
# What a district hears of a drop that is held, through a real SMTP server: the reason, and what would happen as a table, with no value of anybody's record; with
# sourcedIds only where the district wants them in mails; not larger than smtp.attachment.
# shellcheck disable=SC2154 # variables of the libraries
. tests/shell/rosterdrop_lib.sh
. tests/shell/mail_lib.sh
samples=$PWD/samples/riverbend-1.1

# night N FOLDER LINES: the Nth night's files through all stages, with these lines besides in the configuration.
night() {
	export ROSTERDROP_NOW="2026-11-${1}T02:03:04Z"
	printf 'sync { start_date = "2026-01-01" }\ninbox { quiet = 0 }\n%s\n' "$3" >"$work/districts/oak.conf"
	rm -rf "$work/files" && cp -r "$samples/$2" "$work/files"
	[ -z "$formula" ] || sed -i "\$s/^[^,]*/$formula/" "$work/files/enrollments.csv"
	touch -d "2026-11-${1}T00:00:00Z" "$work/files"/*
	(cd "$work/files" && zip -q -X - ./*.csv) >"$oak/inbox/night.zip"
	"$rosterdrop" run oak >"$work/out" 2>"$work/log"
	held=$(find "$oak/apply/held" -mindepth 1 -maxdepth 1 -type d | sed 's|.*/||')
	lies=$oak/apply/held/$held
}

# two_nights LINES: the first night's district gets two drops in one run, both of which are held; $one and $two are they, $eml the mail that tells of both.
two_nights() {
	rm -rf "$oak" && cp -a "$work/oak.kept" "$oak"
	rm -rf "$work/files" && cp -r "$samples/second-night" "$work/files" && touch -d 2026-11-02T00:00:00Z "$work/files"/*
	(cd "$work/files" && zip -q -X - ./*.csv) >"$oak/inbox/one.zip"
	touch -d 2026-11-02T01:00:00Z "$work/files"/* && sed -i '/,student,/{s/,student,/,student,x/;:a;n;ba}' "$work/files/users.csv"
	(cd "$work/files" && zip -q -X - ./*.csv) >"$oak/inbox/two.zip"
	printf 'sync { start_date = "2026-01-01" }\ninbox { quiet = 0 }\n%s\n' "$1" >"$work/districts/oak.conf"
	export ROSTERDROP_NOW=2026-11-02T02:03:04Z
	"$rosterdrop" run oak >"$work/out" 2>"$work/log"
	find "$oak/apply/held" -mindepth 1 -maxdepth 1 -type d | sed 's|.*/||' | sort >"$work/both"
	one=$(head -n 1 "$work/both") two=$(tail -n 1 "$work/both")
	eml=$(find "$oak/report/sent" "$oak/report/queued" -path '*.digest/mail.eml')
	[ "$one" != "$two" ] && [ -s "$eml" ] && mail_part "$eml" >>"$work/log" && mail_part "$eml" text >"$work/text" && mail_part "$eml" all >"$work/all"
}

# counts DROP FILE: whether a table counts every change of its plan.
counts() {
	[ "$(tail -n +2 "$2" | tr -d '\r' | awk -F, '{ n += $NF } END { print n + 0 }')" -eq "$(tail -n +2 "$oak/apply/held/$1/plan.csv" | wc -l)" ] && [ -s "$2" ]
}

# Where this is set, an enrolment has it for a sourcedId.
formula=

# names: whether a file has a name, an address or a number of somebody of the drop.
names() {
	for file in "$samples"/*-night/users.csv; do
		"$B/tools/csvcells" "$file" username givenName familyName email sms phone | tail -n +2 | tr '\t' '\n'
	done | awk 'length($0) > 3' | sort -u >"$work/values"
	grep -qFf "$work/values" "$1"
}

# told KIND: the mail of this kind about the drop that is held, its parts in $work.
told() {
	eml=$(find "$oak/report/sent" "$oak/report/queued" -path "*$held.$1/mail.eml")
	[ -s "$eml" ] || return
	for part in text html csv plan all; do mail_part "$eml" $part >"$work/$part"; done
	mail_part "$eml" >"$work/out"
}

echo 1..18
mkdir -p "$work/districts"
if ! /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null; then
	while [ "$number" -lt 18 ]; do number=$((number + 1)) && echo "not ok $number - aiosmtpd is not there: scripts/install-deps all"; done
	exit 0
fi
box=$(mktemp -d "$work/box.XXXXXX")
mkfifo "$work/hold"
certificate good vendor IP:127.0.0.1
echo secret >"$work/right"
/usr/bin/python3 tests/tools/smtpd_real.py "$box" "$work/good.pem" "$work/good.key" <"$work/hold" 2>"$box/errors" &
servers="$servers $!"
exec 9>"$work/hold"
wait_port
smtp 'user = "roster" password_file = "right"'
"$rosterdrop" init oak >/dev/null 2>"$work/log"
guards='guards { floor = 0
 removals = 0
 updates = 100
 contacts = 100
 usernames = 100
 replaced = 100'
night 01 first-night "$guards }"
first=$(find "$oak/apply/ready" -mindepth 1 -maxdepth 1 | sed 's|.*/||')
[ -n "$first" ] && [ -z "$held" ]
check 'the first night goes in'
cp -a "$oak" "$work/oak.kept"

night 02 second-night "$guards }
report { to = {\"it@oak.example\"} }"
told held
check 'a drop that is held is mailed, and the mail is a good one'
[ "$(received)" = 'it@oak.example it@oak.example' ] && mail_part "$box/2.eml" plan | cmp -s - "$work/plan" && [ -s "$work/plan" ]
check 'the server has it, with the table of what would happen'
grep -q 'removals: ' "$work/text" && grep -q 'What would be done is attached' "$work/text"
check 'its text has the reason, and says of the table'
head -n 1 "$work/plan" | tr -d '\r' | grep -qx 'action,entity,field,reason,count' &&
	[ "$(tail -n +2 "$work/plan" | tr -d '\r' | awk -F, '{ n += $NF } END { print n }')" -eq "$(tail -n +2 "$lies/plan.csv" | wc -l)" ]
check 'the table counts every change of the plan'
cut -d, -f3 "$lies/plan.csv" | tail -n +2 | sort -u >"$work/ids" && ! grep -qFf "$work/ids" "$work/all" && ! names "$work/all"
check 'it has no sourcedId, and nothing of anybody'
cmp -s "$lies/plan.csv" "$oak/reports/$held.held/plan.csv" && ! names "$oak/reports/$held.held/plan.csv"
check 'the whole plan, with sourcedIds and no value, is in reports/'

rm -rf "$oak" && cp -a "$work/oak.kept" "$oak"
night 02 second-night "$guards }
report { to = {\"it@oak.example\"} source_ids = yes }"
told held
check 'with report.source_ids, too'
tail -n +2 "$lies/plan.csv" | tr -d '\r' | sort >"$work/a" && tail -n +2 "$work/plan" | tr -d '\r' | sort | cmp -s - "$work/a"
check 'then the table is the plan, a row a change'
! names "$work/all"
check 'and still nobody is named'

rm -rf "$oak" && cp -a "$work/oak.kept" "$oak"
formula='=2+2'
night 02 second-night "$guards
 removals_wait = yes }
report { to = {\"it@oak.example\"} source_ids = yes }"
formula=
told part && grep -q "^enrol,enrollment,=2+2," "$lies/plan.csv" && grep -q "^enrol,enrollment,'=2+2," "$oak/reports/$held.part/plan.csv" && cmp -s "$lies/part.csv" "$oak/reports/$held.part/part.csv" &&
	[ "$(sed "s/'=/=/g" "$oak/reports/$held.part/plan.csv" | cksum)" = "$(cksum <"$lies/plan.csv")" ]
check 'in reports/ no cell is one that a spreadsheet would run, and every other is as it was'
rm -rf "$oak" && cp -a "$work/oak.kept" "$oak"
formula='=2+2'
night 02 second-night "$guards }
report { to = {\"it@oak.example\"} source_ids = yes }"
formula=
told held && grep -q "^enrol,enrollment,'=2+2," "$work/plan" && ! grep -q ',=' "$work/plan"
check 'nor in a mail'

rm -rf "$oak" && cp -a "$work/oak.kept" "$oak"
smtp 'user = "roster" password_file = "right" attachment = 100'
night 02 second-night "$guards }
report { to = {\"it@oak.example\"} source_ids = yes }"
told held
[ ! -s "$work/plan" ] && grep -q 'What would be done is too long to attach' "$work/text" && cmp -s "$lies/plan.csv" "$oak/reports/$held.held/plan.csv"
check 'a table over smtp.attachment stays in reports/, and the mail says so'

rm -rf "$oak" && cp -a "$work/oak.kept" "$oak"
smtp 'user = "roster" password_file = "right"'
night 02 second-night "$guards
 removals_wait = yes }
report { to = {\"it@oak.example\"} }"
told part && grep -q 'Nobody was removed' "$work/text" && grep -q '^archive,user,' "$work/plan" && ! grep -q '^create,user,' "$work/plan"
check 'of a drop that went in but for its removals the mail says so, and has what is left'
cmp -s "$lies/part.csv" "$oak/reports/$held.part/part.csv" && ! names "$work/all"
check 'what went in is in reports/, too, and nobody is named'

digest='report { to = {"it@oak.example"} digest = yes }'
two_nights "$guards }
$digest"
check 'two drops of a run that are held are told of in one mail, and the mail is a good one'
mail_part "$eml" "plan-$one.csv" >"$work/one" && mail_part "$eml" "plan-$two.csv" >"$work/two" && counts "$one" "$work/one" && counts "$two" "$work/two" &&
	[ "$(grep -c 'What would be done is attached' "$work/text")" -eq 2 ] && ! names "$work/all"
check 'it has the plan of each, and nobody is named'
smtp "user = \"roster\" password_file = \"right\" attachment = $(($(wc -c <"$work/one") + 60))"
two_nights "$guards }
$digest"
mail_part "$eml" "plan-$one.csv" >"$work/one" && mail_part "$eml" "plan-$two.csv" >"$work/two" && counts "$one" "$work/one" && [ ! -s "$work/two" ] &&
	[ "$(grep -c 'What would be done is attached' "$work/text")" -eq 1 ] && grep -q 'What would be done is too long to attach' "$work/text"
check 'as far as they are together not more than smtp.attachment'
exec 9>&-
