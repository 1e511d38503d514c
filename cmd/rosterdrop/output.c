// Names and reasons may come from outside, and a terminal obeys what it is sent: everything that is not plain text is shown as what it is.
#include "cmd/rosterdrop/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/screen.h"
#include "pipeline/fs.h"
#include "pipeline/shown.h"

enum { COPY_BYTES = 64 * 1024, SMALL_FILE_MAX = 64 * 1024 };

void
out_text(const char *text)
{
	struct text shown = {NULL, 0, 0, false};
	shown_escape(&shown, bytes_of(text));
	fwrite(shown.data, 1, shown.failed ? 0 : shown.size, stdout);
	text_free(&shown);
}

struct csv *
out_csv(bool harmless)
{
	struct csv *csv = csv_new(STDOUT_FILENO, harmless);
	if (screen_is())
		csv_shown(csv, screen_utf8());
	return csv;
}

// Copies a piece to a terminal; gives how many bytes of it were taken.
static bool
show_piece(struct bytes piece, bool more, size_t *taken, struct fault *fault)
{
	struct text shown = {NULL, 0, 0, false};
	*taken = shown_lines(&shown, piece, screen_utf8(), more);
	bool good = shown.failed
			? fault_set(fault, FAULT_TEMP, "out of memory")
			: fs_write(STDOUT_FILENO, shown.data, shown.size, "standard output", fault);
	text_free(&shown);
	return good;
}

// Passes a piece on: as it is to a program, in a form to be shown to a terminal.
static bool
pass(struct bytes piece, bool more, size_t *taken, struct fault *fault)
{
	*taken = piece.size;
	if (screen_is())
		return show_piece(piece, more, taken, fault);
	return fs_write(STDOUT_FILENO, piece.data, piece.size, "standard output", fault);
}

bool
out_file(int fd, const char *name, bool headless, struct fault *fault)
{
	char buffer[COPY_BYTES];
	size_t kept = 0, taken;
	ssize_t got;
	fflush(stdout);
	while ((got = read(fd, buffer + kept, sizeof buffer - kept)) > 0) {
		struct bytes piece = {buffer, kept + (size_t)got};
		if (headless) {
			const char *end = memchr(buffer, '\n', piece.size);
			kept = 0;
			headless = end == NULL;
			if (headless)
				continue;
			piece = (struct bytes){end + 1, (size_t)(buffer + piece.size - end) - 1};
		}
		if (!pass(piece, true, &taken, fault))
			return false;
		kept = piece.size - taken;
		memmove(buffer, piece.data + taken, kept);
	}
	if (got < 0)
		return fault_system(fault, "reading %s", name);
	return kept == 0 || pass((struct bytes){buffer, kept}, false, &taken, fault);
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
