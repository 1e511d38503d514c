// Records there and back with random cells, and damaged ones that must not be read past their end: run it under ASan.
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/record.h"

enum { ROUNDS = 3000, CELL_MAX = 20000 };

// A plain generator with a fixed seed, so that a failure comes again.
static uint32_t
random_next(uint32_t most)
{
	static uint64_t seed = 20261121;
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % (most + 1);
}

// Random cells: often empty or short, now and then as long as a length of two or three bytes.
static unsigned
cells_make(struct bytes *cells, const char *text)
{
	static const uint32_t most[] = {0, 0, 5, 40, 127, 128, 300, CELL_MAX};
	unsigned count = random_next(RECORD_CELLS_MAX);
	for (unsigned i = 0; i < count; i++) {
		size_t size = random_next(most[random_next(7)]);
		cells[i] = (struct bytes){size == 0 ? NULL : text + random_next(100), size};
	}
	return count;
}

// A copy of exactly the size, so that the sanitizer sees one byte too many.
static char *
copy_make(const char *data, size_t size)
{
	char *copy = malloc(size == 0 ? 1 : size);
	assert_non_null(copy);
	memcpy(copy, data, size);
	return size == 0 ? (free(copy), NULL) : copy;
}

// read(write(x)) == x, also with more cells asked for than were written.
static void
test_round_trip(void **state)
{
	static char text[CELL_MAX + 100];
	struct bytes cells[RECORD_CELLS_MAX + 1], again[RECORD_CELLS_MAX + 1];
	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)random_next(255);
	for (unsigned round = 0; round < ROUNDS; round++) {
		unsigned count = cells_make(cells, text);
		size_t size = record_size(cells, count);
		char *record = malloc(size);
		assert_non_null(record);
		assert_int_equal(record_write(record, cells, count), size);
		unsigned asked = count + random_next(1);
		cells[count] = (struct bytes){NULL, 0};
		assert_true(record_read((struct bytes){record, size}, again, asked));
		for (unsigned i = 0; i < asked; i++)
			assert_true(bytes_equal(cells[i], again[i]));
		free(record);
	}
}

// Cut, lengthened by nothing, and with bytes turned over: an answer, and no cell outside of the record.
static void
test_damaged(void **state)
{
	char text[400], record[RECORD_CELLS_MAX * 400];
	struct bytes cells[RECORD_CELLS_MAX + 1];
	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)random_next(255);
	for (unsigned round = 0; round < ROUNDS * 3; round++) {
		unsigned count = 1 + random_next(10);
		for (unsigned i = 0; i < count; i++)
			cells[i] = (struct bytes){text, random_next(299)};
		size_t size = record_write(record, cells, count);
		for (unsigned i = random_next(3); i > 0; i--)
			record[random_next((uint32_t)size - 1)] = (char)random_next(255);
		size = random_next((uint32_t)size);
		char *copy = copy_make(record, size);
		record_read((struct bytes){copy, size}, cells, count);
		for (unsigned i = 0; i < count; i++)
			assert_true(
			    cells[i].size == 0 ||
			    (cells[i].data > copy && cells[i].data + cells[i].size <= copy + size));
		free(copy);
	}
}

// Each way to be wrong, by hand.
static void
test_refused(void **state)
{
	static const struct {
		const char *record;
		size_t size;
		bool good;
	} cases[] = {
	    {"", 0, false}, {"\x01", 1, true}, {"\x02", 1, false}, {"\x02\x01x", 3, false},
	    {"\x01\x00", 2, true}, {"\x01\x01x", 3, true}, {"\x01\x02x", 3, false},
	    {"\x01\x01", 2, false}, {"\x01\x80", 2, false},
	    {"\x01\x80\x00", 3, false}, // longer than needed
	    {"\x01\x01x\x01y", 5, true},
	    {"\x01\x01x\x01y\x00", 6, false}, // more cells than asked for
	    {"\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, false},
	    {"\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 13, false},
	    {"\x01\x81\x80\x80\x80\x80\x80\x80\x80\x80\x02x", 12, false}, // 2^64 + 1
	};
	struct bytes cells[2];
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *copy = copy_make(cases[i].record, cases[i].size);
		bool good = record_read((struct bytes){copy, cases[i].size}, cells, 2);
		assert_int_equal(good, cases[i].good);
		free(copy);
	}
	assert_true(record_read(bytes_of("\x01"), cells, 0));
	assert_false(record_read(bytes_of("\x01\x01x"), cells, 0));
}

// The layout is what stores on disk hold: it must not change under a version.
static void
test_layout(void **state)
{
	struct bytes cells[] = {bytes_of("ab"), {NULL, 0}, bytes_of("c"), {NULL, 0}};
	char record[16];
	(void)state;
	assert_int_equal(record_size(cells, 4), 7);
	assert_int_equal(record_write(record, cells, 4), 7);
	assert_memory_equal(record,
	    "\x01\x02"
	    "ab\x00\x01"
	    "c",
	    7);
	assert_int_equal(record_write(record, cells, 0), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_damaged),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_layout),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
