// A folder that a test may fill, with a configuration and a district whose directory it is the spool of.
#pragma once

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "pipeline/conf.h"
#include "pipeline/fs.h"

static char folder[32];
static int dir = -1;
static struct fault fault;
static struct conf conf;
static struct district district;

// Fails the test with what the fault says.
static inline void
must(bool good)
{
	if (!good)
		print_message("# %s\n", fault.text);
	assert_true(good);
}

static inline struct bytes
text(const char *string)
{
	return string == NULL ? (struct bytes){NULL, 0} : bytes_of(string);
}

// Whether bytes are the text, and what they are if not.
static inline void
assert_bytes(struct bytes bytes, const char *wanted)
{
	if (!bytes_is(bytes, wanted))
		print_message("# '%.*s' is not '%s'\n", (int)bytes.size,
		    bytes.size > 0 ? bytes.data : "", wanted);
	assert_true(bytes_is(bytes, wanted));
}

static inline int
scratch_make(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/unit_test.XXXXXX");
	fault = (struct fault){FAULT_NONE, ""};
	conf = (struct conf){.spool = folder};
	district = (struct district){.name = "north",
	    .sync.enabled = true,
	    .limits.store_map = (uint64_t)32 * 1024 * 1024};
	dir = mkdtemp(folder) == NULL ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir < 0 ? -1 : 0;
}

static inline int
scratch_remove(void **state)
{
	(void)state;
	const char *name = strrchr(folder, '/') + 1;
	close(dir);
	int parent = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = parent >= 0 && fs_remove(parent, name, &fault);
	close(parent);
	return good ? 0 : -1;
}

// A test in a fresh folder.
#define SCRATCH_TEST(function)                                                                     \
	cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)
