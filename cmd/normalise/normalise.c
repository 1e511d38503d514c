// Table by table: the rows are put in the order of their sourcedIds by sorting what points at them (the rows stay in the mapped file), then
// written once, in order. Memory grows with the number of ids, not with the rows.
#include "cmd/normalise/normalise.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/normalise/order.h"
#include "cmd/normalise/undo.h"
#include "pipeline/limits.h"
#include "pipeline/rows.h"
#include "pipeline/undo.h"
#include "schema/record.h"

enum { AHEAD = 12 }; // rows

bool
roster_append(struct normaliser *normaliser, db_table table, struct bytes key, char state,
    const struct bytes *cells, unsigned count, struct fault *fault)
{
	if (1 + record_size(cells, count) > NORMALISE_RECORD_MAX)
		return fault_set(
		    fault, FAULT_DATA, "a row is larger than %d bytes", NORMALISE_RECORD_MAX);
	normaliser->record[0] = state;
	size_t size = 1 + record_write(normaliser->record + 1, cells, count);
	return db_append(
	    normaliser->roster, table, key, (struct bytes){normaliser->record, size}, fault);
}

// Blanks what the roster does not keep: status, dateLastModified, passwords. Gives the row's state.
static char
plain(enum roster_file file, struct bytes *cells)
{
	const struct bytes blank = {NULL, 0};
	char state = bytes_is(cells[STATUS], "tobedeleted") ? ROSTER_DELETED : ROSTER_ACTIVE;
	cells[STATUS] = cells[DATE_LAST_MODIFIED] = blank;
	if (file == USERS)
		cells[USERS_PASSWORD] = blank;
	if (file == USER_PROFILES)
		cells[PROFILES_PASSWORD] = blank;
	return state;
}

// Files with text that somebody typed.
static const bool spelled[ROSTER_FILES] = {
    [ORGS] = true, [ACADEMIC_SESSIONS] = true, [COURSES] = true, [CLASSES] = true};

// A row that has nothing to be blanked but its sourcedId: the rest of its record is taken as it is. False when it has.
static bool
write_whole(struct normaliser *normaliser, enum roster_file file, db_table table,
    struct bytes record, struct bytes *cells, bool *good, struct fault *fault)
{
	struct bytes key = cells[SOURCED_ID];
	bool changed = false;
	size_t skip =
	    (size_t)(key.data + key.size - record.data); // what goes before the second cell
	if (file == USERS || file == ROLES || file == USER_PROFILES || cells[STATUS].size > 0 ||
	    cells[DATE_LAST_MODIFIED].size > 0 || skip >= record.size ||
	    3 + record.size - skip > NORMALISE_RECORD_MAX)
		return false;
	if (spelled[file]) {
		*good = spell_row(normaliser, file, cells, &changed, fault);
		if (!*good || changed)
			return !*good;
	}
	char *out = normaliser->record;
	out[0] = ROSTER_ACTIVE;
	out[1] = RECORD_VERSION;
	out[2] = 0; // the sourcedId, which is the key
	memcpy(out + 3, record.data + skip, record.size - skip);
	normaliser->counts[file]++;
	*good = db_append(
	    normaliser->roster, table, key, (struct bytes){out, 3 + record.size - skip}, fault);
	return true;
}

// One row of a file, in the order of its key; `of_file`: it stands for a guardian of guardians.csv.
static bool
write_row(struct normaliser *normaliser, enum roster_file file, db_table table, struct bytes *cells,
    bool of_file, struct fault *fault)
{
	char state = plain(file, cells);
	bool changed, good = file != USERS || spell_row(normaliser, file, cells, &changed, fault);
	if (!good)
		return false;
	if (file == USERS)
		good = people_from_user(normaliser, cells, state, fault);
	else if (file == ROLES)
		good = people_from_role(normaliser, cells, state, fault);
	if (file == USERS && !of_file) // 1.1: they have become rows of roles
		cells[USERS_ORGS] = cells[USERS_ROLE] = (struct bytes){NULL, 0};
	normaliser->counts[file]++;
	struct bytes key = cells[SOURCED_ID];
	cells[SOURCED_ID] = (struct bytes){NULL, 0}; // it is the key
	return good && roster_append(normaliser, table, key, state, cells,
			   oneroster_files[file].column_count, fault);
}

