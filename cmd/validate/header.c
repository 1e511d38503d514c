// The header maps a file's columns to the schema's, once. Real exports spell, order and leave out; what can be told without doubt
// is accepted with a warning, so that a column's value never lands under another name.
#include <stdio.h>

#include "cmd/validate/header.h"
#include "cmd/validate/steady.h"

enum { NAME_MAX_SHOWN = 64 };

// A finding about the header: column is the name as it stands in the file.
static enum severity
header_remark(struct reading *reading, const struct table_row *row, const char *code, enum as as,
    struct bytes column, const char *text)
{
	enum severity severity;

	if (column.size > NAME_MAX_SHOWN)
		column.size = NAME_MAX_SHOWN;
	while (column.size > 0 && ((unsigned char)column.data[column.size - 1] & 0xc0) == 0x80)
		column.size--;
	run_remark(reading->run,
	    &(struct remark){.code = code,
		.as = as,
		.file = reading->state->name,
		.row = row->row,
		.line = row->line,
		.column = column,
		.text = text},
	    &severity);
	return severity;
}

// Whether a name is that of an extension column.
static bool
is_metadata(struct bytes name)
{
	static const char prefix[] = "metadata.";
	size_t size = sizeof(prefix) - 1;

	return name.size > size &&
	       bytes_equal_fold((struct bytes){name.data, size}, bytes_of(prefix));
}

bool
header_demands(const struct reading *reading, const struct column *column)
{
	const struct run *run = reading->run;
	bool nothing_to_name = run->minimal && column->target != NO_FILE &&
			       run->files[column->target].mode == MODE_ABSENT;

	return (column->required & reading->versions) != 0 && !nothing_to_name;
}

// The plan for a column of the schema, or NULL when it does not stand in the file.
static struct plan *
plan_of(struct reading *reading, unsigned index)
{
	for (unsigned i = 0; i < reading->plan_count; i++)
		if (reading->plans[i].index == index)
			return &reading->plans[i];
	return NULL;
}

// Gives the column at `source` its place. False when another one has that place.
static bool
plan_add(struct reading *reading, unsigned index, unsigned source)
{
	const struct column *column = &reading->schema->columns[index];

	if (plan_of(reading, index) != NULL)
		return false;
	reading->plans[reading->plan_count++] = (struct plan){.column = column,
	    .index = index,
	    .source = source,
	    .metadata = -1,
	    .required = header_demands(reading, column)};
	if (index == SOURCED_ID)
		reading->id_source = (int)source;
	return true;
}

// Takes one name of the header: to a column, to nothing, or to a finding. *after is set once a column that is not the standard's was seen.
static void
name_take(struct reading *reading, const struct table_row *row, unsigned source, bool *after)
{
	char clean[HEADER_NAME];
	const char *code;
	bool invisible;
	struct bytes name = header_name(row->cells[source], clean, &invisible);

	if (name.size == 0) {
		if (source < NAMELESS_MAX)
			reading->nameless[source / 64] |= (uint64_t)1 << source % 64;
		return;
	}
	if (invisible)
		header_remark(reading, row, "header.invisible", AS_CATALOGUED, name, NULL);
	int index = header_column(reading, name, &code);
	if (code != NULL)
		header_remark(reading, row, code, AS_CATALOGUED, name,
		    run_text(reading->run, "taken as %s", reading->schema->columns[index].name));
	if (index < 0) {
		*after = true;
		if (!is_metadata(name))
			header_remark(reading, row, "header.unknown", AS_CATALOGUED, name, NULL);
	}
	if (index < 0 ? header_again(row, source) : !plan_add(reading, (unsigned)index, source)) {
		header_remark(reading, row, "header.twice", AS_FATAL, name, NULL);
		reading->lost = true;
	}
}

// The standard fixes the order of the columns, and puts others to their right.
static void
order_check(struct reading *reading, const struct table_row *row, bool late)
{
	bool ordered = !late;

	for (unsigned i = 1; i < reading->plan_count; i++)
		ordered = ordered && reading->plans[i - 1].index < reading->plans[i].index;
	if (!ordered)
		header_remark(
		    reading, row, "header.order", AS_CATALOGUED, (struct bytes){NULL, 0}, NULL);
}

// Whether the file must have this column: in a delta also the two that say what becomes of a row.
static bool
column_required(const struct reading *reading, unsigned index)
{
	if (index == SOURCED_ID)
		return true;
	if (index == STATUS || index == DATE_LAST_MODIFIED)
		return reading->state->mode == MODE_DELTA;
	return header_demands(reading, &reading->schema->columns[index]);
}

