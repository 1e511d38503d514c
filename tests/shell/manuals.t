#!/bin/sh
# Everything that somebody meets has its manual page: executables, files, configuration keys, actions
# and reasons of the feed, log lines. What there is comes from the programs and the source, so that a
# new thing without its page fails here.
B=${B:-build}
export LC_ALL=C
unset ROSTERDROP_NOW ROSTERDROP_CONF ROSTERDROP_LIBEXEC
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"
pages=$(find cmd pipeline schema scripts -name '*.[1-9]' | sort)

# Pages of Debian that ours may point to. How to add one: a word.
debian='scp.1 ssh-keygen.1 mdb_copy.1 mdb_dump.1 ssh-keyscan.1 systemd-cat.1 ts.1 sftp.1 sshd.8 sshd_config.5 inotifywait.1
	sysexits.3 systemd.timer.5 cron.8 logger.1 flock.2 rename.2 ls.1'

# none WORDS: what stands in the file `missing` is what is wrong; it must be nothing.
none() {
	[ ! -s "$work/missing" ]
	say $? "$1"
	sed 's/^/# /' "$work/missing"
}

# read_page PAGE: its text, in one line, so that a sentence is found wherever it is broken.
read_page() {
	mandoc -Tascii -O width=900 "$1" | sed 's/.\x08//g' | tr -s ' \n' ' '
}

# has_text TEXT: whether some page has it.
has_text() {
	grep -qF -e "$1" "$work/text"/*
}

# keys FILE: "section.key" of each key in a commented configuration.
keys() {
	awk '$2 == "{" {section = $1 "."} /^}/ {section = ""}
		match($0, /^\t?#?[a-z_]+ = /) {key = $1; sub(/#/, "", key); print section key}' "$1" | grep -v '^checks'
}

# described_keys: the same of the page: .It Cm KEY below .Ss SECTION, or in the table of limits.
described_keys() {
	awk '/^\.Sh ROSTERDROP\.CONF/ || /^\.Sh DISTRICT/ {section = ""} /^\.Sh LIMITS/ {section = "limits."}
		/^\.Ss/ {section = $2 "."} /^\.It Cm/ {print section $3}' pipeline/rosterdrop.conf.5
}

# log_texts: the longest fixed part of every log line in the source.
log_texts() {
	grep -rhoz --include='*.c' 'log_line([^"]*"[^"]*"' cmd pipeline | tr '\0' '\n' | sed -n 's/.*"\(.*\)".*/\1/p' |
		sed 's/%[0-9.*]*[a-z]/\n/g' | awk 'length > 7' | sed 's/^[ :;]*//; s/[ :;]*$//; s/%%/%/g'
}

# quoted_texts FILE NAME: the texts of a table in the source.
quoted_texts() {
	sed -n "/$2\[.*\] = {/,/^}/s/.*\"\(.*\)\".*/\1/p" "$1"
}

# upload NIGHT: of the samples, into the inbox.
upload() {
	(cd "samples/riverbend-1.1/$1" && zip -q -X - ./*.csv) >"$work/spool/oak/inbox/$1.zip"
}

# run_with LINES: a district with this configuration works on what it has; then lists the files there are.
run_with() {
	printf '%s\n' 'inbox { quiet = 0 }' "$1" >"$work/districts/oak.conf"
	"$B/bin/rosterdrop" run oak >>"$work/log" 2>&1
	find "$work/spool/oak" -type f ! -path "*/taken/*" | sed 's|.*/||'
}

# files_left: the names of all files that drops leave that are held, refused at both ends, applied and rejected.
files_left() {
	mkdir "$work/districts"
	printf 'spool = "%s/spool"\n' "$work" >"$work/rosterdrop.conf"
	export ROSTERDROP_CONF="$work/rosterdrop.conf"
	"$B/bin/rosterdrop" init oak >"$work/log"
	upload first-night
	echo nothing >"$work/spool/oak/inbox/no.zip"
	run_with ''
	run_with 'sync { start_date = "2020-01-01" }'
	upload second-night
	run_with 'sync { enabled = no }'
	"$B/bin/rosterdrop" reject "oak/$(basename "$work/spool/oak/validate/failed"/*)" --reason 'no zip' 2>>"$work/log"
	run_with ''
}

mkdir "$work/text"
for page in $pages; do read_page "$page" >"$work/text/$(basename "$page")"; done

for page in $pages; do
	mandoc -Tlint -Wwarning "$page" >"$work/lint" 2>&1
	say $? "$page: mandoc finds nothing"
	sed 's/^/# /' "$work/lint"
done
for program in "$B"/libexec/* "$B"/bin/*; do
	name=$(basename "$program")
	[ -e "cmd/$name/$name.1" ] || echo "$name"
done >"$work/missing"
none 'every executable has its page'
for page in $pages; do
	grep -o 'Xr [^ ]* [1-9]' "$page" | sed 's/Xr //; s/ /./' | while read -r name; do
		echo " $(echo "$debian $pages" | sed 's|[^ ]*/||g' | tr -s ' \t\n' ' ') " | grep -qF " $name " ||
			echo "$page: $name"
	done
done >"$work/missing"
none 'every .Xr points to a page'
for page in $pages; do
	grep -q "^\.Xr $(basename "$page" | sed 's/\.\([1-9]\)$/ \1/')" cmd/*/*.1 pipeline/*.[57] schema/*.5 scripts/*.8 || echo "$page"
done >"$work/missing"
none 'some page points to each page'
files_left | sort -u >"$work/files"
[ "$(wc -l <"$work/files")" -gt 12 ] && [ "$(grep -cE '^(held|refused|rejected)$' "$work/files")" = 3 ]
say $? 'stages leave files'
while read -r name; do
	grep -lqF -e "$name" "$work/text"/*.5 || echo "$name"
done <"$work/files" >"$work/missing"
none 'every file that a stage leaves is described in section 5'
mkdir "$work/new"
ROSTERDROP_CONF=$work/new/rosterdrop.conf "$B/bin/rosterdrop" init oak >"$work/log"
keys "$work/new/rosterdrop.conf" >"$work/keys"
keys "$work/new/districts/oak.conf" >>"$work/keys"
[ "$(wc -l <"$work/keys")" -gt 30 ]
say $? 'the configuration has keys'
described_keys | sort -u >"$work/described"
sort -u "$work/keys" | comm -23 - "$work/described" >"$work/missing"
none 'every configuration key is described'
sort -u "$work/keys" | comm -13 - "$work/described" | grep '\.' >"$work/missing"
none 'and nothing that is no key'
quoted_texts pipeline/change.c actions >"$work/words"
quoted_texts pipeline/change.c reasons >>"$work/words"
[ "$(wc -l <"$work/words")" -gt 15 ]
say $? 'the feed has actions and reasons'
while read -r text; do
	grep -qF -e "$text" "$work/text/rosterdrop-feed.5" || echo "$text"
done <"$work/words" >"$work/missing"
none 'each is described'
log_texts >"$work/lines"
[ "$(wc -l <"$work/lines")" -gt 20 ]
say $? 'there are log lines'
while read -r text; do
	has_text "$text" || echo "$text"
done <"$work/lines" >"$work/missing"
none 'every log line is on a page'
echo "1..$number"
