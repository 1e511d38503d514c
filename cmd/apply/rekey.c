// A drop whose source IDs were replaced: match says which id is which (pipeline/roster_file.h), and here a record that ends under the one and begins
// under the other is neither gone nor new. So the guards count what is left, which is what a person cannot see in a plan in which everything changes.
#include "cmd/apply/rekey_facts.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/apply/undo.h"
#include "pipeline/feed.h"
#include "schema/record.h"

enum { SENTENCE_MAX = 4096 };

// What a reference of the directory is called in the drop.
static void
add_name(void *context, struct text *text, unsigned entity, struct bytes id)
{
	const struct applier *applier = context;
	struct bytes other;
	bool replaced = roster_rekeyed(applier->roster, entity, REKEY_OLD, id, &other);
	text_add(text, replaced ? other : id);
}

// The same of the drop in the directory.
static void
add_former(void *context, struct text *text, unsigned entity, struct bytes id)
{
	const struct applier *applier = context;
	struct bytes other;
	bool replaced = roster_rekeyed(applier->roster, entity, REKEY_NEW, id, &other);
	text_add(text, replaced ? other : id);
}

// Whether a relationship is there under the other ids of its people: of the directory's in the drop, of the drop's in the directory.
static bool
is_connected(struct applier *applier, struct bytes key, bool ends)
{
	struct bytes one, other;
	struct stored stored;
	struct roster_row row;
	struct text *text = &applier->one;
	roster_namer *name = ends ? add_name : add_former;
	text_clear(text);
	if (!pair_split(key, &one, &other))
		return false;
	name(applier, text, USERS, one);
	text_add(text, (struct bytes){"", 1});
	name(applier, text, USERS, other);
	struct bytes made = {text->data, text->size};
	if (text->failed || bytes_equal(made, key))
		return false;
	return ends ? roster_get(applier->roster, RELATIONSHIPS, made, &row) &&
			  row.state == ROSTER_ACTIVE
		    : store_get(applier->store, RELATIONSHIPS, made, &stored) &&
			  stored.state == STORED_ACTIVE;
}

// Whether an update only calls what it names by other ids.
static bool
is_renamed(struct applier *applier, const struct change *change)
{
	text_clear(&applier->other);
	return roster_rename(change->entity, change->before, add_name, applier, &applier->one,
		   &applier->other) &&
	       bytes_equal(change->after, (struct bytes){applier->other.data, applier->other.size});
}

// Whether a role, whose id has its org in it (1.1), ends and begins because that has another id. Of who left, it just ends.
static bool
is_placed_anew(const struct applier *applier, struct bytes record, char side)
{
	struct bytes other;
	struct roster_row row;
	return roster_rekeyed(
		   applier->roster, ORGS, side, record_cell(record, ROLES_ORG), &other) &&
	       roster_get(applier->roster, USERS, record_cell(record, ROLES_USER), &row) &&
	       row.state == ROSTER_ACTIVE;
}

bool
rekey_is_replaced(struct applier *applier, const struct change *change)
{
	struct bytes other, record = change->after.size > 0 ? change->after : change->before;
	bool ends = action_ends(change->action);
	char side = ends ? REKEY_OLD : REKEY_NEW;
	if (!roster_is_rekeyed(applier->roster) || change->entity >= ENTITIES)
		return false;
	if (change->entity == RELATIONSHIPS)
		return is_connected(applier, change->sourced_id, ends);
	if (change->action == ACTION_UPDATE)
		return is_renamed(applier, change);
	if (roster_rekeyed(applier->roster, change->entity, side, change->sourced_id, &other))
		return true;
	if (change->entity == ROLES && is_placed_anew(applier, record, side))
		return true;
	return (change->entity == USER_PROFILES || change->entity == ROLES ||
		   change->entity == DEMOGRAPHICS) &&
	       roster_rekeyed(applier->roster, USERS, side,
		   owner_user(change->entity, change->sourced_id, record), &other);
}

struct bytes
rekey_other(const struct applier *applier, const struct change *change)
{
	struct bytes other;
	char side = action_ends(change->action) ? REKEY_OLD : REKEY_NEW;
	return change->entity < USERS && roster_rekeyed(applier->roster, change->entity, side,
					     change->sourced_id, &other)
		   ? other
		   : change->account_id;
}

bool
rekey_hold(struct applier *applier, char *reason, char *holds, size_t room, struct fault *fault)
{
	size_t size, used = strlen(reason), held = strlen(holds);
	if (!roster_is_rekeyed(applier->roster))
		return true;
	char *sentence = fs_read(applier->job->input, "rekey", SENTENCE_MAX, &size, fault);
	if (sentence == NULL)
		return false;
	snprintf(reason + used, room - used, "%s%s", used > 0 ? "; " : "", sentence);
	snprintf(holds + held, room - held, " rekey");
	free(sentence);
	return true;
}

