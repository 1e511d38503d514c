// A folder with a configuration and one district in it, for the tests of conf.
#pragma once

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "pipeline/conf_keys.h"
#include "pipeline/fs.h"
#include "pipeline/limits.h"

static char folder[] = "/tmp/conf_test.XXXXXX";
static char conf_file[64], district_file[64];

static void
write_file(const char *path, const char *text, size_t size)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static struct conf *
conf_of(const char *text)
{
	struct fault fault = {0};
	write_file(conf_file, text, strlen(text));
	struct conf *conf = conf_read(conf_file, &fault);
	if (conf == NULL)
		print_message("# %s\n", fault.text);
	assert_non_null(conf);
	return conf;
}

// Reads a district's text with an empty rosterdrop.conf.
static struct district *
district_of(const char *text, struct fault *fault)
{
	struct conf *conf = conf_of("");
	write_file(district_file, text, strlen(text));
	*fault = (struct fault){0};
	struct district *district = district_read(conf, "north", fault);
	conf_free(conf);
	return district;
}

static struct district *
good_district(const char *text)
{
	struct fault fault;
	struct district *district = district_of(text, &fault);
	if (district == NULL)
		print_message("# %s\n", fault.text);
	assert_non_null(district);
	return district;
}

static int
folder_make(void **state)
{
	(void)state;
	char path[64];
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(conf_file, sizeof conf_file, "%s/rosterdrop.conf", folder);
	snprintf(path, sizeof path, "%s/districts", folder);
	snprintf(district_file, sizeof district_file, "%s/districts/north.conf", folder);
	return mkdir(path, 0700);
}

static int
folder_remove(void **state)
{
	(void)state;
	char path[64];
	snprintf(path, sizeof path, "%s/districts", folder);
	return unlink(district_file) + unlink(conf_file) + rmdir(path) + rmdir(folder);
}
