// Roster and store are in the same order of keys, so all changes fall out of walking them side by side. One algorithm serves bulk and delta: they
// differ only in what it means that the drop does not have a record that the store has.
#include "cmd/apply/absent.h"
#include "cmd/apply/first.h"
#include "cmd/apply/part.h"
#include "cmd/apply/undo.h"

#include <stdio.h>

#include "schema/record.h"

// One entity being merged.
struct merge {
	struct applier *applier;
	unsigned entity;
	change_visitor *visit;
	void *context;
	struct fault *fault;
	bool good;
	uint32_t before_act; // of the record that the store has, when it has one
	bool edited, ended; // whether people edited rows of the entity, ended records of it
};

// Why: of an undo, nothing else is to be said.
static enum reason
reason_of(const struct merge *merge, enum reason reason)
{
	return merge->applier->undoes ? REASON_UNDONE : reason;
}

// Tells a change, with the account that it concerns.
static void
tell(struct merge *merge, enum action action, enum reason reason, struct bytes key,
    struct bytes before, struct bytes after)
{
	char id[ACCOUNT_ID_MAX];
	struct bytes record = after.size > 0 ? after : before;
	struct bytes user = {NULL, 0};
	struct change change = {action, merge->entity, reason_of(merge, reason), false, key,
	    {NULL, 0}, before, after, merge->before_act};
	if (merge->applier->with_accounts)
		user = owner_user(merge->entity, key, record);
	if (user.size > 0)
		change.account_id = applier_account(merge->applier, user, id);
	change.notify = applier_notifies(merge->applier, &change);
	if (rekey_is_replaced(merge->applier, &change)) {
		change.reason = REASON_REPLACED;
		change.account_id = rekey_other(merge->applier, &change);
	}
	merge->good = merge->visit(merge->context, &change, merge->fault);
}

// Remembers an archived user or class, for what belongs to it.
static bool
note_archived(struct merge *merge, struct bytes key)
{
	char noted[AMENDED_KEY_MAX];
	if (merge->entity != USERS && merge->entity != CLASSES)
		return true;
	return idmap_put(
		   merge->applier->archived, roster_amended_key(merge->entity, key, noted), 1) ||
	       fault_set(merge->fault, FAULT_TEMP, "out of memory");
}

// In a part of the drop nothing ends.
static void
end_record(struct merge *merge, enum reason reason, struct bytes key, struct bytes record)
{
	if (merge->applier->part != NULL)
		return;
	merge->good = note_archived(merge, key);
	if (merge->good)
		tell(merge, action_of(merge->entity, true, true, false), reason, key, record,
		    (struct bytes){NULL, 0});
}

// The store has it and the drop does not.
static void
only_in_store(struct merge *merge, struct bytes key, const struct stored *stored)
{
	if (stored->state != STORED_ACTIVE) {
		if (owner_leaves_archive(merge->applier, merge->entity, stored->record) &&
		    owner_class_closed(merge->applier, stored->record))
			end_record(merge, REASON_ABANDONED, key, stored->record);
		return;
	}
	enum reason reason = REASON_GONE;
	if (owner_archived(merge->applier, merge->entity, key, stored->record))
		reason = owner_leaves_archive(merge->applier, merge->entity, stored->record)
			     ? REASON_ABANDONED
			     : REASON_OWNER_GONE;
	else if (!drop_ends(merge->applier, merge->entity, key, stored->record))
		return;
	if (merge->entity != RELATIONSHIPS || merge->applier->undoes ||
	    !family_stays(merge->applier, key))
		end_record(merge, reason, key, stored->record);
}

