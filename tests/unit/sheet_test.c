// What spreadsheet programs make of a CSV file becomes one again: delimiters, quotes, UTF-16, code pages; in whatever pieces it comes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "pipeline/sheet.h"
#include "tests/unit/table_trace.h"

#define LITTLE "\xff\xfe"
#define BIG "\xfe\xff"

// How to add a case: a line. `size` where NULs are in it, else 0.
static const struct {
	const char *sheet;
	size_t size;
	const char *trace;
} cases[] = {
    {"a,b\n1;2,3\n", 0, "1/1 [a][b]\n2/2 [1;2][3]\n"},
    {"a;b\n1;2\n", 0, "1/1 [a][b]\n2/2 [1][2]\n"},
    {"a;b", 0, "1/1 [a][b]\n"},
    {"a\tb\n1\t2", 0, "1/1 [a][b]\n2/2 [1][2]\n"},
    {"a;b\n1,5;2\n", 0, "1/1 [a][b]\n2/2 [1,5][2]\n"},
    {"a;b\n\"1;5\";2\n", 0, "1/1 [a][b]\n2/2 [1;5][2]\n"},
    {"a;b\n\"1;\"\"x\"\";5\";2\n", 0, "1/1 [a][b]\n2/2 [1;\"x\";5][2]\n"},
    {"a;b\n\"two\nlines; and more\";2\n", 0,
	"1/1 [a][b]\n2/2.1 csv.newline \n2/2 [two\nlines; and more][2]\n"},
    {"a;b\nx\"y,z;2\n", 0, "1/1 [a][b]\n2/2 [x\"y,z][2]\n"},
    {"a;b\n1;\n", 0, "1/1 [a][b]\n2/2 [1][]\n"},
    {"a;b\n1;2,5", 0, "1/1 [a][b]\n2/2 [1][2,5]\n"},
    {"\xef\xbb\xbf"
     "a;b\n1;2\n",
	0, "0/0.0 encoding.bom \n1/1 [a][b]\n2/2 [1][2]\n"},
    {"sep=;\na;b\n1,5;2\n", 0, "1/1 [a][b]\n2/2 [1,5][2]\n"},
    {"sep=;\r\na;b\r\n1;2\r\n", 0, "1/1 [a][b]\n2/2 [1][2]\n"},
    {"\"sep=;\"\na\n1\n", 0, "1/1 [a]\n2/2 [1]\n"},
    {"\xef\xbb\xbf"
     "SEP=,\na,b;c\n",
	0, "1/1 [a][b;c]\n"},
    {"sep=|\na|b,c\n", 0, "1/1 [a][b,c]\n"},
    {"sep=\t\na\tb\n", 0, "1/1 [a][b]\n"},
    {"sep=x\naxb\n", 0, "1/1 [sep=x]\n2/2 [axb]\n"},
    {"sep=;", 0, ""},
    {"sep=;\n\n", 0, "1/1.0 csv.blank_row lost \n"},
    {LITTLE "a\0;\0b\0\n\0001\0;\0\xeb\0\n\0", 18, "1/1 [a][b]\n2/2 [1][\xc3\xab]\n"},
    {BIG "\0a\0\t\0b\0\n\0001\0\t\x20\xac", 16, "1/1 [a][b]\n2/2 [1][\xe2\x82\xac]\n"},
    {LITTLE "a\0,\0\x3d\xd8\x00\xde", 10, "1/1 [a][\xf0\x9f\x98\x80]\n"},
    {BIG, 2, ""},
    {LITTLE "s\0e\0p\0=\0;\0\r\0\n\0a\0;\0b\0", 22, "1/1 [a][b]\n"},
};

// What is wrong with a file goes on to the reader, which names the row.
static const struct {
	const char *sheet;
	size_t size;
	const char *code;
} wrong[] = {
    {"a;b\n\"open;1\n2;3\n", 0, "2/2.1 csv.quote_open"},
    {"a;b\n\"x\"y;2\n", 0, "csv.after_quote"},
    {LITTLE "a\0,\0\x3d\xd8x\0", 10, "1/1.2 encoding.utf8"},
    {LITTLE "a\0,\0\x00\xde", 8, "1/1.2 encoding.utf8"},
    {LITTLE "a\0,\0b", 7, "1/1.2 encoding.utf8"},
    {LITTLE "\0\0a\0\0\0", 8, "encoding.other"},
};

// Gives what the reader says of a sheet that comes in pieces of a size.
static char *
trace_of(const char *bytes, size_t size, size_t piece)
{
	static const struct table_limits limits = {1000, 4000, 10};
	struct trace trace = {NULL, 0, 0};
	struct table *table = table_new(TABLE_UTF8, &limits, trace_row, trace_trouble, &trace);
	assert_non_null(table);
	struct sheet *sheet = sheet_new(table, TABLE_UTF8);
	bool good = true;
	assert_non_null(sheet);
	trace_add(&trace, "", 0);
	for (size_t at = 0; good && at < size; at += piece)
		good = sheet_feed(
		    sheet, (struct bytes){bytes + at, size - at < piece ? size - at : piece});
	if (good)
		sheet_end(sheet);
	assert_false(sheet_failed(sheet));
	sheet_free(sheet);
	table_free(table);
	return trace.text;
}

static void
sheets_become_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t piece = 1; piece < 40; piece++) {
			size_t size = cases[i].size != 0 ? cases[i].size : strlen(cases[i].sheet);
			char *trace = trace_of(cases[i].sheet, size, piece);
			if (strcmp(trace, cases[i].trace) != 0)
				print_message("# case %zu in pieces of %zu\n", i, piece);
			assert_string_equal(trace, cases[i].trace);
			free(trace);
		}
}

static void
what_is_wrong_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		for (size_t piece = 1; piece < 20; piece++) {
			size_t size = wrong[i].size != 0 ? wrong[i].size : strlen(wrong[i].sheet);
			char *trace = trace_of(wrong[i].sheet, size, piece);
			if (strstr(trace, wrong[i].code) == NULL)
				print_message("# case %zu: '%s'\n", i, trace);
			assert_non_null(strstr(trace, wrong[i].code));
			free(trace);
		}
}

// A cell without quotes that is larger than any may be is not gathered without end: the reader refuses it.
static void
an_endless_cell_is_refused(void **state)
{
	enum { SIZE = 3 * 1024 * 1024 };
	(void)state;
	char *bytes = malloc(SIZE);
	assert_non_null(bytes);
	memset(bytes, 'x', SIZE);
	memcpy(bytes, "a;b\n1,5;", 8);
	char *trace = trace_of(bytes, SIZE, SIZE);
	assert_non_null(strstr(trace, "csv.limit"));
	free(trace);
	free(bytes);
}

static void
encodings_are_told_by_all_bytes(void **state)
{
	(void)state;
	assert_int_equal(sheet_encoding(bytes_of("a,b\nZo\xc3\xab,1\n")), TABLE_UTF8);
	assert_int_equal(sheet_encoding(bytes_of("a,b\nZo\xeb,1\n")), TABLE_WINDOWS_1252);
	assert_int_equal(sheet_encoding(bytes_of(LITTLE "a")), TABLE_UTF8);
	assert_int_equal(sheet_encoding(bytes_of("")), TABLE_UTF8);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sheets_become_rows),
	    cmocka_unit_test(what_is_wrong_is_told),
	    cmocka_unit_test(an_endless_cell_is_refused),
	    cmocka_unit_test(encodings_are_told_by_all_bytes),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
