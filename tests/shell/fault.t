#!/bin/sh
# A disk that fails, is full or may not be written, and a store that is damaged: every stage ends with 74 or 75 and says why, leaves nothing half made
# to be seen, and once the fault is gone a run leaves what a run in peace would have left.
# shellcheck source=tests/shell/crash_lib.sh disable=SC2015,SC2181,SC2317 # A && B is what each check is about
. "$(dirname "$0")/crash_lib.sh"
trap 'umount "$work/disk" 2>/dev/null; rm -rf "$work"' EXIT

# stopped CODE: whether a run ended as it should when something failed: 74 or 75, with a word unless the log fails too.
stopped() {
	case $1 in
	74 | 75) [ -s "$work/log" ] || [ -n "$mute" ] || { echo "it ends with $1 and does not say why" >"$work/why" && false; } ;;
	*) { echo "it ends with $1" && cat "$work/log"; } >"$work/why" && false ;;
	esac
}

# passed: whether nothing failed in the traced run but a line of the log.
passed() {
	grep INJECTED "$work/trace" >"$work/why" && ! grep -qv 'write(2,' "$work/why"
}

# after: whether nothing half made is to be seen, and one more run ends as in peace.
after() {
	whole "$before" "$before.after" "$stage" && again "$stage" && same "$before.after" oak
}

# inject STAGE ERROR:WHEN...: each of the faults at every point.
inject() {
	stage=$1
	shift
	peace "$work/$stage"
	for fault; do
		while read -r call n; do
			count=$((count + 1)) mute=
			[ "$call${fault##*:}" != write+ ] || mute=yes
			take "$before"
			strace -f -qqq -o "$work/trace" -e "trace=$call" -e signal=none \
				-e "inject=$call:error=${fault%:*}:when=$n${fault##*:}" \
				"$B/libexec/$stage" -c "$try/rosterdrop.conf" oak 2>"$work/log"
			code=$?
			{ [ $code -eq 0 ] && passed || stopped $code; } && after || amiss "$call:$n:$fault"
		done <"$work/points"
	done
	verdict "$stage: $count calls fail with EIO or ENOSPC, once or from then on"
}

# fits FILE_SIZE: runs the stage with no file allowed to grow over so many blocks of 512 bytes. The log goes through a pipe, which is no file.
fits() {
	{ sh -c "ulimit -f $1; exec \"\$0\" \"\$@\"" "$B/libexec/$stage" -c "$try/rosterdrop.conf" oak 2>&1 && echo 0 || echo $?; } |
		cat >"$work/log"
	code=$(tail -n 1 "$work/log")
	[ "$code" != 0 ] || return 2
	grep -q 'File too large\|ulimit -f' "$work/log" && stopped "$code"
}

# limited STAGE: ever larger limits until the stage ends.
limited() {
	stage=$1
	peace "$work/$stage"
	mute=
	for blocks in 0 1 8 16 17 24 32 48 64 80 96 128 200 300 400 800 1600; do
		take "$before"
		fits $blocks
		status=$?
		[ $status -ne 2 ] || break
		count=$((count + 1))
		[ $status -eq 0 ] && after || amiss "$blocks"
	done
	[ "$status" -eq 2 ] || amiss 'never enough'
	[ -z "$bad" ] || { echo "at$bad" && cat "$work/why.first"; } >"$work/why"
	[ $count -ge 2 ] && [ -z "$bad" ]
	check "$stage: $count limits of a file's size"
}

# move: moves the spool to the small file system. The configuration names it; the link is for this test.
move() {
	mv "$try/spool" "$work/disk/spool" && ln -s "$work/disk/spool" "$try/spool" &&
		sed -i "s|^spool = .*|spool = \"$work/disk/spool\"|" "$try/rosterdrop.conf"
}

# on_disk SIZE INODES: runs the stage on a file system of that size (KiB), to which the spool has been moved. 2 when it had enough.
on_disk() {
	mount -o "remount,size=${1}k,nr_inodes=$2" "$work/disk" || return
	"$B/libexec/$stage" -c "$try/rosterdrop.conf" oak 2>"$work/log"
	code=$?
	[ $code -ne 0 ] || return 2
	[ $code -eq 75 ] && grep -qi 'full\|no space' "$work/log"
}

# filled STAGE WHAT: a file system that is a little larger each time, in blocks or in inodes, until the stage ends. LMDB's lock file has to be made
# anew, because a map writes it.
filled() {
	stage=$1 what=$2
	peace "$work/$stage"
	for more in 0 1 2 3 4 6 8 10 12 16 20 24 32 40 48 64 80 100 130 160 200 250 300 400 600 1000; do
		mount -o remount,size=64m,nr_inodes=10000 "$work/disk"
		rm -rf "$work/disk/spool" "$try"
		cp -a "$before" "$try" && move && rm -f "$work/disk/spool/oak/store/lock.mdb"
		size=64000 inodes=10000
		case $what in
		blocks) size=$(($(df -k --output=used "$work/disk" | tail -n 1) + 4 * more)) ;;
		inodes) inodes=$(($(df --output=iused "$work/disk" | tail -n 1) + more)) ;;
		esac
		on_disk $size $inodes
		status=$?
		[ $status -ne 2 ] || break
		count=$((count + 1))
		mount -o remount,size=64m,nr_inodes=10000 "$work/disk"
		[ $status -eq 0 ] && after || {
			{ echo "it ends with $code" && cat "$work/log"; } >>"$work/why"
			amiss "+$more"
		}
	done
	[ "$status" -eq 2 ] || amiss 'never enough'
	[ -z "$bad" ] || { echo "at$bad" && cat "$work/why.first"; } >"$work/why"
	[ $count -ge 2 ] && [ -z "$bad" ]
	check "$stage: the disk is full in $count ways ($what)"
}

