// Findings that a test adds, and what the file says of them. A folder of its own.
#pragma once

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "pipeline/findings.h"
#include "pipeline/fs.h"

enum { FILE_MOST = 100000 };

static char folder[] = "/tmp/findings_test.XXXXXX";
static int dir;

static inline uint64_t
add(struct findings *findings, const char *code, const char *file, uint64_t row, const char *column,
    const char *sourced_id, uint64_t cause, const char *message)
{
	struct fault fault = {0};
	struct finding finding = {.code = finding_code_named(code),
	    .severity = SEVERITY_DEFAULT,
	    .file = bytes_of(file),
	    .row = row,
	    .line = row == 0 ? 0 : row + 10,
	    .column = bytes_of(column),
	    .sourced_id = bytes_of(sourced_id),
	    .message = bytes_of(message != NULL ? message : ""),
	    .cause = cause};
	uint64_t id = findings_add(findings, &finding, &fault);
	assert_int_equal(finding.id, id);
	assert_int_not_equal(id, 0);
	return id;
}

// Writes, gives the file's text and removes the file. `before`: the text of the drop before, or
// NULL.
static inline char *
written(struct findings *findings, const char *drop, const char *before)
{
	struct fault fault = {0};
	size_t size;
	int fd = -1;
	if (before != NULL) {
		assert_true(fs_put(dir, "before.csv", before, strlen(before), &fault));
		fd = fs_open_file(dir, "before.csv", &fault);
	}
	assert_true(findings_write(findings, dir, drop, fd, &fault));
	if (fd >= 0)
		close(fd);
	char *text = fs_read(dir, "findings.csv", FILE_MOST, &size, &fault);
	assert_non_null(text);
	assert_true(fs_remove(dir, "findings.csv", &fault));
	assert_true(fs_remove(dir, "mended.csv", &fault));
	assert_true(fs_remove(dir, "holds", &fault));
	assert_true(fs_remove(dir, "before.csv", &fault));
	return text;
}

// The n-th line of a text (from 0) without its end, in static memory.
static inline const char *
line(const char *text, unsigned n)
{
	static char copy[1024];
	for (; n > 0; n--)
		text = strstr(text, "\r\n") + 2;
	size_t size = (size_t)(strstr(text, "\r\n") - text);
	assert_true(size < sizeof copy);
	memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

// The last cell of the n-th line.
static inline const char *
since(const char *text, unsigned n)
{
	return strrchr(line(text, n), ',') + 1;
}

static inline int
folder_make(void **state)
{
	struct fault fault;
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	dir = fs_open_dir(AT_FDCWD, folder, &fault);
	return dir < 0;
}

static inline int
folder_remove(void **state)
{
	(void)state;
	close(dir);
	return rmdir(folder);
}
