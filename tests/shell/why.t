#!/bin/sh
# `rosterdrop why`: the story of a record, over nights in which it comes, changes, is left out, goes and comes back, and by hand; without a value of a person.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154,SC2181 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
files=$work/files

# night N: the files as they are now, as the Nth night; its drop is $drop.
night() {
	ROSTERDROP_NOW=2026-11-1${1}T02:03:04Z
	export ROSTERDROP_NOW
	find "$files" -exec touch -d "2026-11-09T00:0$1:00Z" {} +
	upload oak "night$1" "$files" && "$rosterdrop" run oak 2>"$work/log"
	drop=$(newest oak fetch ready)
}

# tells PATTERN...: whether the story has lines like these, in this order.
tells() {
	awk 'BEGIN { for (i = 1; i < ARGC; i++) want[++count] = ARGV[i]; ARGC = 1; at = 1 } at <= count && $0 ~ want[at] { at++ } END { exit at <= count }' "$@" <"$work/out"
}

district oak && printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" }\n' >"$work/districts/oak.conf"
mkdir "$files" && cp tests/stage/apply/first-1.1/in/1/*.csv "$files/"
night 1 && one=$drop
sed -i 's/max@school/maximilian@school/' "$files/users.csv"
night 2 && two=$drop
cp "$files/users.csv" "$work/sound.csv"
sed -i 's/^\(u-max,[^,]*,[^,]*,[^,]*,[^,]*,\)[a-z]*,/\1emperor,/' "$files/users.csv"
printf '%s\n' 'u-new,,,true,o-east,student,new,,,Eder,,,new@school.example,,,,05,' >>"$files/users.csv"
night 3 && three=$drop
grep -v u-max "$work/sound.csv" >"$files/users.csv" && sed -i '/u-max/d' "$files"/[!u]*.csv
night 4 && four=$drop
cp tests/stage/apply/first-1.1/in/1/*.csv "$files/" && cp "$work/sound.csv" "$files/users.csv"
night 5 && five=$drop
call why oak u-max
[ "$code" -eq 0 ] && tells "^20261111T020304Z  $one match: u-max none: " "$one create user u-max, account a[0-9]*: new in the SIS, users.csv row [0-9]+\$" \
	"^20261112T020304Z  $two update user u-max, account a[0-9]*: changed in the SIS \\(email\\), users.csv row [0-9]+\$" \
	"^20261113T020304Z  $three validate: users.csv row [0-9]+, role, left out: value.enum: " \
	"^20261114T020304Z  $four archive user u-max, .*: no longer in the SIS\$" "^20261115T020304Z  $five unarchive user u-max, .*: in the SIS again" \
	'^now               user in the SIS; account a[0-9]*, [a-z]*, [a-z]*, origin sis$'
check 'it came, changed, was left out, went, and came back'
account=$(sed -n '$s/.*account \(a[0-9]*\).*/\1/p' "$work/out")
cp "$work/out" "$work/by-id"
call why oak "$account" && tells "$one create user u-max, account $account" 'enrol enrollment' "^now               account $account" && grep -c . "$work/out" | grep -qx "$(grep -c . "$work/by-id")"
check 'the same by its account'
call why oak u-new && [ "$code" -eq 0 ] && tells "$three validate: users.csv row [0-9]+, givenName, left out: value.required: " '^now               not in the directory$'
check 'somebody who never got in'
mkdir "$work/vendor" && printf 'accountId,kind,email\nspare,staff,spare@quill.example\n' >"$work/vendor/accounts.csv" && "$rosterdrop" import oak "$work/vendor" --why 'told by Ada Quill' >"$work/has" 2>"$work/log" &&
	call why oak spare && tells '^20261115T020304Z  act-[0-9]+ create account spare: done by hand by [^ ]* \(import\)$' '^now .*account spare, staff, active, origin imported$'
check 'what a person did, and who it was'
row=$(sed -n "s/.*$one create user u-max.*row \([0-9]*\)\$/\1/p" "$work/by-id")
unzip -p "$spool/oak/fetch/ready/$one/roster.zip" users.csv | sed -n "${row}p" | grep -q '^u-max,'
check 'the row is the one of the file'
for id in u-max "$account" u-new spare; do "$rosterdrop" why oak "$id"; "$rosterdrop" why oak "$id" --json; done >"$work/all" 2>"$work/log"
! grep -qiE 'school\.example|quill|Eder' "$work/all" && [ -s "$work/all" ]
check 'no values of people'
"$rosterdrop" why oak u-max --json >"$work/out" && "$jsoncheck" <"$work/out" && prints '"id":"u-max","now":{"user":"active"' && prints '"fields":"email"' && prints '"code":"value.enum"' && prints '"class":"none"' &&
	[ "$(grep -c '^{"time"' "$work/out")" -eq "$(($(grep -c . "$work/by-id") - 1))" ]
check 'as JSON'
call why oak nobody && [ "$code" -eq 66 ] && call why nowhere u-max && [ "$code" -eq 66 ] && call why oak && [ "$code" -eq 64 ]
check 'nothing known: 66; a word is missing: 64'
echo "1..$number"
