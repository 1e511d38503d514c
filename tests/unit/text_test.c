// Text in memory with JSON's strings, and the map of ids: both for millions.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "pipeline/idmap.h"
#include "pipeline/text.h"

static void
assert_json(const char *in, size_t size, const char *wanted)
{
	struct text text = {NULL, 0, 0, false};
	text_json(&text, (struct bytes){in, size});
	text_add(&text, (struct bytes){"", 1});
	assert_false(text.failed);
	assert_string_equal(text.data, wanted);
	text_free(&text);
}

#define JSON(in, wanted) assert_json(in, sizeof(in) - 1, wanted)

static void
json_strings_are_golden(void **state)
{
	(void)state;
	JSON("", "\"\"");
	JSON("plain", "\"plain\"");
	JSON("say \"hi\" \\ /", "\"say \\\"hi\\\" \\\\ /\"");
	JSON("\x01\t\n\r\x1f\x7f", "\"\\u0001\\u0009\\u000a\\u000d\\u001f\\u007f\"");
	JSON("a\0b", "\"a\\u0000b\"");
	JSON("S\xc3\xa3o \xe2\x82\xac \xf0\x9f\x98\x80",
	    "\"S\xc3\xa3o \xe2\x82\xac \xf0\x9f\x98\x80\"");
}

// What is no UTF-8 cannot stand in JSON; each bad byte is one U+FFFD, and what is good around it stays.
static void
bad_bytes_are_replaced(void **state)
{
	(void)state;
	JSON("\xff", "\"\xef\xbf\xbd\"");
	JSON("Jos\xe9 Q", "\"Jos\xef\xbf\xbd Q\"");
	JSON("\xc3", "\"\xef\xbf\xbd\"");
	JSON("a\xc0\xaf\"", "\"a\xef\xbf\xbd\xef\xbf\xbd\\\"\"");
	JSON("\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void
numbers_and_pieces_add_up(void **state)
{
	(void)state;
	struct text text = {NULL, 0, 0, false};
	text_number(&text, 0);
	text_put(&text, " ");
	text_number(&text, UINT64_MAX);
	text_add(&text, (struct bytes){NULL, 0});
	assert_int_equal(text.size, 22);
	assert_memory_equal(text.data, "0 18446744073709551615", 22);
	text_clear(&text);
	assert_int_equal(text.size, 0);
	assert_true(text.room > 0);
	for (unsigned i = 0; i < 10000; i++)
		text_put(&text, "0123456789");
	assert_int_equal(text.size, 100000);
	assert_int_equal(text.data[99999], '9');
	text_free(&text);
	assert_null(text.data);
}

// Ten thousand ids through several growths: none is lost, none is taken for another.
static void
a_map_grows_and_stays_exact(void **state)
{
	(void)state;
	enum { MANY = 10000 };
	char id[16];
	uint64_t number;
	struct idmap *map = idmap_new();
	assert_false(idmap_get(map, bytes_of("0"), &number));
	for (uint64_t i = 0; i < MANY; i++) {
		int size = snprintf(id, sizeof id, "%llu", (unsigned long long)i);
		assert_true(idmap_put(map, (struct bytes){id, (size_t)size}, i + 1));
	}
	assert_int_equal(idmap_count(map), MANY);
	for (uint64_t i = 0; i < MANY; i++) {
		int size = snprintf(id, sizeof id, "%llu", (unsigned long long)i);
		assert_true(idmap_get(map, (struct bytes){id, (size_t)size}, &number));
		assert_int_equal(number, i + 1);
		assert_true(
		    bytes_equal(idmap_id(map, i, &number), (struct bytes){id, (size_t)size}));
		assert_int_equal(number, i + 1);
	}
	assert_false(idmap_get(map, bytes_of("10000"), &number));
	idmap_free(map);
}

static void
a_map_copies_replaces_and_clears(void **state)
{
	(void)state;
	char id[] = "first";
	uint64_t number;
	struct idmap *map = idmap_new();
	assert_true(idmap_put(map, bytes_of(id), 1));
	id[0] = 'F';
	assert_true(idmap_get(map, bytes_of("first"), &number));
	assert_true(
	    idmap_put(map, bytes_of("first"), 2) && idmap_put(map, (struct bytes){"", 0}, 3));
	assert_true(idmap_put(map, (struct bytes){"a\0b", 3}, 4));
	assert_int_equal(idmap_count(map), 3);
	assert_true(idmap_get(map, bytes_of("first"), &number) && number == 2);
	assert_true(idmap_get(map, (struct bytes){NULL, 0}, &number) && number == 3);
	assert_false(idmap_get(map, bytes_of("a"), &number));
	idmap_clear(map);
	assert_int_equal(idmap_count(map), 0);
	assert_false(idmap_get(map, bytes_of("first"), &number));
	assert_true(idmap_put(map, bytes_of("first"), 5));
	assert_true(idmap_get(map, bytes_of("first"), &number) && number == 5);
	idmap_free(map);
	idmap_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_strings_are_golden),
	    cmocka_unit_test(bad_bytes_are_replaced),
	    cmocka_unit_test(numbers_and_pieces_add_up),
	    cmocka_unit_test(a_map_grows_and_stays_exact),
	    cmocka_unit_test(a_map_copies_replaces_and_clears),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
