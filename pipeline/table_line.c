// The long way to a row: its physical lines go to the judge one after the other until it has one
// row.
//
// A row with a quoting error is lost, but only its first line is passed over, whatever the quote
// had swallowed by then: the lines after it are rows of their own, and a person in them must not
// count as gone. A line is read at most twice so, since a line that leaves a quote open ends one
// that was open before it.
#include "pipeline/table_encoding.h"
#include "pipeline/table_row.h"

// The judge is done with the row: goes on `size` bytes and `lines` lines behind its start.
static void
row_next(struct table *table, struct window *window, size_t size, uint64_t lines)
{
	judge_reset(table->judge);
	table->lines += lines;
	table->row = (struct row){0};
	window->row = window->fed = window->row + size;
}

// A row that the judge split. `text` is its size without its line end: what is not content, commas
// or quotes was blanks.
static void
row_judged(struct table *table, struct window *window, size_t text)
{
	const struct row *row = &table->row;
	struct record record = {
	    .flags = row->flags, .end = row->end, .lines = row->lines > 1, .bad = row->bad};
	record.cells = judge_cells(table->judge, &record.count);
	size_t content = judge_content(table->judge);
	size_t kept = content + row->quotes + (record.count == 0 ? 0 : record.count - 1);
	if (row->quotes > 0)
		kept -= quotes_count(record.cells[0].data, content);
	record.blanks = kept < text;
	record_deliver(table, &record);
	row_next(table, window, window->fed - window->row, row->lines);
}

// Does what the judge's verdict asks for.
static void
row_settle(struct table *table, struct window *window, enum judge_verdict verdict, size_t text)
{
	if (verdict == JUDGE_MORE)
		return;
	if (verdict == JUDGE_ROW) {
		row_judged(table, window, text);
		return;
	}
	verdict_say(table, verdict);
	row_next(table, window, table->row.second, 1);
}

// Takes a line into the row at hand, by what was seen in it.
static void
row_add(struct table *table, const struct window *window, const struct line *line)
{
	struct row *row = &table->row;
	size_t before = window->fed - window->row, bad;
	if (row->lines++ == 0) {
		row->second = line->size;
		row->first_end = line->end;
		row->bad = SIZE_MAX;
	}
	row->end = line->end;
	row->flags |= line->flags;
	row->quotes += line->quotes;
	if ((line->flags & LINE_HIGH) && row->bad == SIZE_MAX &&
	    !utf8_scan(window->data + window->fed, line->text, &bad, &row->flags))
		row->bad = before + bad;
}

// Feeds bytes of a line to the judge, and keeps in mind where the quote was opened that is open
// then.
static enum judge_verdict
row_feed(struct table *table, const char *data, size_t size)
{
	struct row *row = &table->row;
	unsigned cells;
	enum judge_verdict verdict = judge_line(table->judge, data, size);
	judge_cells(table->judge, &cells);
	if (row->open_line == 0 || cells != row->open_cell) {
		row->open_line = table->lines + row->lines;
		row->open_cell = cells;
	}
	return verdict;
}

// The row at hand is too large: the judge gets what is allowed and a byte more, since an open quote
// is the better reason.
static void
row_over(struct table *table, const struct window *window)
{
	size_t had = window->fed - window->row;
	size_t most = (size_t)table->limits.row_bytes + 1;
	row_add(table, window, &(struct line){0});
	enum judge_verdict verdict =
	    row_feed(table, window->data + window->fed, most > had ? most - had : 0);
	if (verdict == JUDGE_MORE)
		verdict = judge_end(table->judge);
	verdict_say(table, verdict == JUDGE_QUOTE_OPEN ? verdict : JUDGE_ROW);
}

// A NUL: no text at all, or UTF-16 when the first line says so.
static void
row_nul(struct table *table, const struct window *window, const struct line *line)
{
	const char *other = NULL;
	bool first = table->lines + table->row.lines == 0;
	if (first)
		other = encoding_of_nuls(window->data + window->fed, line->text);
	if (other != NULL) {
		table_say(table,
		    &(struct say){.code = "encoding.other", .file = true, .file_lost = true}, "%s",
		    other);
		return;
	}
	struct say say = {
	    .code = "encoding.nul", .file_lost = true, .line = table->lines + table->row.lines + 1};
	table->rows++;
	table_say(table, &say, "a NUL byte: the file is not text, or was damaged");
}

bool
row_line(struct table *table, struct window *window, bool last)
{
	struct line line;
	if (window->fed == window->size) {
		if (last)
			row_settle(table, window, judge_end(table->judge), 0);
		return last;
	}
	const char *data = window->data + window->fed;
	bool whole = line_scan(data, window->size - window->fed, last, &line);
	size_t text = window->fed - window->row + line.text;
	if (text > table->limits.row_bytes) {
		row_over(table, window);
		return false;
	}
	if (!whole)
		return false;
	if (line.flags & LINE_NUL) {
		row_nul(table, window, &line);
		return false;
	}
	row_add(table, window, &line);
	enum judge_verdict verdict = row_feed(table, data, line.size);
	window->fed += line.size;
	if (verdict == JUDGE_MORE && line.end == LINE_CUT)
		verdict = judge_end(table->judge);
	row_settle(table, window, verdict, text);
	return true;
}
