// The one file that knows libcsv. It is used so that none of its habits shows: strict (else an open
// quote swallows the rest of the file), one physical line at a time (else rows after an error are
// delivered too), and with a buffer that is as large as a row may be from the start (else memory
// could run out in the middle of a file).
#include "pipeline/table_judge.h"

#include <csv.h>
#include <stdlib.h>

enum { JUDGE_OPTIONS = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL };

struct judge {
	struct csv_parser parser;
	uint64_t cell_bytes;
	unsigned columns, count;
	struct bytes *cells;
	char *text; // of all cells
	size_t used;
	enum judge_verdict verdict;
};

// libcsv's callback for a cell: keeps a copy, unless the row has been settled.
static void
cell_keep(void *data, size_t size, void *context)
{
	struct judge *judge = context;
	if (judge->verdict != JUDGE_MORE)
		return;
	if (judge->count == judge->columns) {
		judge->verdict = JUDGE_COLUMN_LIMIT;
		return;
	}
	if (size > judge->cell_bytes) {
		judge->verdict = JUDGE_CELL_LIMIT;
		return;
	}
	char *copy = judge->text + judge->used;
	if (size > 0)
		memcpy(copy, data, size);
	judge->used += size;
	judge->cells[judge->count++] = (struct bytes){copy, size};
}

// libcsv's callback for a row. The LF of a CRLF gives a second, empty one, which counts for
// nothing.
static void
row_settle(int end, void *context)
{
	struct judge *judge = context;
	(void)end;
	if (judge->verdict == JUDGE_MORE)
		judge->verdict = JUDGE_ROW;
}

// Makes libcsv allocate its buffer, which it does at the first byte only.
static bool
buffer_prime(struct judge *judge, size_t size)
{
	csv_set_blk_size(&judge->parser, size);
	csv_parse(&judge->parser, "x", 1, NULL, NULL, NULL);
	bool large = csv_get_buffer_size(&judge->parser) >= size;
	judge_reset(judge);
	return large;
}

struct judge *
judge_new(const struct table_limits *limits)
{
	// A row's text, the byte that crosses the limit, a line end, and the quote that libcsv
	// keeps for a while.
	size_t room = (size_t)limits->row_bytes + 4;
	struct judge *judge = calloc(1, sizeof *judge);
	if (judge == NULL)
		return NULL;
	judge->cell_bytes = limits->cell_bytes;
	judge->columns = limits->columns;
	judge->cells = calloc((size_t)limits->columns + 1, sizeof *judge->cells);
	judge->text = malloc(room);
	if (csv_init(&judge->parser, JUDGE_OPTIONS) != 0 || judge->cells == NULL ||
	    judge->text == NULL || !buffer_prime(judge, room)) {
		judge_free(judge);
		return NULL;
	}
	return judge;
}

void
judge_free(struct judge *judge)
{
	if (judge == NULL)
		return;
	csv_free(&judge->parser);
	free(judge->cells);
	free(judge->text);
	free(judge);
}

enum judge_verdict
judge_line(struct judge *judge, const char *data, size_t size)
{
	struct csv_parser *parser = &judge->parser;
	if (csv_parse(parser, data, size, cell_keep, row_settle, judge) == size)
		return judge->verdict;
	if (judge->verdict != JUDGE_MORE)
		return judge->verdict;
	if (csv_error(parser) != CSV_EPARSE)
		return judge->verdict = JUDGE_FAILED;
	return judge->verdict = parser->quoted ? JUDGE_AFTER_QUOTE : JUDGE_QUOTE_INSIDE;
}

enum judge_verdict
judge_end(struct judge *judge)
{
	if (csv_fini(&judge->parser, cell_keep, row_settle, judge) != 0)
		return judge->verdict = JUDGE_QUOTE_OPEN;
	// Nothing but blanks: libcsv is silent, and the row is a blank one.
	if (judge->verdict == JUDGE_MORE)
		judge->verdict = JUDGE_ROW;
	return judge->verdict;
}

struct bytes *
judge_cells(struct judge *judge, unsigned *count)
{
	*count = judge->count;
	return judge->cells;
}

size_t
judge_content(const struct judge *judge)
{
	return judge->used;
}

// csv_fini puts the parser back to its start, but not within an open quote while it is strict.
void
judge_reset(struct judge *judge)
{
	csv_set_opts(&judge->parser, 0);
	csv_fini(&judge->parser, NULL, NULL, NULL);
	csv_set_opts(&judge->parser, JUDGE_OPTIONS);
	judge->verdict = JUDGE_MORE;
	judge->count = 0;
	judge->used = 0;
}
