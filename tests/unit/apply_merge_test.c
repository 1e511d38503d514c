// What a drop means for a record: every way in which roster and store can differ, for bulk, delta and absent files; what goes with what; classes
// that come back; whose account somebody gets.
//
// uses cmd/apply/by_hand.c cmd/apply/owner.c
// uses cmd/apply/family.c cmd/apply/rekey.c cmd/apply/rekey_facts.c cmd/apply/undo.c cmd/apply/undo_account.c cmd/apply/hands.c cmd/apply/links.c
// uses cmd/apply/first.c cmd/apply/merge.c cmd/apply/gone.c cmd/apply/account.c
// uses cmd/apply/absent.c cmd/apply/part.c cmd/apply/part_settle.c cmd/apply/grace.c cmd/apply/guards.c
#include "tests/unit/directory_make.h"

#include "cmd/apply/apply.h"

enum { NOTHING = -1, BEGINS = 1, ENDS, RETURNS, UPDATES };

// How a row comes: not at all, as it is in the store, changed, deleted by a delta, refused by match, left out by validate.
enum row { NO_ROW, SAME, CHANGED, DELETED, REFUSED, LEFT_OUT };
enum record { NO_RECORD, ACTIVE, ARCHIVED };

static const struct merge_case {
	const char *mode; // NULL: absent
	enum row row;
	bool unknown; // some row of the file cannot be named
	enum record record;
	int what;
	enum reason reason;
} cases[] = {
    {"bulk", CHANGED, false, NO_RECORD, BEGINS, REASON_NEW},
    {"bulk", SAME, false, ACTIVE, NOTHING, REASON_NEW},
    {"bulk", CHANGED, false, ACTIVE, UPDATES, REASON_CHANGED},
    {"bulk", SAME, false, ARCHIVED, RETURNS, REASON_RETURNED},
    {"bulk", CHANGED, false, ARCHIVED, RETURNS, REASON_RETURNED},
    {"bulk", NO_ROW, false, ACTIVE, ENDS, REASON_GONE},
    {"bulk", NO_ROW, false, ARCHIVED, NOTHING, REASON_NEW},
    {"bulk", NO_ROW, true, ACTIVE, NOTHING, REASON_NEW},
    {"bulk", CHANGED, true, ACTIVE, UPDATES, REASON_CHANGED},
    {"bulk", LEFT_OUT, false, ACTIVE, NOTHING, REASON_NEW},
    {"bulk", LEFT_OUT, false, ARCHIVED, NOTHING, REASON_NEW},
    {"bulk", REFUSED, false, ACTIVE, NOTHING, REASON_NEW},
    {"bulk", REFUSED, false, NO_RECORD, NOTHING, REASON_NEW},
    {"delta", CHANGED, false, NO_RECORD, BEGINS, REASON_NEW},
    {"delta", SAME, false, ACTIVE, NOTHING, REASON_NEW},
    {"delta", CHANGED, false, ACTIVE, UPDATES, REASON_CHANGED},
    {"delta", SAME, false, ARCHIVED, RETURNS, REASON_RETURNED},
    {"delta", DELETED, false, ACTIVE, ENDS, REASON_DELETED},
    {"delta", DELETED, false, ARCHIVED, NOTHING, REASON_NEW},
    {"delta", DELETED, false, NO_RECORD, NOTHING, REASON_NEW},
    {"delta", NO_ROW, false, ACTIVE, NOTHING, REASON_NEW},
    {"delta", REFUSED, false, ACTIVE, NOTHING, REASON_NEW},
    {NULL, NO_ROW, false, ACTIVE, NOTHING, REASON_NEW},
};

// The changes that a pass told, in short: "action entity sourcedId account reason" between bars.
struct told {
	char words[2048];
	size_t size;
};

static bool
note(void *context, const struct change *change, struct fault *unused)
{
	struct told *told = context;
	(void)unused;
	char id[64];
	size_t size = change->sourced_id.size;
	memcpy(id, change->sourced_id.data, size);
	for (size_t i = 0; i < size; i++)
		id[i] = id[i] == '\0' ? '+' : id[i];
	told->size += (size_t)snprintf(told->words + told->size, sizeof told->words - told->size,
	    "%s%s %s %.*s %.*s %s", told->size > 0 ? "|" : "", action_name(change->action),
	    entity_name(change->entity), (int)size, id, (int)change->account_id.size,
	    change->account_id.size > 0 ? change->account_id.data : "",
	    reason_text(change->reason));
	return true;
}

