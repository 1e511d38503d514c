# What the tests of the linking desk share; sourced. A district, oak, that goes live on the 1st of December, with two schools and an account for nearly
# everybody:
#
#   u-ida Ida Arden, child of u-gus, is s-ida: ready; u-eli Elizabeth Taylor of o-west is s-liz, who calls herself Liz: ready; u-max Max Birch is s-max, of whom
#   nothing else is known: partial; u-una Una Cole may be s-una or s-una2: multiple; u-zed Zed Quist: none. s-old is in no SIS; s-zed is archived.
#
# shellcheck shell=sh disable=SC2034,SC2154 # some variables are for the tests, some of rosterdrop_lib.sh
export ROSTERDROP_NOW=2026-11-21T02:03:04Z

# table NAME: standard input as a file of the night.
table() {
	cat >"$work/night/$1.csv"
}

# make_night: the SIS.
make_night() {
	mkdir -p "$work/night"
	cp tests/stage/apply/first-1.1/in/1/*.csv "$work/night/"
	sed -n 1p tests/stage/apply/first-1.1/in/1/users.csv | table users
	cat >>"$work/night/users.csv" <<'END'
u-gus,,,true,o-east,parent,sis-gus,,Gus,Arden,,,gus@home.example,+12015550101,,,,
u-tia,,,true,o-west,parent,sis-tia,,Tia,Taylor,,,tia@home.example,+12015550102,,,,
u-ida,,,true,o-east,student,sis-ida,,Ida,Arden,,,,,,u-gus,05,
u-max,,,true,o-east,student,sis-max,,Max,Birch,,,,,,,05,
u-una,,,true,o-east,student,sis-una,,Una,Cole,,,,,,,05,
u-eli,,,true,o-west,student,sis-eli,,Elizabeth,Taylor,,,,,,u-tia,05,
u-zed,,,true,o-east,student,sis-zed,,Zed,Quist,,,,,,,05,
END
	table demographics <<'END'
sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus
u-ida,,,2015-03-04,,,,,,,,,,,,
u-max,,,2015-05-06,,,,,,,,,,,,
u-una,,,2015-07-08,,,,,,,,,,,,
u-eli,,,2015-09-10,,,,,,,,,,,,
u-zed,,,2015-11-12,,,,,,,,,,,,
END
	cat >"$work/night/enrollments.csv" <<'END'
sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e-ida,,,k-one,o-east,u-ida,student,,,
END
}

# make_directory: the vendor's.
make_directory() {
	mkdir -p "$work/in"
	cat >"$work/in/schools.csv" <<'END'
school,name,sourcedId
e,East,o-east
w,West,o-west
END
	cat >"$work/in/accounts.csv" <<'END'
accountId,kind,state,givenName,familyName,birthDate,grades,schools,username,email,mobile,history
s-ida,student,active,Ida,Arden,2015-03-04,05,e,ida.a,ida@own.example,,work of Ida
s-max,student,active,Max,Birch,,,e,,,,
s-una,student,active,Una,Cole,2015-07-08,05,e,,,,
s-una2,student,invited,Una,Cole,2015-07-08,05,e,,,,
s-liz,student,active,Liz,Taylor,2015-09-10,05,w,,,,work of Liz
s-old,student,active,Ora,Finch,2014-01-02,05,e,,,,
s-new,student,invited,Ned,Gale,2014-02-03,05,w,,,,
s-zed,student,archived,Zod,Kane,2013-11-12,05,e,,,,
g-gus,guardian,active,Gus,Arden,,,e,,gus@home.example,,
g-tia,guardian,active,Tia,Taylor,,,w,,tia@home.example,,
END
	cat >"$work/in/connections.csv" <<'END'
studentAccountId,guardianAccountId,relationship,origin,state
s-ida,g-gus,father,,
s-liz,g-tia,mother,,
END
}

# conf LINES: the district's configuration.
conf() {
	printf 'inbox { quiet = 0 }\nchecks { package.foreign = notice }\n%s\n' "$1" >"$work/districts/oak.conf"
}

# night DAY: the SIS as it is in $work/night, of a day, through all stages.
night() {
	find "$work/night" -name '*.csv' -exec touch -d "$1T00:00:00Z" {} +
	upload oak night "$work/night"
	"$rosterdrop" run oak 2>"$work/log"
}

# go_live: the same drop is applied, on the day.
go_live() {
	ROSTERDROP_NOW=2026-12-02T02:03:04Z
	"$rosterdrop" run oak 2>"$work/log"
}

# desk: the district before it goes live, with its first drop matched.
desk() {
	make_night
	make_directory
	district oak
	conf 'sync { start_date = "2026-12-01" }'
	"$rosterdrop" import oak "$work/in" >"$work/out" 2>"$work/log" && night 2026-11-20
}

# class ID: how a student stands.
class() {
	"$rosterdrop" links oak ${2:+--state "$2"} --csv 2>/dev/null | tr -d '\r' | awk -F, -v id="$1" '$1 == id { print $3 }'
}

# linked ID: the account of a student who is linked.
linked() {
	"$rosterdrop" links oak --state linked --csv 2>/dev/null | tr -d '\r' | awk -F, -v id="$1" '$1 == id { print $2 }'
}

# account ID COLUMN: a cell of the account, as the export has it.
account() {
	rm -rf "$work/export"
	"$rosterdrop" export oak "$work/export" && "$B/tools/csvcells" "$work/export/accounts.csv" accountId "$2" | sed -n "s/^$1	//p"
}

# fresh: takes note of where the feed is; refused CODE TEXT: whether the last call ended so, said why and did nothing since.
fresh() {
	since=$("$rosterdrop" feed oak | wc -l)
}
refused() {
	[ "$code" -eq "$1" ] && says "$2" && [ "$("$rosterdrop" feed oak | wc -l)" -eq "$since" ]
}

# sound: what must hold in the store does.
sound() {
	"$rosterdrop" verify oak >"$work/verified" 2>&1 || {
		sed 's/^/# /' "$work/verified"
		false
	}
}
