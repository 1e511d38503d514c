// What stands between table.c and libcsv: the judge takes a row's physical lines and says what they
// are. Internal to table.c, but for table_slow, which tests call.
#pragma once

#include "pipeline/table.h"

enum judge_verdict {
	JUDGE_MORE, // the row goes on in the next line: a quote is open
	JUDGE_ROW,
	JUDGE_QUOTE_INSIDE,
	JUDGE_AFTER_QUOTE,
	JUDGE_QUOTE_OPEN, // only from judge_end
	JUDGE_CELL_LIMIT,
	JUDGE_COLUMN_LIMIT,
	JUDGE_FAILED, // libcsv had no memory; not to be seen, since all that a row can need is allocated at the start
};

struct judge;

struct judge *judge_new(const struct table_limits *limits); // NULL when out of memory
void judge_free(struct judge *judge);

// Feeds one physical line with its end, or the first part of one. After any verdict but JUDGE_MORE,
// judge_reset comes next.
enum judge_verdict judge_line(struct judge *judge, const char *data, size_t size);

// The file ends within the row: JUDGE_ROW or JUDGE_QUOTE_OPEN (or a limit).
enum judge_verdict judge_end(struct judge *judge);

// The cells read so far: borrowed until judge_reset; their bytes may be changed.
struct bytes *judge_cells(struct judge *judge, unsigned *count);

// How many bytes all these cells have, which lie one behind the other, from the first's.
size_t judge_content(const struct judge *judge);

// Forgets the row.
void judge_reset(struct judge *judge);

// All rows go through libcsv from now on: the other half of the differential fuzz test.
void table_slow(struct table *table);
