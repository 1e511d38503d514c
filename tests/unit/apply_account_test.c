// What an account takes from its person's rows and what is its own, its state as its people come and go, and what it can be found by.
//
// uses cmd/apply/by_hand.c cmd/apply/state.c cmd/apply/grace.c
// uses cmd/apply/family.c cmd/apply/undo.c cmd/apply/undo_account.c cmd/apply/hands.c cmd/apply/links.c
// uses cmd/apply/directory.c cmd/apply/account.c cmd/apply/record.c cmd/apply/roles.c
#include "tests/unit/directory_make.h"

#include "cmd/apply/apply.h"
#include "pipeline/limits.h"

static struct job job;
static struct applier applier;

// A user's record with these details.
static struct bytes
user_record(
    char out[512], const char *id, const char *family, const char *email, const char *mobile)
{
	struct bytes cells[USERS_COLUMNS] = {{NULL, 0}};
	cells[SOURCED_ID] = text(id);
	cells[USERS_FAMILY_NAME] = text(family);
	cells[USERS_USERNAME] = text(id);
	cells[USERS_EMAIL] = text(email);
	cells[USERS_SMS] = text(mobile);
	return (struct bytes){out, record_write(out, cells, USERS_COLUMNS)};
}

static void
begin(struct store *store, struct roster *roster)
{
	job = (struct job){.conf = &conf, .district = &district, .out = dir};
	applier = (struct applier){.job = &job,
	    .roster = roster,
	    .store = store,
	    .newcomers = idmap_new(),
	    .waiting = idmap_new(),
	    .roles = roles_new()};
	must(applier.newcomers != NULL && applier.roles != NULL);
}

static void
end(void)
{
	idmap_free(applier.newcomers);
	idmap_free(applier.waiting);
	roles_free(applier.roles);
	store_close(applier.store);
	roster_close(applier.roster);
}

// A roster that only says who u1 is, and when born.
static struct roster *
plain_roster(void)
{
	roster_begin("1.1");
	roster_comes(USERS, "bulk");
	roster_comes(DEMOGRAPHICS, "bulk");
	roster_row(DEMOGRAPHICS, text("u1"), ROSTER_ACTIVE, SOURCED_ID, "u1",
	    DEMOGRAPHICS_BIRTH_DATE, "2015-02-03", -1);
	roster_is("u1", "student", "o1,o2");
	return roster_end(NULL);
}

// Names follow the SIS always; contact details are the person's own once joined, unless the district says otherwise.
static void
contacts_are_the_persons_own(void **state)
{
	(void)state;
	static const struct {
		const char *account_state;
		bool update_active;
		const char *email, *mobile;
	} cases[] = {
	    {"invited", false, "new@x.example", "+12015550102"},
	    {"invited", true, "new@x.example", "+12015550102"},
	    {"archived", false, "new@x.example", "+12015550102"},
	    {"active", false, "old@x.example", "+12015550101"},
	    {"active", true, "new@x.example", "+12015550102"},
	};
	char out[512];
	begin(store_begin(), plain_roster());
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bytes cells[ACCOUNT_CELLS];
		const struct bytes old[ACCOUNT_CELLS] = {
		    [ACCOUNT_STATE] = text(cases[i].account_state),
		    [ACCOUNT_FAMILY_NAME] = text("Old"),
		    [ACCOUNT_EMAIL] = text("old@x.example"),
		    [ACCOUNT_MOBILE] = text("+12015550101"),
		    [ACCOUNT_HISTORY] = text("kept")};
		district.contacts.update_active = cases[i].update_active;
		must(account_record(&applier, text("u1"),
		    user_record(out, "u1", "New", "new@x.example", "+12015550102"), old, false,
		    cells, &fault));
		assert_bytes(cells[ACCOUNT_FAMILY_NAME], "New");
		assert_bytes(cells[ACCOUNT_EMAIL], cases[i].email);
		assert_bytes(cells[ACCOUNT_MOBILE], cases[i].mobile);
		assert_bytes(cells[ACCOUNT_STATE], cases[i].account_state);
		assert_bytes(cells[ACCOUNT_HISTORY], "kept");
		assert_bytes(cells[ACCOUNT_KIND], "student");
		assert_bytes(cells[ACCOUNT_SCHOOLS], "o1,o2");
		assert_bytes(cells[ACCOUNT_BIRTH_DATE], "2015-02-03");
	}
	end();
}

