// LMDB behind its few verbs: what is refused on opening, order, and views that stay as they were.
#include "tests/unit/scratch.h"

#include "pipeline/db.h"

enum { MAP = 32 * 1024 * 1024 };

static const struct bytes none = {NULL, 0};
static char path[64];

// A path in the folder.
static const char *
at(const char *name)
{
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void
a_hand_over_file_is_written_in_order(void **state)
{
	(void)state;
	db_table table;
	struct bytes key, value;
	struct db *db = db_create(at("rows.mdb"), MAP, &fault);
	assert_non_null(db);
	must(db_table_open(db, "users", &table, &fault));
	must(db_append(db, table, text("a"), text("1"), &fault));
	must(db_append(db, table, text("b"), text("2"), &fault));
	assert_false(db_append(db, table, text("a2"), text("3"), &fault));
	assert_int_equal(fault.class, FAULT_BUG);
	assert_false(db_append(db, table, text("b"), text("3"), &fault));
	must(db_finish(db, &fault));
	db_close(db);
	assert_null(db_create(at("rows.mdb"), MAP, &fault));
	db = db_open(at("rows.mdb"), &fault);
	must(db != NULL && db_table_open(db, "users", &table, &fault));
	assert_true(db_table_exists(db, "users"));
	assert_false(db_table_exists(db, "orgs"));
	assert_false(db_table_open(db, "orgs", &table, &fault));
	assert_int_equal(fault.class, FAULT_MISSING);
	assert_int_equal(db_table_count(db, table), 2);
	struct db_cursor *cursor = db_cursor_open(db, table, &fault);
	assert_true(db_cursor_seek(cursor, text("aa"), &key, &value));
	assert_bytes(key, "b");
	assert_false(db_cursor_next(cursor, &key, &value));
	assert_int_equal(key.size, 0);
	assert_true(db_cursor_seek(cursor, none, &key, &value));
	assert_bytes(value, "1");
	assert_false(db_cursor_seek(cursor, text("c"), &key, &value));
	db_cursor_close(cursor);
	db_close(db);
}

// Puts a file's first bytes elsewhere, as a copy that was cut.
static void
cut(const char *from, const char *to, size_t size)
{
	size_t whole;
	char *content = fs_read(dir, from, MAP, &whole, &fault);
	assert_non_null(content);
	assert_true(size < whole);
	must(fs_put(dir, to, content, size, &fault));
	free(content);
}

// A missing or an empty file would become a new, empty database; a cut one would end the program when it is read.
static void
what_is_no_whole_file_is_refused(void **state)
{
	(void)state;
	db_table table;
	static char value[200000];
	struct db *db = db_create(at("whole.mdb"), MAP, &fault);
	must(db != NULL && db_table_open(db, "users", &table, &fault) &&
	     db_append(db, table, text("a"), (struct bytes){value, sizeof value}, &fault) &&
	     db_finish(db, &fault));
	db_close(db);
	assert_null(db_open(at("none.mdb"), &fault));
	assert_int_equal(fault.class, FAULT_MISSING);
	must(fs_put(dir, "empty.mdb", "", 0, &fault));
	assert_null(db_open(at("empty.mdb"), &fault));
	assert_int_equal(fault.class, FAULT_IO);
	assert_non_null(strstr(fault.text, "is empty"));
	must(fs_put(dir, "text.mdb", "sourcedId,status\n", 17, &fault));
	assert_null(db_open(at("text.mdb"), &fault));
	assert_int_equal(fault.class, FAULT_IO);
	cut("whole.mdb", "cut.mdb", 100000);
	assert_null(db_open(at("cut.mdb"), &fault));
	assert_int_equal(fault.class, FAULT_IO);
	assert_false(fs_exists(dir, "none.mdb"));
}

// A store that init did not make is not made by the way.
static void
a_store_must_have_been_made(void **state)
{
	(void)state;
	must(fs_make_dir(dir, "store", &fault));
	assert_null(db_open_store(at("store"), true, MAP, &fault));
	assert_int_equal(fault.class, FAULT_IO);
	assert_false(fs_exists(dir, "store/data.mdb"));
	must(db_create_store(at("store"), MAP, &fault));
	assert_false(db_create_store(at("store"), MAP, &fault));
	assert_int_equal(fault.class, FAULT_USAGE);
	struct db *db = db_open_store(at("store"), false, MAP, &fault);
	assert_non_null(db);
	db_close(db);
	db = db_create(at("other"), MAP, &fault);
	db_table table;
	must(db != NULL && db_table_open(db, "t", &table, &fault) && db_finish(db, &fault));
	db_close(db);
	must(fs_make_dir(dir, "strange", &fault));
	assert_int_equal(renameat(dir, "other", dir, "strange/data.mdb"), 0);
	assert_null(db_open_store(at("strange"), false, MAP, &fault));
	assert_int_equal(fault.class, FAULT_IO);
	assert_non_null(strstr(fault.text, "rosterdrop init"));
}

static void
a_snapshot_stays_as_it_was(void **state)
{
	(void)state;
	db_table table;
	struct bytes value;
	must(fs_make_dir(dir, "store", &fault) && db_create_store(at("store"), MAP, &fault));
	struct db *db = db_open_store(at("store"), true, MAP, &fault);
	must(db_table_open(db, "t", &table, &fault) &&
	     db_put(db, table, text("k"), text("old"), &fault) && db_commit(db, &fault));
	struct db *view = db_snapshot(db, &fault);
	assert_non_null(view);
	must(db_put(db, table, text("k"), text("new"), &fault) && db_commit(db, &fault));
	must(db_delete(db, table, text("none"), &fault));
	assert_true(db_get(view, table, text("k"), &value));
	assert_bytes(value, "old");
	assert_true(db_get(db, table, text("k"), &value));
	assert_bytes(value, "new");
	must(db_delete(db, table, text("k"), &fault));
	assert_false(db_get(db, table, text("k"), &value));
	assert_int_equal(value.size, 0);
	assert_true(db_get(view, table, text("k"), &value));
	db_close(view);
	db_close(db);
	db = db_open_store(at("store"), false, MAP, &fault);
	must(db_table_open(db, "t", &table, &fault));
	assert_true(db_get(db, table, text("k"), &value));
	assert_bytes(value, "new");
	db_close(db);
}

// A full map is a fault that says what to raise.
static void
a_full_map_says_so(void **state)
{
	(void)state;
	static char value[64 * 1024];
	char key[8];
	db_table table;
	bool good = true;
	must(fs_make_dir(dir, "store", &fault) && db_create_store(at("store"), MAP, &fault));
	struct db *db = db_open_store(at("store"), true, (uint64_t)1024 * 1024, &fault);
	must(db_table_open(db, "t", &table, &fault));
	for (unsigned i = 0; good && i < 100; i++) {
		snprintf(key, sizeof key, "%04u", i);
		good = db_put(db, table, text(key), (struct bytes){value, sizeof value}, &fault);
	}
	assert_false(good);
	assert_int_equal(fault.class, FAULT_IO);
	assert_non_null(strstr(fault.text, "store_map"));
	db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(a_hand_over_file_is_written_in_order),
	    SCRATCH_TEST(what_is_no_whole_file_is_refused),
	    SCRATCH_TEST(a_store_must_have_been_made),
	    SCRATCH_TEST(a_snapshot_stays_as_it_was),
	    SCRATCH_TEST(a_full_map_says_so),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
