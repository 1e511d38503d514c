#!/bin/sh
# Many districts at once, several of them broken, each in another way: every other one is applied in the same run, and whatever is mended is applied by the
# next.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2154
. "$(dirname "$0")/rosterdrop_lib.sh"
cd "$(dirname "$0")/../.." || exit 1
sound='n01 n03 n05 n07 n09 n11 n13' broken='n02 n04 n06 n08 n10 n12'

# applied DISTRICT...: how many of them have a drop that went in.
applied() {
	number=0
	for one; do
		[ -z "$(newest "$one" apply ready)" ] || number=$((number + 1))
	done
	echo "$number"
}

echo 1..6
for one in $sound $broken; do
	district "$one" && printf 'sync { start_date = "2026-01-01" }\n' >>"$work/districts/$one.conf" &&
		cp -r tests/stage/apply/first-1.1/in/1 "$work/$one" && sed -i "s/^\(u-[a-z]*,,,true,[^,]*,[a-z]*,\)\([a-z]*\),/\1$one.\2,/" "$work/$one/users.csv" &&
		upload "$one" night "$work/$one"
done
mkdir "$work/whole" && cp "$spool/n02/inbox/night.zip" "$work/whole/n02" && cp "$spool/n04/store/data.mdb" "$work/whole/n04" &&
	cp "$spool/n06/store/data.mdb" "$work/whole/n06" && cp "$work/districts/n08.conf" "$work/whole/n08"
check 'thirteen districts'
head -c 700 "$work/whole/n02" >"$spool/n02/inbox/night.zip" # a zip that is cut
head -c 8192 "$work/whole/n04" >"$work/cut" && head -c 20480 /dev/urandom >>"$work/cut" && cat "$work/cut" >"$spool/n04/store/data.mdb" # pages of a store that are none
: >"$spool/n06/store/data.mdb" # an empty store
printf 'sync { start_date = \n' >"$work/districts/n08.conf" # a configuration that is cut
mv "$spool/n10/validate" "$work/whole/n10" && : >"$spool/n10/validate" # a file where a stage's directory was
rm "$work/districts/n12.conf" && mkdir "$work/districts/n12.conf" # a directory where its configuration was
call run -j 8
# shellcheck disable=SC2086 # lists of words
[ "$code" -ne 0 ] && [ "$code" -ne 75 ] && [ "$(applied $sound)" -eq 7 ] && [ "$(applied $broken)" -eq 0 ]
check 'the sound ones are applied in the same run, the broken ones are not'
for one in $broken; do says " $one" || echo "$one"; done >"$work/unnamed"
[ ! -s "$work/unnamed" ]
check 'and each of the broken ones is named in the log'
call status
# shellcheck disable=SC2086 # a list of words
for one in $sound $broken; do prints "$one" || echo "$one"; done >"$work/unnamed"
[ ! -s "$work/unnamed" ]
check 'status shows all of them'
cp "$work/whole/n04" "$spool/n04/store/data.mdb" && cp "$work/whole/n06" "$spool/n06/store/data.mdb" && cp "$work/whole/n08" "$work/districts/n08.conf" &&
	rm "$spool/n10/validate" && mv "$work/whole/n10" "$spool/n10/validate" && rmdir "$work/districts/n12.conf" && cp "$work/whole/n08" "$work/districts/n12.conf" &&
	cp "$work/whole/n02" "$spool/n02/inbox/again.zip"
call run -j 8
# shellcheck disable=SC2086 # a list of words
[ "$(applied $broken)" -eq 6 ]
check 'mended, they are applied by the next run'
call verify && [ "$code" -eq 0 ]
check 'and every store is as it should be'
