// The answers in the order in which they count: what the ledger has, whose turn it is, what the phase says, what is known of the bytes, and what holds.
#include "cmd/apply/decide.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/apply/first.h"
#include "cmd/apply/hold.h"
#include "cmd/apply/part.h"
#include "pipeline/clock.h"
#include "pipeline/ledger.h"
#include "pipeline/order.h"
#include "pipeline/phase.h"
#include "pipeline/release.h"
#include "schema/record.h"

// The act that applied the same bytes last; 0 when there is none.
static uint32_t
same_bytes(struct applier *applier)
{
	struct stored stored;
	if (!store_get(applier->store, STORE_LEDGER_DIGESTS, bytes_of(applier->sha256), &stored))
		return 0;
	return (uint32_t)record_number(record_cell(stored.record, 0));
}

// Whether the store is still what match saw.
static bool
match_is_fresh(struct applier *applier, bool *fresh, struct fault *fault)
{
	struct seal seal;
	if (!seal_read(applier->job->input, &seal, fault))
		return false;
	*fresh = seal.generation == store_meta(applier->store)->generation;
	return true;
}

// Counts a plan: once there are accounts, every change may concern one.
struct counter {
	struct plan_size size;
	bool accounts;
	struct guards *guards; // NULL: they were told
	struct part *part; // NULL: nothing is to wait
	struct store *store;
};

