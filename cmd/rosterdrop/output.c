// Names and reasons may come from outside, and a terminal obeys what it is sent: everything that is not plain text is shown as what it is.
#include "cmd/rosterdrop/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "schema/value.h"

enum { COPY_BYTES = 64 * 1024, SMALL_FILE_MAX = 64 * 1024 };

void
out_text(const char *text)
{
	size_t bad;
	bool utf8 = value_utf8(bytes_of(text), &bad);
	const unsigned char *at = (const unsigned char *)text;
	for (; *at != 0; at++) {
		if (utf8 && *at == 0xc2 && at[1] < 0xa0) { // a control character in two bytes
			printf("\\x%02x\\x%02x", at[0], at[1]);
			at++;
		} else if (*at < 0x20 || *at == 0x7f || (*at >= 0x80 && !utf8)) {
			printf("\\x%02x", *at);
		} else {
			putchar(*at);
		}
	}
}

bool
out_file(int fd, const char *name, bool headless, struct fault *fault)
{
	char buffer[COPY_BYTES];
	ssize_t got;
	fflush(stdout);
	while ((got = read(fd, buffer, sizeof buffer)) > 0) {
		const char *from = buffer;
		if (headless) {
			from = memchr(buffer, '\n', (size_t)got);
			headless = from == NULL;
			from = from == NULL ? buffer + got : from + 1;
		}
		if (!fs_write(STDOUT_FILENO, from, (size_t)(buffer + got - from), "standard output",
			fault))
			return false;
	}
	return got == 0 || fault_system(fault, "reading %s", name);
}

bool
out_first_line(int dir, const char *name, char *line, size_t size)
{
	struct fault fault;
	size_t content_size;
	char *content = fs_read(dir, name, SMALL_FILE_MAX, &content_size, &fault);
	if (content == NULL)
		return false;
	snprintf(line, size, "%.*s", (int)strcspn(content, "\r\n"), content);
	free(content);
	return true;
}

char (*grid_row(struct grid *grid))[GRID_CELL_MAX]
{
	if (grid->rows == grid->room) {
		size_t room = grid->room == 0 ? 16 : 2 * grid->room;
		void *grown = realloc(grid->cells, room * sizeof *grid->cells);
		if (grown == NULL)
			return NULL;
		grid->cells = grown;
		grid->room = room;
	}
	memset(grid->cells[grid->rows], 0, sizeof grid->cells[0]);
	return grid->cells[grid->rows++];
}

// The width of a column: its widest cell.
static int
width(const struct grid *grid, unsigned column)
{
	size_t widest = 0;
	for (size_t i = 0; i < grid->rows; i++) {
		size_t size = strlen(grid->cells[i][column]);
		widest = size > widest ? size : widest;
	}
	return (int)widest;
}

void
grid_print(const struct grid *grid)
{
	int widths[GRID_COLUMNS];
	for (unsigned column = 0; column < grid->columns; column++)
		widths[column] = width(grid, column);
	for (size_t i = 0; i < grid->rows; i++) {
		for (unsigned column = 0; column < grid->columns; column++) {
			const char *cell = grid->cells[i][column];
			bool right = (grid->right >> column & 1) != 0;
			bool last = column + 1 == grid->columns;
			printf("%*s%s",
			    right  ? widths[column]
			    : last ? 0
				   : -widths[column],
			    cell, last ? "\n" : " ");
		}
	}
}

void
grid_free(struct grid *grid)
{
	free(grid->cells);
	*grid = (struct grid){.columns = grid->columns, .right = grid->right};
}
