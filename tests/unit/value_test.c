// Values, by tables of cases.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "schema/value.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define COLUMN(file, column) &oneroster_files[file].columns[column]
#define ID36 "11111111-2222-3333-4444-555555555555"

// A cell: its column and version, the verdict, and the value that stands where it differs.
static const struct cell_case {
	enum roster_file file;
	int column;
	enum version version;
	const char *value;
	enum value_verdict verdict;
	const char *stands;
} cells[] = {
    {ORGS, SOURCED_ID, V11, "994_F", VALUE_GOOD, NULL},
    {ORGS, SOURCED_ID, V11, "academy:org 1", VALUE_REPAIRED, NULL},
    {ORGS, SOURCED_ID, V11, "a,b", VALUE_BAD, NULL},
    {ORGS, ORGS_PARENT, V11, "academy:org 1", VALUE_GOOD, NULL},
    {ORGS, ORGS_PARENT, V11, "a\"b", VALUE_BAD, NULL},
    {ORGS, STATUS, V11, "active", VALUE_GOOD, NULL},
    {ORGS, STATUS, V12, "toBeDeleted", VALUE_REPAIRED, "tobedeleted"},
    {ORGS, STATUS, V11, "inactive", VALUE_REPAIRED, "tobedeleted"},
    {ORGS, STATUS, V12, "Inactive", VALUE_REPAIRED, "tobedeleted"},
    {ORGS, STATUS, V12, "deleted", VALUE_BAD, NULL},
    {ORGS, ORGS_NAME, V11, " anything, at all", VALUE_GOOD, NULL},
    {ORGS, ORGS_TYPE, V11, "school", VALUE_GOOD, NULL},
    {ORGS, ORGS_TYPE, V11, "School", VALUE_REPAIRED, "school"},
    {ORGS, ORGS_TYPE, V11, "ext:campus", VALUE_BAD, NULL},
    {ORGS, ORGS_TYPE, V120, "ext:campus", VALUE_GOOD, NULL},
    {ORGS, ORGS_TYPE, V121, "EXT:Campus", VALUE_REPAIRED, "ext:Campus"},
    {ORGS, ORGS_TYPE, V121, "ext:", VALUE_BAD, NULL},
    {ORGS, ORGS_TYPE, V121, "schools", VALUE_BAD, NULL},
    {ROLES, ROLES_TYPE, V121, "ext:third", VALUE_BAD, NULL},
    {ROLES, ROLES_ROLE, V121, "administrator", VALUE_BAD, NULL},
    {ROLES, ROLES_ROLE, V121, "systemadministrator", VALUE_REPAIRED, "systemAdministrator"},
    {USERS, USERS_ROLE, V11, "principal", VALUE_BAD, NULL},
    {DEMOGRAPHICS, DEMOGRAPHICS_SEX, V11, "other", VALUE_BAD, NULL},
    {DEMOGRAPHICS, DEMOGRAPHICS_SEX, V12, "other", VALUE_GOOD, NULL},
    {RESOURCES, 5, V12, "student , Teacher,ext:x", VALUE_REPAIRED, "student,teacher,ext:x"},
    {RESOURCES, 5, V12, "student,cook", VALUE_BAD, NULL},
    {RESULTS, 5, V11, "Fully graded", VALUE_REPAIRED, "fully graded"},
    {USERS, USERS_ENABLED, V11, "true", VALUE_GOOD, NULL},
    {USERS, USERS_ENABLED, V11, "false", VALUE_GOOD, NULL},
    {USERS, USERS_ENABLED, V11, "TRUE", VALUE_REPAIRED, "true"},
    {USERS, USERS_ENABLED, V11, "0", VALUE_REPAIRED, "false"},
    {USERS, USERS_ENABLED, V11, "Yes", VALUE_REPAIRED, "true"},
    {USERS, USERS_ENABLED, V11, "no", VALUE_REPAIRED, "false"},
    {USERS, USERS_ENABLED, V11, "2", VALUE_BAD, NULL},
    {ROLES, ROLES_BEGIN, V12, "2028-02-29", VALUE_GOOD, NULL},
    {ROLES, ROLES_BEGIN, V12, "2027-02-29", VALUE_BAD, NULL},
    {ROLES, ROLES_BEGIN, V12, "8/27/2018", VALUE_BAD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T18:25:43.511Z", VALUE_GOOD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T18:25:43Z", VALUE_GOOD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T18:25:43.5+00:00", VALUE_GOOD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T18:25Z", VALUE_GOOD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T18:25:43+02:00", VALUE_BAD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T18:25:43", VALUE_BAD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T18:25:43.Z", VALUE_BAD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-31T18:25:43Z", VALUE_BAD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T24:00:00Z", VALUE_BAD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T18:60Z", VALUE_BAD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23 18:25:43", VALUE_BAD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23", VALUE_BAD, NULL},
    {ORGS, DATE_LAST_MODIFIED, V11, "2012-04-23T18:25:43Z ", VALUE_BAD, NULL},
    {ACADEMIC_SESSIONS, SESSIONS_SCHOOL_YEAR, V11, "2027", VALUE_GOOD, NULL},
    {ACADEMIC_SESSIONS, SESSIONS_SCHOOL_YEAR, V11, "2026/27", VALUE_BAD, NULL},
    {ACADEMIC_SESSIONS, SESSIONS_SCHOOL_YEAR, V11, "26", VALUE_BAD, NULL},
    {CATEGORIES, 4, V12, "-12", VALUE_GOOD, NULL},
    {CATEGORIES, 4, V12, "1.5", VALUE_BAD, NULL},
    {CATEGORIES, 4, V12, "-", VALUE_BAD, NULL},
    {CATEGORIES, 4, V12, "1234567890123456789", VALUE_BAD, NULL},
    {RESULTS, 6, V12, "+1.25", VALUE_GOOD, NULL},
    {RESULTS, 6, V12, "12", VALUE_GOOD, NULL},
    {RESULTS, 6, V12, ".5", VALUE_GOOD, NULL},
    {RESULTS, 6, V12, "1.", VALUE_BAD, NULL},
    {RESULTS, 6, V12, ".", VALUE_BAD, NULL},
    {RESULTS, 6, V12, "1.2E+05", VALUE_BAD, NULL},
    {RESULTS, 6, V12, "1,5", VALUE_BAD, NULL},
    {USERS, USERS_USER_IDS, V11, "{LDAP:Id},{LTI:Id}", VALUE_GOOD, NULL},
    {USERS, USERS_USER_IDS, V11, "{LDAP:Id}, {LTI:Id}", VALUE_REPAIRED, "{LDAP:Id},{LTI:Id}"},
    {USERS, USERS_USER_IDS, V11, "98861739", VALUE_BAD, NULL},
    {USERS, USERS_USER_IDS, V11, "{:Id}", VALUE_BAD, NULL},
    {USERS, USERS_USER_IDS, V11, "{LDAP:}", VALUE_BAD, NULL},
    {USERS, USERS_USER_IDS, V11, "{LDAP;Id}", VALUE_BAD, NULL},
    {USERS, USERS_USER_IDS, V11, "{a:b}{c:d}", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana.vell@lakeview.example.org", VALUE_GOOD, NULL},
    {USERS, USERS_EMAIL, V11, "o'dell+roster@a-b.example", VALUE_GOOD, NULL},
    {USERS, USERS_EMAIL, V11, "jos\xC3\xA9@example.org", VALUE_GOOD, NULL},
    {USERS, USERS_EMAIL, V11, "none@none.com", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "NoReply@example.org", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "n/a", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana@example", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana@@example.org", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana vell@example.org", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana@example.org;bo@example.org", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, ".ana@example.org", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana..v@example.org", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana@-example.org", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana@example..org", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana@example.org.", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana@10.0.0.1", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "@example.org", VALUE_BAD, NULL},
    {USERS, USERS_EMAIL, V11, "ana@", VALUE_BAD, NULL},
    {USERS, USERS_SMS, V11, "+1 (555) 010-0199", VALUE_GOOD, NULL},
    {USERS, USERS_PHONE, V11, "5550101", VALUE_GOOD, NULL},
    {USERS, USERS_PHONE, V11, "555-010-0199 ext 12", VALUE_GOOD, NULL},
    {USERS, USERS_PHONE, V11, "000-000-0000", VALUE_BAD, NULL},
    {USERS, USERS_PHONE, V11, "+1 999 999 9999", VALUE_BAD, NULL},
    {USERS, USERS_PHONE, V11, "555010", VALUE_BAD, NULL},
    {USERS, USERS_PHONE, V11, "call 555 010 0199 at noon", VALUE_BAD, NULL},
    {USERS, USERS_PHONE, V11, "5550100199@example.org", VALUE_BAD, NULL},
    {USERS, USERS_PHONE, V11, "012345678901234567890", VALUE_BAD, NULL},
    {USERS, USERS_GRADES, V11, "07", VALUE_GOOD, NULL},
    {USERS, USERS_GRADES, V11, "7", VALUE_REPAIRED, "07"},
    {USERS, USERS_GRADES, V11, "kg", VALUE_REPAIRED, "KG"},
    {USERS, USERS_GRADES, V11, "01,2, 3", VALUE_REPAIRED, "01,02,03"},
    {USERS, USERS_GRADES, V11, "14", VALUE_BAD, NULL},
    {USERS, USERS_GRADES, V11, "01,P1", VALUE_BAD, NULL},
    {USERS, USERS_GRADES, V121, "P1", VALUE_GOOD, NULL},
    {USERS, USERS_GRADES, V120, "7", VALUE_GOOD, NULL},
    {CLASSES, CLASSES_SUBJECTS, V11, "chemistry, physics", VALUE_REPAIRED, "chemistry,physics"},
    {CLASSES, CLASSES_SUBJECTS, V11, "chemistry,,physics,", VALUE_REPAIRED, "chemistry,physics"},
    {CLASSES, CLASSES_SUBJECTS, V11, "social studies", VALUE_GOOD, NULL},
    {CLASSES, CLASSES_SUBJECTS, V11, ", ,", VALUE_REPAIRED, ""},
    {CLASSES, CLASSES_TERMS, V11, "t1,t2", VALUE_GOOD, NULL},
    {CLASSES, CLASSES_TERMS, V11, "t1, t2", VALUE_REPAIRED, "t1,t2"},
    {CLASSES, CLASSES_TERMS, V11, "[{\"sourceId\":\"t1\"}]", VALUE_BAD, NULL},
    {CLASSES, CLASSES_TERMS, V11,
	ID36 ", " ID36 ", " ID36 ", " ID36 ", " ID36 ", " ID36 ", " ID36 ", " ID36, VALUE_REPAIRED,
	ID36 "," ID36 "," ID36 "," ID36 "," ID36 "," ID36 "," ID36 "," ID36},
    {USERS, USERS_PASSWORD, V11, "secret", VALUE_GOOD, NULL},
};

// Every cell of the table.
static void
test_cells(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cells); i++) {
		const struct cell_case *given = &cells[i];
		char buffer[VALUE_BUFFER];
		struct bytes out = {NULL, 0};
		enum value_verdict verdict = value_check(COLUMN(given->file, given->column),
		    given->version, bytes_of(given->value), buffer, &out);
		const char *stands = given->stands == NULL ? given->value : given->stands;
		if (verdict != given->verdict || !bytes_is(out, stands))
			print_error("case %zu: %s gives %d\n", i, given->value, (int)verdict);
		assert_int_equal(verdict, given->verdict);
		assert_true(bytes_is(out, stands));
	}
}

