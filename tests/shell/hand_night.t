#!/bin/sh
# Where nights and what people do by hand meet: each of these once ended otherwise than the pages say, and was found by tests/tools/model.py.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/hand_lib.sh
. "$(dirname "$0")/hand_lib.sh"
echo 1..14

# sound: whether what must hold in the store does.
sound() {
	call verify oak && [ "$code" -eq 0 ]
}

# policy GUARDS: from now on new students get accounts of their own, and who leaves gives up everything.
policy() {
	printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" first_sync = "create-then-merge" }\nabandoned { families = extreme }\n%s\n' \
		"guards { replaced = 100 $1 }" >"$work/districts/oak.conf"
}

begin 'guards { removals = 100 replaced = 100 floor = 100 }'
check 'a district with a directory'
cp -r "$night" "$work/night"

call guardian oak end a0000000002 a0000000001
[ "$code" -eq 0 ] && sound
check 'what the SIS connected and a person ended is a record like any other'

call account oak enable a0000000001 && call account oak enable a0000000004
[ "$(account a0000000001 state)$(account a0000000004 state)" = invitedinvited ]
check 'a guardian and a teacher who are enabled are what they were: invited'
sed -i 's/Gus,/August,/; s/Tom,/Thomas,/' "$work/night/users.csv"
drop "$work/night" 11
[ "$(account a0000000001 givenName)$(account a0000000004 givenName)" = AugustThomas ] && [ "$(account a0000000001 state)$(account a0000000004 state)" = invitedinvited ]
check 'and stay it when the SIS changes something about them'
sed -i '/^u-gus/d; s/u-gus//' "$work/night/users.csv"
drop "$work/night" 12
[ "$(account a0000000001 state)" = invited ]
check 'a guardian who was enabled and leaves the SIS stays'
call guardian oak connect a0000000003 a0000000001 && call guardian oak end a0000000003 a0000000001
[ "$code" -eq 0 ] && [ "$(account a0000000001 state)" = invited ]
check 'also when a person ends the last connection: the state was set by hand'

call account oak enable a0000000005 && call account oak archive a0000000005
sed -i 's/una@school/una.cole@school/' "$work/night/users.csv"
drop "$work/night" 12
[ "$(account a0000000005 state)" = archived ] && [ "$(account a0000000005 email)" = una@school.example ]
check 'who has joined and is archived by hand keeps the address to sign in with'

sed -i 's/^u-max/n-max/; s/u-max/n-max/' "$work/night/users.csv" "$work/night/enrollments.csv"
drop "$work/night" 13
grep -q '^link,user,n-max,a0000000003,' "$work/plan"
check 'somebody who gets another sourcedId keeps the account'
call unlink oak n-max
[ "$code" -eq 0 ] && [ "$(account a0000000003 state)" = archived ] && [ "$(account a0000000006 state)" = invited ] && sound
check 'it was somebody else: the account is that of somebody who has left, and is archived'
sed -i '/n-max/d' "$work/night/users.csv" "$work/night/enrollments.csv"

policy 'removals = 100 week = 100'
mkdir "$work/vendor"
printf 'accountId,kind,state,givenName,familyName,schools,username\nv-lee,student,active,Lee,Fell,o-east,lee\n' >"$work/vendor/accounts.csv"
call import oak "$work/vendor"
echo 'u-lee,,,true,o-east,student,lee,,Lee,Fell,,,lee@school.example,,,,05,' >>"$work/night/users.csv"
drop "$work/night" 15
grep -q '^create,user,u-lee,a' "$work/plan" && [ "$(account v-lee username)" = lee ]
check 'with create-then-merge an account that was there has the username of a new one'
printf 'accountId,givenName\nv-lee,Leopold\n' | "$rosterdrop" account oak edit --file - >"$work/out" 2>"$work/log"
code=$?
[ "$code" -eq 0 ] && [ "$(account v-lee givenName)" = Leopold ]
check 'and can be given another name'
printf 'accountId,username\nv-lee,una\n' | "$rosterdrop" account oak edit --file - >"$work/out" 2>"$work/log"
code=$?
[ "$code" -eq 64 ] && says 'another account of the district has the username'
check 'but no username that somebody else has'

for student in a b c d e f g h i j k; do
	echo "u-$student,,,true,o-east,student,$student,,Name$student,Of$student,,,$student@school.example,,,,05,"
done >>"$work/night/users.csv"
for student in a b; do
	echo "e-$student,,,k-two,o-east,u-$student,student,,,"
done >>"$work/night/enrollments.csv"
drop "$work/night" 16
sed -i '/k-two/d' "$work/night/classes.csv" "$work/night/enrollments.csv"
drop "$work/night" 17
grep -q '^archive,class,k-two' "$work/plan" && grep -q '^unenrol,enrollment,e-a,' "$work/plan"
check 'a class ends with its members'
policy 'removals = 0 students = 100 class = 0 floor = 0 week = 100'
sed -i '/^u-a,/d' "$work/night/users.csv"
drop "$work/night" 18
grep -q '^unenrol,enrollment,e-a,' "$work/plan" && [ -z "$(newest oak apply held)" ]
check 'extreme: who leaves is taken out of it, too, and no guard counts what had gone before'
