#!/bin/sh
# Whole districts from the generator, through all stages: what must be true whatever the rows are. SEEDS chooses other districts.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2181,SC2034,SC2086 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/property_lib.sh
. "$(dirname "$0")/property_lib.sh"

# errors DISTRICT: findings of severity error in all its drops and stages.
errors() {
	cat "$spool/$1"/*/*/*/findings.csv | grep -cE '^[0-9]+,(error|fatal),'
}

# shuffle FROM TO: the same rows in another order.
shuffle() {
	mkdir "$nights/$2" && cp "$nights/$1/manifest.csv" "$nights/$2/" || return 1
	for path in "$nights/$1"/[!m]*.csv; do
		{
			sed 1q "$path"
			sed 1d "$path" | awk '{ print (NR * 7919) % 10007 "\t" NR "\t" $0 }' | sort -n | cut -f3-
		} >"$nights/$2/$(basename "$path")"
	done
}

# Clean drops, and what comes of them: properties (a) to (d).
clean() {
	name=$1 seed=$2 version=$3
	shift 3
	live "$name" && generate "$name" --seed "$seed" --version "$version" "$@" && send "$name" 1 "$name" &&
		lies "$name" apply ready 1 && [ "$(errors "$name")" -eq 0 ]
	check "$name: a clean drop goes through without an error"
	exported "$name" >"$work/has" && expected "$name" >"$work/wants" && same "$work/wants" "$work/has"
	check "$name: the export is the drop's rows"
	live "$name-x" && shuffle "$name" "$name-x" && ! cmp -s "$nights/$name/users.csv" "$nights/$name-x/users.csv" &&
		send "$name-x" 1 "$name-x" && cmp -s "$spool/$name"/normalise/ready/*/roster.mdb "$spool/$name-x"/normalise/ready/*/roster.mdb
	check "$name: the order of rows does not matter to normalise"
	exported "$name" accountId $account_columns >"$work/wants" && exported "$name-x" accountId $account_columns >"$work/has" &&
		same "$work/wants" "$work/has"
	check "$name: nor to the directory"
	drop=$(newest "$name" normalise ready)
	mv "$spool/$name/normalise/ready/$drop" "$work/once" && "$B/libexec/normalise" "$name" "$drop" 2>"$work/log" &&
		cmp "$work/once/roster.mdb" "$spool/$name/normalise/ready/$drop/roster.mdb" && cmp "$work/once/SEAL" "$spool/$name/normalise/ready/$drop/SEAL"
	check "$name: normalise gives the same bytes again"
	rm -rf "$work/once"
}


# three FOLDER OPTION...: nights 1, 2 and 3.
three() {
	folder_of=$1
	shift
	for night in 1 2 3; do generate "$folder_of-$night" --night $night "$@" || return 1; done
}

# accounts DISTRICT yes|no COLUMN...: accounts that are archived, or are not, sorted.
accounts() {
	who=$1 wanted=$2
	shift 2
	exported "$who" state "$@" | awk -F '\t' -v wanted="$wanted" '$1 == "accounts" && ($2 == "archived" ? "yes" : "no") == wanted'
}