// A user who has no link yet, new or returning: gets an account first.
static void
begin_user(struct merge *merge, struct bytes key, struct bytes before, struct bytes after)
{
	char id[ACCOUNT_ID_MAX];
	enum reason reason;
	bool failed = false;
	struct bytes account = applier_assign(merge->applier, key, id, &reason, &failed);
	if (reason != REASON_NEW) {
		after = by_hand_linked(merge->applier->by_hand, account, key, after, &failed);
		failed = failed || !idmap_put(merge->applier->relinked, account, 1);
	}
	enum action action = reason != REASON_NEW ? ACTION_LINK
			     : before.size > 0    ? ACTION_UNARCHIVE
						  : ACTION_CREATE;
	if (before.size > 0 && reason == REASON_NEW)
		reason = REASON_RETURNED;
	struct change change = {action, USERS, reason_of(merge, reason), false, key, account,
	    before, after, merge->before_act};
	change.notify = applier_notifies(merge->applier, &change);
	merge->good = failed ? fault_set(merge->fault, FAULT_TEMP, "out of memory")
			     : merge->visit(merge->context, &change, merge->fault);
}

// A new class, which may take a hand-made one over.
static void
begin_class(struct merge *merge, struct bytes key, struct bytes after)
{
	const struct bytes nothing = {NULL, 0};
	struct bytes adopts = by_hand_class(merge->applier->by_hand, key);
	struct change change = {ACTION_CREATE, CLASSES,
	    adopts.size > 0 ? REASON_ADOPTED : REASON_NEW, false, key, adopts, nothing, after, 0};
	if (adopts.size == 0 && rekey_is_replaced(merge->applier, &change)) {
		change.reason = REASON_REPLACED;
		change.account_id = rekey_other(merge->applier, &change);
	}
	merge->good = merge->visit(merge->context, &change, merge->fault);
}

// The drop has it and the store does not.
static void
only_in_drop(struct merge *merge, struct bytes key, const struct roster_row *row)
{
	const struct bytes nothing = {NULL, 0};
	if (row->state != ROSTER_ACTIVE ||
	    owner_stays_closed(merge->applier, merge->entity, row->record) ||
	    (merge->ended && owner_ended_by_hand(merge->applier, key)) ||
	    part_waits(merge->applier->part, merge->entity, key, row->record, false) ||
	    absent(merge->applier, merge->entity, key, row->record, &merge->good, merge->fault) ||
	    absent_turned(merge->applier, merge->entity, key))
		return;
	if (merge->entity == USERS)
		begin_user(merge, key, nothing, row->record);
	else if (merge->entity == CLASSES)
		begin_class(merge, key, row->record);
	else
		tell(merge, action_of(merge->entity, false, false, true), REASON_NEW, key, nothing,
		    row->record);
}

// It was archived and is in the SIS again.
static void
returns(struct merge *merge, struct bytes key, struct bytes before, struct bytes after)
{
	struct applier *applier = merge->applier;
	struct stored link;
	if (merge->entity == CLASSES && !applier->undoes &&
	    !applier->job->district->classes.unarchive_reappearing) {
		merge->good = idmap_put(applier->stay_closed, key, 1) ||
			      fault_set(merge->fault, FAULT_TEMP, "out of memory");
		return;
	}
	if (merge->entity == USERS && !store_get(applier->store, STORE_LINKS, key, &link))
		begin_user(merge, key, before, after);
	else
		tell(merge, action_of(merge->entity, true, false, true), REASON_RETURNED, key,
		    before, after);
}

// Both have it.
static void
in_both(struct merge *merge, struct bytes key, const struct roster_row *row,
    const struct stored *stored)
{
	bool active = stored->state == STORED_ACTIVE;
	if (absent_clash(merge->applier, merge->entity, key, active, &merge->good, merge->fault))
		return; // the row counts as left out
	if (row->state == ROSTER_ACTIVE &&
	    part_waits(merge->applier->part, merge->entity, key, row->record, active))
		return;
	if (row->state != ROSTER_ACTIVE) {
		if (active)
			end_record(merge, REASON_DELETED, key, stored->record);
	} else if (owner_stays_closed(merge->applier, merge->entity, row->record)) {
		if (active)
			end_record(merge, REASON_OWNER_GONE, key, stored->record);
	} else if (!active) {
		if ((merge->ended && owner_ended_by_hand(merge->applier, key)) ||
		    absent_owner(merge->applier, merge->entity, key, row->record))
			return;
		returns(merge, key, stored->record, row->record);
	} else if (!bytes_equal(row->record, stored->record)) {
		tell(merge, ACTION_UPDATE, REASON_CHANGED, key, stored->record, row->record);
	}
}

