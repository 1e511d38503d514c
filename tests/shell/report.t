#!/bin/sh
# The report of nights of the samples, word for word, in the form for people and the one for programs. A case is a folder of tests/stage/report;
# a new one needs no code:
#
#   nights         a line a night: folders of samples/ or of tests/stage/, whose files are laid one over the other; or
#                  "same N": the very zip of night N once more
#   district.conf  optional: lines for the district's configuration
#   want/*         report.txt and report.json that validate and apply left of the last night: validate.txt, validate.json, apply.txt, apply.json
#
# Arguments name the cases to run. With WRITE=1 the wanted files are written instead: to be read before they are believed.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
cases=tests/stage/report

# pack FOLDERS N: the zip of a night, as $work/N.zip.
pack() {
	rm -rf "$work/files" && mkdir "$work/files"
	for folder in $1; do
		[ -d "samples/$folder" ] && folder=samples/$folder || folder=tests/stage/$folder
		[ -d "$folder" ] || return 1
		find "$folder" -name '*.csv' -exec cp {} "$work/files/" \;
	done
	find "$work/files" -name '*.csv' -exec touch -d "2026-11-0$2T00:00:00Z" {} +
	rm -f "$work/$2.zip" && (cd "$work/files" && TZ=UTC zip -q -X "$work/$2.zip" ./*.csv)
}

# night FOLDERS N: a night through all stages, as it would have come at that time.
night() {
	case $1 in
	'same '*) cp "$work/${1#same }.zip" "$work/$2.zip" ;;
	*) pack "$1" "$2" ;;
	esac && cp "$work/$2.zip" "$work/upload.zip" && mv "$work/upload.zip" "$spool/$who/inbox/night.zip" &&
		ROSTERDROP_NOW="2026-11-0$2T02:00:00Z" "$rosterdrop" run "$who" >>"$work/out" 2>>"$work/log"
}

# got STAGE: the reports of the last drop, in $work/got, without what hangs on the zip's bytes and on the version.
got() {
	for place in ready held failed; do
		drop=$(newest "$who" "$1" "$place")
		case $drop in 2026110"$2"*) ;; *) continue ;; esac
		for form in txt json; do
			sed -E -e 's/T020000Z-[0-9a-f]{8}/T020000Z-DROP/g' -e 's/[0-9a-f]{64}/DIGEST/' -e 's/rosterdrop [0-9.]+/rosterdrop VERSION/' \
				-e 's/^(Size +)[0-9,]+/\1N/' -e 's/^"size":[0-9]+/"size":0/' \
				"$spool/$who/$1/$place/$drop/report.$form" >"$work/got/$1.$form"
		done
		[ "$form" != json ] || "$jsoncheck" <"$spool/$who/$1/$place/$drop/report.json" >/dev/null || return 1
	done
}

# numbered: whether no two findings of the last drop have one id, whatever stages made them.
numbered() {
	cat "$spool/$who"/*/*/"$(newest "$who" fetch ready)"/findings.csv | "$B/tools/csvcells" /dev/stdin id | sort | uniq -d >"$work/twice"
	! grep -v '^id$' "$work/twice"
}

# run CASE: all nights, then the last one's reports against those wanted.
run() {
	who=oak n=0
	rm -rf "$work/got" "$spool/oak" "$work/districts/oak.conf" && mkdir "$work/got" && district "$who" || return 1
	cat "$1/district.conf" >>"$work/districts/$who.conf" 2>/dev/null
	while read -r folders; do
		n=$((n + 1))
		night "$folders" "$n"
	done <"$1/nights"
	got validate "$n" && got apply "$n" && numbered || return 1
	[ -z "${WRITE-}" ] || { mkdir -p "$1/want" && cp "$work/got/"* "$1/want/"; }
	diff -ru "$1/want" "$work/got" >"$work/diff" || { sed 's/^/# /' "$work/diff"; return 1; }
	awk '{ gsub(/[\200-\277]/, "") } length($0) > 80 { exit 1 }' "$work/got/validate.txt"
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
