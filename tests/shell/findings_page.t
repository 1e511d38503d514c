#!/bin/sh
# rosterdrop-findings.5 lists every code of the catalogue, in the catalogue's words, and is sound mdoc.
B=${B:-build}
page=schema/rosterdrop-findings.5
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

echo 1..4
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"
"$B/tools/findings_page" >"$work/list"
[ "$(grep -c '^\.It Sy [a-z]*\.' "$work/list")" -gt 100 ]
check 'the list holds the catalogue'

sed -n 's/^\.It Sy //p' "$work/list" | while read -r code; do
	grep -qxF ".It Sy $code" "$page" || echo "# $code is missing"
done >"$work/missing"
cat "$work/missing"
[ ! -s "$work/missing" ]
check 'every code stands in the page'

"$B/tools/findings_page" "$page" | diff - "$page" >"$work/difference"
check 'the page says what the catalogue says'
sed 's/^/# /' "$work/difference"

mandoc -Tlint -Wwarning "$page" >"$work/lint" 2>&1
check 'mandoc finds nothing wrong'
sed 's/^/# /' "$work/lint"
