#!/bin/sh
# Each guard by itself. One night takes away, changes and replaces a third of everything; it is planned with all guards off but one, which then holds it by its name
# and for the kind that it watches, and with all off nothing does. So a guard that does not look, or looks at another kind, fails here.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
files=$work/files
off='guards.removals=100 guards.students=101 guards.staff=101 guards.guardians=101 guards.classes=101 guards.enrollments=101 guards.class=100 guards.week=100'
off="$off guards.updates=100 guards.contacts=100 guards.usernames=100 guards.replaced=100 guards.floor=2"
echo 1..19

# night N: the Nth night, with what lies in $files.
night() {
	export ROSTERDROP_NOW="2026-11-0${1}T02:03:04Z"
	touch -d "2026-11-0${1}T00:00:00Z" "$files"/*
	upload oak night "$files" && call run oak && [ "$code" -eq 0 ]
}

# without SHARE: takes away every SHAREth of people who are no guardians of somebody that stays, of classes and enrollments, and what names them.
without() {
	{
		awk -F, -v n="$1" '{ k[$6]++ } ($6 == "student" || $6 == "teacher" || $6 == "parent") && k[$6] % n == 0 { print $1 }' "$files/users.csv"
		awk -F, -v n="$1" 'NR > 1 && NR % n == 0 { print $1 }' "$files/classes.csv"
		awk -F, -v n="$1" 'NR > 1 && NR % n == 0 { print $1 }' "$files/enrollments.csv"
	} >"$work/gone"
	# A guardian who goes is no agent of anybody any more.
	sed 's/.*/s=&==g/' "$work/gone" >"$work/agents"
	for file in users demographics classes enrollments; do
		grep -v -F -f "$work/gone" "$files/$file.csv" >"$work/kept"
		[ $file != users ] || awk -F, 'NR == FNR { gone[$1] = 1; next } !($1 in gone)' "$work/gone" "$files/users.csv" | sed -f "$work/agents" >"$work/kept"
		cp "$work/kept" "$files/$file.csv"
	done
}

# held SENTENCE WITH...: whether the plan with all off but these settings would be held, with that sentence.
held() {
	sentence=$1
	shift
	# shellcheck disable=SC2086 # words
	call plan "$held" --with $off "$@"
	[ "$code" -eq 0 ] && says 'would be held' && says "$sentence"
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
printf 'sync { start_date = "2026-01-01" }\nlimits { error_share = 100 }\nguards { floor = 2 removals = 40 class = 100 week = 100 }\n' >>"$work/districts/oak.conf"
"$B/tools/district" --version 1.1 --students 120 "$files" >/dev/null
night 1 && [ -n "$(newest oak apply ready)" ]
check 'a first night'
without 20 && night 2 && [ "$(find "$spool/oak/apply/ready" -mindepth 1 -maxdepth 1 | wc -l)" -eq 2 ]
check 'a few go'
without 3
awk -F, -v OFS=, 'NR > 1 { $13 = "new-" $13; $7 = $7 "x" } { print }' "$files/users.csv" >"$work/kept" && cp "$work/kept" "$files/users.csv"
sed -i 's/^\([^,]*,,,\)\([A-Z]\)/\1New \2/' "$files/classes.csv"
awk -F, '$6 == "student" && ++n % 4 == 0 { print $1 }' "$files/users.csv" | sed 's/.*/s=&=&-new=g/' >"$work/new"
sed -i -f "$work/new" "$files/users.csv" "$files/demographics.csv" "$files/enrollments.csv"
night 3 && held=$(newest oak apply held) && [ -n "$held" ]
check 'then a third goes, is changed, or comes back under another sourcedId'

# shellcheck disable=SC2086 # words
call plan "$held" --with $off
[ "$code" -eq 0 ] && ! says 'would be held'
check 'with all guards off nothing holds it'
for kind in students staff guardians classes enrollments; do
	held "removals: " "guards.$kind=5" && says " $kind would go (" && ! says "$([ $kind = students ] && echo staff || echo students) would go"
	check "removals of $kind alone"
done
held 'removals: ' guards.students=5 && says 'students would go (' && says 'students of school '
check 'in the district and in a school'
held 'class: ' guards.class=5 && says 'enrollments of class ' && ! says 'removals: '
check 'one class'
held 'week: ' guards.week=5 guards.removals=99 && says 'within seven days' && ! says 'removals: '
check 'seven days together'
held 'updates: ' guards.updates=5 && says ' would change (' && ! says 'removals: '
check 'updates'
held 'contacts: ' guards.contacts=5 && ! says 'usernames: ' && ! says 'removals: '
check 'contacts'
held 'usernames: ' guards.usernames=5 && ! says 'contacts: '
check 'usernames'
held 'replaced: ' guards.replaced=5 && ! says 'removals: '
check 'sourcedIds that are replaced'
call plan "$held" --with guards.removals=5 guards.class=5 guards.week=5 guards.updates=5 guards.contacts=5 guards.usernames=5 guards.replaced=5 guards.floor=100000
[ "$code" -eq 0 ] && ! says 'would be held'
check 'below the floor none of them'
# What has no share.
call reject "oak/$held" --reason 'a test'
school=$(awk -F, '$5 == "school" { print $1; exit }' "$files/orgs.csv")
rm -rf "$files" && "$B/tools/district" --version 1.1 --students 120 "$files" >/dev/null && cp "$files/manifest.csv" "$work/manifest.csv"
for file in "$files"/*.csv; do grep -v "$school" "$file" >"$work/kept" && cp "$work/kept" "$file"; done
cp "$work/manifest.csv" "$files/"
night 4 && held=$(newest oak apply held) && held 'school: ' guards.floor=1000000 && says "of school $school would go with their school"
check 'a school that goes with its students, whatever the limits say'
call reject "oak/$held" --reason 'a test'
rm -rf "$files" && "$B/tools/district" --version 1.1 --students 120 --night 2 --churn 30 "$files" >/dev/null && sed -i 's/^source.systemName,.*/source.systemName,Another SIS/' "$files/manifest.csv"
night 5 && held=$(newest oak apply held) && held 'manifest.source' && ! says 'removals: '
check 'another source system'
