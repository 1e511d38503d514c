// CSV in, row by row. libcsv (strict) is the judge of what a row is; rows without quotes take a
// shorter way that a differential fuzz test holds against it. Pieces of any size go in; the same
// rows come out.
//
// Rows count records with the header as row 1, blank ones included, as a spreadsheet shows them;
// lines are physical.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"

enum table_encoding { TABLE_UTF8, TABLE_LATIN1, TABLE_WINDOWS_1252 };

struct table_limits {
	uint64_t cell_bytes, row_bytes;
	unsigned columns;
};

// What the reader has to say of the text itself; codes are those of the catalogue.
struct table_trouble {
	const char *code;	// "csv.quote_open", "encoding.utf8", "csv.newline" …
	uint64_t row, line;	// where; 0 for the file as a whole
	unsigned column;	// 1-based; 0 when it is not one cell's
	char text[256];		// never a cell's content
	bool row_lost;		// this row is left out: the row handler is not called for it; `cells` are those read before the trouble
	bool file_lost;		// nothing after this can be read
	const struct bytes *cells; // of a lost row, as far as they were read (to find its sourcedId); borrowed
	unsigned cell_count;
};

struct table_row {
	uint64_t row, line;
	struct bytes *cells;	 // UTF-8, without blanks round unquoted ones; borrowed until the handler returns, may be changed
	unsigned cell_count;
	bool blanks;		 // blanks round some cell, or outside its quotes, were cut off
};

// Both give false to stop reading. A blank row does not reach the row handler: it is trouble
// "csv.blank_row". Trouble of a row comes before the row.
typedef bool table_row_handler(void *context, const struct table_row *row);
typedef bool table_trouble_handler(void *context, const struct table_trouble *trouble);

struct table;

// Allocates all that it will ever need: about three times limits->row_bytes.
struct table *table_new(enum table_encoding encoding, const struct table_limits *limits, table_row_handler *on_row,
    table_trouble_handler *on_trouble, void *context); // NULL when out of memory

// Feeds a piece, which is not needed any more afterwards. False when a handler stopped, or the file
// is lost (trouble said so).
bool table_feed(struct table *table, struct bytes piece);

// The end of the file: the last row needs no line end. csv.cut and csv.quote_open are found here.
bool table_end(struct table *table);
uint64_t table_rows(const struct table *table); // records seen so far, header and blank ones included
void table_free(struct table *table);
