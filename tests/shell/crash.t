#!/bin/sh
# SIGKILL at every call of every stage that changes the file system or makes it durable: what is visible after it is what was there before or what
# the stage was to leave, never a part of it; and one more run leaves the spool byte for byte, and the store record for record, as a run in peace does.
# Opening for reading, reading and closing are passed over: to die there is to die at the call that comes next.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2181,SC2317 # A && B is what each check is about
. "$(dirname "$0")/crash_lib.sh"

# durable: reads a trace with paths and prints what was published, or gone on from, before it was sure to survive a power cut: each file's and each
# directory's content is synced before the rename that publishes it, and the directories of both names after it, unless the new name goes at once.
# What is not in the spool is passed over, so are locks, files that have no name and the store, whose order is LMDB's.
durable() {
	awk -v spool="$try/spool/" '
		function fd_path(text) {
			return match(text, /<[^>]*>/) ? substr(text, RSTART + 1, RLENGTH - 2) : ""
		}
		function ours(path) {
			return index(path, spool) == 1 && path !~ /\/(store|lock$|#)|\(deleted\)/
		}
		{sub(/^[0-9]* */, ""); call = $0; sub(/\(.*/, "", call)}
		/ = -1 / || /O_TMPFILE/ {next}
		call ~ /^(write|writev|pwrite64|ftruncate)$/ && ours(fd_path($0)) {unsynced[fd_path($0)] = 1}
		(call == "mkdirat" || (call == "openat" && /O_CREAT/)) && ours(fd_path($0)) && !/"lock"/ {unsynced[fd_path($0)] = 1}
		call ~ /^f(data)?sync$/ {
			delete unsynced[fd_path($0)]
			for (name in renamed)
				if (renamed[name] == fd_path($0))
					delete renamed[name]
		}
		call == "unlinkat" {split($0, part, "\""); delete renamed[fd_path($0) "/" part[2]]}
		call == "renameat2" && ours(fd_path($0)) {
			split($0, part, "\"")
			from = fd_path($0)
			to = fd_path(part[3])
			for (path in unsynced)
				if (index(path "/", from "/" part[2] "/") == 1)
					print "published before it was synced: " path
			renamed[from "/" part[2]] = from
			renamed[to "/" part[4]] = to
			seen++
		}
		END {
			for (name in renamed) print "the name is not sure: " name
			if (!seen) print "nothing was published"
		}' "$1"
}

# sure: whether the stage syncs what it publishes, in the right order.
sure() {
	take "$before"
	strace -f -qqq -y -o "$work/trace" -e signal=none \
		-e trace=write,writev,pwrite64,ftruncate,fsync,fdatasync,renameat2,mkdirat,unlinkat,openat \
		"$B/libexec/$stage" -c "$try/rosterdrop.conf" oak >/dev/null 2>&1
	durable "$work/trace" >"$work/why"
	[ ! -s "$work/why" ]
}

# crash_and_sure STAGE BEFORE TEXT [STAGES]: what crash says, and what sure says.
crash_and_sure() {
	crash "$@"
	sure
	check "$text: syncs before and after each rename"
}

echo 1..20
story
for stage in fetch validate normalise match; do
	crash_and_sure $stage $stage $stage
done
crash_and_sure apply apply 'apply, the first night'

# The district is not live yet: two nights are held, then it goes live.
cp -a "$work/apply" "$work/setup"
echo 'inbox { quiet = 0 }' >"$work/setup/districts/oak.conf"
crash_and_sure apply setup 'apply, which holds'
stages "$work/setup" oak apply
night 2
upload "$work/setup" oak "$samples/riverbend-1.1/second-night"
stages "$work/setup" oak fetch validate normalise match apply
cp "$work/apply/districts/oak.conf" "$work/setup/districts/"
crash_and_sure apply setup 'apply, when the district goes live with two drops held'

# A second night; then the first one's bytes again, which are held, and a night that overtakes them.
cp -a "$work/apply" "$work/second"
stages "$work/second" oak apply
upload "$work/second" oak "$samples/riverbend-1.1/second-night"
stages "$work/second" oak fetch validate normalise match
crash_and_sure apply second 'apply, the second night'
cp -a "$work/second" "$work/stale"
sed -i 's/^generation .*/generation 0/' "$work/stale/spool/oak/match/ready/$(newest "$work/stale" oak match ready)/SEAL"
crash_and_sure apply stale 'apply, which sends a drop back to match' match apply
stages "$work/second" oak apply
night 3
cp "$work"/second/spool/oak/fetch/ready/20261121*/roster.zip "$work/second/spool/oak/inbox/"
stages "$work/second" oak fetch validate normalise match apply
night 4
upload "$work/second" oak "$samples/riverbend-1.1/damaged-night"
stages "$work/second" oak fetch validate normalise match
crash_and_sure apply second 'apply, with a held drop that it supersedes'
