// Findings beside those of the drop before: since when each has been there, and which were mended.
#include "tests/unit/findings_make.h"

#define HEADER "code,file,row,column,sourcedId,since\r\n"
#define TOO_LONG "0123456789012345678901234567890123456789012345678901234567890123\r\n"

// What was there before, was looked for and is not found is mended, and nothing else.
static void
mended_is_what_is_gone(void **state)
{
	(void)state;
	struct fault fault = {0};
	size_t size;
	static const char before[] = HEADER "value.grade,users.csv,2,grades,u1,D0\r\n"
					    "value.grade,users.csv,3,grades,'=u2,D0\r\n"
					    "value.date,orgs.csv,4,x,o,D0\r\nno.such,,,,,D0\r\n";
	struct findings *findings = findings_new(dir, false);
	add(findings, "value.grade", "users.csv", 9, "grades", "u1", 0, NULL);
	assert_true(findings_overlook(findings, "orgs.csv"));
	assert_true(fs_put(dir, "before.csv", before, strlen(before), &fault));
	int fd = fs_open_file(dir, "before.csv", &fault);
	assert_true(findings_write(findings, dir, "D1", fd, &fault));
	close(fd);
	assert_int_equal(findings_mended(findings, NULL), 1);
	assert_int_equal(findings_mended(findings, "value.grade"), 1);
	assert_int_equal(findings_mended(findings, "value.date"), 0);
	char *text = fs_read(dir, "mended.csv", FILE_MOST, &size, &fault);
	assert_non_null(text);
	assert_string_equal(line(text, 1), "value.grade,users.csv,3,grades,'=u2,D0");
	assert_int_equal(strlen(line(text, 0)) + strlen(line(text, 1)) + 4, size);
	free(text);
	assert_true(fs_remove(dir, "findings.csv", &fault));
	assert_true(fs_remove(dir, "before.csv", &fault));
	assert_true(fs_remove(dir, "mended.csv", &fault));
	findings_free(findings);
}

// The findings of three nights; what makes a finding the same one is changed in turn.
static char *
night(const char *drop, unsigned number, const char *before)
{
	struct findings *findings = findings_new(dir, false);
	add(findings, "value.grade", "users.csv", 2 + number, "grades", "=u1", 0, drop);
	add(findings, "value.grade", "users.csv", 20, "grades", "", 0, drop);
	add(findings, "value.grade", "users.csv", 30 + number, "grades", "", 0, drop);
	add(findings, "value.grade", "users.csv", 40, "grades", number == 1 ? "c" : "a", 0, drop);
	add(findings, "value.grade", "users.csv", 50, number == 1 ? "x" : "grades", "q", 0, drop);
	add(findings, number == 1 ? "value.date" : "value.grade", "users.csv", 60, "grades", "r", 0,
	    drop);
	add(findings, "value.grade", number == 1 ? "uzers.csv" : "users.csv", 70, "grades", "s", 0,
	    drop);
	add(findings, "value.grade", "zz.csv", 9, "", number == 1 ? "9" : "", 0, drop);
	char *text = written(findings, drop, before);
	findings_free(findings);
	return text;
}

static void
since_is_taken_over(void **state)
{
	(void)state;
	char *first = night("D0", 0, NULL), *second = night("D1", 1, first);
	static const char *const want[] = {"D0", "D0", "D1", "D1", "D1", "D1", "D1", "D1"};
	for (unsigned i = 0; i < sizeof want / sizeof want[0]; i++)
		assert_string_equal(since(second, i + 1), want[i]);
	char *third = night("D2", 1, second);
	for (unsigned i = 0; i < sizeof want / sizeof want[0]; i++)
		assert_string_equal(since(third, i + 1), want[i]);
	free(first);
	free(second);
	free(third);
}

// What was before may be anything.
static void
strange_file_before_is_passed_over(void **state)
{
	(void)state;
	static const char *const strange[] = {"", "\r\n", "\"", "id,code\r\n1,value.grade\r\n",
	    HEADER "value.grade,users.csv,20,grades,,\r\n",
	    HEADER "value.grade\r\n\xff\xfe,,,,,\r\n",
	    HEADER "value.grade,users.csv,20,grades,," TOO_LONG};
	for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
		char *text = night("D5", 0, strange[i]);
		assert_string_equal(since(text, 2), "D5");
		free(text);
	}
	char *text = night("D5", 0,
	    "since,code,file,row,column,sourcedId,more\r\n"
	    "D3,value.grade,users.csv,20,grades,,x\r\nD4,value.grade,users.csv,20,grades,,x\r\n");
	assert_string_equal(since(text, 2), "D3");
	free(text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mended_is_what_is_gone),
	    cmocka_unit_test(since_is_taken_over),
	    cmocka_unit_test(strange_file_before_is_passed_over),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
