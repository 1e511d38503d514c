// SEAL: what it says, what it notices, what it refuses.
#include "tests/unit/scratch.h"

#include "pipeline/seal.h"

static const char drop[] = "20261121T020304Z-1a2b3c4d";

// A directory with two files, sealed.
static struct seal
sealed(void)
{
	struct seal seal = {.stage = "apply",
	    .tool = "rosterdrop 0.1",
	    .input = "-",
	    .config = "c0ffee",
	    .generation = 7};
	memcpy(seal.drop, drop, sizeof drop);
	must(fs_put(dir, "plan.csv", "plan", 4, &fault));
	must(fs_put(dir, "empty", "", 0, &fault));
	must(seal_write(dir, &seal, &fault));
	return seal;
}

// The text is settled: later versions must read it.
static void
the_text_is_settled(void **state)
{
	(void)state;
	size_t size;
	sealed();
	char *content = fs_read(dir, "SEAL", 4096, &size, &fault);
	assert_string_equal(content,
	    "rosterdrop-seal 1\ndrop 20261121T020304Z-1a2b3c4d\nstage apply\n"
	    "tool rosterdrop 0.1\ninput -\nconfig c0ffee\ngeneration 7\n"
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 empty\n"
	    "64879f7d6b960a01909762d911a32d4582c20010c5641ee90278b644a9e3b525 4 plan.csv\n");
	free(content);
}

static void
what_was_written_is_read(void **state)
{
	(void)state;
	struct seal seal;
	sealed();
	must(seal_read(dir, &seal, &fault));
	assert_string_equal(seal.drop, drop);
	assert_string_equal(seal.stage, "apply");
	assert_string_equal(seal.tool, "rosterdrop 0.1");
	assert_string_equal(seal.config, "c0ffee");
	assert_int_equal(seal.generation, 7);
	assert_int_equal(seal.file_count, 2);
	assert_string_equal(seal.files[1].name, "plan.csv");
	assert_int_equal(seal.files[1].size, 4);
	must(seal_check(dir, &seal, SEAL_ALL, &fault));
}

// Another size shows at once, other bytes of the same size when contents are looked at, a missing file always.
static void
changes_show(void **state)
{
	(void)state;
	struct seal seal = sealed();
	must(fs_remove(dir, "plan.csv", &fault));
	must(fs_put(dir, "plan.csv", "plaN", 4, &fault));
	must(seal_check(dir, &seal, SEAL_SIZES, &fault));
	assert_false(seal_check(dir, &seal, SEAL_ALL, &fault));
	assert_false(seal_check(dir, &seal, SEAL_QUICK, &fault));
	assert_int_equal(fault.class, FAULT_IO);
	assert_non_null(strstr(fault.text, "plan.csv"));
	must(fs_remove(dir, "plan.csv", &fault));
	must(fs_put(dir, "plan.csv", "plan more", 9, &fault));
	assert_false(seal_check(dir, &seal, SEAL_SIZES, &fault));
	must(fs_remove(dir, "plan.csv", &fault));
	assert_false(seal_check(dir, &seal, SEAL_SIZES, &fault));
}

// Reads a text as a SEAL.
static bool
reads(const char *content)
{
	struct seal seal;
	must(fs_remove(dir, "SEAL", &fault));
	must(fs_put(dir, "SEAL", content, strlen(content), &fault));
	return seal_read(dir, &seal, &fault);
}

#define AFTER "tool t\ninput -\nconfig -\n"
#define BEFORE "drop d\nstage s\n" AFTER

static void
what_is_no_seal_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "",
	    "rosterdrop-seal 2\n" BEFORE "generation 0\n",
	    "rosterdrop-seal 1\n" BEFORE,
	    "rosterdrop-seal 1\n" BEFORE "generation 0",
	    "rosterdrop-seal 1\n" BEFORE "generation 0\nzz 1 x\n",
	    "rosterdrop-seal 1\n" BEFORE "generation 0\naa 1 x",
	    "rosterdrop-seal 1\ndrop d\nstage a-long-stage-name\n" AFTER "generation 0\n",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(reads(bad[i]));
		assert_int_equal(fault.class, FAULT_DATA);
	}
	must(
	    reads("rosterdrop-seal 1\ndrop d\nstage s\ntool t\ninput -\nconfig -\ngeneration 0\n"));
}

// More files than a SEAL has room for are a bug of ours, never a SEAL without them.
static void
no_file_is_passed_over(void **state)
{
	(void)state;
	struct seal seal = {.stage = "apply", .tool = "t", .input = "-", .config = "-"};
	char name[16];
	for (unsigned i = 0; i <= SEAL_FILES_MAX; i++) {
		snprintf(name, sizeof name, "file%02u", i);
		must(fs_put(dir, name, "", 0, &fault));
	}
	assert_false(seal_write(dir, &seal, &fault));
	assert_int_equal(fault.class, FAULT_BUG);
	assert_false(fs_exists(dir, "SEAL"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(the_text_is_settled),
	    SCRATCH_TEST(what_was_written_is_read),
	    SCRATCH_TEST(changes_show),
	    SCRATCH_TEST(what_is_no_seal_is_refused),
	    SCRATCH_TEST(no_file_is_passed_over),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
