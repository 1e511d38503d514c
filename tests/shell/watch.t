#!/bin/sh
# watch: an upload is worked on soon whether or not its event came, a district that fails backs off alone, and 200 are no trouble.
# shellcheck disable=SC2015 # A && B is what each check is about
B=${B:-build}
work=$(mktemp -d) || exit 1
spool=$work/spool
number=0 watcher=
unset ROSTERDROP_CONF
trap '[ -z "$watcher" ] || kill -KILL "$watcher" 2>/dev/null; rm -rf "$work"' EXIT

check() {
	status=$?
	number=$((number + 1))
	[ "$status" -eq 0 ] || printf 'not '
	printf 'ok %d - %s\n' "$number" "$1"
	[ "$status" -eq 0 ] || sed 's/^/# /' "$work/log" | tail -n 20
}

# district NAME...: with an empty inbox.
district() {
	for name; do mkdir -p "$spool/$name/inbox" "$spool/$name/fetch"; done
}

# runs NAME: how often it was run.
runs() {
	grep -cx "$1" "$work/runs"
}

# within SECONDS COMMAND...: waits until the command is true.
within() {
	left=$(($1 * 10))
	shift
	until "$@"; do
		[ $((left -= 1)) -gt 0 ] || return 1
		sleep 0.1
	done
}

# ran NAME TIMES: whether it was run at least so often.
ran() {
	[ "$(runs "$1")" -ge "$2" ]
}

# start OPTION...: the watcher, with a rosterdrop that takes all uploads; of `bad` it fails, of `slow` it takes long.
start() {
	ROSTERDROP=$work/rosterdrop scripts/watch -c "$work/conf" "$@" 2>"$work/log" &
	watcher=$!
	within 5 grep -q watching "$work/log"
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
echo "\$4" >>"$work/runs"
case \$4 in
bad) exit 74 ;;
slow) sleep 4 ;;
esac
rm -f "$spool/\$4/inbox"/*.zip
END
chmod +x "$work/rosterdrop"
: >"$work/runs"

district oak elm
start -e 20 -b 1
within 5 ran oak 1 && within 5 ran elm 1
check 'every district is run at the start'
within 5 hint >/dev/null
echo x >"$spool/oak/inbox/a.zip"
within 5 ran oak 2 && [ "$(runs elm)" -eq 1 ]
check 'an upload wakes its district, and no other'
within 5 hint >/dev/null
district new
within 5 ran new 1
check 'a new district is found'
within 5 hint >/dev/null
mkdir "$spool/new/inbox/.x" && echo x >"$spool/new/inbox/.x/a.zip" && mv "$spool/new/inbox/.x/a.zip" "$spool/new/inbox/"
within 5 ran new 2
check 'and watched'
echo x >"$spool/oak/inbox/left.txt"
within 5 ran oak 3
sleep 2.5
[ "$(runs oak)" -le 4 ]
check 'what stays in an inbox as it is does not run it again and again'
end
check 'SIGTERM ends it'

: >"$work/runs"
rm "$spool/oak/inbox"/*
start -e 2 -b 1
within 5 ran new 1 && within 5 hint >/dev/null
kill -KILL "$(hint)"
echo x >"$spool/oak/inbox/b.zip"
within 6 ran oak 2
check 'inotifywait is killed: the upload is found'
within 5 hint >/dev/null
kill -STOP "$(hint)"
n=0
while [ $((n += 1)) -le 200 ]; do echo x >"$spool/elm/inbox/$n.zip"; done
within 9 ran elm 2
check 'inotifywait is stopped, and events overflow: the uploads are found'
end

: >"$work/runs"
district bad
start -e 1 -b 1
sleep 9
[ "$(runs bad)" -ge 3 ] && [ "$(runs bad)" -le 5 ] && grep -q 'watch bad: the run ended with 74; the next one is not before 4 seconds' "$work/log"
check "a district that fails is run again after growing pauses ($(runs bad) times in 9 seconds)"
echo x >"$spool/oak/inbox/c.zip"
within 4 ran oak 2
check 'the others are not delayed'
end

rm -r "$spool/bad"
: >"$work/runs"
district slow
start -e 1 -j 2
within 5 ran slow 1
echo x >"$spool/oak/inbox/d.zip"
within 3 ran oak 2
check 'nor by one that is slow'
end && ! pgrep -f "$work/rosterdrop" >/dev/null
check 'the end waits for what runs'

rm -r "$spool/slow"
n=0
while [ $((n += 1)) -le 200 ]; do district "d$n"; done
: >"$work/runs"
start -e 2 -j 8
all_ran() { [ "$(sort -u "$work/runs" | wc -l)" -eq 203 ]; }
within 30 all_ran
echo x >"$spool/d77/inbox/a.zip"
within 8 ran d77 2
check '200 districts: each is run, and an upload to one wakes it'
end
