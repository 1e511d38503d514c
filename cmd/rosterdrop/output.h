// What commands print: texts that cannot play tricks on a terminal, tables whose columns fit their content, copies of files.
#pragma once

#include <stddef.h>

#include "pipeline/csv.h"
#include "pipeline/fault.h"

// Prints a text with whatever is not to be shown (pipeline/shown.h) as \xNN.
void out_text(const char *text);

// CSV to standard output: to a program byte for byte, to a terminal in a form to be shown.
struct csv *out_csv(bool harmless);

// Copies an open file to standard output, without its first line when `headless`; to a terminal in a form to be shown. `name` is for the fault.
bool out_file(int fd, const char *name, bool headless, struct fault *fault);

// Reads the first line of a small file of a directory into `line`; false when there is none.
bool out_first_line(int dir, const char *name, char *line, size_t size);

// A table that is printed when all its cells are known. Cells are copied.
enum { GRID_COLUMNS = 13, GRID_CELL_MAX = 72 };

struct grid {
	unsigned columns;
	unsigned right; // mask of the columns that are aligned to the right
	size_t rows, room;
	char (*cells)[GRID_COLUMNS][GRID_CELL_MAX];
};

// Adds a row of empty cells, to be filled in; NULL when out of memory.
char (*grid_row(struct grid *grid))[GRID_CELL_MAX];
void grid_print(const struct grid *grid);
void grid_free(struct grid *grid);
