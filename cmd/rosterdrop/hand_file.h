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

// What may stand in the header.
struct hand_columns {
	const char *const *names; // that are known, ended by NULL
	unsigned needed;	  // mask of those that must be there
	bool loose; // a list of ours comes back as people made it: columns that are not known are passed over, names are in any case, cells that lack at the end
		    // of a row are blank
};

// Reads a file ("-": standard input), as a spreadsheet program may have saved it (pipeline/sheet.h), in the code page of the machine, too. FAULT_MISSING when it is
// none that can be read; FAULT_USAGE with the row, and never with what stands in it; a fault of `visit` gets its row, too.
bool hand_file(struct hand *hand, const char *path, const struct hand_columns *columns, hand_row_function *visit, void *context,
    struct fault *fault);