// What the SIS never said of a person is not taken away from an account that had it; what it said and says no more is.
static void
what_the_sis_leaves_blank_is_kept(void **state)
{
	(void)state;
	static const struct {
		const char *was, *email; // NULL: a newcomer
	} cases[] = {{NULL, "own@x.example"}, {"", "own@x.example"}, {"sis@x.example", ""}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[512];
		struct bytes cells[ACCOUNT_CELLS];
		const struct bytes old[ACCOUNT_CELLS] = {
		    [ACCOUNT_STATE] = text("invited"), [ACCOUNT_EMAIL] = text("own@x.example")};
		struct store *store = store_begin();
		if (cases[i].was != NULL)
			store_row(store, USERS, text("u1"), STORED_ACTIVE, SOURCED_ID, "u1",
			    USERS_EMAIL, cases[i].was, -1);
		store_end(store);
		begin(store, plain_roster());
		must(account_record(&applier, text("u1"), user_record(out, "u1", "New", "", ""), old,
		    false, cells, &fault));
		assert_bytes(cells[ACCOUNT_EMAIL], cases[i].email);
		assert_bytes(cells[ACCOUNT_USERNAME], "u1");
		end();
		assert_int_equal(scratch_remove(state), 0);
		assert_int_equal(scratch_make(state), 0);
	}
}

// Somebody who has joined is told when the SIS changes how to reach them, also when its row said so before and the setting is new, and only then.
static void
who_has_joined_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *account_state, *was, *is;
		enum action action;
		bool update_active, told;
	} cases[] = {
	    {"active", "own@x.example", "new@x.example", ACTION_UPDATE, true, true},
	    {"active", "own@x.example", "new@x.example", ACTION_UPDATE, false, false},
	    {"active", "new@x.example", "new@x.example", ACTION_UPDATE, true, true},
	    {"active", "new@x.example", "own@x.example", ACTION_UPDATE, true, false},
	    {"active", "own@x.example", "own@x.example", ACTION_UPDATE, true, false}, // the name alone
	    {"active", "", "new@x.example", ACTION_LINK, true, true},
	    {"active", "own@x.example", "", ACTION_ARCHIVE, true, false},
	    {"invited", "own@x.example", "new@x.example", ACTION_UPDATE, true, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char before[512], after[512];
		struct store *store = store_begin();
		store_account(
		    store, "a1", "guardian", cases[i].account_state, "u1", "own@x.example", "u1");
		store_end(store);
		begin(store, plain_roster());
		district.contacts.update_active = cases[i].update_active;
		struct change change = {.action = cases[i].action,
		    .entity = USERS,
		    .sourced_id = text("u1"),
		    .account_id = text("a1"),
		    .before = user_record(before, "u1", "Old", cases[i].was, "")};
		if (cases[i].action != ACTION_ARCHIVE)
			change.after = user_record(after, "u1", "New", cases[i].is, "");
		assert_int_equal(applier_notifies(&applier, &change), cases[i].told);
		end();
		assert_int_equal(scratch_remove(state), 0);
		assert_int_equal(scratch_make(state), 0);
	}
}

// Looks at account a1 again in an act of its own, as after a change of its user.
static void
refresh(struct bytes before, struct bytes after, enum action action)
{
	const struct change change = {.action = action,
	    .entity = USERS,
	    .sourced_id = text("u1"),
	    .account_id = text("a1"),
	    .before = before,
	    .after = after};
	struct directory directory = {.applier = &applier, .touched = idmap_new(), .family = family_new()};
	must(store_begin_act(applier.store, &fault));
	must(store_put(applier.store, USERS, text("u1"),
	    after.size > 0 ? STORED_ACTIVE : STORED_ARCHIVED, after.size > 0 ? after : before,
	    &fault));
	must(directory_touch(&directory, &change));
	must(directory_refresh(&directory, &fault));
	store_end(applier.store);
	idmap_free(directory.touched);
	family_free(directory.family);
}

