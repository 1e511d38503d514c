// A spreadsheet with decisions, on its way in: links_decide.c reads it, links_check.c says what is wrong with it.
#pragma once

#include "cmd/rosterdrop/links.h"
#include "pipeline/csv.h"
#include "pipeline/idmap.h"

enum { COLUMN_USER, COLUMN_ACCOUNT, COLUMN_DECISION, COLUMN_SEEN, COLUMNS };
extern const char *const decision_columns[COLUMNS + 1];
enum { LIST_LINKS = 'l', LIST_MERGES = 'm' };

struct deciding {
	struct desk desk;
	bool block; // what is unlinked
	const char *file;
	struct idmap *seen; // sourcedId and the list that it is on -> what it looked like
	struct csv *csv; // of what is wrong; NULL as long as nothing is
	uint64_t wrong;
	enum fault_class first; // of what is wrong
};

// What is made of a row.
struct deciding_row {
	uint64_t number;
	struct bytes user, account, seen;
};

// Keeps what all students look like on both lists.
bool decision_looks(struct deciding *deciding, struct fault *fault);
// Whether a student looks as in the file.
bool decision_is_as_seen(struct deciding *deciding, const struct deciding_row *row, char list);
// Lists one thing that is wrong.
void decision_say(struct deciding *deciding, const struct deciding_row *row, unsigned column, const char *what, const char *mend);
// Whether both ids are those of somebody; if not, that is listed.
bool decision_has_ids(struct deciding *deciding, const struct deciding_row *row);
