// One drop into the directory: what was decided about it is carried out, and the receipt given. A drop that goes in but for its removals is opened twice:
// once to write what goes in, and again, as after a crash, to hold what is left of it.
#include "cmd/apply/decide.h"
#include "cmd/apply/hold.h"
#include "cmd/apply/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "pipeline/ledger.h"
#include "pipeline/log.h"

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

// All but the removals, which a guard holds: an act of its own.
static bool
do_part(struct applier *applier, struct fault *fault)
{
	uint64_t before = store_meta(applier->store)->seq;
	if (!usernames_reserve(applier->usernames, fault) ||
	    !write_changes(applier, &applier->size, fault) ||
	    !usernames_settle(applier->usernames, fault))
		return false;
	log_line("%" PRIu64 " changes went in, the removals wait",
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

static const char in_setup[] =
    "setup: the district is not live yet (sync { start_date }); this is what would be done";

// Held: the plan lies in held/ with the reason, for a person.
static bool
do_hold(struct applier *applier, const char *reason, struct fault *fault)
{
	return hold_write(applier, reason, fault) && receipt_part(applier, fault) &&
	       findings_leave(applier, applier->older ? "package.older" : NULL,
		   "byte for byte a drop that was applied before the last one", fault) &&
	       report_leave(applier, OUTCOME_HELD, reason, fault);
}

// What would be done, all of it, also when it would be held or go in but for its removals.
static bool
show_plan(struct applier *applier, struct fault *fault)
{
	uint64_t counts[FACTS][ACTIONS] = {{0}};
	struct part *part = applier->part;
	if (part != NULL)
		log_line(
		    "%" PRIu64 " changes would go in, the removals would wait", applier->size.all);
	if (applier->reason[0] != '\0')
		log_line("would be held: %s", applier->reason);
	applier->part = NULL;
	bool good = plan_write(applier, STDOUT_FILENO, "standard output", counts, fault);
	applier->part = part;
	return good;
}

static bool
carry_out(struct applier *applier, enum verdict verdict, struct fault *fault)
{
	if ((applier->job->dry_run || verdict == VERDICT_SETUP) && applier->usernames == NULL &&
	    (applier->usernames = usernames_look(applier, fault)) == NULL)
		return false;
	if (applier->job->dry_run && verdict == VERDICT_SETUP)
		snprintf(applier->reason, sizeof applier->reason, "%s", in_setup);
	if (applier->job->dry_run)
		return show_plan(applier, fault);
	switch (verdict) {
	case VERDICT_RECEIPT:
		snprintf(applier->job->summary, sizeof applier->job->summary,
		    "was applied already; the receipt is written");
		return findings_leave(applier, NULL, NULL, fault) && hold_receipt(applier, fault) &&
		       receipt_part(applier, fault) &&
		       receipt_again(
			   applier, ledger_whole(applier->store, applier->job->drop), fault) &&
		       report_leave(applier, OUTCOME_APPLIED, "", fault);
	case VERDICT_SAME:
		return do_same(applier, fault);
	case VERDICT_SETUP:
		return do_hold(applier, in_setup, fault);
	case VERDICT_HOLD:
		return do_hold(applier, applier->reason, fault);
	case VERDICT_PART:
		return do_part(applier, fault);
	case VERDICT_STALE:
		return apply_send_back(applier->job, fault);
	case VERDICT_APPLY:
	default:
		return hold_receipt(applier, fault) && receipt_part(applier, fault) &&
		       do_apply(applier, fault) &&
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

// From opening to closing.
static bool
go(struct job *job, enum verdict *verdict, struct fault *fault)
{
	struct applier applier = {.job = job};
	bool good = applier_open(&applier, fault) && decide(&applier, verdict, fault);
	if (good)
		job->generation = store_meta(applier.store)->generation;
	good = good && carry_out(&applier, *verdict, fault);
	applier_close(&applier);
	return good;
}

bool
apply(struct job *job, struct fault *fault)
{
	enum verdict verdict;
	return go(job, &verdict, fault) &&
	       (verdict != VERDICT_PART || job->dry_run || go(job, &verdict, fault));
}
