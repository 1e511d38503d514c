# What the tests of the front door share; sourced. A configuration in $work/conf, its spool beside it; all is removed at the end.
# shellcheck shell=sh disable=SC2034 # some variables are for the tests
B=$(cd "${B:-build}" && pwd) || exit 1
rosterdrop=$B/bin/rosterdrop
jsoncheck=$B/tools/jsoncheck
work=$(mktemp -d) || exit 1
spool=$work/spool
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"
unset ROSTERDROP_NOW ROSTERDROP_LIBEXEC
export ROSTERDROP_CONF="$work/rosterdrop.conf" LC_ALL=C
trap 'rm -rf "$work"' EXIT

# call WORD...: rosterdrop, its output in $work/out, its log in $work/log, its exit code in $code. Always true.
call() {
	"$rosterdrop" "$@" >"$work/out" 2>"$work/log"
	code=$?
}

# says TEXT: whether the log has it; prints TEXT: whether the output has.
says() {
	grep -qF -e "$1" "$work/log"
}
prints() {
	grep -qF -e "$1" "$work/out"
}

# district NAME: makes one that takes uploads at once. Tests give many districts the same rows, so nobody holds a username from before.
district() {
	rm -rf "$spool/.platform"
	"$rosterdrop" init "$1" >/dev/null && printf 'inbox { quiet = 0 }\nchecks { package.foreign = notice }\n' >"$work/districts/$1.conf"
}

# lie DISTRICT STAGE PLACE DROP: a directory as a stage leaves it, for tests that need no content.
lie() {
	mkdir -p "$spool/$1/$2/$3/$4"
}

# upload DISTRICT NAME FOLDER: zips the CSV files of a folder into the inbox.
upload() {
	(cd "$3" && zip -q -X - ./*.csv) >"$work/upload.zip" && mv "$work/upload.zip" "$spool/$1/inbox/$2.zip"
}

# newest DISTRICT STAGE PLACE: the last drop that lies there.
newest() {
	find "$spool/$1/$2/$3" -mindepth 1 -maxdepth 1 -type d | sort | sed -n '$s|.*/||p'
}

# snapshot: digests of all that lies in the spool and of the configuration.
snapshot() {
	find "$spool" "$work/districts" "$ROSTERDROP_CONF" -type f ! -name lock.mdb -exec sha256sum {} + | sort
}
