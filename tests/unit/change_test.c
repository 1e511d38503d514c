// One change, three ways: a row of the plan, a line of the feed, a record of the store. The texts are what others read: they are golden.
#include "tests/unit/scratch.h"

#include "pipeline/change.h"
#include "pipeline/text.h"
#include "schema/record.h"

static char first[512], second[512];

// The record of a class.
static struct bytes
class_record(char *out, const char *title, const char *grades, const char *location)
{
	struct bytes cells[CLASSES_COLUMNS] = {{NULL, 0}};
	cells[SOURCED_ID] = text("k-1");
	cells[CLASSES_TITLE] = text(title);
	cells[CLASSES_GRADES] = text(grades);
	cells[CLASSES_LOCATION] = text(location);
	cells[CLASSES_SCHOOL] = text("o-1");
	return (struct bytes){out, record_write(out, cells, CLASSES_COLUMNS)};
}

static struct change
class_change(enum action action, enum reason reason)
{
	return (struct change){
	    .action = action, .entity = CLASSES, .reason = reason, .sourced_id = text("k-1")};
}

static void
assert_plan(const struct change *change, const char *wanted)
{
	size_t size;
	int fd = fs_create(dir, "plan", &fault);
	struct csv *csv = csv_new(fd, false);
	change_plan_row(csv, change);
	must(csv_finish(csv, "plan", &fault));
	close(fd);
	char *content = fs_read(dir, "plan", 4096, &size, &fault);
	assert_string_equal(content, wanted);
	free(content);
	must(fs_remove(dir, "plan", &fault));
}

static void
assert_feed(const struct change *change, const char *wanted)
{
	struct text line = {NULL, 0, 0, false};
	change_feed_line(&line, change, 12, 3, "20261121T020304Z-1a2b3c4d", "2026-11-21T02:03:04Z");
	assert_bytes((struct bytes){line.data, line.size}, wanted);
	text_free(&line);
}

#define HEAD \
	"{\"seq\":12,\"key\":\"20261121T020304Z-1a2b3c4d/3\",\"drop\":\"20261121T020304Z-" \
	"1a2b3c4d\",\"time\":\"2026-11-21T02:03:04Z\","

static void
an_update_names_what_differs(void **state)
{
	(void)state;
	struct change change = class_change(ACTION_UPDATE, REASON_CHANGED);
	change.before = class_record(first, "Art", "05", "");
	change.after = class_record(second, "Art, 2", "05", "Room 1");
	assert_plan(&change, "update,class,k-1,,o-1,title location,changed in the SIS\r\n");
	assert_feed(&change, HEAD
	    "\"action\":\"update\",\"entity\":\"class\",\"accountId\":\"\",\"sourcedId\":\"k-1\","
	    "\"before\":{\"sourcedId\":\"k-1\",\"title\":\"Art\",\"grades\":\"05\","
	    "\"schoolSourcedId\":\"o-1\"},"
	    "\"after\":{\"sourcedId\":\"k-1\",\"title\":\"Art, 2\",\"grades\":\"05\","
	    "\"location\":\"Room 1\",\"schoolSourcedId\":\"o-1\"},\"notify\":false}\n");
}

// Control characters, quotes and bytes that are no UTF-8: a line stays a line, and JSON.
static void
no_value_breaks_the_line(void **state)
{
	(void)state;
	struct change change = class_change(ACTION_CREATE, REASON_NEW);
	change.after = class_record(second, "A\n\"\\\x01", "", "caf\xe9");
	change.notify = true;
	assert_feed(&change, HEAD
	    "\"action\":\"create\",\"entity\":\"class\",\"accountId\":\"\",\"sourcedId\":\"k-1\","
	    "\"before\":null,\"after\":{\"sourcedId\":\"k-1\",\"title\":"
	    "\"A\\u000a\\\"\\\\\\u0001\","
	    "\"location\":\"caf\xef\xbf\xbd\",\"schoolSourcedId\":\"o-1\"},\"notify\":true}\n");
	assert_plan(&change, "create,class,k-1,,o-1,,new in the SIS\r\n");
}