// Merges what was laid; twice, because plan and act must tell the same.
static struct told
merged(struct store *store, struct roster *roster)
{
	struct job job = {.conf = &conf, .district = &district};
	struct applier applier = {.job = &job,
	    .roster = roster,
	    .store = store,
	    .newcomers = idmap_new(),
	    .archived = idmap_new(),
	    .stay_closed = idmap_new(),
	    .relinked = idmap_new(),
	    .absent = idmap_new(),
	    .clashes = idmap_new(),
	    .waiting = idmap_new()};
	struct told told = {.size = 0}, again = {.size = 0};
	must(merge_drop(&applier, true, note, &told, &fault));
	must(merge_drop(&applier, true, note, &again, &fault));
	assert_string_equal(told.words, again.words);
	idmap_free(applier.newcomers);
	idmap_free(applier.archived);
	idmap_free(applier.stay_closed);
	idmap_free(applier.relinked);
	idmap_free(applier.absent);
	idmap_free(applier.clashes);
	idmap_free(applier.waiting);
	store_close(store);
	roster_close(roster);
	return told;
}

// A match.mdb that refuses one row; gives its path.
static const char *
refuse(unsigned entity, const char *id)
{
	static char path[64];
	char key[AMENDED_KEY_MAX];
	db_table table = 0;
	snprintf(path, sizeof path, "%s/match.mdb", folder);
	struct db *db = db_create(path, (uint64_t)1024 * 1024, &fault);
	must(db != NULL && db_table_open(db, "amended", &table, &fault) &&
	     db_put(db, table, roster_amended_key(entity, text(id), key), text("R"), &fault) &&
	     db_finish(db, &fault));
	db_close(db);
	return path;
}

// A case's drop; the last column of each of these entities is a plain text.
static struct roster *
lay_roster(unsigned entity, const struct merge_case *one)
{
	char key[64];
	int last = (int)entity_columns(entity) - 1;
	roster_begin("1.2");
	if (one->mode != NULL)
		roster_comes(entity, one->mode);
	snprintf(key, sizeof key, "unknown.%s", entity_table(entity));
	if (one->unknown)
		roster_put("meta", text(key), text("1"));
	if (one->row == LEFT_OUT)
		roster_leave_out(entity, text("x"));
	else if (one->row != NO_ROW)
		roster_row(entity, text("x"), one->row == DELETED ? ROSTER_DELETED : ROSTER_ACTIVE,
		    SOURCED_ID, "x", last, one->row == SAME ? "old" : "new", -1);
	return roster_end(one->row == REFUSED ? refuse(entity, "x") : NULL);
}

static struct store *
lay_store(unsigned entity, const struct merge_case *one)
{
	struct store *store = store_begin();
	if (one->record != NO_RECORD)
		store_row(store, entity, text("x"),
		    one->record == ACTIVE ? STORED_ACTIVE : STORED_ARCHIVED, SOURCED_ID, "x",
		    (int)entity_columns(entity) - 1, "old", -1);
	store_end(store);
	return store;
}

static void
judge(unsigned entity, const struct merge_case *one)
{
	static const char *const things[] = {
	    [BEGINS] = "create", [ENDS] = "archive", [RETURNS] = "unarchive", [UPDATES] = "update"};
	static const char *const places[] = {
	    [BEGINS] = "enrol", [ENDS] = "unenrol", [RETURNS] = "enrol", [UPDATES] = "update"};
	char wanted[128] = "";
	struct told told = merged(lay_store(entity, one), lay_roster(entity, one));
	if (one->what != NOTHING)
		snprintf(wanted, sizeof wanted, "%s %s x  %s",
		    (entity == ENROLLMENTS ? places : things)[one->what], entity_name(entity),
		    reason_text(one->reason));
	assert_string_equal(told.words, wanted);
}

static void
every_difference_has_its_meaning(void **state)
{
	static const unsigned entities[] = {
	    ORGS, COURSES, CLASSES, ROLES, DEMOGRAPHICS, ENROLLMENTS};
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		for (size_t j = 0; j < sizeof cases / sizeof *cases; j++) {
			print_message("# %s, case %zu\n", entity_name(entities[i]), j);
			district.classes.unarchive_reappearing = true;
			judge(entities[i], &cases[j]);
			assert_int_equal(scratch_remove(state), 0);
			assert_int_equal(scratch_make(state), 0);
		}
}

