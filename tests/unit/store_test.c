// The store: what of an act can be seen, when, by whom, and what becomes of one that was never finished.
#include "tests/unit/scratch.h"

#include "pipeline/store.h"

static const struct bytes none = {NULL, 0};

static int
store_make(void **state)
{
	return scratch_make(state) == 0 && fs_make_dir(dir, "north", &fault) &&
		       fs_make_dir(dir, "north/store", &fault) &&
		       store_create(&conf, &district, &fault)
		   ? 0
		   : -1;
}

#define STORE_TEST(function) cmocka_unit_test_setup_teardown(function, store_make, scratch_remove)

static struct store *
opened(bool write)
{
	struct store *store = store_open(&conf, &district, write, &fault);
	must(store != NULL);
	return store;
}

// Puts an org with a text for a record, which the store does not look into.
static void
put(struct store *store, const char *id, const char *record)
{
	must(store_put(store, ORGS, text(id), STORED_ACTIVE, text(record), &fault));
}

static void
commit(struct store *store)
{
	struct store_meta meta = *store_meta(store);
	meta.act++;
	must(store_commit_act(store, &meta, &fault));
}

// An act that makes orgs "a" and "b".
static void
first_act(void)
{
	struct store *store = opened(true);
	must(store_begin_act(store, &fault));
	put(store, "a", "one");
	put(store, "b", "two");
	commit(store);
	store_close(store);
}

// What a get gives; NULL when it gives nothing.
static const char *
got(struct store *store, bool now, const char *id)
{
	static char record[64];
	struct stored stored;
	bool there = now ? store_get_now(store, ORGS, text(id), &stored)
			 : store_get(store, ORGS, text(id), &stored);
	if (!there)
		return NULL;
	snprintf(record, sizeof record, "%.*s", (int)stored.record.size,
	    stored.record.size > 0 ? stored.record.data : "");
	return record;
}

// The keys of a walk, one after the other.
static const char *
walked(struct store *store, bool now, const char *from)
{
	static char keys[64];
	struct bytes key;
	struct stored stored;
	size_t used = 0;
	struct store_walk *walk = now ? store_walk_open_now(store, ORGS, text(from), &fault)
				      : store_walk_open(store, ORGS, text(from), &fault);
	assert_non_null(walk);
	keys[0] = '\0';
	while (store_walk_next(walk, &key, &stored))
		used += (size_t)snprintf(
		    keys + used, sizeof keys - used, "%.*s", (int)key.size, key.data);
	store_walk_close(walk);
	return keys;
}

static void
an_open_act_sees_what_was_and_what_is(void **state)
{
	(void)state;
	first_act();
	struct store *store = opened(true), *other = NULL;
	must(store_begin_act(store, &fault));
	put(store, "a", "changed");
	put(store, "c", "new");
	must(store_put(store, ORGS, text("b"), STORED_ARCHIVED, text("two"), &fault));
	assert_string_equal(got(store, false, "a"), "one");
	assert_string_equal(got(store, true, "a"), "changed");
	assert_null(got(store, false, "c"));
	assert_string_equal(walked(store, false, ""), "ab");
	assert_string_equal(walked(store, true, ""), "abc");
	assert_string_equal(walked(store, true, "aa"), "bc");
	must(store_delete(store, ORGS, text("a"), &fault));
	assert_string_equal(got(store, false, "a"), "one");
	assert_null(got(store, true, "a"));
	commit(store);
	assert_null(got(store, false, "a"));
	assert_string_equal(walked(store, false, ""), "bc");
	assert_int_equal(store_count(store, ORGS), 2);
	store_close(store);
	other = opened(false);
	struct stored stored;
	assert_true(store_get(other, ORGS, text("b"), &stored));
	assert_int_equal(stored.state, STORED_ARCHIVED);
	assert_int_equal(stored.act, 2);
	store_close(other);
}

