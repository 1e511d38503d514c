#!/bin/sh
# `rosterdrop import`: what is taken, what is left out and named, what an import never does; again and again the same.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154,SC2181 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
samples=$PWD/samples/riverbend-1.1
in=$work/in

# file NAME: standard input as a file of the import.
file() {
	cat >"$in/$1"
}

# sound: what must hold in the store does; the log of another command stays.
sound() {
	"$rosterdrop" verify oak >"$work/verified" 2>&1
}

# found CODE FILE ROW COLUMN: whether the findings of the import have that.
found() {
	grep -qE "^[0-9]+,[a-z]+,$1,$2,$3,[0-9]*,$4," "$spool/oak/import/findings.csv"
}

# accounts COLUMN...: cells of the accounts, a line each.
accounts() {
	rm -rf "$work/export" && "$rosterdrop" export oak "$work/export" 2>>"$work/log" && "$B/tools/csvcells" "$work/export/accounts.csv" "$@"
}

mkdir "$in"
district oak
file schools.csv <<'END'
school,name,sourcedId
lin,Lincoln,org-1
wash,Washington,
other,Another,org-1
END
file accounts.csv <<'END'
accountId,kind,state,givenName,familyName,birthDate,grades,schools,username,email,history,shoe
s1,student,active,Ada,Quill,2012-02-29,05,lin,ada,ada@quill.example,"{""a"": 1}",9
s2,Student,,Bo,Quill,2013-02-29,04,"lin,wash",bo,,,
g1,guardian,INVITED,Cy,Quill,,,,ada,cy@quill.example,,
a0000000500,staff,active,Di,Roe,,,wash,di,,,
s3,pupil,active,,,,,,,,,
s4,student,,X,,,,,,,,
s4,student,,Y,,,,,,,,
s5,student,,Z,,,,,,,,
s5,student,,Z,,,,,,,,
a99999999999,staff,,,,,,,,,,
,staff,,,,,,,,,,
END
file connections.csv <<'END'
studentAccountId,guardianAccountId,relationship,origin,state
s1,g1,mother,,
s2,g1,mother,manual,ended
s3,g1,,,
g1,s1,,,
END
file classes.csv <<'END'
classId,title,school,state,sourcedId
c-1,Choir,lin,active,
c-2,Old,wash,archived,cls-9
c-3,,,,
c-4,Other,,,cls-9
END
file class_members.csv <<'END'
classId,accountId,role,origin
c-1,s1,student,
c-1,a0000000500,teacher,
c-3,s1,student,
c-1,s3,student,
END
call import oak "$in" --dry-run
[ "$code" -eq 0 ] && prints 'nothing was imported: --dry-run' && "$rosterdrop" feed oak >"$work/has" && [ ! -s "$work/has" ] && accounts accountId | wc -l | grep -qx 0
check 'a dry run says what would be done, and does nothing'
call import oak "$in" --why 'moving in'
[ "$code" -eq 0 ] && prints 'accounts.csv       11 rows, 5 left out, 5 new, 0 changed' && prints 'imported' && sound
check 'an import takes what is right'
printf '%s\n' 'a0000000500,staff,active,wash' 'g1,guardian,invited,' 's1,student,active,org-1' 's2,student,active,org-1,wash' 's5,student,active,' >"$work/wants"
accounts accountId kind state schools | tr '\t' , | diff "$work/wants" - >"$work/out"
check 'ids stay, terms have one spelling, schools are those of the SIS'
accounts accountId birthDate history | tr '\t' ' ' | grep -qx 's1 2012-02-29 {"a": 1}' && accounts accountId birthDate | tr '\t' ' ' | grep -qx 's2 '
check 'a date that is none is passed over; the history stays as it is'
{
	found import.column_unknown accounts.csv 1 12 && found import.value accounts.csv 3 birthDate && found import.value accounts.csv 6 kind &&
		found import.twice accounts.csv 7 '' && found import.twice accounts.csv 8 '' && found import.twice accounts.csv 10 '' &&
		found import.id accounts.csv 11 accountId && found import.required accounts.csv 12 accountId && found import.username accounts.csv 2 username &&
		found import.reference connections.csv 4 studentAccountId && found import.kind connections.csv 5 studentAccountId &&
		found import.required classes.csv 4 title && found import.tie classes.csv 5 sourcedId && found import.tie schools.csv 4 sourcedId &&
		found import.reference class_members.csv 4 classId && found import.reference class_members.csv 5 accountId
}
check 'what is wrong is named by file, row and column'
! grep -qE 'Quill|Ada|quill.example|pupil|2013-02-29' "$spool/oak/import/findings.csv" && ! ls "$spool/oak/import/tmp" 2>/dev/null
check 'findings hold no values'
"$rosterdrop" feed oak >"$work/first" && "$rosterdrop" audit oak >"$work/out" && prints '"act":"import"' && prints '"why":"moving in"' &&
	prints '"create account":5' && grep -q '"action":"disconnect","entity":"connection"' "$work/first" && [ "$(wc -l <"$work/first")" -eq 13 ]
