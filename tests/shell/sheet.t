#!/bin/sh
# Deciding in a spreadsheet: what the programs that people have make of a list comes back and means the same; what they spoil is said row by row, with how to
# mend it; and nobody decides about what has changed since.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"

# A list of the kind that gives spreadsheets trouble: ids of digits, ids like dates and formulas, names with commas and accents.
make_night
cat >>"$work/night/users.csv" <<'END'
00771,,,true,o-east,student,sis-771,,Zoë,"Ash, Jr.",,,,,,,05,
1-2,,,true,o-east,student,sis-12,,=1+1,Bell,,,,,,,05,
-5,,,true,o-east,student,sis-5,,Ada,Crane,,,,,,,05,
END
make_directory
cat >>"$work/in/accounts.csv" <<'END'
0042,student,active,Zoë,"Ash, Jr.",,,e,,,,
+49,student,active,Ada,Crane,,,e,,,,
END
district oak
conf 'sync { start_date = "2026-12-01" }'
"$rosterdrop" import oak "$work/in" >"$work/out" 2>"$work/log" && night 2026-11-20
check 'a district before it goes live'

# list: the list in $work/list, with commas, without CR.
list() {
	"$rosterdrop" links oak --csv 2>"$work/log" | tr -d '\r' >"$work/list"
}

# decide ID DECISION: puts a decision behind a row of the list; what is left blank stays so.
decide() {
	awk -v id="$1" -v decision="$2" 'index($0, id ",") == 1 { $0 = $0 decision } { print }' "$work/list" >"$work/kept" && mv "$work/kept" "$work/list"
}

# columns NAME...: the list with these columns only, all in quotes, divided by $divider.
columns() {
	"$B/tools/csvcells" "$work/list" "$@" | awk -F'\t' -v divider="$divider" -v names="$*" 'BEGIN {
		n = split(names, name, " ")
		for (i = 1; i <= n; i++) printf "%s%s", name[i], i < n ? divider : "\r\n"
	}
	NR > 1 || $1 != name[1] { for (i = 1; i <= n; i++) printf "\"%s\"%s", $i, i < n ? divider : "\r\n" }'
}

# columns_tabs: the same as a spreadsheet saves it as "Unicode text", in $work/tabs.
columns_tabs() {
	divider='	' && columns accountId decision sourcedId seen >"$work/tabs"
}

# plan_of FILE: whether the file is taken, as one decision to link Ida and one to block Max, and nothing is done.
plan_of() {
	call links oak decide --file "$1" --dry-run
	[ "$code" -eq 0 ] && prints 'link,user,u-ida,s-ida' && prints 'block,block,u-max s-max,s-max' && [ "$(wc -l <"$work/out")" -eq 3 ]
}

list
grep -q "^'-5,'+49," "$work/list" && grep -q "'=1+1 Bell" "$work/list" && ! grep -Eq '(^|,)[=+@-]' "$work/list"
check 'on the way out nothing begins like a formula'
decide u-ida link && decide u-max block
plan_of "$work/list"
check 'as it was printed'
sed 's/$/\r/' "$work/list" >"$work/sheet"
plan_of "$work/sheet"
check 'with CRLF'
{ printf '\357\273\277' && cat "$work/list"; } >"$work/sheet"
plan_of "$work/sheet"
check 'with a byte order mark'
for divider in ';' '	' ','; do
	columns accountId decision sourcedId seen >"$work/sheet"
	grep -q link "$work/sheet" && plan_of "$work/sheet"
	check "columns in another order, some left out, all in quotes, divided by '$divider'"
