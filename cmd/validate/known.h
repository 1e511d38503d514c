// What must not change from night to night without a person: where the drop comes from, which files come, which school year it is, how its
// numbers are written. validate leaves it beside the report, in a file of its own, and holds the next drop against it.
#pragma once

#include "schema/oneroster.h"
#include "pipeline/fault.h"

enum { KNOWN_SOURCE = 512, KNOWN_TIME = 32, KNOWN_COLUMNS = 16 };

// How many numbers of a column begin with a zero.
struct known_zeros {
	enum roster_file file;
	unsigned column;
	uint64_t zeros, digits;
};

struct known {
	bool any;			// a drop has left it
	char source[KNOWN_SOURCE];	// systemName / systemCode; "" when none was ever named
	char latest[KNOWN_TIME];	// the latest dateLastModified of any row; "" when there is none
	char year[KNOWN_TIME];		// the schoolYear that runs, or comes next; "" when there is none
	bool over;			// all sessions are over
	bool comes[ROSTER_FILES];	// the file comes with drops that hold all
	uint64_t rows[ROSTER_FILES];	// of the file when it last came
	struct known_zeros zeros[KNOWN_COLUMNS];
	unsigned zeros_count;
};

// Reads the file `known` of a drop's directory. A drop of an older version has none: then `any` is false, and nothing is held against it.
bool known_read(struct known *known, int dir, struct fault *fault);
bool known_write(const struct known *known, int dir, struct fault *fault);