# Nights that come twice, or again: property (e).
again() {
	name=$1 seed=$2 version=$3
	shift 3
	live "$name" 'classes { unarchive_reappearing = yes }' && three "$name" --seed "$seed" --version "$version" "$@" &&
		send "$name" 1 "$name-1" && accounts "$name" no accountId $account_columns >"$work/first" &&
		send "$name" 2 "$name-2" && send "$name" 3 "$name-3" && lies "$name" apply ready 3
	check "$name: three nights"
	exported "$name" accountId $account_columns >"$work/wants" && send "$name" 4 "$name-3" && exported "$name" accountId $account_columns >"$work/has" &&
		same "$work/wants" "$work/has" && grep -q ',package.same,' "$spool/$name/apply/ready/$(newest "$name" apply ready)/findings.csv" &&
		lies "$name" apply ready 4
	check "$name: the last night again is known and changes nothing"
	send "$name" 5 "$name-2" && exported "$name" accountId $account_columns >"$work/has" && same "$work/wants" "$work/has" &&
		lies "$name" apply held 1 && grep -q ',package.older,' "$spool/$name/apply/held/$(newest "$name" apply held)/findings.csv"
	check "$name: the night before again is held and changes nothing"
	exported "$name" accountId | sed -n 's/^accounts	//p' >"$work/ids"
	cp -r "$nights/$name-1" "$nights/$name-4" && send "$name" 6 "$name-4" -0 && lies "$name" apply held 0 && exported "$name" >"$work/has" &&
		expected "$name-1" >"$work/wants" && same "$work/wants" "$work/has"
	check "$name: the first night's rows in a new export bring its records back"
	# Guardians of families who left live on, connected with their students.
	accounts "$name" no accountId $account_columns >"$work/now" && awk -F '\t' -v first="$work/first" -v stay="$work/stay" '
		BEGIN { while ((getline line <first) > 0) { split(line, cell); known[cell[3]] = 1 }; printf "" >stay }
		$4 == "guardian" && !($3 in known) { print >stay; next } { print }' "$work/now" >"$work/has" && same "$work/first" "$work/has"
	check "$name: and its accounts, with their ids"
	accounts "$name" yes accountId >"$work/gone" && [ -s "$work/gone" ] && sort -u "$work/first" "$work/gone" "$work/stay" | cut -f3 | sort >"$work/has" &&
		same "$work/ids" "$work/has"
	check "$name: all others but guardians of families who left are archived, under the ids that they had"
}

# The same nights, as bulk and as deltas: property (f).
deltas() {
	name=$1 seed=$2 version=$3
	shift 3
	live "$name" && live "$name-d" && three "$name" --seed "$seed" --version "$version" "$@" && cp -r "$nights/$name-1" "$nights/$name-d-1" &&
		generate "$name-d-2" --seed "$seed" --version "$version" --night 2 --delta "$@" &&
		generate "$name-d-3" --seed "$seed" --version "$version" --night 3 --delta "$@"
	check "$name: nights and deltas"
	for night in 1 2 3; do
		send "$name" $night "$name-$night" && exported "$name" accountId $account_columns >"$work/wants" &&
			send "$name-d" $night "$name-d-$night" && exported "$name-d" accountId $account_columns >"$work/has" &&
			same "$work/wants" "$work/has"
		check "$name: night $night is the same as bulk and as delta"
	done
	for who in "$name" "$name-d"; do
		cat "$spool/$who"/apply/ready/*/changes.ndjson | "$B/tools/replay" 2>"$work/log" | grep '^relationships' | sort >"$work/$who.related"
	done
	same "$work/$name.related" "$work/$name-d.related"
	check "$name: the relationships too"
}

# What was done is told: property (i).
feed() {
	name=$1
	cat "$spool/$name"/apply/ready/*/changes.ndjson >"$work/changes" 2>/dev/null
	"$B/tools/replay" <"$work/changes" 2>"$work/log" | grep -v '^relationships' | sort >"$work/wants" && exported "$name" >"$work/has" &&
		same "$work/wants" "$work/has"
	check "$name: replaying the changes gives the export"
	"$rosterdrop" feed "$name" >"$work/has" 2>"$work/log" && same "$work/changes" "$work/has"
	check "$name: the feed is the changes of all drops"
}

# The same drops at the same times into another spool: property (h). What fetch left is copied, because it says which file it was.
twice() {
	name=$1
	mkdir "$work/second"
	(
		export ROSTERDROP_CONF="$work/second/rosterdrop.conf"
		"$rosterdrop" init "$name" >"$work/out" && cp "$work/districts/$name.conf" "$work/second/districts/" || exit 1
		for drop in "$spool/$name"/fetch/ready/*; do
			cp -r "$drop" "$work/second/spool/$name/fetch/ready/" || exit 1
			day=$(basename "$drop" | cut -c7-8)
			ROSTERDROP_NOW="2026-11-${day}T02:00:00Z" "$rosterdrop" run "$name" 2>"$work/log" || exit 1
		done
	)
	: >"$work/out"
	for stage in fetch validate normalise match apply; do
		for place in ready failed held; do
			diff -r "$spool/$name/$stage/$place" "$work/second/spool/$name/$stage/$place" >>"$work/out"
		done
	done
	[ ! -s "$work/out" ] && [ "$(find "$work/second/spool/$name"/*/ready -name SEAL | wc -l)" -gt 20 ]
	check "$name: the same drops give the same bytes in every stage"
	rm -rf "$work/second"
}

