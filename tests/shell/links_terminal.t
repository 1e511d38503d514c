#!/bin/sh
# `links review` on terminals as people have them: narrow ones, made larger and smaller, without UTF-8; interrupted, hung up, killed; keys that nobody meant;
# and names that would like to command the terminal.
# shellcheck source=tests/shell/rosterdrop_lib.sh disable=SC2015,SC2154 # A && B is what each check is about
. "$(dirname "$0")/rosterdrop_lib.sh"
# shellcheck source=tests/shell/links_lib.sh
. "$(dirname "$0")/links_lib.sh"
to_go='to go. y = link'
export LC_ALL=C.UTF-8

# talk TEXT ANSWER...: a review in which each answer is given after its text came. More words of the command are in $with.
talk() {
	# shellcheck disable=SC2086 # a list of words
	/usr/bin/python3 tests/tools/terminal.py 120 "$@" -- "$rosterdrop" links oak review ${with-} >"$work/out" 2>"$work/log"
	code=$?
}

# A name that moves the cursor, colours, turns the direction of writing and rings; and one with accents.
make_night
make_directory
bad=$(printf 'Bir\302\233' && printf '31mch')
sed -i "s/^u-max,\\(.*\\),Birch,/u-max,\\1,$bad,/; s/^u-una,\\(.*\\),Cole,/u-una,\\1,Cölé\xe2\x80\xae,/" "$work/night/users.csv"
sed -i "s/,Max,Birch,/,Max,$bad,/; s/,Una,Cole,/,Una,Cölé\xe2\x80\xae,/" "$work/in/accounts.csv"
district oak
conf 'sync { start_date = "2026-12-01" }'
"$rosterdrop" import oak "$work/in" >"$work/out" 2>"$work/log" && night 2026-11-20
check 'a district with names that are up to something'

# harmless: whether the terminal got no byte but letters, line ends and UTF-8 that stands still.
harmless() {
	! LC_ALL=C tr -d '\n\r\t' <"$work/out" | LC_ALL=C grep -q "$(printf '[\001-\037\177]')" &&
		! LC_ALL=C grep -q "$(printf '\302[\200-\237]')" "$work/out" && ! LC_ALL=C grep -q "$(printf '\342\200[\213\216\217\250-\256]')" "$work/out"
}
talk "2 $to_go" s "1 $to_go" q
[ "$code" -eq 0 ] && harmless && prints 'Una Cölé?' && prints 'u-max'
check 'names do nothing to the terminal, and keep their accents'
prints 'An answer counts at once, and u takes it back.' && ! prints LANG
check 'it says what to do before it asks'
LC_ALL=C talk "2 $to_go" s "1 $to_go" q
[ "$code" -eq 0 ] && harmless && prints 'Una C?l??' && ! LC_ALL=C grep -q "$(printf '[\200-\377]')" "$work/out" && prints 'LANG=C.UTF-8 sets it up'
check 'a terminal without UTF-8 gets none: each such letter is a question mark, and how to have them is said'

# Windows.
talk "2 $to_go" '^SIZE 40x10' '' '?' "2 $to_go" q
prints '    given name      Max' && prints 'SIS                                 directory'
check 'a window of no size: both sides side by side'
talk "2 $to_go" '^SIZE 60x20' '' s "1 $to_go" '^SIZE 200x50' '' n 'Nobody is left' u "1 $to_go" q
[ "$code" -eq 0 ] && prints '    given name: same (strong for)' && prints '      SIS        Una' && prints '      directory  Una' &&
	prints 'SIS                                 directory' && [ "$(class u-una)" = multiple ]
check 'made narrow: one below the other; made wide again: side by side; no answer is lost'

# Keys.
talk "2 $to_go" 'yes please' 'Linked.' u "2 $to_go" q
[ "$code" -eq 0 ] && [ -z "$(linked u-max)" ]
check 'a whole word counts by its letter'
talk "2 $to_go" 7 '  y     link' Y '  y     link' 'nN' 'Not proposed again.' u "2 $to_go" x '  q     stop' q
[ "$code" -eq 0 ] && [ -z "$(linked u-max)" ] && [ "$(class u-max)" = partial ]
check 'a number that is none, a capital, a letter without a meaning: help, and nothing is done'
talk "2 $to_go" '^RAW \x1b[A\x1b[B\x00\x7f\x08\n' '  y     link' "$(printf '%05000d' 0)y" "2 $to_go" q
[ "$code" -eq 0 ] && [ -z "$(linked u-max)" ]
check 'keys with arrows, and a line of 5000 characters: help, and nothing is done'
talk "2 $to_go" '^RAW q' '' '^D' '' '^D'
[ "$code" -eq 0 ]
check 'the end of the input behind a letter'

# Interrupted.
talk "2 $to_go" y "1 $to_go" '^C'
[ "$code" -eq 130 ] && [ "$(linked u-max)" = s-max ] && [ "$(class u-una)" = multiple ] && sound
check '^C: what was answered is done, what was not is not'
talk "1 $to_go" q
[ "$code" -eq 0 ] && prints u-una && ! prints 'u-max '
check 'and the next review goes on with what is left'
call unlink oak u-max --no-block && night 2026-11-21
talk "2 $to_go" y "1 $to_go" '^KILL'
[ "$code" -eq 137 ] && [ "$(linked u-max)" = s-max ] && sound
check 'killed: the same'
call unlink oak u-max --no-block && night 2026-11-22
talk "2 $to_go" y "1 $to_go" '^HANGUP'
[ "$code" -ne 3 ] && [ "$code" -ne 4 ] && [ "$(linked u-max)" = s-max ] && [ "$(class u-una)" = multiple ] && sound
check 'hung up: the same, and nobody stays behind'
call unlink oak u-max --no-block && night 2026-11-23
"$rosterdrop" link oak s-max u-zed >"$work/kept" 2>&1
talk "1 $to_go" q
[ "$code" -eq 0 ] && ! prints 'u-max '
check 'what others decided meanwhile is not asked about'
call unlink oak u-zed --no-block
talk "2 $to_go" '^SIZE 80x24' '' y "1 $to_go" q
call unlink oak u-max
[ "$code" -eq 0 ] && talk "1 $to_go" q && sound
check 'nor what was taken away and blocked'

# Every other command on a terminal; to a program, bytes are what they were.
drop=$(newest oak match ready)
for words in 'account oak show s-una' 'account oak list' 'links oak' 'links oak --csv' 'links oak unclaimed' 'why oak u-una' 'status oak' "show $drop users" "show $drop links" \
	'guardian oak list' 'account oak archive s-una --dry-run'; do
	# shellcheck disable=SC2086 # a list of words
	/usr/bin/python3 tests/tools/terminal.py 120 -- "$rosterdrop" $words >"$work/out" 2>"$work/log"
	code=$?
	[ "$code" -eq 0 ] && [ -s "$work/out" ] && harmless
	check "names do nothing to the terminal by $words"
done
call account oak list
[ "$code" -eq 0 ] && prints "$(printf 'C\303\266l\303\251\342\200\256')"
check 'a program gets the bytes as they are'
call "$(printf 'links\342\200\256')" oak
check 'nor does what somebody typed, by the log'
echo "1..$number"
