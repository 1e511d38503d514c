// What a terminal is shown: letters of every script, and nothing that commands it or turns names round.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "pipeline/shown.h"

// How to add a case: a line.
static const struct {
	const char *value, *shown, *ascii, *escaped;
} cases[] = {
    {"", "", "", ""},
    {"Zo\xc3\xab", "Zo\xc3\xab", "Zo?", "Zo\xc3\xab"},
    {"\xe5\xa4\xaa\xe9\x83\x8e \xf0\x9f\x98\x80", "\xe5\xa4\xaa\xe9\x83\x8e \xf0\x9f\x98\x80",
	"?? ?", "\xe5\xa4\xaa\xe9\x83\x8e \xf0\x9f\x98\x80"},
    {"a\x1b[31m\x7f", "a?[31m?", "a?[31m?", "a\\x1b[31m\\x7f"},
    {"a\tb\nc", "a?b?c", "a?b?c", "a\\x09b\\x0ac"},
    {"\xc2\x9b", "?", "?", "\\xc2\\x9b"}, // the same as ESC [ in one character
    {"x\xe2\x80\xae", "x?", "x?", "x\\xe2\\x80\\xae"}, // right to left, whatever it is
    {"\xe2\x81\xa6\xe2\x81\xa9\xd8\x9c", "???", "???", "\\xe2\\x81\\xa6\\xe2\\x81\\xa9\\xd8\\x9c"},
    {"\xe2\x80\x8b\xef\xbb\xbf", "??", "??", "\\xe2\\x80\\x8b\\xef\\xbb\\xbf"},
    {"\xe2\x80\x8d", "\xe2\x80\x8d", "?", "\xe2\x80\x8d"}, // joins letters: some scripts need it
    {"\xf3\xa0\x81\x81", "?", "?", "\\xf3\\xa0\\x81\\x81"},
    {"Zo\xeb", "Zo?", "Zo?", "Zo\\xeb"},
    {"\xc0\xaf\xed\xa0\x80", "?????", "?????", "\\xc0\\xaf\\xed\\xa0\\x80"},
};

// Whether a text is this; empties it.
static void
assert_text(struct text *text, const char *wanted)
{
	assert_int_equal(text->size, strlen(wanted));
	if (text->size > 0)
		assert_memory_equal(text->data, wanted, text->size);
	text_clear(text);
}

static void
only_what_stands_still_is_shown(void **state)
{
	(void)state;
	struct text text = {NULL, 0, 0, false};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		print_message("# case %zu\n", i);
		shown_put(&text, bytes_of(cases[i].value), true);
		assert_text(&text, cases[i].shown);
		shown_put(&text, bytes_of(cases[i].value), false);
		assert_text(&text, cases[i].ascii);
		shown_escape(&text, bytes_of(cases[i].value));
		assert_text(&text, cases[i].escaped);
	}
	text_free(&text);
}

// A file that comes in pieces: ends of lines stay, and a character that a piece ends in the middle of is one.
static void
lines_come_in_pieces(void **state)
{
	(void)state;
	static const char lines[] = "Zo\xc3\xab,\xe2\x80\xae\x1b\r\n\t\xf0\x9f\x98\x80";
	const size_t size = sizeof lines - 1;
	struct text text = {NULL, 0, 0, false};
	for (size_t piece = 4; piece <= size; piece++) {
		size_t at = 0, end = piece;
		while (end < size) {
			at += shown_lines(&text, (struct bytes){lines + at, end - at}, true, true);
			end = size - at < piece ? size : at + piece;
		}
		at += shown_lines(&text, (struct bytes){lines + at, size - at}, true, false);
		assert_int_equal(at, size);
		assert_text(&text, "Zo\xc3\xab,??\r\n\t\xf0\x9f\x98\x80");
	}
	text_free(&text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_what_stands_still_is_shown),
	    cmocka_unit_test(lines_come_in_pieces),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
