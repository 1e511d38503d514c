// What people made, and tied to a sourcedId that is another one now: members of a class, grants at a school, blocks, edits of a class, hand-made
// classes and the vendor's schools. It goes along. What has the id in its key ends and begins; what has it in a cell changes in place; and an undo
// finds in the feed what it was. A block stays under the old id besides, for whoever comes back under it.
#include "cmd/apply/rekey_facts.h"

#include <stdlib.h>

#include "pipeline/feed.h"
#include "pipeline/limits.h"
#include "schema/record.h"

// Facts with an id in their key. How to add one: a line.
static const struct keyed {
	unsigned table, named; // named: the entity whose id it is
	bool last; // the id stands behind the last NUL, else before the first
	char letter; // before the id; 0: none
	bool stays; // under the old id, too
	enum action begins, ends;
} keyed[] = {
    {LOCAL_MEMBERS, CLASSES, false, CLASS_SIS, false, ACTION_ENROL, ACTION_UNENROL},
    {GRANTS, ORGS, true, 0, false, ACTION_CREATE, ACTION_ARCHIVE},
    {BLOCKS, USERS, false, 0, true, ACTION_BLOCK, ACTION_UNBLOCK},
};

// Facts with an id in a cell. How to add one: a line. Those of accounts and classes are told in first.c, between what the first sync does with them.
static const struct {
	unsigned table, cell, named;
} celled[] = {
    {ACCOUNTS, ACCOUNT_SCHOOLS, ORGS},
    {LOCAL_CLASSES, LOCAL_CLASS_SCHOOL, ORGS},
    {LOCAL_CLASSES, LOCAL_CLASS_SOURCED_ID, CLASSES},
    {LOCAL_SCHOOLS, LOCAL_SCHOOL_SOURCED_ID, ORGS},
};

// The pass that tells them.
struct facts {
	struct applier *applier;
	change_visitor *visit;
	void *context;
	struct fault *fault;
};

// The key under the ids of now, in `room`; empty when it is the same.
static struct bytes
key_now(const struct applier *applier, const struct keyed *fact, struct bytes key,
    char room[DB_KEY_MAX])
{
	const struct bytes same = {NULL, 0};
	const char *nul = key.size == 0 ? NULL : memchr(key.data, '\0', key.size);
	size_t skip = fact->letter == 0 ? 0 : 1;
	struct bytes id, other;
	if (nul == NULL || (fact->letter != 0 && key.data[0] != fact->letter))
		return same;
	if (fact->last)
		nul = memrchr(key.data, '\0', key.size);
	id = fact->last ? (struct bytes){nul + 1, key.size - (size_t)(nul - key.data) - 1}
			: (struct bytes){key.data + skip, (size_t)(nul - key.data) - skip};
	if (!roster_rekeyed(applier->roster, fact->named, REKEY_OLD, id, &other) ||
	    key.size - id.size + other.size > DB_KEY_MAX)
		return same;
	size_t before = (size_t)(id.data - key.data), behind = before + id.size;
	memcpy(room, key.data, before);
	memcpy(room + before, other.data, other.size);
	memcpy(room + before + other.size, key.data + behind, key.size - behind);
	return (struct bytes){room, key.size - id.size + other.size};
}

// Tells that one ends or begins.
static bool
tell(struct facts *facts, const struct keyed *fact, struct bytes key, bool begins,
    struct bytes record, enum reason reason)
{
	struct stored stored = {.act = 0};
	struct bytes one, account = {NULL, 0};
	bool known = store_get(facts->applier->store, fact->table, key, &stored);
	if (fact->table != GRANTS)
		pair_split(key, &one, &account);
	if (known && begins == (stored.state == STORED_ACTIVE))
		return true;
	const struct change change = {.action = begins ? fact->begins : fact->ends,
	    .entity = fact->table,
	    .reason = reason,
	    .sourced_id = key,
	    .account_id = account,
	    .before = known ? stored.record : (struct bytes){NULL, 0},
	    .after = record,
	    .before_act = stored.act};
	return facts->visit(facts->context, &change, facts->fault);
}

// Both ends of what moves, by key, because plan and feed are in that order.
static bool
sort_moves(struct facts *facts, const struct keyed *fact, struct sort *sort)
{
	char room[DB_KEY_MAX];
	struct bytes key;
	struct stored stored;
	struct text *text = &facts->applier->one;
	struct store_walk *walk = store_walk_open(
	    facts->applier->store, fact->table, (struct bytes){NULL, 0}, facts->fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		struct bytes now = key_now(facts->applier, fact, key, room);
		if (stored.state != STORED_ACTIVE || now.size == 0)
			continue;
		text_clear(text);
		text_put(text, "A");
		text_add(text, stored.record);
		const struct bytes begins = {text->data, text->size};
		good = !text->failed && sort_add(sort, now, begins, facts->fault) &&
		       (fact->stays || sort_add(sort, key, bytes_of("D"), facts->fault));
	}
	store_walk_close(walk);
	return good && sort_end(sort, facts->fault);
}

static bool
tell_moves(struct facts *facts, const struct keyed *fact)
{
	struct bytes key, value;
	struct stored stored;
	bool more = true;
	if (store_count(facts->applier->store, fact->table) == 0)
		return true;
	struct sort *sort = sort_new(facts->applier->job->out, LIMIT_SORT_BYTES);
	if (sort == NULL)
		return fault_set(facts->fault, FAULT_TEMP, "out of memory");
	bool good = sort_moves(facts, fact, sort);
	while (good && (good = sort_next(sort, &key, &value, &more, facts->fault)) && more) {
		bool begins = value.data[0] == 'A';
		struct bytes record = {value.data + 1, value.size - 1};
		if (!begins && store_get(facts->applier->store, fact->table, key, &stored))
			record = stored.record;
		good = tell(facts, fact, key, begins, record, REASON_REPLACED);
	}
	sort_free(sort);
	return good;
}

