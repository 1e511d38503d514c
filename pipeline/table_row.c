// What became of a row, in one order for both ways of splitting: control characters go first, since
// what is left may be a blank row; a cut row comes before bad UTF-8, since a file that ends within
// a character is cut.
#include "pipeline/table_row.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void
table_say(struct table *table, const struct say *say, const char *format, ...)
{
	struct table_trouble trouble = {
	    .code = say->code,
	    .row = say->file ? 0 : table->rows,
	    .line = say->file        ? 0
		    : say->line != 0 ? say->line
				     : table->lines + 1,
	    .column = say->column,
	    .row_lost = say->row_lost || (say->file_lost && !say->file),
	    .file_lost = say->file_lost,
	    .cells = say->count != 0 ? say->cells : NULL,
	    .cell_count = say->count,
	};
	size_t bad;
	unsigned flags = 0;
	for (unsigned i = 0; i < trouble.cell_count; i++)
		if (!utf8_scan(say->cells[i].data, say->cells[i].size, &bad, &flags)) {
			trouble.cell_count = i;
			trouble.column = say->column != 0 ? say->column : i + 1;
		}
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(trouble.text, sizeof trouble.text, format, arguments);
	va_end(arguments);
	if (table->stopped)
		return;
	if (!table->on_trouble(table->context, &trouble) || say->file_lost)
		table->stopped = true;
}

// What a cell that is kept can have in it that a report should name. Each looks for it, and may
// mend the cell.
struct cell_look {
	const char *code;
	unsigned (*look)(struct bytes *cell); // how often it is there
	const char *text; // after the number
};

// Whether a control character stands at `at`, and how many bytes it takes (0 when none).
static size_t
control_size(const char *at, size_t left)
{
	unsigned char c = (unsigned char)at[0];
	if (c == 0x7f || (c < 0x20 && c != '\t' && c != '\r' && c != '\n'))
		return 1;
	if (c == 0xc2 && left > 1 && (unsigned char)at[1] < 0xa0)
		return 2;
	return 0;
}

// Takes control characters out. Rows that have any were split by the judge, whose copy may be
// changed.
static unsigned
controls_remove(struct bytes *cell)
{
	unsigned count = 0;
	char *data = (char *)(uintptr_t)cell->data;
	size_t kept = 0;
	for (size_t i = 0; i < cell->size;) {
		size_t size = control_size(data + i, cell->size - i);
		count += size != 0;
		if (size == 0)
			data[kept++] = data[i++];
		else
			i += size;
	}
	cell->size = kept;
	return count;
}

// Line breaks: CRLF is one.
static unsigned
newlines_count(struct bytes *cell)
{
	unsigned count = 0;
	for (size_t i = 0; i < cell->size; i++) {
		char c = cell->data[i];
		count += c == '\r' || (c == '\n' && (i == 0 || cell->data[i - 1] != '\r'));
	}
	return count;
}

// U+FFFD, which somebody wrote where a letter was lost.
static unsigned
replacements_count(struct bytes *cell)
{
	unsigned count = 0;
	for (size_t i = 0; i + 3 <= cell->size; i++)
		count += memcmp(cell->data + i, "\xef\xbf\xbd", 3) == 0;
	return count;
}

static const struct cell_look look_controls = {
    "encoding.control", controls_remove, "control characters were removed"};
static const struct cell_look look_newlines = {
    "csv.newline", newlines_count, "line breaks within the cell"};
static const struct cell_look look_replacements = {"encoding.replacement", replacements_count,
    "letters were lost by the export (U+FFFD stands for each)"};

// Looks at each cell of the row, and says what is there.
static void
cells_look(struct table *table, const struct record *record, const struct cell_look *look)
{
	for (unsigned i = 0; i < record->count; i++) {
		unsigned count = look->look(&record->cells[i]);
		struct say say = {.code = look->code, .column = i + 1};
		if (count > 0)
			table_say(table, &say, "%u %s", count, look->text);
	}
}

// A row whose cells hold nothing, or only blanks.
static bool
record_blank(const struct record *record)
{
	for (unsigned i = 0; i < record->count; i++)
		for (size_t j = 0; j < record->cells[i].size; j++)
			if (record->cells[i].data[j] != ' ' && record->cells[i].data[j] != '\t')
				return false;
	return true;
}

