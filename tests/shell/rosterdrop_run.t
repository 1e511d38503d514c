#!/bin/sh
# run: the order of the stages, what their exit codes mean, and that districts do not get in each other's way. The stages are
# stand-ins that do what the test tells them, so that every exit code can be had.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2016,SC2181,SC2317 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
one=20261121T020304Z-11111111
two=20261122T020304Z-22222222

# A stage that notes how it was called, runs $work/on.STAGE.DISTRICT if there is one, and ends with what that says; 0 publishes the drop,
# 65 refuses it.
stand_in() {
	cat <<-'END'
		#!/bin/sh
		stage=${0##*/} district=$3 drop=${4-}
		echo "$stage $district${drop:+ $drop}" >>"$work/calls"
		code=0
		[ ! -e "$work/on.$stage.$district" ] || { . "$work/on.$stage.$district"; }
		[ -n "$drop" ] || exit "$code"
		case $code in
		0) mkdir "$spool/$district/$stage/ready/$drop" ;;
		65) mkdir "$spool/$district/$stage/failed/$drop" ;;
		esac
		exit "$code"
	END
}

# fresh: two districts, oak with two drops that wait and elm with one, and stages that do as they should.
fresh() {
	rm -rf "$spool" "$work"/on.* "$work/calls"
	cp -r "$work/first" "$spool"
}

# on STAGE DISTRICT COMMAND...: what the stand-in does there.
on() {
	file=$work/on.$1.$2
	shift 2
	echo "$*" >"$file"
}

# calls DISTRICT: what ran there, in order, in one line.
calls() {
	sed -n "s/^\([a-z]*\) $1\( [^-]*-\(.\).*\)\{0,1\}$/\1\3/p" "$work/calls" | tr '\n' ' '
}

district oak
district elm
for drop in $one $two; do lie oak fetch ready "$drop"; done
lie elm fetch ready "$one"
mv "$spool" "$work/first"
mkdir "$work/libexec"
for stage in fetch validate normalise match apply; do
	stand_in >"$work/libexec/$stage"
	chmod +x "$work/libexec/$stage"
done
export work spool ROSTERDROP_LIBEXEC="$work/libexec"

echo 1..31

fresh
call run
[ "$code" -eq 0 ]
check 'all is well: 0'
[ "$(calls oak)" = 'fetch validate1 normalise1 match1 apply1 validate2 normalise2 match2 apply2 ' ]
check 'a district: fetch, then each drop in order of name through all stages'
[ "$(calls elm)" = 'fetch validate1 normalise1 match1 apply1 ' ]
check 'and the other district'
: >"$work/calls"
call run
[ "$code" -eq 0 ] && [ "$(calls oak)" = 'fetch ' ]
check 'a second run has nothing to do but to fetch'
fresh
call run elm
[ "$code" -eq 0 ] && [ -z "$(calls oak)" ] && [ -n "$(calls elm)" ]
check 'only the named district'

fresh
on normalise oak '[ "$drop" = '$two' ] || code=65'
call run
[ "$code" -eq 65 ] && says 'refused' &&
	[ "$(calls oak)" = 'fetch validate1 normalise1 validate2 normalise2 match2 apply2 ' ]
check 'a refused drop: the next one goes on, 65'
: >"$work/calls"
call run
[ "$code" -eq 0 ] && [ "$(calls oak)" = 'fetch ' ]
check 'what was refused is settled: the next run is 0'
for code_of_stage in 70 74 75 76 77 78; do
	fresh
	on validate oak "code=$code_of_stage"
	call run
	[ "$code" -eq $code_of_stage ] && [ "$(calls oak)" = 'fetch validate1 ' ] &&
		[ "$(calls elm)" = 'fetch validate1 normalise1 match1 apply1 ' ]
	check "$code_of_stage ends the district's turn, and no other's"
done
fresh
on fetch oak code=76
call run
[ "$code" -eq 76 ] && [ "$(calls oak)" = 'fetch ' ]
check 'so it does in fetch'
fresh
on fetch oak code=65
call run
[ "$code" -eq 65 ] && [ "$(calls oak | wc -w)" -eq 9 ]
check 'fetch refused something: the drops that are there go on'
fresh
on match oak 'kill -9 $$'
call run
[ "$code" -eq 70 ] && says 'signal 9' && [ "$(calls elm | wc -w)" -eq 5 ]
check 'a stage that dies of a signal is our bug: 70'
fresh
on match oak code=3
call run
[ "$code" -eq 70 ]
check 'so is an exit code that none of ours is'