// A cell of account a1.
static void
assert_cell(enum account_cell cell, const char *wanted)
{
	struct stored stored;
	struct bytes cells[ACCOUNT_CELLS];
	assert_true(store_get(applier.store, STORE_ACCOUNTS, text("a1"), &stored));
	assert_true(record_read(stored.record, cells, ACCOUNT_CELLS));
	assert_bytes(cells[cell], wanted);
}

// Whether an account is found by a credential.
static bool
found(enum credential credential, const char *value, const char *holder)
{
	char key[CREDENTIAL_KEY_MAX];
	struct stored stored;
	return store_get(applier.store, STORE_CREDENTIALS,
	    store_credential_key(credential, text(value), text(holder), key), &stored);
}

// An account goes to the archive with the last of its people, and comes out of it as what it was.
static void
the_state_comes_and_goes_with_the_people(void **state)
{
	(void)state;
	static const char *const states[] = {"active", "invited"};
	for (size_t i = 0; i < 2; i++) {
		char out[512];
		struct bytes user = user_record(out, "u1", "New", "old@x.example", "");
		struct store *store = store_begin();
		store_account(store, "a1", "student", states[i], "u1", "old@x.example", "u1");
		store_end(store);
		begin(store, plain_roster());
		refresh(user, text(NULL), ACTION_ARCHIVE);
		assert_cell(ACCOUNT_STATE, "archived");
		assert_cell(ACCOUNT_STATE_BEFORE, states[i]);
		assert_cell(ACCOUNT_LINKS, "0");
		refresh(user, user, ACTION_UNARCHIVE);
		assert_cell(ACCOUNT_STATE, states[i]);
		assert_cell(ACCOUNT_STATE_BEFORE, "");
		assert_cell(ACCOUNT_LINKS, "1");
		end();
		assert_int_equal(scratch_remove(state), 0);
		assert_int_equal(scratch_make(state), 0);
	}
}

// One of two people of an account leaves: it lives on with the other.
static void
an_account_lives_while_one_of_its_people_does(void **state)
{
	(void)state;
	char out[512], other[512];
	struct store *store = store_begin();
	struct bytes user = user_record(out, "u1", "First", "", "");
	store_account(store, "a1", "guardian", "active", "u1", NULL, "u1");
	store_row(store, STORE_LINKS, text("u2"), STORED_ACTIVE, 0, "a1", -1);
	store_credential(store, CREDENTIAL_LINK, "a1", "u2");
	must(store_put(store, USERS, text("u2"), STORED_ACTIVE,
	    user_record(other, "u2", "Second", "", ""), &fault));
	store_end(store);
	begin(store, plain_roster());
	refresh(user, text(NULL), ACTION_ARCHIVE);
	assert_cell(ACCOUNT_STATE, "active");
	assert_cell(ACCOUNT_FAMILY_NAME, "Second");
	assert_cell(ACCOUNT_LINKS, "1");
	assert_true(found(CREDENTIAL_LINK, "a1", "u1"));
	end();
}

// A new e-mail address is what the account is found by, and the old one no more.
static void
credentials_follow_the_account(void **state)
{
	(void)state;
	char old[512], out[512];
	struct store *store = store_begin();
	store_account(store, "a1", "student", "invited", "u1", "old@x.example", "u1");
	store_end(store);
	begin(store, plain_roster());
	refresh(user_record(old, "u1", "New", "old@x.example", ""),
	    user_record(out, "u1", "New", "New@x.example", ""), ACTION_UPDATE);
	assert_cell(ACCOUNT_EMAIL, "New@x.example");
	assert_true(found(CREDENTIAL_EMAIL, "new@x.example", "a1"));
	assert_false(found(CREDENTIAL_EMAIL, "old@x.example", "a1"));
	assert_true(found(CREDENTIAL_USERNAME, "u1", "a1"));
	end();
}

