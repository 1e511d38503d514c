# What the tests of the commands by hand share; sourced. A district, oak, that is live and has the directory of the first night of tests/stage/apply:
#
#   a0000000001 guardian Gus of Ida; a0000000002 Ida, a0000000003 Max, a0000000005 Una, students, and a0000000004 Tom, teacher, all of o-east
#   k-one (Ida, Max, Tom) and k-two (Una), classes of o-east
#
# shellcheck shell=sh disable=SC2034,SC2154 # some variables are for the tests, some of rosterdrop_lib.sh
night=$PWD/tests/stage/apply/first-1.1/in/1
export ROSTERDROP_NOW=2026-11-21T02:03:04Z

# live DISTRICT [LINES]: its configuration: live since long ago.
live() {
	printf 'inbox { quiet = 0 }\nsync { start_date = "2026-01-01" }\n%s\n' "${2-}" >"$work/districts/$1.conf"
}

# drop FOLDER DAY: zips its files and takes them through all stages on a day of November; its plan is in $work/plan.
drop() {
	find "$1" -name '*.csv' -exec touch -d "2026-11-$2T00:00:00Z" {} +
	upload oak night "$1"
	ROSTERDROP_NOW="2026-11-$2T02:03:04Z" "$rosterdrop" run oak 2>"$work/log"
	tr -d '\r' <"$spool/oak/apply/ready/$(newest oak apply ready)/plan.csv" >"$work/plan"
}

# fed: what the feed says since the record $since, as "action entity sourcedId accountId reason-less" lines; and the next time from here on.
fed() {
	"$rosterdrop" feed oak --since "${since:-0}" |
		sed 's/.*"action":"\([^"]*\)","entity":"\([^"]*\)","accountId":"\([^"]*\)","sourcedId":"\([^"]*\)".*/\1 \2 \4 \3/; s/ $//'
	since=$("$rosterdrop" feed oak | wc -l)
}

# account ID COLUMN: a cell of the account, as the export has it.
account() {
	rm -rf "$work/export"
	"$rosterdrop" export oak "$work/export" && "$B/tools/csvcells" "$work/export/accounts.csv" accountId "$2" |
		sed -n "s/^$1	//p"
}

# refused CODE TEXT: whether the last call ended so, said why and did nothing.
refused() {
	[ "$code" -eq "$1" ] && says "$2" && [ "$("$rosterdrop" feed oak | wc -l)" -eq "$since" ]
}

# begin: the district with its first night.
begin() {
	district oak
	live oak "${1-}"
	drop "$night" 10
	since=$("$rosterdrop" feed oak | wc -l)
	[ "$since" -gt 20 ]
}