done
divider=';'
columns sourcedId accountId seen decision | sed '1s/$/;Note of the secretary/; 1!s/$/;yes, "we" know her/; s/\r//' >"$work/sheet"
plan_of "$work/sheet"
check 'with a column more, which nobody asked for, and a comma in it'
iconv -f UTF-8 -t WINDOWS-1252 "$work/list" >"$work/sheet" && ! cmp -s "$work/list" "$work/sheet" && plan_of "$work/sheet"
check 'in the code page of the machine'
iconv -f UTF-8 -t UTF-16 "$work/list" | head -c 2 | od -An -tx1 | grep -q 'ff fe' && columns_tabs && iconv -f UTF-8 -t UTF-16 "$work/tabs" >"$work/sheet" && plan_of "$work/sheet"
check 'as "Unicode text": UTF-16 with tabs'
divider=';' && columns accountId decision sourcedId seen | sed '1s/^/sep=;\r\n/' >"$work/sheet" && plan_of "$work/sheet"
check 'with a first line sep=;'
sed 's/,*$//' "$work/list" >"$work/sheet"
plan_of "$work/sheet"
check 'without the cells at the end of rows that are blank'
sed '1s/.*/SOURCEDID,AccountId,class,score,evidence,candidates,reason,RunnerUp,whyNot,student,account,school,Seen,DECISION/; s/,link$/, Link /; s/block$/BLOCK/' "$work/list" >"$work/sheet"
plan_of "$work/sheet"
check 'with names and decisions in capitals, and blanks round them'
cp "$work/list" "$work/sheet" && printf '\n\n,,,,,,,,,,,,,\n' >>"$work/sheet"
plan_of "$work/sheet"
check 'with blank rows at the end'
decide "'-5" link
call links oak decide --file "$work/list" --yes
[ "$code" -eq 0 ] && [ "$(linked "'-5")" = "'+49" ] && [ "$(linked u-ida)" = s-ida ]
check 'an id that was made harmless on the way out is itself again on the way in'

# What a spreadsheet spoils.
list
decide 00771 link
sed 's/^00771,0042,/771,42,/' "$work/list" >"$work/sheet"
fresh
call links oak decide --file "$work/sheet"
refused 64 'nothing was done: 2 things are wrong in ' && prints "$work/sheet,2,sourcedId,771,there is nobody of this id,\"the spreadsheet took zeros" &&
	prints ',2,accountId,771,there is no account of this id,"the spreadsheet took zeros'
check 'zeros at the beginning of an id are gone: row, column, what it is and how to mend it, of both'
printf 'sourcedId,accountId,decision\n2026-01-02,s-una,link\n1.23E+15,s-una,link\nnobody,s-una,link\n' >"$work/sheet"
call links oak decide --file "$work/sheet"
refused 64 'nothing was done: 3 things are wrong in ' && [ "$(grep -c 'if the spreadsheet made a date or a rounded number' "$work/out")" -eq 2 ] && prints ',4,sourcedId,nobody,there is nobody of this id,take the id from a list of now'
check 'an id became a date, or a number with an exponent'
printf 'sourcedId,accountId,decision\nu-una,,link\nu-max,s-una,maybe\nu-una,s-una,link\nu-una,s-una2,link\nu-zed,s-zed,link\n' >"$work/sheet"
call links oak decide --file "$work/sheet" --yes
refused 64 'nothing was done: 4 things are wrong in ' && prints ',2,accountId,u-una,it is blank' && prints ',3,decision,u-max,it is no decision' &&
	prints ',5,decision,u-una,' && prints ',6,decision,u-zed,' && ! prints ',4,'
check 'blank, no decision, twice the same student, an archived account: all are listed at once, and the good row is not done either'
for word in 'sourcedId,decision' 'sourcedId,accountId,decision,decision' ''; do
	printf '%s\n' "$word" >"$work/sheet"
	call links oak decide --file "$work/sheet"
	[ "$code" -eq 64 ] && says header
	check "a header '$word': 64"
done
printf 'sourcedId,accountId,decision\nu-una,"s-una,link\n' >"$work/sheet"
call links oak decide --file "$work/sheet"
refused 64 'row '
check 'a quote that nobody closes: 64'
printf 'sourcedId,accountId,decision\n%070000d,s-una,link\n' 7 >"$work/sheet"
call links oak decide --file "$work/sheet"
refused 64 'row '
check 'a cell that is too long: 64'
call links oak decide --file "$work/none"
refused 66 "$work/none is not there"
check 'a file that is not there: 66'
call links oak decide --file "$work/night"
refused 66 "$work/night is a folder, not a file"
check 'a folder'
mkfifo "$work/fifo" && call links oak decide --file "$work/fifo"
refused 66 "$work/fifo is no plain file; give -"
check 'a pipe, which nobody writes to, is not waited for'
call links oak decide --file "$work/list/none"
refused 66 "$work/list/none is not there"
check 'a file in a file'
ln -s loop "$work/loop" && call import oak "$work/loop"
refused 66 "$work/loop is not there"
check 'import of a link that leads nowhere'
call import oak "$work/fifo"
refused 66 "$work/fifo is no plain file"
check 'and of a pipe'
printf 'sourcedId,accountId,decision\nu-una,s-una,link\n' | "$rosterdrop" links oak decide --file - --dry-run >"$work/out" 2>"$work/log"
prints 'link,user,u-una,s-una'
check 'from standard input; without the column seen anything that can be done is'

# What changed since.
list
decide u-una link
sed -i 's/^\(u-una\),,/\1,s-una2,/' "$work/list"
call links oak decide --file "$work/list" --dry-run
[ "$code" -eq 0 ] && prints 'link,user,u-una,s-una2'
check 'one of several candidates is chosen by filling in its id'
call block oak s-una u-una --why 'seen by somebody else'
fresh
call links oak decide --file "$work/list"
refused 64 'nothing was done: 1 things are wrong in ' && prints ',seen,u-una,the student stands otherwise than when the list was printed'
check 'what somebody decided about the student since: refused, and nothing is done'
list
decide 00771 block && decide u-eli link
sed -i 's/^u-eli,,,2015-09-10/u-eli,,,2015-09-11/' "$work/night/demographics.csv"
night 2026-11-21
fresh
call links oak decide --file "$work/list"
refused 64 'nothing was done: 1 things are wrong in ' && prints ',seen,u-eli,'
check 'so is a night that says another thing of the student; who stands as before is not told so'
call permission oak grant wes school-leader --school o-west
list
decide u-una link && decide u-eli block
sed -i 's/^\(u-una\),,/\1,s-una2,/' "$work/list"
fresh
call links oak decide --file "$work/list" --as wes
refused 77 'nothing was done' && prints ',decision,u-una,' && prints 'somebody who may' && ! prints u-eli
check 'a school that is not of the person: 77, and which rows'
call links oak decide --file "$work/list" --yes
[ "$code" -eq 0 ] && [ "$(linked u-una)" = s-una2 ]
check 'by who may, it is done'
call links oak --state linked --csv
tr -d '\r' <"$work/out" | sed '/^u-una,/s/$/unlink/; /^u-ida,/s/$/unlink/' >"$work/list"
call links oak decide --file "$work/list" --yes
[ "$code" -eq 0 ] && [ -z "$(linked u-una)$(linked u-ida)" ]
check 'a list of those who are linked comes back to unlink them'
sound
check 'what must hold in the store does'
echo "1..$number"
