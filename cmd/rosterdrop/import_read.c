// One file from its first byte to its rows in order of keys. What cannot be read, or must not be, is named by file, row and column; a row that is left
// out is as if it were not there, and that removes nothing.
#include "cmd/rosterdrop/import.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/sheet.h"
#include "schema/record.h"
#include "schema/value.h"

struct reading {
	struct import *import;
	enum import_file file;
	struct sheet *sheet;
	bool header; // was read
	int source[IMPORT_COLUMNS_MAX]; // where each column stands; -1: nowhere
	char *value;
	size_t room;
	struct fault *fault;
	bool broken; // the fault says why
};

bool
import_say(struct import *import, enum import_file file, const struct import_remark *remark,
    struct fault *fault)
{
	const struct finding_code *code = finding_code_named(remark->code);
	bool left_out = remark->severity == SEVERITY_ERROR ||
			(remark->severity == SEVERITY_DEFAULT && code->severity == SEVERITY_ERROR);
	struct finding finding = {.code = code,
	    .severity = remark->severity,
	    .floor = left_out ? SEVERITY_ERROR : SEVERITY_NOTICE,
	    .file = bytes_of(import_tables[file].name),
	    .row = remark->row,
	    .line = remark->line,
	    .column = bytes_of(remark->column == NULL ? "" : remark->column),
	    .sourced_id = remark->id,
	    .message = bytes_of(remark->message == NULL ? "" : remark->message)};
	if (!import->checking)
		return true;
	return findings_add(import->findings, &finding, fault) != 0;
}

// The same of a row that is being read.
static bool
say(struct reading *reading, const struct import_remark *remark)
{
	if (!import_say(reading->import, reading->file, remark, reading->fault))
		reading->broken = true;
	return !reading->broken;
}

// The column that a name of the header stands for; -1: none.
static int
column_named(const struct import_table *table, struct bytes name)
{
	for (unsigned i = 0; i < table->count; i++)
		if (bytes_equal_fold(name, bytes_of(table->columns[i].name)))
			return (int)i;
	return -1;
}

// Learns where the columns stand.
static bool
take_header(struct reading *reading, const struct table_row *row)
{
	const struct import_table *table = &import_tables[reading->file];
	bool good = true;
	reading->header = true;
	for (unsigned i = 0; i < table->count; i++)
		reading->source[i] = -1;
	for (unsigned i = 0; i < row->cell_count; i++) {
		char name[64];
		int column = column_named(table, value_trim(row->cells[i]));
		struct bytes cell = row->cells[i];
		snprintf(name, sizeof name, "%u", i + 1);
		struct import_remark remark = {.row = row->row, .line = row->line, .column = name};
		if (column < 0 && cell.size == 0)
			continue;
		if (column < 0)
			remark.code = "import.column_unknown";
		else if (reading->source[column] >= 0)
			remark.code = "import.column_twice";
		else
			reading->source[column] = (int)i;
		remark.severity = SEVERITY_DEFAULT;
		remark.message = column < 0 ? NULL : table->columns[column].name;
		if (remark.code != NULL)
			good = say(reading, &remark) && good;
	}
	for (unsigned i = 0; i < table->count; i++) {
		reading->import->files[reading->file].there |=
		    reading->source[i] >= 0 ? 1u << i : 0;
		if (reading->source[i] < 0 && table->columns[i].required)
			good = say(reading, &(struct import_remark){.code = "import.column_missing",
						.severity = SEVERITY_DEFAULT,
						.row = row->row,
						.column = table->columns[i].name}) &&
			       good;
	}
	return good && findings_count(reading->import->findings, SEVERITY_FATAL) == 0;
}

// The term that a value is, but for case; NULL when it is none.
static const char *
term_of(const struct import_column *column, struct bytes value)
{
	for (const char *const *term = column->terms; *term != NULL; term++)
		if (bytes_equal_fold(value, bytes_of(*term)))
			return *term;
	return NULL;
}

// Whether an id can be a key.
static bool
is_id(struct bytes value)
{
	return value.size <= IMPORT_ID_MAX && value_sourced_id(value) != VALUE_BAD;
}

// What is wrong with a value that is not empty: the code, or NULL; *cell is what stands. `drop` is set when the row cannot be used.
static const char *
judge_value(const struct import_column *column, struct bytes *cell, bool *drop)
{
	static const struct column email = {.name = "email", .versions = V_ALL, .type = CELL_EMAIL};
	static char buffer[VALUE_BUFFER];
	struct bytes out;
	long days;
	switch (column->type) {
	case IMPORT_ID:
	case IMPORT_ACCOUNT:
		*drop = !is_id(*cell) ||
			(column->type == IMPORT_ACCOUNT && cell->size > IMPORT_ACCOUNT_MAX);
		return *drop ? "import.id" : NULL;
	case IMPORT_TERM: {
		const char *term = term_of(column, *cell);
		*drop = term == NULL;
		*cell = term == NULL ? *cell : bytes_of(term);
		return *drop ? "import.value" : NULL;
	}
	case IMPORT_DATE:
		if (value_date(*cell, &days))
			return NULL;
		*cell = (struct bytes){NULL, 0};
		return "import.value";
	case IMPORT_EMAIL:
		return value_check(&email, V121, *cell, buffer, &out) == VALUE_BAD ? "import.value"
										   : NULL;
	case IMPORT_TEXT:
	case IMPORT_LIST:
		break;
	}
	return NULL;
}

