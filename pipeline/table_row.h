// The reader's insides, shared by its parts: table.c has the bytes, table_line.c the long way to a
// row, table_row.c says what became of it. Internal to table.c.
#pragma once

#include "pipeline/table_judge.h"
#include "pipeline/table_scan.h"

// The row that is being judged, which may span lines. Offsets count from its start.
struct row {
	uint64_t lines;	       // taken so far; 0: no row has begun
	size_t second;	       // where its second line begins
	enum line_end end;     // of the last line taken
	enum line_end first_end; // of the first
	unsigned flags;	       // enum line_flag of its lines
	size_t quotes;
	size_t bad;	       // the first byte that is not UTF-8, or SIZE_MAX
	uint64_t open_line;    // where the quote that is open was opened
	unsigned open_cell;    // its cell, from 0
};

struct table {
	enum table_encoding encoding;
	struct table_limits limits;
	table_row_handler *on_row;
	table_trouble_handler *on_trouble;
	void *context;
	bool slow, begun, stopped, lone_cr;
	uint64_t rows;	// done
	uint64_t lines; // before the row at hand
	unsigned header; // cells of the first row; 0 before it
	struct row row;
	struct judge *judge;
	struct plain plain;
	char *carry; // a row that did not end with its piece
	size_t carry_size, carry_room;
	size_t carry_fed; // bytes at its start that the judge has had
	char *converted;
};

// A stretch of bytes that begins with a row: a piece, or the carry.
struct window {
	const char *data;
	size_t size;
	size_t row; // where the row at hand begins
	size_t fed; // the end of its lines that the judge has had
};

// A row that was split.
struct record {
	struct bytes *cells;
	unsigned count;
	unsigned flags;	  // enum line_flag
	enum line_end end;
	bool lines;	  // more than one
	bool blanks;
	size_t bad;
};

// Hands the row to its handler, or says why not, with all that there is to say about it.
void record_deliver(struct table *table, const struct record *record);

// Trouble of the row at hand, which counts already, or of the file as a whole.
struct say {
	const char *code;
	bool file, row_lost, file_lost;
	uint64_t line; // 0: the row's first
	unsigned column;
	const struct bytes *cells;
	unsigned count;
};

// Hands trouble to its handler. Stops when the file is lost, or the handler says so.
void table_say(struct table *table, const struct say *say, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Says what the judge found, and leaves the row out.
void verdict_say(struct table *table, enum judge_verdict verdict);

// The long way, by one line. False when more bytes must come first, or the file is lost.
bool row_line(struct table *table, struct window *window, bool last);
