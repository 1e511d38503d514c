// The reader of CSV: each trouble and each counter as a line of a table, read in pieces of several
// sizes and by both ways; and random bytes. What is written is in csv_test.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/table_trace.h"

static const struct table_limits wide = {65536, 1048576, 256};
static const struct table_limits narrow = {8, 20, 4};

// How to add a case: a line here; the trace as tests/unit/table_trace.h describes it.
static const struct {
	const char *name;
	struct bytes input;
	const char *want;
	const struct table_limits *limits; // NULL: wide
	enum table_encoding encoding;
} cases[] = {
    {"nothing", TEXT(""), "0 rows\n", 0, 0},
    {"plain rows, LF and CRLF", TEXT("a,b\n1,2\r\n3,4"),
	"1/1 [a][b]\n2/2 [1][2]\n3/3 [3][4]\n3 rows\n", 0, 0},
    {"empty cells", TEXT(",a,\n,,b\n"), "1/1 [][a][]\n2/2 [][][b]\n2 rows\n", 0, 0},
    {"more and fewer cells", TEXT("a,b\n1\n1,2,3\n"),
	"1/1 [a][b]\n2/2 [1]\n3/3 [1][2][3]\n3 rows\n", 0, 0},
    {"blanks", TEXT("a, b\t\n \"x \" ,c\n\" y\",c d\n"),
	"1/1 ~[a][b]\n2/2 ~[x ][c]\n3/3 [ y][c d]\n3 rows\n", 0, 0},
    {"only blanks are cut", TEXT("a, ,c\n"), "1/1 ~[a][][c]\n1 rows\n", 0, 0},
    {"quotes", TEXT("\"a,b\",\"c\"\"d\"\n\"\",x\n"), "1/1 [a,b][c\"d]\n2/2 [][x]\n2 rows\n", 0, 0},
    {"newline in a cell", TEXT("\"a\nb\",c\n1,\"2\r\n\"\r\nx,y\n"),
	"1/1.1 csv.newline \n1/1 [a\nb][c]\n2/3.2 csv.newline \n2/3 [1][2\r\n]\n3/5 [x][y]\n3 "
	"rows\n",
	0, 0},
    {"two cells with newlines", TEXT("\"a\rb\",\"c\n\n\"\nx\n"),
	"1/1.1 csv.newline \n1/1.2 csv.newline \n1/1 [a\rb][c\n\n]\n2/5 [x]\n2 rows\n", 0, 0},
    {"lone CR ends a line, said once", TEXT("a,b\r1,2\r\"3\",4\r\n5,6\r"),
	"1/1.0 csv.newline \n1/1 [a][b]\n2/2 [1][2]\n3/3 [3][4]\n4/4 [5][6]\n4 rows\n", 0, 0},
    {"lone CR after LF", TEXT("a\n\rb\n"),
	"1/1 [a]\n2/2.0 csv.newline \n2/2.0 csv.blank_row lost \n3/3 [b]\n3 rows\n", 0, 0},
    {"blank rows are counted", TEXT("a,b\n\n , \t\n\"\",\" \"\r\n\r\n1,2\n\n"),
	"1/1 [a][b]\n2/2.0 csv.blank_row lost \n3/3.0 csv.blank_row lost \n4/4.0 csv.blank_row "
	"lost \n"
	"5/5.0 csv.blank_row lost \n6/6 [1][2]\n7/7.0 csv.blank_row lost \n7 rows\n",
	0, 0},
    {"blank last line without end", TEXT("a,b\n  "),
	"1/1 [a][b]\n2/2.0 csv.blank_row lost \n2 rows\n", 0, 0},
    {"BOM", TEXT("\xef\xbb\xbf\"a\",b\n"), "0/0.0 encoding.bom \n1/1 [a][b]\n1 rows\n", 0, 0},
    {"BOM, plain",
	TEXT("\xef\xbb\xbf"
	     "a,b\n1,2\n"),
	"0/0.0 encoding.bom \n1/1 [a][b]\n2/2 [1][2]\n2 rows\n", 0, 0},
    {"BOM and nothing", TEXT("\xef\xbb\xbf"), "0/0.0 encoding.bom \n0 rows\n", 0, 0},
    {"BOM later is a character", TEXT("a\n\xef\xbb\xbf\n"), "1/1 [a]\n2/2 [\xef\xbb\xbf]\n2 rows\n",
	0, 0},
    {"UTF-16 LE",
	TEXT("\xff\xfe"
	     "a\0,\0b\0\n\0"),
	"0/0.0 encoding.other LOST \n0 rows\n", 0, 0},
    {"UTF-16 BE", TEXT("\xfe\xff\0a\0,\0b\0\n"), "0/0.0 encoding.other LOST \n0 rows\n", 0, 0},
    {"UTF-32", TEXT("\xff\xfe\0\0a\0\0\0"), "0/0.0 encoding.other LOST \n0 rows\n", 0, 0},
    {"UTF-16 LE without mark", TEXT("a\0,\0b\0\r\0\n\0"), "0/0.0 encoding.other LOST \n0 rows\n", 0,
	0},
    {"UTF-16 BE without mark", TEXT("\0a\0,\0b\0\n\0c"), "0/0.0 encoding.other LOST \n0 rows\n", 0,
	0},
    {"UTF-8 in a Latin-1 district",
	TEXT("\xef\xbb\xbf"
	     "a,b\n"),
	"0/0.0 encoding.other LOST \n0 rows\n", 0, TABLE_LATIN1},
    {"UTF-16 in a Latin-1 district",
	TEXT("\xff\xfe"
	     "a\0,\0"),
	"0/0.0 encoding.other LOST \n0 rows\n", 0, TABLE_WINDOWS_1252},
    {"NUL", TEXT("a,b\n1,2\n3,\0\n5,6\n"),
	"1/1 [a][b]\n2/2 [1][2]\n3/3.0 encoding.nul lost LOST \n3 rows\n", 0, 0},
    {"NUL within quotes, second line", TEXT("a,b\n1,\"\nx\0\"\n"),
	"1/1 [a][b]\n2/3.0 encoding.nul lost LOST \n2 rows\n", 0, 0},
    {"NUL in the first line", TEXT("ab\0c,d\n"), "1/1.0 encoding.nul lost LOST \n1 rows\n", 0, 0},
    {"not UTF-8", TEXT("a,b\nid,J\xe9,x\nc,d\n"),
	"1/1 [a][b]\n2/2.2 encoding.utf8 lost [id]\n3/3 [c][d]\n3 rows\n", 0, 0},
    {"overlong, surrogate, beyond",
	TEXT("\xc0\xaf\n\xed\xa0\x80\n\xf4\x90\x80\x80\n\xe2\x82\n\x80\n"),
	"1/1.1 encoding.utf8 lost \n2/2.1 encoding.utf8 lost \n3/3.1 encoding.utf8 lost \n4/4.1 "
	"encoding.utf8 lost \n"
	"5/5.1 encoding.utf8 lost \n5 rows\n",
	0, 0},
    {"overlong of three and four", TEXT("x,\xe0\x9f\xbf\n\xf0\x8f\xbf\xbf\n"),
	"1/1.2 encoding.utf8 lost [x]\n2/2.1 encoding.utf8 lost \n2 rows\n", 0, 0},
    {"all sizes of UTF-8",
	TEXT("\xc2\xa0\xdf\xbf,\xe0\xa0\x80\xef\xbf\xbf,\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\n"),
	"1/1 [\xc2\xa0\xdf\xbf][\xe0\xa0\x80\xef\xbf\xbf][\xf0\x90\x80\x80\xf4\x8f\xbf\xbf]\n1 "
	"rows\n",
	0, 0},
    {"not UTF-8 within quotes", TEXT("id,\"x\n\xff\",y\nz\n"),
	"1/1.2 encoding.utf8 lost [id]\n2/3 [z]\n2 rows\n", 0, 0},
    {"control characters",
	TEXT("a\x01"
	     "b,c\n\x7f,\xc2\x85,\"\x1b\"\nd\te,f\n"),
	"1/1.1 encoding.control \n1/1 [ab][c]\n2/2.1 encoding.control \n2/2.2 encoding.control "
	"\n2/2.3 encoding.control "
	"\n2/2.0 csv.blank_row lost \n3/3 [d\te][f]\n3 rows\n",
	0, 0},
    {"replacement", TEXT("a,\xef\xbf\xbdx\n\"\xef\xbf\xbd\"\n"),
	"1/1.2 encoding.replacement \n1/1 [a][\xef\xbf\xbdx]\n2/2.1 encoding.replacement \n2/2 "
	"[\xef\xbf\xbd]\n2 rows\n",
	0, 0},
    {"quote inside", TEXT("a,b\nid,x\"y,z\nc,d\n"),
	"1/1 [a][b]\n2/2.2 csv.quote_inside lost [id]\n3/3 [c][d]\n3 rows\n", 0, 0},
    {"text after a quote", TEXT("a,b\nid,\"x\"y,z\nc,d\n"),
	"1/1 [a][b]\n2/2.2 csv.after_quote lost [id]\n3/3 [c][d]\n3 rows\n", 0, 0},
    {"a quote swallows no rows", TEXT("a,b\n1,\"x\n2,y\n3,\"z\"\n4,q\n"),
	"1/1 [a][b]\n2/2.2 csv.after_quote lost [1]\n3/3 [2][y]\n4/4 [3][z]\n5/5 [4][q]\n5 rows\n",
	0, 0},
    {"a lost row that a lone CR ends", TEXT("\"a\rb\"c\nd\n"),
	"1/1.0 csv.newline \n1/1.1 csv.after_quote lost \n2/2.1 csv.quote_inside lost \n3/3 [d]\n3 "
	"rows\n",
	0, 0},
    {"two stray quotes", TEXT("\"1,x\n\"2,y\n3,z\n"),
	"1/1.1 csv.after_quote lost \n2/2.1 csv.quote_open lost LOST \n2 rows\n", 0, 0},
    {"quote never closed", TEXT("a,b\n1,\"2\n3,4\n"),
	"1/1 [a][b]\n2/2.2 csv.quote_open lost LOST [1]\n2 rows\n", 0, 0},
    {"quote never closed, no line end", TEXT("a,b\n1,\"2"),
	"1/1 [a][b]\n2/2.2 csv.quote_open lost LOST [1]\n2 rows\n", 0, 0},
    {"second quote never closed", TEXT("\"a\nb\",c,\"\nx\ny"),
	"1/2.3 csv.quote_open lost LOST [a\nb][c]\n1 rows\n", 0, 0},
    {"file cut", TEXT("a,b,c\n1,2,3\n4,5"),
	"1/1 [a][b][c]\n2/2 [1][2][3]\n3/3.0 csv.cut lost LOST [4]\n3 rows\n", 0, 0},
    {"file cut, quoted", TEXT("a,b,c\n4,\"5\""),
	"1/1 [a][b][c]\n2/2.0 csv.cut lost LOST [4]\n2 rows\n", 0, 0},
    {"file cut within a character", TEXT("a,b,c\n4,\xc3"),
	"1/1 [a][b][c]\n2/2.0 csv.cut lost LOST [4]\n2 rows\n", 0, 0},
    {"header without line end", TEXT("a,b"), "1/1 [a][b]\n1 rows\n", 0, 0},
    {"limits just kept", TEXT("12345678,12345678,1,\n\"12345678\",1,2,\"3\"\n"),
	"1/1 [12345678][12345678][1][]\n2/2 [12345678][1][2][3]\n2 rows\n", &narrow, 0},
    {"cell too large", TEXT("a\n1,123456789,x\nb\n"),
	"1/1 [a]\n2/2.2 csv.limit lost LOST [1]\n2 rows\n", &narrow, 0},
    {"too many cells", TEXT("a\n1,2,3,4,5\nb\n"),
	"1/1 [a]\n2/2.5 csv.limit lost LOST [1][2][3][4]\n2 rows\n", &narrow, 0},
    {"row too large", TEXT("a\n1234567,1234567,12345\nb\n"),
	"1/1 [a]\n2/2.0 csv.limit lost LOST [1234567][1234567]\n2 rows\n", &narrow, 0},
    {"row of 20 bytes and CRLF", TEXT("1234567,1234567,1234\r\nb\n"),
	"1/1 [1234567][1234567][1234]\n2/2 [b]\n2 rows\n", &narrow, 0},
    {"row of 20 bytes after a BOM",
	TEXT("\xef\xbb\xbf"
	     "1234567,1234567,1234\r\nb\n"),
	"0/0.0 encoding.bom \n1/1 [1234567][1234567][1234]\n2/2 [b]\n2 rows\n", &narrow, 0},
    {"row too large within a quote", TEXT("a\n1,\"\n2,aaaaaa\n3,aaaaaa\n4,aaaaa\n"),
	"1/1 [a]\n2/2.2 csv.quote_open lost LOST [1]\n2 rows\n", &narrow, 0},
    {"line too large within a quote", TEXT("a\n1,\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	"1/1 [a]\n2/2.2 csv.quote_open lost LOST [1]\n2 rows\n", &narrow, 0},
    {"no line end at all", TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	"1/1.0 csv.limit lost LOST \n1 rows\n", &narrow, 0},
    {"Latin-1", TEXT("a,b\nJos\xe9,\xa4\x80\n"),
	"1/1 [a][b]\n2/2.2 encoding.control \n2/2 [Jos\xc3\xa9][\xc2\xa4]\n2 rows\n", 0,
	TABLE_LATIN1},
    {"Windows-1252", TEXT("\x80,\x92,\xe9\n"),
	"1/1 [\xe2\x82\xac][\xe2\x80\x99][\xc3\xa9]\n1 rows\n", 0, TABLE_WINDOWS_1252},
};

static void
check_cases(bool slow)
{
	static const size_t sizes[] = {65536, 1, 2, 3, 5, 7, 16, 17};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
			size_t size = sizes[j];
			const struct table_limits *limits =
			    cases[i].limits ? cases[i].limits : &wide;
			struct trace trace = trace_read(
			    cases[i].input, cases[i].encoding, limits, slow, fixed_size, &size);
			if (strcmp(trace.text, cases[i].want) != 0)
				fail_msg("%s, pieces of %zu:\n%s-- wanted:\n%s", cases[i].name,
				    size, trace.text, cases[i].want);
			free(trace.text);
		}
}

static void
cases_short_way(void **state)
{
	(void)state;
	check_cases(false);
}

static void
cases_by_libcsv(void **state)
{
	(void)state;
	check_cases(true);
}

static size_t
random_size(void *context)
{
	uint64_t *seed = context;
	return 1 + random_next(seed) % ((size_t)1 << random_next(seed) % 17);
}

// Random bytes, mostly those that mean something.
static size_t
random_bytes(uint64_t *seed, char *out, size_t most)
{
	static const char pieces[][5] = {"a", "b", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"\"",
	    "\",\"", " ", "\t", "\xc3\xa9", "\xff", "\x01", "\xef\xbf\xbd", "\"\n", "\n\""};
	size_t size = 0, count = random_next(seed) % (most / 4);
	unsigned kinds = (unsigned)(random_next(seed) % (sizeof pieces / sizeof *pieces)) + 1;
	for (size_t i = 0; i < count; i++) {
		const char *piece = pieces[random_next(seed) % kinds];
		for (; *piece != '\0'; piece++)
			out[size++] = *piece;
	}
	return size;
}

static void
pieces_do_not_matter(void **state)
{
	static char input[4000];
	static const struct table_limits limits = {20, 60, 12}, medium = {4000, 8000, 4000};
	uint64_t seed = 20261121;
	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		size_t whole = sizeof input;
		struct bytes bytes = {input, random_bytes(&seed, input, i % 10 == 0 ? 4000 : 100)};
		const struct table_limits *within = i % 2 ? &limits : &medium;
		struct trace one = trace_read(bytes, TABLE_UTF8, within, false, fixed_size, &whole);
		struct trace two = trace_read(bytes, TABLE_UTF8, within, false, random_size, &seed);
		struct trace slow = trace_read(bytes, TABLE_UTF8, within, true, random_size, &seed);
		assert_string_equal(one.text, two.text);
		assert_string_equal(one.text, slow.text);
		free(one.text);
		free(two.text);
		free(slow.text);
	}
}

static bool
stop_at_row(void *context, const struct table_row *row)
{
	++*(unsigned *)context;
	return row->row < 2;
}

static bool
stop_at_trouble(void *context, const struct table_trouble *trouble)
{
	(void)trouble;
	++*(unsigned *)context;
	return false;
}

static void
handlers_stop(void **state)
{
	unsigned calls = 0;
	(void)state;
	struct table *table = table_new(TABLE_UTF8, &wide, stop_at_row, stop_at_trouble, &calls);
	assert_false(table_feed(table, bytes_of("a,b,c,d\n1\n2\n3\n")));
	assert_false(table_feed(table, bytes_of("4\n")));
	assert_false(table_end(table));
	assert_int_equal(calls, 2);
	table_free(table);
	calls = 0;
	table = table_new(TABLE_UTF8, &wide, stop_at_row, stop_at_trouble, &calls);
	assert_false(table_feed(table, bytes_of("a\"b,c,d\n1\n2\n3\n")));
	assert_int_equal(calls, 1);
	table_free(table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cases_short_way),
	    cmocka_unit_test(cases_by_libcsv),
	    cmocka_unit_test(pieces_do_not_matter),
	    cmocka_unit_test(handlers_stop),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
