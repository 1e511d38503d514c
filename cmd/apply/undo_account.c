// An account that was there before the sync keeps nothing of its own when a drop links it, so its record is kept as it was, under the number of
// the act; that of one which the first sync puts away is kept, too. What is given back is the oldest such record since.
#include "cmd/apply/hands.h"
#include "cmd/apply/undo.h"
#include "pipeline/kept.h"
#include "pipeline/limits.h"
#include "schema/record.h"

bool
undo_was_kept(const struct applier *applier, struct bytes account)
{
	struct kept kept;
	return kept_since(applier->store, STORE_ACCOUNTS_BEFORE, account, 0, &kept);
}

// The first act that kept a record of any account; the one after the last when none did.
static bool
first_kept(struct applier *applier, uint32_t *first, struct fault *fault)
{
	struct bytes key, account, act;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(applier->store, STORE_ACCOUNTS_BEFORE, (struct bytes){NULL, 0}, fault);
	*first = store_meta(applier->store)->act + 1;
	while (walk != NULL && store_walk_next(walk, &key, &stored))
		if (pair_split(key, &account, &act) && store_key_number(act) < *first)
			*first = (uint32_t)store_key_number(act);
	store_walk_close(walk);
	return walk != NULL;
}

// What people did, read when it is first asked for: most drops never do.
static const struct hands *
hands_of(struct applier *applier, struct fault *fault)
{
	uint32_t from;
	if (applier->hands == NULL && first_kept(applier, &from, fault))
		applier->hands = hands_read(applier->store,
		    applier->undoes && applier->undone < from ? applier->undone : from, fault);
	return applier->hands;
}

// Whether a person's act took an account out of the archive, or away from whom it was linked to.
static bool
is_freed_by(const struct change *change)
{
	struct bytes before[ACCOUNT_CELLS], after[ACCOUNT_CELLS];
	return record_read(change->before, before, ACCOUNT_CELLS) &&
	       record_read(change->after, after, ACCOUNT_CELLS) &&
	       !bytes_is(after[ACCOUNT_STATE], "archived") &&
	       (bytes_is(before[ACCOUNT_STATE], "archived") ||
		   (!undo_is_free(change->before) && undo_is_free(change->after)));
}

bool
undo_was_freed(struct applier *applier, struct bytes account, bool *freed, struct fault *fault)
{
	struct kept kept;
	struct change change;
	size_t at = 0;
	uint32_t act;
	*freed = false;
	if (!kept_since(applier->store, STORE_ACCOUNTS_BEFORE, account, 0, &kept))
		return true;
	const struct hands *hands = hands_of(applier, fault);
	while (hands != NULL && !*freed && hands_next(hands, account, &at, &act, &change) &&
	       act >= kept.act)
		*freed = is_freed_by(&change);
	return hands != NULL;
}

// Makes anew what a person changed of an account, but for cells that people changed later.
static void
redo(const struct change *change, bool done[ACCOUNT_CELLS], struct bytes cells[ACCOUNT_CELLS])
{
	struct bytes before[ACCOUNT_CELLS], after[ACCOUNT_CELLS];
	if (change->reason == REASON_UNDONE ||
	    !record_read(change->before, before, ACCOUNT_CELLS) ||
	    !record_read(change->after, after, ACCOUNT_CELLS))
		return;
	for (unsigned i = 0; i < ACCOUNT_CELLS; i++)
		if (i != ACCOUNT_LINKS && !done[i] && !bytes_equal(before[i], after[i])) {
			cells[i] = after[i];
			done[i] = true;
		}
}

// Makes anew what people changed by hand of an account since, the last change first.
static bool
redo_all(struct applier *applier, struct bytes account, struct bytes cells[ACCOUNT_CELLS],
    struct fault *fault)
{
	bool done[ACCOUNT_CELLS] = {false};
	struct change change;
	size_t at = 0;
	uint32_t act;
	const struct hands *hands = hands_of(applier, fault);
	while (hands != NULL && hands_next(hands, account, &at, &act, &change) &&
	       act >= applier->undone)
		redo(&change, done, cells);
	return hands != NULL;
}

bool
undo_account(struct applier *applier, struct bytes account, struct text *room, struct bytes *record,
    struct fault *fault)
{
	struct kept kept;
	struct bytes cells[ACCOUNT_CELLS];
	if (!kept_since(applier->store, STORE_ACCOUNTS_BEFORE, account, applier->undone, &kept))
		return true;
	if (!record_read(kept.record, cells, ACCOUNT_CELLS))
		return fault_set(fault, FAULT_IO, "an account's record is damaged");
	if (!redo_all(applier, account, cells, fault))
		return false;
	if (cells[ACCOUNT_MERGED_INTO].size > 0)
		account_set_state(cells, bytes_of("archived")); // it was, when it was merged
	text_clear(room);
	size_t size = record_size(cells, ACCOUNT_CELLS);
	if (!text_reserve(room, size))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	room->size = record_write(room->data, cells, ACCOUNT_CELLS);
	*record = (struct bytes){room->data, room->size};
	return true;
}