static bool
count_change(void *context, const struct change *change, struct fault *fault)
{
	struct counter *counter = context;
	counter->size.all++;
	counter->size.changed += counter->accounts || change->before.size > 0 ? 1 : 0;
	return ((counter->guards == NULL || !guards_counts(counter->store, change) ||
		    guards_change(counter->guards, change)) &&
		   (counter->part == NULL || part_note(counter->part, change))) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

// How large the plan is. Into an empty store everything is new, and that is known without a walk.
static bool
measure_plan(struct applier *applier, struct part *part, struct fault *fault)
{
	const struct store_meta *meta = store_meta(applier->store);
	struct counter counter = {
	    {0, 0}, meta->next_account > 1, applier->guards, part, applier->store};
	bool good = true;
	if (meta->act == 0)
		counter.size.all = roster_count(applier->roster);
	else
		good = merge_drop(applier, false, count_change, &counter, fault);
	applier->size = counter.size;
	return good;
}

// Finds out what goes in while the removals wait. applier->part stays NULL when that is nothing.
static bool
measure_part(struct applier *applier, struct part *part, struct fault *fault)
{
	struct counter counter = {{0, 0}, true, NULL, NULL, applier->store};
	if (!part_settle(part, fault))
		return false;
	applier->part = part;
	bool good = merge_drop(applier, false, count_change, &counter, fault);
	applier->part = NULL;
	if (!good || counter.size.all == 0)
		return good;
	applier->part = part;
	applier->size = counter.size;
	return true;
}

// What stands behind the reason of a hold.
static const char *const hold_words[] = {
    [RELEASE_NONE] = "a person has to look at the plan; release or reject the drop",
    [RELEASE_GOES] = "released",
    [RELEASE_OTHER_PLAN] = "it was released, but the plan is another one now; look at it again",
    [RELEASE_OTHERWISE] =
	"it was released, but under other settings of contacts or abandoned; look at it again",
    [RELEASE_OVER] = "it was released, but the time for that is over; look at it again",
    [RELEASE_NARROW] = "it was released, but not for all of that; look at it again",
};

// What is left of a drop waits for a person, whatever the guards say of it alone.
static bool
rest_reason(struct applier *applier, char *holds, struct fault *fault)
{
	char guards[HOLD_REASON];
	struct bytes ledger[LEDGER_CELLS];
	if (!ledger_read(applier->store, applier->part_act, ledger, fault))
		return false;
	uint64_t first = record_number(ledger[LEDGER_FIRST_SEQ]);
	uint64_t last = record_number(ledger[LEDGER_LAST_SEQ]);
	memcpy(guards, applier->reason, sizeof guards);
	snprintf(applier->reason, HOLD_REASON,
	    "part: %" PRIu64 " changes were made, the removals wait%s%.900s", last - first + 1,
	    guards[0] != '\0' ? "; " : "", guards);
	if (holds[0] == '\0')
		snprintf(holds, HOLD_REASON, "%s", guard_name(GUARD_REMOVALS));
	return true;
}

// Whether something holds the drop, and nobody released it.
static bool
judge(struct applier *applier, struct part *part, enum verdict *verdict, struct fault *fault)
{
	enum release_state state;
	char holds[HOLD_REASON];
	char *reason = applier->reason;
	if (!hold_reason(applier, applier->older ? "package.older" : "", reason, fault) ||
	    (!applier->job->dry_run && !store_begin_act(applier->store, fault)) ||
	    (applier->usernames = usernames_look(applier, fault)) == NULL ||
	    !measure_plan(applier, part, fault))
		return false;
	snprintf(holds, sizeof holds, "%s", reason);
	if (!plan_judge(applier, reason, holds, HOLD_REASON, fault) ||
	    !rekey_hold(applier, reason, holds, HOLD_REASON, fault) ||
	    (applier->part_act != 0 && !rest_reason(applier, holds, fault)))
		return false;
	if (reason[0] == '\0')
		return true;
	if (!hold_released(applier, holds, &state, fault))
		return false;
	if (state != RELEASE_GOES)
		*verdict = VERDICT_HOLD;
	size_t used = strlen(reason);
	snprintf(reason + used, HOLD_REASON - used, ": %s", hold_words[state]);
	if (state == RELEASE_GOES || part == NULL || !guard_only_removals(holds))
		return true;
	bool good = measure_part(applier, part, fault);
	if (applier->part != NULL)
		*verdict = VERDICT_PART;
	return good;
}

// The same, with what may wait. An undo goes in whole or not at all.
static bool
decide_hold(struct applier *applier, enum verdict *verdict, struct fault *fault)
{
	struct part *part = NULL;
	if (applier->job->district->guards.removals_wait && !applier->undoes &&
	    applier->part_act == 0 && (part = part_new(applier)) == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	bool good = judge(applier, part, verdict, fault);
	if (applier->part == NULL)
		part_free(part);
	return good;
}

// What the phase says of drops that a district sent. An undo is a person's act, and goes in whatever the phase is.
static enum phase_does
does_now(const struct job *job)
{
	return phase_does(phase_of(job->district, clock_now()), STAGE_APPLY);
}

// Whether it is not, or no longer, this drop's turn. A part of a later drop may have been written by a run that did not come to naming it.
static bool
check_turn(struct applier *applier, struct fault *fault)
{
	struct job *job = applier->job;
	enum order order;
	char later[DROP_NAME_MAX + 1];
	if (!order_of(job->district_dir, job->drop, false, &order, later, fault))
		return false;
	if (order != ORDER_OVERTAKEN && !ledger_later(applier->store, job->drop, later, fault))
		return false;
	if (later[0] != '\0')
		return fault_set(fault, FAULT_DATA,
		    "%s came later and was applied; an older drop never overtakes it", later);
	if (!applier->undoes && does_now(job) == DOES_REFUSE)
		return fault_set(fault, FAULT_DATA,
		    "the sync of this district is switched off (sync { enabled = no })");
	return true;
}

// Whether match has to run again first. What is left of a drop that went in but for its removals is held as match saw it, as it would have been by the run
// that wrote the other part; its plan is made anew when it is released.
static bool
check_match(struct applier *applier, bool *fresh, struct fault *fault)
{
	struct release release;
	if (!match_is_fresh(applier, fresh, fault))
		return false;
	if (*fresh || applier->part_act == 0)
		return true;
	if (!release_read(applier->job->district_dir, applier->job->drop, &release, fault))
		return false;
	*fresh = release.plan[0] == '\0';
	return true;
}

bool
decide(struct applier *applier, enum verdict *verdict, struct fault *fault)
{
	struct job *job = applier->job;
	struct store *store = applier->store;
	bool fresh = true;
	*verdict = VERDICT_APPLY;
	applier->part_act = ledger_part(store, job->drop);
	if (ledger_whole(store, job->drop) != 0) {
		*verdict = VERDICT_RECEIPT;
		return true;
	}
	if (!check_turn(applier, fault))
		return false;
	// An undo may well bring what another one brought before.
	uint32_t same = applier->undoes ? 0 : same_bytes(applier);
	bool setup = !applier->undoes && does_now(job) == DOES_PLAN;
	applier->older =
	    !setup && same != 0 && same != ledger_whole(store, store_meta(store)->last_drop);
	if (same != 0 && !applier->older && !first_day_came(applier) && !rekey_is_decided(applier))
		*verdict = VERDICT_SAME;
	else if (setup)
		*verdict = VERDICT_SETUP;
	else if (!check_match(applier, &fresh, fault))
		return false;
	if (!fresh && !job->dry_run)
		*verdict = VERDICT_STALE;
	return *verdict != VERDICT_APPLY || decide_hold(applier, verdict, fault);
}
