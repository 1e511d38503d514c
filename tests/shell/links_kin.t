#!/bin/sh
# What is ready in a small school: the name with birth date and school is enough, as it is anywhere; but not where somebody who has an account by now, a twin or a
# namesake, shares all of it, and the account that is left may be their second one.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"

# student ID GIVEN FAMILY BIRTH GUARDIAN GRADE: one more of the SIS.
student() {
	printf '%s,,,true,o-east,student,sis-%s,,%s,%s,,,,,,%s,%s,\n' "$1" "$1" "$2" "$3" "$5" "$6" >>"$work/night/users.csv"
	printf '%s,,,%s,,,,,,,,,,,,\n' "$1" "$4" >>"$work/night/demographics.csv"
}

# Christopher and Christina are twins, of whom there are two accounts: his, and a second one of his as Chris, which may be short for either. Ivo Lund has a namesake of the same day.
make_night
make_directory
printf 'u-pat,,,true,o-east,parent,sis-pat,,Pat,Moor,,,pat@home.example,,,,,\n' >>"$work/night/users.csv"
student u-alr Christopher Moor 2015-01-05 u-pat 05
student u-ivo Ivo Lund 2015-01-06 '' 05
student u-pia Pia Holm 2015-01-07 '' 05
cat >>"$work/in/accounts.csv" <<'X'
s-alr,student,active,Christopher,Moor,2015-01-05,05,e,,,,
s-alex,student,active,Chris,Moor,2015-01-05,05,e,,,,
s-ivo,student,active,Ivo,Lund,2015-01-06,05,e,,,,
s-ivo2,student,invited,Ivo,Lund,2015-01-06,05,e,,,,
s-pia,student,active,Pia,Holm,2015-01-07,05,e,,,,
g-pat,guardian,active,Pat,Moor,,,e,,pat@home.example,,
X
printf 's-alr,g-pat,mother,,\ns-alex,g-pat,mother,,\n' >>"$work/in/connections.csv"
district oak
conf 'sync { start_date = "2026-12-01" }
links { nicknames = {"chris christopher"} }'
"$rosterdrop" import oak "$work/in" >"$work/out" 2>"$work/log" && night 2026-11-20
[ "$(class u-pia)" = ready ]
check 'the name, birth date and school of somebody whose name nobody else has: ready'
call link oak s-alr u-alr && call link oak s-ivo u-ivo
student u-ala Christina Moor 2015-01-05 u-pat 05
student u-ivo9 Ivo Lund 2015-01-06 '' 05
night 2026-11-21
call links oak --search christina
[ "$(class u-ala)" = partial ] && prints 's-alex' && prints 'Not ready: somebody in the household has nearly the same name'
check 'a twin whose brother is linked is not ready for his second account, and it says why'
call links oak --search u-ivo9
[ "$(class u-ivo9)" = partial ] && prints 's-ivo2' && prints 'Not ready: it may be another student of the same name'
check 'nor is a namesake of the same day'
call links oak audit --json
[ "$code" -eq 0 ] && prints '"students":' && ! grep -F s-alex "$work/out" | grep -q u-ala &&
	grep -q '"ready":3,"partial":3,' "$spool/oak/match/ready/$(newest oak match ready)/audit.json"
check 'audits count them among those who are not'
call unlink oak u-alr --no-block && call unlink oak u-ivo --no-block && night 2026-11-22
[ "$(class u-ala)" != ready ] && [ "$(class u-ivo)$(class u-ivo9)" = multiplemultiple ]
check 'without the links they are each other'\''s rivals'

# The leader of a school, and a child who came from another one: the account is of that school still.
student u-mov Nora Velez 2015-02-02 u-pat 05
printf 'accountId,kind,state,givenName,familyName,birthDate,grades,schools\ns-mov,student,active,Nora,Velez,2015-02-02,05,w\n' >"$work/in/accounts.csv"
printf 'studentAccountId,guardianAccountId,relationship,origin,state\ns-mov,g-pat,mother,,\n' >"$work/in/connections.csv"
"$rosterdrop" import oak "$work/in" >"$work/out" 2>"$work/log" && night 2026-11-23 && call permission oak grant eva school-leader --school o-east
[ "$(class u-mov)$(class u-pia)" = readyready ]
check 'one who is ready with an account of another school'
call link oak --ready --school o-east --as eva --yes
[ "$code" -eq 0 ] && says '1 more are ready, but with accounts of other schools' && [ "$(linked u-pia)|$(linked u-mov)" = 's-pia|' ] && sound
check 'the leader of a school links all others in one act, and is told'
call link oak --ready --school o-east --as eva --yes
[ "$code" -eq 77 ] && [ -z "$(linked u-mov)" ]
check 'when there are no others: 77'
call link oak --ready --school o-west --as eva --yes
[ "$code" -eq 77 ] && [ "$(class u-eli)" = ready ]
check 'and of another school none'
echo "1..$number"
