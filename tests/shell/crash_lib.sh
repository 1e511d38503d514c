# What the tests of crashes and faults share; sourced. A district lies in a folder of its own, with its configuration; a test takes a copy of it to
# $try, hurts a stage there, and holds what a later run makes of it against what a run in peace made.
# shellcheck shell=sh disable=SC2034,SC2319 # some variables are for the tests; check() is for the status of any command
B=$(cd "${B:-build}" && pwd) || exit 1
samples=$PWD/samples
# A disk is not needed to be killed, and is slow to sync: in memory, if there is room and nobody says otherwise.
[ -n "${TMPDIR-}" ] || [ ! -w /dev/shm ] || [ "$(df -m --output=avail /dev/shm | tail -n 1)" -lt 2000 ] || TMPDIR=/dev/shm
work=$(mktemp -d -p "${TMPDIR:-/tmp}") || exit 1
try=$work/try
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"
unset ROSTERDROP_CONF ROSTERDROP_LIBEXEC
export LC_ALL=C
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS-}" # leaks cannot be looked for in a program that is traced
trap 'rm -rf "$work"' EXIT

# check TEXT: says whether the last command did what the text says; $work/why is of that check alone.
check() {
	say $? "$1"
	: >"$work/why"
}

# night N: makes it the Nth night of the story.
night() {
	export ROSTERDROP_NOW="2026-11-2${1}T02:03:04Z"
}

# found FOLDER DISTRICT...: a folder with the configuration and empty districts.
found() {
	folder=$1
	shift
	cp -r "$samples/conf" "$folder"
	for district; do
		"$B/bin/rosterdrop" -c "$folder/rosterdrop.conf" init "$district" >/dev/null
		printf 'sync { start_date = "2026-08-15" }\ninbox { quiet = 0 }\nchecks { package.foreign = notice }\nidentity { username_prefix = "%s-" }\n' "$district" >"$folder/districts/$district.conf"
	done
}

# upload FOLDER DISTRICT CSVS: zips the files of a folder into the inbox.
upload() {
	(cd "$3" && zip -q -X - ./*.csv) >"$1/spool/$2/inbox/roster.zip"
}

# stages FOLDER DISTRICT STAGE...: runs stages, one after the other, each to its end.
stages() {
	folder=$1 district=$2
	shift 2
	for step; do
		"$B/libexec/$step" -c "$folder/rosterdrop.conf" "$district" 2>>"$work/log" || return
	done
}

# take FOLDER: makes $try a copy of it.
take() {
	rm -rf "$try"
	cp -a "$1" "$try"
}

# dump FOLDER DISTRICT: the store, record for record.
dump() {
	"$B/tools/storedump" "$1/spool/$2/store"
}

# sound DISTRICT: whether what must hold in the store of $try does.
sound() {
	"$B/bin/rosterdrop" -c "$try/rosterdrop.conf" verify "$1" >"$work/verified" 2>&1 || {
		cat "$work/verified" >>"$work/why"
		return 1
	}
}

# same WANT DISTRICT: whether $try is WANT byte for byte, and its store WANT's record for record ($work/dump has that). What fetch notes of files that
# it leaves has their numbers in it, and those of copies differ.
same() {
	diff -r -x lock -x lock.mdb -x data.mdb -x notes "$1/spool/$2" "$try/spool/$2" >"$work/why" 2>&1 &&
		dump "$try" "$2" >"$work/dump.try" 2>>"$work/why" && diff "$work/dump" "$work/dump.try" >>"$work/why" && sound "$2"
}

# newest FOLDER DISTRICT STAGE PLACE: the last drop that lies there.
newest() {
	find "$1/spool/$2/$3/$4" -mindepth 1 -maxdepth 1 -type d | sort | sed -n '$s|.*/||p'
}

# points COMMAND...: runs a command in peace and prints, of each of its calls that change a file system or make it durable, the name and how
# many calls of the name came before it, and it. Whatever is not known to change nothing counts.
harmless='read|pread64|readv|close|fstat|newfstatat|stat|lstat|statx|statfs|fstatfs|lseek|getdents64|access|faccessat|faccessat2'
harmless="$harmless|readlink|readlinkat|getcwd|execve|ioctl|fcntl|dup|dup2|dup3|mmap|poll|ppoll|chdir|fadvise64|pipe2"
points() {
	strace -f -qqq -o "$work/trace" -e trace=%file,%desc -e signal=none "$@" >/dev/null 2>&1
	sed 's/^[0-9]* *//' "$work/trace" | awk -F'(' -v harmless="^($harmless)$" '
		$1 !~ /^[a-z0-9_]+$/ {next}
		{n = ++count[$1]}
		$1 ~ harmless {next}
		$1 ~ /^open(at)?$/ && !/O_(CREAT|TMPFILE|TRUNC|WRONLY|RDWR)/ {next}
		{print $1, n}'
}

# die CALL N COMMAND...: runs a command until its Nth CALL, which never happens.
die() {
	call=$1 nth=$2
	shift 2
	{ strace -f -qqq -o /dev/null -e "trace=$call" -e signal=none -e "inject=$call:signal=SIGKILL:when=$nth" "$@"; } >/dev/null 2>&1
	[ $? -eq 137 ] || {
		echo 'it was not killed' >"$work/why"
		return 1
	}
}

# whole BEFORE AFTER STAGE: whether each directory of the stage that can be seen is one of BEFORE or of AFTER. Fetch's are AFTER's but for `origin`.
whole() {
	for place in ready failed held; do
		for drop in "$try/spool/oak/$3/$place"/*; do
			[ -e "$drop" ] || continue
			at=spool/oak/$3/$place/${drop##*/}
			[ "$3" = fetch ] && [ -e "$2/$at" ] && cmp -s "$2/$at/roster.zip" "$drop/roster.zip" && [ -s "$drop/SEAL" ] ||
				diff -r "$1/$at" "$drop" >/dev/null 2>&1 || diff -r "$2/$at" "$drop" >/dev/null 2>&1 || {
				echo "a part of $at can be seen"
				return 1
			}
		done
	done >"$work/why"
}

