#!/bin/sh
# drop-account against a real sshd with real users: what a district can do, and everything that it must not be able to do, asked
# for and refused. The text of the configuration proves nothing: one word too many and sshd drops the list.
# shellcheck source=tests/shell/drop_account_lib.sh disable=SC2015,SC2086,SC2181 # A && B is what each check is about
[ "$(id -u)" -eq 0 ] || {
	echo '1..0 # SKIP users can be made by root only'
	exit 0
}
. "$(dirname "$0")/drop_account_lib.sh"
trap clean EXIT
trap 'exit 130' HUP INT TERM

mkfifo "$work/held"
exec 8<>"$work/held"
useradd -r -M -s /usr/sbin/nologin "$service"
mkdir "$work/local" "$work/conf"
cp -r "$B/bin" "$B/libexec" "$work/" || exit 1
export ROSTERDROP_CONF="$work/conf/rosterdrop.conf" ROSTERDROP_LIBEXEC="$work/libexec"
for district in $oak $maple; do
	"$work/bin/rosterdrop" init "$district" >"$work/out"
	ssh-keygen -q -t ed25519 -N '' -C "$district" -f "$work/$district.key"
done
spool=$work/conf/spool
inbox=$spool/$oak/inbox
reports=$spool/$oak/reports

# as_service COMMAND...: what the pipeline's user does.
as_service() {
	setpriv --reuid "$service" --regid "$service" --clear-groups "$@"
}

# signs_in DISTRICT KEY: whether the key opens the district's account.
signs_in() {
	echo pwd | timeout 120 sftp -F "$work/ssh_config" -o "User=rd-$1" -o "IdentityFile=$2" -b - nobody >"$work/out" 2>&1
}

# session_holds: keeps a session of oak's open on the control socket, in the background, until 8 is closed.
session_holds() {
	client "$oak" -S "$work/control" -s sftp <"$work/held" >/dev/null 2>&1 &
}

# opened: how many sessions oak had so far.
opened() {
	grep -c "Starting session: .* for rd-$oak " "$server/log"
}

# has_opened NUMBER: whether there were so many.
has_opened() {
	[ "$(opened)" -ge "$1" ]
}

# nobody_in: whether no process of oak's is left.
nobody_in() {
	[ "$(pgrep -c -U "rd-$oak")" -eq 0 ]
}

# agents: the sockets of forwarded agents that sshd made for oak.
agents() {
	find /tmp "$spool/$oak/tmp" -maxdepth 2 -user "rd-$oak" 2>/dev/null
}

# What a session may not have besides SFTP. Each asks for it, and is true when it was refused; 2 when it cannot be asked for here. How to add
# one: a function no_NAME, and its name in the list.
probes='terminal forward listener socket x11 agent tunnel'

no_terminal() {
	sleep 1 | client "$oak" -tt >"$work/out" 2>&1
	grep -q 'PTY allocation request failed' "$work/out"
}

no_forward() {
	! echo | client "$oak" -W "127.0.0.1:$port" >"$work/out" 2>&1 && grep -qi 'administratively prohibited\|forwarding failed' "$work/out"
}

# refuses YES NO OPTION...: a client asks for what the options say; whether the server answered what NO says, and not what YES says.
refuses() {
	yes=$1 no=$2
	shift 2
	: >"$work/out" # what was answered before is no answer
	client "$oak" -v -N -o ExitOnForwardFailure=yes "$@" >"$work/out" 2>&1 &
	asking=$!
	wait_for is_answered
	pkill -P "$asking"
	wait "$asking" 2>/dev/null
	grep -q "$no" "$work/out"
}

# is_answered: whether it was; or else the client ended without.
is_answered() {
	grep -q "$yes\|$no" "$work/out" || ! kill -0 "$asking" 2>/dev/null
}

# refuses_to_listen WHAT: whether the server says so.
refuses_to_listen() {
	refuses 'remote forward success' 'remote port forwarding failed' -R "$1"
}

no_listener() {
	refuses_to_listen 0:127.0.0.1:1
}

no_socket() {
	refuses_to_listen /inbox/socket:127.0.0.1:1 && [ ! -e "$inbox/socket" ]
}

