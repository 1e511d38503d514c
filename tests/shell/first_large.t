#!/bin/sh
# A first day with so many records that it is written in several transactions, of a directory that was there before: the accounts that are linked follow the SIS, and
# what they were is kept, as on a small one.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
made=$work/made

"$B/tools/people_make" --students 4000 --seed 5 "$made" && district oak && call import oak "$made/app" && [ "$code" -eq 0 ]
check 'the present directory is taken in'
printf 'inbox { quiet = 0 }\nchecks { package.foreign = notice }\nsync { start_date = "2026-01-01" }\n' >"$work/districts/oak.conf"
upload oak first "$made/sis"
call run oak
lies=$spool/oak/apply/ready/$(newest oak apply ready)
[ "$code" -eq 0 ] && [ "$(grep -c '' "$lies/plan.csv")" -gt 20000 ]
check 'the first drop goes in, with more than one transaction holds'
linked=$(grep -c '^link,user' "$lies/plan.csv")
call verify oak
[ "$linked" -gt 1000 ] && [ "$code" -eq 0 ]
check 'accounts are linked, and what must hold in the store does'
"$rosterdrop" undo "$(newest oak apply ready)" --reason test >"$work/out" 2>"$work/log"
call run oak
drop=$(newest oak apply held)
[ -z "$drop" ] || { call release "$drop" --reason test && call run oak; }
call verify oak
[ "$code" -eq 0 ] && rm -rf "$work/export" && "$rosterdrop" export oak "$work/export" >"$work/out" 2>"$work/log" &&
	"$B/tools/csvcells" "$work/export/import/accounts.csv" accountId state givenName email | grep -v '^a0' | sort >"$work/after" &&
	rm -rf "$spool/oak" && district oak && call import oak "$made/app" && rm -rf "$work/export" && "$rosterdrop" export oak "$work/export" >"$work/out" 2>"$work/log" &&
	"$B/tools/csvcells" "$work/export/import/accounts.csv" accountId state givenName email | sort | cmp -s - "$work/after" && [ -s "$work/after" ]
check 'undone, the accounts are what they were'
echo "1..$number"
