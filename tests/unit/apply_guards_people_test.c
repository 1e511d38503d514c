// uses cmd/apply/guards.c cmd/apply/guards_judge.c cmd/apply/guards_week.c
// What is drastic about people: those who come back under another sourcedId, and contacts that change; and what guards are called.
#include "tests/unit/guards_make.h"

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
	for (unsigned i = 0; i < 100; i++)
		guards_base(guards, USERS, text("x"),
		    record_of(before, USERS, USERS_GIVEN_NAME, "a", USERS_FAMILY_NAME, "b"));
	assert_string_equal(judged(&quiet),
	    "replaced: 14 of 40 people who leave come back under "
	    "another sourcedId (35 %; guards { replaced } allows 30)\n");
}

// A name of one part is not enough to be somebody else's.
static void
test_half_names(void **state)
{
	char given[RECORD_MAX], family[RECORD_MAX];
	(void)state;
	for (unsigned i = 0; i < 40; i++) {
		struct bytes record =
		    i < 20
			? record_of(given, USERS, USERS_GIVEN_NAME, "Kim", USERS_FAMILY_NAME, "")
			: record_of(family, USERS, USERS_GIVEN_NAME, "", USERS_FAMILY_NAME, "Lee");
		assert_true(guards_change(guards, &(struct change){.action = ACTION_ARCHIVE,
						      .entity = USERS,
						      .sourced_id = text("x"),
						      .before = record}));
		assert_true(guards_change(guards, &(struct change){.action = ACTION_CREATE,
						      .entity = USERS,
						      .sourced_id = text("y"),
						      .after = record}));
	}
	limits.replaced = 0;
	limits.floor = 0;
	assert_string_equal(judged(&quiet), "");
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
	// Who returns has what the SIS says now: nothing of them changes.
	for (unsigned i = 0; i < 60; i++)
		assert_true(guards_change(guards,
		    &(struct change){.action = ACTION_UNARCHIVE,
			.entity = USERS,
			.sourced_id = text("y"),
			.before =
			    record_of(before, USERS, USERS_EMAIL, "old", USERS_USERNAME, "old"),
			.after =
			    record_of(after, USERS, USERS_EMAIL, "new", USERS_USERNAME, "new")}));
	assert_non_null(strstr(judged(&quiet), "usernames: 11 of 100 people"));
	limits.updates = 50;
	assert_non_null(strstr(judged(&quiet), "updates: 60 of 100 people would change (60 %"));
}

// A mobile phone is a contact, and so is the phone at home; one that was blank before is no change.
static void
test_phones(void **state)
{
	static const unsigned columns[] = {USERS_SMS, USERS_PHONE};
	char before[RECORD_MAX], after[RECORD_MAX];
	(void)state;
	for (unsigned i = 0; i < 70; i++) {
		unsigned column = columns[i % 2];
		const char *old = i < 40 ? "+12015550101" : "";
		assert_true(guards_change(
		    guards, &(struct change){.action = ACTION_UPDATE,
				.entity = USERS,
				.sourced_id = text("x"),
				.before = record_of(before, USERS, column, old, column, old),
				.after = record_of(after, USERS, column, "+12015550102", column,
				    "+12015550102")}));
	}
	for (unsigned i = 0; i < 100; i++)
		guards_base(guards, USERS, text("x"),
		    record_of(before, USERS, USERS_EMAIL, "a", USERS_USERNAME, "b"));
	assert_non_null(strstr(judged(&quiet), "contacts: 40 of 100 people"));
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
	char missing[8], long_name[GUARD_NAMES + 8];
	memset(long_name, 'x', sizeof long_name);
	long_name[sizeof long_name - 1] = '\0';
	assert_false(guard_covers("removals", long_name)); // none is passed over for its length
	assert_int_equal(
	    guard_missing("removals", "week removals class", missing, sizeof missing), 2);
	assert_string_equal(missing, "week");
	assert_true(guard_covers("removals,class", "class"));
	assert_true(guard_covers("removals,class", " removals class"));
	assert_true(guard_covers("removals", ""));
	assert_false(guard_covers("removals", "removals school"));
	assert_false(guard_covers("removals", "removal"));
	assert_false(guard_covers("removal", "removals"));
	assert_false(guard_covers("", "removals"));
}

// What is about what goes, and nothing else, may wait alone.
static void
test_only_removals(void **state)
{
	static const char *const others[] = {
	    "updates", "contacts", "usernames", "replaced", "rekey", "manifest.source"};
	char holds[64];
	(void)state;
	assert_true(guard_only_removals("removals"));
	assert_true(guard_only_removals(" removals week class school"));
	assert_false(guard_only_removals(""));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		snprintf(holds, sizeof holds, "removals %s", others[i]);
		assert_false(guard_only_removals(holds));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    GUARDS_TEST(test_people),
	    GUARDS_TEST(test_half_names),
	    GUARDS_TEST(test_contacts),
	    GUARDS_TEST(test_phones),
	    GUARDS_TEST(test_names),
	    GUARDS_TEST(test_covers),
	    GUARDS_TEST(test_only_removals),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