# damage FOLDER FILE COLUMN VALUE EVERY: puts a value into a column of every so many rows; their sourcedIds go to $work/damaged.
damage() {
	awk -v column="$3" -v value="$4" -v every="$5" -v table="$2" '
	function split_row(line,    i, c, quoted) {
		count = 1; cell[1] = ""
		for (i = 1; i <= length(line); i++) {
			c = substr(line, i, 1)
			if (c == "\"") quoted = !quoted
			if (c == "," && !quoted) cell[++count] = ""
			else cell[count] = cell[count] c
		}
	}
	{ sub(/\r$/, ""); split_row($0) }
	NR == 1 { for (i = 1; i <= count; i++) if (cell[i] == column) at = i }
	NR > 1 && NR % every == 0 { print table "\t" cell[1] >>damaged; cell[at] = value }
	{ for (i = 1; i <= count; i++) printf "%s%s", cell[i], i < count ? "," : "\r\n" }
	' damaged="$work/damaged" "$nights/$1/$2.csv" >"$work/new" && mv "$work/new" "$nights/$1/$2.csv"
}

# keys FILE: file and sourcedId of each line, sorted.
keys() {
	cut -f1,2 "$1" | sort
}

# Rows that are left out: property (g).
damaged() {
	name=$1 seed=$2 version=$3
	shift 3
	: >"$work/damaged"
	live "$name" 'limits { error_share = 100 }' && three "$name" --seed "$seed" --version "$version" "$@" && cp -r "$nights/$name-2" "$nights/$name-b" &&
		damage "$name-b" orgs name '' 3 && damage "$name-b" classes title '' 7 && damage "$name-b" users givenName '' 9 &&
		damage "$name-b" enrollments role emperor 11 && send "$name" 1 "$name-1" && exported "$name" >"$work/first" && replayed "$name" first &&
		send "$name" 2 "$name-b" && lies "$name" apply ready 2 && exported "$name" >"$work/second.rows" && replayed "$name" second
	check "$name: a night with damaged rows"
	sort "$work/damaged" >"$work/ids"
	join_rows "$work/first" >"$work/wants" && join_rows "$work/second.rows" >"$work/has" && same "$work/wants" "$work/has"
	check "$name: their records stay as they were"
	expected "$name-2" >"$work/undamaged"
	keys "$work/undamaged" >"$work/right" && keys "$work/first" | comm -12 - "$work/right" >"$work/wants" && [ -s "$work/wants" ] &&
		keys "$work/second.rows" | comm -13 - "$work/wants" >"$work/out" && [ ! -s "$work/out" ]
	check "$name: no record goes that is in the SIS"
	live "$name-u" && send "$name-u" 1 "$name-1" && send "$name-u" 2 "$name-2" && replayed "$name-u" clean &&
		comm -12 "$work/first.related" "$work/clean.related" >"$work/wants" && [ -s "$work/wants" ] && comm -13 "$work/second.related" "$work/wants" >"$work/out" &&
		[ ! -s "$work/out" ]
	check "$name: no relationship goes that is in the SIS"
	send "$name" 3 "$name-3" && exported "$name" >"$work/has" && expected "$name-3" >"$work/wants" && same "$work/wants" "$work/has"
	check "$name: the next clean night mends everything"
}