# calm FOLDER: takes out what two runs of fetch over two copies of an upload never share: the number of its file, and when that changed.
calm() {
	for origin in "$1/spool/oak/fetch/ready"/*/origin; do
		[ -e "$origin" ] || continue
		sum=$(sha256sum <"$origin")
		sed -i '/^inode /d; /^changed /d' "$origin"
		sed -i "s/^${sum%% *} [0-9]* origin$/sound origin/" "${origin%/*}/SEAL"
	done
}

# again STAGE [STAGES]: the run after the crash of a stage, and those that it takes to be done.
again() {
	stage=$1
	shift
	"$B/libexec/$stage" -c "$try/rosterdrop.conf" oak 2>"$work/why"
	code=$?
	[ "$code" -eq 75 ] && grep -q 'match has to run again' "$work/why" || [ "$code" -eq 0 ] || return
	stages "$try" oak "$@" && { [ "$stage" != fetch ] || calm "$try"; }
}

# peace BEFORE [STAGES]: a run of $stage in peace: its points in $work/points, what it leaves in BEFORE.after, and its store's records in $work/dump.
peace() {
	before=$1
	shift
	take "$before"
	again "$stage" "$@" || echo "in peace it ends with $code" >>"$work/why"
	rm -rf "$before.after"
	mv "$try" "$before.after"
	dump "$before.after" oak >"$work/dump"
	take "$before"
	points "$B/libexec/$stage" -c "$try/rosterdrop.conf" oak >"$work/points"
	bad='' count=0
	rm -f "$work/why.first"
}

# amiss POINT: notes a point where it was not as it should be.
amiss() {
	bad="$bad $1"
	[ -s "$work/why.first" ] || cp "$work/why" "$work/why.first"
}

# verdict TEXT: one check for all points.
verdict() {
	[ -z "$bad" ] || { echo "at$bad" && cat "$work/why.first"; } >"$work/why"
	[ "$count" -gt 15 ] && [ -z "$bad" ]
	check "$1"
}

# crash STAGE BEFORE TEXT [STAGES]: every point of the stage over copies of BEFORE. STAGES are what must run after the stage to come to an end.
crash() {
	stage=$1 folder=$work/$2 text=$3
	shift 3
	peace "$folder" "$@"
	while read -r call n; do
		count=$((count + 1))
		take "$before"
		die "$call" "$n" "$B/libexec/$stage" -c "$try/rosterdrop.conf" oak && whole "$before" "$before.after" "$stage" && again "$stage" "$@" &&
			same "$before.after" oak || amiss "$call:$n"
	done <"$work/points"
	verdict "$text: killed at $count calls"
}

# story: a first night, as it lies before each stage: $work/fetch, $work/validate and so on.
story() {
	night 1
	found "$work/fetch" oak
	upload "$work/fetch" oak "$samples/riverbend-1.1/first-night"
	mkdir "$work/fetch/spool/oak/inbox/left.zip" # no file: fetch leaves it, and notes that it did
	last=fetch
	for next in validate normalise match apply; do
		cp -a "$work/$last" "$work/$next"
		stages "$work/$next" oak $last
		last=$next
	done
}