// The reasons to leave out a row that was split. True when one holds.
static bool
record_lost(struct table *table, const struct record *record)
{
	if (record_blank(record)) {
		table_say(
		    table, &(struct say){.code = "csv.blank_row", .row_lost = true}, "a blank row");
		return true;
	}
	if (record->end == LINE_CUT && record->count < table->header) {
		// Its last cell may be cut too: it is not handed on.
		struct say say = {.code = "csv.cut",
		    .row_lost = true,
		    .file_lost = true,
		    .cells = record->cells,
		    .count = record->count - 1};
		table_say(table, &say,
		    "the file ends within a row: %u cells of %u, and no line end", record->count,
		    table->header);
		return true;
	}
	if (record->bad != SIZE_MAX) {
		struct say say = {.code = "encoding.utf8",
		    .row_lost = true,
		    .cells = record->cells,
		    .count = record->count};
		table_say(table, &say, "byte %zu of the row is not UTF-8", record->bad + 1);
		return true;
	}
	return false;
}

// A lone CR as line end is said once.
static void
line_end_look(struct table *table, enum line_end end)
{
	if (end != LINE_CR || table->lone_cr)
		return;
	table->lone_cr = true;
	table_say(table, &(struct say){.code = "csv.newline"},
	    "a carriage return alone ends a line; said once for the file");
}

void
record_deliver(struct table *table, const struct record *record)
{
	table->rows++;
	line_end_look(table, record->end);
	if (record->flags & LINE_CONTROL && record->bad == SIZE_MAX)
		cells_look(table, record, &look_controls);
	if (record_lost(table, record))
		return;
	if (record->lines)
		cells_look(table, record, &look_newlines);
	if (record->flags & LINE_REPLACEMENT)
		cells_look(table, record, &look_replacements);
	if (table->stopped)
		return;
	if (table->header == 0)
		table->header = record->count;
	struct table_row row = {
	    .row = table->rows,
	    .line = table->lines + 1,
	    .cells = record->cells,
	    .cell_count = record->count,
	    .blanks = record->blanks,
	};
	table->stopped = !table->on_row(table->context, &row);
}

// What each verdict that loses a row is called. How to add one: a line here, and in enum
// judge_verdict.
static const struct {
	const char *code;
	bool file_lost;
	const char *text;
} verdicts[] = {
    [JUDGE_QUOTE_INSIDE] = {"csv.quote_inside", false,
	"a quote within a cell that does not begin with one"},
    [JUDGE_AFTER_QUOTE] = {"csv.after_quote", false, "text after a closing quote"},
    [JUDGE_QUOTE_OPEN] = {"csv.quote_open", true, "the quote that opens here is never closed"},
    [JUDGE_CELL_LIMIT] = {"csv.limit", true,
	"a cell of more bytes than limits { cell_bytes } allows:"},
    [JUDGE_COLUMN_LIMIT] = {"csv.limit", true, "more cells than limits { columns } allows:"},
    [JUDGE_ROW] = {"csv.limit", true, "a row of more bytes than limits { row_bytes } allows:"},
    [JUDGE_FAILED] = {"csv.limit", true,
	"no memory for a row as large as limits { row_bytes } allows:"},
};

// The limit that a verdict is about; 0 for none.
static uint64_t
verdict_limit(const struct table *table, enum judge_verdict verdict)
{
	switch (verdict) {
	case JUDGE_CELL_LIMIT:
		return table->limits.cell_bytes;
	case JUDGE_COLUMN_LIMIT:
		return table->limits.columns;
	case JUDGE_ROW:
	case JUDGE_FAILED:
		return table->limits.row_bytes;
	default:
		return 0;
	}
}

void
verdict_say(struct table *table, enum judge_verdict verdict)
{
	const struct row *row = &table->row;
	struct say say = {.code = verdicts[verdict].code,
	    .row_lost = true,
	    .file_lost = verdicts[verdict].file_lost};
	uint64_t limit = verdict_limit(table, verdict);
	say.cells = judge_cells(table->judge, &say.count);
	say.column = say.count + 1;
	if (verdict == JUDGE_QUOTE_OPEN)
		say.line = row->open_line;
	if (verdict == JUDGE_ROW || verdict == JUDGE_FAILED) {
		// The last cell was not read to its end.
		say.count = row->open_cell;
		say.column = 0;
	}
	table->rows++;
	line_end_look(table, row->first_end);
	if (limit != 0)
		table_say(table, &say, "%s %" PRIu64, verdicts[verdict].text, limit);
	else if (row->lines > 1 && !say.file_lost)
		table_say(table, &say,
		    "%s, in line %" PRIu64 "; the row begins in line %" PRIu64
		    ", and reading goes on in the line after that",
		    verdicts[verdict].text, table->lines + row->lines, table->lines + 1);
	else
		table_say(table, &say, "%s", verdicts[verdict].text);
}
