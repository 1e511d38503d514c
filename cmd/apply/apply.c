// One drop into the directory: recognise it, decide whether it may, plan, write, give the receipt.
#include "cmd/apply/first.h"
#include "cmd/apply/hold.h"
#include "cmd/apply/report.h"
#include "cmd/apply/tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/order.h"
#include "pipeline/phase.h"
#include "schema/record.h"

// What becomes of a drop.
enum verdict {
	VERDICT_APPLY,
	VERDICT_RECEIPT,
	VERDICT_SAME,
	VERDICT_SETUP,
	VERDICT_HOLD,
	VERDICT_STALE
};

// The number of the act that a ledger table names for a key; 0 when there is none.
static uint32_t
act_of(struct store *store, enum store_table table, const char *key)
{
	struct stored stored;
	struct bytes cell;
	char text[24];
	if (!store_get(store, table, bytes_of(key), &stored) ||
	    !record_read(stored.record, &cell, 1))
		return 0;
	snprintf(text, sizeof text, "%.*s", (int)cell.size, cell.data);
	return (uint32_t)strtoul(text, NULL, 10);
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
	struct guards *guards;
};

static bool
count_change(void *context, const struct change *change, struct fault *fault)
{
	struct counter *counter = context;
	counter->size.all++;
	counter->size.changed += counter->accounts || change->before.size > 0 ? 1 : 0;
	return guards_change(counter->guards, change) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

// How large the plan is. Into an empty store everything is new, and that is known without a walk.
static bool
measure_plan(struct applier *applier, struct fault *fault)
{
	const struct store_meta *meta = store_meta(applier->store);
	struct counter counter = {{0, 0}, meta->next_account > 1, applier->guards};
	bool good = true;
	if (meta->act == 0)
		counter.size.all = roster_count(applier->roster);
	else
		good = merge_drop(applier, false, count_change, &counter, fault);
	applier->size = counter.size;
	return good;
}

// What stands behind the reason of a hold.
static const char *const hold_words[] = {
    [RELEASE_NONE] = "a person has to look at the plan; release or reject the drop",
    [RELEASE_GOES] = "released",
    [RELEASE_OTHER_PLAN] = "it was released, but the plan is another one now; look at it again",
    [RELEASE_OVER] = "it was released, but the time for that is over; look at it again",
    [RELEASE_NARROW] = "it was released, but not for all of that; look at it again",
};

// Whether something holds the drop, and nobody released it.
static bool
decide_hold(struct applier *applier, enum verdict *verdict, struct fault *fault)
{
	enum release_state state;
	char holds[HOLD_REASON];
	char *reason = applier->reason;
	if (!hold_reason(applier, applier->older ? "package.older" : "", reason, fault) ||
	    (!applier->job->dry_run && !store_begin_act(applier->store, fault)) ||
	    (applier->usernames = usernames_look(applier, fault)) == NULL ||
	    !measure_plan(applier, fault))
		return false;
	snprintf(holds, sizeof holds, "%s", reason);
	if (!plan_judge(applier, reason, holds, HOLD_REASON, fault))
		return false;
	if (reason[0] == '\0')
		return true;
	if (!hold_released(applier, holds, &state, fault))
		return false;
	if (state != RELEASE_GOES)
		*verdict = VERDICT_HOLD;
	size_t used = strlen(reason);
	snprintf(reason + used, HOLD_REASON - used, ": %s", hold_words[state]);
	return true;
}

// In the order in which the answers count: what is in the ledger already, what the phase says, what is known of the bytes.
static bool
decide(struct applier *applier, enum verdict *verdict, struct fault *fault)
{
	struct job *job = applier->job;
	struct store *store = applier->store;
	enum order order;
	char later[DROP_NAME_MAX + 1];
	bool fresh = true;
	*verdict = VERDICT_APPLY;
	if (act_of(store, STORE_LEDGER_DROPS, job->drop) != 0) {
		*verdict = VERDICT_RECEIPT;
		return true;
	}
	if (!order_of(job->district_dir, job->drop, false, &order, later, fault))
		return false;
	if (order == ORDER_OVERTAKEN)
		return fault_set(fault, FAULT_DATA,
		    "%s came later and was applied; an older drop never overtakes it", later);
	if (phase_of(job->district, clock_now()) == PHASE_OFF)
		return fault_set(fault, FAULT_DATA,
		    "the sync of this district is switched off (sync { enabled = no })");
	// An undo may well bring what another one brought before.
	uint32_t same = applier->undoes ? 0 : act_of(store, STORE_LEDGER_DIGESTS, applier->sha256);
	bool setup = phase_of(job->district, clock_now()) == PHASE_SETUP;
	applier->older = !setup && same != 0 &&
			 same != act_of(store, STORE_LEDGER_DROPS, store_meta(store)->last_drop);
	if (same != 0 && !applier->older && !first_day_came(applier))
		*verdict = VERDICT_SAME;
	else if (setup)
		*verdict = VERDICT_SETUP;
	else if (!match_is_fresh(applier, &fresh, fault))
		return false;
	if (!fresh && !job->dry_run)
		*verdict = VERDICT_STALE;
	return *verdict != VERDICT_APPLY || decide_hold(applier, verdict, fault);
}

// Plan, act, receipt.
static bool
do_apply(struct applier *applier, struct fault *fault)
{
	struct job *job = applier->job;
	uint64_t before = store_meta(applier->store)->seq;
	if (!usernames_reserve(applier->usernames, fault) ||
	    !findings_leave(applier, NULL, NULL, fault) ||
	    !write_changes(applier, &applier->size, fault) ||
	    !usernames_settle(applier->usernames, fault))
		return false;
	unsigned used = store_used_percent(applier->store);
	if (used >= 70)
		log_line("the store's map is %u %% full; raise limits { store_map }", used);
	snprintf(job->summary, sizeof job->summary, "%" PRIu64 " changes",
	    store_meta(applier->store)->seq - before);
	return true;
}

// The same bytes as the last applied drop: there is nothing to do, and the receipt says so.
static bool
do_same(struct applier *applier, struct fault *fault)
{
	uint64_t counts[FACTS][ACTIONS] = {{0}};
	struct job *job = applier->job;
	char message[128];
	snprintf(message, sizeof message, "byte for byte the drop %s, which was applied last",
	    store_meta(applier->store)->last_drop);
	snprintf(job->summary, sizeof job->summary, "%s: nothing to do", message);
	return findings_leave(applier, "package.same", message, fault) &&
	       summary_write(applier, "same", counts, NULL, fault) &&
	       report_leave(applier, OUTCOME_SAME, "", fault);
}

// Held: the plan lies in held/ with the reason, for a person.
static bool
do_hold(struct applier *applier, const char *reason, struct fault *fault)
{
	return hold_write(applier, reason, fault) &&
	       findings_leave(applier, applier->older ? "package.older" : NULL,
		   "byte for byte a drop that was applied before the last one", fault) &&
	       report_leave(applier, OUTCOME_HELD, reason, fault);
}

static bool
carry_out(struct applier *applier, enum verdict verdict, struct fault *fault)
{
	uint64_t counts[FACTS][ACTIONS] = {{0}};
	if ((applier->job->dry_run || verdict == VERDICT_SETUP) && applier->usernames == NULL &&
	    (applier->usernames = usernames_look(applier, fault)) == NULL)
		return false;
	if (applier->job->dry_run) {
		if (applier->reason[0] != '\0')
			log_line("would be held: %s", applier->reason);
		return plan_write(applier, STDOUT_FILENO, "standard output", counts, fault);
	}
	switch (verdict) {
	case VERDICT_RECEIPT:
		snprintf(applier->job->summary, sizeof applier->job->summary,
		    "was applied already; the receipt is written");
		return findings_leave(applier, NULL, NULL, fault) && hold_receipt(applier, fault) &&
		       receipt_again(applier,
			   act_of(applier->store, STORE_LEDGER_DROPS, applier->job->drop), fault) &&
		       report_leave(applier, OUTCOME_APPLIED, "", fault);
	case VERDICT_SAME:
		return do_same(applier, fault);
	case VERDICT_SETUP:
		return do_hold(applier,
		    "setup: the district is not live yet (sync { start_date }); this is what would "
		    "be done",
		    fault);
	case VERDICT_HOLD:
		return do_hold(applier, applier->reason, fault);
	case VERDICT_STALE:
		return apply_send_back(applier->job, fault);
	case VERDICT_APPLY:
	default:
		return hold_receipt(applier, fault) && do_apply(applier, fault) &&
		       report_leave(applier, OUTCOME_APPLIED, "", fault);
	}
}

bool
apply_look(struct job *job, char reason[HOLD_REASON], struct fault *fault)
{
	struct applier applier = {.job = job};
	enum verdict verdict;
	bool good = applier_open(&applier, fault) && decide(&applier, &verdict, fault);
	snprintf(reason, HOLD_REASON, "%s", applier.reason);
	applier_close(&applier);
	return good;
}

bool
apply(struct job *job, struct fault *fault)
{
	struct applier applier = {.job = job};
	enum verdict verdict;
	bool good = applier_open(&applier, fault) && decide(&applier, &verdict, fault);
	if (good)
		job->generation = store_meta(applier.store)->generation;
	good = good && carry_out(&applier, verdict, fault);
	applier_close(&applier);
	return good;
}
