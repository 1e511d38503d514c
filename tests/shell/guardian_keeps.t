#!/bin/sh
# Guardians who were in the directory before the SIS was: who keeps the account when a credential agrees, and who does not because it is the other parent's.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"

# Tia's address is another one by now, her phone is not; Gus has no address in the SIS; Una's father Ray has the phone that the account of her mother Eve has.
make_night
make_directory
sed -i 's/^\(u-tia.*\)tia@home.example/\1tia@work.example/; s/^\(u-gus.*\)gus@home.example/\1/; s/^\(u-una,.*\),,05,$/\1,u-ray,05,/' "$work/night/users.csv"
printf 'u-ray,,,true,o-east,parent,sis-ray,,Ray,Cole,,,,+12015550103,,,,\n' >>"$work/night/users.csv"
sed -i 's/^\(g-gus.*\),gus@home.example,,/\1,,201-555-0101,/; s/^\(g-tia.*\),tia@home.example,,/\1,tia@home.example,(201) 555 0102,/' "$work/in/accounts.csv"
printf 'g-eve,guardian,active,Eve,Cole,,,e,,,+1 201 555 0103,\n' >>"$work/in/accounts.csv"
printf 's-una,g-eve,mother,,\n' >>"$work/in/connections.csv"
district oak
conf 'sync { start_date = "2026-11-01" }'
"$rosterdrop" import oak "$work/in" >"$work/out" 2>"$work/log" && night 2026-11-20
check 'a district with guardians from before'
links=$spool/oak/match/ready/$(newest oak match ready)/links.csv
cp "$links" "$work/out"
prints 'u-gus,g-gus,ready,200,mobile,,"same mobile phone and given name' && prints 'u-tia,g-tia,ready,200,mobile' && prints 'u-ray,,none'
check 'links.csv: two have the phone and the name of an account, one only the phone'
cp "$spool/oak/apply/ready/$(newest oak apply ready)/plan.csv" "$work/out"
prints 'link,user,u-tia,g-tia,,,same mobile phone and given name as an account that had no link' && ! grep -F u-ray "$work/out" | grep -qF g-eve
check 'the plan says why, and the other parent has a new account'
[ "$(account g-tia state)$(account g-gus state)$(account g-eve state)" = activeactiveactive ] && sound
check 'all who had joined go on'
"$rosterdrop" feed oak >"$work/out"
night 2026-11-21
"$rosterdrop" feed oak >"$work/again" && cmp -s "$work/out" "$work/again"
check 'the night after changes nothing'
call undo "$("$rosterdrop" feed oak | sed -n 's/.*"drop":"\(2026[^"]*\)".*/\1/p' | tail -1)" --reason 'to see'
[ "$code" -eq 0 ] && sound
check 'and it can be taken back'
echo "1..$number"
