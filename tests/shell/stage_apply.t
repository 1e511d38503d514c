#!/bin/sh
# What drops make of a directory, night after night, through all stages, over the folders of tests/stage/apply. A case is a folder; a new one needs
# no code:
#
#   base              optional: another case, whose first night is this one's too
#   in/1/, in/2/ ...  the files of each night; with a file named `over` among them, they are laid over the base's
#   district.conf     optional: lines for the district's configuration
#   want/plan-N.csv   what the receipt of night N says was done
#   want/accounts.csv accountId,kind,state,givenName,familyName,schools,username,email after the last night
#   want/findings-N   optional: code file column sourcedId of what match found in night N
#   want/links-N      optional: sourcedId accountId class reason of links.csv of night N
#
# Arguments name the cases to run. With WRITE=1 the wanted files are written instead: to be read before they are believed.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
cases=tests/stage/apply
csvcells=$B/tools/csvcells

# night CASE N: the files of a night, in $work/files; false when there is no such night.
night() {
	base=
	[ ! -f "$1/base" ] || read -r base <"$1/base"
	rm -rf "$work/files" && mkdir "$work/files"
	if [ "$2" -eq 1 ] && [ -n "$base" ]; then
		cp "$cases/$base/in/1/"*.csv "$work/files/"
		return
	fi
	[ -d "$1/in/$2" ] || return 1
	[ ! -e "$1/in/$2/over" ] || cp "$cases/$base/in/1/"*.csv "$work/files/"
	cp "$1/in/$2/"* "$work/files/" && rm -f "$work/files/over"
}

# push DISTRICT N: zips $work/files and runs everything; the drop's name is $drop.
push() {
	find "$work/files" -name '*.csv' -exec touch -d "2026-11-0$2T00:00:00Z" {} +
	(cd "$work/files" && zip -q -X - ./*.csv) >"$work/upload.zip" && mv "$work/upload.zip" "$spool/$1/inbox/night.zip" &&
		ROSTERDROP_NOW="2026-11-0$2T02:00:00Z" "$rosterdrop" run "$1" >"$work/out" 2>"$work/log"
	drop=$(newest "$1" apply ready)
	case $drop in 2026110"$2"*) ;; *) return 1 ;; esac
}

# got DISTRICT N: what came of a night, in $work/got.
got() {
	tr -d '\r' <"$spool/$1/apply/ready/$drop/plan.csv" >"$work/got/plan-$2.csv"
	"$csvcells" "$spool/$1/match/ready/$drop/findings.csv" code file column sourcedId | tr '\t' ' ' >"$work/got/findings-$2"
	"$csvcells" "$spool/$1/match/ready/$drop/links.csv" sourcedId accountId class reason | tr '\t' ' ' >"$work/got/links-$2"
}

# compare CASE: the wanted files, or writing them.
compare() {
	[ -z "${WRITE-}" ] || {
		mkdir -p "$1/want" && cp "$work/got/"*.csv "$1/want/"
		[ ! -f "$1/base" ] || rm -f "$1/want/plan-1.csv"
		for file in findings links; do [ ! -s "$work/got/$file-2" ] || cp "$work/got/$file-2" "$1/want/"; done
	}
	for want in "$1"/want/*; do
		diff -u "$want" "$work/got/$(basename "$want")" >"$work/diff" || { sed 's/^/# /' "$work/diff"; return 1; }
	done
}

# run CASE: all nights. Lines that begin with # say what is wrong.
run() {
	who=case-$number n=1
	rm -rf "$work/got" "$work/export" && mkdir "$work/got"
	district "$who" && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/$who.conf"
	cat "$1/district.conf" >>"$work/districts/$who.conf" 2>/dev/null
	while night "$1" "$n"; do
		push "$who" "$n" && got "$who" "$n" || { sed 's/^/# /' "$work/log"; return 1; }
		n=$((n + 1))
	done
	"$rosterdrop" export "$who" "$work/export" && {
		echo accountId,kind,state,givenName,familyName,schools,username,email
		"$csvcells" "$work/export/accounts.csv" accountId kind state givenName familyName schools username email | tr ',\t' ' ,'
	} >"$work/got/accounts.csv"
	[ "$n" -gt 1 ] && compare "$1"
}

[ $# -gt 0 ] || set -- "$cases"/*/
echo "1..$#"
for case; do
	case $case in */*) case=${case%/} ;; *) case=$cases/$case ;; esac
	run "$case"
	code=$?
	number=$((number + 1))
	[ "$code" -eq 0 ] || printf 'not '
	echo "ok $number - $(basename "$case")"
done
