// origin: what is written is read, and what is not one is refused.
// uses cmd/fetch/origin.c
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/fetch/origin.h"
#include "pipeline/fs.h"

static char path[] = "/tmp/origin_test.XXXXXX";
static int dir;

static int
set_up(void **state)
{
	struct fault fault;
	(void)state;
	dir = mkdtemp(path) == NULL ? -1 : fs_open_dir(AT_FDCWD, path, &fault);
	return dir < 0;
}

static int
tear_down(void **state)
{
	struct fault fault;
	(void)state;
	close(dir);
	return !fs_remove(AT_FDCWD, path, &fault);
}

// A record with every value at its full length, then one with few.
static void
test_there_and_back(void **state)
{
	struct fault fault;
	struct origin origin, back;
	(void)state;
	memset(&origin, 0, sizeof origin);
	memset(origin.from, 'f', sizeof origin.from - 1);
	memset(origin.name, 'n', sizeof origin.name - 1);
	memset(origin.size, '1', sizeof origin.size - 1);
	memset(origin.sha256, 'a', sizeof origin.sha256 - 1);
	memset(origin.arrived, 't', sizeof origin.arrived - 1);
	memset(origin.inode, '2', sizeof origin.inode - 1);
	memset(origin.changed, '3', sizeof origin.changed - 1);
	memset(origin.path, 'p', sizeof origin.path - 1);
	memset(origin.modified, '4', sizeof origin.modified - 1);
	memset(origin.same_as, 's', sizeof origin.same_as - 1);
	for (int round = 0; round < 2; round++) {
		assert_true(fs_remove(dir, "origin", &fault));
		assert_true(origin_write(dir, &origin, &fault));
		assert_true(origin_read(dir, &back, &fault));
		assert_string_equal(back.from, origin.from);
		assert_string_equal(back.name, origin.name);
		assert_string_equal(back.size, origin.size);
		assert_string_equal(back.sha256, origin.sha256);
		assert_string_equal(back.arrived, origin.arrived);
		assert_string_equal(back.inode, origin.inode);
		assert_string_equal(back.changed, origin.changed);
		assert_string_equal(back.path, origin.path);
		assert_string_equal(back.modified, origin.modified);
		assert_string_equal(back.same_as, origin.same_as);
		origin = (struct origin){.from = "sftp", .name = "a.zip"};
	}
}

static void
test_refusals(void **state)
{
	static const struct {
		const char *content;
		enum fault_class class;
	} cases[] = {
	    {"", FAULT_DATA},
	    {"rosterdrop-origin 2\nfrom inbox\n", FAULT_DATA},
	    {"rosterdrop-origin 1\nfrom inbox", FAULT_DATA},
	    {"rosterdrop-origin 1\nfrom longer-than-it\n", FAULT_DATA},
	    {"rosterdrop-origin 1\nfrom inbox\nnew-key x\n", FAULT_NONE},
	};
	struct fault fault;
	struct origin origin;
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *content = cases[i].content;
		assert_true(fs_remove(dir, "origin", &fault));
		assert_true(fs_put(dir, "origin", content, strlen(content), &fault));
		fault = (struct fault){FAULT_NONE, ""};
		assert_int_equal(origin_read(dir, &origin, &fault), cases[i].class == FAULT_NONE);
		assert_int_equal(fault.class, cases[i].class);
	}
	assert_true(fs_remove(dir, "origin", &fault));
	assert_false(origin_read(dir, &origin, &fault));
	assert_int_equal(fault.class, FAULT_MISSING);
}

static void
test_escape(void **state)
{
	char text[16];
	(void)state;
	assert_true(origin_escape("a b\n%/:", text, sizeof text));
	assert_string_equal(text, "a%20b%0A%25/:");
	assert_true(origin_escape("\xff\xff\xff\xff\xff", text, sizeof text));
	assert_string_equal(text, "%FF%FF%FF%FF%FF");
	assert_false(origin_escape("\xff\xff\xff\xff\xff"
				   "a",
	    text, sizeof text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_there_and_back),
	    cmocka_unit_test(test_refusals),
	    cmocka_unit_test(test_escape),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