// A user takes over the account of one who left, who gives up the link.
static void
a_link_moves_to_who_takes_over(void **state)
{
	(void)state;
	char out[512];
	struct stored stored;
	struct store *store = store_begin();
	store_account(store, "a1", "student", "active", "ann", NULL, "u0");
	store_row(store, USERS, text("u0"), STORED_ARCHIVED, SOURCED_ID, "u0", -1);
	store_end(store);
	begin(store, plain_roster());
	const struct change change = {.action = ACTION_LINK,
	    .entity = USERS,
	    .reason = REASON_SAME_USERNAME,
	    .sourced_id = text("u1"),
	    .account_id = text("a1"),
	    .after = user_record(out, "u1", "New", "", "")};
	uint64_t written = 0;
	struct directory directory = {.applier = &applier,
	    .touched = idmap_new(),
	    .family = family_new(),
	    .credentials = sort_new(dir, LIMIT_SORT_BYTES)};
	must(store_begin_act(store, &fault));
	must(store_put(store, USERS, text("u1"), STORED_ACTIVE, change.after, &fault));
	must(directory_insert(&directory, &change, &fault) && directory_touch(&directory, &change));
	must(directory_put_credentials(&directory, &written, &fault));
	must(directory_refresh(&directory, &fault));
	store_end(store);
	assert_true(store_get(store, STORE_LINKS, text("u1"), &stored));
	assert_false(store_get(store, STORE_LINKS, text("u0"), &stored));
	assert_true(found(CREDENTIAL_LINK, "a1", "u1"));
	assert_false(found(CREDENTIAL_LINK, "a1", "u0"));
	assert_cell(ACCOUNT_STATE, "active");
	sort_free(directory.credentials);
	idmap_free(directory.touched);
	family_free(directory.family);
	end();
}

// By the roles in the store: the strongest makes the kind, primary ones name the first schools, archived ones count no more.
static void
roles_make_a_person(void **state)
{
	(void)state;
	struct bytes person[PERSON_CELLS];
	struct store *store = store_begin();
	static const struct {
		const char *id, *user, *type, *role, *org;
		enum stored_state state;
	} rows[] = {
	    {"r1", "u1", "secondary", "parent", "o3", STORED_ACTIVE},
	    {"r2", "u1", "primary", "teacher", "o2", STORED_ACTIVE},
	    {"r3", "u1", "secondary", "parent", "o2", STORED_ACTIVE},
	    {"r4", "u1", "secondary", "student", "o1", STORED_ARCHIVED},
	    {"r5", "u2", "primary", "student", "o1", STORED_ACTIVE},
	    {"r6", "u3", "primary", "aide", "o1", STORED_ARCHIVED},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		store_row(store, ROLES, text(rows[i].id), rows[i].state, ROLES_USER, rows[i].user,
		    ROLES_TYPE, rows[i].type, ROLES_ROLE, rows[i].role, ROLES_ORG, rows[i].org, -1);
	begin(store, plain_roster());
	must(roles_add(applier.roles, text("u1")) && roles_add(applier.roles, text("u1")) &&
	     roles_add(applier.roles, text("u3")));
	assert_false(roles_person(applier.roles, text("u1"), person));
	must(roles_read(applier.roles, store, &fault));
	assert_true(roles_person(applier.roles, text("u1"), person));
	assert_bytes(person[PERSON_KIND_NAME], "staff");
	assert_bytes(person[PERSON_SCHOOLS], "o2,o3");
	assert_false(roles_person(applier.roles, text("u2"), person));
	assert_false(roles_person(applier.roles, text("u3"), person));
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(contacts_are_the_persons_own),
	    SCRATCH_TEST(who_has_joined_is_told),
	    SCRATCH_TEST(what_the_sis_leaves_blank_is_kept),
	    SCRATCH_TEST(the_state_comes_and_goes_with_the_people),
	    SCRATCH_TEST(an_account_lives_while_one_of_its_people_does),
	    SCRATCH_TEST(credentials_follow_the_account),
	    SCRATCH_TEST(a_link_moves_to_who_takes_over),
	    SCRATCH_TEST(roles_make_a_person),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
