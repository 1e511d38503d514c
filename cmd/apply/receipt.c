// The receipt of a drop: written while its changes are, and published only after they are committed. After a crash between commit and rename it is
// made again from the store alone, byte for byte the same.
#include "cmd/apply/apply.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/apply/grace.h"
#include "cmd/apply/tally.h"
#include "pipeline/bulk.h"
#include "pipeline/feed.h"
#include "pipeline/ledger.h"
#include "pipeline/text.h"
#include "schema/record.h"

enum { LINES_BYTES = 64 * 1024 };

// Its files: of a whole drop, and of one whose removals wait. How to add one: its digest in struct receipt, and where it is written.
struct receipt_files {
	const char *plan, *feed;
};
static const struct receipt_files whole = {"plan.csv", "changes.ndjson"};
static const struct receipt_files of_part = {"part.csv", RECEIPT_PART};

struct receipt {
	struct applier *applier;
	const struct receipt_files *files;
	int plan_fd, feed_fd;
	struct csv *plan;
	struct text lines;
	struct bulk *feed_bulk, *plan_bulk;
	uint64_t seq, number; // of the last change
	char drop[DROP_NAME_MAX + 1], time[32];
	struct fault *fault;
};

struct receipt *
receipt_open(struct applier *applier, const char *drop, const char *time, uint64_t first,
    struct fault *fault)
{
	struct receipt *receipt = calloc(1, sizeof *receipt);
	int out = applier->job->out;
	if (receipt == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	receipt->applier = applier;
	receipt->files = ledger_is_part(drop) ? &of_part : &whole;
	receipt->seq = first - 1;
	snprintf(receipt->drop, sizeof receipt->drop, "%s", drop);
	snprintf(receipt->time, sizeof receipt->time, "%s", time);
	receipt->feed_fd = -1;
	receipt->plan_fd = fs_create(out, receipt->files->plan, fault);
	if (receipt->plan_fd >= 0)
		receipt->feed_fd = fs_create(out, receipt->files->feed, fault);
	receipt->plan = csv_new(receipt->plan_fd, false);
	receipt->plan_bulk = bulk_new(receipt->plan_fd);
	receipt->feed_bulk = bulk_new(receipt->feed_fd);
	csv_into(receipt->plan, receipt->plan_bulk);
	csv_line(receipt->plan, change_plan_header);
	if (receipt->feed_fd >= 0)
		return receipt;
	struct fault ignored;
	receipt_close(receipt, false, &ignored);
	return NULL;
}

// Writes the lines of the feed that have gathered, when they are many or at the end.
static bool
put_lines(struct receipt *receipt, bool all, struct fault *fault)
{
	struct text *lines = &receipt->lines;
	if (lines->failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	if (lines->size == 0 || (!all && lines->size < LINES_BYTES))
		return true;
	bulk_add(receipt->feed_bulk, lines->data, lines->size);
	text_clear(lines);
	return bulk_good(receipt->feed_bulk, receipt->files->feed, fault);
}

bool
receipt_add(struct receipt *receipt, const struct change *change, struct fault *fault)
{
	change_tally_add(receipt->applier->tally, change);
	change_plan_row(receipt->plan, change);
	change_feed_line(&receipt->lines, change, ++receipt->seq, ++receipt->number, receipt->drop,
	    receipt->time);
	return put_lines(receipt, false, fault);
}

bool
receipt_close(struct receipt *receipt, bool good, struct fault *fault)
{
	char hex[DIGEST_HEX], plan_hex[DIGEST_HEX];
	uint64_t feed_size, plan_size;
	struct fault other;
	good = good && put_lines(receipt, true, fault);
	good = csv_finish(receipt->plan, receipt->files->plan, good ? fault : &other) && good;
	good = bulk_finish(receipt->plan_bulk, receipt->files->plan, plan_hex, &plan_size,
		   good ? fault : &other) &&
	       good;
	good = bulk_finish(receipt->feed_bulk, receipt->files->feed, hex, &feed_size,
		   good ? fault : &other) &&
	       good;
	if (receipt->feed_fd >= 0)
		good = fs_finish(receipt->feed_fd, receipt->files->feed, good ? fault : &other) &&
		       good;
	if (receipt->plan_fd >= 0)
		good = fs_finish(receipt->plan_fd, receipt->files->plan, good ? fault : &other) &&
		       good;
	if (good) {
		struct seal *seal = receipt->applier->job->seal;
		seal_know(seal, receipt->files->feed, hex, feed_size);
		seal_know(seal, receipt->files->plan, plan_hex, plan_size);
	}
	text_free(&receipt->lines);
	free(receipt);
	return good;
}

// Reads the changes of an act back from the store.
static bool
read_changes(
    struct receipt *receipt, uint64_t last, uint64_t counts[FACTS][ACTIONS], struct fault *fault)
{
	uint64_t seq;
	uint32_t act;
	struct change change;
	bool good = true;
	struct feed_walk *walk = feed_walk_open(receipt->applier->store, receipt->seq + 1, fault);
	if (walk == NULL)
		return false;
	while (good && receipt->seq < last &&
	       (good = feed_walk_next(walk, &seq, &act, &change, fault)) &&
	       seq == receipt->seq + 1) {
		counts[change.entity][change.action]++;
		good = receipt_add(receipt, &change, fault);
	}
	feed_walk_close(walk);
	if (!good && fault->class == FAULT_NONE)
		good = true; // the feed ended early
	if (good && receipt->seq < last)
		good = fault_set(fault, FAULT_IO, "the feed lacks record %llu; restore the backup",
		    (unsigned long long)receipt->seq + 1);
	return good;
}

// Writes the files of an act from the store.
static bool
copy_act(struct applier *applier, const struct bytes ledger[LEDGER_CELLS],
    uint64_t counts[FACTS][ACTIONS], struct fault *fault)
{
	char drop[DROP_NAME_MAX + 1], time[32];
	snprintf(
	    drop, sizeof drop, "%.*s", (int)ledger[LEDGER_DROP].size, ledger[LEDGER_DROP].data);
	snprintf(
	    time, sizeof time, "%.*s", (int)ledger[LEDGER_TIME].size, ledger[LEDGER_TIME].data);
	struct receipt *receipt =
	    receipt_open(applier, drop, time, record_number(ledger[LEDGER_FIRST_SEQ]), fault);
	if (receipt == NULL)
		return false;
	bool good = read_changes(receipt, record_number(ledger[LEDGER_LAST_SEQ]), counts, fault);
	return receipt_close(receipt, good, fault);
}

bool
receipt_again(struct applier *applier, uint32_t act, struct fault *fault)
{
	struct bytes ledger[LEDGER_CELLS];
	uint64_t counts[FACTS][ACTIONS] = {{0}};
	if (!ledger_read(applier->store, act, ledger, fault) ||
	    !copy_act(applier, ledger, counts, fault))
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
	uint64_t counts[FACTS][ACTIONS] = {{0}};
	struct change_tally *told = applier->tally;
	if (applier->part_act == 0 || fs_exists(applier->job->out, of_part.feed))
		return true;
	applier->tally = change_tally_new(); // the report is about what is left
	bool good = (applier->tally != NULL || fault_set(fault, FAULT_TEMP, "out of memory")) &&
		    ledger_read(applier->store, applier->part_act, ledger, fault) &&
		    copy_act(applier, ledger, counts, fault);
	change_tally_free(applier->tally);
	applier->tally = told;
	return good;
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
