#!/bin/sh
# The stage validate over the folders of tests/stage/validate. A case is a folder; a new one needs no code:
#
#   base            optional: another case whose in/ is taken first, and what of it is left out: "clean-1.1 -demographics.csv"
#   in/             the files of the drop, laid over the base's; or in.zip, the drop as it is
#   beside/         optional: files that fetch left beside the zip
#   before/         optional: files laid over the base's for a drop that came before
#   between/        optional: the same for a second one
#   district.conf   optional
#   want/findings.csv  severity,code,file,row,column,sourcedId,cause
#   want/outcome    optional: accepted (if it is not there) or refused
#   want/rows       optional: lines that tests/tools/rows.c must print of rows.mdb, and lines with "! " in front that it must not
#
# An argument names the cases to run.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${B:-build}
validate=$B/libexec/validate
rows=$B/tools/rows
cases=tests/stage/validate
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset ROSTERDROP_CONF ROSTERDROP_NOW
spool=$work/spool/oak
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"

# A fresh district.
district() {
	rm -rf "$work/spool" "$work/districts" "$work/log"
	mkdir -p "$work/districts" "$spool/store"
	for stage in fetch validate normalise match apply; do
		mkdir -p "$spool/$stage/tmp" "$spool/$stage/ready" "$spool/$stage/failed" "$spool/$stage/held"
	done
	printf 'spool = "%s"\ndistricts = "%s"\n' "$work/spool" "$work/districts" >"$work/conf"
	cat "$1/district.conf" >"$work/districts/oak.conf" 2>/dev/null || : >"$work/districts/oak.conf"
}

# lay CASE FOLDER DROP: the drop as fetch would have left it: the base's files, those of FOLDER over them, zipped and sealed.
lay() {
	drop=$spool/fetch/ready/$3
	mkdir -p "$work/files" "$drop"
	base='' without=''
	[ ! -f "$1/base" ] || read -r base without <"$1/base"
	[ -z "$base" ] || cp -R "$cases/$base/in/." "$work/files/"
	for name in $without; do
		rm -rf "$work/files/${name#-}"
	done
	[ ! -d "$1/$2" ] || cp -R "$1/$2/." "$work/files/"
	if [ "$2" = in ] && [ -f "$1/in.zip" ]; then
		cp "$1/in.zip" "$drop/roster.zip"
	else
		(cd "$work/files" && zip -X -q -r "$drop/roster.zip" .)
	fi
	rm -rf "$work/files"
	[ "$2" != in ] || [ ! -d "$1/beside" ] || cp "$1/beside"/* "$drop/"
	{
		printf 'rosterdrop-seal 1\ndrop %s\nstage fetch\ntool test\ninput -\nconfig -\ngeneration 0\n' "$3"
		for file in guardians.csv roster.zip; do
			[ ! -e "$drop/$file" ] || printf '%s %s %s\n' "$(sha256sum <"$drop/$file" | cut -d' ' -f1)" \
				"$(wc -c <"$drop/$file" | tr -d ' ')" "$file"
		done
	} >"$drop/SEAL"
}

# The columns of findings.csv that a case speaks of.
shorten() {
	awk '{
		n = 0; cell = ""; quoted = 0
		for (i = 1; i <= length($0); i++) {
			c = substr($0, i, 1)
			if (c == "\r" && !quoted) continue
			if (c == "\"") { quoted = !quoted; continue }
			if (c == "," && !quoted) { cells[++n] = cell; cell = ""; continue }
			cell = cell c
		}
		cells[++n] = cell
		print cells[2] "," cells[3] "," cells[4] "," cells[5] "," cells[7] "," cells[8] "," cells[11]
	}' "$1"
}

# same_rows CASE: holds rows.mdb against want/rows.
same_rows() {
	[ -f "$1/want/rows" ] || return 0
	"$rows" "$left/rows.mdb" >"$work/rows" || return 1
	while IFS= read -r line; do
		case $line in
		'! '*) ! grep -qF -e "${line#! }" "$work/rows" || { echo "# is there: ${line#! }"; return 1; } ;;
		*) grep -qxF -e "$line" "$work/rows" || { echo "# is not there: $line"; return 1; } ;;
		esac
	done <"$1/want/rows"
}

# whole OUTCOME: what must be true of any drop: the reports are there, the SEAL, and rows only when it was accepted.
whole() {
	for file in SEAL findings.csv report.txt report.html report.json; do
		[ -s "$left/$file" ] || { echo "# no $file"; return 1; }
	done
	if grep -slE 'Åse|Berg|Moss|greta@|tilda|sesame|2013-0' "$left/findings.csv" "$left/report.txt" "$left/report.html" "$left"/report.json "$left"/schools.c[s]v; then
		echo '# a personal value is in a report'
		return 1
	fi
	grep -q "\"outcome\":\"$1\"" "$left/report.json" || return 1
	if [ "$(head -n 1 "$left/report.html")" != '<!DOCTYPE html>' ] || ! tail -n 1 "$left/report.html" | grep -q '</html>$'; then
		echo '# report.html is not whole'
		return 1
	fi
	! LC_ALL=C awk 'length($0) > 80 { exit 1 }' "$left/report.txt" && return 1
	if [ "$1" = accepted ]; then
		[ -s "$left/rows.mdb" ] && head -n 1 "$left/schools.csv" | tr -d '\r' | grep -qx 'sourcedId,name,people,classes,enrollments'
	else
		[ ! -e "$left/rows.mdb" ] && [ ! -e "$left/schools.csv" ]
	fi
}

# run CASE: all of it. Lines that begin with # say what is wrong.
run() {
	outcome=accepted place=ready
	[ ! -f "$1/want/outcome" ] || read -r outcome <"$1/want/outcome"
	[ "$outcome" = accepted ] || place=failed
	district "$1"
	[ ! -d "$1/before" ] || lay "$1" before 20261120T020304Z-00000001
	[ ! -d "$1/between" ] || lay "$1" between 20261120T030304Z-00000003
	lay "$1" in 20261121T020304Z-00000002
	"$validate" -c "$work/conf" oak 2>"$work/log"
	left=$spool/validate/$place/20261121T020304Z-00000002
	if [ ! -d "$left" ]; then
		echo "# not in $place/"
		sed 's/^/# /' "$work/log"
		return 1
	fi
	whole "$outcome" || { echo "# not all is there that should be, or something that should not"; return 1; }
	shorten "$left/findings.csv" >"$work/findings"
	diff -u "$1/want/findings.csv" "$work/findings" >"$work/diff" || { sed 's/^/# /' "$work/diff"; return 1; }
	same_rows "$1"
}

[ $# -gt 0 ] || set -- "$cases"/*/
echo "1..$#"
for case; do
	case $case in */*) case=${case%/} ;; *) case=$cases/$case ;; esac
	run "$case"
	say $? "$(basename "$case")"
done
