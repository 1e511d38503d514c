// What the halves of a sheet share: sheet.c knows what the file is, sheet_cells.c makes commas of what divides its cells, sheet_wide.c UTF-8 of UTF-16.
#pragma once

#include "pipeline/sheet.h"
#include "pipeline/text.h"

// Where in a cell the last piece ended.
enum sheet_at {
	SHEET_BEGINS, // of a cell
	SHEET_PLAIN,  // in one without quotes, which `cell` gathers
	SHEET_PASSED, // in one without quotes that is larger than any may be: it goes on as it is
	SHEET_QUOTED, // within quotes
	SHEET_QUOTE,  // behind a quote within quotes: the second of two, or the end
};

struct sheet_cells {
	char delimiter;
	enum sheet_at at;
	struct text cell;
};

// Adds a piece to `out` with commas in place of the delimiter. A cell without quotes gets them when it holds a comma. Line ends, quotes and whatever is wrong
// with them go on to the reader, which says so by row.
void sheet_cells_take(struct sheet_cells *cells, struct bytes piece, struct text *out);
// The end of the file.
void sheet_cells_end(struct sheet_cells *cells, struct text *out);

// UTF-16 that is being read: what a piece ended in the middle of.
struct sheet_wide {
	bool little;	 // endian
	int odd;	 // the first byte of two; -1: none
	unsigned high;	 // the first half of a pair; 0: none
};

// Adds a piece to `out` as UTF-8. Half a pair becomes a byte that cannot be UTF-8, which the reader names by row.
void sheet_wide_take(struct sheet_wide *wide, struct bytes piece, struct text *out);
// The end of the file: half of anything is wrong, too.
void sheet_wide_end(struct sheet_wide *wide, struct text *out);
