// CSV in. Bytes come in pieces of any size; rows go out. The reader looks at one window at a time,
// a stretch of bytes that begins with a row: the piece itself, so that nothing is copied, or, for a
// row that crosses pieces, the carry buffer.
//
// At a row's start the short way (table_scan.c) is tried. What it does not take is fed to libcsv
// (table_libcsv.c) line by line until it has one row (table_line.c). Both end in table_row.c.
//
// All memory is allocated at the start: a row may have so many bytes, and no more is ever kept.
#include "pipeline/table.h"

#include <stdlib.h>

#include "pipeline/table_encoding.h"
#include "pipeline/table_row.h"

enum {
	CONVERT_BYTES = 16384, // converted at once
	CARRY_SLACK =
	    16, // what may stand round a row: mark, line end, the byte that crosses the limit
};

struct table *
table_new(enum table_encoding encoding, const struct table_limits *limits,
    table_row_handler *on_row, table_trouble_handler *on_trouble, void *context)
{
	struct table *table = calloc(1, sizeof *table);
	if (table == NULL)
		return NULL;
	table->encoding = encoding;
	table->limits = *limits;
	table->on_row = on_row;
	table->on_trouble = on_trouble;
	table->context = context;
	table->carry_room = (size_t)limits->row_bytes + CARRY_SLACK;
	table->carry = malloc(table->carry_room);
	table->judge = judge_new(limits);
	table->plain.columns = limits->columns;
	table->plain.cell_bytes = (size_t)limits->cell_bytes;
	table->plain.row_bytes = (size_t)limits->row_bytes;
	table->plain.cells = calloc((size_t)limits->columns + 1, sizeof *table->plain.cells);
	table->converted = encoding == TABLE_UTF8 ? NULL : malloc(CONVERT_BYTES * ENCODING_GROWTH);
	if (table->carry == NULL || table->judge == NULL || table->plain.cells == NULL ||
	    (encoding != TABLE_UTF8 && table->converted == NULL)) {
		table_free(table);
		return NULL;
	}
	return table;
}

void
table_free(struct table *table)
{
	if (table == NULL)
		return;
	judge_free(table->judge);
	free(table->plain.cells);
	free(table->carry);
	free(table->converted);
	free(table);
}

void
table_slow(struct table *table)
{
	table->slow = true;
}

uint64_t
table_rows(const struct table *table)
{
	return table->rows;
}

// Looks at the file's first bytes. False when more of them must come first, or the file is lost.
static bool
window_begin(struct table *table, struct window *window, bool last)
{
	if (window->size < ENCODING_LOOK && !last)
		return false;
	struct encoding_mark mark = encoding_mark(table->encoding, window->data, window->size);
	table->begun = true;
	window->row = window->fed = mark.size;
	if (mark.code != NULL)
		table_say(table,
		    &(struct say){.code = mark.code, .file = true, .file_lost = mark.lost}, "%s",
		    mark.text);
	return !table->stopped;
}

// The short way. False when the row at hand is not one for it.
static bool
row_plain(struct table *table, struct window *window, bool last)
{
	struct plain *plain = &table->plain;
	if (!plain_split(window->data + window->row, window->size - window->row, last, plain))
		return false;
	struct record record = {
	    .cells = plain->cells,
	    .count = plain->count,
	    .flags = plain->line.flags,
	    .end = plain->line.end,
	    .blanks = plain->content + plain->count - 1 < plain->line.text,
	    .bad = SIZE_MAX,
	};
	record_deliver(table, &record);
	table->lines++;
	window->row = window->fed = window->row + plain->line.size;
	return true;
}

// Takes all rows off the window that are whole.
static bool
window_read(struct table *table, struct window *window, bool last)
{
	if (!table->begun && !window_begin(table, window, last))
		return !table->stopped;
	while (!table->stopped && window->row < window->size) {
		if (table->row.lines == 0 && !table->slow && row_plain(table, window, last))
			continue;
		if (!row_line(table, window, last))
			break;
	}
	return !table->stopped;
}

// How much of a piece completes a line, at most as much as fits behind the carry.
static size_t
line_share(const struct table *table, struct bytes piece)
{
	size_t size = piece.size;
	const char *end = memchr(piece.data, '\n', size);
	if (end != NULL)
		size = (size_t)(end - piece.data) + 1;
	// After a CR one byte more is wanted, to see whether it is half of CRLF.
	end = memchr(piece.data, '\r', size);
	if (end != NULL && (size_t)(end - piece.data) + 2 < size)
		size = (size_t)(end - piece.data) + 2;
	size_t room = table->carry_room - table->carry_size;
	return size < room ? size : room;
}

// Whether these new bytes behind the carry make it worth reading: they end a line, or nothing more
// fits. Pieces of one byte would be read over and over otherwise.
static bool
line_ready(const struct table *table, size_t share)
{
	const char *added = table->carry + table->carry_size;
	return memchr(added, '\n', share) != NULL || memchr(added, '\r', share) != NULL ||
	       table->carry_size + share == table->carry_room;
}

// Puts what the window has left in front of the carry buffer. All of it fits: more than that is a
// row that is too large.
static void
carry_keep(struct table *table, const struct window *window)
{
	table->carry_size = window->size - window->row;
	table->carry_fed = window->fed - window->row;
	if (table->carry_size > 0)
		memmove(table->carry, window->data + window->row, table->carry_size);
}

// Completes the carry from a piece and reads it. Gives how much of the piece is used up: what is
// left over of the piece's own bytes is given back, to be read where it lies.
static size_t
carry_read(struct table *table, struct bytes piece)
{
	size_t used = 0;
	while (table->carry_size > 0 && used < piece.size && !table->stopped) {
		size_t share =
		    line_share(table, (struct bytes){piece.data + used, piece.size - used});
		memcpy(table->carry + table->carry_size, piece.data + used, share);
		bool read = line_ready(table, share);
		table->carry_size += share;
		used += share;
		if (!read)
			continue;
		struct window window = {table->carry, table->carry_size, 0, table->carry_fed};
		window_read(table, &window, false);
		size_t left = window.size - window.row;
		if (left <= used) {
			table->carry_size = 0;
			table->carry_fed = window.fed - window.row;
			return used - left;
		}
		carry_keep(table, &window);
	}
	return used;
}

// Reads a piece of UTF-8.
static bool
piece_read(struct table *table, struct bytes piece)
{
	size_t used = carry_read(table, piece);
	if (used == piece.size || table->stopped)
		return !table->stopped;
	struct window window = {piece.data + used, piece.size - used, 0, table->carry_fed};
	if (window_read(table, &window, false))
		carry_keep(table, &window);
	return !table->stopped;
}

bool
table_feed(struct table *table, struct bytes piece)
{
	if (table->encoding == TABLE_UTF8)
		return !table->stopped && piece_read(table, piece);
	for (size_t at = 0; at < piece.size && !table->stopped; at += CONVERT_BYTES) {
		size_t size = piece.size - at < CONVERT_BYTES ? piece.size - at : CONVERT_BYTES;
		size = encoding_convert(table->encoding, piece.data + at, size, table->converted);
		piece_read(table, (struct bytes){table->converted, size});
	}
	return !table->stopped;
}

bool
table_end(struct table *table)
{
	struct window window = {table->carry, table->carry_size, 0, table->carry_fed};
	table->carry_size = 0;
	return !table->stopped && window_read(table, &window, true);
}