# replayed DISTRICT NAME: its relationships so far, to $work/NAME.related.
replayed() {
	cat "$spool/$1"/apply/ready/*/changes.ndjson | "$B/tools/replay" 2>"$work/log" | grep '^relationships' | sort >"$work/$2.related"
}

# join_rows FILE: its lines whose file and sourcedId stand in $work/ids.
join_rows() {
	awk -F '\t' 'NR == FNR { ids[$1 "\t" $2] = 1; next } ($1 "\t" $2) in ids' "$work/ids" "$1"
}

# omit FOLDER FILE EVERY: takes every so many rows away.
omit() {
	awk -v every="$3" 'NR == 1 || NR % every != 0' "$nights/$1/$2.csv" >"$work/new" && mv "$work/new" "$nights/$1/$2.csv"
}

# A row that nobody can name, in a night in which rows of its file are missing: none of them is gone.
unknown() {
	name=$1 version=$2 table=$3 every=$4
	live "$name" 'limits { error_share = 100 }' && generate "$name-1" --seed 5 --students 60 --version "$version" && cp -r "$nights/$name-1" "$nights/$name-2" &&
		damage "$name-2" "$table" sourcedId '' "$every" && omit "$name-2" "$table" $((every - 1)) && send "$name" 1 "$name-1" && exported "$name" accountId $account_columns >"$work/wants" &&
		send "$name" 2 "$name-2" && lies "$name" apply ready 2 && exported "$name" accountId $account_columns >"$work/has" && keys "$work/has" >"$work/kept" &&
		keys "$work/wants" >"$work/known" && same "$work/known" "$work/kept"
	check "$name: a row of $table without a sourcedId: nothing is gone"
	changes=$spool/$name/apply/ready/$(newest "$name" apply ready)/changes.ndjson
	[ -e "$changes" ] && ! grep -qE '"action":"(archive|unenrol|disconnect)"' "$changes"
	check "$name: and nobody is told so"
}

# told DISTRICT: what normalise made of people in its newest drop.
told() {
	"$B/tools/people" "$spool/$1/normalise/ready/$(newest "$1" normalise ready)/roster.mdb"
}

# What is exported, as 1.2, is the same district again; and a district is the same in either version, but for what 1.1 cannot say: preferred names, and
# the other roles of somebody.
versions() {
	name=$1 seed=$2 both='accountId kind state givenName middleName familyName birthDate grades username email mobile phone identifier'
	live "$name-a" && generate "$name-a" --seed "$seed" --version 1.1 --students 80 && send "$name-a" 1 "$name-a" &&
		exported "$name-a" accountId $account_columns >"$work/wants" && rm -f "$work/export/accounts.csv" "$work/export/connections.csv" \
		"$work/export/schools.csv" "$work/export/class_members.csv" && grep -q '^oneroster.version,1.2' "$work/export/manifest.csv" &&
		cp -r "$work/export" "$nights/$name-b" && live "$name-b" && send "$name-b" 1 "$name-b" &&
		exported "$name-b" accountId $account_columns >"$work/has" && same "$work/wants" "$work/has"
	check "$name: what is exported gives the same directory"
	told "$name-a" | grep -v '^users ' >"$work/wants" && told "$name-b" | grep -v '^users ' >"$work/has" && same "$work/wants" "$work/has"
	check "$name: normalise makes the same people of it"
	live "$name-c" && generate "$name-c" --seed "$seed" --version 1.2.1 --students 80 && send "$name-c" 1 "$name-c" &&
		exported "$name-a" $both | grep '^accounts' >"$work/wants" && exported "$name-c" $both | grep '^accounts' >"$work/has" &&
		same "$work/wants" "$work/has"
	check "$name: 1.1 and 1.2 give the same accounts"
}

for seed in ${SEEDS:-1 2}; do
	versions "sky-$seed" "$seed"
	clean "oak-$seed" "$seed" 1.1 --students 60
	clean "elm-$seed" "$seed" 1.2 --students 150 --unsorted
	clean "ash-$seed" "$seed" 1.2.1 --students 300 --unsorted
	again "fir-$seed" "$seed" 1.1 --students 150 --unsorted
	feed "fir-$seed"
	again "yew-$seed" "$seed" 1.2.1 --students 100
	feed "yew-$seed"
	deltas "bay-$seed" "$seed" 1.1 --students 200
	feed "bay-$seed-d"
	deltas "box-$seed" "$seed" 1.2.1 --students 200 --unsorted
	feed "box-$seed-d"
	damaged "gum-$seed" "$seed" 1.1 --students 120
	feed "gum-$seed"
	damaged "fig-$seed" "$seed" 1.2 --students 120 --unsorted
	twice "yew-$seed"
done
unknown asp 1.1 users 30
unknown may 1.2 enrollments 30
unknown oat 1.1 orgs 5
unknown ivy 1.2.1 roles 20
echo "1..$number"
