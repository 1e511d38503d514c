#!/bin/sh
# Usernames by hand and by import are unique over all districts, as those of drops are: reserved before the act, given back when nobody has them any more, and settled
# after a kill at any call that writes.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS-}" # a traced process cannot look for leaks
echo 1..10

# add DISTRICT USERNAME: a member of staff with this username.
add() {
	printf 'kind,givenName,familyName,username\nstaff,Kim,Example,%s\n' "$2" >"$work/add.csv"
	call account "$1" add --file "$work/add.csv"
}

# rename DISTRICT ACCOUNT USERNAME
rename() {
	printf 'accountId,username\n%s,%s\n' "$2" "$3" >"$work/edit.csv"
	call account "$1" edit --file "$work/edit.csv"
}

# has DISTRICT ACCOUNT USERNAME: whether the account has it.
has() {
	rm -rf "$work/export"
	"$rosterdrop" export "$1" "$work/export" 2>/dev/null && grep "^$2," "$work/export/accounts.csv" | grep -q ",$3,"
}

printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
district oak
district elm
add oak kim
[ "$code" -eq 0 ] && has oak a0000000001 kim
check 'a username that nobody has'
add oak kim
[ "$code" -eq 64 ] && says 'another account of the district has the username' && ! has oak a0000000002 kim
check 'one that another account of the district has: 64'
add elm kim
[ "$code" -eq 64 ] && says 'another district of the platform has 1 of the usernames' && ! grep -q kim "$work/log" && ! has elm a0000000001 kim
check 'one that another district has: 64, and the log does not say it'
rename oak a0000000001 kim.example && [ "$code" -eq 0 ] && has oak a0000000001 kim.example && add elm kim
[ "$code" -eq 0 ] && has elm a0000000001 kim
check 'one that was given up is free for the other district'
rename oak a0000000001 kim
[ "$code" -eq 64 ] && has oak a0000000001 kim.example
check 'and not for the first one any more'
call verify
[ "$code" -eq 0 ]
check 'both stores are whole'

mkdir "$work/import"
printf 'accountId,kind,state,givenName,middleName,familyName,preferredGivenName,birthDate,grades,schools,username,email,mobile,phone,identifier,language,history\nv1,staff,active,Ada,,Example,,,,,ada,,,,,,\nv2,staff,active,Kim,,Example,,,,,kim,,,,,,\n' >"$work/import/accounts.csv"
call import oak "$work/import"
[ "$code" -eq 0 ] && [ "$(grep -c import.username "$spool/oak/import/findings.csv")" -eq 1 ]
check 'an import says which username another district has'
add elm ada
[ "$code" -eq 64 ] && says 'another district'
check 'and holds the others'

# killed CALL N: adds the username "zoe" in oak, killed at the Nth of a call.
killed() {
	rm -rf "$spool" && cp -a "$work/spool.whole" "$spool"
	printf 'kind,givenName,familyName,username\nstaff,Zoe,Example,zoe\n' >"$work/add.csv"
	strace -f -qqq -o "$work/trace" -e "trace=$1" ${2:+-e "inject=$1:signal=SIGKILL:when=$2"} "$rosterdrop" account oak add --file "$work/add.csv" >/dev/null 2>&1
}

cp -a "$spool" "$work/spool.whole"
if ! strace -o /dev/null true 2>/dev/null; then
	echo "ok $((number += 1)) - # SKIP strace cannot trace here"
	echo "ok $((number += 1)) - # SKIP strace cannot trace here"
	exit 0
fi
bad='' points=0
for name in pwrite64 pwritev fdatasync; do
	killed "$name"
	count=$(grep -cE "^[0-9]+ +$name\(" "$work/trace") point=1
	while [ "$point" -le "$count" ]; do
		killed "$name" "$point"
		# Another act of oak settles it: then oak has the account and the username, or neither.
		add oak "other$point"
		ours=no
		has oak a0000000004 zoe && ours=yes
		has oak a0000000003 zoe && ours=yes
		has oak a0000000002 zoe && ours=yes
		add elm zoe
		case $ours$code in yes64 | no0) ;; *) bad="$bad $name:$point($ours $code)" ;; esac
		"$rosterdrop" verify 2>"$work/log" >"$work/out" || bad="$bad $name:$point(verify)"
		point=$((point + 1)) points=$((points + 1))
	done
done
[ -z "$bad" ] || echo "# after a kill at:$bad"
[ -z "$bad" ]
check 'killed: the account has its username, or it is free'
[ "$points" -gt 5 ]
check "at $points calls in all"