check 'the feed tells of each, the audit log of the act'
call import oak "$in"
"$rosterdrop" feed oak | cmp -s - "$work/first" && [ "$code" -eq 0 ] && prints 'nothing to do' && [ "$("$rosterdrop" audit oak | wc -l)" -eq 1 ]
check 'the same again changes nothing and is no act'
found import.username accounts.csv 2 username
check 'and names the same'

# Changed, and with rows missing.
file accounts.csv <<'END'
state,accountId,kind,username
archived,s1,student,adah
active,g1,guardian,cy
END
rm "$in/connections.csv" "$in/classes.csv" "$in/class_members.csv" "$in/schools.csv"
call import oak "$in" && sound && prints '2 rows, 0 left out, 0 new, 2 changed' &&
	accounts accountId state givenName schools username email | tr '\t' ' ' >"$work/has" && grep -qx 's1 archived Ada org-1 adah ada@quill.example' "$work/has" &&
	grep -qx 'g1 active Cy  cy cy@quill.example' "$work/has" && grep -q '^s2 active' "$work/has" && [ "$(wc -l <"$work/has")" -eq 5 ]
check 'cells of columns that are there change; missing rows, columns and files remove nothing'
"$rosterdrop" feed oak --since 13 >"$work/out" && [ "$(wc -l <"$work/out")" -eq 2 ] && prints '"action":"archive","entity":"account"' && prints '"action":"update","entity":"account"'
check 'the feed tells of the two'

# By hand.
"$B/tools/storebreak" "$spool/oak/store" put edits 'as2\00givenName' Robert lee 2026-11-21T02:03:04Z '' 2>"$work/log" &&
	"$B/tools/storebreak" "$spool/oak/store" state connections 's1\00g1' D 2>>"$work/log"
printf 'accountId,kind,givenName,familyName\ns2,student,Bobby,Quaill\n' | file accounts.csv
printf 'studentAccountId,guardianAccountId\ns1,g1\n' | file connections.csv
call import oak "$in" && found import.edited accounts.csv 2 '' && found import.ended connections.csv 2 '' && accounts accountId givenName familyName | grep -q '^s2	Bo	Quaill$'
check 'what somebody edited or ended by hand stays'
"$B/tools/storebreak" "$spool/oak/store" state connections 's1\00g1' A 2>"$work/log" && sound
check 'and the store is sound'

# A class that somebody made and tied.
call class oak add --title Band --school org-1 && call class oak adopt c0000000001 cls-5
printf 'classId,title,sourcedId\nc-5,Band,cls-5\nc-2,Old,cls-6\nc-1,Choir,cls-9\n' | file classes.csv
call import oak "$in" && sound && found import.tie classes.csv 2 sourcedId && ! found import.tie classes.csv 4 sourcedId && "$rosterdrop" class oak list >"$work/has" &&
	! grep -q '^c-5,' "$work/has" && grep -q '^c-2,.*,cls-6' "$work/has" && grep -q '^c-1,.*,cls-9' "$work/has"
check 'a class of the SIS has one class at most: what is tied by hand is taken, what another row gives up is not'
rm "$in/classes.csv"

