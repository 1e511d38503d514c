// Rows are read by the same reader as a district's files, though we wrote them: it knows quotes, and what is not whole it does not hand on.
#include "cmd/report/sheet.h"

#include <string.h>
#include <unistd.h>

#include "pipeline/csv.h"
#include "pipeline/limits.h"

enum { PIECE = 64 * 1024 };

// Adds a cell, in quotes when it needs them, after a comma unless it is the first; harmless to a spreadsheet, whatever the file has.
static void
put_cell(struct text *csv, struct bytes value, bool first)
{
	const char *apostrophe = csv_is_formula(value) ? "'" : "";
	text_put(csv, first ? "" : ",");
	bool plain = true;
	for (size_t i = 0; plain && i < value.size; i++)
		plain = strchr(",\"\r\n", value.data[i]) == NULL;
	if (plain) {
		text_put(csv, apostrophe);
		text_add(csv, value);
		return;
	}
	text_put(csv, "\"");
	text_put(csv, apostrophe);
	for (size_t i = 0; i < value.size; i++) {
		if (value.data[i] == '"')
			text_put(csv, "\"");
		text_add(csv, (struct bytes){value.data + i, 1});
	}
	text_put(csv, "\"");
}

void
sheet_begin(struct sheet *sheet)
{
	const char *comma = "";
	for (size_t i = 0; i < sheet->count; i++) {
		if (!sheet->ids && sheet->columns[i].ids)
			continue;
		text_put(sheet->csv, comma);
		text_put(sheet->csv, sheet->columns[i].title);
		comma = ",";
	}
	text_put(sheet->csv, sheet->same != NULL ? ",count\r\n" : "\r\n");
}

// Counts a row among those that are the same.
static bool
count_row(struct sheet *sheet)
{
	uint64_t count = 0;
	struct bytes row = {sheet->row.data, sheet->row.size};
	idmap_get(sheet->same, row, &count);
	if (!idmap_put(sheet->same, row, count + 1))
		sheet->csv->failed = true;
	sheet->large = idmap_count(sheet->same) * 2 > sheet->most; // no row is shorter
	return !sheet->large && !sheet->csv->failed;
}

static bool
take_row(void *context, const struct table_row *row)
{
	struct sheet *sheet = context;
	bool first = true;
	if (sheet->header || row->cell_count != sheet->cells) {
		sheet->header = false;
		return true;
	}
	text_clear(&sheet->row);
	for (size_t i = 0; i < sheet->count; i++) {
		unsigned cell = sheet->columns[i].cell;
		if (!sheet->ids && sheet->columns[i].ids)
			continue;
		put_cell(&sheet->row,
		    sheet->cell_of == NULL ? row->cells[cell] : sheet->cell_of(sheet, row, cell),
		    first);
		first = false;
	}
	sheet->csv->failed = sheet->csv->failed || sheet->row.failed;
	if (sheet->same != NULL)
		return count_row(sheet);
	text_add(sheet->csv, (struct bytes){sheet->row.data, sheet->row.size});
	text_put(sheet->csv, "\r\n");
	sheet->large = sheet->csv->size > sheet->most;
	return !sheet->large && !sheet->csv->failed;
}

// Our own file is whole; what is not, is not mailed.
static bool
take_trouble(void *context, const struct table_trouble *trouble)
{
	(void)context;
	return !trouble->file_lost;
}

bool
sheet_add(struct sheet *sheet, int fd, const char *name, struct fault *fault)
{
	static const struct table_limits limits = {64 * KIB, MIB, 64};
	char piece[PIECE];
	ssize_t got = 0;
	struct table *table = table_new(TABLE_UTF8, &limits, take_row, take_trouble, sheet);
	if (table == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory for %s", name);
	sheet->header = true;
	bool more = true;
	while (more && (got = read(fd, piece, sizeof piece)) > 0)
		more = table_feed(table, (struct bytes){piece, (size_t)got});
	if (more && got == 0)
		table_end(table);
	table_free(table);
	return got >= 0 || fault_system(fault, "reading %s", name);
}

bool
sheet_end(struct sheet *sheet, struct fault *fault)
{
	for (size_t i = 0; sheet->same != NULL && i < idmap_count(sheet->same); i++) {
		uint64_t count;
		text_add(sheet->csv, idmap_id(sheet->same, i, &count));
		text_put(sheet->csv, ",");
		text_number(sheet->csv, count);
		text_put(sheet->csv, "\r\n");
	}
	sheet->large = sheet->large || sheet->csv->size > sheet->most;
	text_free(&sheet->row);
	return !sheet->csv->failed || fault_set(fault, FAULT_TEMP, "out of memory for a mail");
}