// What was flushed by an act that ended before its commit is there for nobody, and the next act removes it.
static void
an_unfinished_act_was_never_there(void **state)
{
	(void)state;
	first_act();
	struct store *store = opened(true);
	must(store_begin_act(store, &fault));
	put(store, "aa", "half");
	put(store, "d", "half");
	must(store_flush(store, &fault));
	put(store, "e", "lost");
	store_close(store);
	store = opened(false);
	assert_int_equal(store_meta(store)->act, 1);
	assert_null(got(store, false, "d"));
	assert_null(got(store, true, "d"));
	assert_string_equal(walked(store, false, ""), "ab");
	assert_int_equal(store_count(store, ORGS), 4);
	store_close(store);
	store = opened(true);
	must(store_begin_act(store, &fault));
	assert_int_equal(store_count(store, ORGS), 2);
	put(store, "d", "whole");
	assert_string_equal(walked(store, true, ""), "abd");
	commit(store);
	assert_string_equal(got(store, false, "d"), "whole");
	assert_null(got(store, false, "aa"));
	must(store_sound(store, &fault));
	store_close(store);
}

// A large act: flushed in between, visible by its last commit.
static void
a_flushed_act_becomes_visible_at_once(void **state)
{
	(void)state;
	first_act();
	struct store *store = opened(true);
	must(store_begin_act(store, &fault));
	put(store, "c", "new");
	must(store_flush(store, &fault));
	struct store *reader = NULL;
	assert_string_equal(walked(store, false, ""), "ab");
	put(store, "a", "changed");
	commit(store);
	store_close(store);
	reader = opened(false);
	assert_string_equal(walked(reader, false, ""), "abc");
	assert_string_equal(got(reader, false, "a"), "changed");
	store_close(reader);
}

// What was there before an act would go with it when it is cut off, so a stage leaves it alone.
static void
a_stage_takes_new_keys_only(void **state)
{
	(void)state;
	first_act();
	struct store *store = opened(true);
	must(store_begin_act(store, &fault));
	store_stage(store);
	put(store, "c", "new");
	assert_false(store_put(store, ORGS, text("a"), STORED_ACTIVE, none, &fault));
	assert_int_equal(fault.class, FAULT_BUG);
	assert_false(store_delete(store, ORGS, text("a"), &fault));
	assert_int_equal(fault.class, FAULT_BUG);
	must(store_end_stage(store, &fault));
	put(store, "a", "changed");
	commit(store);
	assert_string_equal(got(store, false, "a"), "changed");
	store_close(store);
}

// Flips a bit of the file where a record holds a text.
static void
damage(const char *record)
{
	size_t size;
	char *content = fs_read(dir, "north/store/data.mdb", 64 * 1024 * 1024, &size, &fault);
	assert_non_null(content);
	int fd = openat(dir, "north/store/data.mdb", O_WRONLY | O_CLOEXEC);
	char *found = content;
	while ((found = memmem(found, size - (size_t)(found - content), record, strlen(record)))) {
		*found ^= 1;
		assert_int_equal(pwrite(fd, found, 1, found - content), 1);
	}
	close(fd);
	free(content);
}

// A damaged record is not there, is told, and stops every act: nothing is archived because of it.
static void
a_damaged_record_stops_the_act(void **state)
{
	(void)state;
	first_act();
	struct store *store = opened(true);
	must(store_begin_act(store, &fault));
	put(store, "c", "a long text to be damaged");
	commit(store);
	store_close(store);
	damage("a long text to be damaged");
	store = opened(true);
	must(store_begin_act(store, &fault));
	must(store_sound(store, &fault));
	assert_null(got(store, false, "c"));
	assert_false(store_sound(store, &fault));
	assert_int_equal(fault.class, FAULT_IO);
	assert_non_null(strstr(fault.text, "orgs"));
	put(store, "d", "more");
	struct store_meta meta = *store_meta(store);
	meta.act++;
	assert_false(store_commit_act(store, &meta, &fault));
	store_close(store);
	store = opened(false);
	assert_string_equal(walked(store, false, ""), "ab");
	assert_int_equal(store_meta(store)->act, 2);
	store_close(store);
}

