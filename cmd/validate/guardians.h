// guardians.csv, where guardians { source = file }: read after everything else, because it names students.
#pragma once

#include "schema/guardians.h"
#include "schema/value.h"
#include "pipeline/table.h"
#include "cmd/validate/run.h"

// The file being read. What guardians.c (the file, what is kept), guardians_header.c and guardians_row.c (the checks of a row) share.
struct guardians {
	struct run *run;
	bool header, lost;
	bool crowded; // users.csv alone has too many students with too many guardians
	int source[GUARDIANS_COLUMNS]; // where a column stands in the file; -1: nowhere
	unsigned header_cells;
	db_table table;
	struct ids people, pairs; // guardian's id -> its first row; student and guardian -> row
	uint64_t rows, accepted, left_out, unknown, scoped, phones_kept;
	// The row in hand.
	uint64_t row, line;
	struct bytes cells[GUARDIANS_COLUMNS];
	char repaired[GUARDIANS_COLUMNS][VALUE_BUFFER];
	bool out, again, asked; // left out; the pair was there before; its student was asked for
};

extern const char guardians_name[]; // "guardians.csv"

// Finds the file and reads it. False only when the run broke.
bool guardians_take(struct run *run);

// A finding about the file as a whole or its header.
void guardians_file_remark(struct guardians *guardians, const char *code, enum as as, uint64_t row, struct bytes column, const char *text);
// Learns where each column stands, and says which are not there. False when nothing of the file can be used.
bool guardians_header(struct guardians *guardians, const struct table_row *row);
// Looks at the row in hand: sets out, again and asked.
void guardians_judge(struct guardians *guardians);
// Looks at whom the row names.
void guardians_who(struct guardians *guardians);
// At the end: holds the credentials of both files' guardians against each other.
void guardians_settle_reach(struct guardians *guardians);
// A finding about the row in hand (column -1: as a whole); an error leaves it out.
void guardians_remark(struct guardians *guardians, const char *code, enum as as, int column, uint64_t cause, const char *text);
