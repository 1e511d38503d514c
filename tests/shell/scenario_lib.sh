# The SIS of a story, and the export that it makes; sourced by scenarios.t, whose head has the sentences.
# shellcheck shell=sh disable=SC2154 # work, day, story, guardians and cut are of the story
# come COUNT KIND SCHOOL [NAMES]: people come into the SIS. Its state is a line a person: sourcedId, kind, school, given name, family name, username.
come() {
	grep -qxF "$3" "$work/schools" || echo "$3" >>"$work/schools"
	next=$(cat "$work/next")
	awk -v from="$next" -v count="$1" -v kind="$2" -v school="$3" -v names="${4-}" 'BEGIN {
		split("Ada Bela Cleo Dario Edda Filip Greta Hugo Ines Jona Kaya Luis Mina Noel Olga Pavel Runa Sami Tove Udo", given, " ")
		split("Alder Birch Cedar Dale Elder Field Grove Heath Inlet Juniper Knoll Larch Marsh Nettle Oakes Pine Quill Rowan Sorrel Thorn", family, " ")
		wanted = split(names, name, " ")
		for (i = from; i < from + count; i++) {
			first = wanted > 0 ? name[i - from + 1] : given[i % 20 + 1]
			last = family[int(i / 20) % 20 + 1]
			username = wanted > 0 ? tolower(first) : tolower(first last) i
			print kind i, kind, school, first, last, username
		}
	}' >>"$work/sis"
	echo $((next + $1)) >"$work/next"
}

# leave COUNT KIND SCHOOL: the last that came.
leave() {
	awk -v count="$1" -v kind="$2" -v school="$3" 'NR == FNR { n += $2 == kind && (school == "anywhere" || $3 == school); next }
		$2 != kind || (school != "anywhere" && $3 != school) || ++seen <= n - count' "$work/sis" "$work/sis" >"$work/kept" && mv "$work/kept" "$work/sis"
}

# cut_off: takes every second student out of the files.
cut_off() {
	awk -F, '$6 == "student" && ++n % 2 == 0 { print $1 }' "$work/files/users.csv" >"$work/gone"
	for file in users enrollments; do
		awk -F, -v file="$file" 'NR == FNR { gone[$1] = 1; next } !(file == "users" ? $1 in gone : $6 in gone)' \
			"$work/gone" "$work/files/$file.csv" >"$work/kept" && cp "$work/kept" "$work/files/$file.csv"
	done
}

# files: the SIS as OneRoster 1.1, zipped. Every school has one class, with its staff and students.
files() {
	rm -rf "$work/files" && mkdir "$work/files"
	{
		printf 'propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n'
		printf 'file.%s,bulk\n' academicSessions classes courses enrollments orgs users
		printf 'file.%s,absent\n' categories classResources courseResources demographics lineItems resources results
	} >"$work/files/manifest.csv"
	awk -v out="$work/files/" -v o_="$orgs" -v c_="$classes" 'BEGIN {
		district = o_ "D"
		o = out "orgs.csv"; a = out "academicSessions.csv"; k = out "courses.csv"; c = out "classes.csv"; u = out "users.csv"; e = out "enrollments.csv"
		print "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId" >o
		print district ",,,District,district,," >o
		print "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear" >a
		print c_ "year,,,School Year,schoolYear,2026-08-01,2027-07-31,,2027" >a
		print "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes" >k
		print "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods" >c
		print "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password" >u
		print "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate" >e
	}
	FILENAME ~ /schools$/ {
		print o_ $1 ",,," $1 " School,school,," district >o
		print c_ $1 "-course,,,,Reading,R1,," district ",," >k
		print c_ $1 "-class,,,Reading,," c_ $1 "-course,,scheduled,," o_ $1 "," c_ "year,,," >c
		next
	}
	{
		role = $2 == "staff" ? "teacher" : $2
		print $1 ",,,true," o_ $3 "," role "," $6 ",," $4 "," $5 ",,," $6 "@d.example,,," (role == "guardian" ? child : "") ",," >u
		if (role == "student")
			child = $1
		if (role != "guardian")
			print c_ $1 "-" $3 ",,," c_ $3 "-class," o_ $3 "," $1 "," role ",false,," >e
	}' "$work/schools" "$work/sis"
	[ -z "$guardians" ] || cp "$story/$guardians" "$work/files/guardians.csv"
	[ -z "$cut" ] || cut_off
	cut=
	find "$work/files" -name '*.csv' -exec touch -d "${day}T00:00:00Z" {} +
	(cd "$work/files" && zip -q -X - ./*.csv) >"$work/nights/$day.zip"
}

# come_by_name students|guardians NAME and NAME come to SCHOOL
come_by_name() {
	names=$(echo "$*" | sed 's/^[a-z]* //; s/ come to .*//; s/,/ /g; s/ and / /g')
	come "$(echo "$names" | wc -w)" "${1%s}" "$(echo "$*" | sed 's/.* //')" "$names"
}

# disappears SCHOOL
disappears() {
	sed -i "/^$1\$/d" "$work/schools" && awk -v school="$1" '$3 != school' "$work/sis" >"$work/kept" && mv "$work/kept" "$work/sis"
}