// Notes where the rows of a table are, in the order of their sourcedIds.
static bool
order_rows(struct normaliser *normaliser, enum roster_file file, db_table rows, struct order *order,
    struct fault *fault)
{
	struct bytes key, record, cells[RECORD_CELLS_MAX];
	struct db_cursor *cursor = db_cursor_open(normaliser->rows, rows, fault);
	bool good = cursor != NULL;
	bool more = good && db_cursor_seek(cursor, (struct bytes){NULL, 0}, &key, &record);
	for (; good && more; more = db_cursor_next(cursor, &key, &record)) {
		if (!record_read(record, cells, oneroster_files[file].column_count))
			good = fault_set(fault, FAULT_IO, "a row of %s.csv in rows.mdb is damaged",
			    oneroster_files[file].name);
		else if (!order_add(order, record))
			good = fault_set(fault, FAULT_TEMP, "out of memory sorting");
	}
	db_cursor_close(cursor);
	order_sort(order);
	return good;
}

// Whether a record was made of guardians.csv.
static bool
is_of_file(const struct normaliser *normaliser, struct bytes record)
{
	uintptr_t at = (uintptr_t)record.data, from = (uintptr_t)normaliser->file_users.records;
	return from != 0 && at >= from && at < from + normaliser->file_users.size;
}

// Writes the rows in their order. The rows lie anywhere in the mapped file, so the ones that come next are asked for early.
static bool
write_rows(struct normaliser *normaliser, enum roster_file file, const struct order *order,
    struct fault *fault)
{
	struct bytes cells[RECORD_CELLS_MAX];
	db_table table;
	bool good = db_table_open(normaliser->roster, oneroster_files[file].name, &table, fault);
	for (size_t i = 0; good && i < order->count; i++) {
		if (i + AHEAD < order->count) {
			__builtin_prefetch(order->rows[i + AHEAD].record.data);
			__builtin_prefetch(order->rows[i + AHEAD].record.data + 64);
			__builtin_prefetch(order->rows[i + AHEAD].record.data + 128);
		}
		record_read(order->rows[i].record, cells, oneroster_files[file].column_count);
		if (!write_whole(
			normaliser, file, table, order->rows[i].record, cells, &good, fault))
			good = write_row(normaliser, file, table, cells,
			    is_of_file(normaliser, order->rows[i].record), fault);
	}
	return good;
}

// One file of the drop; nothing when it did not come.
static bool
normalise_file(struct normaliser *normaliser, enum roster_file file, struct fault *fault)
{
	db_table rows;
	struct order order = {NULL, 0, 0, 0, {NULL, 0}};
	bool good = true;
	if (db_table_exists(normaliser->rows, oneroster_files[file].name))
		good = db_table_open(normaliser->rows, oneroster_files[file].name, &rows, fault) &&
		       order_rows(normaliser, file, rows, &order, fault);
	if (file == USERS)
		good = good && guardians_take(normaliser, &order, fault);
	if (order.count > 0)
		good = good && write_rows(normaliser, file, &order, fault);
	order_free(&order);
	return good;
}

// Rows of roles that 1.1 users imply, whose order is only known now.
static bool
write_implied_roles(struct normaliser *normaliser, struct fault *fault)
{
	struct bytes key, value;
	db_table table;
	bool more = true;
	bool good = sort_end(normaliser->roles, fault) &&
		    db_table_open(normaliser->roster, "roles", &table, fault);
	while (good && (good = sort_next(normaliser->roles, &key, &value, &more, fault)) && more) {
		normaliser->counts[ROLES]++;
		good = db_append(normaliser->roster, table, key, value, fault);
	}
	return good;
}

