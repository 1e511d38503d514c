// A drop's roster, as match and apply see it.
#include "pipeline/roster_part.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema/record.h"

bool
roster_optional(struct db *db, const char *name, db_table *table, bool *there, struct fault *fault)
{
	*there = db_table_open(db, name, table, fault);
	return *there || fault->class == FAULT_MISSING;
}

static void
read_modes(struct roster *roster)
{
	for (unsigned entity = 0; entity < ENTITIES; entity++) {
		struct bytes mode = roster_meta(roster, "mode.", entity_table(entity));
		struct bytes unknown = roster_meta(
		    roster, "unknown.", entity_table(entity == RELATIONSHIPS ? USERS : entity));
		roster->modes[entity] = bytes_is(mode, "bulk")    ? MODE_BULK
					: bytes_is(mode, "delta") ? MODE_DELTA
								  : MODE_ABSENT;
		roster->unknown[entity] = unknown.size > 0 && !bytes_is(unknown, "0");
	}
	roster->unknown[RELATIONSHIPS] =
	    roster->unknown[RELATIONSHIPS] ||
	    bytes_is(roster_meta(roster, "unknown.", "relationships"), "1");
	struct bytes guardians = roster_meta(roster, "unknown.", "guardians");
	roster->unknown_guardians = guardians.size > 0 && !bytes_is(guardians, "0");
	roster->old = bytes_is(roster_meta(roster, "version", ""), "1.1");
}

static bool
open_tables(struct roster *roster, struct fault *fault)
{
	bool good =
	    db_table_open(roster->db, "meta", &roster->meta, fault) &&
	    roster_optional(roster->db, "people", &roster->people, &roster->has_people, fault) &&
	    roster_optional(roster->db, "same", &roster->same, &roster->has_same, fault) &&
	    roster_optional(roster->db, "waiting", &roster->waiting, &roster->has_waiting, fault) &&
	    roster_optional(
		roster->db, "left_out", &roster->left_out, &roster->has_left_out, fault) &&
	    roster_optional(
		roster->db, "restored", &roster->restored, &roster->has_restored, fault) &&
	    roster_optional(
		roster->db, "unlinked", &roster->unlinked, &roster->has_unlinked, fault) &&
	    roster_optional(
		roster->db, "relinked", &roster->relinked, &roster->has_relinked, fault);
	for (unsigned entity = 0; good && entity < ENTITIES; entity++)
		good = roster_optional(roster->db, entity_table(entity), &roster->tables[entity],
		    &roster->there[entity], fault);
	if (good && roster->match != NULL)
		good = roster_optional(
			   roster->match, "links", &roster->links, &roster->has_links, fault) &&
		       roster_optional(roster->match, "amended", &roster->amended,
			   &roster->has_amended, fault) &&
		       roster_rekey_open(roster, fault);
	if (good && roster->has_same)
		roster->has_same = db_table_count(roster->db, roster->same) > 0;
	if (good && roster->has_left_out)
		roster->has_left_out = db_table_count(roster->db, roster->left_out) > 0;
	if (good && roster->has_waiting)
		roster->has_waiting = db_table_count(roster->db, roster->waiting) > 0;
	if (good && roster->has_amended) // a table without records is the usual case
		roster->has_amended = db_table_count(roster->match, roster->amended) > 0;
	return good;
}