worst() {
	fresh
	on validate oak "code=$1"
	on validate elm "code=$2"
	call run
	[ "$code" -eq "$3" ] || return 1
	fresh
	on validate oak "code=$2"
	on validate elm "code=$1"
	call run
	[ "$code" -eq "$3" ]
}
worst 74 70 70 && worst 74 78 74 && worst 78 77 78
check 'of two districts the worse counts: 70 before 74 before 78'
worst 77 76 77 && worst 76 75 76 && worst 75 65 75
check '77 before 76 before 75 before 65'

fresh
on apply oak '[ -e "$work/sent.back" ] || { : >"$work/sent.back"; rmdir "$spool/oak/match/ready/$drop"; code=75; }'
call run oak
[ "$code" -eq 0 ] && [ "$(calls oak)" = 'fetch validate1 normalise1 match1 apply1 match1 apply1 validate2 normalise2 match2 apply2 ' ]
check 'links changed under apply: match and apply run once more'
fresh
rm -f "$work/sent.back"
on apply oak 'rmdir "$spool/oak/match/ready/$drop"; code=75'
call run oak
[ "$code" -eq 75 ] && [ "$(calls oak)" = 'fetch validate1 normalise1 match1 apply1 match1 apply1 ' ]
check 'but only once: 75'
fresh
on match oak 'exit 0'
call run oak
[ "$code" -eq 0 ] && [ "$(calls oak)" = 'fetch validate1 normalise1 match1 validate2 normalise2 match2 ' ]
check 'a drop that a stage leaves alone waits, and ends nothing'
fresh
on apply oak 'mkdir "$spool/oak/apply/held/$drop"; exit 0'
call run oak
: >"$work/calls"
call run oak
[ "$code" -eq 0 ] && [ "$(calls oak)" = 'fetch apply ' ]
check 'apply looks again at what it holds, and nobody else does'
fresh
lie oak apply held $one
for stage in validate normalise match; do lie oak $stage ready $one; done
on apply oak '[ -n "$drop" ] || { rmdir "$spool/oak/apply/held/'$one'" "$spool/oak/match/ready/'$one'"; code=75; }'
call run oak
[ "$code" -eq 0 ] &&
	[ "$(calls oak)" = 'fetch apply match1 apply1 validate2 normalise2 match2 apply2 ' ]
check 'what it sends back to match then is taken up with the others'

# Each waits for the other: they meet only when both are at work.
meet() {
	fresh
	rm -f "$work"/here.*
	for here in oak elm; do
		on fetch $here ': >"$work/here.$district"; for i in '"$1"'; do [ -e "$work/here.oak" ] && [ -e "$work/here.elm" ] && break; sleep 0.1; done' \
			'; [ -e "$work/here.oak" ] && [ -e "$work/here.elm" ] || code=77'
	done
}
meet "$(seq -s ' ' 3000)"
call run -j 2
[ "$code" -eq 0 ]
check '-j 2: districts side by side'
meet '1 2 3 4 5'
call run -j1
[ "$code" -eq 77 ] && [ "$(calls elm)" = 'fetch ' ] && [ "$(calls oak | wc -w)" -eq 9 ]
check '-j1: one after the other'

fresh
mkdir "$work/apart"
cp "$work/libexec/fetch" "$work/apart"
ROSTERDROP_LIBEXEC=$work/apart call run oak
[ "$code" -eq 78 ] && says 'no validate in'
check 'a stage that is not there: 78, with where it was looked for'
unset ROSTERDROP_LIBEXEC
mkdir -p "$work/installed/bin" "$work/installed/libexec"
cp "$rosterdrop" "$work/installed/bin/"
cp -r "$work/libexec" "$work/installed/libexec/rosterdrop"
fresh
"$work/installed/bin/rosterdrop" run oak 2>"$work/log" && [ "$(calls oak | wc -w)" -eq 9 ]
check 'stages are found beside an installed rosterdrop'

fresh
lie oak apply failed $one
echo 'rejected by x' >"$spool/oak/apply/failed/$one/rejected"
lie oak apply held $one
ROSTERDROP_LIBEXEC=$work/libexec call run oak
[ "$code" -eq 0 ] && [ ! -e "$spool/oak/apply/held/$one" ] && [ -e "$spool/oak/apply/failed/$one/rejected" ]
check 'a reject that a crash cut off is ended'
ROSTERDROP_LIBEXEC=$work/libexec call status oak
prints "$one  rejected: rejected by x" && ! prints 'held'
check 'and counts as rejected'
rm -rf "$spool"
mkdir "$spool"
call run
[ "$code" -eq 0 ] && says 'no district'
check 'no district at all: nothing to do, and a word about it'
