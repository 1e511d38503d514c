// Findings: numbers, counts, order, the file, and since when each has been there.
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "pipeline/findings.h"
#include "pipeline/fs.h"

#define TOO_LONG "0123456789012345678901234567890123456789012345678901234567890123\r\n"

#define HEADER "code,file,row,column,sourcedId,since\r\n"
#define TOO_LONG "0123456789012345678901234567890123456789012345678901234567890123\r\n"

enum { MANY = 200000, FILE_MOST = 100000 };

static char folder[] = "/tmp/findings_test.XXXXXX";
static int dir;
static const struct bytes none = {NULL, 0};

static uint64_t
add(struct findings *findings, const char *code, const char *file, uint64_t row, const char *column,
    const char *sourced_id, uint64_t cause, const char *message)
{
	struct fault fault = {0};
	struct finding finding = {.code = finding_code_named(code),
	    .severity = SEVERITY_DEFAULT,
	    .file = bytes_of(file),
	    .row = row,
	    .line = row == 0 ? 0 : row + 10,
	    .column = bytes_of(column),
	    .sourced_id = bytes_of(sourced_id),
	    .message = bytes_of(message != NULL ? message : ""),
	    .cause = cause};
	uint64_t id = findings_add(findings, &finding, &fault);
	assert_int_equal(finding.id, id);
	assert_int_not_equal(id, 0);
	return id;
}

// Writes, gives the file's text and removes the file. `before`: the text of the drop before, or
// NULL.
static char *
written(struct findings *findings, const char *drop, const char *before)
{
	struct fault fault = {0};
	size_t size;
	int fd = -1;
	if (before != NULL) {
		assert_true(fs_put(dir, "before.csv", before, strlen(before), &fault));
		fd = fs_open_file(dir, "before.csv", &fault);
	}
	assert_true(findings_write(findings, dir, drop, fd, &fault));
	if (fd >= 0)
		close(fd);
	char *text = fs_read(dir, "findings.csv", FILE_MOST, &size, &fault);
	assert_non_null(text);
	assert_true(fs_remove(dir, "findings.csv", &fault));
	assert_true(fs_remove(dir, "mended.csv", &fault));
	assert_true(fs_remove(dir, "holds", &fault));
	assert_true(fs_remove(dir, "before.csv", &fault));
	return text;
}

