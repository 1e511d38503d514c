// Blanks, ids, lists and UTF-8, byte by byte round the places where the short way for ASCII begins and ends.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/value.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// Blanks of every kind at both ends, and none inside.
static void
test_trim(void **state)
{
	static const char *const pairs[][2] = {
	    {"", ""},
	    {"a", "a"},
	    {" a\t", "a"},
	    {" \t ", ""},
	    {"a b", "a b"},
	    {"\xC2\xA0"
	     "a\xC2\xA0",
		"a"},
	    {"\xEF\xBB\xBF"
	     "a",
		"a"},
	    {"a\xE2\x80\x8B \xE2\x81\xA0", "a"},
	    {"\xC3\xA9t\xC3\xA9", "\xC3\xA9t\xC3\xA9"},
	    {"\xA0"
	     "a",
		"\xA0"
		"a"},
	    {"a\xE2\x80", "a\xE2\x80"},
	    {"\r\na", "\r\na"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++)
		assert_true(bytes_is(value_trim(bytes_of(pairs[i][0])), pairs[i][1]));
	assert_int_equal(value_trim((struct bytes){NULL, 0}).size, 0);
}

// Each byte alone, and at each place of ids around the size of a word, against the list of the standard.
static void
test_guid_bytes(void **state)
{
	static const char good[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   ".-_/@";
	(void)state;
	for (unsigned byte = 0; byte < 256; byte++)
		for (size_t size = 1; size <= 17; size++)
			for (size_t at = 0; at < size; at++) {
				char *id = malloc(size);
				assert_non_null(id);
				memset(id, 'x', size);
				id[at] = (char)byte;
				bool in = byte != 0 && strchr(good, (int)byte) != NULL;
				enum value_verdict verdict =
				    value_sourced_id((struct bytes){id, size});
				assert_int_equal(verdict == VALUE_GOOD, in);
				free(id);
			}
}

// Ids outside of the standard's characters, and of all sizes.
static void
test_sourced_id(void **state)
{
	static const struct {
		const char *id;
		enum value_verdict verdict;
	} cases[] = {
	    {"", VALUE_BAD}, {"a:b", VALUE_REPAIRED}, {"{a} (b)", VALUE_REPAIRED},
	    {"Sch\xC3\xBCler-1", VALUE_REPAIRED}, {"a\tb", VALUE_BAD},
	    {"a\x7F"
	     "b",
		VALUE_BAD},
	    {"a\\b", VALUE_BAD}, {"a\"b", VALUE_BAD},
	    {"a\xFF"
	     "b",
		VALUE_BAD},
	    {"a\xE2\x80\x8B"
	     "b",
		VALUE_BAD}, // zero-width space
	    {"a\xE2\x80\xAE"
	     "b",
		VALUE_BAD}, // right to left
	    {"a\xC2\x85"
	     "b",
		VALUE_BAD}, // a control character above ASCII
	    {"a\xE2\x80\x93"
	     "b",
		VALUE_REPAIRED}, // a dash
	};
	char id[SOURCED_ID_MAX + 1];
	(void)state;
	memset(id, 'x', sizeof(id));
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(value_sourced_id(bytes_of(cases[i].id)), cases[i].verdict);
	assert_int_equal(value_sourced_id((struct bytes){id, SOURCED_ID_MAX}), VALUE_GOOD);
	assert_int_equal(value_sourced_id((struct bytes){id, SOURCED_ID_MAX + 1}), VALUE_BAD);
}

// Members, one after the other.
static void
test_members(void **state)
{
	struct bytes rest = bytes_of(" a b ,, c,"), member;
	(void)state;
	assert_true(value_next_member(&rest, &member));
	assert_true(bytes_is(member, "a b"));
	assert_true(value_next_member(&rest, &member));
	assert_true(bytes_is(member, "c"));
	assert_false(value_next_member(&rest, &member));
	assert_false(value_next_member(&rest, &member));
	rest = (struct bytes){NULL, 0};
	assert_false(value_next_member(&rest, &member));
}

// UTF-8 by the standard's table, and where it breaks.
static void
test_utf8(void **state)
{
	static const struct {
		const char *text;
		long bad; // -1: none
	} cases[] = {
	    {"", -1}, {"plain text of more than eight bytes", -1}, {"\xC2\x80\xDF\xBF", -1},
	    {"\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF", -1},
	    {"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", -1},
	    {"12345678\xC3\xA9"
	     "12345678",
		-1},
	    {"\x80", 0}, {"a\xC0\x80", 1}, // overlong
	    {"a\xC1\xBF", 1}, {"ab\xE0\x9F\xBF", 2}, // overlong
	    {"\xED\xA0\x80", 0}, // surrogate
	    {"\xF0\x8F\xBF\xBF", 0}, // overlong
	    {"\xF4\x90\x80\x80", 0}, // above 10FFFF
	    {"\xF5\x80\x80\x80", 0}, {"\xFF", 0}, {"123456789\xE2\x82", 9}, // cut
	    {"123456789\xC3", 9}, {"\xE2\x28\xA1", 0}, {"\xF0\x9F\x98(", 0},
	    {"1234567890123456\xE9t\xE9", 16}, // ISO-8859-1
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t size = strlen(cases[i].text), bad = 0;
		char *copy = malloc(size + 1);
		assert_non_null(copy);
		char *end = memcpy(copy + 1, cases[i].text, size);
		assert_int_equal(value_utf8((struct bytes){end, size}, &bad), cases[i].bad < 0);
		if (cases[i].bad >= 0)
			assert_int_equal(bad, cases[i].bad);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_trim),
	    cmocka_unit_test(test_guid_bytes),
	    cmocka_unit_test(test_sourced_id),
	    cmocka_unit_test(test_members),
	    cmocka_unit_test(test_utf8),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
