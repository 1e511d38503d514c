// uses cmd/apply/guards.c cmd/apply/guards_judge.c cmd/apply/guards_week.c
// What is drastic: shares by district, school and class, the floor, seven days, and people who come back under another sourcedId.
#include "tests/unit/scratch.h"

#include "cmd/apply/guards.h"
#include "schema/record.h"

enum { TRIPPED_MAX = 32, RECORD_MAX = 512 };

static const struct removals quiet;
static struct conf_guards limits;
static struct guards *guards;

static int
guards_make(void **state)
{
	(void)state;
	limits = (struct conf_guards){.removals = 10,
	    .students = GUARD_AS_REMOVALS,
	    .staff = GUARD_AS_REMOVALS,
	    .guardians = GUARD_AS_REMOVALS,
	    .classes = GUARD_AS_REMOVALS,
	    .enrollments = GUARD_AS_REMOVALS,
	    .class_share = 60,
	    .week = 25,
	    .updates = 75,
	    .contacts = 30,
	    .usernames = 5,
	    .replaced = 30,
	    .floor = 10};
	guards = guards_new(&limits);
	return guards == NULL ? -1 : 0;
}

static int
guards_remove(void **state)
{
	(void)state;
	guards_free(guards);
	return 0;
}

#define GUARDS_TEST(function) cmocka_unit_test_setup_teardown(function, guards_make, guards_remove)

// A record of which two cells count.
static struct bytes
record_of(char out[RECORD_MAX], unsigned entity, unsigned one, const char *value, unsigned other,
    const char *second)
{
	struct bytes cells[RECORD_CELLS_MAX] = {{NULL, 0}};
	cells[one] = text(value);
	cells[other] = text(second);
	return (struct bytes){out, record_write(out, cells, entity_columns(entity))};
}

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

// The limits that are passed, in sentences.
static const char *
judged(const struct removals *week)
{
	static char out[4096];
	struct tripped tripped[TRIPPED_MAX];
	unsigned passed;
	struct text sentence = {NULL, 0, 0, false};
	size_t count = guards_judge(guards, week, tripped, TRIPPED_MAX, &passed);
	for (size_t i = 0; i < count; i++) {
		tripped_text(&tripped[i], &sentence);
		text_put(&sentence, "\n");
	}
	snprintf(out, sizeof out, "%.*s", (int)sentence.size,
	    sentence.data == NULL ? "" : sentence.data);
	text_free(&sentence);
	return out;
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
	struct rows ten = students;
	(void)state;
	ten.count = 10;
	go(ten);
	assert_false(guards_need_base(guards, NULL));
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
	// What was too much for the floor was looked at: it is not counted again for a few who follow.
	week = quiet;
	act.of[GUARDED_STUDENTS] = 11;
	removals_add(&week, &act, 10);
	removals_add(&week, &act, 10);
	assert_int_equal(week.of[GUARDED_STUDENTS], 22);
	assert_false(guards_need_base(guards, &week));
	assert_string_equal(judged(&week), "");
	week.few[GUARDED_CLASSES] = 50;
	assert_false(guards_need_base(guards, &week));
}

// Users of whom some leave and come again under another sourcedId, and one whose contacts change.
static void
test_people(void **state)
{
	char name[32], before[RECORD_MAX], after[RECORD_MAX];
	(void)state;
	for (unsigned i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "Kim%u", i);
		struct bytes record =
		    record_of(before, USERS, USERS_GIVEN_NAME, name, USERS_FAMILY_NAME, "Lee");
		assert_true(guards_change(guards, &(struct change){.action = ACTION_ARCHIVE,
						      .entity = USERS,
						      .sourced_id = text(name),
						      .before = record}));
		snprintf(name, sizeof name, "KIM%u", i % 3 == 0 ? i : i + 1000);
		record = record_of(after, USERS, USERS_GIVEN_NAME, name, USERS_FAMILY_NAME, "lee");
		assert_true(guards_change(guards, &(struct change){.action = ACTION_CREATE,
						      .entity = USERS,
						      .sourced_id = text(name),
						      .after = record}));
	}
	for (unsigned i = 0; i < 1000; i++)
		guards_base(guards, USERS, text("x"),
		    record_of(before, USERS, USERS_GIVEN_NAME, "a", USERS_FAMILY_NAME, "b"));
	assert_string_equal(judged(&quiet),
	    "replaced: 14 of 40 people who leave come back under "
	    "another sourcedId (35 %; guards { replaced } allows 30)\n");
}

// E-mails and usernames that change; that one was blank before is no change.
static void
test_contacts(void **state)
{
	char before[RECORD_MAX], after[RECORD_MAX];
	(void)state;
	for (unsigned i = 0; i < 60; i++)
		assert_true(guards_change(
		    guards, &(struct change){.action = ACTION_UPDATE,
				.entity = USERS,
				.sourced_id = text("x"),
				.before = record_of(before, USERS, USERS_EMAIL, i < 35 ? "old" : "",
				    USERS_USERNAME, i < 11 ? "old" : "same"),
				.after = record_of(after, USERS, USERS_EMAIL, "new", USERS_USERNAME,
				    i < 11 ? "new" : "same")}));
	for (unsigned i = 0; i < 100; i++)
		guards_base(guards, USERS, text("x"),
		    record_of(before, USERS, USERS_EMAIL, "a", USERS_USERNAME, "b"));
	assert_string_equal(judged(&quiet),
	    "contacts: 35 of 100 people would get another e-mail or phone (35 %; guards { contacts "
	    "} "
	    "allows 30)\n"
	    "usernames: 11 of 100 people would get another username (11 %; guards { usernames } "
	    "allows 5)\n");
	limits.updates = 50;
	assert_non_null(strstr(judged(&quiet), "updates: 60 of 100 people would change (60 %"));
}

// Names of guards are found again.
static void
test_names(void **state)
{
	enum guard guard;
	(void)state;
	for (unsigned i = 0; i < GUARDS; i++) {
		assert_true(guard_named(guard_name((enum guard)i), &guard));
		assert_int_equal(guard, i);
	}
	assert_false(guard_named("removal", &guard));
}

// A release for some guards covers what it names, and nothing by a part of a name.
static void
test_covers(void **state)
{
	(void)state;
	assert_true(guard_covers("removals,class", "class"));
	assert_true(guard_covers("removals,class", " removals class"));
	assert_true(guard_covers("removals", ""));
	assert_false(guard_covers("removals", "removals school"));
	assert_false(guard_covers("removals", "removal"));
	assert_false(guard_covers("removal", "removals"));
	assert_false(guard_covers("", "removals"));
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
	    GUARDS_TEST(test_people),
	    GUARDS_TEST(test_contacts),
	    GUARDS_TEST(test_names),
	    GUARDS_TEST(test_covers),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
