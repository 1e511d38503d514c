// What csv.c writes: byte for byte, and the reader of drops has it back the same.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/table_trace.h"
#include "pipeline/csv.h"

static const struct table_limits wide = {65536, 1048576, 256};

// A random cell of characters of all sizes, without control characters; sometimes with line ends.
static size_t
random_cell(uint64_t *seed, char *out)
{
	static const char characters[][5] = {"a", "B", "7", " ", ",", "\"", "\n", "\r", "\t", "'",
	    "=", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbd"};
	size_t size = 0;
	for (uint64_t left = random_next(seed) % 20; left > 0; left--) {
		const char *character =
		    characters[random_next(seed) % (sizeof characters / sizeof *characters)];
		for (; *character != '\0'; character++)
			out[size++] = *character;
	}
	return size;
}

// Reads what a file holds, without the lines of trouble.
static struct trace
file_read(int fd)
{
	static char content[1 << 20];
	size_t piece = 1000;
	struct trace rows = {0};
	ssize_t size = pread(fd, content, sizeof content, 0);
	assert_in_range(size, 1, sizeof content - 1);
	struct trace all = trace_read(
	    (struct bytes){content, (size_t)size}, TABLE_UTF8, &wide, false, fixed_size, &piece);
	trace_add(&rows, all.text, all.size);
	free(all.text);
	return rows;
}

static void
written_comes_back(void **state)
{
	struct trace want = {0};
	struct fault fault;
	uint64_t seed = 7;
	FILE *file = tmpfile();
	(void)state;
	assert_non_null(file);
	struct csv *csv = csv_new(fileno(file), false);
	for (unsigned i = 1; i < 2000; i++) {
		char text[80] = "";
		unsigned count = 1 + (unsigned)(random_next(&seed) % 5);
		csv_text(csv, "row");
		trace_add(&want, "[row]", 5);
		while (count-- > 0) {
			struct bytes cell = {text, random_cell(&seed, text)};
			csv_cell(csv, cell);
			trace_add(&want, "[", 1);
			trace_add(&want, cell.data, cell.size);
			trace_add(&want, "]", 1);
		}
		csv_end_row(csv);
		trace_add(&want, "\n", 1);
	}
	assert_true(csv_finish(csv, "rows.csv", &fault));
	struct trace got = file_read(fileno(file));
	// Each row's cells, in order, behind the trace's own words.
	const char *at = got.text;
	for (char *cells = want.text; *cells != '\0';) {
		char *end = strstr(cells, "]\n[row]");
		size_t size = end == NULL ? strlen(cells) : (size_t)(end - cells) + 2;
		at = strstr(at, "[row]");
		assert_non_null(at);
		assert_memory_equal(at, cells, size);
		at += size;
		cells += size;
	}
	assert_null(strstr(at, "[row]"));
	assert_null(strstr(got.text, "~"));
	assert_null(strstr(got.text, "lost"));
	free(want.text);
	free(got.text);
	fclose(file);
}

// What csv.c writes, byte for byte.
static void
check_written(bool harmless, struct bytes cell, const char *want)
{
	struct fault fault;
	char got[64] = "";
	FILE *file = tmpfile();
	assert_non_null(file);
	struct csv *csv = csv_new(fileno(file), harmless);
	csv_line(csv, "a,b");
	csv_number(csv, 0);
	csv_cell(csv, cell);
	csv_number(csv, UINT64_MAX);
	csv_end_row(csv);
	assert_true(csv_finish(csv, "x", &fault));
	ssize_t size = pread(fileno(file), got, sizeof got - 1, 0);
	char all[64];
	snprintf(all, sizeof all, "a,b\r\n0,%s,18446744073709551615\r\n", want);
	assert_int_equal(size, strlen(all));
	assert_string_equal(got, all);
	fclose(file);
}

static void
written_as_it_should(void **state)
{
	static const struct {
		bool harmless;
		struct bytes cell;
		const char *want;
	} written[] = {
	    {false, TEXT(""), ""},
	    {false, TEXT("plain text"), "plain text"},
	    {false, TEXT(" x"), "\" x\""},
	    {false, TEXT("x\t"), "\"x\t\""},
	    {false, TEXT("a,b"), "\"a,b\""},
	    {false, TEXT("a\"b\""), "\"a\"\"b\"\"\""},
	    {false, TEXT("a\rb"), "\"a\rb\""},
	    {false, TEXT("a\nb"), "\"a\nb\""},
	    {false, TEXT("=1"), "=1"},
	    {true, TEXT("=1"), "'=1"},
	    {true, TEXT("+1"), "'+1"},
	    {true, TEXT("-1"), "'-1"},
	    {true, TEXT("@x"), "'@x"},
	    {true, TEXT("\tx"), "\"'\tx\""},
	    {true, TEXT("\rx"), "\"'\rx\""},
	    {true, TEXT("=1,2"), "\"'=1,2\""},
	    {true, TEXT("x=1"), "x=1"},
	    {true, TEXT(""), ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof written / sizeof *written; i++)
		check_written(written[i].harmless, written[i].cell, written[i].want);
}

static void
write_error_is_told(void **state)
{
	struct fault fault = {0};
	(void)state;
	struct csv *csv = csv_new(-1, false);
	for (unsigned i = 0; i < 100000; i++)
		csv_text(csv, "x");
	assert_false(csv_finish(csv, "rows.csv", &fault));
	assert_int_equal(fault.class, FAULT_IO);
	assert_non_null(strstr(fault.text, "rows.csv"));
	assert_false(csv_finish(NULL, "rows.csv", &fault));
	assert_int_equal(fault.class, FAULT_TEMP);
}

// On a terminal no cell commands it.
static void
shown_cells_are_harmless(void **state)
{
	struct fault fault;
	char got[64] = "";
	FILE *file = tmpfile();
	(void)state;
	assert_non_null(file);
	struct csv *csv = csv_new(fileno(file), true);
	csv_shown(csv, true);
	csv_cell(csv, bytes_of("=\x1b[2J,\xe2\x80\xae"));
	csv_end_row(csv);
	csv_shown(csv, false);
	csv_cell(csv, bytes_of("Zo\xc3\xab"));
	csv_end_row(csv);
	assert_true(csv_finish(csv, "x", &fault));
	assert_in_range(pread(fileno(file), got, sizeof got - 1, 0), 1, sizeof got - 1);
	assert_string_equal(got, "\"'=?[2J,?\"\r\nZo?\r\n");
	fclose(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(written_comes_back),
	    cmocka_unit_test(written_as_it_should),
	    cmocka_unit_test(write_error_is_told),
	    cmocka_unit_test(shown_cells_are_harmless),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
