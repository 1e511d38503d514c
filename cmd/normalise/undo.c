// The records are handed on as they are. Who somebody was, and which rows were one person, follows from them as it does in any drop.
#include "cmd/normalise/undo.h"

#include <unistd.h>

#include "pipeline/undo.h"
#include "schema/record.h"

// Holds the roster against fetch's SEAL, since nothing else between the two reads it whole.
static bool
check(const struct job *job, struct fault *fault)
{
	struct seal seal;
	int fetch = spool_open_drop(job->district_dir, STAGE_FETCH, PLACE_READY, job->drop, fault);
	bool good = fetch >= 0 && seal_read(fetch, &seal, fault) &&
		    seal_check(fetch, &seal, SEAL_ALL, fault);
	if (fetch >= 0)
		close(fetch);
	return good;
}

// Notes what a record says of who somebody is.
static bool
note(struct normaliser *normaliser, unsigned entity, struct bytes key, struct bytes value,
    struct fault *fault)
{
	struct bytes cells[RECORD_CELLS_MAX];
	normaliser->counts[entity]++;
	if (entity != USERS && entity != ROLES)
		return true;
	if (value.size == 0 || !record_read((struct bytes){value.data + 1, value.size - 1}, cells,
				   entity_columns(entity)))
		return fault_set(
		    fault, FAULT_IO, "a record of %s is damaged", entity_table(entity));
	cells[SOURCED_ID] = key;
	return entity == USERS ? people_from_user(normaliser, cells, ROSTER_ACTIVE, fault)
			       : people_from_role(normaliser, cells, ROSTER_ACTIVE, fault);
}

// Reads one entity.
static bool
read_entity(struct normaliser *normaliser, unsigned entity, struct fault *fault)
{
	db_table table;
	struct bytes key, value;
	if (!db_table_open(normaliser->rows, entity_table(entity), &table, fault))
		return false;
	struct db_cursor *cursor = db_cursor_open(normaliser->rows, table, fault);
	bool good = cursor != NULL;
	bool more = good && db_cursor_seek(cursor, (struct bytes){NULL, 0}, &key, &value);
	for (; good && more; more = db_cursor_next(cursor, &key, &value))
		good = note(normaliser, entity, key, value, fault);
	db_cursor_close(cursor);
	return good;
}

bool
undo_write(struct normaliser *normaliser, struct fault *fault)
{
	static const char *const besides[] = {"meta", "restored", "unlinked", "relinked"};
	bool good = check(normaliser->job, fault);
	for (unsigned entity = 0; good && entity < ENTITIES; entity++)
		good = table_copy(normaliser, entity_table(entity), fault) &&
		       read_entity(normaliser, entity, fault);
	for (size_t i = 0; good && i < sizeof besides / sizeof *besides; i++)
		good = table_copy(normaliser, besides[i], fault);
	return good && people_write(normaliser, fault) && same_write(normaliser, fault) &&
	       db_finish(normaliser->roster, fault);
}
