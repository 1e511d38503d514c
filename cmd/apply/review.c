// What if: the guards of another policy over what every drop did. The feed has the changes of each, and what stood before it follows from going back
// (pipeline/past.h), so nothing has to be kept for this.
#include "cmd/apply/apply.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/apply/hold.h"
#include "cmd/apply/undo.h"
#include "pipeline/clock.h"
#include "pipeline/feed.h"
#include "pipeline/past.h"
#include "schema/record.h"

// One look back.
struct look {
	struct job *job;
	struct store *store;
	struct csv *csv;
	struct fault *fault;
};

// Tells the guards what an act did.
static bool
tell_changes(
    const struct look *look, struct guards *guards, const struct bytes ledger[LEDGER_CELLS])
{
	uint64_t seq = record_number(ledger[LEDGER_FIRST_SEQ]),
		 last = record_number(ledger[LEDGER_LAST_SEQ]);
	uint32_t act;
	struct change change;
	bool good = true;
	struct feed_walk *walk = feed_walk_open(look->store, seq, look->fault);
	if (walk == NULL)
		return false;
	while (good && seq < last + 1 &&
	       (good = feed_walk_next(walk, &seq, &act, &change, look->fault)) && seq <= last) {
		good = !guards_counts(look->store, &change) || guards_change(guards, &change) ||
		       fault_set(look->fault, FAULT_TEMP, "out of memory");
		if (seq == last)
			break;
	}
	feed_walk_close(walk);
	return good || look->fault->class == FAULT_NONE;
}

// Tells the guards what stood before an act.
static bool
tell_base(const struct look *look, struct guards *guards, uint32_t act)
{
	struct past past;
	bool good = true;
	for (size_t i = 0; good && i < GUARDED_ENTITIES; i++) {
		struct past_walk *walk =
		    past_walk_open(look->store, guarded_entities[i], act, look->fault);
		good = walk != NULL;
		while (good && past_walk_next(walk, &past, look->fault))
			if (past.record.size > 0)
				guards_base(guards, guarded_entities[i], past.key, past.record);
		past_walk_close(walk);
		good = good && look->fault->class == FAULT_NONE;
	}
	return good;
}

// A row of what is printed.
static void
put_row(const struct look *look, struct bytes drop, struct bytes time, const char *outcome,
    const char *reason)
{
	csv_cell(look->csv, drop);
	csv_cell(look->csv, time);
	csv_word(look->csv, outcome);
	csv_word(look->csv, reason[0] != '\0' ? "held" : "applied");
	csv_cell(look->csv, bytes_of(reason));
	csv_end_row(look->csv);
}

// When an act was.
static time_t
time_of(struct bytes text)
{
	time_t when = 0;
	clock_parse_text(text.data, text.size, &when);
	return when;
}

// Judges what one drop did.
static bool
judge_act(const struct look *look, uint32_t act, const struct bytes ledger[LEDGER_CELLS])
{
	char reason[HOLD_REASON] = "", holds[HOLD_REASON] = "";
	struct removals week;
	struct guards *guards = guards_new(&look->job->district->guards);
	if (guards == NULL)
		return fault_set(look->fault, FAULT_TEMP, "out of memory");
	char drop[DROP_NAME_MAX + 1];
	snprintf(
	    drop, sizeof drop, "%.*s", (int)ledger[LEDGER_DROP].size, ledger[LEDGER_DROP].data);
	bool good = hold_findings(look->job, drop, reason, look->fault) &&
		    tell_changes(look, guards, ledger);
	good = good && week_read(look->store, act, time_of(ledger[LEDGER_TIME]),
			   look->job->district->guards.floor, &week, look->fault);
	if (good && guards_need_base(guards, &week))
		good = tell_base(look, guards, act) &&
		       guards_tell(guards, &week, reason, holds, HOLD_REASON, look->fault);
	guards_free(guards);
	if (good)
		put_row(look, ledger[LEDGER_DROP], ledger[LEDGER_TIME], "applied", reason);
	return good;
}

// The drops that were applied, in order.
static bool
judge_applied(const struct look *look)
{
	struct bytes key, ledger[LEDGER_CELLS];
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(look->store, STORE_LEDGER, (struct bytes){NULL, 0}, look->fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		good =
		    record_read(stored.record, ledger, LEDGER_CELLS) ||
		    fault_set(look->fault, FAULT_IO, "the ledger is damaged; restore the backup");
		if (good && !ledger_is_by_hand(ledger[LEDGER_DROP]))
			good = judge_act(look, (uint32_t)store_key_number(key), ledger);
	}
	store_walk_close(walk);
	return good;
}

// A drop that is held: by the plan that it has now.
static bool
judge_held(const struct look *look, const char *drop)
{
	char reason[HOLD_REASON];
	struct job job = *look->job;
	job.drop = drop;
	job.input = spool_open_drop(job.district_dir, STAGE_MATCH, PLACE_READY, drop, look->fault);
	job.out = fs_open_dir(job.district_dir, "apply/tmp", look->fault);
	bool good = job.input >= 0 && job.out >= 0 && apply_look(&job, reason, look->fault);
	if (good)
		put_row(look, bytes_of(drop), (struct bytes){NULL, 0}, "held", reason);
	if (job.out >= 0)
		close(job.out);
	if (job.input >= 0)
		close(job.input);
	return good;
}

// Those that are held, in order.
static bool
judge_all_held(const struct look *look)
{
	struct fs_names held;
	bool good =
	    spool_list(look->job->district_dir, STAGE_APPLY, PLACE_HELD, &held, look->fault);
	for (size_t i = 0; good && i < held.count; i++)
		good = judge_held(look, held.name[i]);
	fs_names_free(&held);
	return good;
}

// No night is judged by its phase: a file that says nothing of it, or switches the sync off, would else hide what its guards hold.
static struct district
always_live(const struct district *district)
{
	static char long_ago[] = "1970-01-01";
	struct district live = *district;
	live.sync.enabled = true;
	live.sync.start_date = long_ago;
	return live;
}

bool
review(struct job *given, struct fault *fault)
{
	struct fault late;
	struct district live = always_live(given->district);
	struct job copy = *given, *job = &copy;
	job->district = &live;
	struct look look = {job, store_open(job->conf, job->district, false, fault), NULL, fault};
	if (look.store == NULL)
		return false;
	look.csv = csv_new(STDOUT_FILENO, false);
	csv_line(look.csv, "drop,time,outcome,would,reason");
	bool good = judge_applied(&look) && store_sound(look.store, fault);
	store_close(look.store);
	look.store = NULL;
	good = good && judge_all_held(&look);
	return csv_finish(look.csv, "standard output", good ? fault : &late) && good;
}
