// Status and dateLastModified, which mean one thing in a bulk file and another in a delta; and what is true of so many rows that it
// is told once a file.
#include "cmd/validate/reading.h"
#include "cmd/validate/steady.h"

// What is told once a file. How to add one: a line, and its name in enum once.
static const struct {
	const char *code;
	enum as as;
	int column; // of the schema, or -1
	const char *what; // after the number of rows
} once_lines[ONCES] = {
    [ONCE_STATUS] = {"value.status", AS_WARNING, STATUS,
	"rows have a status although the file is bulk; it was not heeded"},
    [ONCE_DATE] = {"value.dateLastModified", AS_WARNING, DATE_LAST_MODIFIED,
	"rows have a dateLastModified although the file is bulk; it was not heeded"},
    [ONCE_PASSWORD] = {"value.password", AS_NOTICE, -1,
	"rows have a password; it was neither kept nor logged"},
    [ONCE_FIELDS] = {"csv.fields", AS_WARNING, -1,
	"rows have empty columns at their end, beyond the header"},
    [ONCE_PHONE] = {"value.phone", AS_NOTICE, -1, PHONES_KEPT},
};

void
once_note(struct reading *reading, enum once once)
{
	struct once_count *count = &reading->once[once];

	if (count->rows++ == 0) {
		count->first = reading->row.row;
		count->line = reading->row.line;
	}
}

// One line of the table above, when there is anything to tell.
static uint64_t
once_remark(struct reading *reading, enum once once, const char *code, enum as as, uint64_t cause)
{
	const struct once_count *count = &reading->once[once];
	enum severity severity;
	int column = once_lines[once].column;

	if (count->rows == 0)
		return 0;
	return run_remark(reading->run,
	    &(struct remark){.code = code,
		.as = as,
		.file = reading->state->name,
		.row = count->first,
		.line = count->line,
		.column = bytes_of(column < 0 ? "" : reading->schema->columns[column].name),
		.cause = cause,
		.text = run_text(reading->run, "%llu %s", (unsigned long long)count->rows,
		    once_lines[once].what)},
	    &severity);
}

void
once_settle(struct reading *reading)
{
	enum once first = reading->once[ONCE_STATUS].rows != 0 ? ONCE_STATUS : ONCE_DATE;
	uint64_t conflict = once_remark(reading, first, "manifest.conflict", AS_CATALOGUED, 0);

	for (enum once once = ONCE_STATUS; once < ONCES; once++)
		once_remark(reading, once, once_lines[once].code, once_lines[once].as,
		    once <= ONCE_DATE ? conflict : 0);
}

// Bulk: the two columns must be blank. Whoever says tobedeleted means that the row is not there, and that much is heeded.
static bool
status_bulk(struct reading *reading)
{
	struct row *row = &reading->row;
	struct bytes *status = &row->cells[STATUS], *date = &row->cells[DATE_LAST_MODIFIED];
	struct bytes meant = *status;

	if (status->size != 0)
		value_check(&reading->schema->columns[STATUS], reading->run->version, *status,
		    reading->repaired[STATUS], &meant);
	if (bytes_is(meant, "tobedeleted")) {
		row_remark(
		    reading, (struct row_remark){.code = "manifest.conflict",
				 .as = AS_WARNING,
				 .column = STATUS,
				 .text = "the file is bulk, but this row is to be deleted: it was "
					 "treated as not there"});
		return false;
	}
	if (status->size != 0)
		once_note(reading, ONCE_STATUS);
	if (date->size != 0)
		once_note(reading, ONCE_DATE);
	steady_date(reading, *date);
	*status = *date = (struct bytes){NULL, 0};
	return true;
}

// Delta: both columns must say something.
static void
status_delta(struct reading *reading)
{
	struct row *row = &reading->row;

	for (unsigned i = STATUS; i <= DATE_LAST_MODIFIED; i++) {
		struct bytes *cell = &row->cells[i];
		enum value_verdict verdict = VALUE_BAD;
		const char *code = i == STATUS       ? "value.status"
				   : cell->size != 0 ? "value.datetime"
						     : "value.dateLastModified";
		if (cell->size != 0)
			verdict = value_check(&reading->schema->columns[i], reading->run->version,
			    *cell, reading->repaired[i], cell);
		if (verdict == VALUE_BAD)
			row_remark(reading, (struct row_remark){.code = code,
						.as = AS_ERROR,
						.floor = SEVERITY_ERROR,
						.column = (int)i});
		if (verdict == VALUE_REPAIRED)
			row_remark(reading,
			    (struct row_remark){.code = code,
				.as = AS_WARNING,
				.column = (int)i,
				.text = "the value was not written as the standard has it; "
					"what it means was taken"});
	}
	steady_date(reading, row->cells[DATE_LAST_MODIFIED]);
	row->deleted = bytes_is(row->cells[STATUS], "tobedeleted");
	if (row->deleted)
		memset(row->cells + COMMON_COLUMNS, 0,
		    (reading->schema->column_count - COMMON_COLUMNS) * sizeof(row->cells[0]));
}

bool
status_take(struct reading *reading)
{
	if (reading->state->mode != MODE_DELTA)
		return status_bulk(reading);
	status_delta(reading);
	return true;
}
