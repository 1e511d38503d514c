// Cell by cell, because a comma in a cell without quotes is part of it where semicolons divide.
#include "pipeline/sheet_inside.h"

enum { CELL_MOST = 1024 * 1024 }; // bytes of a cell that are gathered: no reader takes a larger one

// Adds the cell that was gathered, within quotes when it holds a comma.
static void
put_plain(struct sheet_cells *cells, struct text *out)
{
	const struct bytes cell = {cells->cell.data, cells->cell.size};
	if (cell.size == 0 || memchr(cell.data, ',', cell.size) == NULL) {
		text_add(out, cell);
	} else {
		text_put(out, "\"");
		for (size_t i = 0; i < cell.size; i++) {
			text_put(out, cell.data[i] == '"' ? "\"" : "");
			text_add(out, (struct bytes){cell.data + i, 1});
		}
		text_put(out, "\"");
	}
	out->failed = out->failed || cells->cell.failed;
	text_clear(&cells->cell);
}

// Takes a byte that is not within quotes.
static void
take_open(struct sheet_cells *cells, char byte, struct text *out)
{
	const struct bytes one = {&byte, 1};
	if (byte == cells->delimiter || byte == '\n' || byte == '\r') {
		put_plain(cells, out);
		text_add(out, byte == cells->delimiter ? bytes_of(",") : one);
		cells->at = SHEET_BEGINS;
		return;
	}
	if (cells->at == SHEET_BEGINS && byte == '"') {
		text_add(out, one);
		cells->at = SHEET_QUOTED;
		return;
	}
	if (cells->at != SHEET_PASSED)
		cells->at = SHEET_PLAIN;
	text_add(cells->at == SHEET_PASSED ? out : &cells->cell, one);
	if (cells->cell.size < CELL_MOST)
		return;
	text_add(out, (struct bytes){cells->cell.data, cells->cell.size});
	text_clear(&cells->cell);
	cells->at = SHEET_PASSED;
}

void
sheet_cells_take(struct sheet_cells *cells, struct bytes piece, struct text *out)
{
	for (size_t i = 0; i < piece.size; i++) {
		char byte = piece.data[i];
		if (cells->at == SHEET_QUOTE && byte != '"')
			cells->at =
			    SHEET_PLAIN; // more behind the end: the reader has something to say
		else if (cells->at == SHEET_QUOTED && byte == '"')
			cells->at = SHEET_QUOTE;
		else if (cells->at == SHEET_QUOTE)
			cells->at = SHEET_QUOTED;
		if (cells->at == SHEET_QUOTED || cells->at == SHEET_QUOTE)
			text_add(out, (struct bytes){&byte, 1});
		else
			take_open(cells, byte, out);
	}
}

void
sheet_cells_end(struct sheet_cells *cells, struct text *out)
{
	put_plain(cells, out);
}
