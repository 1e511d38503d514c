// The sink: what is handed over is in the file and in the digest, in order; and when it cannot be written, the one who fills it is told.
#include <signal.h>
#include <string.h>

#include "tests/unit/scratch.h"

#include "pipeline/sink.h"

// Hands over blocks whose bytes count on; of sizes that differ, and more of them than the ring has. Gives how many were taken.
static unsigned
fill(struct sink *sink, unsigned blocks, struct digest *wanted)
{
	unsigned char next = 0;
	for (unsigned i = 0; i < blocks; i++) {
		size_t size = i % 3 == 0 ? SINK_BLOCK : (i * 7919) % SINK_BLOCK;
		char *block = sink_room(sink);
		if (block == NULL)
			return i;
		for (size_t at = 0; at < size; at++)
			block[at] = (char)next++;
		digest_add(wanted, block, size);
		sink_give(sink, size);
	}
	return blocks;
}

static void
test_order(void **state)
{
	char given[DIGEST_HEX], written[DIGEST_HEX], wanted[DIGEST_HEX];
	uint64_t size;
	struct digest *digest = digest_new(), *all = digest_new();
	int file = openat(dir, "file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	(void)state;
	assert_true(write(file, "before", 6) == 6);
	digest_add(digest, "before", 6);
	digest_add(all, "before", 6);
	struct sink *sink = sink_open(file, digest, "file", &fault);
	must(sink != NULL);
	assert_int_equal(fill(sink, 40, all), 40);
	must(sink_close(sink, &fault));
	digest_end(digest, given);
	digest_end(all, wanted);
	assert_true(lseek(file, 0, SEEK_SET) == 0);
	must(digest_file(file, "file", written, &size, &fault));
	assert_string_equal(given, wanted);
	assert_string_equal(written, wanted);
	close(file);
}

static void
test_nothing(void **state)
{
	char hex[DIGEST_HEX], empty[DIGEST_HEX];
	struct digest *digest = digest_new();
	int file = openat(dir, "file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	(void)state;
	struct sink *sink = sink_open(file, digest, "file", &fault);
	must(sink != NULL);
	must(sink_close(sink, &fault));
	digest_end(digest, hex);
	digest_bytes("", 0, empty);
	assert_string_equal(hex, empty);
	close(file);
}

// A file that cannot be written to: no room is given any more, and the fault says why.
static void
test_failure(void **state)
{
	struct digest *digest = digest_new(), *all = digest_new();
	int file = openat(dir, "file", O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
	(void)state;
	struct sink *sink = sink_open(file, digest, "roster", &fault);
	must(sink != NULL);
	assert_true(fill(sink, 40, all) < 40);
	assert_false(sink_close(sink, &fault));
	assert_int_equal(fault.class, FAULT_IO);
	assert_non_null(strstr(fault.text, "roster"));
	digest_free(digest);
	digest_free(all);
	close(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(test_order), SCRATCH_TEST(test_nothing), SCRATCH_TEST(test_failure)};
	alarm(60); // a sink that waits for ever
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
