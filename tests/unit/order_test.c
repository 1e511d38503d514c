// Where drops lie and in which order they go: spool and order, read off directories.
#include "tests/unit/scratch.h"

#include "pipeline/order.h"

static const char *const drops[] = {"20261121T020000Z-00000001", "20261122T020000Z-00000002",
    "20261123T020000Z-00000003", "20261124T020000Z-00000004"};

// A district of which fetch has the first `count` drops; gives its directory.
static int
district_of(unsigned count)
{
	must(spool_init(&conf, "north", &fault));
	int at = spool_open(&conf, "north", &fault);
	assert_true(at >= 0);
	for (unsigned i = 0; i < count; i++) {
		char path[128];
		snprintf(path, sizeof path, "fetch/ready/%s", drops[i]);
		must(fs_make_dir(at, path, &fault));
	}
	return at;
}

// Puts a drop through all stages up to one, and there into a place.
static void
put(int at, const char *drop, enum stage_id last, enum place place)
{
	char path[128];
	for (int stage = STAGE_VALIDATE; stage <= (int)last; stage++) {
		snprintf(path, sizeof path, "%s/%s/%s", stage_name((enum stage_id)stage),
		    place_name(stage < (int)last ? PLACE_READY : place), drop);
		must(fs_make_dir(at, path, &fault));
	}
}

// Whether the turn of a drop is as told; `blocker` NULL: none.
static void
assert_order(int at, unsigned drop, bool delta, enum order wanted, const char *blocker)
{
	enum order order;
	char name[DROP_NAME_MAX + 1];
	must(order_of(at, drops[drop], delta, &order, name, &fault));
	assert_int_equal(order, wanted);
	assert_string_equal(name, blocker == NULL ? "" : blocker);
}

static void
drops_go_one_after_the_other(void **state)
{
	(void)state;
	int at = district_of(3);
	assert_order(at, 0, false, ORDER_GO, NULL);
	assert_order(at, 1, false, ORDER_WAIT, drops[0]);
	put(at, drops[0], STAGE_MATCH, PLACE_READY);
	assert_order(at, 1, true, ORDER_WAIT, drops[0]);
	put(at, drops[0], STAGE_APPLY, PLACE_READY);
	assert_order(at, 1, false, ORDER_GO, NULL);
	assert_order(at, 1, true, ORDER_GO, NULL);
	assert_order(at, 2, false, ORDER_WAIT, drops[1]);
	close(at);
}

// What stopped lets bulk drops pass, and no delta.
static void
a_delta_waits_for_what_stopped(void **state)
{
	(void)state;
	static const struct {
		enum stage_id stage;
		enum place place;
	} stops[] = {{STAGE_VALIDATE, PLACE_FAILED}, {STAGE_NORMALISE, PLACE_FAILED},
	    {STAGE_MATCH, PLACE_FAILED}, {STAGE_APPLY, PLACE_FAILED}, {STAGE_APPLY, PLACE_HELD}};
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
		int at = district_of(2);
		put(at, drops[0], stops[i].stage, stops[i].place);
		assert_order(at, 1, false, ORDER_GO, NULL);
		assert_order(at, 1, true, ORDER_WAIT, drops[0]);
		close(at);
		must(fs_remove(dir, "north", &fault));
	}
}

// A rejected or superseded drop is settled; so is everything before one that was applied.
static void
what_is_settled_holds_nobody_up(void **state)
{
	(void)state;
	static const char *const marks[] = {"rejected", "held"};
	for (size_t i = 0; i < 2; i++) {
		char path[128];
		int at = district_of(2);
		put(at, drops[0], STAGE_APPLY, PLACE_FAILED);
		assert_false(order_is_rejected(at, drops[0]));
		snprintf(path, sizeof path, "apply/failed/%s/%s", drops[0], marks[i]);
		must(fs_make_dir(at, path, &fault));
		assert_true(order_is_rejected(at, drops[0]));
		assert_order(at, 1, true, ORDER_GO, NULL);
		close(at);
		must(fs_remove(dir, "north", &fault));
	}
	int at = district_of(4);
	put(at, drops[0], STAGE_VALIDATE, PLACE_FAILED);
	put(at, drops[1], STAGE_APPLY, PLACE_HELD);
	put(at, drops[2], STAGE_APPLY, PLACE_READY);
	assert_order(at, 3, true, ORDER_GO, NULL);
	assert_order(at, 1, false, ORDER_OVERTAKEN, drops[2]);
	assert_order(at, 0, true, ORDER_OVERTAKEN, drops[2]);
	close(at);
}