bool
table_copy(struct normaliser *normaliser, const char *name, struct fault *fault)
{
	db_table from, to;
	struct bytes key, value;
	if (!db_table_exists(normaliser->rows, name))
		return true;
	if (!db_table_open(normaliser->rows, name, &from, fault) ||
	    !db_table_open(normaliser->roster, name, &to, fault))
		return false;
	struct db_cursor *cursor = db_cursor_open(normaliser->rows, from, fault);
	bool good = cursor != NULL;
	bool more = good && db_cursor_seek(cursor, (struct bytes){NULL, 0}, &key, &value);
	for (; good && more; more = db_cursor_next(cursor, &key, &value))
		good = db_append(normaliser->roster, to, key, value, fault);
	db_cursor_close(cursor);
	return good;
}

// What version the rows are of.
static bool
read_version(struct normaliser *normaliser, struct fault *fault)
{
	db_table meta;
	struct bytes version;
	if (!db_table_open(normaliser->rows, "meta", &meta, fault))
		return false;
	if (!db_get(normaliser->rows, meta, bytes_of("version"), &version))
		return fault_set(fault, FAULT_IO, "rows.mdb does not say its version");
	normaliser->old = bytes_is(version, "1.1");
	return true;
}

static bool
open_files(struct normaliser *normaliser, enum stage_id from, const char *file, struct fault *fault)
{
	const struct job *job = normaliser->job;
	char path[FS_PATH_MAX];
	if (!job_input_path(job, from, file, path, sizeof path, fault) ||
	    (normaliser->rows = db_open(path, fault)) == NULL ||
	    !job_out_path(job, "roster.mdb", path, sizeof path, fault) ||
	    (normaliser->roster = db_create(path, LIMIT_STORE_MAP, fault)) == NULL)
		return false;
	normaliser->roles = sort_new(job->out, LIMIT_SORT_BYTES);
	normaliser->people = sort_new(job->out, LIMIT_SORT_BYTES);
	normaliser->record = malloc(NORMALISE_RECORD_MAX);
	if (normaliser->roles == NULL || normaliser->people == NULL || normaliser->record == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return read_version(normaliser, fault) &&
	       db_table_open(
		   normaliser->roster, "relationships", &normaliser->relationships_table, fault) &&
	       db_table_open(normaliser->roster, "people", &normaliser->people_table, fault) &&
	       db_table_open(normaliser->roster, "same", &normaliser->same_table, fault) &&
	       db_table_open(normaliser->roster, "waiting", &normaliser->waiting_table, fault);
}

static bool
write_all(struct normaliser *normaliser, struct fault *fault)
{
	bool good = true;
	for (int file = 0; good && file < ROSTER_FILES; file++)
		good = normalise_file(normaliser, (enum roster_file)file, fault);
	return good && (!normaliser->old || write_implied_roles(normaliser, fault)) &&
	       (normaliser->old || people_write(normaliser, fault)) &&
	       same_write(normaliser, fault) && waiting_write(normaliser, fault) &&
	       relations_write(normaliser, fault) && table_copy(normaliser, "meta", fault) &&
	       table_copy(normaliser, "left_out", fault) && meta_write(normaliser, fault) &&
	       db_finish(normaliser->roster, fault);
}

// Gives everything back.
static void
close_all(struct normaliser *normaliser)
{
	db_close(normaliser->rows);
	db_close(normaliser->roster);
	sort_free(normaliser->roles);
	sort_free(normaliser->people);
	crowd_free(&normaliser->crowd);
	text_free(&normaliser->spelled);
	free(normaliser->turned.pair);
	free(normaliser->file_users.records);
	free(normaliser->record);
}

bool
normalise(struct job *job, struct fault *fault)
{
	struct normaliser normaliser = {.job = job};
	bool undo = undo_is(job->district_dir, job->drop);
	bool good = undo ? open_files(&normaliser, STAGE_FETCH, "roster.mdb", fault) &&
			       undo_write(&normaliser, fault)
			 : open_files(&normaliser, STAGE_VALIDATE, "rows.mdb", fault) &&
			       write_all(&normaliser, fault);
	close_all(&normaliser);
	snprintf(job->summary, sizeof job->summary,
	    "%" PRIu64 " users, %" PRIu64 " classes, %" PRIu64 " enrollments",
	    normaliser.counts[USERS], normaliser.counts[CLASSES], normaliser.counts[ENROLLMENTS]);
	return good;
}
