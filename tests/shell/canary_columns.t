#!/bin/sh
# A name, a date, a phone and an e-mail address that are found nowhere else stand in every column of every file of a drop, each in a row of its own;
# none of them leaves: not by mail, not in the log, not in the list of processes, not on the screen, not in the reports. Twice: OneRoster 1.1
# with guardians.csv, and 1.2. Then the same in the headers, and in names of files.
# shellcheck disable=SC2154 # variables of the library
. tests/shell/rosterdrop_lib.sh
. tests/shell/mail_lib.sh

canaries='zyxkanar|1911-?03-?17|5550173911|555-017-3911|kanari@'

mkdir -p "$work/districts" "$spool"
folder
"$rosterdrop" init oak >/dev/null

# plant FILE PREFIX [NO_IDS]: adds, for each column and each canary, a copy of the last row with the canary in that column, and a sourcedId of its own;
# with NO_IDS not in columns of ids. A school's name is told, so none stands there that could be one.
plant() {
	perl -e '
		my ($file, $prefix, $no_ids) = @ARGV;
		open my $in, "<:raw", $file or die;
		my @lines = map { s/\r?\n$//r } <$in>;
		my @names = split /,/, $lines[0], -1;
		my @cells = $lines[-1] =~ /\G("(?:[^"]|"")*"|[^,]*)(?:,|$)/g;
		pop @cells while @cells > @names;
		open my $out, ">:raw", $file or die;
		print $out "$_\r\n" for @lines;
		my $n = 0;
		for my $column (0 .. $#names) {
			next if $no_ids && $names[$column] =~ /sourcedId|guardianId/i;
			for my $canary ("Zyxkanar", "1911-03-17", "5550173911", "kanari\@oak.example") {
				next if $prefix eq "orgs" && $names[$column] eq "name" && $canary eq "Zyxkanar";
				my @row = @cells;
				$row[0] = "$prefix-" . $n++ if $names[0] =~ /sourcedId/i;
				$row[$column] = $canary;
				print $out join(",", @row), "\r\n";
			}
		}' "$1" "$2" "${3-}"
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

# none FILE WORDS: no canary is in it.
none() {
	! grep -aEin "$canaries" "$1" >"$work/out"
	check "$2"
}

# leaves WORDS [IDS]: runs what lies in $work/drop, and looks at all that leaves. The reports in the district's own folder have sourcedIds: they are
# not looked at with IDS.
leaves() {
	(cd "$work/drop" && zip -q -X -r - .) >"$oak/inbox/drop.zip"
	: >"$work/sampling"
	sample >"$work/processes" &
	call run oak
	rm "$work/sampling"
	wait
	cat "$work/log" "$work/out" >"$work/screen"
	for words in 'status oak' 'status --json oak' status metrics "show oak/$(newest oak fetch ready)" "audit oak"; do
		# shellcheck disable=SC2086 # words
		call $words
		cat "$work/log" "$work/out" >>"$work/screen"
	done
	last=$(newest oak fetch ready)
	for file in "$oak/report/sent/$last".*/mail.eml; do
		mail_part "$file" all
		cat "$file"
	done >"$work/mails"
	[ "$(wc -l <"$work/mails")" -gt 100 ] && grep -q "^report -c " "$work/processes"
	check "$1: there is a mail, and processes were seen"
	none "$work/mails" "$1: nothing is in the mail"
	none "$work/screen" "$1: nothing is in the log and on the screen"
	none "$work/processes" "$1: nothing is in the list of processes"
	cat "$oak/reports/$last".*/report.* >"$work/reports"
	[ -n "${2-}" ] || none "$work/reports" "$1: nothing is in the reports"
}

# begin SAMPLE: its files.
begin() {
	rm -rf "$work/drop"
	mkdir "$work/drop"
	cp "samples/$1/first-night/"*.csv "$work/drop"
}

# Sync live, so that apply writes and tells; then again in setup.
for sync in 'sync { start_date = "2020-01-01" }' ''; do
	printf 'inbox { quiet = 0 }\nlimits { error_share = 100 }\nguardians { source = file }\nreport { to = {"it@oak.example"} }\n%s\n' "$sync" \
		>"$work/districts/oak.conf"
	for round in 'riverbend-1.1 ids' 'riverbend-1.1 ' 'lakeside-1.2 ids' 'lakeside-1.2 '; do
		version=${round% *} ids=${round#* }
		begin "$version"
		for file in "$work/drop"/*.csv; do
			case $file in */manifest.csv) continue ;; esac
			plant "$file" "$(basename "$file" .csv)" "$([ -n "$ids" ] || echo without)"
		done
		student=$("$B/tools/csvcells" "$work/drop/users.csv" sourcedId | sed -n 20p)
		printf 'studentSourcedId,guardianId,givenName,familyName,email,mobile,phone,preferredLanguage,relationship\r\n' >"$work/drop/guardians.csv"
		printf '%s,g-1,Ada,Birch,ada.birch@oak.example,2025550143,,en,mother\r\n' "$student" >>"$work/drop/guardians.csv"
		plant "$work/drop/guardians.csv" g "$([ -n "$ids" ] || echo without)"
		leaves "$version, ${sync:+live}${ids:+, in ids too}" "$ids"
	done
done
begin riverbend-1.1
for file in "$work/drop"/*.csv; do sed -i '1s/$/,Zyxkanar,kanari@oak.example,5550173911/; 2,$s/$/,,,/; s/\r//g' "$file"; done
leaves 'in headers' ids
begin riverbend-1.1
cp "$work/drop/users.csv" "$work/drop/Zyxkanar 1911-03-17.csv"
leaves 'in the name of a file' ids

# A guard that holds a drop because of one school says which to those who run the installation, and in the mail that it is one.
rm -rf "$oak"
"$rosterdrop" init oak >/dev/null
printf 'inbox { quiet = 0 }\nreport { to = {"it@oak.example"} }\nsync { start_date = "2020-01-01" }\n' >"$work/districts/oak.conf"
begin riverbend-1.1
school=$("$B/tools/csvcells" "$work/drop/orgs.csv" sourcedId type | awk '$2 == "school" {print $1; exit}')
sed -i "s/$school/zyxschool/g" "$work/drop"/*.csv
upload oak night "$work/drop"
call run oak
awk -F, 'NR == 1 || $5 != "zyxschool" || n++ >= 60' "$work/drop/enrollments.csv" >"$work/drop/new" && mv "$work/drop/new" "$work/drop/enrollments.csv"
leaves 'a guard, by school' ids
grep -q 'of school zyxschool would go' "$work/screen"
check 'a guard names a school'
tr -s '\n ' ' ' <"$work/mails" >"$work/out"
prints 'of 100 enrollments of a school would go (60 %' && ! grep -q zyxschool "$work/mails"
check 'the mail does not'

# What a crash leaves: every program forbids itself to leave its memory behind before it opens anything of a district's.
for program in validate normalise match apply fetch report rosterdrop; do
	case $program in
	rosterdrop) set -- "$rosterdrop" status oak ;;
	*) set -- "$B/libexec/$program" oak ;;
	esac
	strace -f -o "$work/trace" -e trace=prctl,prlimit64,setrlimit,open,openat "$@" >"$work/out" 2>"$work/log"
	# line WORDS: where it first stands.
	line() { grep -nE "$1" "$work/trace" | head -n 1 | cut -d: -f1; }
	opened=$(line '"[^"]*(rosterdrop\.conf|oak)')
	dumpable=$(line 'PR_SET_DUMPABLE, (0|SUID_DUMP_DISABLE)')
	core=$(line 'RLIMIT_CORE, \{rlim_cur=0, rlim_max=0')
	cp "$work/trace" "$work/out"
	[ -n "$opened" ] && [ "${dumpable:-999999}" -lt "$opened" ] && [ "${core:-999999}" -lt "$opened" ]
	check "$program: no core, and no look into it, before it opens anything"
done
echo "1..$number"