// A relationship's key holds a NUL, and its record no cell.
static void
relationships_show_both_ids(void **state)
{
	(void)state;
	static const char empty[] = {RECORD_VERSION};
	struct change change = {.action = ACTION_CONNECT,
	    .entity = RELATIONSHIPS,
	    .reason = REASON_NEW,
	    .sourced_id = {"u-1\0u-2", 7},
	    .account_id = text("a0000000001"),
	    .after = {empty, 1}};
	assert_plan(&change, "connect,relationship,u-1 u-2,a0000000001,,,new in the SIS\r\n");
	assert_feed(&change,
	    HEAD "\"action\":\"connect\",\"entity\":\"relationship\",\"accountId\":\"a0000000001\","
		 "\"sourcedId\":\"u-1 u-2\",\"before\":null,\"after\":{},\"notify\":false}\n");
}

static void
what_ends_has_no_after(void **state)
{
	(void)state;
	struct change change = class_change(ACTION_ARCHIVE, REASON_GONE);
	change.before = class_record(first, "Art", "", "");
	assert_plan(&change, "archive,class,k-1,,o-1,,no longer in the SIS\r\n");
	assert_feed(&change, HEAD
	    "\"action\":\"archive\",\"entity\":\"class\",\"accountId\":\"\",\"sourcedId\":\"k-1\","
	    "\"before\":{\"sourcedId\":\"k-1\",\"title\":\"Art\",\"schoolSourcedId\":\"o-1\"},"
	    "\"after\":null,\"notify\":false}\n");
}

// Through the store's record and back, for every action, entity and reason. What is after is not kept twice: it is the record's, or the next
// change's before.
static void
a_record_gives_the_change_back(void **state)
{
	(void)state;
	char out[4096];
	struct change back;
	for (unsigned i = 0; i < ACTIONS * ENTITIES * REASONS; i++) {
		struct change change = {.action = (enum action)(i % ACTIONS),
		    .entity = i / ACTIONS % ENTITIES,
		    .reason = (enum reason)(i / ACTIONS / ENTITIES),
		    .notify = i % 2 == 1,
		    .sourced_id = text("id"),
		    .account_id = text("a1"),
		    .before = text(i % 3 == 0 ? "" : "before"),
		    .after = text("after"),
		    .before_act = 4000000000u};
		size_t size = change_write(out, &change);
		assert_int_equal(size, change_size(&change));
		assert_true(change_read((struct bytes){out, size}, &back));
		assert_int_equal(back.action, change.action);
		assert_int_equal(back.entity, change.entity);
		assert_int_equal(back.reason, change.reason);
		assert_int_equal(back.notify, change.notify);
		assert_true(bytes_equal(back.before, change.before));
		assert_bytes(back.sourced_id, "id");
		assert_bytes(back.account_id, "a1");
		assert_int_equal(back.before_act, i % 3 == 0 ? 0 : 4000000000);
		assert_int_equal(back.after.size, 0);
	}
}

// A letter above or below what is known, a cell too many: not a change.
static void
what_is_no_change_is_refused(void **state)
{
	(void)state;
	static const char *const bad[][4] = {{"Z", "A", "A", "A"}, {"A", "Z", "A", "A"},
	    {"A", "A", "Z", "A"}, {"A", "A", "A", "C"}, {"@", "A", "A", "A"}, {"AA", "A", "A", "A"},
	    {"", "A", "A", "A"}};
	char out[256];
	struct change back;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct bytes cells[CHANGE_CELLS + 1] = {{NULL, 0}};
		for (unsigned j = 0; j < 4; j++)
			cells[j] = text(bad[i][j]);
		size_t size = record_write(out, cells, CHANGE_CELLS);
		assert_false(change_read((struct bytes){out, size}, &back));
	}
	assert_false(change_read((struct bytes){NULL, 0}, &back));
}

static void
every_word_is_there(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ACTIONS; i++)
		assert_non_null(action_name((enum action)i));
	for (unsigned i = 0; i < REASONS; i++)
		assert_non_null(reason_text((enum reason)i));
	assert_string_equal(
	    change_plan_header, "action,entity,sourcedId,accountId,school,field,reason");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(an_update_names_what_differs),
	    SCRATCH_TEST(no_value_breaks_the_line),
	    SCRATCH_TEST(relationships_show_both_ids),
	    SCRATCH_TEST(what_ends_has_no_after),
	    cmocka_unit_test(a_record_gives_the_change_back),
	    cmocka_unit_test(what_is_no_change_is_refused),
	    cmocka_unit_test(every_word_is_there),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