// Asks early for the account of the row after the one that is the next to be told.
static void
expect(const struct merge *merge, struct roster_walk *rows)
{
	struct bytes key;
	struct roster_row row;
	if (merge->applier->with_accounts && owner_named(merge->entity) &&
	    idmap_count(merge->applier->newcomers) > 0 && roster_walk_peek(rows, &key, &row))
		idmap_soon(merge->applier->newcomers, owner_user(merge->entity, key, row.record));
}

// The next row, with what people put in place of the SIS's cells.
static bool
next_row(struct merge *merge, struct roster_walk *rows, struct bytes *key, struct roster_row *row)
{
	bool failed = false;
	if (!roster_walk_next(rows, key, row))
		return false;
	if (merge->edited && row->state == ROSTER_ACTIVE)
		row->record = by_hand_record(
		    merge->applier->by_hand, merge->entity, *key, row->record, &failed);
	if (failed)
		merge->good = fault_set(merge->fault, FAULT_TEMP, "out of memory");
	return true;
}

static bool
merge_entity(struct merge *merge, struct roster_walk *rows, struct store_walk *records)
{
	struct bytes row_key, stored_key;
	struct roster_row row;
	struct stored stored;
	bool more_rows = next_row(merge, rows, &row_key, &row);
	bool more_stored = store_walk_next(records, &stored_key, &stored);
	while (merge->good && (more_rows || more_stored)) {
		expect(merge, rows);
		int order = !more_rows ? 1 : !more_stored ? -1 : bytes_compare(row_key, stored_key);
		merge->before_act = order < 0 ? 0 : stored.act;
		if (order < 0)
			only_in_drop(merge, row_key, &row);
		else if (order > 0)
			only_in_store(merge, stored_key, &stored);
		else
			in_both(merge, row_key, &row, &stored);
		if (order <= 0)
			more_rows = next_row(merge, rows, &row_key, &row);
		if (order >= 0)
			more_stored = store_walk_next(records, &stored_key, &stored);
	}
	return merge->good;
}

// Whether an entity can be passed over: the drop says nothing of it, and nothing that it belongs to was archived.
static bool
untouched(const struct applier *applier, unsigned entity)
{
	return roster_mode(applier->roster, entity) == MODE_ABSENT &&
	       idmap_count(applier->archived) == 0;
}

bool
merge_drop(struct applier *applier, bool with_accounts, change_visitor *visit, void *context,
    struct fault *fault)
{
	bool good = true;
	applier->with_accounts = with_accounts;
	applier->new_accounts = 0;
	idmap_clear(applier->newcomers);
	idmap_clear(applier->archived);
	idmap_clear(applier->absent);
	idmap_clear(applier->stay_closed);
	idmap_clear(applier->relinked);
	for (unsigned entity = 0; good && entity < ENTITIES; entity++) {
		struct merge merge = {applier, entity, visit, context, fault, true, 0,
		    by_hand_has_edited(applier->by_hand, entity),
		    by_hand_has_ended(applier->by_hand, entity)};
		if (untouched(applier, entity))
			continue;
		struct roster_walk *rows = roster_walk_open(applier->roster, entity, fault);
		struct store_walk *records = rows == NULL ? NULL
							  : store_walk_open(applier->store, entity,
								(struct bytes){NULL, 0}, fault);
		good = records != NULL && merge_entity(&merge, rows, records);
		store_walk_close(records);
		roster_walk_close(rows);
	}
	good = good && (!applier->undoes || undo_tell(applier, visit, context, fault)) &&
	       (applier->part != NULL || (first_tell(applier, visit, context, fault) &&
					     rekey_tell(applier, visit, context, fault)));
	return good && store_sound(applier->store, fault);
}