// Who waits, being told.
struct waits {
	struct applier *applier;
	change_visitor *visit;
	void *context;
	struct fault *fault;
};

// What stands in every such record: a drop made it.
static struct bytes
wait_record(const struct applier *applier, char record[64 + DROP_NAME_MAX])
{
	const struct bytes cells[WAIT_CELLS] = {
	    [WAIT_BY] = bytes_of("system"), [WAIT_WHY] = bytes_of(applier->job->drop)};
	return (struct bytes){record, record_write(record, cells, WAIT_CELLS)};
}

// Begins or ends one. What ends keeps its record.
static bool
tell_wait(struct waits *waits, struct bytes key, const struct stored *stored, bool begins)
{
	char record[64 + DROP_NAME_MAX];
	struct applier *applier = waits->applier;
	const struct change change = {.action = begins ? ACTION_HOLD : ACTION_ARCHIVE,
	    .entity = WAITS,
	    .reason = applier->undoes ? REASON_UNDONE
		      : begins        ? REASON_UNCLEAR
				      : REASON_SETTLED,
	    .sourced_id = key,
	    .before = stored == NULL ? (struct bytes){NULL, 0} : stored->record,
	    .after = begins ? wait_record(applier, record) : stored->record,
	    .before_act = stored == NULL ? 0 : stored->act};
	return waits->visit(waits->context, &change, waits->fault);
}

// Whether one stood before what is undone.
static bool
stood(const struct applier *applier, struct bytes key, const struct stored *stored)
{
	struct change change = {.action = ACTION_HOLD};
	bool stands = stored->state == STORED_ACTIVE;
	uint32_t act = stored->act;
	while (act >= applier->undone && feed_find(applier->store, act, WAITS, key, &change)) {
		stands = change.action == ACTION_ARCHIVE;
		if (change.before.size == 0)
			return false;
		act = change.before_act;
	}
	return stands;
}

// An undo: each becomes what it was.
static bool
undo_waits(struct waits *waits)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(waits->applier->store, WAITS, (struct bytes){NULL, 0}, waits->fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		bool stands = stood(waits->applier, key, &stored);
		if (stands != (stored.state == STORED_ACTIVE))
			good = tell_wait(waits, key, &stored, stands);
	}
	store_walk_close(walk);
	return good;
}

// Those of the drop and those of the directory, side by side in order of key.
static bool
compare_waits(struct waits *waits)
{
	struct bytes known = {NULL, 0}, now = known;
	struct stored stored = {.state = STORED_ARCHIVED};
	struct applier *applier = waits->applier;
	struct store_walk *walk = store_walk_open(applier->store, WAITS, known, waits->fault);
	bool good = walk != NULL, more = good && store_walk_next(walk, &known, &stored);
	bool waiting = good && roster_wait(applier->roster, now, true, &now);
	while (good && (more || waiting)) {
		int order = !more ? -1 : !waiting ? 1 : bytes_compare(now, known);
		bool active = order >= 0 && stored.state == STORED_ACTIVE;
		if (order < 0)
			good = tell_wait(waits, now, NULL, true);
		else if (order == 0 ? !active : active)
			good = tell_wait(waits, known, &stored, order == 0);
		if (order <= 0)
			waiting = roster_wait(applier->roster, now, false, &now);
		if (order >= 0)
			more = store_walk_next(walk, &known, &stored);
	}
	store_walk_close(walk);
	return good;
}

bool
rekey_tell(struct applier *applier, change_visitor *visit, void *context, struct fault *fault)
{
	struct waits waits = {applier, visit, context, fault};
	struct bytes first;
	if (!rekey_tell_facts(applier, visit, context, fault))
		return false;
	if (store_count(applier->store, WAITS) == 0 &&
	    !roster_wait(applier->roster, (struct bytes){NULL, 0}, true, &first))
		return true;
	return applier->undoes ? undo_waits(&waits) : compare_waits(&waits);
}

// A visitor that only wants to know whether there is anything.
static bool
note_any(void *context, const struct change *change, struct fault *fault)
{
	bool *any = context;
	(void)change;
	(void)fault;
	*any = true;
	return true;
}

bool
rekey_is_decided(struct applier *applier)
{
	bool any = false;
	struct fault ignored;
	return !applier->undoes && rekey_tell(applier, note_any, &any, &ignored) && any;
}
