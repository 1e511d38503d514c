// A CSV of ours on its way into a mail: only the columns that a mail may have, made from cells that are known to be harmless, up to a size.
#pragma once

#include "cmd/report/desk.h"
#include "pipeline/idmap.h"
#include "pipeline/table.h"
#include "pipeline/text.h"

struct extract_column {
	unsigned cell; // of the file
	const char *title;
	bool ids; // only where the district lets its mails have sourcedIds
};

struct extract {
	const struct extract_column *columns;
	size_t count;
	unsigned cells; // that a row of the file has
	bool ids;
	size_t most; // bytes
	struct text *csv;
	// The cell that a mail gets; NULL: as it is.
	struct bytes (*cell_of)(const struct extract *extract, const struct table_row *row, unsigned cell);
	bool large, header;
	struct idmap *same; // where rows that are the same are counted instead: each, and how many
	struct text row;
};

// Writes the header.
void extract_begin(struct extract *extract);
// Adds the rows of a file, which has a header; stops, and sets `large`, when they are too many.
bool extract_add(struct extract *extract, int fd, const char *name, struct fault *fault);
// With `same`: writes the rows, each with its count. Frees what the extract has of its own, but not `csv` and `same`.
bool extract_end(struct extract *extract, struct fault *fault);
