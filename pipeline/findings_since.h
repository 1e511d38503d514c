// Since when a finding has been there: the findings.csv of the drop before, as a table from what a
// finding is to the drop in which it first came.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"

enum { SINCE_MOST = 1000000 }; // findings that are remembered; more count as new

// What makes two findings of two drops the same one: these, and the row's number when the row has
// no sourcedId.
struct since_key {
	struct bytes code, file, column, sourced_id;
	uint64_t row; // 0 when it is not one row's
};

struct since;

// Reads an open findings.csv from its beginning. What cannot be understood in it is left: its
// findings count as new. NULL and a fault when the system fails.
struct since *since_read(int fd, struct fault *fault);
// The drop in which this finding first came, NULL when it is new. `since` may be NULL. Lives as
// long as `since`. Remembers that it is there still.
const char *since_find(struct since *since, const struct since_key *key);

// Reads the same file again, and gives the rows whose finding was never looked up: what was mended.
// `cells` are those of the file, `code` and `file` two of them. False from the visitor stops.
struct since_row {
	struct bytes code, file;
	const struct bytes *cells;
	unsigned cell_count;
};
typedef bool since_visitor(void *context, const struct since_row *row);
bool since_unseen(struct since *since, int fd, since_visitor *visit, void *context, struct fault *fault);
void since_free(struct since *since);
