// What the reader says about some bytes, as text: for the tests of table.c, which compare it.
#pragma once

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/table_judge.h"

struct trace {
	char *text;
	size_t size, room;
};

// Adds bytes.
static inline void
trace_add(struct trace *trace, const char *data, size_t size)
{
	if (trace->room - trace->size <= size) {
		trace->room = (trace->room + size) * 2 + 256;
		trace->text = realloc(trace->text, trace->room);
		assert(trace->text != NULL);
	}
	if (size > 0)
		memcpy(trace->text + trace->size, data, size);
	trace->size += size;
	trace->text[trace->size] = '\0';
}

// Adds cells: [a][b].
static inline void
trace_cells(struct trace *trace, const struct bytes *cells, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		trace_add(trace, "[", 1);
		trace_add(trace, cells[i].data, cells[i].size);
		trace_add(trace, "]", 1);
	}
	trace_add(trace, "\n", 1);
}

// A row: "2/3 [a][b]" is row 2, which begins in line 3; ~ stands for blanks that were cut off.
static inline bool
trace_row(void *context, const struct table_row *row)
{
	char text[64];
	int size = snprintf(text, sizeof text, "%llu/%llu %s", (unsigned long long)row->row,
	    (unsigned long long)row->line, row->blanks ? "~" : "");
	trace_add(context, text, (size_t)size);
	trace_cells(context, row->cells, row->cell_count);
	return true;
}

// Trouble: "2/3.1 csv.newline", with "lost" or "LOST" (the file) behind, and the cells of a lost
// row.
static inline bool
trace_trouble(void *context, const struct table_trouble *trouble)
{
	char text[128];
	int size = snprintf(text, sizeof text, "%llu/%llu.%u %s%s%s ", (unsigned long long)trouble->row,
	    (unsigned long long)trouble->line, trouble->column, trouble->code, trouble->row_lost ? " lost" : "",
	    trouble->file_lost ? " LOST" : "");
	assert(trouble->text[0] != '\0');
	trace_add(context, text, (size_t)size);
	trace_cells(context, trouble->cells, trouble->cell_count);
	return true;
}

// Reads the bytes in pieces whose sizes `next` gives, each from memory of its own, so that a read
// past it is seen.
static inline struct trace
trace_read(struct bytes input, enum table_encoding encoding, const struct table_limits *limits, bool slow,
    size_t (*next)(void *), void *context)
{
	struct trace trace = {0};
	trace_add(&trace, "", 0);
	struct table *table = table_new(encoding, limits, trace_row, trace_trouble, &trace);
	assert(table != NULL);
	if (slow)
		table_slow(table);
	bool more = true;
	for (size_t at = 0; at < input.size && more;) {
		size_t size = next(context);
		if (size > input.size - at)
			size = input.size - at;
		char *piece = malloc(size);
		assert(piece != NULL || size == 0);
		memcpy(piece, input.data + at, size);
		more = table_feed(table, (struct bytes){piece, size});
		free(piece);
		at += size;
	}
	if (more)
		table_end(table);
	char rows[32];
	int size = snprintf(rows, sizeof rows, "%llu rows\n", (unsigned long long)table_rows(table));
	trace_add(&trace, rows, (size_t)size);
	table_free(table);
	return trace;
}

#define TEXT(text) \
	{ \
		text, sizeof(text) - 1 \
	}

// Pieces of one size.
static inline size_t
fixed_size(void *context)
{
	return *(size_t *)context;
}

// A small random number generator with a fixed start, so that a failure can be repeated.
static inline uint64_t
random_next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}