static void
the_meta_record_comes_back(void **state)
{
	(void)state;
	struct store *store = opened(true);
	assert_int_equal(store_meta(store)->act, 0);
	assert_int_equal(store_meta(store)->next_account, 1);
	assert_int_equal(strspn(store_meta(store)->audit_head, "0"), 64);
	must(store_begin_act(store, &fault));
	struct store_meta meta = {.act = 1,
	    .seq = (uint64_t)1 << 40,
	    .generation = 3,
	    .next_account = 12345678901,
	    .audit = 9,
	    .audit_head = "abc",
	    .last_drop = "drop"};
	must(store_commit_act(store, &meta, &fault));
	store_close(store);
	store = opened(true);
	assert_memory_equal(store_meta(store)->audit_head, "abc", 4);
	assert_string_equal(store_meta(store)->last_drop, "drop");
	assert_int_equal(store_meta(store)->seq, meta.seq);
	assert_int_equal(store_meta(store)->next_account, meta.next_account);
	assert_int_equal(store_meta(store)->audit, 9);
	must(store_begin_act(store, &fault));
	assert_false(store_commit_act(store, &meta, &fault));
	assert_int_equal(fault.class, FAULT_BUG);
	store_close(store);
}

// What the store cannot keep is refused, not cut.
static void
sizes_have_limits(void **state)
{
	(void)state;
	static char big[5 * 1024 * 1024];
	struct store *store = opened(true);
	must(store_begin_act(store, &fault));
	assert_false(store_put(
	    store, ORGS, text("a"), STORED_ACTIVE, (struct bytes){big, sizeof big}, &fault));
	assert_int_equal(fault.class, FAULT_DATA);
	assert_false(store_put(store, ORGS, (struct bytes){big, 512}, STORED_ACTIVE, none, &fault));
	assert_int_equal(fault.class, FAULT_DATA);
	must(store_put(store, ORGS, (struct bytes){big, 511}, STORED_ACTIVE, none, &fault));
	store_close(store);
}

static void
keys_sort_and_hold(void **state)
{
	(void)state;
	char a[CREDENTIAL_KEY_MAX], b[CREDENTIAL_KEY_MAX], big[600];
	memset(big, 'x', sizeof big);
	assert_true(bytes_compare(store_number_key(255, a), store_number_key(256, b)) < 0);
	assert_true(
	    bytes_compare(store_sequence_key(1u << 31, a), store_sequence_key(1ull << 33, b)) < 0);
	assert_int_equal(
	    store_key_number(store_sequence_key(0x123456789abull, a)), 0x123456789abull);
	struct bytes key =
	    store_credential_key(CREDENTIAL_EMAIL, text("Ann@X.Example"), text("a1"), a);
	assert_true(bytes_equal(key, (struct bytes){"eann@x.example\0a1", 17}));
	assert_bytes(store_credential_holder(key), "a1");
	key = store_credential_key(CREDENTIAL_USERNAME, text("Ann"), none, a);
	assert_true(bytes_equal(key, (struct bytes){"uAnn\0", 5}));
	assert_int_equal(store_credential_key(CREDENTIAL_USERNAME, none, text("a1"), a).size, 0);
	assert_int_equal(
	    store_credential_key(CREDENTIAL_EMAIL, (struct bytes){big, 600}, text("a1"), a).size,
	    0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(an_open_act_sees_what_was_and_what_is),
	    STORE_TEST(an_unfinished_act_was_never_there),
	    STORE_TEST(a_flushed_act_becomes_visible_at_once),
	    STORE_TEST(a_stage_takes_new_keys_only),
	    STORE_TEST(a_damaged_record_stops_the_act),
	    STORE_TEST(the_meta_record_comes_back),
	    STORE_TEST(sizes_have_limits),
	    cmocka_unit_test(keys_sort_and_hold),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
