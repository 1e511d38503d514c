// A table of a drop: records out of roster.mdb, or out of rows.mdb before there is one; or files that the stages left, as they are.
#include "cmd/rosterdrop/show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/csv.h"
#include "pipeline/db.h"
#include "schema/record.h"
#include "schema/roster.h"

// Files that are shown as they lie there; lines of the same table are joined, with the header of the first. How to add one: a line.
static const struct {
	const char *table;
	enum stage_id stage;
	const char *file;
} files[] = {
    {"findings", STAGE_VALIDATE, "findings.csv"},
    {"findings", STAGE_MATCH, "findings.csv"},
    {"findings", STAGE_APPLY, "findings.csv"},
    {"links", STAGE_MATCH, "links.csv"},
    {"rekey", STAGE_MATCH, "rekey.csv"},
    {"plan", STAGE_APPLY, "plan.csv"},
    {"changes", STAGE_APPLY, "changes.ndjson"},
    {"part", STAGE_APPLY, "part.csv"},
};

// Where records lie, from the best on.
static const struct {
	enum stage_id stage;
	const char *file;
	bool stated; // records begin with the state of the row
} sources[] = {
    {STAGE_NORMALISE, "roster.mdb", true},
    {STAGE_VALIDATE, "rows.mdb", false},
};

enum { SOURCES = sizeof sources / sizeof *sources };

// Copies one stage's file. *found is set when it is there.
static bool
copy_file(const struct drop *drop, const struct drop_state *state, enum stage_id stage,
    const char *name, bool *found, struct fault *fault)
{
	if (state->places[stage] == PLACE_NONE)
		return true;
	int dir = drop_open(drop->dir, state, stage, drop->name, fault);
	int fd = dir < 0 ? -1 : fs_open_file(dir, name, fault);
	bool good = fd < 0 ? fault->class == FAULT_MISSING : out_file(fd, name, *found, fault);
	*found = *found || fd >= 0;
	if (fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	return good;
}

// What there is not of a drop, and how far that came.
static bool
not_there(
    const struct drop *drop, const struct drop_state *state, const char *table, struct fault *fault)
{
	char words[DROP_WORDS_MAX];
	return fault_set(fault, FAULT_MISSING, "there is no %s of %s (%s)", table, drop->name,
	    drop_words(state, words));
}

// Shows a table that is made of files. *known tells whether there is such a table.
static bool
show_files(const struct drop *drop, const struct drop_state *state, const char *table, bool *known,
    struct fault *fault)
{
	bool good = true, found = false;
	*known = false;
	for (size_t i = 0; good && i < sizeof files / sizeof *files; i++) {
		if (strcmp(files[i].table, table) != 0)
			continue;
		*known = true;
		good = copy_file(drop, state, files[i].stage, files[i].file, &found, fault);
	}
	if (good && *known && !found)
		return not_there(drop, state, table, fault);
	return good;
}

// The header of an entity's table.
static void
write_header(struct csv *csv, unsigned entity)
{
	if (entity == RELATIONSHIPS) {
		csv_line(csv, "sourcedId,agentSourcedId");
		return;
	}
	for (unsigned column = 0; column < entity_columns(entity); column++)
		csv_text(csv, entity_column(entity, column));
	csv_end_row(csv);
}

// A relationship is all key: two ids with a NUL between.
static void
write_relationship(struct csv *csv, struct bytes key)
{
	const char *nul = key.size == 0 ? NULL : memchr(key.data, '\0', key.size);
	size_t size = nul == NULL ? key.size : (size_t)(nul - key.data);
	csv_cell(csv, (struct bytes){key.data, size});
	csv_cell(csv,
	    nul == NULL ? (struct bytes){NULL, 0} : (struct bytes){nul + 1, key.size - size - 1});
	csv_end_row(csv);
}

// One record; a row that a delta deletes says so in its status.
static bool
write_record(struct csv *csv, unsigned entity, bool stated, struct bytes key, struct bytes record,
    struct fault *fault)
{
	struct bytes cells[RECORD_CELLS_MAX];
	unsigned count = entity_columns(entity);
	char state = stated && record.size > 0 ? record.data[0] : ROSTER_ACTIVE;
	if (stated && record.size > 0)
		record = (struct bytes){record.data + 1, record.size - 1};
	if (!record_read(record, cells, count))
		return fault_set(
		    fault, FAULT_IO, "a record of %s is damaged", entity_table(entity));
	if (stated) // the roster keeps it as the key alone
		cells[SOURCED_ID] = key;
	if (state == ROSTER_DELETED)
		cells[STATUS] = bytes_of("tobedeleted");
	for (unsigned column = 0; column < count; column++)
		csv_cell(csv, cells[column]);
	csv_end_row(csv);
	return true;
}

// All records of an entity, in the order of the file.
static bool
write_table(struct db *db, unsigned entity, bool stated, struct fault *fault)
{
	db_table table;
	struct bytes key, value;
	const struct bytes start = {NULL, 0};
	bool good = true;
	struct csv *csv = out_csv(false);
	write_header(csv, entity);
	if (db_table_exists(db, entity_table(entity))) {
		struct db_cursor *cursor = NULL;
		good = db_table_open(db, entity_table(entity), &table, fault) &&
		       (cursor = db_cursor_open(db, table, fault)) != NULL;
		for (bool more = good && db_cursor_seek(cursor, start, &key, &value); good && more;
		     more = db_cursor_next(cursor, &key, &value)) {
			if (entity == RELATIONSHIPS)
				write_relationship(csv, key);
			else
				good = write_record(csv, entity, stated, key, value, fault);
		}
		db_cursor_close(cursor);
	}
	struct fault late;
	return csv_finish(csv, "standard output", good ? fault : &late) && good;
}

// Shows an entity from the best source that there is.
static bool
show_entity(struct front *front, const struct drop *drop, const struct drop_state *state,
    unsigned entity, struct fault *fault)
{
	char path[FS_PATH_MAX];
	for (size_t i = 0; i < SOURCES; i++) {
		enum stage_id stage = sources[i].stage;
		if (state->places[stage] != PLACE_READY ||
		    (entity == RELATIONSHIPS && !sources[i].stated))
			continue;
		if (!spool_path(path, sizeof path, front->conf, drop->district, stage,
			place_name(PLACE_READY), drop->name, sources[i].file, fault))
			return false;
		struct db *db = db_open(path, fault);
		bool good = db != NULL && write_table(db, entity, sources[i].stated, fault);
		db_close(db);
		return good;
	}
	return not_there(drop, state, entity_table(entity), fault);
}

bool
show_table(struct front *front, const struct drop *drop, const struct drop_state *state,
    const char *table, struct fault *fault)
{
	bool known;
	for (unsigned entity = 0; entity < ENTITIES; entity++)
		if (strcmp(entity_table(entity), table) == 0)
			return show_entity(front, drop, state, entity, fault);
	bool good = show_files(drop, state, table, &known, fault);
	return good && !known ? front_usage(front, "there is no such table", fault) : good;
}