// The n-th line of a text (from 0) without its end, in static memory.
static const char *
line(const char *text, unsigned n)
{
	static char copy[1024];
	for (; n > 0; n--)
		text = strstr(text, "\r\n") + 2;
	size_t size = (size_t)(strstr(text, "\r\n") - text);
	assert_true(size < sizeof copy);
	memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

// The last cell of the n-th line.
static const char *
since(const char *text, unsigned n)
{
	return strrchr(line(text, n), ',') + 1;
}

static void
file_is_sorted_and_harmless(void **state)
{
	(void)state;
	char want[512];
	struct findings *findings = findings_new(dir, false);
	assert_int_equal(
	    add(findings, "value.grade", "users.csv", 300, "grades", "u1", 0, NULL), 1);
	assert_int_equal(
	    add(findings, "value.date", "users.csv", 300, "birth", "=x", 0, "a, b"), 2);
	assert_int_equal(
	    add(findings, "reference.rejected", "enrollments.csv", 2, "", "e", 1, "m"), 3);
	assert_int_equal(
	    add(findings, "value.grade", "users.csv", 25, "grades", "", 0, "second"), 4);
	assert_int_equal(
	    add(findings, "value.grade", "users.csv", 25, "grades", "", 0, "third"), 5);
	assert_int_equal(add(findings, "package.same", "", 0, "", "", 0, "whole"), 6);
	char *text = written(findings, "D1", NULL);
	const struct finding_code *grade = finding_code_named("value.grade");
	assert_string_equal(line(text, 0),
	    "id,severity,code,file,row,line,column,sourcedId,message,fix,cause,since");
	assert_memory_equal(line(text, 1), "6,notice,package.same,,,,,,whole,", 33);
	assert_memory_equal(
	    line(text, 2), "3,error,reference.rejected,enrollments.csv,2,12,,e,m,", 52);
	assert_string_equal(strrchr(line(text, 2), '1'), "1");
	assert_memory_equal(
	    line(text, 3), "4,warning,value.grade,users.csv,25,35,grades,,second,", 52);
	assert_memory_equal(
	    line(text, 4), "5,warning,value.grade,users.csv,25,35,grades,,third,", 51);
	assert_memory_equal(
	    line(text, 5), "2,error,value.date,users.csv,300,310,birth,'=x,\"a, b\",", 54);
	snprintf(want, sizeof want, "1,warning,value.grade,users.csv,300,310,grades,u1,%s%.20s",
	    strchr(grade->message, ',') != NULL ? "\"" : "", grade->message);
	assert_memory_equal(line(text, 6), want, strlen(want));
	assert_string_equal(since(text, 6), "D1");
	assert_non_null(strstr(line(text, 2), ",1,D1"));
	assert_non_null(strstr(line(text, 1), ",,D1"));
	free(text);
	findings_free(findings);
}

static void
counts_and_severities(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct findings *findings = findings_new(dir, false), *strict = findings_new(dir, true);
	add(findings, "value.grade", "users.csv", 2, "", "", 0, NULL);
	assert_true(findings_set_severity(findings, "value.grade", SEVERITY_ERROR, &fault));
	add(findings, "value.grade", "users.csv", 3, "", "", 0, NULL);
	add(findings, "value.grade", "orgs.csv", 3, "", "", 0, NULL);
	add(findings, "value.grade", "users.csv", 4, "", "", 0, NULL);
	assert_int_equal(findings_count(findings, SEVERITY_WARNING), 1);
	assert_int_equal(findings_count(findings, SEVERITY_ERROR), 3);
	assert_int_equal(findings_count(findings, SEVERITY_FATAL), 0);
	assert_int_equal(findings_count_code(findings, "value.grade"), 4);
	assert_int_equal(findings_count_code(findings, "value.date"), 0);
	assert_int_equal(findings_count_code(findings, "no.such"), 0);
	add(findings, "value.date", "users.csv", 3, "", "", 0, NULL); // a row with two errors
	add(findings, "value.grade", "users.csv", 3, "", "", 0, NULL);
	free(written(findings, "D1", NULL));
	assert_int_equal(findings_left_out(findings, "users.csv"), 2);
	assert_int_equal(findings_left_out(findings, "orgs.csv"), 1);
	assert_int_equal(findings_left_out(findings, "classes.csv"), 0);
	add(strict, "package.folder", "", 0, "", "", 0, NULL);
	assert_int_equal(findings_count(strict, SEVERITY_FATAL), 1);
	assert_false(findings_set_severity(findings, "package.not_zip", SEVERITY_ERROR, &fault));
	assert_int_equal(fault.class, FAULT_CONFIG);
	assert_true(findings_set_severity(findings, "package.not_zip", SEVERITY_FATAL, &fault));
	fault.class = FAULT_NONE;
	assert_false(findings_set_severity(findings, "no.such", SEVERITY_ERROR, &fault));
	assert_int_equal(fault.class, FAULT_CONFIG);
	findings_free(findings);
	findings_free(strict);
}

// From where a severity comes: catalogue and profile, place, district, floor.
static void
severity_has_four_sources(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		bool strict;
		enum severity own, place, floor, want;
	} cases[] = {
	    {"value.date", false, SEVERITY_DEFAULT, SEVERITY_DEFAULT, 0, SEVERITY_ERROR},
	    {"value.date", false, SEVERITY_DEFAULT, SEVERITY_WARNING, 0, SEVERITY_WARNING},
	    {"value.date", false, SEVERITY_FATAL, SEVERITY_WARNING, 0, SEVERITY_WARNING},
	    {"value.date", false, SEVERITY_NOTICE, SEVERITY_WARNING, 0, SEVERITY_NOTICE},
	    {"value.date", false, SEVERITY_FATAL, SEVERITY_ERROR, 0, SEVERITY_FATAL},
	    {"value.date", false, SEVERITY_NOTICE, SEVERITY_ERROR, SEVERITY_ERROR, SEVERITY_ERROR},
	    {"value.excel", false, SEVERITY_DEFAULT, SEVERITY_HOLD, 0, SEVERITY_HOLD},
	    {"value.excel", false, SEVERITY_NOTICE, SEVERITY_HOLD, 0, SEVERITY_NOTICE},
	    {"value.grade", false, SEVERITY_ERROR, SEVERITY_WARNING, 0, SEVERITY_ERROR},
	    {"package.folder", true, SEVERITY_DEFAULT, SEVERITY_WARNING, 0, SEVERITY_FATAL},
	    {"package.folder", true, SEVERITY_NOTICE, SEVERITY_WARNING, 0, SEVERITY_NOTICE},
	    {"package.crc", false, SEVERITY_DEFAULT, SEVERITY_NOTICE, 0, SEVERITY_FATAL},
	};
	struct fault fault = {0};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct findings *findings = findings_new(dir, cases[i].strict);
		if (cases[i].own != SEVERITY_DEFAULT)
			assert_true(
			    findings_set_severity(findings, cases[i].code, cases[i].own, &fault));
		assert_int_equal(findings_severity(findings, finding_code_named(cases[i].code),
				     cases[i].place, cases[i].floor),
		    cases[i].want);
		findings_free(findings);
	}
}