no_x11() {
	DISPLAY=:0 client "$oak" -X -o XAuthLocation=/bin/false -v -s sftp </dev/null >/dev/null 2>"$work/out"
	grep -q 'X11 forwarding request failed' "$work/out"
}

no_agent() {
	eval "$(ssh-agent -s)" >/dev/null
	rm -f "$work/agent"
	client "$oak" -A -v -s sftp <"$work/held" >"$work/agent" 2>"$work/out" &
	asking=$!
	printf '\000\000\000\005\001\000\000\000\003' >&8
	wait_for test -s "$work/agent" # its answer comes after what was asked before
	grep -q 'Requesting authentication agent' "$work/out" && [ -z "$(agents)" ]
	refused=$?
	pkill -P "$asking"
	wait "$asking" 2>/dev/null
	ssh-agent -k >/dev/null
	unset SSH_AUTH_SOCK
	return "$refused"
}

no_tunnel() {
	[ -c /dev/net/tun ] || return 2
	refuses 'tunnel forward established' 'rejected tunnel device forwarding' -w any:any
}

$account -n add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && grep -q 'would: useradd' "$work/out" &&
	! id "rd-$oak" >/dev/null 2>&1 && [ ! -e "$server" ] && [ "$(stat -c %U "$inbox")" = root ] && ! getfacl -cp "$inbox" | grep -q "$service"
check 'a dry run says what would be done, and does nothing'
chmod 777 "$work/conf"
! $account add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && grep -q "$work/conf must be root's" "$work/out" && [ ! -e "$server/keys/rd-$oak" ]
check 'a spool below a folder that others can write to: no key, and what to do'
chmod 711 "$work/conf"
$account add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && $account add "$maple" - <"$work/$maple.key.pub" >>"$work/out" 2>&1
check 'accounts for two districts are made'
$account add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && [ ! -s "$work/out" ]
check 'a second time changes nothing, and says nothing'
! $account add "$oak" "$work/$maple.key.pub" >"$work/out" 2>&1 && grep -q 'rotate-key' "$work/out"
check 'another key is not taken by add'
! $account add nowhere "$work/$maple.key.pub" >"$work/out" 2>&1 && grep -q 'rosterdrop init nowhere' "$work/out" && ! id rd-nowhere >/dev/null 2>&1
check 'a district that is not there gets no account'
for bad in "$work/$oak.key" /etc/passwd /dev/null; do
	! $account rotate-key "$oak" "$bad" >"$work/out" 2>&1 && grep -q 'key' "$work/out"
	check "no public key: $bad"
done
grep -q "owner = \"rd-$oak\"" "$work/conf/districts/$oak.conf" || grep -q 'owner' "$work/out"
check "the district's configuration names the owner of its uploads"
[ "$($account list | grep -c "enabled SHA256:")" -eq 2 ] &&
	$account list | grep -q "^$oak rd-$oak enabled $(ssh-keygen -lf "$work/$oak.key.pub" | cut -d' ' -f2) $spool/$oak\$"
check 'list shows both, with their fingerprints'

serve
echo content >"$work/local/a.zip"
head -c 200000 /dev/urandom >"$work/local/big.zip"
batch "$oak" 'put a.zip' && [ "$(cat "$inbox/a.zip")" = content ] && [ "$(stat -c %U "$inbox/a.zip")" = "rd-$oak" ]
check 'put; the file is the uid of the district'
batch "$oak" 'put -f big.zip b.tmp' 'rename b.tmp b.zip' && cmp -s "$work/local/big.zip" "$inbox/b.zip"
check 'put -f and rename'
echo other >"$work/local/a.zip"
batch "$oak" 'put a.zip' && [ "$(cat "$inbox/a.zip")" = other ]
check 'overwrite'
head -c 70000 "$work/local/big.zip" >"$inbox/part.zip"
chown "rd-$oak" "$inbox/part.zip"
batch "$oak" 'reput big.zip part.zip' && cmp -s "$work/local/big.zip" "$inbox/part.zip"
check 'reput: an upload is resumed'
batch "$oak" 'put a.zip c.tmp' 'put a.zip c.zip' 'rename c.tmp c.zip'
check 'rename over a name that is there'
as_service sh -c "umask 027; echo 'row 7: no such school' >'$reports/report.txt'; mkdir '$reports/old'; echo y >'$reports/old/x.txt'"
batch "$oak" 'ls /reports' 'get /reports/report.txt' 'get /reports/old/x.txt' && grep -q 'school' "$work/local/report.txt"
check 'reports/ is listed and read'