// Whether a drop that is undone wrote a fact because of a replaced id; *change is how.
static bool
was_replaced(const struct applier *applier, unsigned table, struct bytes key,
    const struct stored *stored, struct change *change)
{
	return stored->act >= applier->undone &&
	       feed_find(applier->store, stored->act, table, key, change) &&
	       change->reason == REASON_REPLACED;
}

// An undo: what ended begins again, what began ends.
static bool
undo_moves(struct facts *facts, const struct keyed *fact)
{
	struct bytes key;
	struct stored stored;
	struct change change;
	struct applier *applier = facts->applier;
	struct store_walk *walk =
	    store_walk_open(applier->store, fact->table, (struct bytes){NULL, 0}, facts->fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		good = !was_replaced(applier, fact->table, key, &stored, &change) ||
		       tell(facts, fact, key, stored.state != STORED_ACTIVE, stored.record,
			   REASON_UNDONE);
	store_walk_close(walk);
	return good;
}

// Adds what a cell names, by the ids of now.
static void
add_cell(const struct applier *applier, struct text *text, unsigned named, struct bytes cell)
{
	struct bytes member, other;
	size_t before = text->size;
	while (value_next_member(&cell, &member)) {
		if (text->size > before)
			text_put(text, ",");
		bool replaced = roster_rekeyed(applier->roster, named, REKEY_OLD, member, &other);
		text_add(text, replaced ? other : member);
	}
}

// The record under the ids of now, in applier->other.
static bool
record_now(struct applier *applier, unsigned table, struct bytes record, struct fault *fault)
{
	struct bytes cells[RECORD_CELLS_MAX];
	size_t starts[RECORD_CELLS_MAX + 1];
	unsigned count = entity_columns(table);
	struct text *text = &applier->one, *out = &applier->other;
	if (!record_read(record, cells, count))
		return fault_set(fault, FAULT_IO, "a record of the store is damaged");
	text_clear(text);
	for (unsigned i = 0; i < count; i++) {
		size_t fact = 0, facts = sizeof celled / sizeof *celled;
		while (fact < facts && (celled[fact].table != table || celled[fact].cell != i))
			fact++;
		starts[i] = text->size;
		if (fact < facts)
			add_cell(applier, text, celled[fact].named, cells[i]);
		else
			text_add(text, cells[i]);
	}
	starts[count] = text->size;
	for (unsigned i = 0; i < count && !text->failed; i++)
		cells[i] = (struct bytes){text->data + starts[i], starts[i + 1] - starts[i]};
	text_clear(out);
	if (text->failed || !text_reserve(out, record_size(cells, count)))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	out->size = record_write(out->data, cells, count);
	return true;
}

bool
rekey_fact(struct applier *applier, unsigned table, struct bytes key, const struct stored *stored,
    change_visitor *visit, void *context, struct fault *fault)
{
	struct change done;
	struct change change = {.action = ACTION_UPDATE,
	    .entity = table,
	    .reason = applier->undoes ? REASON_UNDONE : REASON_REPLACED,
	    .sourced_id = key,
	    .account_id = table == ACCOUNTS ? key : (struct bytes){NULL, 0},
	    .before = stored->record,
	    .before_act = stored->act};
	if (stored->state != STORED_ACTIVE ||
	    (applier->undoes
		    ? table == ACCOUNTS || !was_replaced(applier, table, key, stored, &done)
		    : !roster_is_rekeyed(applier->roster)))
		return true;
	if (applier->undoes)
		change.after = done.before;
	else if (!record_now(applier, table, stored->record, fault))
		return false;
	else
		change.after = (struct bytes){applier->other.data, applier->other.size};
	return bytes_equal(change.before, change.after) || visit(context, &change, fault);
}

// The vendor's schools.
static bool
tell_schools(struct facts *facts)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk = store_walk_open(
	    facts->applier->store, LOCAL_SCHOOLS, (struct bytes){NULL, 0}, facts->fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		good = rekey_fact(facts->applier, LOCAL_SCHOOLS, key, &stored, facts->visit,
		    facts->context, facts->fault);
	store_walk_close(walk);
	return good;
}

bool
rekey_tell_facts(struct applier *applier, change_visitor *visit, void *context, struct fault *fault)
{
	struct facts facts = {applier, visit, context, fault};
	bool good = true;
	if (!applier->undoes && !roster_is_rekeyed(applier->roster))
		return true;
	for (size_t i = 0; good && i < sizeof keyed / sizeof *keyed; i++)
		good =
		    applier->undoes ? undo_moves(&facts, &keyed[i]) : tell_moves(&facts, &keyed[i]);
	return good && tell_schools(&facts);
}

bool
rekey_put_edits(struct applier *applier, struct fault *fault)
{
	static const struct keyed edits = {
	    EDITS, CLASSES, false, EDIT_CLASS, true, ACTION_CREATE, ACTION_ARCHIVE};
	char room[DB_KEY_MAX];
	struct bytes key;
	struct stored stored;
	if (!roster_is_rekeyed(applier->roster) || store_count(applier->store, EDITS) == 0)
		return true;
	struct store_walk *walk =
	    store_walk_open(applier->store, EDITS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		struct bytes now = key_now(applier, &edits, key, room);
		if (stored.state == STORED_ACTIVE && now.size > 0)
			good = store_put(
			    applier->store, EDITS, now, STORED_ACTIVE, stored.record, fault);
	}
	store_walk_close(walk);
	return good;
}
