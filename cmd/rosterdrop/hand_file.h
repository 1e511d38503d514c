// What a person's command reads: a CSV file, or standard input, whose header names the columns, so that nothing personal has to stand on a command line,
// where every user of the machine can read it. What comes is read strictly: one row that cannot be read, and nothing is done.
#pragma once

#include "cmd/rosterdrop/hand.h"

enum { HAND_COLUMNS_MAX = 24, HAND_SHEET_COLUMNS = 128 };

// A row. Cells are borrowed until it returns; those of columns that the file lacks have a NULL data and are not in `given`.
struct hand_row {
	uint64_t number; // the header is row 1
	unsigned given;	 // mask of the columns that the file has
	struct bytes cells[HAND_COLUMNS_MAX];
};
typedef bool hand_row_function(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault);

// Reads a file that a spreadsheet program saved, as people do: columns that are not known are passed over, names of columns in any case, cells that lack at the end
// of a row are blank, semicolons, tabs and the code page of the machine taken as well. Otherwise like hand_file.
bool hand_sheet(struct hand *hand, const char *path, const char *const *columns, unsigned needed, hand_row_function *visit, void *context,
    struct fault *fault);

// Reads a file ("-": standard input). `columns` are the names that are known, ended by NULL; `needed` is the mask of those that must be there. FAULT_USAGE with
// the row, and never with what stands in it; a fault of `visit` gets its row, too.
bool hand_file(struct hand *hand, const char *path, const char *const *columns, unsigned needed, hand_row_function *visit, void *context,
    struct fault *fault);