// Two users with everything that hangs on them, in one class.
static struct store *
lay_people(void)
{
	struct store *store = store_begin();
	const char *users[] = {"u1", "u2"}, *accounts[] = {"a1", "a2"};
	const char *kinds[] = {"guardian", "student"};
	for (int i = 0; i < 2; i++) {
		const char *user = users[i];
		store_row(store, USERS, text(user), STORED_ACTIVE, SOURCED_ID, user, -1);
		store_row(store, USER_PROFILES, text(user), STORED_ACTIVE, PROFILES_USER, user, -1);
		store_row(store, ROLES, text(user), STORED_ACTIVE, ROLES_USER, user, -1);
		store_row(store, DEMOGRAPHICS, text(user), STORED_ACTIVE, SOURCED_ID, user, -1);
		store_row(store, ENROLLMENTS, text(user), STORED_ACTIVE, ENROLLMENTS_USER, user,
		    ENROLLMENTS_CLASS, "k1", -1);
		store_account(store, accounts[i], kinds[i], "invited", user, NULL, user);
	}
	store_row(store, CLASSES, text("k1"), STORED_ACTIVE, SOURCED_ID, "k1", -1);
	store_row(store, RELATIONSHIPS, (struct bytes){"u1\0u2", 5}, STORED_ACTIVE, -1);
	store_row(store, RELATIONSHIPS, (struct bytes){"u2\0u1", 5}, STORED_ACTIVE, -1);
	store_end(store);
	return store;
}

#define OWNER " what it belongs to is archived"

static void
what_hangs_on_a_user_goes_with_the_user(void **state)
{
	(void)state;
	struct store *store = lay_people();
	roster_begin("1.2");
	roster_comes(USERS, "bulk");
	roster_row(USERS, text("u2"), ROSTER_ACTIVE, SOURCED_ID, "u2", -1);
	assert_string_equal(merged(store, roster_end(NULL)).words,
	    "archive user u1 a1 no longer in the SIS|archive userProfile u1 a1" OWNER
	    "|archive role u1 a1" OWNER "|archive demographics u1 a1" OWNER
	    "|unenrol enrollment u1 a1" OWNER "|disconnect relationship u1+u2 a1" OWNER
	    "|disconnect relationship u2+u1 a2" OWNER);
}

// A student who leaves stays connected with the guardians, who stay or leave as well.
static void
a_student_who_leaves_stays_connected(void **state)
{
	(void)state;
	struct store *store = lay_people();
	roster_begin("1.2");
	roster_comes(USERS, "bulk");
	roster_row(USERS, text("u1"), ROSTER_ACTIVE, SOURCED_ID, "u1", -1);
	roster_comes(RELATIONSHIPS, "bulk");
	assert_string_equal(merged(store, roster_end(NULL)).words,
	    "archive user u2 a2 no longer in the SIS|archive userProfile u2 a2" OWNER
	    "|archive role u2 a2" OWNER "|archive demographics u2 a2" OWNER
	    "|unenrol enrollment u2 a2" OWNER);
}

static void
enrolments_go_with_the_class(void **state)
{
	(void)state;
	struct store *store = lay_people();
	roster_begin("1.2");
	roster_comes(CLASSES, "delta");
	roster_row(CLASSES, text("k1"), ROSTER_DELETED, SOURCED_ID, "k1", -1);
	assert_string_equal(merged(store, roster_end(NULL)).words,
	    "archive class k1  deleted by a delta|unenrol enrollment u1 a1" OWNER
	    "|unenrol enrollment u2 a2" OWNER);
}

// A user whose row was left out keeps what the row would say: relationships, and in 1.1 roles; so does who names somebody left out.
static void
a_row_left_out_takes_nothing_with_it(void **state)
{
	(void)state;
	static const char *const out[] = {"u1", "u2"};
	for (size_t i = 0; i < 2; i++) {
		struct store *store = lay_people();
		roster_begin("1.1");
		roster_comes(USERS, "bulk");
		roster_comes(RELATIONSHIPS, "bulk");
		roster_comes(ROLES, "bulk");
		roster_leave_out(USERS, text(out[i]));
		roster_row(USERS, text(out[1 - i]), ROSTER_ACTIVE, SOURCED_ID, out[1 - i], -1);
		roster_row(ROLES, text(out[1 - i]), ROSTER_ACTIVE, ROLES_USER, out[1 - i], -1);
		assert_string_equal(merged(store, roster_end(NULL)).words, "");
		assert_int_equal(scratch_remove(state), 0);
		assert_int_equal(scratch_make(state), 0);
	}
}

// The stored people, of whom u2's row names u1.
static struct store *
lay_people_naming(void)
{
	struct store *store = lay_people();
	must(store_begin_act(store, &fault));
	store_row(
	    store, USERS, text("u2"), STORED_ACTIVE, SOURCED_ID, "u2", USERS_AGENTS, "u9,u1", -1);
	store_end(store);
	return store;
}

