// What districts have, noted on the platform: which two organizations are one, when a note counts, and that it is what the store has.
#include "tests/unit/directory_make.h"

#include <string.h>
#include <time.h>

#include "pipeline/schools.h"

// Gives the district's store the time that an hour ago was, or later.
static void
age_store(int seconds)
{
	struct timespec times[2];
	clock_gettime(CLOCK_REALTIME, &times[1]);
	times[1].tv_sec -= 3600 - seconds;
	times[0] = times[1];
	assert_int_equal(utimensat(dir, "north/store/data.mdb", times, 0), 0);
}

static bool
same(const char *id, const char *name, const char *other_id, const char *other_name)
{
	char one[SCHOOLS_DIGEST], other[SCHOOLS_DIGEST];
	return schools_digest(text(id), text(name), one) &&
	       schools_digest(text(other_id), text(other_name), other) &&
	       memcmp(one, other, sizeof one) == 0;
}

static void
test_digest(void **state)
{
	(void)state;
	assert_true(same("o-1", "East School", "o-1", "EAST  School"));
	assert_false(same("o-1", "East School", "o-2", "East School"));
	assert_false(same("o-1", "East School", "O-1", "East School"));
	assert_false(same("o-1", "East School", "o-1", "West School"));
	assert_false(same("o-1", "", "o-1", ""));
}

// A store with two organizations, one of them gone.
static struct store *
with_orgs(void)
{
	struct store *store = store_begin();
	store_row(store, ORGS, text("o-1"), STORED_ACTIVE, ORGS_NAME, "East School", -1);
	store_row(store, ORGS, text("o-2"), STORED_ARCHIVED, ORGS_NAME, "West School", -1);
	store_end(store);
	return store;
}

static void
test_read(void **state)
{
	char digest[SCHOOLS_DIGEST];
	struct text digests = {NULL, 0, 0, false};
	(void)state;
	struct store *store = with_orgs();
	must(schools_read(store, &digests, &fault));
	assert_true(schools_digest(text("o-1"), text("east school"), digest));
	assert_int_equal(digests.size, SCHOOLS_DIGEST);
	assert_memory_equal(digests.data, digest, SCHOOLS_DIGEST);
	text_free(&digests);
	store_close(store);
}

// A note counts while the file is what it was; never one of a file that was written to just now, nor of one that is gone.
static void
test_stamp(void **state)
{
	char stamp[SCHOOLS_STAMP], again[SCHOOLS_STAMP];
	(void)state;
	assert_false(schools_stamp(dir, "north", stamp));
	store_close(with_orgs());
	assert_true(schools_stamp(dir, "north", stamp));
	assert_false(schools_stamp_counts(stamp, text(stamp)));
	age_store(0);
	assert_true(schools_stamp(dir, "north", stamp));
	assert_true(schools_stamp(dir, "north", again));
	assert_true(schools_stamp_counts(again, text(stamp)));
	age_store(1);
	assert_true(schools_stamp(dir, "north", again));
	assert_false(schools_stamp_counts(again, text(stamp)));
	struct store *store = store_open(&conf, &district, true, &fault);
	must(store != NULL && store_begin_act(store, &fault));
	store_end(store);
	store_close(store);
	assert_true(schools_stamp(dir, "north", again));
	assert_false(schools_stamp_counts(again, text(stamp)));
}

static void
test_note(void **state)
{
	struct bytes stamp, digests;
	(void)state;
	struct platform *platform = platform_open(&conf, true, &fault);
	must(platform != NULL);
	assert_false(schools_noted(platform, "north", &stamp, &digests));
	must(schools_note(platform, "north", "1.2", text("0123456789abcdef"), &fault));
	must(schools_note(platform, "south", "1.3", text(NULL), &fault));
	must(schools_note(platform, "north", "1.4", text("fedcba9876543210"), &fault));
	must(platform_commit(platform, &fault));
	platform_close(platform);
	platform = platform_open(&conf, false, &fault);
	must(platform != NULL);
	assert_true(schools_noted(platform, "north", &stamp, &digests));
	assert_bytes(stamp, "1.4");
	assert_bytes(digests, "fedcba9876543210");
	assert_true(schools_noted(platform, "south", &stamp, &digests));
	assert_int_equal(digests.size, 0);
	platform_close(platform);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_digest), SCRATCH_TEST(test_read),
	    SCRATCH_TEST(test_stamp), SCRATCH_TEST(test_note)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
