// A row being made, cell by cell in the order of schema/oneroster.h, and the CSV file it goes to.
// The columns of other versions are passed over when it is written, so one piece of code makes the
// rows of every version.
#pragma once

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/oneroster.h"

enum { ROW_TEXT = 8192, OUT_BUFFER = 1 << 20, UUID_TEXT = 36 };

struct row {
	bool present; // false: nobody has this place tonight
	unsigned column;
	size_t used;
	size_t start[ONEROSTER_COLUMNS_MAX], size[ONEROSTER_COLUMNS_MAX];
	char text[ROW_TEXT];
};

struct out {
	FILE *file;
	char *buffer;
	enum roster_file kind;
	enum version version;
	uint64_t rows;
};

// Empties a row.
void row_clear(struct row *row);
// Begins a cell; what is put next goes into it. A cell is begun once.
void row_cell(struct row *row, unsigned column);
// Adds bytes to the cell. More than a row can be is a mistake of the generator.
void row_put(struct row *row, const char *data, size_t size);
// Adds a text to the cell.
void row_text(struct row *row, const char *text);
// Adds a number in decimal.
void row_number(struct row *row, uint64_t number);
// A cell that is one text.
void row_set(struct row *row, unsigned column, const char *text);
// The text of a cell.
struct bytes row_get(const struct row *row, unsigned column);
// Whether two rows would be written alike.
bool row_equal(const struct row *a, const struct row *b);
// Says which file could not be written and ends: a generator has nothing to save.
void out_die(const char *name) __attribute__((noreturn));
// Writes a row in the columns of the version.
void out_row(struct out *out, const struct row *row);
// Makes DIR/NAME.csv with its header.
void out_open(struct out *out, const char *dir, enum roster_file kind, enum version version);
// Ends the file; one without rows is taken away, since the standard does not permit it. Gives how
// many rows it has.
uint64_t out_close(struct out *out, const char *dir);