// Names the columns that are not there.
static void
missing_check(struct reading *reading, const struct table_row *row)
{
	for (unsigned i = 0; i < reading->schema->column_count; i++) {
		const struct column *column = &reading->schema->columns[i];
		if ((column->versions & reading->versions) == 0 || plan_of(reading, i) != NULL)
			continue;
		bool required = column_required(reading, i);
		if (!required && reading->run->minimal)
			continue;
		header_remark(reading, row,
		    required ? "header.required" : "header.optional_missing", AS_CATALOGUED,
		    bytes_of(column->name), NULL);
		reading->lost = reading->lost || required;
	}
}

// Finds the extension columns that carry a standard column's name.
static void
metadata_find(struct reading *reading, const struct table_row *row)
{
	static const size_t prefix = sizeof("metadata.") - 1;

	for (unsigned source = 0; source < row->cell_count; source++) {
		struct bytes name = value_trim(row->cells[source]);
		if (!is_metadata(name))
			continue;
		struct bytes rest = {name.data + prefix, name.size - prefix};
		for (unsigned i = 0; i < reading->plan_count; i++)
			if (bytes_equal_fold(rest, bytes_of(reading->plans[i].column->name)))
				reading->plans[i].metadata = (int)source;
	}
}

// A header of one cell that holds another delimiter: says which. True when there is one.
static bool
delimiter_check(struct reading *reading, const struct table_row *row)
{
	static const struct {
		char byte;
		const char *text;
	} delimiters[] = {
	    {';', "the columns are separated by semicolons; OneRoster separates them by commas"},
	    {'\t', "the columns are separated by tabs; OneRoster separates them by commas"},
	    {'|', "the columns are separated by bars; OneRoster separates them by commas"},
	};

	for (size_t i = 0; i < sizeof(delimiters) / sizeof(delimiters[0]); i++) {
		if (row->cell_count > 2 || row->cells[0].size == 0 ||
		    memchr(row->cells[0].data, delimiters[i].byte, row->cells[0].size) == NULL)
			continue;
		header_remark(reading, row, "csv.delimiter", AS_FATAL, (struct bytes){NULL, 0},
		    delimiters[i].text);
		return true;
	}
	return false;
}

// 1.2.0 and 1.2.1 differ in users.csv alone, and only its header tells which it is.
static void
version_take(struct reading *reading, const struct table_row *row)
{
	static const char only120[] = "resourceSourcedIds";

	reading->versions = (uint8_t)reading->run->version;
	if (reading->file != USERS || (reading->run->version & V12) == 0)
		return;
	reading->run->version = V121;
	for (unsigned i = 0; i < row->cell_count; i++)
		if (bytes_equal_fold(value_trim(row->cells[i]), bytes_of(only120)))
			reading->run->version = V120;
	reading->versions = (uint8_t)reading->run->version;
}

bool
header_take(struct reading *reading, const struct table_row *row)
{
	bool after = false, late = false;

	reading->header = true;
	reading->header_cells = row->cell_count;
	version_take(reading, row);
	if (delimiter_check(reading, row)) {
		reading->lost = true;
		return false;
	}
	if (!header_is_one(reading, row)) {
		header_remark(
		    reading, row, "header.missing", AS_FATAL, (struct bytes){NULL, 0}, NULL);
		reading->lost = true;
		return false;
	}
	for (unsigned i = 0; i < row->cell_count; i++) {
		unsigned had = reading->plan_count;
		bool was_after = after;
		name_take(reading, row, i, &after);
		late = late || (was_after && reading->plan_count > had);
	}
	missing_check(reading, row);
	if (!reading->lost)
		order_check(reading, row, late);
	metadata_find(reading, row);
	return !reading->lost && !reading->run->broken;
}

// A column without a name is harmless only when nothing stands in it; a file without rows is worth a word.
void
header_settle(struct reading *reading)
{
	struct table_row first = {.row = 1, .line = 1};
	struct bytes none = {NULL, 0};
	const struct run *run = reading->run;
	static const uint8_t guarded[ONEROSTER_FILES] = {
	    [ORGS] = 1, [CLASSES] = 1, [USERS] = 1, [ENROLLMENTS] = 1};

	if (!reading->header)
		header_remark(reading, &first, "header.missing", AS_FATAL, none,
		    "the file is empty: it has not even a header");
	if ((reading->nameless[0] | reading->nameless[1] | reading->nameless[2] |
		reading->nameless[3]) != 0)
		header_remark(reading, &first, "header.empty_name",
		    reading->nameless_filled ? AS_FATAL : AS_WARNING, none,
		    reading->nameless_filled ? "a column has no name, and there are values in it"
					     : NULL);
	if (!reading->header || reading->lost || reading->state->rows != 0 ||
	    reading->state->mode != MODE_BULK)
		return;
	bool held = guarded[reading->file] != 0 && steady_rows(run, reading->file) != 0;
	header_remark(reading, &first, "header.only", held ? AS_HOLD : AS_WARNING, none, NULL);
}