struct roster *
roster_open(const char *path, const char *match_path, struct fault *fault)
{
	struct roster *roster = calloc(1, sizeof *roster);
	if (roster == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	roster->db = db_open(path, fault);
	if (roster->db != NULL && match_path != NULL)
		roster->match = db_open(match_path, fault);
	if (roster->db == NULL || (match_path != NULL && roster->match == NULL) ||
	    !open_tables(roster, fault)) {
		roster_close(roster);
		return NULL;
	}
	read_modes(roster);
	return roster;
}

void
roster_close(struct roster *roster)
{
	if (roster == NULL)
		return;
	db_close(roster->db);
	db_close(roster->match);
	free(roster);
}

enum file_mode
roster_mode(const struct roster *roster, unsigned entity)
{
	return roster->modes[entity];
}

bool
roster_has_delta(const struct roster *roster)
{
	for (unsigned entity = 0; entity < ENTITIES; entity++)
		if (roster->modes[entity] == MODE_DELTA)
			return true;
	return false;
}

bool
roster_is_old(const struct roster *roster)
{
	return roster->old;
}

bool
roster_has_unknown(const struct roster *roster, unsigned entity)
{
	return roster->unknown[entity];
}

bool
roster_has_doubt(const struct roster *roster, unsigned entity)
{
	return roster->has_left_out || roster->unknown[entity];
}

bool
roster_has_unknown_guardians(const struct roster *roster)
{
	return roster->unknown_guardians;
}

struct bytes
roster_amended_key(unsigned entity, struct bytes key, char out[AMENDED_KEY_MAX])
{
	size_t size = key.size < DB_KEY_MAX - 1 ? key.size : DB_KEY_MAX - 1;
	out[0] = (char)entity;
	memcpy(out + 1, key.data, size);
	return (struct bytes){out, 1 + size};
}

struct bytes
roster_owner(const struct roster *roster, unsigned entity, struct bytes key, struct bytes record)
{
	struct bytes cells[ROLES_COLUMNS];
	const char *nul = entity == RELATIONSHIPS ? memchr(key.data, '\0', key.size) : NULL;
	if (nul != NULL)
		return (struct bytes){key.data, (size_t)(nul - key.data)};
	if (entity == ROLES && roster->old && record_read(record, cells, ROLES_COLUMNS))
		return cells[ROLES_USER];
	return (struct bytes){NULL, 0};
}

bool
roster_refused(const struct roster *roster, unsigned entity, struct bytes key)
{
	char out[AMENDED_KEY_MAX];
	struct bytes value;
	return roster->has_amended &&
	       db_get(
		   roster->match, roster->amended, roster_amended_key(entity, key, out), &value) &&
	       bytes_is(value, "R");
}

bool
roster_left_out(const struct roster *roster, unsigned entity, struct bytes key)
{
	char out[AMENDED_KEY_MAX];
	struct bytes value, made = roster_amended_key(entity, key, out);
	if (roster->has_left_out && db_get(roster->db, roster->left_out, made, &value))
		return true;
	return roster_refused(roster, entity, key);
}

// What match made of a row. False: it is refused.
static bool
amend(const struct roster *roster, unsigned entity, struct bytes key, struct roster_row *row)
{
	char out[AMENDED_KEY_MAX];
	struct bytes value;
	if (!roster->has_amended ||
	    !db_get(roster->match, roster->amended, roster_amended_key(entity, key, out), &value))
		return true;
	if (value.size == 0 || value.data[0] != 'A')
		return false;
	row->record = (struct bytes){value.data + 1, value.size - 1};
	return true;
}

bool
roster_unpack(const struct roster *roster, unsigned entity, struct bytes key, struct bytes value,
    struct roster_row *row)
{
	if (value.size == 0)
		return false;
	row->state = value.data[0];
	row->record = (struct bytes){value.data + 1, value.size - 1};
	return amend(roster, entity, key, row);
}

uint64_t
roster_count(const struct roster *roster)
{
	uint64_t count = 0;
	for (unsigned entity = 0; entity < ENTITIES; entity++)
		if (roster->there[entity])
			count += db_table_count(roster->db, roster->tables[entity]);
	if (roster->has_added)
		count += db_table_count(roster->match, roster->added);
	return count;
}

bool
roster_get(const struct roster *roster, unsigned entity, struct bytes key, struct roster_row *row)
{
	struct bytes value;
	if (key.size == 0 || key.size > DB_KEY_MAX)
		return false;
	if (roster->there[entity] && db_get(roster->db, roster->tables[entity], key, &value))
		return roster_unpack(roster, entity, key, value, row);
	return roster_added(roster, entity, key, row);
}

bool
roster_person(const struct roster *roster, struct bytes user, struct bytes cells[PERSON_CELLS])
{
	struct bytes value;
	if (user.size == 0 || user.size > DB_KEY_MAX)
		return false;
	return ((roster->has_same && db_get(roster->db, roster->same, user, &value)) ||
		   (roster->has_people && db_get(roster->db, roster->people, user, &value))) &&
	       value.size > 0 &&
	       record_read((struct bytes){value.data + 1, value.size - 1}, cells, PERSON_CELLS);
}

bool
roster_waits(const struct roster *roster, struct bytes user)
{
	struct bytes value;
	return roster->has_waiting && user.size > 0 && user.size <= DB_KEY_MAX &&
	       db_get(roster->db, roster->waiting, user, &value);
}

bool
roster_link(const struct roster *roster, struct bytes user, struct bytes cells[MATCH_CELLS])
{
	struct bytes value;
	if (roster->has_restored && db_get(roster->db, roster->restored, user, &value)) {
		cells[MATCH_ACCOUNT] = value;
		cells[MATCH_HOW] = bytes_of("undo");
		return true;
	}
	return roster->has_links && db_get(roster->match, roster->links, user, &value) &&
	       record_read(value, cells, MATCH_CELLS);
}