# As a zip, in a folder.
mkdir -p "$work/zip/vendor/import" && printf 'accountId,kind\nz1,staff\n' >"$work/zip/vendor/import/accounts.csv" && printf 'sourcedId,status\nc,\n' >"$work/zip/vendor/classes.csv"
(cd "$work/zip" && zip -q -r ../in.zip vendor) && call import oak "$work/in.zip" && prints '1 rows, 0 left out, 1 new' && ! prints 'classes.csv'
check 'a zip, and its folder import before other files'

# What refuses all.
: >"$work/empty.zip" && call import oak "$work/empty.zip" && [ "$code" -eq 65 ] && mkdir "$work/nothing" && call import oak "$work/nothing" && [ "$code" -eq 66 ] &&
	call import oak "$work/nowhere" && [ "$code" -eq 66 ] && call import nowhere "$in" && [ "$code" -eq 66 ]
check 'no zip: 65; no file, no folder, no district: 66'
"$rosterdrop" feed oak >"$work/before"
printf 'accountId,name\nx,y\n' | file accounts.csv && call import oak "$in" && [ "$code" -eq 65 ] && found import.column_missing accounts.csv 1 kind &&
	printf 'accountId,kind,Kind\nx,staff,staff\n' | file accounts.csv && call import oak "$in" && [ "$code" -eq 65 ] && found import.column_twice accounts.csv 1 3 &&
	printf '' | file accounts.csv && call import oak "$in" && [ "$code" -eq 65 ] && found import.file accounts.csv '' '' && printf 'accountId|kind\nx|staff\n' | file accounts.csv && call import oak "$in" && [ "$code" -eq 65 ] &&
	"$rosterdrop" feed oak | cmp -s - "$work/before"
check 'a column that is missing or twice, no header, another separator: 65, and nothing is done'
printf 'sep=;\r\naccountId;kind;familyName\r\ns-dr;staff;"Bell; Dr."\r\n' | iconv -f UTF-8 -t UTF-16 | file accounts.csv && call import oak "$in" --dry-run && [ "$code" -eq 0 ] && prints '1 rows, 0 left out, 1 new'
check 'what a spreadsheet program makes of it is taken: UTF-16, semicolons, and a line that says so'
printf 'accountId,kind\nx\377,staff\ny,staff,\nz9,staff\n"q,staff\n' | file accounts.csv && call import oak "$in"
[ "$code" -eq 65 ] || { [ "$code" -eq 0 ] && prints '1 new'; }
check 'rows that cannot be read do no harm'
call import oak "$in" --as lee && [ "$code" -eq 77 ] && call import oak "$in" --as "$(printf 'l\nee')" && [ "$code" -ne 0 ] && call import oak && [ "$code" -eq 64 ]
check 'permission, words'

# Accounts that the SIS feeds.
printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" }\n' >"$work/districts/oak.conf"
upload oak one "$samples/first-night" && ROSTERDROP_NOW=2026-11-21T02:03:04Z "$rosterdrop" run oak 2>"$work/log" && sound &&
	accounts accountId | grep -qx a0000000501 && ! accounts accountId | grep -qx a0000000001
check 'accounts of a drop have numbers above those that were imported'
rm "$in"/*
printf 'accountId,kind,state,givenName,phone,language,history\na0000000501,staff,active,Changed,+15550100,de,kept\n' | file accounts.csv
call import oak "$in" && sound && found import.sis accounts.csv 2 '' && accounts accountId state phone language history | grep -qx 'a0000000501	active	+15550100	de	kept' &&
	! accounts givenName | grep -qx Changed
check 'what the SIS says of an account stays; what is the vendor'"'"'s own is taken'
call import oak "$in" && prints 'nothing to do'
check 'and again it changes nothing'
upload oak two "$samples/second-night" && ROSTERDROP_NOW=2026-11-22T02:03:04Z "$rosterdrop" run oak 2>"$work/log" && sound && accounts accountId state | grep -qx 's2	active'
check 'a later drop leaves imported accounts as they are'
echo "1..$number"
