// What apply writes of a drop beside what changed: the receipt again, after a crash or of a part; the plan of what is not done; the summary.
#include "cmd/apply/apply.h"

#include "cmd/apply/grace.h"
#include "cmd/apply/tally.h"
#include "pipeline/ledger.h"
#include "pipeline/receipt.h"
#include "pipeline/text.h"
#include "schema/record.h"

// What is counted while a receipt is written again.
struct counting {
	struct change_tally *tally;
	uint64_t (*counts)[ACTIONS];
};

static void
count(void *context, const struct change *change)
{
	struct counting *counting = context;
	change_tally_add(counting->tally, change);
	counting->counts[change->entity][change->action]++;
}

bool
receipt_again(struct applier *applier, uint32_t act, struct fault *fault)
{
	struct bytes ledger[LEDGER_CELLS];
	uint64_t counts[FACTS][ACTIONS] = {{0}};
	struct counting counting = {applier->tally, counts};
	const struct receipt_to to = {applier->job->out, applier->job->seal, count, &counting};
	if (!ledger_read(applier->store, act, ledger, fault) ||
	    !receipt_copy(&to, applier->store, ledger, fault))
		return false;
	bool changed =
	    record_number(ledger[LEDGER_FIRST_SEQ]) <= record_number(ledger[LEDGER_LAST_SEQ]);
	applier->job->generation =
	    record_number(ledger[LEDGER_GENERATION]) - (changed ? 1 : 0); // that it read
	return summary_write(applier, "applied", counts, ledger, fault);
}

bool
receipt_part(struct applier *applier, struct fault *fault)
{
	struct bytes ledger[LEDGER_CELLS];
	const struct receipt_to to = {.out = applier->job->out, .seal = applier->job->seal};
	return applier->part_act == 0 || fs_exists(applier->job->out, RECEIPT_PART) ||
	       (ledger_read(applier->store, applier->part_act, ledger, fault) &&
		   receipt_copy(&to, applier->store, ledger, fault));
}

// A plan that is only written, not done.
struct planner {
	struct change_tally *tally;
	struct csv *csv;
	uint64_t (*counts)[ACTIONS];
};

static bool
plan_change(void *context, const struct change *change, struct fault *fault)
{
	struct planner *planner = context;
	(void)fault;
	planner->counts[change->entity][change->action]++;
	change_tally_add(planner->tally, change);
	change_plan_row(planner->csv, change);
	return true;
}

bool
plan_write(struct applier *applier, int fd, const char *name, uint64_t counts[FACTS][ACTIONS],
    struct fault *fault)
{
	struct planner planner = {applier->tally, csv_new(fd, false), counts};
	struct fault other;
	csv_line(planner.csv, change_plan_header);
	bool good = merge_drop(applier, true, plan_change, &planner, fault);
	return csv_finish(planner.csv, name, good ? fault : &other) && good;
}

// {"entity":"user","action":"create","count":12}, …
static uint64_t
summary_counts(struct text *text, uint64_t counts[FACTS][ACTIONS])
{
	uint64_t total = 0;
	const char *before = "";
	for (unsigned entity = 0; entity < FACTS; entity++)
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
summary_write(struct applier *applier, const char *outcome, uint64_t counts[FACTS][ACTIONS],
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
	uint64_t waiting, total = summary_counts(&text, counts);
	text_put(&text, "],\"total\":");
	text_number(&text, total);
	bool good = grace_count(applier, &waiting, fault);
	if (good && waiting > 0) {
		text_put(&text, ",\"waiting\":");
		text_number(&text, waiting);
	}
	text_put(&text, "}\n");
	good = good && (!text.failed || fault_set(fault, FAULT_TEMP, "out of memory"));
	good = good && fs_put(applier->job->out, "summary.json", text.data, text.size, fault);
	text_free(&text);
	return good;
}