// What holds a drop is named in a file of its own.
static void
holds_are_named(void **state)
{
	(void)state;
	struct fault fault = {0};
	char text[64] = "", more[8] = "";
	struct findings *findings = findings_new(dir, false);
	assert_true(findings_holds(dir, text, sizeof text, &fault));
	assert_string_equal(text, "");
	add(findings, "policy.rollover", "", 0, "", "", 0, NULL);
	add(findings, "manifest.fewer", "roles.csv", 0, "", "", 0, NULL);
	add(findings, "manifest.fewer", "users.csv", 0, "", "", 0, NULL);
	assert_true(findings_write(findings, dir, "D1", -1, &fault));
	assert_true(findings_holds(dir, text, sizeof text, &fault));
	assert_string_equal(text, "manifest.fewer policy.rollover");
	assert_false(findings_holds(dir, more, sizeof more, &fault));
	assert_true(fs_remove(dir, "findings.csv", &fault));
	assert_true(fs_remove(dir, "holds", &fault));
	findings_free(findings);
}

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

static void
wrong_use_is_a_bug(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct findings *findings = findings_new(dir, false);
	assert_int_equal(findings_add(findings, &(struct finding){.code = NULL}, &fault), 0);
	assert_int_equal(fault.class, FAULT_BUG);
	fault.class = FAULT_NONE;
	assert_false(findings_walk(findings, NULL, NULL, &fault));
	assert_int_equal(fault.class, FAULT_BUG);
	free(written(findings, "D1", NULL));
	fault.class = FAULT_NONE;
	assert_int_equal(
	    findings_add(findings,
		&(struct finding){.code = finding_code_named("value.date"), .file = none}, &fault),
	    0);
	assert_int_equal(fault.class, FAULT_BUG);
	fault.class = FAULT_NONE;
	assert_false(findings_write(findings, dir, "D1", -1, &fault));
	assert_int_equal(fault.class, FAULT_BUG);
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

struct walk {
	uint64_t seen, row, stop;
};

static bool
visit(void *context, const struct finding *finding)
{
	struct walk *walk = context;
	char id[32];
	assert_true(finding->row > walk->row);
	walk->row = finding->row;
	snprintf(id, sizeof id, "student-%llu", (unsigned long long)finding->row);
	assert_true(bytes_is(finding->sourced_id, id));
	assert_true(bytes_is(finding->since, "D1"));
	assert_true(bytes_is(finding->column, "grades"));
	assert_int_equal(finding->id, MANY - finding->row + 1);
	assert_int_equal(finding->cause, finding->row == 7 ? 1 : 0);
	assert_string_equal(finding->code->code, "value.grade");
	return ++walk->seen != walk->stop;
}

// More than are held in memory, the last first; walked twice.
static void
many_are_kept(void **state)
{
	(void)state;
	struct fault fault = {0};
	char id[32];
	struct findings *findings = findings_new(dir, false);
	for (uint64_t row = MANY; row > 0; row--) {
		snprintf(id, sizeof id, "student-%llu", (unsigned long long)row);
		add(findings, "value.grade", "users.csv", row, "grades", id, row == 7 ? 1 : 0,
		    NULL);
	}
	assert_true(findings_write(findings, dir, "D1", -1, &fault));
	assert_true(fs_remove(dir, "findings.csv", &fault));
	for (unsigned i = 0; i < 2; i++) {
		struct walk walk = {0};
		assert_true(findings_walk(findings, visit, &walk, &fault));
		assert_int_equal(walk.seen, MANY);
	}
	struct walk walk = {.stop = 3};
	assert_true(findings_walk(findings, visit, &walk, &fault));
	assert_int_equal(walk.seen, 3);
	findings_free(findings);
}

static int
folder_make(void **state)
{
	struct fault fault;
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	dir = fs_open_dir(AT_FDCWD, folder, &fault);
	return dir < 0;
}

static int
folder_remove(void **state)
{
	(void)state;
	close(dir);
	return rmdir(folder);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(file_is_sorted_and_harmless),
	    cmocka_unit_test(counts_and_severities),
	    cmocka_unit_test(severity_has_four_sources),
	    cmocka_unit_test(holds_are_named),
	    cmocka_unit_test(mended_is_what_is_gone),
	    cmocka_unit_test(wrong_use_is_a_bug),
	    cmocka_unit_test(since_is_taken_over),
	    cmocka_unit_test(strange_file_before_is_passed_over),
	    cmocka_unit_test(many_are_kept),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