refused 'ls of the inbox' 'ls'
refused 'ls of the inbox, by its path' 'ls /inbox'
refused 'ls of the root' 'ls /'
refused 'get of what was put' 'get a.zip stolen'
refused 'get of a name that was renamed' 'get b.zip stolen'
refused 'symlink' 'ln -s /etc/passwd link.zip'
refused 'hard link' 'ln a.zip hard.zip'
refused 'chmod of a file' 'chmod 666 a.zip'
refused 'chmod of the inbox' 'chmod 777 /inbox'
refused 'chown' 'chown 0 a.zip'
refused 'mkdir' 'mkdir folder'
refused 'mkdir of a zip' 'mkdir folder.zip'
refused 'rmdir' 'rmdir /reports/old'
refused 'rm' 'rm a.zip'
refused 'rm of a report' 'rm /reports/report.txt'
refused 'copy' 'cp a.zip copy.zip'
refused 'df' 'df'
refused 'put into the root' 'put a.zip /evil.zip'
refused 'put into reports/' 'put a.zip /reports/evil.zip'
refused 'rename into reports/' 'rename a.zip /reports/evil.zip'
refused 'rename out of reports/' 'rename /reports/report.txt gone.zip'
refused 'rename of the inbox' 'rename /inbox /outbox'
refused 'put by ..' "put a.zip ../../../$maple/inbox/evil.zip"
refused 'get by ..' 'get ../../../../etc/passwd'
refused 'get of an absolute path' 'get /etc/passwd'
refused 'get of an absolute path of the host' "get $spool/$maple/inbox/a.zip"
for folder in fetch validate normalise match apply report store fetch/ready; do
	refused "ls of $folder/" "ls /$folder"
	refused "put into $folder/" "put a.zip /$folder/evil.zip"
done
refused 'get of the store' 'get /store/data.mdb'
[ -z "$(find "$inbox" -type l -o -links +1 -type f -o -name 'folder*')" ] && [ -z "$(find "$spool" -name 'evil*')" ] &&
	[ -e "$inbox/a.zip" ] && [ -e "$reports/report.txt" ] && [ -d "$reports/old" ] && [ ! -e "$work/local/stolen" ]
check 'nothing came of all that'

handle=0000000400000000
mode=00000004000001ff
a=$(text /inbox/a.zip)
new=$(text /inbox/new.zip)
open="03${a}0000000200000000"
# Words, then requests in hexadecimal. How to add a request: a line.
requests="
setstat 09$a$mode
fsetstat $open 0a$handle$mode
lsetstat c8$(text lsetstat@openssh.com)$a$mode
symlink 14$a$new
readlink 13$a
hardlink c8$(text hardlink@openssh.com)$a$(text /inbox/hard.zip)
copy-data $open c8$(text copy-data)${handle}00000000000000000000000000000000${handle}0000000000000000
mkdir 0e$(text /inbox/folder)00000000
rmdir 0f$(text /inbox/folder)
remove 0d$new
statvfs c8$(text statvfs@openssh.com)$a
fstatvfs $open c8$(text fstatvfs@openssh.com)$handle
expand-path c8$(text expand-path@openssh.com)$(text '~')
home-directory c8$(text home-directory)$(text root)
users-groups c8$(text users-groups-by-id@openssh.com)0000000400000000$(text '')
"
answers() {
	echo "$requests" | while read -r words asked; do
		[ -z "$words" ] || echo "$words $(ask $asked)"
	done
}
[ "$(ask "11$(text /inbox)")" = 105 ] && [ "$(ask "$open" "04$handle")" = '101 0' ]
check 'a hand-made request is answered'
answers >"$work/answers"
while read -r words answer; do
	[ "$answer" = '101 3' ]
	check "a hand-made $words is denied"
