// fetch/partial: the name stands for one file of one server; what is not wanted is swept; nothing but roster.zip is left in one; and what is not worth
// going on from is not kept.
// uses cmd/fetch/partial.c cmd/fetch/origin.c
#include <string.h>

#include "tests/unit/scratch.h"

#include "cmd/fetch/partial.h"

// A server's file.
static struct origin
origin_of(const char *path, const char *name, const char *size, const char *modified)
{
	struct origin origin = {.from = "sftp"};
	snprintf(origin.path, sizeof origin.path, "%s", path);
	snprintf(origin.name, sizeof origin.name, "%s", name);
	snprintf(origin.size, sizeof origin.size, "%s", size);
	snprintf(origin.modified, sizeof origin.modified, "%s", modified);
	return origin;
}

static void
test_name(void **state)
{
	static const char *const files[][4] = {
	    {"host:22/a", "x.zip", "10", "5"},
	    {"host:23/a", "x.zip", "10", "5"},
	    {"host:22/a", "y.zip", "10", "5"},
	    {"host:22/a", "x.zip", "11", "5"},
	    {"host:22/a", "x.zip", "10", "6"},
	    {"host:22/a", "x.zip", "1", "05"},
	};
	enum { FILES = sizeof files / sizeof files[0] };
	char names[FILES][PARTIAL_NAME_MAX + 1], again[PARTIAL_NAME_MAX + 1];
	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		struct origin origin =
		    origin_of(files[i][0], files[i][1], files[i][2], files[i][3]);
		partial_name(&origin, names[i]);
		partial_name(&origin, again);
		assert_string_equal(names[i], again);
		assert_int_equal(strspn(names[i], "0123456789abcdef"), PARTIAL_NAME_MAX);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(names[i], names[k]);
	}
}

static void
test_sweep(void **state)
{
	char wanted[PARTIALS_MOST + 2][PARTIAL_NAME_MAX + 1];
	struct fs_names there;
	(void)state;
	for (unsigned i = 0; i < PARTIALS_MOST + 2; i++) {
		snprintf(wanted[i], sizeof wanted[i], "%032x", i);
		must(fs_make_dir(dir, wanted[i], &fault));
	}
	must(fs_make_dir(dir, "stray", &fault));
	must(partial_sweep(dir, wanted, 2, &fault));
	must(fs_list(dir, &there, &fault));
	assert_int_equal(there.count, 2);
	fs_names_free(&there);
	for (unsigned i = 2; i < PARTIALS_MOST + 2; i++)
		must(fs_make_dir(dir, wanted[i], &fault));
	must(partial_sweep(dir, wanted, PARTIALS_MOST + 2, &fault));
	must(fs_list(dir, &there, &fault));
	assert_int_equal(there.count, PARTIALS_MOST);
	fs_names_free(&there);
}

static void
test_open(void **state)
{
	(void)state;
	int file = partial_open(dir, "one", &fault);
	must(file >= 0);
	assert_true(write(file, "abc", 3) == 3);
	close(file);
	int one = fs_open_dir(dir, "one", &fault);
	must(fs_put(one, "origin", "half", 4, &fault));
	file = partial_open(dir, "one", &fault);
	must(file >= 0);
	assert_int_equal(lseek(file, 0, SEEK_END), 3);
	assert_false(fs_exists(one, "origin"));
	close(file);
	must(fs_remove(one, "roster.zip", &fault));
	assert_int_equal(symlinkat("/etc/passwd", one, "roster.zip"), 0);
	assert_int_equal(partial_open(dir, "one", &fault), -1);
	close(one);
}

// Nothing, all, or too much of a file is no beginning of it.
static void
test_keep(void **state)
{
	static const struct {
		int bytes;
		uint64_t size;
		bool kept;
	} cases[] = {{0, 10, false}, {3, 10, true}, {10, 10, false}, {11, 10, false}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int file = partial_open(dir, "one", &fault);
		must(file >= 0);
		assert_int_equal(ftruncate(file, cases[i].bytes), 0);
		partial_keep(dir, "one", file, cases[i].size);
		assert_int_equal(fs_exists(dir, "one"), cases[i].kept);
		close(file);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {SCRATCH_TEST(test_name), SCRATCH_TEST(test_sweep),
	    SCRATCH_TEST(test_open), SCRATCH_TEST(test_keep)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
