// Rows are read by the same reader as a district's files, though we wrote them: it knows quotes, and what is not whole it does not hand on.
#include "cmd/report/extract.h"

#include <string.h>

#include "pipeline/csv.h"
#include "pipeline/csv_read.h"

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
extract_begin(struct extract *extract)
{
	const char *comma = "";
	for (size_t i = 0; i < extract->count; i++) {
		if (!extract->ids && extract->columns[i].ids)
			continue;
		text_put(extract->csv, comma);
		text_put(extract->csv, extract->columns[i].title);
		comma = ",";
	}
	text_put(extract->csv, extract->same != NULL ? ",count\r\n" : "\r\n");
}

// Counts a row among those that are the same.
static bool
count_row(struct extract *extract)
{
	uint64_t count = 0;
	struct bytes row = {extract->row.data, extract->row.size};
	idmap_get(extract->same, row, &count);
	if (!idmap_put(extract->same, row, count + 1))
		extract->csv->failed = true;
	extract->large = idmap_count(extract->same) * 2 > extract->most; // no row is shorter
	return !extract->large && !extract->csv->failed;
}

static bool
take_row(void *context, const struct table_row *row)
{
	struct extract *extract = context;
	bool first = true;
	if (extract->header || row->cell_count != extract->cells) {
		extract->header = false;
		return true;
	}
	text_clear(&extract->row);
	for (size_t i = 0; i < extract->count; i++) {
		unsigned cell = extract->columns[i].cell;
		if (!extract->ids && extract->columns[i].ids)
			continue;
		put_cell(&extract->row,
		    extract->cell_of == NULL ? row->cells[cell]
					     : extract->cell_of(extract, row, cell),
		    first);
		first = false;
	}
	extract->csv->failed = extract->csv->failed || extract->row.failed;
	if (extract->same != NULL)
		return count_row(extract);
	text_add(extract->csv, (struct bytes){extract->row.data, extract->row.size});
	text_put(extract->csv, "\r\n");
	extract->large = extract->csv->size > extract->most;
	return !extract->large && !extract->csv->failed;
}

bool
extract_add(struct extract *extract, int fd, const char *name, struct fault *fault)
{
	extract->header = true;
	return csv_rows(fd, name, take_row, extract, fault);
}

bool
extract_end(struct extract *extract, struct fault *fault)
{
	for (size_t i = 0; extract->same != NULL && i < idmap_count(extract->same); i++) {
		uint64_t count;
		text_add(extract->csv, idmap_id(extract->same, i, &count));
		text_put(extract->csv, ",");
		text_number(extract->csv, count);
		text_put(extract->csv, "\r\n");
	}
	extract->large = extract->large || extract->csv->size > extract->most;
	text_free(&extract->row);
	return !extract->csv->failed || fault_set(fault, FAULT_TEMP, "out of memory for a mail");
}
