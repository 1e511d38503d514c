#!/bin/sh
# What goes out comes in: the import of an export changes nothing in its own district, and in an empty one makes a directory whose export is the same,
# byte for byte; and after every drop and every import, in any order, what must hold in a store does. SEEDS chooses other districts.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2181,SC2034,SC2086 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/property_lib.sh
. "$(dirname "$0")/property_lib.sh"

# vendor SEED: a vendor's directory, from a number: people, families, classes, with some of what real ones have.
vendor() {
	mkdir -p "$work/vendor"
	awk -v seed="$1" -v dir="$work/vendor" '
	function put(file, line) { printf "%s\r\n", line >(dir "/" file) }
	function pick(list,    n, part) { n = split(list, part, "|"); return part[1 + int(rand() * n)] }
	BEGIN {
		srand(seed)
		put("schools.csv", "school,name,sourcedId")
		put("accounts.csv", "accountId,kind,state,givenName,familyName,birthDate,schools,username,email,history")
		put("connections.csv", "studentAccountId,guardianAccountId,relationship,origin,state")
		put("classes.csv", "classId,title,school,state,sourcedId")
		put("class_members.csv", "classId,accountId,role,origin")
		for (i = 0; i < 5; i++) put("schools.csv", "s" i ",\"School \"\"" i "\"\"\"," (i % 2 ? "org " i : ""))
		for (i = 0; i < 200; i++) {
			kind = i < 100 ? "student" : pick("guardian|guardian|staff")
			put("accounts.csv", (i % 7 ? "v-" i : sprintf("a%010d", 5000 + i)) "," kind "," pick("invited|active|active|archived|") "," pick("Ada|Bo|Ren\303\251e|\346\235\216|\"Q, Jr\"") "," pick("Quill|O'"'"'Ba|") ",20" (10 + i % 9) "-0" (1 + i % 9) "-11,\"" pick("s0|s1,s2|s4|elsewhere|") "\",user" i "," pick("u" i "@Quill.example|") ",\"" pick("|{\"\"k\"\": [1, 2]}|two\nlines|=1+1") "\"")
		}
		for (i = 0; i < 100; i++) for (j = 100 + i; j < 103 + i && j < 200; j += 1 + int(rand() * 2))
			put("connections.csv", (i % 7 ? "v-" i : sprintf("a%010d", 5000 + i)) "," (j % 7 ? "v-" j : sprintf("a%010d", 5000 + j)) "," pick("mother|father|") "," pick("imported|manual|sis|") "," pick("active|active|ended|"))
		for (i = 0; i < 20; i++) {
			put("classes.csv", "c" i ",Class " i "," pick("s0|s3|") "," pick("active|archived|") "," (i % 4 ? "" : "cls-" i))
			for (j = i; j < 100; j += 9) put("class_members.csv", "c" i "," (j % 7 ? "v-" j : sprintf("a%010d", 5000 + j)) "," pick("student|teacher") "," pick("imported|manual|"))
		}
	}' </dev/null
}

# take_in DISTRICT PATH: imports, and the store must be sound.
take_in() {
	ROSTERDROP_NOW=2026-11-25T02:00:00Z "$rosterdrop" import "$1" "$2" >"$work/out" 2>"$work/log" && verified "$1"
}

# written DISTRICT FOLDER: exports.
written() {
	rm -rf "${work:?}/$2" && "$rosterdrop" export "$1" "$work/$2" 2>"$work/log"
}

# same_files A B: whether two exports have the same files of the import, with rows.
same_files() {
	diff -r "$work/$1/import" "$work/$2/import" >"$work/log" 2>&1 && [ "$(wc -l <"$work/$1/import/accounts.csv")" -gt "$3" ]
}

# around DISTRICT LEAST TEXT: out and in again, here and in an empty district.
around() {
	"$rosterdrop" feed "$1" >"$work/told"
	written "$1" one && take_in "$1" "$work/one" && grep -q '^nothing to do$' "$work/out" && grep -q 'findings           0 fatal, 0 errors' "$work/out" &&
		"$rosterdrop" feed "$1" | cmp -s - "$work/told"
	check "$1: $3: the import of its export changes nothing"
	rounds=$((rounds + 1))
	live "$1-r$rounds" && take_in "$1-r$rounds" "$work/one" && ! grep -qE ' [1-9][0-9]* left out' "$work/out" && written "$1-r$rounds" two && same_files one two "$2"
	check "$1: $3: an empty district becomes the same"
}

for seed in ${SEEDS:-1 2}; do
	rounds=0
	name=lea-$seed
	live "$name" && vendor "$seed" && take_in "$name" "$work/vendor" && ! grep -qE ' [1-9][0-9]* left out' "$work/out"
	check "$name: a vendor's directory before the sync"
	around "$name" 200 'before the sync'
	for night in 1 2; do generate "$name-$night" --night "$night" --seed "$seed" --students 80 --version 1.2.1; done
	send "$name" 1 "$name-1" && lies "$name" apply ready 1
	check "$name: a drop"
	around "$name" 400 'with a drop'
	vendor $((seed + 100)) && take_in "$name" "$work/vendor" && grep -qE 'accounts.csv .* [1-9][0-9]* changed' "$work/out"
	check "$name: the vendor's directory has changed while the sync is live"
	send "$name" 2 "$name-2" && lies "$name" apply ready 2
	check "$name: another drop"
	around "$name" 400 'after all that'
	written "$name" one && (cd "$work/one" && zip -q -r ../one.zip import) && take_in "$name" "$work/one.zip" && grep -q '^nothing to do$' "$work/out"
	check "$name: as a zip it is the same"
	rm -f "$work/one.zip"
	send "$name-r$rounds" 3 "$name-2" && lies "$name-r$rounds" apply ready 1
	check "$name: a drop into a district that was filled by an export"
done
echo "1..$number"
