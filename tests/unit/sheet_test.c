// What spreadsheet programs make of a CSV file becomes one again: delimiters, quotes, code pages.
// uses cmd/rosterdrop/sheet.c
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "cmd/rosterdrop/sheet.h"

// How to add a case: a line. `commas` NULL: it has commas already.
static const struct {
	const char *sheet;
	char delimiter;
	const char *commas;
} cases[] = {
    {"a,b\n1;2,3\n", ',', NULL},
    {"", ',', NULL},
    {"\n;;\n", ',', NULL},
    {"a;b\r\n1;2\r\n", ';', "a,b\r\n1,2\r\n"},
    {"a\tb\n1\t2", '\t', "a,b\n1,2"},
    {"a;b\n1,5;2\n", ';', "a,b\n\"1,5\",2\n"},
    {"a;b\n\"1;5\";2\n", ';', "a,b\n\"1;5\",2\n"},
    {"a;b\n\"1;\"\"x\"\";5\";2\n", ';', "a,b\n\"1;\"\"x\"\";5\",2\n"},
    {"a;b\n\"two\nlines; and more\";2\n", ';', "a,b\n\"two\nlines; and more\",2\n"},
    {"a;b\nx\"y,z;2\n", ';', "a,b\n\"x\"\"y,z\",2\n"},
    {"a;b\n;\n;;\n", ';', "a,b\n,\n,,\n"},
    {"a;b\n\"open;1\n2;3\n", ';', "a,b\n\"open;1\n2;3\n"},
    {"a;b\n\"x\"y;2\n", ';', "a,b\n\"x\"y,2\n"},
};

static void
delimiters_become_commas(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text text = {NULL, 0, 0, false};
		struct bytes sheet = bytes_of(cases[i].sheet);
		assert_int_equal(sheet_delimiter(sheet), cases[i].delimiter);
		if (cases[i].commas == NULL)
			continue;
		sheet_commas(sheet, cases[i].delimiter, &text);
		if (!bytes_is((struct bytes){text.data, text.size}, cases[i].commas))
			print_message("# case %zu: '%.*s'\n", i, (int)text.size,
			    text.size > 0 ? text.data : "");
		assert_true(bytes_is((struct bytes){text.data, text.size}, cases[i].commas));
		text_free(&text);
	}
}

static void
encodings_are_told_by_all_bytes(void **state)
{
	(void)state;
	assert_int_equal(sheet_encoding(bytes_of("a,b\nZo\xc3\xab,1\n")), TABLE_UTF8);
	assert_int_equal(sheet_encoding(bytes_of("a,b\nZo\xeb,1\n")), TABLE_WINDOWS_1252);
	assert_int_equal(sheet_encoding(bytes_of("")), TABLE_UTF8);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(delimiters_become_commas),
	    cmocka_unit_test(encodings_are_told_by_all_bytes),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
