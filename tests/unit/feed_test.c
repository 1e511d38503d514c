// Finding changes in the feed: one at a time, and many in a row, which must not cost a search each.
#include "tests/unit/directory_make.h"

#include "pipeline/act.h"
#include "pipeline/feed.h"

enum { CLASSES_MADE = 3000, RENAMED_EACH = 3, KEY_ROOM = 16 };

static struct bytes
class_key(unsigned number, char room[KEY_ROOM])
{
	return (struct bytes){room, (size_t)snprintf(room, KEY_ROOM, "m%06u", number)};
}

// An act that puts every `each`th class under a title.
static void
put_classes(struct store *store, enum action action, unsigned each, const char *title)
{
	char room[KEY_ROOM];
	const struct act_words words = {"lee", "class", ""};
	const struct bytes cells[LOCAL_CLASS_CELLS] = {[LOCAL_CLASS_TITLE] = text(title)};
	struct act *act = act_begin(store, &words, &fault);
	must(act != NULL);
	for (unsigned i = 0; i < CLASSES_MADE; i += each)
		must(act_change(act,
		    &(struct act_change){.action = action,
			.entity = LOCAL_CLASSES,
			.key = class_key(i, room),
			.state = STORED_ACTIVE,
			.cells = cells,
			.reason = REASON_BY_HAND},
		    &fault));
	must(act_commit(act, &fault));
	act_free(act);
}

// A store with two acts, the second of which changed a part of what the first made.
static struct store *
two_acts(void)
{
	struct store *store = store_begin();
	store_end(store);
	put_classes(store, ACTION_CREATE, 1, "Choir");
	put_classes(store, ACTION_UPDATE, RENAMED_EACH, "Band");
	return store;
}

// The act that wrote a class last, and the title that it had there.
static void
find_class(struct store *store, struct feed_finder *finder, unsigned number)
{
	char room[KEY_ROOM];
	struct stored stored;
	struct change found, alone;
	struct bytes key = class_key(number, room);
	assert_true(store_get(store, LOCAL_CLASSES, key, &stored));
	assert_true(feed_finder_find(finder, stored.act, LOCAL_CLASSES, key, &found));
	assert_true(feed_find(store, stored.act, LOCAL_CLASSES, key, &alone));
	assert_true(bytes_equal(found.sourced_id, key) && bytes_equal(alone.sourced_id, key));
	assert_bytes(record_cell(found.after, LOCAL_CLASS_TITLE),
	    number % RENAMED_EACH == 0 ? "Band" : "Choir");
	assert_int_equal(found.action, alone.action);
}

// In order each block of the feed is read once or, where a step went too far, twice, whatever acts the changes are of.
static void
test_in_order(void **state)
{
	(void)state;
	struct store *store = two_acts();
	struct feed_finder *finder = feed_finder_new(store);
	assert_non_null(finder);
	for (unsigned i = 0; i < CLASSES_MADE; i++)
		find_class(store, finder, i);
	assert_true(store_count(store, STORE_FEED) > 100);
	assert_in_range(feed_finder_blocks(finder), 100, 2 * store_count(store, STORE_FEED));
	feed_finder_free(finder);
	store_close(store);
}

// Backwards, and to and fro, the same is found.
static void
test_in_no_order(void **state)
{
	(void)state;
	struct store *store = two_acts();
	struct feed_finder *finder = feed_finder_new(store);
	assert_non_null(finder);
	for (unsigned i = CLASSES_MADE; i-- > 0;)
		find_class(store, finder, i);
	for (unsigned i = 0; i < CLASSES_MADE; i++)
		find_class(store, finder, (unsigned)((i * 7919ul) % CLASSES_MADE));
	feed_finder_free(finder);
	store_close(store);
}

// What an act did not tell of is not found, before, between and behind what it told of; nor is anything of an act that never was.
static void
test_not_there(void **state)
{
	char room[KEY_ROOM];
	struct change found;
	(void)state;
	struct store *store = two_acts();
	struct feed_finder *finder = feed_finder_new(store);
	assert_non_null(finder);
	uint32_t last = store_meta(store)->act;
	for (unsigned i = 0; i < CLASSES_MADE; i += 100)
		assert_true(feed_finder_find(finder, last, LOCAL_CLASSES, class_key(i, room),
				&found) == (i % RENAMED_EACH == 0));
	const char *missing[] = {"", "a", "m000003x", "z"};
	for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
		assert_false(
		    feed_finder_find(finder, last, LOCAL_CLASSES, text(missing[i]), &found));
		assert_false(feed_find(store, last, LOCAL_CLASSES, text(missing[i]), &found));
	}
	assert_false(feed_finder_find(finder, last, ACCOUNTS, class_key(3, room), &found));
	assert_false(feed_finder_find(finder, last + 1, LOCAL_CLASSES, class_key(3, room), &found));
	assert_false(feed_finder_find(finder, 0, LOCAL_CLASSES, class_key(3, room), &found));
	assert_true(feed_finder_find(finder, last, LOCAL_CLASSES, class_key(3, room), &found));
	feed_finder_free(finder);
	store_close(store);
}

// By its number each change is found, and none before the first and behind the last.
static void
test_by_number(void **state)
{
	char room[KEY_ROOM];
	struct change found;
	(void)state;
	struct store *store = two_acts();
	for (unsigned i = 0; i < CLASSES_MADE; i += 50) {
		assert_true(feed_read(store, i + 1, &found));
		assert_true(bytes_equal(found.sourced_id, class_key(i, room)));
	}
	assert_false(feed_read(store, 0, &found));
	assert_false(feed_read(store, store_meta(store)->seq + 1, &found));
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {SCRATCH_TEST(test_in_order),
	    SCRATCH_TEST(test_in_no_order), SCRATCH_TEST(test_not_there),
	    SCRATCH_TEST(test_by_number)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