// A list that is good may be of any length; one to be repaired may not.
static void
test_long_list(void **state)
{
	(void)state;
	enum { SIZE = 2 * VALUE_BUFFER };
	char list[SIZE], buffer[VALUE_BUFFER];
	for (unsigned i = 0; i < SIZE; i++)
		list[i] = i % 8 == 7 ? ',' : 'x';
	struct bytes out, value = {list, SIZE - 1};
	const struct column *column = COLUMN(CLASSES, CLASSES_TERMS);
	assert_int_equal(value_check(column, V11, value, buffer, &out), VALUE_GOOD);
	assert_ptr_equal(out.data, list);
	list[8] = ' ';
	assert_int_equal(value_check(column, V11, value, buffer, &out), VALUE_BAD);
	assert_int_equal(out.size, SIZE - 1);
	value.size = VALUE_BUFFER + 1; // two blanks less, so it just fits
	list[value.size - 2] = ' ';
	assert_int_equal(value_check(column, V11, value, buffer, &out), VALUE_REPAIRED);
}

// Days of the calendar; every day of 800 years counts one more than the day before.
static void
test_dates(void **state)
{
	static const char *const bad[] = {"2026-02-30", "2026-13-01", "2026-00-01", "2026-01-00",
	    "2026-04-31", "1900-02-29", "0000-01-01", "2026-1-01", "2026/01/01", "2026-01-01 ",
	    "20260101", "", "2026-01-0x", "+026-01-01"};
	long days, next = 0;
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(value_date(bytes_of(bad[i]), &days));
	assert_true(value_date(bytes_of("1970-01-01"), &days));
	assert_int_equal(days, 0);
	assert_true(value_date(bytes_of("0001-01-01"), &days));
	assert_int_equal(days, -719162);
	assert_true(value_date(bytes_of("2026-11-21"), &days));
	assert_int_equal(days, 20778);
	for (unsigned i = 0; i < 800 * 12 * 31; i++) {
		char text[16];
		snprintf(text, sizeof(text), "%04u-%02u-%02u", 1600 + i / 372, i / 31 % 12 + 1,
		    i % 31 + 1);
		if (!value_date(bytes_of(text), &days))
			continue;
		assert_true(i == 0 || days == next);
		next = days + 1;
	}
	assert_int_equal(next, 157054); // 1 January 2400
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cells),
	    cmocka_unit_test(test_long_list),
	    cmocka_unit_test(test_dates),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
