#!/bin/sh
# No value of a person's record leaves by mail, log, metric or process list. Values that are found nowhere else stand in every column of a drop, whole and damaged
# in many ways; all that leaves is searched for them, mails decoded.
# shellcheck disable=SC2154 # variables of the library
. tests/shell/rosterdrop_lib.sh
. tests/shell/mail_lib.sh

# What is searched for: a name, a date, a phone, an e-mail, a username, an id of a person, a password. The sourcedId is looked for apart.
canaries='Zyxkanar|1911-03-17|5550173911|kanari@|zyxuser|zyxidnum|zyxsecret'
id=zyxsourced

mkdir -p "$work/districts" "$spool"
folder
"$rosterdrop" init oak >/dev/null

# plant: a district's files with canaries in every column of users and demographics; sed lines on standard input damage them.
plant() {
	rm -rf "$work/drop"
	mkdir "$work/drop"
	cp samples/riverbend-1.1/first-night/*.csv "$work/drop"
	school=$(awk -F, '$5 == "school" {print $1; exit}' "$work/drop/orgs.csv" | tr -d '"')
	[ -n "$school" ] || school=$(awk -F, 'NR == 5 {print $1}' "$work/drop/orgs.csv")
	printf '%s\r\n' "${id}1,,,true,$school,student,zyxuser1,{SIS:zyxidnum1},Zyxkanaria,Zyxkanarowa,Zyxkanarek,zyxidnum2,kanari@oak.example,5550173911,5550173911,,05,zyxsecret1" \
		"${id}2,,,true,$school,student,zyxuser2,{SIS:zyxidnum3},Zyxkanario,Zyxkanarowa,,zyxidnum4,kanari@oak.example,5550173911,,${id}1,05,zyxsecret2" >>"$work/drop/users.csv"
	printf '%s\r\n' "${id}1,,,1911-03-17,female,,,,,,,," "${id}2,,,1911-03-17,male,,,,,,,," >>"$work/drop/demographics.csv"
	sed -i "$1" "$work/drop/users.csv" "$work/drop/demographics.csv"
}

# sample: writes down, as long as there is a file $work/sampling, the arguments of all processes of ours.
sample() {
	perl -e 'while (-e "$ARGV[0]/sampling") {
		for (glob "/proc/[0-9]*/cmdline") {
			open my $file, "<", $_ or next;
			my $line = <$file> // next;
			print $line =~ tr/\0/ /r, "\n" if index($line, $ARGV[0]) >= 0;
		}
		select undef, undef, undef, 0.005;
	}' "$work"
}

# newest_all: the last drop that came.
newest_all() {
	newest oak fetch ready
}

# decoded: all mails about the last drop, as they lie and every part of them.
decoded() {
	for file in "$oak/report/sent/$(newest_all)".*/mail.eml; do
		mail_part "$file" all
		cat "$file"
	done
}

# leaves WORDS: runs what was planted, and looks at all that leaves.
leaves() {
	(cd "$work/drop" && zip -q -X - ./*.csv) >"$oak/inbox/drop.zip"
	: >"$work/sampling"
	sample >>"$work/processes" &
	call run oak
	rm "$work/sampling"
	wait
	cp "$work/log" "$work/leaves"
	cat "$work/out" >>"$work/leaves"
	decoded >"$work/mails"
	call status oak
	cat "$work/mails" "$work/out" "$work/processes" >>"$work/leaves"
	call status --json oak
	cat "$work/out" >>"$work/leaves"
	[ "$(wc -l <"$work/mails")" -gt 40 ]
	check "$1: there is a mail"
	! grep -aEi "$canaries" "$work/leaves" >"$work/out"
	check "$1: no value leaves"
	! grep -aF "$id" "$work/mails" >"$work/out"
	check "$1: no sourcedId is in a mail"
	case $1 in
	*"wrong column" | *nobody | *header) return ;; # the district's own folder has sourcedIds and columns as they came
	esac
	! grep -aEi "$canaries" "$oak/reports/$(newest_all)".*/report.* >"$work/out"
	check "$1: none is in the reports"
}

# Damage; the sed line that makes it.
damages='
clean|s/^$//
unknown words|s/,student,/,Zyxkanar student,/
dates that are none|s/1911-03-17/1911-03-17x/
double ids|s/'$id'2/'$id'1/
double usernames|s/zyxuser2/zyxuser1/
names in the wrong column|s/^'$id'\([12]\),,,true/Zyxkanar \1,kanari@oak.example,5550173911,Zyxkanar/
a missing quote|s/Zyxkanario/"Zyxkanario/
one column too many|s/zyxsecret1/zyxsecret1,Zyxkanar/
one too few|s/,05,zyxsecret1//
a name in the header|1s/middleName/Zyxkanar/
bytes that are no UTF-8|s/Zyxkanaria/Zyxkanar\xff\xfe/
references to nobody|s/'"$id"'1,05/Zyxkanar-nobody,05/
formulas|s/Zyxkanaria/=cmd|Zyxkanar!A1/
'
for policy in 'sync { start_date = "2020-01-01" }' ''; do
	printf 'inbox { quiet = 0 }\nlimits { error_share = 100 }\nreport { to = {"it@oak.example"} }\n%s\n' "$policy" >"$work/districts/oak.conf"
	while IFS='|' read -r what line; do
		[ -n "$what" ] || continue
		[ -n "$policy" ] || [ "$what" = clean ] || continue
		plant "$line"
		leaves "${policy:+live, }$what"
	done <<END
$damages
END
done
grep -q Zyxkanar "$work/drop/users.csv" && unzip -p "$oak/fetch/ready/$(newest oak fetch ready)/roster.zip" users.csv | grep -q Zyxkanar
check 'the canaries were really there'
grep -q "^validate -c " "$work/processes" && grep -q "^report -c " "$work/processes"
check 'and the processes were really seen'
printf 'inbox { quiet = 0 }\nlimits { error_share = 100 }\nreport { to = {"it@oak.example"} source_ids = yes }\n' >"$work/districts/oak.conf"
plant 's/1911-03-17/1911-03-17x/'
(cd "$work/drop" && zip -q -X - ./*.csv) >"$oak/inbox/drop.zip"
call run oak
decoded >"$work/mails"
grep -qF "${id}1" "$work/mails" && ! grep -qEi "$canaries" "$work/mails"
check 'with source_ids a mail has the sourcedId, and still no value'
echo "1..$number"