done <"$work/answers"

! signs_in "$maple" "$work/$oak.key" && grep -q 'Permission denied (publickey)' "$work/out" && signs_in "$maple" "$work/$maple.key"
check "one district's key does not open another's account"
hash=$(perl -e 'print crypt("secret", "\$6\$salt")')
usermod -p "$hash" "rd-$oak"
printf '#!/bin/sh\necho secret\n' >"$work/askpass"
chmod 755 "$work/askpass"
! echo pwd | SSH_ASKPASS=$work/askpass SSH_ASKPASS_REQUIRE=force timeout 120 sftp -F "$work/ssh_config" -o "User=rd-$oak" -o PubkeyAuthentication=no \
	-o BatchMode=no nobody >"$work/out" 2>&1 && grep -q 'Permission denied (publickey)' "$work/out"
check 'a password does not, even where the account has one'
usermod -p '*' "rd-$oak"

echo 'touch /reports/shell' | client "$oak" >"$work/out" 2>&1
[ "$?" -ne 0 ] && grep -q 'sftp connections only' "$work/out"
check 'no shell'
! client "$oak" 'id; touch /inbox/exec.zip' </dev/null >"$work/out" 2>&1 && ! grep -q uid= "$work/out" && [ ! -e "$inbox/exec.zip" ]
check 'no exec'
! timeout 120 scp -O -q -F "$work/ssh_config" -o "User=rd-$oak" "$work/local/a.zip" "$oak:/inbox/scp.zip" </dev/null >"$work/out" 2>&1 &&
	[ ! -e "$inbox/scp.zip" ]
check 'no scp of the old kind'
for probe in $probes; do
	"no_$probe"
	status=$?
	if [ "$status" -eq 2 ]; then
		number=$((number + 1))
		echo "ok $number - no $probe # SKIP there is nothing here to ask with"
	else
		(exit "$status")
		check "no $probe"
	fi
done
client "$oak" -N -M -S "$work/control" -o ControlPersist=no >/dev/null 2>&1 &
wait_for test -S "$work/control"
before=$(opened)
session_holds
session_holds
wait_for has_opened $((before + 2))
client "$oak" -S "$work/control" -s sftp </dev/null >"$work/out" 2>&1
grep -q 'open refused' "$work/out" && ! nobody_in
check 'two sessions a connection, not three'
perl -MIO::Socket::INET -e 'my @held = map { IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0]) } 1 .. 12;
	my ($closed, $tries) = (12 - @held, 0);
	while ($closed < 6 && $tries++ < 600) {
		select undef, undef, undef, 0.1;
		my @open;
		for (@held) { $_->blocking(0); 1 while sysread $_, my $part, 4096; if ($!{EAGAIN}) { push @open, $_ } else { $closed++ } }
		@held = @open;
	}
	print $closed' "$port" >"$work/closed"
[ "$(cat "$work/closed")" -ge 6 ] && grep -q 'drop connection.*PerSourceMaxStartups\|drop connection' "$server/log"
check 'who connects and does not sign in gets five connections at a time'
wait_for signs_in "$oak" "$work/$oak.key"
check 'and then others are let in again'

$account disable "$oak" >"$work/out" 2>&1 && ! signs_in "$oak" "$work/$oak.key" && signs_in "$maple" "$work/$maple.key" &&
	wait_for nobody_in && $account list | grep -q "^$oak rd-$oak disabled"
check 'a disabled account: its sessions end, its key counts no more; the others go on'
$account add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && ! signs_in "$oak" "$work/$oak.key"
check 'add does not enable it again'
$account enable "$oak" >"$work/out" 2>&1 && signs_in "$oak" "$work/$oak.key"
check 'enable does'
ssh-keygen -q -t rsa -b 3072 -N '' -f "$work/new.key"
ssh-keygen -e -f "$work/new.key.pub" >"$work/new.ssh2"
$account rotate-key --keep "$oak" "$work/new.ssh2" >"$work/out" 2>&1 && signs_in "$oak" "$work/new.key" && signs_in "$oak" "$work/$oak.key"
check 'rotate-key --keep: both keys count; the new one came as PuTTYgen saves it'
$account rotate-key "$oak" "$work/new.key.pub" >"$work/out" 2>&1 && signs_in "$oak" "$work/new.key" && ! signs_in "$oak" "$work/$oak.key"
check 'rotate-key: the new key is let in, the old one is not'
$account rotate-key --from 192.0.2.0/24 "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && ! signs_in "$oak" "$work/$oak.key" &&
	$account rotate-key --from '127.0.0.*,192.0.2.0/24' "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && signs_in "$oak" "$work/$oak.key"
