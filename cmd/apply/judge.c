// Whether a plan may be carried out without a person: the guards over what it would do, what stands, and what the last seven days took away.
#include "cmd/apply/apply.h"

#include <stdio.h>

#include "pipeline/clock.h"
#include "pipeline/feed.h"
#include "schema/record.h"

enum { WEEK_SECONDS = 7 * 24 * 60 * 60, TRIPPED_TOLD = 4, TRIPPED_MOST = 64 };

const unsigned guarded_entities[GUARDED_ENTITIES] = {ORGS, CLASSES, USERS, ROLES, ENROLLMENTS};

bool
guards_counts(struct store *store, const struct change *change)
{
	struct change before;
	return change->reason != REASON_ABANDONED ||
	       !feed_find(store, change->before_act, change->entity, change->sourced_id, &before) ||
	       !action_ends(before.action);
}

// Tells the guards what stands of one entity.
static bool
add_base(struct applier *applier, unsigned entity, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(applier->store, entity, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &key, &stored))
		if (stored.state == STORED_ACTIVE)
			guards_base(applier->guards, entity, key, stored.record);
	store_walk_close(walk);
	return true;
}

// Adds the removals of one act: decimal numbers joined by blanks, in the order of enum guarded.
static void
add_removals(struct removals *week, struct bytes cell, unsigned floor)
{
	struct removals act = {{0}, {0}};
	uint64_t number = 0;
	unsigned what = 0;
	for (size_t i = 0; i <= cell.size && what < GUARDED; i++) {
		bool digit = i < cell.size && cell.data[i] >= '0' && cell.data[i] <= '9';
		if (digit)
			number = number * 10 + (uint64_t)(cell.data[i] - '0');
		else if (cell.size > 0)
			act.of[what++] = number;
		if (!digit)
			number = 0;
	}
	removals_add(week, &act, floor);
}

bool
week_read(struct store *store, uint32_t act, time_t now, unsigned floor, struct removals *week,
    struct fault *fault)
{
	char since[CLOCK_TEXT];
	struct bytes key, cells[LEDGER_CELLS];
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(store, STORE_LEDGER, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	clock_text(now - WEEK_SECONDS, since);
	*week = (struct removals){{0}, {0}};
	while (store_walk_next(walk, &key, &stored) && store_key_number(key) < act)
		if (record_read(stored.record, cells, LEDGER_CELLS) &&
		    bytes_compare(cells[LEDGER_TIME], bytes_of(since)) >= 0)
			add_removals(week, cells[LEDGER_REMOVED], floor);
	store_walk_close(walk);
	return true;
}

// Adds the sentences of the limits that are passed to what holds the drop besides.
static bool
tell_tripped(const struct tripped *tripped, size_t count, char *reason, size_t room)
{
	struct text text = {NULL, 0, 0, false};
	size_t used = strlen(reason);
	for (size_t i = 0; i < count && i < TRIPPED_TOLD; i++) {
		if (used > 0 || i > 0)
			text_put(&text, "; ");
		tripped_text(&tripped[i], &text);
	}
	if (count > TRIPPED_TOLD) {
		text_put(&text, "; and ");
		text_number(&text, count - TRIPPED_TOLD);
		text_put(&text, " limits more");
	}
	bool good = !text.failed;
	if (good && text.size > 0)
		snprintf(reason + used, room - used, "%.*s", (int)text.size, text.data);
	text_free(&text);
	return good;
}

bool
guards_tell(struct guards *guards, const struct removals *week, char *reason, char *holds,
    size_t room, struct fault *fault)
{
	struct tripped tripped[TRIPPED_MOST];
	unsigned passed = 0;
	size_t count = guards_judge(guards, week, tripped, TRIPPED_MOST, &passed);
	size_t used = strlen(holds);
	for (unsigned guard = 0; guard < GUARDS; guard++)
		if ((passed & 1U << guard) != 0)
			used += (size_t)snprintf(
			    holds + used, room - used, " %s", guard_name((enum guard)guard));
	return tell_tripped(tripped, count, reason, room) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
plan_judge(struct applier *applier, char *reason, char *holds, size_t room, struct fault *fault)
{
	struct removals week;
	bool good = true;
	if (guards_are_quiet(applier->guards))
		return true;
	if (!week_read(applier->store, UINT32_MAX, clock_now(),
		applier->job->district->guards.floor, &week, fault))
		return false;
	if (!guards_need_base(applier->guards, &week))
		return true;
	for (size_t i = 0; good && i < GUARDED_ENTITIES; i++)
		good = add_base(applier, guarded_entities[i], fault);
	return good && guards_tell(applier->guards, &week, reason, holds, room, fault);
}

struct bytes
removals_cell(const struct removals *removals, char text[REMOVALS_TEXT])
{
	size_t used = 0;
	for (unsigned what = 0; what < GUARDED; what++)
		used += (size_t)snprintf(text + used, REMOVALS_TEXT - used, "%s%llu",
		    what > 0 ? " " : "", (unsigned long long)removals->of[what]);
	return (struct bytes){text, used};
}
