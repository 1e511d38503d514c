// What match leaves in match.mdb of source IDs that were replaced: which id is which, who waits for somebody's decision, and rows of those who wait.
// Most drops have nothing of it, and then none of it costs anything.
#include "pipeline/roster_part.h"

#include "pipeline/text.h"
#include "schema/record.h"
#include "schema/value.h"

// Opens one of the tables; one without records counts as not there.
static bool
open_one(struct roster *roster, const char *name, db_table *table, bool *there, struct fault *fault)
{
	bool good = roster_optional(roster->match, name, table, there, fault);
	*there = good && *there && db_table_count(roster->match, *table) > 0;
	return good;
}

bool
roster_rekey_open(struct roster *roster, struct fault *fault)
{
	return open_one(roster, "added", &roster->added, &roster->has_added, fault) &&
	       roster_optional(
		   roster->match, "rekeyed", &roster->rekeyed, &roster->has_rekeyed, fault) &&
	       open_one(roster, "waits", &roster->waits, &roster->has_waits, fault);
}

bool
roster_added(const struct roster *roster, unsigned entity, struct bytes key, struct roster_row *row)
{
	char made[AMENDED_KEY_MAX];
	struct bytes value;
	if (!roster->has_added ||
	    !db_get(roster->match, roster->added, roster_amended_key(entity, key, made), &value) ||
	    value.size == 0)
		return false;
	*row = (struct roster_row){ROSTER_ACTIVE, (struct bytes){value.data + 1, value.size - 1}};
	return true;
}

struct bytes
roster_rekey_key(unsigned entity, char side, struct bytes id, char out[REKEY_KEY_MAX])
{
	size_t size = id.size < DB_KEY_MAX - 2 ? id.size : DB_KEY_MAX - 2;
	out[0] = side;
	out[1] = (char)entity;
	if (size > 0)
		memcpy(out + 2, id.data, size);
	return (struct bytes){out, 2 + size};
}

bool
roster_is_rekeyed(const struct roster *roster)
{
	return roster->has_rekeyed;
}

bool
roster_rekeyed(
    const struct roster *roster, unsigned entity, char side, struct bytes id, struct bytes *other)
{
	char key[REKEY_KEY_MAX];
	return roster->has_rekeyed && id.size > 0 &&
	       db_get(
		   roster->match, roster->rekeyed, roster_rekey_key(entity, side, id, key), other);
}

bool
roster_wait(const struct roster *roster, struct bytes from, bool at, struct bytes *key)
{
	struct fault ignored;
	struct bytes value;
	struct db_cursor *cursor =
	    roster->has_waits ? db_cursor_open(roster->match, roster->waits, &ignored) : NULL;
	bool more = cursor != NULL && db_cursor_seek(cursor, from, key, &value);
	if (more && !at && from.size > 0 && bytes_equal(*key, from))
		more = db_cursor_next(cursor, key, &value);
	db_cursor_close(cursor);
	return more;
}

// Adds what a cell names, as a list.
static void
add_list(struct text *text, unsigned target, struct bytes cell, roster_namer *name, void *context)
{
	struct bytes member;
	size_t before = text->size;
	while (value_next_member(&cell, &member)) {
		if (text->size > before)
			text_put(text, ",");
		name(context, text, target, member);
	}
}

bool
roster_rename(unsigned entity, struct bytes record, roster_namer *name, void *context,
    struct text *scratch, struct text *out)
{
	struct bytes cells[RECORD_CELLS_MAX];
	size_t starts[RECORD_CELLS_MAX + 1];
	unsigned count = entity < ROSTER_FILES ? entity_columns(entity) : 0;
	if (!record_read(record, cells, count))
		return false;
	text_clear(scratch);
	for (unsigned i = 0; i < count; i++) {
		const struct column *column = &oneroster_files[entity].columns[i];
		starts[i] = scratch->size;
		if (column->type == CELL_REFERENCE || column->type == CELL_REFERENCE_LIST)
			add_list(scratch, (unsigned)column->target, cells[i], name, context);
		else
			text_add(scratch, cells[i]);
	}
	starts[count] = scratch->size;
	for (unsigned i = 0; i < count && !scratch->failed; i++)
		cells[i] = (struct bytes){scratch->data + starts[i], starts[i + 1] - starts[i]};
	if (scratch->failed || out->failed || !text_reserve(out, record_size(cells, count)))
		return false;
	out->size += record_write(out->data + out->size, cells, count);
	return true;
}
