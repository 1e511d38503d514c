#!/bin/sh
# inbox/test/: a zip there is checked and reported, and goes no further; nothing waits for it, nothing is compared with it.
# shellcheck disable=SC2154 # variables of the library
. tests/shell/rosterdrop_lib.sh
. tests/shell/mail_lib.sh

mkdir -p "$work/districts" "$spool"
folder
"$rosterdrop" init oak >/dev/null
printf 'inbox { quiet = 0 }\nsync { start_date = "2020-01-01" }\nreport { to = {"it@oak.example"} when = trouble }\n' >"$work/districts/oak.conf"

# test_upload FOLDER NAME: into inbox/test.
test_upload() {
	(cd "$1" && zip -q -X - ./*.csv) >"$work/upload.zip" && mv "$work/upload.zip" "$oak/inbox/test/$2.zip"
}

test_upload samples/riverbend-1.1/damaged-night try
call run oak
first=$(newest oak validate held)
[ "$code" = 0 ] && [ -n "$first" ] && [ -z "$(ls "$oak/inbox/test")" ]
check 'a test is taken, and the run is well'
[ -z "$(find "$oak/validate/ready" "$oak/validate/failed" "$oak/normalise" "$oak/match" "$oak/apply" -mindepth 2 -type d)" ]
check 'it goes no further than validate'
grep -q '^preflight yes$' "$oak/fetch/ready/$first/origin"
check 'its origin says so'
[ -s "$oak/reports/$first.preflight/report.txt" ] && [ "$(wc -l <"$oak/reports/$first.preflight/findings.csv")" -gt 20 ]
check 'the district has its report and its findings'
[ "$(mails sent)" = "$first.preflight" ]
check 'and its mail, although nothing stopped'
call status oak
prints pre-flight && [ "$(awk '$1 == "oak" {print $10, $11}' "$work/out")" = '0 0' ]
check 'status shows it, and counts it neither as held nor as failed'
upload oak real samples/riverbend-1.1/first-night
test_upload samples/riverbend-1.1/damaged-night again
call run oak
applied=$(newest oak apply ready)
[ "$code" = 0 ] && [ -n "$applied" ]
check 'a real drop passes it'
grep -q "\"previous\":\"\"" "$oak/validate/ready/$applied/report.json"
check 'and is not compared with it'
upload oak delta samples/riverbend-1.1/delta
call run oak
[ "$(find "$oak/apply/ready" -mindepth 1 -maxdepth 1 | wc -l)" = 2 ]
check 'a delta does not wait for it'
printf 'no zip' >"$oak/inbox/test/bad.zip"
call run oak
[ "$code" = 0 ] && grep -q REFUSED "$oak/reports/$(newest oak validate held).preflight/report.txt"
check 'one that would be refused is reported so, and does not fail the run'
echo "1..$number"
