// What the stages found of an id in every drop that still lies there: rows that were left out or had something wrong, and whose account it was to have.
#include "cmd/rosterdrop/why.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/csv_read.h"
#include "pipeline/db.h"
#include "pipeline/rows.h"
#include "pipeline/spool.h"
#include "schema/record.h"

enum { CODE, SEVERITY, FILE_NAME, ROW, COLUMN, SOURCED, MESSAGE, FINDING_COLUMNS };
static const char *const finding_columns[FINDING_COLUMNS] = {
    "code", "severity", "file", "row", "column", "sourcedId", "message"};

enum { LINK_ID, LINK_ACCOUNT, LINK_CLASS, LINK_REASON, LINK_RUNNER_UP, LINK_WHY_NOT, LINK_COLUMNS };
static const char *const link_columns[LINK_COLUMNS] = {
    "sourcedId", "accountId", "class", "reason", "runnerUp", "whyNot"};

// One file of a stage being read.
struct reading {
	struct why *why;
	const char *drop;
	enum stage_id stage;
	bool refused; // it lies in failed/
	uint64_t number;
	struct fault *fault;
	bool good;
};

uint64_t
why_row(const struct why *why, const char *drop, unsigned entity, struct bytes key)
{
	char path[FS_PATH_MAX];
	struct bytes at, value;
	struct fault ignored;
	db_table table;
	uint64_t row = 0;
	if (!drop_name_valid(drop) ||
	    !spool_path(path, sizeof path, why->front->conf, why->district, STAGE_VALIDATE, "ready",
		drop, "rows.mdb", &ignored) ||
	    access(path, R_OK) != 0)
		return 0;
	struct db *db = db_open(path, &ignored);
	struct db_cursor *cursor = NULL;
	if (db != NULL && db_table_open(db, entity_table(entity), &table, &ignored))
		cursor = db_cursor_open(db, table, &ignored);
	bool more = cursor != NULL && db_cursor_seek(cursor, (struct bytes){NULL, 0}, &at, &value);
	for (; more && row == 0; more = db_cursor_next(cursor, &at, &value))
		if (bytes_equal(record_cell(value, SOURCED_ID), key))
			row = rows_number(at);
	db_cursor_close(cursor);
	db_close(db);
	return row;
}

// Adds what stands in a row to the story.
static bool
add(struct reading *reading, struct text *text, struct text *members)
{
	struct why_words words = {.rank = (unsigned)reading->stage,
	    .number = reading->number++,
	    .stage = stage_name(reading->stage),
	    .drop = reading->drop,
	    .text = text,
	    .members = members};
	snprintf(
	    words.time, sizeof words.time, "%.*s", (int)strcspn(reading->drop, "-"), reading->drop);
	reading->good = why_add(reading->why, &words, reading->fault);
	text_free(text);
	text_free(members);
	return reading->good;
}

// Begins a sentence: the drop and the stage.
static void
begin(const struct reading *reading, struct text *text)
{
	text_put(text, reading->drop);
	text_put(text, " ");
	text_put(text, stage_name(reading->stage));
	text_put(text, reading->refused ? " refused the drop; " : ": ");
}

static bool
take_finding(void *context, const struct bytes *cells)
{
	struct reading *reading = context;
	struct text text = {NULL, 0, 0, false}, members = text;
	if (!why_follows(reading->why, cells[SOURCED]))
		return true;
	bool out = bytes_is(cells[SEVERITY], "error") || bytes_is(cells[SEVERITY], "fatal");
	begin(reading, &text);
	text_add(&text, cells[FILE_NAME]);
	text_put(&text, " row ");
	text_add(&text, cells[ROW]);
	if (cells[COLUMN].size > 0) {
		text_put(&text, ", ");
		text_add(&text, cells[COLUMN]);
	}
	text_put(&text, out ? ", left out: " : ", ");
	text_add(&text, out ? cells[CODE] : cells[SEVERITY]);
	text_put(&text, out ? ": " : " ");
	text_add(&text, out ? cells[MESSAGE] : cells[CODE]);
	if (!out) {
		text_put(&text, ": ");
		text_add(&text, cells[MESSAGE]);
	}
	why_member(&members, "severity", cells[SEVERITY]);
	why_member(&members, "code", cells[CODE]);
	why_member(&members, "file", cells[FILE_NAME]);
	why_member(&members, "row", cells[ROW]);
	why_member(&members, "column", cells[COLUMN]);
	why_member(&members, "sourcedId", cells[SOURCED]);
	why_member(&members, "message", cells[MESSAGE]);
	return add(reading, &text, &members);
}

