// Large files: what is added is in the file and in the digest, whole blocks or not; and a disk that is full is told.
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/unit/scratch.h"

#include "pipeline/bulk.h"
#include "pipeline/csv.h"

// Adds `total` bytes in pieces of which no size divides a block, and compares what stands in the file with it.
static void
assert_written(size_t total)
{
	static char piece[70001];
	char hex[DIGEST_HEX], wanted[DIGEST_HEX], written[DIGEST_HEX];
	uint64_t size, found;
	struct digest *all = digest_new();
	int fd = fs_create(dir, "large", &fault);
	struct bulk *bulk = bulk_new(fd);
	for (size_t i = 0; i < sizeof piece; i++)
		piece[i] = (char)(i * 31 + total);
	for (size_t left = total; left > 0;) {
		size_t part = left < sizeof piece ? left : sizeof piece;
		bulk_add(bulk, piece, part);
		digest_add(all, piece, part);
		left -= part;
	}
	digest_end(all, wanted);
	must(bulk_good(bulk, "large", &fault));
	must(bulk_finish(bulk, "large", hex, &size, &fault));
	assert_true((fcntl(fd, F_GETFL) & O_DIRECT) == 0);
	assert_int_equal(size, total);
	assert_string_equal(hex, wanted);
	must(digest_file(fd, "large", written, &found, &fault));
	assert_int_equal(found, total);
	assert_string_equal(written, wanted);
	close(fd);
	must(fs_remove(dir, "large", &fault));
}

static void
every_size_is_whole(void **state)
{
	(void)state;
	const size_t sizes[] = {0, 1, 4095, 4096, BULK_BLOCK - 1, BULK_BLOCK, BULK_BLOCK + 1,
	    BULK_BLOCK + 4096, 3 * BULK_BLOCK, 5 * BULK_BLOCK + 12345};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		assert_written(sizes[i]);
}

// A limit in the middle of a block: the write before it comes short, the next fails.
static void
what_cannot_be_written_is_told(void **state)
{
	static const char zeros[BULK_BLOCK];
	char hex[DIGEST_HEX];
	uint64_t size;
	struct rlimit before, limit;
	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 2 * BULK_BLOCK + 1000;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	int fd = fs_create(dir, "large", &fault);
	struct bulk *bulk = bulk_new(fd);
	for (unsigned i = 0; i < 2; i++)
		bulk_add(bulk, zeros, sizeof zeros);
	must(bulk_good(bulk, "large", &fault));
	for (unsigned i = 0; i < 3; i++)
		bulk_add(bulk, zeros, sizeof zeros);
	assert_false(bulk_good(bulk, "large", &fault));
	assert_false(bulk_finish(bulk, "large", hex, &size, &fault));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_non_null(strstr(fault.text, "large"));
	fault = (struct fault){0};
	close(fd);
	must(fs_remove(dir, "large", &fault));
}

// A table that goes into a large file, and no memory for one.
static void
a_table_goes_into_it(void **state)
{
	char hex[DIGEST_HEX], wanted[DIGEST_HEX];
	uint64_t size;
	(void)state;
	int fd = fs_create(dir, "table", &fault);
	struct csv *csv = csv_new(fd, false);
	struct bulk *bulk = bulk_new(fd);
	csv_into(csv, bulk);
	csv_line(csv, "a,b");
	must(csv_finish(csv, "table", &fault));
	must(bulk_finish(bulk, "table", hex, &size, &fault));
	digest_bytes("a,b\r\n", 5, wanted);
	assert_string_equal(hex, wanted);
	assert_int_equal(size, 5);
	close(fd);
	must(fs_remove(dir, "table", &fault));
	bulk_add(NULL, "x", 1);
	assert_false(bulk_finish(NULL, "table", hex, &size, &fault));
	assert_int_equal(fault.class, FAULT_TEMP);
	fault = (struct fault){0};
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(every_size_is_whole),
	    SCRATCH_TEST(what_cannot_be_written_is_told),
	    SCRATCH_TEST(a_table_goes_into_it),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
