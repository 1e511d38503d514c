// The tables of ids: what was added is found, with what it says, through all segments; what was not is not.
// uses cmd/validate/ids.c
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "cmd/validate/ids.h"

enum { MANY = 200000, SEED = 4711 };

// The nth id, in memory that the next call reuses.
static struct bytes
nth(unsigned n)
{
	static char text[32];

	snprintf(text, sizeof(text), "id-%u", n);
	return bytes_of(text);
}

// Fills a table, with the number expected told at some point, and looks everything up.
static void
fill_and_find(unsigned told_at, unsigned expected)
{
	struct ids ids = {0};
	unsigned missing = 0, wrong = 0;

	for (unsigned i = 1; i <= MANY; i++) {
		if (i == told_at)
			ids_expect(&ids, expected);
		assert_true(ids_add(&ids, ids_hash(nth(i), SEED), (struct id){ID_ROW, i}));
	}
	for (unsigned i = 1; i <= MANY; i++) {
		struct ids_walk walk = {0};
		struct id id;
		bool found = false;
		while (!found && ids_next(&ids, ids_hash(nth(i), SEED), &walk, &id))
			found = id.state == ID_ROW && id.number == i;
		missing += !found;
	}
	for (unsigned i = MANY + 1; i <= 2 * MANY; i++)
		wrong += ids_find(&ids, ids_hash(nth(i), SEED)).state != ID_NONE;
	assert_int_equal(missing, 0);
	assert_true(wrong <= 1);
	ids_free(&ids);
	assert_int_equal(ids.count, 0);
}

static void
test_unknown_size(void **state)
{
	(void)state;
	fill_and_find(0, 0);
}

static void
test_known_size(void **state)
{
	(void)state;
	fill_and_find(2048, MANY + MANY / 32);
}

static void
test_size_far_too_small(void **state)
{
	(void)state;
	fill_and_find(2048, 3000);
}

static void
test_expected_makes_one_segment(void **state)
{
	struct ids ids = {0};

	(void)state;
	for (unsigned i = 1; i <= MANY; i++) {
		if (i == 2048)
			ids_expect(&ids, MANY);
		assert_true(ids_add(&ids, ids_hash(nth(i), SEED), (struct id){ID_ROW, i}));
	}
	assert_int_equal(ids.count, 2);
	ids_free(&ids);
}

static void
test_change(void **state)
{
	struct ids ids = {0};
	struct ids_walk walk = {0};
	struct id id;
	uint64_t hash = ids_hash(bytes_of("a"), SEED);

	(void)state;
	assert_int_equal(ids_find(&ids, hash).state, ID_NONE);
	assert_true(ids_add(&ids, hash, (struct id){ID_ROW, IDS_NUMBER_MAX}));
	assert_int_equal(ids_find(&ids, hash).number, IDS_NUMBER_MAX);
	assert_true(ids_next(&ids, hash, &walk, &id));
	ids_change(&walk, (struct id){ID_REJECTED, 7});
	assert_int_equal(ids_find(&ids, hash).state, ID_REJECTED);
	assert_int_equal(ids_find(&ids, hash).number, 7);
	assert_false(ids_next(&ids, hash, &walk, &id));
	ids_free(&ids);
}

static void
test_same_hash_twice(void **state)
{
	struct ids ids = {0};
	struct ids_walk walk = {0};
	struct id first, second;

	(void)state;
	assert_true(ids_add(&ids, 12345, (struct id){ID_ROW, 1}));
	assert_true(ids_add(&ids, 12345, (struct id){ID_DELETED, 2}));
	assert_true(ids_next(&ids, 12345, &walk, &first));
	assert_true(ids_next(&ids, 12345, &walk, &second));
	assert_int_equal(first.number + second.number, 3);
	assert_false(ids_next(&ids, 12345, &walk, &first));
	ids_free(&ids);
}

static void
test_hashes(void **state)
{
	uint64_t pair[] = {1, 2}, turned[] = {2, 1};

	(void)state;
	assert_true(ids_hash(bytes_of("a"), 1) != ids_hash(bytes_of("a"), 2));
	assert_true(ids_hash(bytes_of("Ab"), 1) != ids_hash(bytes_of("ab"), 1));
	assert_true(ids_hash_folded(bytes_of("Ab"), 1) == ids_hash(bytes_of("ab"), 1));
	assert_true(ids_hash_folded(bytes_of("AZ[@"), 1) == ids_hash(bytes_of("az[@"), 1));
	assert_true(ids_hash_of(pair, 2, 1) != ids_hash_of(turned, 2, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_unknown_size),
	    cmocka_unit_test(test_known_size),
	    cmocka_unit_test(test_size_far_too_small),
	    cmocka_unit_test(test_expected_makes_one_segment),
	    cmocka_unit_test(test_change),
	    cmocka_unit_test(test_same_hash_twice),
	    cmocka_unit_test(test_hashes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
