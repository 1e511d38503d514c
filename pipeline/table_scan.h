// What is looked for in the bytes of a line before anybody splits it, sixteen bytes at a time.
// Internal to table.c.
#pragma once

#include <stdbool.h>

#include "schema/bytes.h"

enum line_flag {
	LINE_NUL = 1,
	LINE_CONTROL = 2,     // a control character but tab, CR, LF
	LINE_REPLACEMENT = 4, // U+FFFD
	LINE_HIGH = 8,	      // bytes that are not ASCII
};

// LINE_CUT: the file ends without a line end. A CR that no LF follows ends a line too.
enum line_end { LINE_CUT, LINE_LF, LINE_CRLF, LINE_CR };

struct line {
	size_t text; // bytes before its end
	size_t size; // with its end
	enum line_end end;
	unsigned flags;
	size_t quotes;
};

// Finds the first physical line and what is in it. False when its end has not come yet (a CR at the
// end of the data may be half of CRLF); line->text is right even then. With `last` the end of the
// data ends a line.
bool line_scan(const char *data, size_t size, bool last, struct line *line);

// A row without quotes, split. `cells` has room for `columns`.
struct plain {
	struct bytes *cells;
	unsigned columns;
	size_t cell_bytes, row_bytes; // limits
	unsigned count;
	size_t content; // bytes of all cells
	struct line line;
};

// Splits the first line when it is a whole row that needs no judge: no quote, no control character,
// valid UTF-8, within the limits. False otherwise. The cells point into the data, without blanks
// round them.
bool plain_split(const char *data, size_t size, bool last, struct plain *plain);

// Whether all of it is valid UTF-8; adds LINE_CONTROL and LINE_REPLACEMENT to *flags for what is
// not ASCII. *bad is the offset of the first byte that is not valid.
bool utf8_scan(const char *data, size_t size, size_t *bad, unsigned *flags);

size_t quotes_count(const char *data, size_t size);
