# What the tests of whole districts share; sourced after rosterdrop_lib.sh. A district is one of rosterdrop's, all in one configuration; its
# nights are folders of CSV files under $work/nights.
# shellcheck shell=sh disable=SC2154 # B, work, spool and rosterdrop are the library's
csvcells=$B/tools/csvcells
nights=$work/nights
mkdir "$nights"

# live NAME [LINE...]: a district that applies at once, with more lines of configuration.
live() {
	"$rosterdrop" init "$1" >"$work/out" 2>&1 || return 1
	conf=$work/districts/$1.conf
	shift
	printf '%s\n' 'inbox { quiet = 0 }' 'checks { package.foreign = notice }' 'sync { start_date = "2026-01-01" }' "$@" >"$conf"
}

# generate FOLDER OPTION...: a night of the generator.
generate() {
	out=$nights/$1
	shift
	"$B/tools/district" --churn 60 "$@" "$out" >"$work/out"
}

# pack FOLDER [OPTION...]: its zip, $nights/FOLDER.zip: the same bytes for the same files.
pack() {
	folder=$1
	shift
	[ ! -e "$nights/$folder.zip" ] || return 0
	find "$nights/$folder" -name '*.csv' -exec touch -d 2026-11-21T00:00:00Z {} +
	(cd "$nights/$folder" && TZ=UTC zip -q -X "$@" "../$folder.zip" ./*.csv) >"$work/out" 2>&1
}

# send DISTRICT NIGHT FOLDER [OPTION...]: pushes a folder on a day of November 2026, and runs everything; then the store must be sound.
send() {
	to=$1 day=$2 from=$3
	shift 3
	pack "$from" "$@" && cp "$nights/$from.zip" "$spool/$to/inbox/$from.zip" || return 1
	rm -rf "$spool/.platform" # the same people are in several districts here
	ROSTERDROP_NOW=$(printf '2026-11-%02dT02:00:00Z' "$day") "$rosterdrop" run "$to" >"$work/out" 2>"$work/log" && verified "$to"
}

# verified DISTRICT: what must hold in its store does.
verified() {
	"$rosterdrop" verify "$1" >"$work/verified" 2>&1 && return
	sed -n '1,20p' "$work/verified" >"$work/out"
	return 1
}

# exported DISTRICT [COLUMN of accounts.csv...]: what there is, a line a record: the file's name and its cells; accounts by the columns named.
exported() {
	who=$1
	shift
	rm -rf "$work/export"
	"$rosterdrop" export "$who" "$work/export" 2>"$work/log" || return 1
	for path in "$work/export"/*.csv; do
		table=$(basename "$path" .csv)
		case $table in
		manifest) ;;
		accounts) [ $# -eq 0 ] || "$csvcells" "$path" "$@" | sed 's/^/accounts	/' ;;
		*) cells "$path" "$table" ;;
		esac
	done | sort
}

# cells FILE NAME: the columns that an export of NAME has, without those that it always leaves blank.
cells() {
	header=$(sed -n '1s/\r$//p' "$work/columns/$2.csv" | tr , ' ' | sed 's/ status / - /; s/ dateLastModified / - /; s/ password / - /')
	# shellcheck disable=SC2086 # a list of columns
	"$csvcells" "$1" $header | sed "s/^/$2	/"
}

# implied FILE: the roles that users.csv of 1.1 implies.
implied() {
	"$csvcells" "$1" sourcedId role orgSourcedIds | awk -F '\t' '{
		n = split($3, orgs, ",")
		for (i = 1; i <= n; i++)
			printf "roles\t%s/%s\t\t\t%s\t%s\t%s\t\t\t%s\t\n", $1, orgs[i], $1, i == 1 ? "primary" : "secondary", $2, orgs[i]
	}'
}

# expected FOLDER: what an export must hold after this bulk night alone, as exported prints it without accounts.
expected() {
	for path in "$nights/$1"/*.csv; do
		table=$(basename "$path" .csv)
		[ "$table" = manifest ] || cells "$path" "$table"
	done >"$work/expected"
	[ -e "$nights/$1/roles.csv" ] || implied "$nights/$1/users.csv" >>"$work/expected"
	sort "$work/expected"
}

# same A B: whether two outputs are the same and not empty; the first differences go to the log.
same() {
	for side in "$1" "$2"; do # 1.2 has no administrator; those of the generated districts are at schools
		sed 's/^\(roles	.*	\)administrator	/\1siteAdministrator	/' "$side" | sort >"$side.named"
	done
	set -- "$1.named" "$2.named"
	[ -s "$1" ] || return 1
	diff "$1" "$2" >"$work/log" && return 0
	sed -n '1,20p' "$work/log" >"$work/out" && : >"$work/log"
	return 1
}

# lies DISTRICT STAGE PLACE COUNT: whether so many drops lie there.
lies() {
	[ "$(find "$spool/$1/$2/$3" -mindepth 1 -maxdepth 1 -type d | wc -l)" -eq "$4" ]
}

# All of an account that does not come from the order in which accounts were made.
account_columns='kind state givenName middleName familyName preferredGivenName birthDate grades schools username email mobile phone identifier language history'

# The columns of an export: those of 1.2.1.
mkdir "$work/columns"
"$B/tools/district" --version 1.2.1 --students 1 "$work/columns" >"$work/out"
