// sort against qsort, over kinds of keys that have gone wrong elsewhere and over memories that make
// one run or hundreds.
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cmocka.h>

#include "pipeline/sort.h"

enum { RECORDS = 2500, KEY_LONGEST = 600 };

struct record {
	char key[KEY_LONGEST];
	size_t size;
	uint32_t number;
};

static struct record records[RECORDS];
static uint64_t seed;

// The same numbers in every run: xorshift.
static uint32_t
any(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % below;
}

static void
key_of(struct record *record, size_t size, unsigned letters, char first)
{
	record->size = size;
	for (size_t i = 0; i < size; i++)
		record->key[i] = (char)(first + (char)any(letters));
}

static void
keys_short(struct record *record)
{
	key_of(record, any(4), 2, '\0');
}

static void
keys_zeroes(struct record *record)
{
	key_of(record, any(20), 1, '\0');
}

static void
keys_any(struct record *record)
{
	key_of(record, any(40), 256, '\0');
}

static void
keys_few(struct record *record)
{
	key_of(record, 1, 3, 'a');
}

// Long common prefixes at several depths, and keys that end inside them.
static void
keys_deep(struct record *record)
{
	key_of(record, KEY_LONGEST, 1, 'x');
	for (unsigned i = 0, depth = any(4); i < depth; i++)
		record->key[(i + 1) * 140] = (char)('x' + any(3));
	record->size = any(5) == 0 ? any(KEY_LONGEST + 1) : KEY_LONGEST;
}

static void
keys_ordered(struct record *record)
{
	uint32_t number = record->number / 3;
	record->size = 4;
	for (size_t i = 0; i < record->size; i++)
		record->key[i] = (char)(number >> (24 - 8 * i));
}

static void
keys_falling(struct record *record)
{
	uint32_t number = record->number;
	record->number = RECORDS - number;
	keys_ordered(record);
	record->number = number;
}

static struct bytes
key(const struct record *record)
{
	return (struct bytes){record->key, record->size};
}

static int
record_order(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int order = bytes_compare(key(x), key(y));
	return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static void
expect_records(struct sort *sort)
{
	struct fault fault = {0};
	struct bytes got, value;
	bool more;
	for (size_t i = 0; i < RECORDS; i++) {
		assert_true(sort_next(sort, &got, &value, &more, &fault));
		assert_true(more);
		assert_true(bytes_equal(got, key(&records[i])));
		assert_int_equal(value.size, sizeof records[i].number);
		assert_memory_equal(value.data, &records[i].number, value.size);
	}
	for (unsigned i = 0; i < 2; i++) {
		assert_true(sort_next(sort, &got, &value, &more, &fault));
		assert_false(more);
	}
}

static void
check(void (*make)(struct record *), uint64_t memory)
{
	struct fault fault = {0};
	int dir = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct sort *sort = sort_new(dir, memory);
	assert_non_null(sort);
	for (uint32_t i = 0; i < RECORDS; i++) {
		struct bytes value = {(const char *)&records[i].number, sizeof records[i].number};
		records[i].number = i;
		make(&records[i]);
		assert_true(sort_add(sort, key(&records[i]), value, &fault));
	}
	assert_true(sort_end(sort, &fault));
	assert_int_equal(sort_count(sort), RECORDS);
	qsort(records, RECORDS, sizeof records[0], record_order);
	expect_records(sort);
	assert_true(sort_rewind(sort, &fault));
	expect_records(sort);
	sort_free(sort);
	close(dir);
}

static void
same_order_as_qsort(void **state)
{
	(void)state;
	static void (*const kinds[])(struct record *) = {
	    keys_short, keys_zeroes, keys_any, keys_few, keys_deep, keys_ordered, keys_falling};
	static const uint64_t memories[] = {0, 700, 20000, 1 << 24};
	seed = 20261121;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		for (size_t j = 0; j < sizeof memories / sizeof memories[0]; j++)
			check(kinds[i], memories[j]);
}

static void
nothing_gives_nothing(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct bytes got, value;
	bool more = true;
	struct sort *sort = sort_new(AT_FDCWD, 1000);
	assert_true(sort_end(sort, &fault));
	assert_true(sort_next(sort, &got, &value, &more, &fault));
	assert_false(more);
	assert_int_equal(sort_count(sort), 0);
	sort_free(sort);
}

// One record far larger than the memory, and larger than any buffer.
static void
large_record_goes_through(void **state)
{
	(void)state;
	enum { LARGE = 3000000 };
	struct fault fault = {0};
	struct bytes got, value;
	bool more;
	char *large = malloc(LARGE);
	int dir = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct sort *sort = sort_new(dir, 100);
	memset(large, 'l', LARGE);
	assert_true(sort_add(sort, bytes_of("c"), bytes_of("small"), &fault));
	assert_true(sort_add(sort, bytes_of("b"), (struct bytes){large, LARGE}, &fault));
	assert_true(sort_add(sort, bytes_of("a"), bytes_of("small"), &fault));
	assert_true(sort_end(sort, &fault));
	assert_true(sort_next(sort, &got, &value, &more, &fault));
	assert_true(bytes_is(got, "a"));
	assert_true(sort_next(sort, &got, &value, &more, &fault));
	assert_true(bytes_is(got, "b"));
	assert_int_equal(value.size, LARGE);
	assert_memory_equal(value.data, large, LARGE);
	assert_true(sort_next(sort, &got, &value, &more, &fault));
	assert_true(bytes_is(got, "c") && bytes_is(value, "small"));
	sort_free(sort);
	close(dir);
	free(large);
}

// A disk that takes no more, as a limit on the size of files.
static void
failed_write_is_a_fault(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct rlimit before, small;
	bool good = true;
	int dir = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct sort *sort = sort_new(dir, 100000);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = 300000;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (unsigned i = 0; good && i < 100000; i++)
		good = sort_add(sort, bytes_of("some key"), bytes_of("some value"), &fault);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_false(good);
	assert_int_equal(fault.class, FAULT_IO);
	assert_non_null(strstr(fault.text, "File too large"));
	sort_free(sort);
	close(dir);
}

static void
wrong_use_is_a_bug(void **state)
{
	(void)state;
	struct fault fault = {0};
	struct bytes got, value;
	bool more;
	struct sort *sort = sort_new(AT_FDCWD, 1000);
	assert_false(sort_next(sort, &got, &value, &more, &fault));
	assert_int_equal(fault.class, FAULT_BUG);
	fault.class = FAULT_NONE;
	assert_false(sort_add(sort, (struct bytes){"", 65536}, bytes_of(""), &fault));
	assert_int_equal(fault.class, FAULT_BUG);
	assert_true(sort_end(sort, &fault));
	fault.class = FAULT_NONE;
	assert_false(sort_add(sort, bytes_of(""), bytes_of(""), &fault));
	assert_int_equal(fault.class, FAULT_BUG);
	sort_free(sort);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(same_order_as_qsort),
	    cmocka_unit_test(nothing_gives_nothing),
	    cmocka_unit_test(large_record_goes_through),
	    cmocka_unit_test(failed_write_is_a_fault),
	    cmocka_unit_test(wrong_use_is_a_bug),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
