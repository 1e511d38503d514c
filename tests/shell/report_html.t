#!/bin/sh
# report.html in a real browser: nothing is wider than the screen of a telephone or a desk, every text stands out from its ground in the
# light and the dark scheme, no script runs, nothing is fetched. The page is measured by a script that is put into a copy of it, from which
# the policy against scripts was taken first. Skips where there is no Chromium or no tidy; scripts/install-deps all installs both.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
browser=$(command -v chromium) || browser=
checker=$(command -v tidy) || checker=
if [ -z "$browser" ] || [ -z "$checker" ]; then
	echo '1..0 # SKIP no chromium or no tidy: scripts/install-deps all'
	exit 0
fi
pages=$work/pages
mkdir "$pages"
: >"$work/out"
: >"$work/log"

# probe: what measures a page, as a script.
cat >"$work/probe" <<'END'
<script>
(function () {
	var wrong = [], width = document.documentElement.clientWidth;
	function light(c) {
		var v = c.map(function (x) { x /= 255; return x <= 0.03928 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4); });
		return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
	}
	function colour(text) { return text.match(/[\d.]+/g).map(Number); }
	function ground(e) {
		for (; e; e = e.parentElement) {
			var c = colour(getComputedStyle(e).backgroundColor);
			if (c.length === 3 || c[3] === 1) return c.slice(0, 3);
		}
		return [255, 255, 255];
	}
	var all = document.querySelectorAll('html, body, body *');
	var texts = 0;
	all.forEach(function (e) {
		if (e.tagName === 'SCRIPT') return;
		if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0) wrong.push('wide ' + e.tagName + ' ' + e.scrollWidth + '>' + e.clientWidth);
		if (e.getBoundingClientRect().right > width + 1) wrong.push('outside ' + e.tagName);
		var own = Array.prototype.some.call(e.childNodes, function (n) { return n.nodeType === 3 && n.data.trim(); });
		if (!own) return;
		texts++;
		var a = light(colour(getComputedStyle(e).color)), b = light(ground(e));
		var contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (contrast < 4.5) wrong.push('contrast ' + e.tagName + ' ' + contrast.toFixed(2));
	});
	var bars = document.querySelectorAll('.bars span');
	bars.forEach(function (e) {
		var a = light(colour(getComputedStyle(e).backgroundColor)), b = light(ground(document.body));
		if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3) wrong.push('contrast of a bar');
	});
	document.querySelectorAll('table').forEach(function (t) {
		if (!t.caption || t.querySelector('thead th:not([scope=col])') || t.querySelector('tbody tr > :first-child:not([scope=row])'))
			wrong.push('table without caption or scope');
	});
	document.querySelectorAll('[role=img]').forEach(function (e) { if (!e.getAttribute('aria-label')) wrong.push('picture without words'); });
	if (window.struck) wrong.push('a script of the drop ran');
	if (!document.documentElement.lang) wrong.push('no language');
	var dark = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
	document.documentElement.innerHTML = '';
	document.documentElement.textContent = 'PROBE ' + dark + ' ' + innerWidth + ' texts ' + (texts > 5) + ' wrong ' + wrong.length + ' ' + wrong.slice(0, 5).join('; ');
})();
</script>
END

# frame SIZE PAGE: a page that shows another one at this width: the browser's own window is never as narrow as a telephone.
frame() {
	printf '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><style>html{color-scheme:%s}body{margin:0}iframe{border:0;width:%spx;height:900px;color-scheme:%s}</style></head><body>' "$3" "$1" "$3"
	printf '<iframe src="%s" id="f"></iframe><script>onload=function(){setTimeout(function(){document.body.textContent=document.getElementById("f").contentDocument.documentElement.textContent},50)}</script></body></html>\n' "$2"
}