check 'rotate-key --from: the key counts from there only'

grep -q "Accepted publickey for rd-$oak from 127.0.0.1 port [0-9]* ssh2: [A-Z0-9]* $(ssh-keygen -lf "$work/$oak.key.pub" | cut -d' ' -f2)" "$server/log"
check 'A22: who signed in is logged, with address and fingerprint'

# One night, end to end.
find "$inbox" -maxdepth 1 -type f ! -name '.*' -delete
printf 'inbox {\n\tquiet = 0\n\towner = "%s"\n}\nsync { start_date = "2020-01-01" }\n' "rd-$oak" >"$work/conf/districts/$oak.conf"
(cd samples/riverbend-1.1/first-night && zip -q -X "$work/local/roster.zip" ./*.csv)
chmod 640 "$work/local/roster.zip"
batch "$oak" 'put roster.zip roster.zip.part' 'rename roster.zip.part roster.zip'
as_service "$work/bin/rosterdrop" run "$oak" >"$work/out" 2>&1 &&
	[ -z "$(find "$inbox" -maxdepth 1 -type f ! -name '.*')" ] &&
	[ "$(find "$spool/$oak/apply/ready" -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ] && as_service "$work/bin/rosterdrop" status "$oak" >>"$work/out" 2>&1
check 'a pushed zip is taken and applied, by a user who is not root'
drop=$(basename "$spool/$oak/apply/ready"/*)
batch "$oak" 'ls -1 /reports' "ls -1 /reports/$drop.*" "get /reports/$drop.*/report.txt" "get /reports/$drop.*/report.html" &&
	grep -q . "$work/local/report.txt" && grep -qi '<html' "$work/local/report.html"
check 'the district finds the reports of its drop, and reads them'
! batch "$maple" "get /../$oak/reports/$drop.applied/report.txt other.txt" && [ ! -e "$work/local/other.txt" ]
check 'another district does not'
cp "$work/local/roster.zip" "$inbox/root.zip"
as_service "$work/bin/rosterdrop" run "$oak" >"$work/out" 2>&1
[ -e "$inbox/root.zip" ] && grep -q 'root.zip' "$work/out"
check 'a file in the inbox that is not the uid of the district is left'
batch "$oak" 'get /reports/inbox.txt' && grep -q 'root.zip' "$work/local/inbox.txt"
check 'and the district can read that in reports/'
rm -f "$inbox/root.zip"
(cd samples/riverbend-1.1/second-night && zip -q -X "$work/local/second.zip" ./*.csv)
chmod 600 "$work/local/second.zip"
batch "$oak" 'put second.zip closed.zip'
as_service "$work/bin/rosterdrop" run "$oak" >"$work/out" 2>&1
[ -e "$inbox/closed.zip" ] && grep -q 'closed.zip.*readable' "$work/out"
check 'a file that its sender closed to others is left, and it is said why'
chmod 640 "$work/local/second.zip"
batch "$oak" 'put second.zip open.zip'
as_service "$work/bin/rosterdrop" run "$oak" >"$work/out" 2>&1
[ ! -e "$inbox/open.zip" ] && [ "$(find "$spool/$oak/apply/ready" -mindepth 1 -maxdepth 1 | wc -l)" -eq 2 ]
check 'sent again with mode 640, it is taken and applied'

uid=$(id -u "rd-$oak")
batch "$oak" 'put a.zip last.zip'
$account remove "$oak" >"$work/out" 2>&1 && ! id "rd-$oak" >/dev/null 2>&1 && [ ! -e "$server/keys/rd-$oak" ] && ! signs_in "$oak" "$work/$oak.key" &&
	! getfacl -cnp "$inbox" "$reports" 2>/dev/null | grep -q "$uid"
check 'remove: no user, no key, no right to anything'
[ -e "$inbox/last.zip" ] && [ -e "$reports/report.txt" ] && [ -d "$spool/$oak/store" ] && signs_in "$maple" "$work/$maple.key"
check 'the data stay, and the other district'
$account remove "$oak" >"$work/out" 2>&1 && $account add "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1 && signs_in "$oak" "$work/$oak.key"
check 'once more changes nothing; add makes it anew'

# What the refusals are worth: two words too many before the list, and sshd drops it without a word.
sed -i 's/^\( *ForceCommand internal-sftp\) \(-P [^ ]*\) \(.*\)/\1 \3 -f AUTH \2/' "$server/sshd_config"
serve
batch "$oak" 'put a.zip'
answers >"$work/loose"
cp "$work/loose" "$work/out"
[ "$(grep -c '101 3$' "$work/answers")" -eq 15 ] && [ "$(grep -cE '^(symlink|hardlink|setstat|mkdir|remove) 101 0$' "$work/loose")" -eq 5 ]
check 'a ForceCommand with too many words is found out by these tests'
sed 's/^force="internal-sftp/& -e -R/' scripts/drop-sshd >"$work/drop-sshd"
cp scripts/drop-account "$work/"
! "$work/drop-account" --config-only "$server" list >"$work/out" 2>&1 && grep -q 'ForceCommand' "$work/out"
check 'and by drop-account'
$account rotate-key "$oak" "$work/$oak.key.pub" >"$work/out" 2>&1
sed -i 's/^restrict[^ ]* //' "$server/keys/rd-$oak"
sed -i 's/DisableForwarding yes/DisableForwarding no/; s/\(PermitTTY\|PermitTunnel\|X11Forwarding\) no/\1 yes/' "$server/sshd_config"
sed -i 's/^PidFile.*/&\nXAuthLocation \/reports/' "$server/sshd_config" # it only has to be there, in the chroot
mkdir -m 1777 "$spool/$oak/tmp" # for the agent's socket
serve
for probe in $probes; do
	"no_$probe"
	status=$?
	[ "$status" -ne 0 ] # also 2: could not be asked
	check "where sshd lets it through, that is found out: $probe"
done

# Three hundred districts, in a root of their own.
# within_cpu SECONDS COMMAND...: none of its processes may take more of the processor's time, however busy the machine is.
within_cpu() {
	seconds=$1
	shift
	prlimit --cpu="$seconds" env -u ROSTERDROP_CONF "$@"
}
fake=$work/root
mkdir -p "$fake/etc/ssh/sshd_config.d" "$fake/etc/ssh/rosterdrop-keys" "$fake/var/spool/rosterdrop/last/inbox" "$fake/var/spool/rosterdrop/last/reports"
cp /etc/login.defs "$fake/etc/"
echo 'Include /etc/ssh/sshd_config.d/*.conf' >"$fake/etc/ssh/sshd_config"
printf 'rd-districts:x:990:\nrosterdrop:x:991:\n' >"$fake/etc/group"
echo 'rosterdrop:x:991:991::/:/bin/false' >"$fake/etc/passwd"
count=0
while [ "$count" -lt 300 ]; do
	count=$((count + 1))
	echo "rd-d$count:x:$((20000 + count)):990:rosterdrop district d$count:/var/spool/rosterdrop/d$count:/usr/sbin/nologin"
	echo "restrict $(cut -d' ' -f1,2 "$work/$oak.key.pub") rd-d$count" >"$fake/etc/ssh/rosterdrop-keys/rd-d$count"
done >>"$fake/etc/passwd"
sed 's/:.*/:*:20000::::::/' "$fake/etc/passwd" >"$fake/etc/shadow"
within_cpu 10 scripts/drop-account --root "$fake" add last "$work/$oak.key.pub" >"$work/out" 2>&1 &&
	within_cpu 10 scripts/drop-account --root "$fake" list >"$work/list" 2>>"$work/out" && [ "$(grep -c ' enabled SHA256:' "$work/list")" -eq 301 ]
check 'the three hundred and first account is made and listed in no time'
echo "1..$number"
