#!/bin/sh
# Nights that would take too much away: half a file, a school that is not there any more, nine per cent a night, new sourcedIds for everybody. Each is held with
# the limit that it passes, and nothing of it is done until a person says so.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
files=$work/files
echo 1..19

# night N: the Nth night, with what lies in $files.
night() {
	export ROSTERDROP_NOW="2026-11-${1}T02:03:04Z"
	touch -d "2026-11-${1}T00:00:00Z" "$files"/*
	upload oak night "$files" && call run oak
	held=$(newest oak apply held)
}

# students: those that the directory has, active.
students() {
	rm -rf "$work/export"
	"$rosterdrop" export oak "$work/export" && csv=$work/export/accounts.csv && grep -c ',student,invited,' "$csv"
}

# without FROM TO: takes away the students with these places in the file, and what names them.
without() {
	awk -F, -v from="$1" -v to="$2" 'NR > 1 && $6 == "student" && ++n >= from && n <= to { print $1 }' "$files/users.csv" >"$work/gone"
	for file in users demographics enrollments; do
		grep -vFf "$work/gone" "$files/$file.csv" >"$work/kept"
		cp "$work/kept" "$files/$file.csv"
	done
}

# guard NAME: whether the drop is held by that guard, and nothing was applied.
guard() {
	[ "$code" -eq 0 ] && [ -n "$held" ] && grep -q "$1: " "$spool/oak/apply/held/$held/held" && [ "$(students)" -eq "$standing" ]
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\nlimits { error_share = 100 }\n' >>"$work/districts/oak.conf"
"$B/tools/district" --version 1.1 --students 240 "$files" >/dev/null
cp -r "$files" "$work/whole"
night 01
standing=240
[ "$code" -eq 0 ] && [ -z "$held" ] && [ "$(students)" -eq 240 ]
check 'a first drop has nothing to take away'

without 1 120
night 02
guard removals && grep -q '120 of 240 students would go (50 %; guards { removals } allows 10)' "$spool/oak/apply/held/$held/held"
check 'half a file is held, with how many of how many would go, and nobody goes'
grep -q '^archive,user,' "$spool/oak/apply/held/$held/plan.csv" && grep -q '120 of 240 students' "$spool/oak/apply/held/$held/report.txt" &&
	grep -q 'rosterdrop release' "$spool/oak/apply/held/$held/report.txt"
check 'the plan and the report say what would be done, and who can let it go'
first=$held
rm -rf "$files" && cp -r "$work/whole" "$files"
without 1 5
night 03
standing=235
[ -z "$held" ] && [ "$(students)" -eq 235 ] && [ -e "$spool/oak/apply/failed/$first/held" ]
check 'the next whole file goes through, and the held one is superseded: five of 240 are not many'

school=$(awk -F, '$5 == "school" { print $1; exit }' "$files/orgs.csv")
cp -r "$files" "$work/before"
for file in "$files"/*.csv; do
	grep -v "$school" "$file" >"$work/kept"
	cp "$work/kept" "$file"
done
cp "$work/before/manifest.csv" "$files/manifest.csv"
night 04
guard school && grep -q "school $school would go with their school" "$spool/oak/apply/held/$held/held"
check 'a school that vanishes with its students is held'
call reject "$held" --reason 'the school is still there'
[ "$code" -eq 0 ] && [ -z "$(newest oak apply held)" ]
check 'and can be rejected'

# Nine per cent a night, in one school more than in another.
printf 'guards { removals = 20 }\n' >>"$work/districts/oak.conf"
rm -rf "$files" && mv "$work/before" "$files"
nights=0
for day in 05 06 07 08; do
	without 1 "$(($(grep -c ',student,' "$files/users.csv") * 9 / 100))"
	night "$day"
	[ -z "$held" ] || break
	nights=$((nights + 1))
done
standing=$(students)
[ "$nights" -eq 2 ] && grep -q 'week: ' "$spool/oak/apply/held/$held/held"
check 'nine per cent a night go two nights, and the third night is held by the week'
call release "$held" --reason 'they did leave' --allow removals,no.such
[ "$code" -eq 64 ] && says '--allow takes guards'
check 'release for what is no guard: 64'
call release "$held" --reason 'they did leave' --allow removals,school
[ "$code" -eq 0 ] && call run oak && guard week && says 'let the plan go: --allow does not name week' && grep -q 'not for all of that' "$spool/oak/apply/held/$held/held"
check 'a release for other guards only does not let it go'
call release "$held" --reason 'they did leave' --hours 2
[ "$code" -eq 0 ]
export ROSTERDROP_NOW=2026-11-07T05:03:04Z
call run oak && guard week && grep -q 'the time for that is over' "$spool/oak/apply/held/$held/held"
check 'nor does one whose time is over'
call release "$held" --reason 'they did leave' --hours 1000000
[ "$code" -eq 64 ] && says '--hours'
check 'and no release is for ever'
call release "$held" --reason 'they did leave' --hours 2 --allow week,removals
cp -r "$spool/oak" "$work/released"
[ "$code" -eq 0 ] && call run oak && [ "$code" -eq 0 ] && [ -z "$(newest oak apply held)" ] && [ "$(students)" -lt "$standing" ]
check 'released, they go'
grep -qx 'allow week,removals' "$work/released/apply/released/"*/released && grep -qx 'until 2026-11-07T07:03:04Z' "$work/released/apply/released/"*/released
check 'the release says for what it is, and until when'
standing=$(students)
cp -r "$files" "$work/before"
without 1 17
night 09
guard week
check 'and no limit is left raised: the next nine per cent are held again'
call reject "$held" --reason 'a test'
rm -rf "$files" && mv "$work/before" "$files"
night 20
[ -z "$held" ]
check 'after a quiet while the whole file is fine'

# New sourcedIds for everybody: the last character of every student's changes.
cp -r "$files" "$work/before"
awk -F, '$6 == "student" || $6 == "parent" { print $1 }' "$files/users.csv" | sed 's/.*/s=&=&-new=g/' >"$work/new"
sed -i -f "$work/new" "$files/users.csv" "$files/demographics.csv" "$files/enrollments.csv"
night 21
guard replaced
check 'new sourcedIds for everybody look like it, and are held'
call reject "$held" --reason 'a test'

# E-mails of everybody.
rm -rf "$files" && cp -r "$work/before" "$files"
sed -i 's/@[a-z.-]*example/@example.org/' "$files/users.csv"
night 22
guard contacts
check 'new e-mail addresses for everybody are held'
call reject "$held" --reason 'a test'
sed -i 's/^guards .*/guards { contacts = 100\n usernames = 100\n updates = 100 }/' "$work/districts/oak.conf"
echo >>"$files/manifest.csv"
night 23
[ "$code" -eq 0 ] && [ -z "$held" ]
check 'and go through where the district says so'

# A small district: a floor below which no share counts.
district elm
printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/elm.conf"
rm -rf "$files" && "$B/tools/district" --version 1.1 --students 12 "$files" >/dev/null
(cd "$files" && zip -q -X - ./*.csv) >"$spool/elm/inbox/a.zip" && call run elm
without 1 2
export ROSTERDROP_NOW=2026-11-24T02:03:04Z
(cd "$files" && zip -q -X - ./*.csv) >"$spool/elm/inbox/b.zip" && call run elm
[ "$code" -eq 0 ] && [ -z "$(newest elm apply held)" ] && [ "$(find "$spool/elm/apply/ready" -mindepth 1 -maxdepth 1 | wc -l)" -eq 2 ]
check 'two of twelve are more than ten per cent, and no reason to hold a drop'