# measure PAGE: puts the probe into a copy and reads what it found, at both widths and in both schemes.
measure() {
	{
		sed -e '/Content-Security-Policy/d' -e '/<\/body>/d' -e '/<\/html>/d' "$1"
		cat "$work/probe"
		echo '</body></html>'
	} >"$work/probed.html"
	good=0
	for scheme in light dark; do
		option=
		[ "$scheme" = light ] || option=--blink-settings=preferredColorScheme=0
		for width in 360 1280; do
			frame "$width" probed.html "$scheme" >"$work/frame.html"
			# shellcheck disable=SC2086 # an option or nothing
			timeout 60 "$browser" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run $option \
				--allow-file-access-from-files --user-data-dir="$work/browser" --window-size=1400,1000 --virtual-time-budget=3000 \
				--dump-dom "file://$work/frame.html" >"$work/dom" 2>"$work/log"
			grep -o 'PROBE [^<]*' "$work/dom" >"$work/out"
			grep -q "PROBE $scheme $width texts true wrong 0" "$work/out" || { good=1; echo "# $scheme $width: $(cat "$work/out")"; }
		done
	done
	return $good
}

# keeps FILE NAME: the report of a drop is a page to be looked at.
keeps() {
	cp "$1/report.html" "$pages/$2.html"
}

# night FOLDER DAY: a night of the samples through all stages.
night() {
	upload oak night "samples/riverbend-1.1/$1" && ROSTERDROP_NOW="2026-11-$2T02:00:00Z" "$rosterdrop" run oak >>"$work/out" 2>>"$work/log"
}

# Drops of all kinds: held before the start, clean, damaged, refused, hostile.
"$rosterdrop" init oak >/dev/null && printf 'inbox { quiet = 0 }\n' >"$work/districts/oak.conf"
night first-night 01
keeps "$spool/oak/apply/held/$(newest oak apply held)" held
printf 'sync { start_date = "2020-01-01" }\n' >>"$work/districts/oak.conf"
night second-night 02
keeps "$spool/oak/apply/ready/$(newest oak apply ready)" clean
night damaged-night 03
keeps "$spool/oak/apply/ready/$(newest oak apply ready)" damaged
echo nothing >"$spool/oak/inbox/no.zip"
ROSTERDROP_NOW=2026-11-04T02:00:00Z "$rosterdrop" run oak >>"$work/out" 2>>"$work/log"
keeps "$spool/oak/validate/failed/$(newest oak validate failed)" refused
mkdir "$work/hostile"
cp samples/riverbend-1.1/first-night/*.csv "$work/hostile/"
long=$(printf '%0200d' 7)
sed -i -e '2s/[^,]*$/&/' -e "3s/^[^,]*,/<script>struck=1<\/script>,/" -e "4s/^[^,]*,/$long,/" -e '5s/^[^,]*,/אבג&amp;"onload=struck=1,/' "$work/hostile/users.csv"
sed -i -e 's/Alder Creek Elementary School/<img src=x onerror=struck=1>مدرسة‮الأولى/' "$work/hostile/orgs.csv"
upload oak night "$work/hostile" && ROSTERDROP_NOW=2026-11-05T02:00:00Z "$rosterdrop" run oak >>"$work/out" 2>>"$work/log"
last=$(newest oak validate ready)
case $last in 20261105*) keeps "$spool/oak/validate/ready/$last" hostile ;; *) keeps "$spool/oak/validate/failed/$(newest oak validate failed)" hostile ;; esac
ls "$pages" | tr '\n' ' ' >"$work/kinds"
[ "$(cat "$work/kinds")" = 'clean.html damaged.html held.html hostile.html refused.html ' ]
check 'drops of all kinds have a report'
! grep -q 'absent' "$pages/refused.html"
check 'of what could not be opened no file is called absent'
grep -q '&lt;script&gt;\|&lt;img' "$pages/hostile.html"
check 'what is hostile came through as text'
for page in "$pages"/*.html; do
	name=$(basename "$page" .html)
	"$checker" -q -e --drop-empty-elements no "$page" >"$work/out" 2>&1
	check "$name: is valid"
	! grep -qiE '<script|<img|<link|<iframe|<form|<object|javascript:|https?://|@import|url\(|[^a-z]on[a-z]+="|style="' "$page" &&
		grep -q "Content-Security-Policy\" content=\"default-src 'none'" "$page"
	check "$name: has no script, no address, and the policy"
	measure "$page"
	check "$name: nothing overflows, every text stands out, at both widths in both schemes"
done
echo "1..$number"