# refused TEXT CODE WORDS STAGE...: whether each stage ends with the code and says so, and changes nothing.
refused() {
	text=$1 want=$2 words=$3
	shift 3
	wrong=
	snapshot=$(find "$try/spool/oak" -type f ! -name lock ! -name lock.mdb -exec sha256sum {} + | sort)
	for stage; do
		"$B/libexec/$stage" -c "$try/rosterdrop.conf" oak 2>"$work/why"
		code=$?
		[ $code -eq "$want" ] && grep -q "$words" "$work/why" || wrong="$wrong $stage:$code"
	done
	[ -z "$wrong" ] && [ "$snapshot" = "$(find "$try/spool/oak" -type f ! -name lock ! -name lock.mdb -exec sha256sum {} + | sort)" ]
	check "$text: $want${wrong:+ ($wrong)}"
}

# hurt: a copy of the second night before apply (and, since match's result is taken away, before match), whose store is $data.
hurt() {
	take "$work/second"
	data=$try/spool/oak/store/data.mdb
}

echo 1..34
story
for stage in fetch validate normalise match apply; do
	inject $stage EIO: EIO:+ ENOSPC: ENOSPC:+
done
for stage in fetch validate normalise match apply; do
	limited $stage
done

mkdir "$work/disk"
if mount -t tmpfs -o size=64m none "$work/disk" 2>/dev/null; then
	for stage in fetch validate normalise match apply; do
		filled $stage blocks
	done
	for stage in fetch validate normalise match apply; do
		filled $stage inodes
	done
	for stage in fetch apply; do
		take "$work/$stage"
		rm -rf "$work/disk/spool" && move
		mount -o remount,ro "$work/disk"
		refused "$stage: a file system that is read only" 74 'Read-only file system' $stage
		mount -o remount,rw "$work/disk"
	done
else
	for skipped in 1 2 3 4 5 6 7 8 9 10 11 12; do
		number=$((number + 1))
		echo "ok $number # SKIP a file system of a size of its own ($skipped of 12) cannot be mounted here: not permitted"
	done
fi

# The store. Match and apply both open it: match has the second night before it, apply has it behind match.
cp -a "$work/apply" "$work/second"
stages "$work/second" oak apply
night 2
upload "$work/second" oak "$samples/riverbend-1.1/second-night"
stages "$work/second" oak fetch validate normalise
hurt
rm "$data"
refused 'no data.mdb' 74 'is not there; make the district with rosterdrop init, or restore the backup' match
hurt
: >"$data"
refused 'an empty data.mdb' 74 'is empty; restore the backup' match
stages "$work/second" oak match
hurt
rm "$data"
refused 'no data.mdb, apply' 74 'is not there; make the district with rosterdrop init, or restore the backup' apply
hurt
: >"$data"
refused 'an empty data.mdb, apply' 74 'is empty; restore the backup' apply
hurt
truncate -s 32768 "$data"
refused 'a data.mdb that is cut' 74 'is cut short.*restore the backup' apply
hurt
truncate -s 1000 "$data"
refused 'a data.mdb that is cut in its first page' 74 'store' apply
hurt
yes 'not a store' | head -c 65536 >"$data"
refused 'a data.mdb that is something else' 74 'restore the backup' apply
hurt
sed -i 's/rosterdrop-store1/rosterdrop-store2/g' "$data"
refused 'a store of a later format' 74 'has format 2; this version knows format 1: use a later rosterdrop' apply
hurt
sed -i 's/rosterdrop-store1/rosterdrop-stora1/g' "$data"
refused 'another database' 74 'is not a store that .rosterdrop init. made' apply
hurt
sed -i 's/Riverbend/Rivarbend/g' "$data" # a name in records, not in the names of tables
refused 'a flipped byte in a record' 74 "a record of the store's table [a-zA-Z]* is damaged" apply
hurt
head -c 8192 "$data" >"$work/meta" && yes 'a page of words where a page of the store was' | head -c "$(stat -c %s "$data")" >"$data" &&
	dd if="$work/meta" of="$data" bs=4096 conv=notrunc 2>/dev/null
refused 'pages full of something else' 74 'restore the backup' apply
hurt
rm -f "$try/spool/oak/store/lock.mdb"
stages "$try" oak apply
check 'no lock.mdb: nothing is amiss'
