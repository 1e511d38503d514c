#!/bin/sh
# `links audit`, by hand: what it says of a small district, who may ask, and a sample that goes to people and comes back.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"

# lines: the rows of a spreadsheet behind its header, without carriage returns.
lines() {
	tr -d '\r' <"$work/out" | sed 1d
}

# review EXPRESSION: hands the sample back with answers that sed makes of the empty last cell.
review() {
	tr -d '\r' <"$work/sample" | sed "$1" | "$rosterdrop" links oak audit --reviewed - >"$work/out" 2>"$work/log"
	code=$?
}

# acts: how many acts the audit log has.
acts() {
	"$rosterdrop" audit oak | wc -l
}

district oak
call links oak audit
[ "$code" -eq 66 ] && says 'no drop that match has done'
check 'without a drop: 66'
rm -rf "$spool" "$work/districts"
desk
check 'a district before it goes live, with a directory and a drop'

snapshot >"$work/before"
call links oak audit
[ "$code" -eq 0 ] && prints 'students without a link' && prints '2 ready, 1 partial, 1 multiple, 1 none' &&
	prints 'Hidden: each of 2 ready ones was matched again without its account. 0 were linked to another one'
check 'the ready ones are matched again without their accounts'
prints 'Decoys: of each ready one' && grep -Eq '^ +(twin|sibling|cousin|namesake|stranger|rhyming twin) +(beside it|in its place) +0 of [12], at most 0\.(95|78)$' "$work/out"
check 'decoys are made of them, and the bound says how little two are'
prints 'Twice: 1 students with several accounts alike' && grep -A1 'Accounts that look like one child twice: 1' "$work/out" | grep -Fq '  s-una  s-una2'
check 'two accounts of one child are named'
! grep -Eq 'Ida|Arden|Cole|2015|example|555' "$work/out"
check 'by ids: no name, no date, no address'
call links oak audit --json
"$jsoncheck" <"$work/out" >/dev/null 2>"$work/log" && prints '"ready":2' && prints '"hidden":{"count":2,"linked":0,"atMost":0.77639' &&
	prints '"wrongAtMost":2' && prints '"accountPairs":[{"accountId":"s-una","otherAccountId":"s-una2"}]' && prints '"wrong":[]' && prints '"seed":1'
check '--json: the same, all of it'
cp "$work/out" "$work/json"
call links oak audit --json
cmp -s "$work/out" "$work/json"
check 'again: byte for byte the same'
call links oak audit --json --seed 18446744073709551615
[ "$code" -eq 0 ] && prints '"seed":18446744073709551615' && ! cmp -s "$work/out" "$work/json"
check 'another seed: other decoys'
snapshot | cmp -s - "$work/before"
check 'nothing is written anywhere by that'
mkdir "$work/locks"
flock "$spool/oak/match/lock" flock "$spool/oak/apply/lock" "$rosterdrop" links oak audit >"$work/out" 2>"$work/log"
check 'it waits for no lock, and takes none'

for words in '--seed x' '--seed -1' '--seed 18446744073709551616' '--sample 0' '--sample many' '--sample 3 --json' '--sample 3 --reviewed x' '--school o-east' \
	'--state ready' 'more'; do
	# shellcheck disable=SC2086 # several words
	call links oak audit $words
	[ "$code" -eq 64 ] || echo "$words: $code"
done >"$work/wrong"
[ ! -s "$work/wrong" ] || cp "$work/wrong" "$work/out" && [ ! -s "$work/wrong" ]
check 'words that mean nothing: 64'
for words in '--audit' '--audit 1 oak' '--audit x oak 20261120T000000Z-00000000' '-c --audit oak 20261120T000000Z-00000000' '--audit 1 oak ../x' '--audit 1 oak d --dry'; do
	# shellcheck disable=SC2086 # several words
	"$B/libexec/match" $words >>"$work/out" 2>"$work/log"
	[ $? -eq 64 ] || echo "$words"
done >"$work/wrong"
[ ! -s "$work/wrong" ]
check 'match itself takes no others either'

# Who may.
call links oak audit --as una
[ "$code" -eq 77 ] && [ ! -s "$work/out" ]
check 'who may not link may not know: 77'
"$rosterdrop" permission oak grant wes school-leader --school o-west >"$work/out" 2>"$work/log"
call links oak audit --as wes
[ "$code" -eq 77 ]
check 'nor who may at one school: it is about all'
call links oak audit --sample 10 --as wes
[ "$code" -eq 0 ] && [ "$(lines | cut -d, -f1)" = u-eli ]
check 'a sample shows whom they may link'

# A sample.
call links oak audit --sample 10
[ "$code" -eq 0 ] && [ "$(lines | cut -d, -f1 | sort | tr '\n' ' ')" = 'u-eli u-ida ' ] && tr -d '\r' <"$work/out" | sed -n 1p | grep -q '^sourcedId,accountId,class,.*,student,account,school,review$' &&
	lines | grep -q '^u-ida,s-ida,ready,.*,Ida Arden,Ida Arden,o-east,$'
