// The small tables: entities, kinds of person, severities, and what holds of every line of the catalogue of findings.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "schema/finding.h"
#include "schema/roster.h"
#include "schema/value.h"

// Entities have the names that plans and feeds use.
static void
test_entities(void **state)
{
	(void)state;
	assert_int_equal(ENTITIES, 10);
	assert_string_equal(entity_table(ORGS), "orgs");
	assert_string_equal(entity_table(RELATIONSHIPS), "relationships");
	assert_string_equal(entity_name(ORGS), "org");
	assert_string_equal(entity_name(ACADEMIC_SESSIONS), "academicSession");
	assert_string_equal(entity_name(ENROLLMENTS), "enrollment");
	assert_string_equal(entity_name(RELATIONSHIPS), "relationship");
	assert_int_equal(entity_columns(USERS), USERS_COLUMNS);
	assert_int_equal(entity_columns(RELATIONSHIPS), 0);
	assert_string_equal(entity_column(USERS, USERS_EMAIL), "email");
	assert_null(entity_column(RELATIONSHIPS, 0));
	assert_null(entity_column(ORGS, ORGS_COLUMNS));
	for (unsigned i = 0; i < ENTITIES; i++)
		assert_non_null(entity_name(i));
}

// Every term of a role column makes somebody something; extensions make nobody anything.
static void
test_kinds(void **state)
{
	(void)state;
	const struct column *columns[] = {&oneroster_files[USERS].columns[USERS_ROLE],
	    &oneroster_files[ROLES].columns[ROLES_ROLE],
	    &oneroster_files[ENROLLMENTS].columns[ENROLLMENTS_ROLE]};
	for (unsigned i = 0; i < 3; i++)
		for (const char *const *term = columns[i]->terms; *term != NULL; term++)
			assert_true(person_kind_of_role(bytes_of(*term)) != PERSON_NONE);
	assert_int_equal(person_kind_of_role(bytes_of("student")), PERSON_STUDENT);
	assert_int_equal(person_kind_of_role(bytes_of("relative")), PERSON_GUARDIAN);
	assert_int_equal(person_kind_of_role(bytes_of("proctor")), PERSON_STAFF);
	assert_int_equal(person_kind_of_role(bytes_of("ext:driver")), PERSON_NONE);
	assert_int_equal(person_kind_of_role(bytes_of("")), PERSON_NONE);
	assert_string_equal(person_kind_name(PERSON_GUARDIAN), "guardian");
	assert_true(PERSON_STUDENT > PERSON_STAFF && PERSON_STAFF > PERSON_GUARDIAN);
}

// Sorted, complete, never milder in the strict profile, and found by its code.
static void
test_catalogue(void **state)
{
	(void)state;
	for (unsigned i = 0; i < finding_code_count; i++) {
		const struct finding_code *code = &finding_codes[i];
		if (i > 0)
			assert_true(strcmp(finding_codes[i - 1].code, code->code) < 0);
		assert_true(code->strict >= code->severity);
		assert_int_equal(code->message[strlen(code->message) - 1], '.');
		assert_int_equal(code->fix[strlen(code->fix) - 1], '.');
		assert_ptr_equal(finding_code_named(code->code), code);
	}
	assert_null(finding_code_named("value.nothing"));
	assert_null(finding_code_named(""));
	assert_true(finding_code_named("header.twice")->fixed);
	assert_false(finding_code_named("header.order")->fixed);
	assert_int_equal(finding_code_named("header.order")->severity, SEVERITY_WARNING);
	assert_int_equal(finding_code_named("header.order")->strict, SEVERITY_FATAL);
}

// Every type's code stands in the catalogue.
static void
test_value_codes(void **state)
{
	(void)state;
	for (unsigned type = CELL_TEXT; type <= CELL_PASSWORD; type++)
		assert_non_null(finding_code_named(value_code((enum cell_type)type)));
	assert_string_equal(value_code(CELL_TERM), "value.enum");
	assert_string_equal(value_code(CELL_PASSWORD), "value.password");
}

// Severities there and back.
static void
test_severities(void **state)
{
	(void)state;
	enum severity severity;
	for (unsigned i = SEVERITY_NOTICE; i <= SEVERITY_FATAL; i++) {
		const char *name = severity_name((enum severity)i);
		assert_true(severity_named(bytes_of(name), &severity));
		assert_int_equal(severity, i);
	}
	assert_string_equal(severity_name(SEVERITY_HOLD), "hold");
	assert_false(severity_named(bytes_of("Hold"), &severity));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_entities),
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_catalogue),
	    cmocka_unit_test(test_value_codes),
	    cmocka_unit_test(test_severities),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