static void
the_directories_say_what_waits(void **state)
{
	(void)state;
	struct fs_names waiting;
	int at = district_of(3);
	must(fs_make_dir(at, "fetch/ready/not-a-drop", &fault));
	put(at, drops[0], STAGE_VALIDATE, PLACE_READY);
	put(at, drops[1], STAGE_VALIDATE, PLACE_FAILED);
	must(spool_waiting(at, STAGE_VALIDATE, &waiting, &fault));
	assert_int_equal(waiting.count, 1);
	assert_string_equal(waiting.name[0], drops[2]);
	fs_names_free(&waiting);
	must(spool_waiting(at, STAGE_NORMALISE, &waiting, &fault));
	assert_int_equal(waiting.count, 1);
	assert_string_equal(waiting.name[0], drops[0]);
	fs_names_free(&waiting);
	assert_int_equal(spool_place(at, STAGE_VALIDATE, drops[1]), PLACE_FAILED);
	assert_int_equal(spool_place(at, STAGE_VALIDATE, drops[2]), PLACE_NONE);
	close(at);
}

// Names become paths: nothing but a drop's name passes.
static void
drop_names_have_a_shape(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "20261121T020304Z-1a2b3c4",
	    "20261121T020304Z-1a2b3c4d0", "20261121T020304Z-1A2B3C4D", "20261121T020304-1a2b3c4dd",
	    "../../../../etc/passwd12345", "20261121T020304Z-1a2b3c4/"};
	char name[DROP_NAME_MAX + 1];
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(drop_name_valid(bad[i]));
	drop_name(1795226584, "1a2b3c4d5e6f", name);
	assert_string_equal(name, "20261121T020304Z-1a2b3c4d");
	assert_true(drop_name_valid(name));
}

static void
a_district_that_is_not_there_is_named(void **state)
{
	(void)state;
	struct fs_names names;
	assert_int_equal(spool_open(&conf, "nowhere", &fault), -1);
	assert_int_equal(fault.class, FAULT_MISSING);
	assert_non_null(strstr(fault.text, "rosterdrop init nowhere"));
	assert_int_equal(spool_open(&conf, "../tmp", &fault), -1);
	assert_int_equal(fault.class, FAULT_USAGE);
	must(spool_init(&conf, "north", &fault) && spool_init(&conf, "elm", &fault));
	must(spool_init(&conf, "north", &fault));
	must(fs_make_dir(dir, "Not-One", &fault));
	must(spool_districts(&conf, &names, &fault));
	assert_int_equal(names.count, 2);
	assert_string_equal(names.name[0], "elm");
	fs_names_free(&names);
}

static void
stages_have_names(void **state)
{
	(void)state;
	for (int stage = 0; stage < STAGES; stage++)
		assert_int_equal(stage_named(stage_name((enum stage_id)stage)), stage);
	assert_int_equal(stage_named("ready"), NO_STAGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(drops_go_one_after_the_other),
	    SCRATCH_TEST(a_delta_waits_for_what_stopped),
	    SCRATCH_TEST(what_is_settled_holds_nobody_up),
	    SCRATCH_TEST(the_directories_say_what_waits),
	    SCRATCH_TEST(a_district_that_is_not_there_is_named),
	    cmocka_unit_test(drop_names_have_a_shape),
	    cmocka_unit_test(stages_have_names),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
