// Each step back goes to the feed of one act, in which the records stand in the order in which they are walked. Most were not touched since, and cost
// nothing.
#include "pipeline/past.h"

#include <stdlib.h>

#include "pipeline/feed.h"

struct past_walk {
	struct store_walk *records;
	struct feed_finder *finder;
	unsigned entity;
	uint32_t act;
};

struct past_walk *
past_walk_open(struct store *store, unsigned entity, uint32_t act, struct fault *fault)
{
	struct past_walk *walk = calloc(1, sizeof *walk);
	if (walk == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory reading the past");
		return NULL;
	}
	*walk = (struct past_walk){.entity = entity, .act = act};
	walk->records = store_walk_open(store, entity, (struct bytes){NULL, 0}, fault);
	walk->finder = walk->records != NULL ? feed_finder_new(store) : NULL;
	if (walk->finder != NULL)
		return walk;
	if (walk->records != NULL)
		fault_set(fault, FAULT_TEMP, "out of memory reading the past");
	past_walk_close(walk);
	return NULL;
}

// Whether a record was there, and not archived, before a change of it. A drop links people who come, a person also those who are there; and what is
// archived may be given up once more, when the one whom it is of leaves.
static bool
was_active(const struct past_walk *walk, const struct change *change)
{
	struct change earlier;
	bool by_hand = change->reason == REASON_BY_HAND || change->reason == REASON_BEHIND_ACT;
	if (change->before.size == 0)
		return false;
	if (change->reason == REASON_ABANDONED)
		return !feed_finder_find(walk->finder, change->before_act, change->entity,
			   change->sourced_id, &earlier) ||
		       !action_ends(earlier.action);
	return action_ends(change->action) || change->action == ACTION_UPDATE ||
	       change->action == ACTION_MERGE || (change->action == ACTION_LINK && by_hand);
}

// Goes back to the first change at or after the act.
static bool
go_back(const struct past_walk *walk, struct past *past, struct fault *fault)
{
	uint32_t at = past->now.act;
	while (feed_finder_find(walk->finder, at, walk->entity, past->key, &past->first) &&
	       past->first.before_act < at) {
		if (past->first.before.size == 0 || past->first.before_act < walk->act)
			return true;
		at = past->first.before_act;
	}
	return fault_set(fault, FAULT_IO,
	    "the store's history of a record of %s has a gap; restore the backup",
	    entity_table(walk->entity));
}

bool
past_walk_next(struct past_walk *walk, struct past *past, struct fault *fault)
{
	fault->class = FAULT_NONE;
	if (!store_walk_next(walk->records, &past->key, &past->now))
		return false;
	past->changed = past->now.act >= walk->act;
	past->record = past->now.record;
	bool active = past->now.state == STORED_ACTIVE;
	if (past->changed) {
		if (!go_back(walk, past, fault))
			return false;
		active = was_active(walk, &past->first);
		past->record = past->first.before;
	}
	if (!active)
		past->record = (struct bytes){NULL, 0};
	return true;
}

void
past_walk_close(struct past_walk *walk)
{
	if (walk != NULL) {
		store_walk_close(walk->records);
		feed_finder_free(walk->finder);
	}
	free(walk);
}
