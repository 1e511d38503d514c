// The receipt of a drop that is in the ledger, made from the store alone: so it is the same whether it is written at once or after a crash between
// commit and rename.
#include "cmd/apply/apply.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/feed.h"
#include "pipeline/text.h"
#include "schema/record.h"

enum { LINES_BYTES = 256 * 1024 };

struct receipt {
	struct applier *applier;
	struct csv *plan;
	int feed;
	struct text lines;
	uint64_t counts[ENTITIES][ACTIONS];
	uint64_t first, last;
	char drop[DROP_NAME_MAX + 1], time[32];
};

static uint64_t
number_of(struct bytes cell)
{
	char text[24];
	snprintf(text, sizeof text, "%.*s", (int)cell.size, cell.data);
	return strtoull(text, NULL, 10);
}

// Writes the lines of the feed that have gathered, when they are many or at the end.
static bool
put_lines(struct receipt *receipt, bool all, struct fault *fault)
{
	if (receipt->lines.failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	if (!all && receipt->lines.size < LINES_BYTES)
		return true;
	bool good = fs_write(receipt->feed, receipt->lines.data, receipt->lines.size,
	    "changes.ndjson", fault);
	text_clear(&receipt->lines);
	return good;
}

static bool
put_changes(struct receipt *receipt, struct fault *fault)
{
	char from[8];
	struct bytes key;
	struct stored stored;
	struct change change;
	bool good = true;
	uint64_t seq = receipt->first;
	struct store_walk *walk = store_walk_open(receipt->applier->store, STORE_FEED,
	    store_sequence_key(receipt->first, from), fault);
	if (walk == NULL)
		return false;
	for (; good && seq <= receipt->last && store_walk_next(walk, &key, &stored); seq++) {
		if (store_key_number(key) != seq || !change_read(stored.record, &change))
			break;
		good = feed_fill(receipt->applier->store, stored.act, &change, fault);
		if (!good)
			break;
		receipt->counts[change.entity][change.action]++;
		change_plan_row(receipt->plan, &change);
		change_feed_line(&receipt->lines, &change, seq, seq - receipt->first + 1,
		    receipt->drop, receipt->time);
		good = put_lines(receipt, false, fault);
	}
	store_walk_close(walk);
	if (good && seq <= receipt->last)
		good = fault_set(fault, FAULT_IO, "the feed lacks record %llu; restore the backup",
		    (unsigned long long)seq);
	return good && put_lines(receipt, true, fault);
}

static bool
put_files(struct receipt *receipt, struct fault *fault)
{
	int out = receipt->applier->job->out;
	int plan = fs_create(out, "plan.csv", fault);
	if (plan < 0)
		return false;
	receipt->feed = fs_create(out, "changes.ndjson", fault);
	receipt->plan = csv_new(plan, false);
	csv_line(receipt->plan, change_plan_header);
	bool good = receipt->feed >= 0 && put_changes(receipt, fault);
	struct fault other;
	bool planned = csv_finish(receipt->plan, "plan.csv", good ? fault : &other);
	if (receipt->feed >= 0 && !fs_finish(receipt->feed, "changes.ndjson", good && planned
		    ? fault : &other))
		planned = false;
	bool synced = fs_finish(plan, "plan.csv", good && planned ? fault : &other);
	text_free(&receipt->lines);
	return good && planned && synced;
}

bool
receipt_write(struct applier *applier, uint32_t act, struct fault *fault)
{
	char key[4];
	struct stored stored;
	struct bytes ledger[LEDGER_CELLS];
	struct receipt receipt = {.applier = applier, .feed = -1};
	if (!store_get(applier->store, STORE_LEDGER, store_number_key(act, key), &stored) ||
	    !record_read(stored.record, ledger, LEDGER_CELLS))
		return fault_set(fault, FAULT_IO, "the ledger lacks act %u; restore the backup",
		    act);
	receipt.first = number_of(ledger[LEDGER_FIRST_SEQ]);
	receipt.last = number_of(ledger[LEDGER_LAST_SEQ]);
	applier->job->generation = number_of(ledger[LEDGER_GENERATION]) -
	    (receipt.first <= receipt.last ? 1 : 0); // what the act read, before it moved it on
	snprintf(receipt.drop, sizeof receipt.drop, "%.*s", (int)ledger[LEDGER_DROP].size,
	    ledger[LEDGER_DROP].data);
	snprintf(receipt.time, sizeof receipt.time, "%.*s", (int)ledger[LEDGER_TIME].size,
	    ledger[LEDGER_TIME].data);
	return put_files(&receipt, fault) &&
	    summary_write(applier, "applied", receipt.counts, ledger, fault);
}

// A plan that is only written, not done.
struct planner {
	struct csv *csv;
	uint64_t (*counts)[ACTIONS];
};

static bool
plan_change(void *context, const struct change *change, struct fault *fault)
{
	struct planner *planner = context;
	(void)fault;
	planner->counts[change->entity][change->action]++;
	change_plan_row(planner->csv, change);
	return true;
}

bool
plan_write(struct applier *applier, int fd, const char *name, uint64_t counts[ENTITIES][ACTIONS],
    struct fault *fault)
{
	struct planner planner = {csv_new(fd, false), counts};
	struct fault other;
	csv_line(planner.csv, change_plan_header);
	bool good = merge_drop(applier, true, plan_change, &planner, fault);
	return csv_finish(planner.csv, name, good ? fault : &other) && good;
}

// {"entity":"user","action":"create","count":12}, …
static uint64_t
summary_counts(struct text *text, uint64_t counts[ENTITIES][ACTIONS])
{
	uint64_t total = 0;
	const char *before = "";
	for (unsigned entity = 0; entity < ENTITIES; entity++)
		for (unsigned action = 0; action < ACTIONS; action++) {
			if (counts[entity][action] == 0)
				continue;
			text_put(text, before);
			text_put(text, "\n  {\"entity\":\"");
			text_put(text, entity_name(entity));
			text_put(text, "\",\"action\":\"");
			text_put(text, action_name((enum action)action));
			text_put(text, "\",\"count\":");
			text_number(text, counts[entity][action]);
			text_put(text, "}");
			before = ",";
			total += counts[entity][action];
		}
	return total;
}

bool
summary_write(struct applier *applier, const char *outcome, uint64_t counts[ENTITIES][ACTIONS],
    const struct bytes *ledger, struct fault *fault)
{
	struct text text = {NULL, 0, 0, false};
	text_put(&text, "{\"format\":1,\"drop\":\"");
	text_put(&text, applier->job->drop);
	text_put(&text, "\",\"outcome\":\"");
	text_put(&text, outcome);
	text_put(&text, "\",\"sha256\":\"");
	text_put(&text, applier->sha256);
	if (ledger != NULL) {
		text_put(&text, "\",\"firstSeq\":");
		text_add(&text, ledger[LEDGER_FIRST_SEQ]);
		text_put(&text, ",\"lastSeq\":");
		text_add(&text, ledger[LEDGER_LAST_SEQ]);
		text_put(&text, ",\"generation\":");
		text_add(&text, ledger[LEDGER_GENERATION]);
	} else {
		text_put(&text, "\"");
	}
	text_put(&text, ",\"changes\":[");
	uint64_t total = summary_counts(&text, counts);
	text_put(&text, "],\"total\":");
	text_number(&text, total);
	text_put(&text, "}\n");
	bool good = !text.failed || fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && fs_put(applier->job->out, "summary.json", text.data, text.size, fault);
	text_free(&text);
	return good;
}
