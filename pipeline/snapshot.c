// Entity by entity, in the order of keys, as normalise writes a roster. Who somebody was follows from the roles, which are not in the order of their
// users, so they are sorted on the way.
#include "pipeline/snapshot.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/db.h"
#include "pipeline/limits.h"
#include "pipeline/sort.h"
#include "pipeline/text.h"
#include "schema/record.h"
#include "schema/value.h"

// One snapshot being written.
struct writing {
	const struct snapshot *snapshot;
	struct db *db; // NULL: only told
	db_table table, meta, people, restored, unlinked;
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

// Notes what a role said of its user.
static bool
note_role(struct writing *writing, struct bytes record)
{
	struct bytes cells[ROLES_COLUMNS];
	struct text *key = &writing->value;
	char fact[DB_KEY_MAX + 1];
	if (!record_read(record, cells, ROLES_COLUMNS))
		return fault_set(writing->fault, FAULT_IO, "a record of roles is damaged");
	struct bytes org = cells[ROLES_ORG];
	if (org.size > DB_KEY_MAX)
		org.size = 0;
	text_clear(key);
	text_add(key, cells[ROLES_USER]);
	text_add(key, (struct bytes){"\0", 1});
	text_put(key, bytes_is(cells[ROLES_TYPE], "primary") ? "1" : "2");
	if (key->failed)
		return memory_short(writing->fault);
	fact[0] = (char)('A' + (int)person_kind_of_role(cells[ROLES_ROLE]));
	if (org.size > 0)
		memcpy(fact + 1, org.data, org.size);
	return sort_add(writing->roles, (struct bytes){key->data, key->size},
	    (struct bytes){fact, 1 + org.size}, writing->fault);
}

// Whose account a user had, when it is another matter now: had one and has none, or was linked since to one that was there.
static bool
note_link(struct writing *writing, const struct past *past)
{
	struct stored link;
	struct bytes account = past->first.account_id;
	if (!past->changed || account.size == 0)
		return true;
	if (past->record.size == 0)
		return past->first.action != ACTION_LINK ||
		       db_append(
			   writing->db, writing->unlinked, past->key, account, writing->fault);
	return past->now.state == STORED_ACTIVE ||
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
	if (entity == ROLES && !note_role(writing, past->record))
		return false;
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

// One person being put together from roles that come in order of user and rank.
struct person {
	struct text user, schools;
	enum person_kind kind;
};

// Ends a person.
static bool
put_person(struct writing *writing, const struct person *person)
{
	const struct bytes cells[PERSON_CELLS] = {
	    [PERSON_KIND_NAME] = bytes_of(person_kind_name(person->kind)),
	    [PERSON_SCHOOLS] = {person->schools.data, person->schools.size},
	};
	if (person->user.size == 0)
		return true;
	size_t size = 1 + record_size(cells, PERSON_CELLS);
	char *value = malloc(size);
	if (value == NULL)
		return memory_short(writing->fault);
	value[0] = ROSTER_ACTIVE;
	record_write(value + 1, cells, PERSON_CELLS);
	bool good = db_append(writing->db, writing->people,
	    (struct bytes){person->user.data, person->user.size}, (struct bytes){value, size},
	    writing->fault);
	free(value);
	return good;
}

// Adds a school, unless it is known.
static void
add_school(struct person *person, struct bytes org)
{
	struct bytes rest = {person->schools.data, person->schools.size}, known;
	while (value_next_member(&rest, &known))
		if (bytes_equal(known, org))
			return;
	if (person->schools.size > 0)
		text_put(&person->schools, ",");
	text_add(&person->schools, org);
}

// Takes one role in: of the same person, or of the next one.
static bool
take_role(struct writing *writing, struct person *person, struct bytes key, struct bytes fact)
{
	struct bytes user = {key.data, key.size - 2};
	enum person_kind kind = (enum person_kind)(fact.data[0] - 'A');
	if (!bytes_equal(user, (struct bytes){person->user.data, person->user.size})) {
		if (!put_person(writing, person))
			return false;
		text_clear(&person->user);
		text_clear(&person->schools);
		text_add(&person->user, user);
		person->kind = PERSON_NONE;
	}
	person->kind = kind > person->kind ? kind : person->kind;
	if (fact.size > 1)
		add_school(person, (struct bytes){fact.data + 1, fact.size - 1});
	return (!person->user.failed && !person->schools.failed) || memory_short(writing->fault);
}

// The table people.
static bool
put_people(struct writing *writing)
{
	struct person person = {.kind = PERSON_NONE};
	struct bytes key, fact;
	bool more = true, good = sort_end(writing->roles, writing->fault);
	while (
	    good && (good = sort_next(writing->roles, &key, &fact, &more, writing->fault)) && more)
		good = take_role(writing, &person, key, fact);
	good = good && put_person(writing, &person);
	text_free(&person.user);
	text_free(&person.schools);
	return good;
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
	char act[16];
	snprintf(act, sizeof act, "%u", snapshot->act);
	bool good = put_meta(writing, "version", "", "1.2");
	for (unsigned entity = 0; good && entity < ENTITIES; entity++)
		good = put_meta(writing, "mode.", entity_table(entity), "bulk");
	return good && put_meta(writing, "undo", "", snapshot->drop) &&
	       put_meta(writing, "undo.act", "", act) &&
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
	} tables[] = {{"meta", &writing->meta}, {"people", &writing->people},
	    {"restored", &writing->restored}, {"unlinked", &writing->unlinked}};
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
snapshot_write(const struct snapshot *snapshot, const char *path, int dir, snapshot_visitor *visit,
    void *context, struct fault *fault)
{
	struct writing writing = {
	    .snapshot = snapshot, .visit = visit, .context = context, .fault = fault};
	writing.roles = sort_new(dir, LIMIT_SORT_BYTES);
	bool good = writing.roles != NULL || memory_short(fault);
	writing.db = good ? db_create(path, LIMIT_STORE_MAP, fault) : NULL;
	good = writing.db != NULL && open_tables(&writing) && take_all(&writing) &&
	       put_people(&writing) && put_words(&writing) && db_finish(writing.db, fault);
	db_close(writing.db);
	sort_free(writing.roles);
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
