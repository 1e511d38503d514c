// uses cmd/apply/guards.c cmd/apply/guards_judge.c cmd/apply/guards_week.c
// What is drastic: shares by district, school and class, the floor, seven days.
#include "tests/unit/guards_make.h"

// Rows of roles, enrolments or classes of a school.
struct rows {
	unsigned entity;
	const char *role, *school, *class;
	unsigned count;
};

static struct bytes
row_record(char out[RECORD_MAX], const struct rows *rows)
{
	switch (rows->entity) {
	case ROLES:
		return record_of(out, ROLES, ROLES_ROLE, rows->role, ROLES_ORG, rows->school);
	case ENROLLMENTS:
		return record_of(out, ENROLLMENTS, ENROLLMENTS_SCHOOL, rows->school,
		    ENROLLMENTS_CLASS, rows->class);
	default:
		return record_of(
		    out, rows->entity, SOURCED_ID, rows->school, SOURCED_ID, rows->school);
	}
}

// Tells that rows go.
static void
go(struct rows rows)
{
	char record[RECORD_MAX], id[32];
	for (unsigned i = 0; i < rows.count; i++) {
		snprintf(id, sizeof id, "%s%u", rows.entity == ORGS ? rows.school : "x", i);
		assert_true(guards_change(
		    guards, &(struct change){.action = ACTION_ARCHIVE,
				.entity = rows.entity,
				.sourced_id = text(rows.entity == ORGS ? rows.school : id),
				.before = row_record(record, &rows)}));
	}
}

// Tells what stands.
static void
stand(struct rows rows)
{
	char record[RECORD_MAX];
	for (unsigned i = 0; i < rows.count; i++)
		guards_base(guards, rows.entity, text("x"), row_record(record, &rows));
}

static const struct rows students = {ROLES, "student", "s1", NULL, 11};

// Eleven of a hundred are more than ten per cent; of 110 they are not.
static void
test_share(void **state)
{
	struct rows all = students;
	(void)state;
	go(students);
	assert_true(guards_need_base(guards, NULL));
	all.count = 100;
	stand(all);
	assert_string_equal(judged(&quiet),
	    "removals: 11 of 100 students would go (11 %; guards { removals } allows 10)\n"
	    "removals: 11 of 100 students of school s1 would go (11 %; guards { removals } allows "
	    "10)\n");
	all.count = 10;
	stand(all);
	assert_string_equal(judged(&quiet), "");
}

// Ten are never too many, of however few.
static void
test_floor(void **state)
{
	struct rows ten = students, parents = {ROLES, "parent", "s1", NULL, 0};
	(void)state;
	ten.count = 10;
	go(ten);
	assert_false(guards_need_base(guards, NULL));
	assert_string_equal(judged(&quiet), "");
	// Nor are they when more than ten of another kind go, of very many.
	parents.count = 11;
	go(parents);
	parents.count = 1000;
	stand(parents);
	ten.count = 20;
	stand(ten);
	assert_true(guards_need_base(guards, NULL));
	assert_string_equal(judged(&quiet), "");
}

// A school that loses many holds the drop though the district as a whole loses few; a kind may have its own share.
static void
test_school(void **state)
{
	struct rows here = students, there = students;
	(void)state;
	go(students);
	here.count = 20;
	there.school = "s2";
	there.count = 1000;
	stand(here);
	stand(there);
	assert_string_equal(judged(&quiet), "removals: 11 of 20 students of school s1 would go (55 "
					    "%; guards { removals } allows 10)\n");
	limits.students = 60;
	assert_string_equal(judged(&quiet), "");
	limits.students = 0;
	assert_non_null(strstr(judged(&quiet), "removals: 11 of 1020 students would go"));
}

// One class that is emptied.
static void
test_class(void **state)
{
	struct rows class = {ENROLLMENTS, NULL, "s1", "c1", 13}, all = class, others = class;
	(void)state;
	go(class);
	all.count = 20;
	others.class = "c2";
	others.count = 2000;
	stand(all);
	stand(others);
	assert_string_equal(judged(&quiet), "class: 13 of 20 enrollments of class c1 would go (65 "
					    "%; guards { class } allows 60)\n");
}

