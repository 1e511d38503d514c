// Entity by entity, in the order of keys, as normalise writes a roster.
#include "pipeline/snapshot.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/db.h"
#include "pipeline/kept.h"
#include "pipeline/limits.h"
#include "pipeline/text.h"
#include "schema/record.h"

// One snapshot being written.
struct writing {
	const struct snapshot *snapshot;
	struct db *db; // NULL: only told
	db_table table, meta, people, restored, unlinked, relinked;
	struct sort
	    *roles; // key = user + NUL + '1' (primary) or '2'; value = letter of the kind + org
	struct text value; // where one is made
	snapshot_visitor *visit;
	void *context;
	struct fault *fault;
};

static bool
memory_short(struct fault *fault)
{
	return fault_set(fault, FAULT_TEMP, "out of memory");
}

// The link of a user who was not in the SIS: one that a drop made since goes away, but for one to the user's own account, and one that a drop took away since is
// made anew. One that a person made for whoever comes stands and waits, but the account is as before.
static bool
note_absent(struct writing *writing, const struct past *past)
{
	const struct bytes none = {NULL, 0};
	struct store *store = writing->snapshot->store;
	struct kept kept;
	struct stored link;
	bool linked = store_get(store, STORE_LINKS, past->key, &link);
	bool known =
	    kept_since(store, STORE_LINKS_BEFORE, past->key, writing->snapshot->act, &kept);
	bool since = known || (past->changed && past->first.action == ACTION_LINK);
	struct bytes had = known ? record_cell(kept.record, LINKED_ACCOUNT) : none;
	struct bytes has = linked ? record_cell(link.record, LINKED_ACCOUNT) : none;
	if (had.size > 0 && bytes_equal(had, has))
		return true;
	bool goes = linked && since && !bytes_is(record_cell(link.record, LINKED_HOW), "new");
	return (!goes ||
		   db_append(writing->db, writing->unlinked, past->key, has, writing->fault)) &&
	       (had.size == 0 || db_append(writing->db, writing->relinked, past->key, kept.record,
				     writing->fault));
}

// Whose account a user had, when it is another matter now.
static bool
note_link(struct writing *writing, const struct past *past)
{
	struct stored link;
	struct bytes account = past->first.account_id;
	if (past->record.size == 0)
		return note_absent(writing, past);
	return !past->changed || account.size == 0 || past->now.state == STORED_ACTIVE ||
	       store_get(writing->snapshot->store, STORE_LINKS, past->key, &link) ||
	       db_append(writing->db, writing->restored, past->key, account, writing->fault);
}

// Writes a record as it was.
static bool
put_record(struct writing *writing, unsigned entity, const struct past *past)
{
	struct text *value = &writing->value;
	if (entity == USERS && !note_link(writing, past))
		return false;
	if (past->record.size == 0)
		return true;
	text_clear(value);
	text_add(value, (struct bytes){(const char[]){ROSTER_ACTIVE}, 1});
	text_add(value, past->record);
	if (value->failed)
		return memory_short(writing->fault);
	return db_append(writing->db, writing->table, past->key,
	    (struct bytes){value->data, value->size}, writing->fault);
}

// Whether a record is not now as it was.
static bool
differs(const struct past *past)
{
	bool active = past->now.state == STORED_ACTIVE;
	return past->changed && (active != (past->record.size > 0) ||
				    (active && !bytes_equal(past->record, past->now.record)));
}

static bool
take_entity(struct writing *writing, unsigned entity)
{
	const struct snapshot *snapshot = writing->snapshot;
	struct fault *fault = writing->fault;
	struct past past;
	if (writing->db != NULL &&
	    !db_table_open(writing->db, entity_table(entity), &writing->table, fault))
		return false;
	struct past_walk *walk = past_walk_open(snapshot->store, entity, snapshot->act, fault);
	bool good = walk != NULL;
	while (good && past_walk_next(walk, &past, fault))
		good = (writing->db == NULL || put_record(writing, entity, &past)) &&
		       (writing->visit == NULL || !differs(&past) ||
			   writing->visit(writing->context, entity, &past, fault));
	past_walk_close(walk);
	return good && fault->class == FAULT_NONE;
}

static bool
put_meta(struct writing *writing, const char *name, const char *of, const char *value)
{
	char key[64];
	snprintf(key, sizeof key, "%s%s", name, of);
	return db_put(writing->db, writing->meta, bytes_of(key), bytes_of(value), writing->fault);
}

// What the roster is, and why.
static bool
put_words(struct writing *writing)
{
	const struct snapshot *snapshot = writing->snapshot;
	bool good = put_meta(writing, "version", "", "1.2");
	for (unsigned entity = 0; good && entity < ENTITIES; entity++)
		good = put_meta(writing, "mode.", entity_table(entity), "bulk");
	return good && put_meta(writing, "undo", "", snapshot->drop) &&
	       put_meta(writing, "undo.by", "", snapshot->by) &&
	       put_meta(writing, "undo.why", "", snapshot->why);
}

// The tables that are not an entity's.
static bool
open_tables(struct writing *writing)
{
	const struct {
		const char *name;
		db_table *table;
	} tables[] = {{"meta", &writing->meta}, {"restored", &writing->restored},
	    {"unlinked", &writing->unlinked}, {"relinked", &writing->relinked}};
	bool good = true;
	for (size_t i = 0; good && i < sizeof tables / sizeof *tables; i++)
		good = db_table_open(writing->db, tables[i].name, tables[i].table, writing->fault);
	return good;
}

static bool
take_all(struct writing *writing)
{
	bool good = true;
	for (unsigned entity = 0; good && entity < ENTITIES; entity++)
		good = take_entity(writing, entity);
	return good && store_sound(writing->snapshot->store, writing->fault);
}

bool
snapshot_write(const struct snapshot *snapshot, const char *path, snapshot_visitor *visit,
    void *context, struct fault *fault)
{
	struct writing writing = {
	    .snapshot = snapshot, .visit = visit, .context = context, .fault = fault};
	writing.db = db_create(path, LIMIT_STORE_MAP, fault);
	bool good = writing.db != NULL && open_tables(&writing) && take_all(&writing) &&
		    put_words(&writing) && db_finish(writing.db, fault);
	db_close(writing.db);
	text_free(&writing.value);
	return good;
}

bool
snapshot_look(
    const struct snapshot *snapshot, snapshot_visitor *visit, void *context, struct fault *fault)
{
	struct writing writing = {
	    .snapshot = snapshot, .visit = visit, .context = context, .fault = fault};
	return take_all(&writing);
}
