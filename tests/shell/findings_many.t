#!/bin/sh
# A drop with a million findings: reports that can be read and mailed, a findings.csv with all of them, and memory that is no more than for a tenth
# of them in as many rows. Nothing is timed.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$(cd "${B:-build}" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset ROSTERDROP_CONF ROSTERDROP_NOW
spool=$work/spool/oak
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"
rows=200000 page=204800

# drop NAME EVERY: a drop as fetch leaves it, in which each EVERYth student has five faults that leave nobody out.
drop() {
	rm -rf "$work/files" && cp -r tests/stage/validate/clean-1.1/in "$work/files"
	awk -v rows="$rows" -v every="$2" 'BEGIN {
		for (i = 1; i <= rows; i++) {
			printf "s-%d,,,true,o-s,student,user%d,,Given%d,Family%d,,,", i, i, i, i
			if (i % every == 0)
				printf "none@none.com,000-000-0000,12,nobody-%d,grade %d,\r\n", i, i
			else
				printf "user%d@riverbend.example,,,,07,\r\n", i
		}
	}' >>"$work/files/users.csv"
	awk -v rows="$rows" -v every="$2" 'BEGIN {
		for (i = 1; i <= rows; i++)
			if (i % every != 0)
				printf "n-%d,,,k-1,o-s,s-%d,student,,,\r\n", i, i
	}' >>"$work/files/enrollments.csv"
	mkdir -p "$spool/fetch/ready/$1"
	(cd "$work/files" && zip -X -q -1 -r "$spool/fetch/ready/$1/roster.zip" .)
	{
		printf 'rosterdrop-seal 1\ndrop %s\nstage fetch\ntool test\ninput -\nconfig -\ngeneration 0\n' "$1"
		printf '%s %s roster.zip\n' "$(sha256sum <"$spool/fetch/ready/$1/roster.zip" | cut -d' ' -f1)" \
			"$(wc -c <"$spool/fetch/ready/$1/roster.zip" | tr -d ' ')"
	} >"$spool/fetch/ready/$1/SEAL"
}

# cost NAME: validates the drop; its anonymous memory in KiB.
cost() {
	rm -f "$work/cost"
	"$B/tools/measure" "$work/cost" "$B/libexec/validate" -c "$work/conf" oak "$1" 2>"$work/log" || sed 's/^/# /' "$work/log"
	cut -d' ' -f5 "$work/cost"
}

# findings NAME: how many lines of findings.csv a drop has.
findings() {
	sed 1d "$spool/validate/ready/$1/findings.csv" | wc -l
}

echo 1..8
mkdir -p "$work/districts" "$spool/store"
for stage in fetch validate normalise match apply; do
	mkdir -p "$spool/$stage/tmp" "$spool/$stage/ready" "$spool/$stage/failed" "$spool/$stage/held"
done
printf 'spool = "%s"\ndistricts = "%s"\n' "$work/spool" "$work/districts" >"$work/conf"
: >"$work/districts/oak.conf"
few=20261119T020304Z-00000001 many=20261120T020304Z-00000002 again=20261121T020304Z-00000003

drop $few 10
small=$(cost $few)
[ "$(findings $few)" -ge 100000 ] && [ "$(findings $few)" -lt 200000 ]
check "a drop with $(findings $few) findings is accepted"
mv "$spool/validate/ready/$few" "$work/few" # the next one is a first drop, too
rm -rf "$spool/fetch/ready/$few"

drop $many 1
large=$(cost $many)
[ "$(findings $many)" -ge 1000000 ]
check "a drop with $(findings $many) findings is accepted"
left=$spool/validate/ready/$many
[ "$(wc -c <"$left/report.html")" -le $page ] && [ "$(wc -c <"$left/report.txt")" -le $page ] && [ "$(wc -c <"$left/report.json")" -le $page ]
check "its reports have at most 200 KiB ($(wc -c <"$left/report.html"), $(wc -c <"$left/report.txt") and $(wc -c <"$left/report.json") bytes)"
for code in value.email value.phone value.grade reference.missing policy.student_classes; do
	[ "$(grep -c ",$code,users.csv," "$left/findings.csv")" -ge $rows ] || echo "# too few of $code"
done >"$work/few.codes"
cat "$work/few.codes"
[ ! -s "$work/few.codes" ] && [ "$(tail -n 1 "$left/findings.csv" | tr -cd ,)" != '' ]
check 'findings.csv has each of them'
cut -d, -f1 "$left/findings.csv" | sed 1d | sort -n | uniq -d | head -n 1 | wc -l | grep -qx 0
check 'each under a number of its own'
[ "$large" -le $((small + small / 4 + 4096)) ]
check "the memory is that of a tenth of them ($large and $small KiB)"

drop $again 1
with=$(cost $again)
left=$spool/validate/ready/$again
[ "$(grep -c ",$many\$" "$left/findings.csv")" -ge 1000000 ] || [ "$(grep -c "$many" "$left/findings.csv")" -ge 1000000 ]
check 'the night after, each is known since the night before'
[ "$with" -le $((large + 65536)) ] && [ "$(wc -c <"$left/report.html")" -le $page ]
check "and to know it takes at most 64 MiB ($with KiB)"
