#!/bin/sh
# Classes by hand, who is in them, and what drops make of it.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/hand_lib.sh
. "$(dirname "$0")/hand_lib.sh"

# fresh: takes note of where the feed is.
fresh() {
	since=$("$rosterdrop" feed oak | wc -l)
}

begin
check 'a district with a directory'
call class oak add --title Choir --school o-east --why 'an after-school club'
[ "$code" -eq 0 ] && prints 'create,localClass,c0000000001,,o-east,,done by hand'
check 'a class is made'
fresh
call class oak add --title Choir --school o-north
refused 66 "by the school's sourcedId"
check 'not at a school that is not there: 66'
call class oak add --title Choir
refused 64 '--title and --school'
check 'nor without a school: 64'
printf 'title,school\nBand,o-east\nChess,o-west\n' | "$rosterdrop" class oak add --file - >"$work/out"
[ "$(grep -c '^create,localClass,c000000000[23],' "$work/out")" -eq 2 ]
check 'two of a file'
call class oak list
[ "$(wc -l <"$work/out")" -eq 6 ] && prints 'c0000000001,hand,Choir,o-east,active,' && prints 'k-one,sis,Math 1,o-east,active,k-one'
check 'list: those made by hand and those of the SIS'
fresh
call class oak member-add c0000000001 a0000000002 a0000000004
[ "$code" -eq 0 ] && [ "$(fed | tr '\n' ';')" = \
	'enrol localMember lc0000000001 a0000000002 a0000000002;enrol localMember lc0000000001 a0000000004 a0000000004;' ]
check 'a student and a teacher are put in'
"$rosterdrop" feed oak | tail -n 2 >"$work/out"
prints '"role":"student","origin":"manual"' && prints '"role":"teacher","origin":"manual"'
check 'each in the role of the account'
fresh
call class oak member-add c0000000003 a0000000002
refused 77 "is not in the directory of the class's school"
check 'a student of another school: 77'
call class oak member-add c0000000001 a0000000001
refused 77 'is no teacher'
check 'a guardian: 77'
printf 'givenName,familyName\nUna,Cole\n' | "$rosterdrop" class oak member-add k-one --file - >"$work/out"
prints 'enrol,localMember,sk-one a0000000005,a0000000005,'
check "a student is put into a class of the SIS by a name that is identical"
fresh
printf 'givenName,familyName\nuna,Cole\n' | "$rosterdrop" class oak member-add k-one --file - >"$work/out" 2>"$work/log"
code=$?
refused 66 'row 2: nobody' && ! says Cole
check 'not by one that only looks like it: 66, and the text does not have it'
call class oak member-add k-one a0000000005
[ "$code" -eq 0 ] && [ "$("$rosterdrop" feed oak | wc -l)" -eq "$since" ]
check 'a second time nothing is done'
call class oak member-remove k-one a0000000002
refused 66 'by hand; what the SIS says is mended there'
check 'who is there by the SIS is not taken out by hand: 66'
call class oak rename k-one --title 'Maths with Tom' --why 'the name that children know'
[ "$code" -eq 0 ] && prints 'update,class,k-one,,o-east,title,done by hand'
check 'a class of the SIS is renamed'
mkdir "$work/night" && cp "$night"/* "$work/night/" && sed -i 's/^k-one,\(.*\),s-year,/k-one,\1,s-year,Algebra/; s/Math 2/Maths 2/' "$work/night/classes.csv"
drop "$work/night" 22
[ "$(grep ',class,' "$work/plan" | tr '\n' ';')" = 'update,class,k-one,,o-east,subjects,changed in the SIS;update,class,k-two,,o-east,title,changed in the SIS;' ]
check 'the name stays, whatever else the SIS says of it'
! grep -q localMember "$work/plan" && call class oak member-remove k-one a0000000005 && [ "$code" -eq 0 ] &&
	prints 'unenrol,localMember,sk-one a0000000005,a0000000005,'
check 'and so does who was put in, until that is taken back'
call class oak restore k-one
[ "$code" -eq 0 ] && sed -i 's/2026-27/26-27/' "$work/night/academicSessions.csv" && drop "$work/night" 23 &&
	grep -q 'update,class,k-one,,o-east,title,changed in the SIS' "$work/plan"
check "the name is taken back, and the next bulk drop brings the SIS's"
fresh
call class oak restore k-one
refused 66 'nobody renamed'
check 'nothing more to take back: 66'
call class oak archive k-one
refused 77 'which says when it ends'
check 'a class of the SIS is not archived by hand: 77'
call class oak rename c0000000001 --title 'Choir A'
[ "$code" -eq 0 ] && prints 'update,localClass,c0000000001,,o-east,title why'
check 'one made by hand is renamed'
call class oak archive c0000000001
[ "$(grep -c '^unenrol,localMember,.*follows from' "$work/out")" -eq 2 ] && prints 'archive,localClass,c0000000001'
check 'and archived, with its members'
fresh
call class oak member-add c0000000001 a0000000002
refused 66 'that is not archived'
check 'nobody joins it then: 66'
call class oak adopt c0000000002 k-band
[ "$code" -eq 0 ] && prints 'update,localClass,c0000000002,,o-east,sourcedId,done by hand'
check 'a class is tied to one of the SIS'
fresh
call class oak adopt c0000000003 k-band
refused 64 'another class has been tied'
check 'which only one can be: 64'
echo 'k-band,,,Band,,c-math,,scheduled,,o-east,s-year,,,' >>"$work/night/classes.csv"
drop "$work/night" 24
grep -q '^create,class,k-band,c0000000002,o-east,,takes over a class that was made by hand' "$work/plan"
check 'when that comes, it takes the class over'
call class oak member-add k-band a0000000004 --role teacher
[ "$code" -eq 0 ] && rm -rf "$work/vendor" && "$rosterdrop" export oak "$work/vendor" && grep -q '^c0000000002,a0000000004,teacher,manual' "$work/vendor/import/class_members.csv" &&
	! grep -q '^k-band,' "$work"/vendor/import/class*.csv
check 'an export has it, and who was put into it, under the id of the one that was made by hand'
call import oak "$work/vendor/import"
[ "$code" -eq 0 ] && prints 'nothing to do'
check 'and the import of that changes nothing'
live oak 'edits = locked'
fresh
call class oak rename k-two --title Maths
refused 77 'edits = locked' && call class oak member-add k-two a0000000002 && refused 77 'edits = locked'
check 'edits = locked: nothing of the classes of the SIS: 77'
call class oak member-add c0000000003 a0000000004
[ "$code" -eq 0 ]
check 'those made by hand may be changed'
live oak
call permission oak grant lee rostering-administrator --school o-west
fresh
call class oak rename k-one --title Maths --as lee
refused 77 'lee may not change classes' && call class oak rename c0000000003 --title 'Chess A' --as lee && [ "$code" -eq 0 ]
check 'the title of another school is not enough: 77'
call verify oak
[ "$code" -eq 0 ]
check 'what must hold in the store does'
echo "1..$number"
