// Follows an entity's history backwards, from what it is now to what it was after a given act. Within an act feed records are in order of entity and
// key, so each step is a search by halves.
#include "pipeline/feed.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema/record.h"

// The feed records of an act.
static bool
range_of(struct store *store, uint32_t act, uint64_t *first, uint64_t *last)
{
	char key[4];
	struct stored stored;
	struct bytes cells[LEDGER_CELLS];
	if (!store_get(store, STORE_LEDGER, store_number_key(act, key), &stored) ||
	    !record_read(stored.record, cells, LEDGER_CELLS))
		return false;
	*first = record_number(cells[LEDGER_FIRST_SEQ]);
	*last = record_number(cells[LEDGER_LAST_SEQ]);
	return true;
}

// One change, from the block that it lies in.
static bool
read_change(struct store *store, uint64_t seq, struct change *change)
{
	char key[8];
	struct bytes last, cells[FEED_BLOCK_CHANGES];
	struct stored stored;
	struct fault ignored;
	struct store_walk *walk =
	    store_walk_open(store, STORE_FEED, store_sequence_key(seq, key), &ignored);
	bool good = walk != NULL && store_walk_next(walk, &last, &stored) &&
		    record_read(stored.record, cells, FEED_BLOCK_CHANGES);
	store_walk_close(walk);
	unsigned count = FEED_BLOCK_CHANGES;
	while (good && count > 0 && cells[count - 1].size == 0)
		count--;
	uint64_t before_end = good ? store_key_number(last) - seq : 0;
	return good && before_end < count && change_read(cells[count - 1 - before_end], change);
}

bool
feed_find(struct store *store, uint32_t act, unsigned entity, struct bytes sourced_id,
    struct change *found)
{
	uint64_t first, last;
	if (!range_of(store, act, &first, &last))
		return false;
	while (first <= last) {
		uint64_t middle = first + (last - first) / 2;
		if (!read_change(store, middle, found))
			return false;
		int order = found->entity != entity
				? (found->entity > entity) - (found->entity < entity)
				: bytes_compare(found->sourced_id, sourced_id);
		if (order == 0)
			return true;
		if (order < 0)
			first = middle + 1;
		else
			last = middle - 1;
	}
	return false;
}

static bool
gap(const struct change *change, struct fault *fault)
{
	return fault_set(fault, FAULT_IO,
	    "the store's history of a record of %s has a gap; restore the backup",
	    entity_table(change->entity));
}

bool
feed_fill(struct store *store, uint32_t act, struct change *change, struct fault *fault)
{
	struct stored stored;
	struct change later;
	if (change->entity >= ENTITIES)
		return true; // a fact brings it
	change->after = (struct bytes){NULL, 0};
	if (action_ends(change->action) || change_is_promise(change))
		return true;
	if (!store_get(store, change->entity, change->sourced_id, &stored) || stored.act < act)
		return gap(change, fault);
	if (stored.act == act) {
		change->after = stored.record;
		return true;
	}
	for (uint32_t at = stored.act; at > act; at = later.before_act) {
		if (!feed_find(store, at, change->entity, change->sourced_id, &later) ||
		    later.before_act >= at)
			return gap(change, fault);
		change->after = later.before;
	}
	return true;
}
