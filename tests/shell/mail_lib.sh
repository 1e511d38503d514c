# What the tests of mail share; sourced after rosterdrop_lib.sh. A district oak with one refused drop, certificates in $work, servers that are ended
# with the test.
# shellcheck shell=sh disable=SC2034,SC2154 # variables for and from others
report=$B/libexec/report
drop=20261121T020304Z-1a2b3c4d
oak=$spool/oak
servers=
trap 'kill $servers 2>/dev/null; rm -rf "$work"' EXIT

# certificate NAME HOST: $work/NAME.pem and NAME.key, signed by itself.
certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$work/$1.key" -out "$work/$1.pem" -subj "/CN=$2" \
		-addext "subjectAltName=$3" 2>/dev/null
}

# serve MODES [CERT]: starts a server; its folder is $box, its port $port. Certificates: good, bad.
serve() {
	box=$(mktemp -d "$work/box.XXXXXX")
	/usr/bin/python3 tests/tools/smtpd.py "$box" "$1" "$work/${2:-good}.pem" "$work/${2:-good}.key" 2>"$box/errors" &
	servers="$servers $!"
	wait_port
}

wait_port() {
	tries=0
	while [ ! -s "$box/port" ] && [ "$tries" -lt 1200 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	port=$(cat "$box/port")
}

# smtp LINES: the configuration with a server at $port. Its deadlines are long wherever none is to be met, for a machine can be busy: $step and
# $total are them.
smtp() {
	printf 'spool = "%s"\ndistricts = "%s"\nsmtp { server = "%s://127.0.0.1:%s" from = "roster@vendor.example"
	ca_file = "%s" step_seconds = %s total_seconds = %s %s }\n' "$spool" "$work/districts" "${scheme:-smtp}" "$port" \
		"$work/good.pem" "${step:-120}" "${total:-600}" "$1" >"$ROSTERDROP_CONF"
}

# folder: the configuration without a server.
folder() {
	printf 'spool = "%s"\ndistricts = "%s"\n' "$spool" "$work/districts" >"$ROSTERDROP_CONF"
}

# oak LINES: a fresh district with this configuration, and a drop that was refused.
fresh_oak() {
	rm -rf "$oak"
	mkdir -p "$spool" "$work/districts"
	"$rosterdrop" init oak >/dev/null 2>"$work/log"
	printf '%s\n' "$1" >"$work/districts/oak.conf"
	refuse "$drop"
}

# refuse DROP: as fetch and validate leave a drop that cannot be used.
refuse() {
	lie oak fetch ready "$1"
	lie oak validate failed "$1"
	printf 'id,severity,code,file,row,line,column,sourcedId,message,fix,cause,since\r\n' >"$oak/validate/failed/$1/findings.csv"
	printf '1,fatal,package.not_zip,,,,,s-1,"it says ""Ana"", and more",fix it,,%s\r\n' "$1" >>"$oak/validate/failed/$1/findings.csv"
	echo 'The files were REFUSED.' >"$oak/validate/failed/$1/report.txt"
}

# at TIME: runs report then; its log in $work/log, its exit code in $code.
at() {
	ROSTERDROP_NOW=$1 "$report" oak 2>"$work/log" >"$work/out"
	code=$?
}

# mails FOLDER: names of the mails that lie there, in one line.
mails() {
	find "$oak/report/$1" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | tr '\n' ' ' | sed 's/ $//'
}

# received: how many messages the server took; who got them, in one line.
received() {
	cat "$box"/*.rcpt 2>/dev/null | sort | tr '\n' ' ' | sed 's/ $//'
}

# mail_part FILE WORD: of a mail, decoded.
mail_part() {
	/usr/bin/python3 tests/tools/mailcheck.py "$@"
}