// A relationship ends with a delta when a row of either of the two came, and neither names the other any more.
static void
a_delta_ends_a_relationship_that_nobody_names(void **state)
{
	(void)state;
	struct store *store = lay_people();
	roster_begin("1.2");
	roster_comes(USERS, "delta");
	roster_comes(RELATIONSHIPS, "delta");
	roster_row(USERS, text("u1"), ROSTER_ACTIVE, SOURCED_ID, "u1", -1);
	assert_string_equal(merged(store, roster_end(NULL)).words,
	    "disconnect relationship u1+u2 a1 no longer in the SIS|disconnect relationship u2+u1 "
	    "a2 no longer in the SIS");
	assert_int_equal(scratch_remove(state), 0);
	assert_int_equal(scratch_make(state), 0);
	store = lay_people_naming();
	roster_begin("1.2");
	roster_comes(USERS, "delta");
	roster_comes(RELATIONSHIPS, "delta");
	roster_row(USERS, text("u1"), ROSTER_ACTIVE, SOURCED_ID, "u1", -1);
	assert_string_equal(merged(store, roster_end(NULL)).words, "");
}

// A class that comes back, and who is in it.
static const char *
class_comes_back(bool policy)
{
	static struct told told;
	struct store *store = store_begin();
	district.classes.unarchive_reappearing = policy;
	store_row(store, CLASSES, text("k1"), STORED_ARCHIVED, SOURCED_ID, "k1", -1);
	store_row(store, ENROLLMENTS, text("e1"), STORED_ARCHIVED, ENROLLMENTS_CLASS, "k1", -1);
	store_end(store);
	roster_begin("1.2");
	roster_comes(CLASSES, "bulk");
	roster_comes(ENROLLMENTS, "bulk");
	roster_row(CLASSES, text("k1"), ROSTER_ACTIVE, SOURCED_ID, "k1", -1);
	roster_row(ENROLLMENTS, text("e1"), ROSTER_ACTIVE, ENROLLMENTS_CLASS, "k1", -1);
	roster_row(ENROLLMENTS, text("e2"), ROSTER_ACTIVE, ENROLLMENTS_CLASS, "k1", -1);
	told = merged(store, roster_end(NULL));
	return told.words;
}

static void
a_class_comes_back_by_policy(void **state)
{
	(void)state;
	assert_string_equal(class_comes_back(false), "");
	assert_int_equal(scratch_remove(state), 0);
	assert_int_equal(scratch_make(state), 0);
	assert_string_equal(class_comes_back(true),
	    "unarchive class k1  in the SIS again|enrol enrollment e1  in the SIS again|"
	    "enrol enrollment e2  new in the SIS");
}

// Users who come: new ones, one with a link who returns, one whose account went to another, one for whom match found an account.
static void
users_get_accounts(void **state)
{
	(void)state;
	char path[64], record[64];
	db_table table = 0;
	struct store *store = store_begin();
	store_row(store, USERS, text("u2"), STORED_ARCHIVED, SOURCED_ID, "u2", -1);
	store_row(store, USERS, text("u3"), STORED_ARCHIVED, SOURCED_ID, "u3", -1);
	store_account(store, "a7", "student", "archived", NULL, NULL, "u2");
	store_end(store);
	roster_begin("1.2");
	roster_comes(USERS, "delta");
	for (const char *id = "u1\0u2\0u3\0u4\0u5\0"; *id != '\0'; id += 3)
		roster_row(USERS, text(id), ROSTER_ACTIVE, SOURCED_ID, id, -1);
	snprintf(path, sizeof path, "%s/match.mdb", folder);
	struct db *db = db_create(path, (uint64_t)1024 * 1024, &fault);
	must(db != NULL && db_table_open(db, "links", &table, &fault));
	const struct bytes cells[MATCH_CELLS] = {text("a9"), text("email")};
	must(db_put(db, table, text("u4"),
		 (struct bytes){record, record_write(record, cells, MATCH_CELLS)}, &fault) &&
	     db_finish(db, &fault));
	db_close(db);
	assert_string_equal(merged(store, roster_end(path)).words,
	    "create user u1 a0000000001 new in the SIS|unarchive user u2 a7 in the SIS again|"
	    "unarchive user u3 a0000000002 in the SIS again|"
	    "link user u4 a9 same e-mail as an account that had no link|"
	    "create user u5 a0000000003 new in the SIS");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(every_difference_has_its_meaning),
	    SCRATCH_TEST(what_hangs_on_a_user_goes_with_the_user),
	    SCRATCH_TEST(a_student_who_leaves_stays_connected),
	    SCRATCH_TEST(enrolments_go_with_the_class),
	    SCRATCH_TEST(a_row_left_out_takes_nothing_with_it),
	    SCRATCH_TEST(a_delta_ends_a_relationship_that_nobody_names),
	    SCRATCH_TEST(a_class_comes_back_by_policy),
	    SCRATCH_TEST(users_get_accounts),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
