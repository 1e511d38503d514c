# What the test of drop-account stands on: a private sshd with real users, who are gone at the end; sourced.
# shellcheck shell=sh disable=SC2034,SC2154 # the variables are for the test
B=$(cd "${B:-build}" && pwd) || exit 1
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"
unset ROSTERDROP_NOW ROSTERDROP_CONF SSH_AUTH_SOCK
# One such test at a time: they make and remove the same group of the machine.
exec 7</var/lib
flock 7
# Not in /tmp: sshd takes no chroot below a folder that everybody can write to.
work=$(mktemp -d /var/lib/rosterdrop-test.XXXXXX) || exit 1
chmod 755 "$work"
server=$work/server
service=rdsvc$$
oak=t$$-oak
maple=t$$-maple
account="scripts/drop-account -c $work/conf/rosterdrop.conf --service $service --config-only $server"
had_group=$(getent group rd-districts)

# clean: nothing of the test outlives it, whatever stopped it.
clean() {
	[ ! -s "$server/pid" ] || kill "$(cat "$server/pid")"
	for name in "rd-$oak" "rd-$maple" "$service"; do
		! id "$name" >/dev/null 2>&1 || { pkill -KILL -U "$name"; userdel "$name" 2>/dev/null; }
	done
	[ -n "$had_group" ] || groupdel rd-districts 2>/dev/null
	rm -rf "$work"
}

# serve: (re)starts sshd with what drop-account wrote; its port in $port.
serve() {
	stop_server
	tries=0
	while [ "$tries" -lt 20 ]; do
		port=$((32000 + ($$ * 17 + tries * 103) % 8000))
		: >"$server/log"
		if /usr/sbin/sshd -f "$server/sshd_config" -p "$port" -E "$server/log" 7<&-; then
			wait_for listens_or_not "$server/pid" "$server/log" && [ -s "$server/pid" ] && break
		fi
		tries=$((tries + 1))
	done
	cat >"$work/ssh_config" <<-END
		Host *
		HostName 127.0.0.1
		Port $port
		IdentityFile $work/%n.key
		IdentitiesOnly yes
		StrictHostKeyChecking yes
		UserKnownHostsFile $work/known_hosts
		LogLevel ERROR
	END
	printf '[127.0.0.1]:%s %s\n' "$port" "$(cat "$server/host_key.pub")" >"$work/known_hosts"
}

# listens_or_not PIDFILE LOG: whether a server has begun, or has said that it cannot.
listens_or_not() {
	[ -s "$1" ] || grep -q 'Cannot bind\|fatal' "$2"
}

stop_server() {
	[ ! -s "$server/pid" ] || {
		kill "$(cat "$server/pid")"
		wait_for test ! -e "$server/pid"
	}
}

# wait_for COMMAND...: until it is so, for two minutes at most.
wait_for() {
	waited=0
	until "$@"; do
		waited=$((waited + 1))
		[ "$waited" -lt 2400 ] || return 1
		sleep 0.05
	done
}

# client DISTRICT ARGUMENT...: ssh, as the district.
client() {
	district=$1
	shift
	timeout 120 ssh -F "$work/ssh_config" -o "User=rd-$district" -o BatchMode=yes "$district" "$@"
}

# batch DISTRICT LINE...: commands for sftp, which stops at the first that fails.
batch() {
	district=$1
	shift
	printf '%s\n' "$@" |
		(cd "$work/local" && timeout 120 sftp -F "$work/ssh_config" -o "User=rd-$district" -b - "$district") >"$work/out" 2>&1
}

# refused WORDS LINE...: the district asks for it, and the server's words say that it failed; what came of it is looked at afterwards.
refused() {
	words=$1
	shift
	batch "$oak" "$@"
	grep -qi 'permission denied\|not found\|failure\|no such file\|not support' "$work/out"
	check "refused: $words"
}

# text WORDS: as SFTP writes a string, in hexadecimal.
text() {
	printf '%08x' ${#1}
	printf %s "$1" | od -An -tx1 | tr -d ' \n'
}

# ask HEX...: sends requests, each a type and a body, without what a client would leave out because the server does not
# announce it; prints type and code of the last answer: "101 3" is a refusal, "101 0" is done.
ask() {
	timeout 120 perl -MIPC::Open2 -e '
		sub take { my $got = ""; while (length $got < $_[0]) { sysread(FROM, $got, $_[0] - length $got, length $got) or exit 1 } $got }
		sub answer { take(unpack("N", take(4))) }
		sub put { syswrite(TO, pack("N", length $_[0]) . $_[0]) }
		my $count = shift;
		my @requests = splice @ARGV, 0, $count;
		open2(\*FROM, \*TO, @ARGV);
		put(pack("H*", "0100000003"));
		my ($last, $id) = (answer(), 0);
		for (@requests) { put(pack("H*", substr($_, 0, 2) . sprintf("%08x", ++$id) . substr($_, 2))); $last = answer() }
		print unpack("C", $last), unpack("C", $last) == 101 ? " " . unpack("N", substr($last, 5, 4)) : ""' \
		$# "$@" ssh -F "$work/ssh_config" -o "User=rd-$oak" "$oak" -s sftp 2>"$work/out"
}
