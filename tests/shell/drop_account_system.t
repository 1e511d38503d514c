#!/bin/sh
# drop-account and the machine's own sshd: it is told only what it takes, goes on with what it had otherwise, and need not be started anew. All in
# a mount namespace of the test's, where /etc/ssh and /run are folders of its own.
# shellcheck source=tests/shell/drop_account_lib.sh disable=SC2015,SC2086,SC2181 # A && B is what each check is about
skip() {
	echo "1..0 # SKIP $1"
	exit 0
}
[ "$(id -u)" -eq 0 ] || skip 'users can be made by root only'
if [ "${1-}" != inside ]; then
	unshare -m true 2>/dev/null || skip 'there are no mount namespaces here'
	exec unshare -m --propagation private sh "$0" inside
fi
. "$(dirname "$0")/drop_account_lib.sh"
mkdir -p "$work/ssh/sshd_config.d" "$work/run/sshd" "$work/local" "$work/conf" "$server"
: >"$work/ssh/ours"
mount --bind "$work/ssh" /etc/ssh 2>/dev/null && mount --bind "$work/run" /run && [ -e /etc/ssh/ours ] && [ -d /run/sshd ] || {
	rm -rf "$work"
	skip 'folders cannot be mounted here'
}
trap '[ ! -s /run/sshd.pid ] || kill "$(cat /run/sshd.pid)"; clean' EXIT
trap 'exit 130' HUP INT TERM

useradd -r -M -s /usr/sbin/nologin "$service"
export ROSTERDROP_CONF="$work/conf/rosterdrop.conf"
for district in $oak $maple; do
	"$B/bin/rosterdrop" init "$district" >"$work/out"
	ssh-keygen -q -t ed25519 -N '' -C "$district" -f "$work/$district.key"
done
chmod 711 "$work/conf"
inbox=$work/conf/spool/$oak/inbox
part=/etc/ssh/sshd_config.d/60-rosterdrop.conf
ssh-keygen -q -t ed25519 -N '' -C host -f /etc/ssh/host_key
cat >/etc/ssh/sshd_config <<END
Include /etc/ssh/sshd_config.d/*.conf
ListenAddress 127.0.0.1
HostKey /etc/ssh/host_key
PidFile /run/sshd.pid
UsePAM no
LogLevel VERBOSE
Subsystem sftp internal-sftp
END
tries=0
while [ $((tries += 1)) -le 20 ] && [ ! -s /run/sshd.pid ]; do
	port=$((32000 + ($$ * 19 + tries * 107) % 8000))
	: >"$work/log"
	/usr/sbin/sshd -p "$port" -E "$work/log" 7<&- && wait_for listens_or_not /run/sshd.pid "$work/log"
done
{ echo 'Host *' && printf '%s\n' 'HostName 127.0.0.1' "Port $port" "IdentityFile $work/%n.key" 'IdentitiesOnly yes' "UserKnownHostsFile $work/known_hosts"; } >"$work/ssh_config"
printf '[127.0.0.1]:%s %s\n' "$port" "$(cat /etc/ssh/host_key.pub)" >"$work/known_hosts"
echo content >"$work/local/a.zip"

# written SED: a drop-account that writes something else.
written() {
	cp scripts/drop-account "$work/"
	sed "$1" scripts/drop-sshd >"$work/drop-sshd"
	other="$work/drop-account -c $ROSTERDROP_CONF --service $service"
}

# told: how often the server was; was_told NUMBER: whether it was so often.
told() {
	grep -c 'Received SIGHUP' "$work/log"
}
was_told() {
	[ "$(told)" -eq "$1" ]
}

account="scripts/drop-account -c $ROSTERDROP_CONF --service $service"
sshd_pid=$(cat /run/sshd.pid)
written 's/PermitTTY no/PermitNothing no/'
$other add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1
[ "$?" -eq 78 ] && grep -q 'would not take.*so it is as it was' "$work/out" && [ ! -e "$part" ] && [ ! -e "/etc/ssh/rosterdrop-keys/rd-$oak" ] &&
	[ "$(told)" -eq 0 ] && /usr/sbin/sshd -t
check 'what sshd does not take is taken back; there is no account, and sshd was not told'
sed -i 's/^Include.*/#&/' /etc/ssh/sshd_config
$account add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1
[ "$?" -eq 78 ] && grep -q 'put this line first' "$work/out" && [ ! -e "$part" ]
check 'a configuration that does not take in its folder: 78, and the line that is missing'
sed -i 's/^#Include/Include/' /etc/ssh/sshd_config
$account add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && [ "$(stat -c %a "$part")" = 644 ] && wait_for was_told 1 &&
	wait_for batch "$oak" 'put a.zip' && [ "$(cat "$inbox/a.zip")" = content ]
check 'an account is made, and the running server lets it in'
! batch "$oak" 'get a.zip' && ! batch "$oak" 'ln -s a b'
check 'and refuses it what it should'
[ "$(cat /run/sshd.pid)" = "$sshd_pid" ] && kill -0 "$sshd_pid"
check 'the server was not started anew'
cp -p "$part" "$work/before"
$account add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && [ ! -s "$work/out" ] && [ "$(told)" -eq 1 ] && cmp -s "$part" "$work/before"
check 'once more: nothing is said, written or told'
$other add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1
[ "$?" -eq 78 ] && grep -q 'would not take.*so it is as it was' "$work/out" && cmp -s "$part" "$work/before" && [ "$(told)" -eq 1 ] && batch "$oak" 'put a.zip b.zip'
check 'what sshd does not take: the old one comes back, and goes on'
echo 'Nonsense yes' >>/etc/ssh/sshd_config
written 's/ClientAliveInterval 60/ClientAliveInterval 50/'
$other add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1
[ "$?" -eq 78 ] && grep -q 'sshd would not take its configuration' "$work/out" && cmp -s "$part" "$work/before" && [ "$(told)" -eq 1 ]
check "somebody else's mistake is found before anything is written"
sed -i '/^Nonsense/d' /etc/ssh/sshd_config
$other add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && grep -q 'Interval 50' "$part" && wait_for was_told 2 && wait_for batch "$oak" 'put a.zip c.zip'
check 'a change is written and told'
printf 'Match User rd-%s\nForceCommand /bin/sh\n' "$maple" >/etc/ssh/sshd_config.d/10-other.conf
$account add "$maple" "$work/$maple.key.pub" >"$work/out" 2>&1
[ "$?" -eq 78 ] && grep -q 'takes away from' "$work/out" && [ ! -e "/etc/ssh/rosterdrop-keys/rd-$maple" ]
check 'an earlier Match that would let the account do more: 78, and it gets no key'
rm /etc/ssh/sshd_config.d/10-other.conf
kill -HUP "$sshd_pid" # who put it there reloads
$account add "$maple" "$work/$maple.key.pub" >"$work/out" 2>&1 && wait_for batch "$maple" 'put a.zip'
check 'without it, it does'
kill "$sshd_pid"
wait_for test ! -e /run/sshd.pid
written 's/ClientAliveInterval 60/ClientAliveInterval 40/'
$other add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && grep -q 'Interval 40' "$part"
check 'a server that does not run need not be told'
echo "1..$number"
