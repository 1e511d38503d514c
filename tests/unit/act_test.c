// A person's act: what it leaves in the tables, the feed, the ledger and the audit log, and what grants allow.
#include "tests/unit/directory_make.h"

#include "pipeline/act.h"
#include "pipeline/feed.h"
#include "pipeline/permission.h"

static const struct act_words words = {"lee", "account edit", "asked by telephone"};

// A store with one account, committed by an act of its own.
static struct store *
with_account(void)
{
	struct store *store = store_begin();
	store_account(store, "a0000000001", "student", "invited", "sam", NULL, NULL);
	store_end(store);
	return store;
}

// Gives the account a given name within an act.
static void
rename_account(struct store *store, struct act *act, const char *name)
{
	struct bytes cells[ACCOUNT_CELLS];
	struct stored stored;
	assert_true(store_get_now(store, ACCOUNTS, text("a0000000001"), &stored));
	assert_true(record_read(stored.record, cells, ACCOUNT_CELLS));
	cells[ACCOUNT_GIVEN_NAME] = text(name);
	must(act_change(act,
	    &(struct act_change){.action = ACTION_UPDATE,
		.entity = ACCOUNTS,
		.key = text("a0000000001"),
		.account_id = text("a0000000001"),
		.state = STORED_ACTIVE,
		.cells = cells,
		.reason = REASON_BY_HAND},
	    &fault));
}

// Makes a class by hand within an act.
static void
make_class(struct act *act, const char *id, enum action action, enum stored_state class_state)
{
	const struct bytes cells[LOCAL_CLASS_CELLS] = {
	    [LOCAL_CLASS_TITLE] = text("Choir"), [LOCAL_CLASS_ORIGIN] = text("manual")};
	must(act_change(act,
	    &(struct act_change){.action = action,
		.entity = LOCAL_CLASSES,
		.key = text(id),
		.state = class_state,
		.cells = cells,
		.reason = REASON_BY_HAND},
	    &fault));
}

// The feed as "seq action entity key[>name];" …
static const char *
fed(struct store *store, char out[1024])
{
	struct change change;
	uint64_t seq;
	uint32_t number;
	size_t used = 0;
	struct feed_walk *walk = feed_walk_open(store, 1, &fault);
	assert_non_null(walk);
	out[0] = '\0';
	while (feed_walk_next(walk, &seq, &number, &change, &fault)) {
		struct bytes name = change.entity == ACCOUNTS
					? record_cell(change.after, ACCOUNT_GIVEN_NAME)
					: (struct bytes){"", 0};
		used += (size_t)snprintf(out + used, 1024 - used, "%u %s %s %.*s>%.*s;",
		    (unsigned)seq, action_name(change.action), entity_name(change.entity),
		    (int)change.sourced_id.size, change.sourced_id.data, (int)name.size, name.data);
	}
	feed_walk_close(walk);
	assert_int_equal(fault.class, FAULT_NONE);
	return out;
}

// Changes come in order of entity and key, those of one record as one.
static void
test_feed(void **state)
{
	char out[1024];
	(void)state;
	struct store *store = with_account();
	struct act *act = act_begin(store, &words, &fault);
	must(act != NULL);
	make_class(act, "m2", ACTION_CREATE, STORED_ACTIVE);
	make_class(act, "m1", ACTION_CREATE, STORED_ACTIVE);
	rename_account(store, act, "Sam");
	rename_account(store, act, "Samira");
	assert_int_equal(act_count(act), 3);
	must(act_commit(act, &fault));
	act_free(act);
	assert_string_equal(fed(store, out), "1 update account a0000000001>Samira;"
					     "2 create localClass m1>;3 create localClass m2>;");
	assert_int_equal(store_meta(store)->seq, 3);
	assert_int_equal(store_meta(store)->act, 2);
	assert_int_equal(store_meta(store)->audit, 1);
	store_close(store);
}

