// What a report may say, and what a damaged one may not do.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pipeline/json.h"

static const char report[] =
    "{\"format\":1,\"drop\":\"D\",\"files\":[{\"name\":\"users\",\"rows\":7},"
    "{\"name\":\"orgs\",\"rows\":2}],\"findings\":{\"error\":3},\"below\":-1,"
    "\"half\":0.5}";

static struct json *
parsed(const char *text)
{
	struct fault fault = {FAULT_NONE, ""};
	struct json *json = json_parse(bytes_of(text), "report.json", &fault);
	assert_non_null(json);
	return json;
}

// Numbers are found by their path; what is no number of things is not one.
static void
test_numbers(void **state)
{
	static const struct {
		const char *path;
		bool there;
		uint64_t number;
	} cases[] = {
	    {"format", true, 1},
	    {"findings/error", true, 3},
	    {"files/0/rows", true, 7},
	    {"files/1/rows", true, 2},
	    {"files/2/rows", false, 0},
	    {"files/x/rows", false, 0},
	    {"files/0x/rows", false, 0},
	    {"below", false, 0},
	    {"half", false, 0},
	    {"drop", false, 0},
	    {"drop/x", false, 0},
	    {"", false, 0},
	    {"nothing", false, 0},
	};
	struct json *json = parsed(report);
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t number = 0;
		if (json_number(json, cases[i].path, &number) != cases[i].there ||
		    number != cases[i].number)
			fail_msg("%s: %llu", cases[i].path, (unsigned long long)number);
	}
	json_free(json);
}

// Texts and the sizes of lists.
static void
test_texts(void **state)
{
	struct json *json = parsed(report);
	(void)state;
	assert_string_equal(json_text(json, "drop"), "D");
	assert_string_equal(json_text(json, "files/1/name"), "orgs");
	assert_null(json_text(json, "format"));
	assert_null(json_text(json, "files/9/name"));
	assert_int_equal(json_count(json, "files"), 2);
	assert_int_equal(json_count(json, "files/0"), 2);
	assert_int_equal(json_count(json, ""), 6);
	assert_int_equal(json_count(json, "drop"), 0);
	assert_int_equal(json_count(json, "nothing"), 0);
	json_free(json);
}

// A path longer than any member's name names nothing.
static void
test_long_path(void **state)
{
	char path[1000];
	uint64_t number;
	struct json *json = parsed(report);
	(void)state;
	memset(path, 'a', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	assert_false(json_number(json, path, &number));
	json_free(json);
}

// Text that is not JSON, or says a thing twice, is refused with its place.
static void
test_damaged(void **state)
{
	static const char *const texts[] = {
	    "", "{", "{\"a\":1", "{\"a\":1,\"a\":2}", "{} {}", "\"\xff\"", "nothing"};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct fault fault = {FAULT_NONE, ""};
		assert_null(json_parse(bytes_of(texts[i]), "summary.json", &fault));
		assert_int_equal(fault.class, FAULT_DATA);
		assert_non_null(strstr(fault.text, "summary.json is not JSON: line "));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_long_path),
	    cmocka_unit_test(test_damaged),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
