#!/bin/sh
# watch: an upload is worked on soon whether or not its event came, a district that fails backs off alone, and 200 are no trouble.
# shellcheck disable=SC2015 # A && B is what each check is about
B=${B:-build}
work=$(mktemp -d) || exit 1
spool=$work/spool
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"
watcher=
unset ROSTERDROP_CONF
trap '[ -z "$watcher" ] || kill -KILL "$watcher" 2>/dev/null; rm -rf "$work"' EXIT

# district NAME...: with an empty inbox.
district() {
	for name; do mkdir -p "$spool/$name/inbox" "$spool/$name/fetch"; done
}

# runs NAME: how often it was run, to the end but for those that fail or are slow.
runs() {
	grep -cx "$1" "$work/runs"
}

# soon COMMAND...: waits until the command is true; two minutes at most, for a machine can be busy.
soon() {
	left=1200
	until "$@"; do
		[ $((left -= 1)) -gt 0 ] || return 1
		sleep 0.1
	done
}

# ran NAME TIMES: whether it was run at least so often.
ran() {
	[ "$(runs "$1")" -ge "$2" ]
}

# event DISTRICT TIMES COMMAND...: makes an event again and again until the district was run so often: one can come while nobody listens, but not
# all. The command ends with a number, for names that are new.
event() {
	name=$1 times=$2 left=60
	shift 2
	until ran "$name" "$times"; do
		[ $((left -= 1)) -gt 0 ] || return 1
		"$@" "$left"
		tries=20
		until ran "$name" "$times" || [ $((tries -= 1)) -eq 0 ]; do sleep 0.1; done
	done
}

# put DISTRICT NUMBER: an upload. drag: one that is moved there. appear: a district that was not there before.
put() {
	echo x >"$spool/$1/inbox/$2.zip"
}
drag() {
	mkdir -p "$spool/$1/inbox/.x" && echo x >"$spool/$1/inbox/.x/$2.zip" && mv "$spool/$1/inbox/.x/$2.zip" "$spool/$1/inbox/"
}
appear() {
	rm -rf "${spool:?}/$1"
	district "$1"
}

# start OPTION...: the watcher, with a rosterdrop that takes all uploads; of `bad` it fails, of `slow` it ends when $work/go is there.
start() {
	: >"$work/log"
	ROSTERDROP=$work/rosterdrop scripts/watch -c "$work/conf" "$@" 2>"$work/log" &
	watcher=$!
	soon grep -q watching "$work/log"
}

# apart DISTRICT SECONDS...: whether its runs began so many seconds one after the other, at least.
apart() {
	name=$1
	shift
	awk -v name="$name" -v pauses="$*" '$1 == name { at[++count] = $2 }
		END { for (i = split(pauses, pause, " "); i > 0; i--) if (at[i + 1] - at[i] < pause[i]) exit 1 }' "$work/times"
}

# end: stops it; fails unless it ends well and soon.
end() {
	kill -TERM "$watcher"
	wait "$watcher"
	status=$?
	watcher=
	return $status
}

# hint: the pid of the inotifywait of our watcher.
hint() {
	pgrep -P "$(pgrep -P "$watcher" timeout)" inotifywait
}

echo 1..13
printf 'spool = "%s"\n' "$spool" >"$work/conf"
cat >"$work/rosterdrop" <<END
#!/bin/sh
echo "\$4 \$(date +%s)" >>"$work/times"
case \$4 in
bad) echo bad >>"$work/runs" && exit 74 ;;
slow) echo slow >>"$work/runs" && n=0 && until [ -e "$work/go" ] || [ \$((n += 1)) -gt 1200 ]; do sleep 0.1; done && : >"$work/slept" ;;
esac
rm -f "$spool/\$4/inbox"/*.zip
[ "\$4" = slow ] || echo "\$4" >>"$work/runs"
END
chmod +x "$work/rosterdrop"
: >"$work/runs"

# With an hour between looks, only an event can be why one is run.
district oak elm
start -e 3600 -b 1
soon ran oak 1 && soon ran elm 1
check 'every district is run at the start'
event oak 2 put oak && [ "$(runs elm)" -eq 1 ]
check 'an upload wakes its district, and no other'
event new 1 appear new
check 'a new district is found'
event new 2 drag new
check 'and watched'
before=$(runs oak)
echo x >"$spool/oak/inbox/left.txt"
soon ran oak $((before + 1))
for more in 1 2 3; do event elm $((more + 1)) put elm; done
[ "$(runs elm)" -ge 4 ] && [ "$(runs oak)" -gt "$before" ] && [ "$(runs oak)" -le $((before + 2)) ]
check 'what stays in an inbox as it is does not run it again and again'
end
check 'SIGTERM ends it'

: >"$work/runs"
rm "$spool/oak/inbox"/*
start -e 2 -b 1
soon ran oak 1 && soon ran elm 1 && soon hint >/dev/null
kill -KILL "$(hint)"
put oak b
soon ran oak 2
check 'inotifywait is killed: the upload is found'
soon hint >/dev/null
kill -STOP "$(hint)"
n=0
while [ $((n += 1)) -le 200 ]; do put elm $n; done
soon ran elm 2
check 'inotifywait is stopped, and events overflow: the uploads are found'
end

: >"$work/runs"
: >"$work/times"
district bad
start -e 1 -b 1
soon ran bad 4
soon grep -q 'watch bad: the run ended with 74; the next one is not before 8 seconds' "$work/log" && apart bad 1 2 4 &&
	[ "$(sed -n 's/^watch bad: .* before \([0-9]*\) seconds$/\1/p' "$work/log" | head -n 4 | tr '\n' ' ')" = '1 2 4 8 ' ]
check 'a district that fails is run again after growing pauses'
end
: >"$work/runs"
start -e 1 -b 3600
soon ran bad 1 && soon ran oak 1 && put oak c && soon ran oak 2 && [ "$(runs bad)" -eq 1 ]
check 'the others are not delayed'
end

rm -r "$spool/bad"
: >"$work/runs"
district slow
start -e 1 -j 2
soon ran slow 1 && soon ran oak 1
put oak d
soon ran oak 2 && [ ! -e "$work/slept" ]
check 'nor by one that is slow'
kill -TERM "$watcher"
soon grep -q 'stopping: waiting' "$work/log" && kill -0 "$watcher" && : >"$work/go" && wait "$watcher" && ! pgrep -f "$work/rosterdrop" >/dev/null
status=$?
watcher=
(exit $status)
check 'the end waits for what runs'

rm -r "$spool/slow"
n=0
while [ $((n += 1)) -le 200 ]; do district "d$n"; done
: >"$work/runs"
start -e 2 -j 8
all_ran() { [ "$(sort -u "$work/runs" | wc -l)" -eq 203 ]; }
soon all_ran && soon hint >/dev/null
put d77 a
soon ran d77 2
check '200 districts: each is run, and an upload to one wakes it'
end