// What is made and ended in one act is told as ended; what was before is what the store had.
static void
test_joined(void **state)
{
	char out[1024];
	struct stored stored;
	(void)state;
	struct store *store = with_account();
	struct act *act = act_begin(store, &words, &fault);
	must(act != NULL);
	make_class(act, "m1", ACTION_CREATE, STORED_ACTIVE);
	make_class(act, "m1", ACTION_ARCHIVE, STORED_ARCHIVED);
	must(act_commit(act, &fault));
	act_free(act);
	assert_string_equal(fed(store, out), "1 archive localClass m1>;");
	assert_true(store_get(store, LOCAL_CLASSES, text("m1"), &stored));
	assert_int_equal(stored.state, STORED_ARCHIVED);
	store_close(store);
}

// An act that is not committed leaves nothing.
static void
test_thrown_away(void **state)
{
	char out[1024];
	(void)state;
	struct store *store = with_account();
	struct act *act = act_begin(store, &words, &fault);
	must(act != NULL);
	rename_account(store, act, "Sam");
	act_free(act);
	store_close(store);
	store = store_open(&conf, &district, true, &fault);
	must(store != NULL);
	assert_string_equal(fed(store, out), "");
	assert_int_equal(store_meta(store)->act, 1);
	store_close(store);
}

// The audit record says who, what and why; a word with a line break is refused.
static void
test_audit(void **state)
{
	struct bytes key, cell;
	struct stored stored;
	(void)state;
	struct store *store = with_account();
	struct act *act = act_begin(store, &words, &fault);
	must(act != NULL);
	rename_account(store, act, "Sam");
	must(act_commit(act, &fault));
	act_free(act);
	struct store_walk *walk =
	    store_walk_open(store, STORE_AUDIT, (struct bytes){NULL, 0}, &fault);
	assert_true(store_walk_next(walk, &key, &stored) && record_read(stored.record, &cell, 1));
	static const char *const parts[] = {"\"number\":1,", "\"who\":\"lee\"",
	    "\"act\":\"account edit\"", "\"why\":\"asked by telephone\"",
	    "\"changes\":{\"update account\":1}"};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		assert_non_null(memmem(cell.data, cell.size, parts[i], strlen(parts[i])));
	store_walk_close(walk);
	const struct act_words broken = {"lee\nroot", "account edit", ""};
	assert_null(act_begin(store, &broken, &fault));
	assert_int_equal(fault.class, FAULT_USAGE);
	store_close(store);
}

// Puts a grant.
static void
put_grant(struct store *store, const char *title, const char *school, enum stored_state grant_state)
{
	char key[GRANT_KEY_MAX];
	store_row(store, GRANTS, grant_key("lee", title, text(school), key), grant_state, GRANT_BY,
	    "kim", -1);
}

// A grant counts for its school or everywhere, while it stands, for what its title allows.
static void
test_grants(void **state)
{
	(void)state;
	struct store *store = store_begin();
	put_grant(store, "rostering-administrator", "north", STORED_ACTIVE);
	put_grant(store, "support", NULL, STORED_ACTIVE);
	put_grant(store, "users-manager", NULL, STORED_ARCHIVED);
	put_grant(store, "family-access", NULL, STORED_ACTIVE);
	store_end(store);
	assert_true(permission_check(store, "lee", MAY_ROSTER, text("north"), &fault));
	assert_false(permission_check(store, "lee", MAY_ROSTER, text("south"), &fault));
	assert_int_equal(fault.class, FAULT_DENIED);
	assert_non_null(strstr(fault.text, "rostering-administrator"));
	assert_false(permission_check(store, "lee", MAY_ROSTER, text(NULL), &fault));
	assert_true(permission_check(store, "lee", MAY_RELEASE, text("south"), &fault));
	assert_false(permission_check(store, "lee", MAY_EDIT_PEOPLE, text(NULL), &fault));
	assert_false(permission_check(store, "le", MAY_ROSTER, text("north"), &fault));
	assert_true(permission_check(store, NULL, MAY_GRANT, text(NULL), &fault));
	assert_true(
	    permission_check_schools(store, "lee", MAY_ROSTER, text("south,north"), &fault));
	assert_false(permission_check_schools(store, "lee", MAY_ROSTER, text("south"), &fault));
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(test_feed),
	    SCRATCH_TEST(test_joined),
	    SCRATCH_TEST(test_thrown_away),
	    SCRATCH_TEST(test_audit),
	    SCRATCH_TEST(test_grants),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