check 'a sample of ready ones, as links --csv, with a column for the answer'
cp "$work/out" "$work/sample"
call links oak audit --csv
cmp -s "$work/out" "$work/sample"
check '--csv: 200 of them, and there are no more'
call links oak audit --sample 1
[ "$(lines)" = "$(tr -d '\r' <"$work/sample" | sed -n 2p)" ]
check 'a smaller sample is the beginning of a larger one'
for seed in 2 3 4 5 6 7 8 9; do
	call links oak audit --sample 1 --seed "$seed"
	lines | cut -d, -f1
done | sort -u | tr '\n' ' ' >"$work/out"
prints 'u-eli u-ida'
check 'who is drawn is up to the seed'
call links oak audit --csv --school o-west
[ "$(lines | cut -d, -f1)" = u-eli ]
check 'of one school'

# And back.
before=$(acts)
review 's/,$/,right/'
[ "$code" -eq 0 ] && prints '2 links reviewed: 2 right, 0 wrong, 0 not known; at most 0.776 of all are wrong (95 %, one-sided); 0 rows are blank.' &&
	prints 'To show at most 0.0001, with so many wrong ones, 29956 must be reviewed; there are 2 links to draw from'
check 'two that are right show little, and it says how many would show enough'
[ "$(acts)" = $((before + 1)) ] && "$rosterdrop" audit oak | tail -n 1 | grep -q '"act":"links audit","why":"2 links reviewed: 2 right, 0 wrong' && sound
check 'the audit log remembers it'
review "2s/,\$/,WRONG/; 3s/,\$/,$(printf 'Don\342\200\231t know')/"
prints '2 links reviewed: 0 right, 1 wrong, 1 not known; at most 1 of all' && prints 'If those that are not known were wrong, too, at most 1.'
check 'wrong, and not known, in any case of letters'
before=$(acts)
call links oak audit --reviewed "$work/sample" --json
[ "$code" -eq 0 ] && prints '{"right":0,"wrong":0,"unknown":0,"blank":2,"atMost":1,' && prints '"needed":29956,"links":2}' && [ "$(acts)" = "$before" ]
check 'nothing filled in: nothing is known, and nothing to remember'
tr -d '\r' <"$work/sample" | sed 's/,$/,right/' >"$work/right"
call links oak audit --reviewed "$work/right" --dry-run
[ "$code" -eq 0 ] && prints '2 right' && [ "$(acts)" = "$before" ]
check '--dry-run: counted, not remembered'
flock "$spool/oak/apply/lock" "$rosterdrop" links oak audit --reviewed "$work/right" >"$work/out" 2>"$work/log"
[ $? -eq 75 ] && prints '2 right' && [ "$(acts)" = "$before" ]
check 'while apply works: counted, not remembered, 75'
call links oak audit --reviewed "$work/right" --why 'as Lee asked' --as wes
[ "$code" -eq 77 ] && says 'row ' && [ "$(acts)" = "$before" ]
check 'a row of a school where they may not link: 77 and its row'

# refused EXPRESSION TEXT: whether a sample that sed spoils is refused with its row.
refused() {
	review "$1"
	[ "$code" -eq 64 ] && says "$2" && [ ! -s "$work/out" ] && [ "$(acts)" = "$before" ]
}
refused '3s/,$/,rihgt/' 'row 3: a review is right, wrong'
check 'a word that is none: its row'
refused '2s/^u-[a-z]*,s-[a-z]*,/u-ida,s-max,/; s/,$/,right/' 'row 2: the two are neither linked nor blocked'
check 'a pair that never was one, as when a column was sorted alone'
refused '3{p;p}' 'row 4: the student stands in a row before'
check 'a student twice'
refused '1s/review/verdict/' 'the header lacks the column review'
check 'another spreadsheet'
refused '2s/$/,,/' 'row 2 has 15 cells, the header 13'
check 'cells too many'
tr -d '\r' <"$work/sample" | sed 's/,$/,right/; s/,/;/g; 1s/review/Review;Note/' | iconv -f UTF-8 -t WINDOWS-1252 >"$work/right"
call links oak audit --reviewed "$work/right" --dry-run
[ "$code" -eq 0 ] && prints '2 right'
check 'with semicolons, in another code page, and a column more, as a spreadsheet program saves it'

# What was decided since does not make an answer worthless.
"$rosterdrop" link oak s-ida u-ida >"$work/out" 2>"$work/log" && "$rosterdrop" block oak s-liz u-eli >"$work/out" 2>"$work/log"
review 's/,$/,right/'
[ "$code" -eq 0 ] && prints '2 right'
check 'linked or blocked since: still an answer'
call links oak audit
[ "$code" -eq 0 ] && prints ' 0 ready' && prints 'Nobody is ready: there is nothing to hide'
check 'nobody is ready any more: it says so'
echo "1..$number"