static bool
take_link(void *context, const struct bytes *cells)
{
	struct reading *reading = context;
	struct text text = {NULL, 0, 0, false}, members = text;
	if (!why_follows(reading->why, cells[LINK_ID]) &&
	    !why_follows(reading->why, cells[LINK_ACCOUNT]))
		return true;
	begin(reading, &text);
	text_add(&text, cells[LINK_ID]);
	text_put(&text, " ");
	text_add(&text, cells[LINK_CLASS]);
	if (cells[LINK_ACCOUNT].size > 0) {
		text_put(&text, ", account ");
		text_add(&text, cells[LINK_ACCOUNT]);
	}
	text_put(&text, ": ");
	text_add(&text, cells[LINK_REASON]);
	if (cells[LINK_RUNNER_UP].size > 0) {
		text_put(&text, " Next: ");
		text_add(&text, cells[LINK_RUNNER_UP]);
		text_put(&text, ": ");
		text_add(&text, cells[LINK_WHY_NOT]);
		text_put(&text, ".");
	}
	why_member(&members, "sourcedId", cells[LINK_ID]);
	why_member(&members, "accountId", cells[LINK_ACCOUNT]);
	why_member(&members, "class", cells[LINK_CLASS]);
	why_member(&members, "reason", cells[LINK_REASON]);
	why_member(&members, "runnerUp", cells[LINK_RUNNER_UP]);
	why_member(&members, "whyNot", cells[LINK_WHY_NOT]);
	return add(reading, &text, &members);
}

// What is read of each stage. How to add one: a line.
static const struct {
	enum stage_id stage;
	const char *file;
	const char *const *columns;
	unsigned count;
	csv_visitor *take;
} files[] = {
    {STAGE_VALIDATE, "findings.csv", finding_columns, FINDING_COLUMNS, take_finding},
    {STAGE_MATCH, "findings.csv", finding_columns, FINDING_COLUMNS, take_finding},
    {STAGE_MATCH, "links.csv", link_columns, LINK_COLUMNS, take_link},
    {STAGE_APPLY, "findings.csv", finding_columns, FINDING_COLUMNS, take_finding},
};

// One file of one drop; one that is not there says nothing.
static bool
read_file(struct why *why, size_t file, enum place place, const char *drop, struct fault *fault)
{
	struct reading reading = {.why = why,
	    .drop = drop,
	    .stage = files[file].stage,
	    .refused = place == PLACE_FAILED,
	    .number = file << 32,
	    .fault = fault,
	    .good = true};
	int dir = spool_open_drop(why->dir, files[file].stage, place, drop, fault);
	if (dir < 0)
		return fault->class == FAULT_MISSING;
	int fd = fs_open_file(dir, files[file].file, fault);
	close(dir);
	if (fd < 0)
		return fault->class == FAULT_MISSING;
	bool good = csv_read(fd, files[file].file, files[file].columns, files[file].count,
	    files[file].take, &reading, fault);
	close(fd);
	return good && reading.good;
}

bool
why_drops(struct why *why, struct fault *fault)
{
	bool good = true;
	for (size_t file = 0; good && file < sizeof files / sizeof *files; file++)
		for (enum place place = 0; good && place < PLACES; place++) {
			struct fs_names drops;
			good = spool_list(why->dir, files[file].stage, place, &drops, fault);
			for (size_t i = 0; good && i < drops.count; i++)
				good = read_file(why, file, place, drops.name[i], fault);
			if (good)
				fault->class = FAULT_NONE;
			fs_names_free(&drops);
		}
	return good;
}