// A school that is gone with its students holds, however few they are; an empty one does not.
static void
test_school_gone(void **state)
{
	struct rows school = {ORGS, NULL, "s1", NULL, 1}, few = students;
	(void)state;
	go(school);
	assert_true(guards_need_base(guards, NULL));
	assert_string_equal(judged(&quiet), "");
	for (unsigned i = 0; i < 20; i++) {
		char id[16];
		snprintf(id, sizeof id, "e%u", i);
		school.school = id;
		go(school);
	}
	assert_string_equal(judged(&quiet), "");
	few.count = 3;
	stand(few);
	assert_string_equal(
	    judged(&quiet), "school: 3 students of school s1 would go with their school\n");
}

// Nine per cent a night are too many in a week.
static void
test_week(void **state)
{
	struct removals week = quiet;
	struct rows all = students, lost = students;
	(void)state;
	lost.count = 90;
	go(lost);
	all.count = 1000;
	stand(all);
	week.of[GUARDED_STUDENTS] = 180;
	assert_string_equal(judged(&week), "");
	week.of[GUARDED_STUDENTS] = 270;
	assert_string_equal(judged(&week),
	    "week: 360 of 1270 students would be gone within seven days (28 %; guards { week } "
	    "allows 25)\n");
}

// A few a night, too few for any share, are too many in a week, too; of classes, which come as well, they are not.
static void
test_bleeding(void **state)
{
	struct removals week = quiet, act = quiet;
	struct rows all = students, lost = students;
	(void)state;
	lost.count = 9;
	go(lost);
	all.count = 64;
	stand(all);
	act.of[GUARDED_STUDENTS] = 9;
	removals_add(&week, &act, 10);
	assert_string_equal(judged(&week), "");
	removals_add(&week, &act, 10);
	assert_true(guards_need_base(guards, &week));
	assert_string_equal(judged(&week),
	    "week: 27 of 82 students would be gone within seven days (32 %; guards { week } allows "
	    "25)\n");
	// Of a week in which more went at once, too, the few are judged among themselves.
	week.of[GUARDED_STUDENTS] += 200;
	assert_non_null(strstr(judged(&week), "week: 27 of 82 students"));
	week = quiet;
	act.of[GUARDED_STUDENTS] = 10;
	removals_add(&week, &act, 10);
	assert_int_equal(week.few[GUARDED_STUDENTS], 10);
	// What was too much for the floor was looked at: it is not counted again for a few who follow.
	week = quiet;
	act.of[GUARDED_STUDENTS] = 11;
	removals_add(&week, &act, 10);
	removals_add(&week, &act, 10);
	assert_int_equal(week.of[GUARDED_STUDENTS], 22);
	assert_false(guards_need_base(guards, &week));
	assert_string_equal(judged(&week), "");
	// Of classes as many come as go, and of staff none went tonight; once one goes, it counts with those of the week.
	week.few[GUARDED_CLASSES] = 50;
	week.few[GUARDED_STAFF] = 50;
	go((struct rows){CLASSES, NULL, "s1", NULL, 5});
	assert_false(guards_need_base(guards, &week));
	go((struct rows){ROLES, "teacher", "s1", NULL, 1});
	stand((struct rows){ROLES, "teacher", "s1", NULL, 100});
	assert_true(guards_need_base(guards, &week));
	assert_string_equal(judged(&week),
	    "week: 51 of 150 staff would be gone within seven days (34 %; guards { week } allows "
	    "25)\n");
}

// What changes counts for the district alone: a school of which all changes is none to look at.
static void
test_updates(void **state)
{
	char record[RECORD_MAX];
	struct rows here = students, there = students;
	(void)state;
	here.count = 20;
	there.school = "s2";
	there.count = 1000;
	struct bytes role = row_record(record, &here);
	for (unsigned i = 0; i < here.count; i++)
		assert_true(guards_change(guards, &(struct change){.action = ACTION_UPDATE,
						      .entity = ROLES,
						      .sourced_id = text("x"),
						      .before = role,
						      .after = role}));
	stand(here);
	stand(there);
	assert_string_equal(judged(&quiet), "");
	limits.updates = 1;
	assert_string_equal(judged(&quiet),
	    "updates: 20 of 1020 students would change (1 %; guards { updates } allows 1)\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    GUARDS_TEST(test_share),
	    GUARDS_TEST(test_floor),
	    GUARDS_TEST(test_school),
	    GUARDS_TEST(test_class),
	    GUARDS_TEST(test_school_gone),
	    GUARDS_TEST(test_week),
	    GUARDS_TEST(test_bleeding),
	    GUARDS_TEST(test_updates),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
