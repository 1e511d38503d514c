// Findings: numbers, counts, order, and the file. Since when each has been there is in findings_since_test.c.
#include "tests/unit/findings_make.h"

enum { MANY = 200000 };

static const struct bytes none = {NULL, 0};

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

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(file_is_sorted_and_harmless),
	    cmocka_unit_test(counts_and_severities),
	    cmocka_unit_test(severity_has_four_sources),
	    cmocka_unit_test(holds_are_named),
	    cmocka_unit_test(wrong_use_is_a_bug),
	    cmocka_unit_test(many_are_kept),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