// Takes one cell. False when the row is left out.
static bool
take_cell(struct reading *reading, const struct table_row *row, unsigned index,
    struct bytes cells[IMPORT_COLUMNS_MAX])
{
	const struct import_column *column = &import_tables[reading->file].columns[index];
	int at = reading->source[index];
	bool drop = false;
	struct bytes cell = at >= 0 && (unsigned)at < row->cell_count ? value_trim(row->cells[at])
								      : (struct bytes){NULL, 0};
	const char *code = NULL;
	if (cell.size > 0)
		code = judge_value(column, &cell, &drop);
	else if (column->required)
		code = "import.required";
	else if (column->type == IMPORT_TERM && at >= 0)
		cell = bytes_of(column->terms[0]);
	drop = drop || (cell.size == 0 && column->required);
	cells[index] = cell;
	if (code != NULL)
		say(reading, &(struct import_remark){.code = code,
				 .severity = drop ? SEVERITY_ERROR : SEVERITY_DEFAULT,
				 .row = row->row,
				 .line = row->line,
				 .column = column->name,
				 .id = is_id(cells[0]) ? cells[0] : (struct bytes){NULL, 0}});
	return !drop;
}

// Puts a row among the others of its file.
static bool
add_row(struct reading *reading, const struct table_row *row,
    const struct bytes cells[IMPORT_COLUMNS_MAX])
{
	const struct import_table *table = &import_tables[reading->file];
	char key[IMPORT_KEY_MAX];
	size_t size = 0, needed = 4 + record_size(cells, table->count);
	for (unsigned i = 0; i < table->keys; i++) {
		if (i > 0)
			key[size++] = '\0';
		if (cells[i].size > 0)
			memcpy(key + size, cells[i].data, cells[i].size);
		size += cells[i].size;
	}
	if (needed > reading->room) {
		char *grown = realloc(reading->value, 2 * needed);
		if (grown == NULL)
			return fault_set(reading->fault, FAULT_TEMP, "out of memory");
		reading->value = grown;
		reading->room = 2 * needed;
	}
	for (unsigned i = 0; i < 4; i++)
		reading->value[i] = (char)(row->row >> (8 * i));
	record_write(reading->value + 4, cells, table->count);
	return sort_add(reading->import->files[reading->file].rows, (struct bytes){key, size},
	    (struct bytes){reading->value, needed}, reading->fault);
}

static bool
on_row(void *context, const struct table_row *row)
{
	struct reading *reading = context;
	struct bytes cells[IMPORT_COLUMNS_MAX] = {{NULL, 0}};
	struct import_state *state = &reading->import->files[reading->file];
	bool good = true;
	if (!reading->header)
		return take_header(reading, row);
	state->count++;
	for (unsigned i = 0; i < import_tables[reading->file].count; i++)
		good = take_cell(reading, row, i, cells) && good;
	state->left_out += good ? 0 : 1;
	if (good && !add_row(reading, row, cells))
		reading->broken = true;
	return !reading->broken;
}

// What the reader has to say of the text itself.
static bool
on_trouble(void *context, const struct table_trouble *trouble)
{
	struct reading *reading = context;
	bool blank = strcmp(trouble->code, "csv.blank_row") == 0;
	bool lost = trouble->file_lost || (trouble->row_lost && !blank && !reading->header);
	if (trouble->row_lost && !blank) {
		reading->import->files[reading->file].count++;
		reading->import->files[reading->file].left_out++;
	}
	return say(reading, &(struct import_remark){.code = lost ? "import.file" : trouble->code,
				.severity = trouble->row_lost && !blank && !lost ? SEVERITY_ERROR
										 : SEVERITY_DEFAULT,
				.row = trouble->row,
				.line = trouble->line,
				.message = trouble->text}) &&
	       !lost;
}

static bool
take_piece(void *context, struct bytes piece)
{
	struct reading *reading = context;
	return sheet_feed(reading->sheet, piece);
}

// Reads the file to its end, or to where it cannot be read any more.
static bool
read_all(struct reading *reading, struct source *source, bool *there, struct fault *fault)
{
	if (!source_read(
		source, import_tables[reading->file].name, there, take_piece, reading, fault))
		return fault->class == FAULT_DATA &&
		       say(reading, &(struct import_remark){.code = "import.file",
					.severity = SEVERITY_DEFAULT,
					.message = "it does not inflate"});
	if (*there && !reading->broken &&
	    findings_count(reading->import->findings, SEVERITY_FATAL) == 0)
		sheet_end(reading->sheet);
	if (*there && !reading->header && !reading->broken &&
	    findings_count(reading->import->findings, SEVERITY_FATAL) == 0)
		say(reading, &(struct import_remark){.code = "import.file",
				 .severity = SEVERITY_DEFAULT,
				 .message = "it has no header"});
	return !reading->broken;
}

bool
import_read(struct import *import, enum import_file file, struct source *source, bool *there,
    struct fault *fault)
{
	const struct conf_limits *conf = &import->district->limits;
	const struct table_limits limits = {conf->cell_bytes, conf->row_bytes, conf->columns};
	struct reading reading = {.import = import, .file = file, .fault = fault};
	struct table *table = table_new(TABLE_UTF8, &limits, on_row, on_trouble, &reading);
	reading.sheet = table == NULL ? NULL : sheet_new(table, TABLE_UTF8);
	bool good = reading.sheet != NULL && read_all(&reading, source, there, fault);
	if (reading.sheet == NULL || sheet_failed(reading.sheet))
		good = fault_set(fault, FAULT_TEMP, "out of memory");
	sheet_free(reading.sheet);
	table_free(table);
	free(reading.value);
	return good && (!*there || sort_end(import->files[file].rows, fault));
}
