// A receipt is published only after what it tells of is committed. After a crash between commit and rename it is made again from the store alone.
#include "pipeline/receipt.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/bulk.h"
#include "pipeline/feed.h"
#include "pipeline/fs.h"
#include "pipeline/spool.h"
#include "pipeline/text.h"
#include "schema/record.h"

enum { LINES_BYTES = 64 * 1024 };

// Its files: of a whole drop, and of one whose removals wait. How to add one: its digest in struct receipt, and where it is written.
struct receipt_files {
	const char *plan, *feed;
};
static const struct receipt_files whole = {"plan.csv", "changes.ndjson"};
static const struct receipt_files of_part = {RECEIPT_PART_PLAN, RECEIPT_PART};

struct receipt {
	struct receipt_to to;
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
receipt_open(const struct receipt_to *to, const char *name, const char *time, uint64_t first,
    struct fault *fault)
{
	struct receipt *receipt = calloc(1, sizeof *receipt);
	if (receipt == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	receipt->to = *to;
	receipt->files = ledger_is_part(name) ? &of_part : &whole;
	receipt->seq = first - 1;
	snprintf(receipt->drop, sizeof receipt->drop, "%s", name);
	snprintf(receipt->time, sizeof receipt->time, "%s", time);
	receipt->feed_fd = -1;
	receipt->plan_fd = fs_create(to->out, receipt->files->plan, fault);
	if (receipt->plan_fd >= 0)
		receipt->feed_fd = fs_create(to->out, receipt->files->feed, fault);
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
	if (receipt->to.tell != NULL)
		receipt->to.tell(receipt->to.context, change);
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
	if (good && receipt->to.seal != NULL) {
		struct seal *seal = receipt->to.seal;
		seal_know(seal, receipt->files->feed, hex, feed_size);
		seal_know(seal, receipt->files->plan, plan_hex, plan_size);
	}
	text_free(&receipt->lines);
	free(receipt);
	return good;
}

// Reads the changes of an act back from the store.
static bool
read_changes(struct receipt *receipt, struct store *store, uint64_t last, struct fault *fault)
{
	uint64_t seq;
	uint32_t act;
	struct change change;
	bool good = true;
	struct feed_walk *walk = feed_walk_open(store, receipt->seq + 1, fault);
	if (walk == NULL)
		return false;
	while (good && receipt->seq < last &&
	       (good = feed_walk_next(walk, &seq, &act, &change, fault)) && seq == receipt->seq + 1)
		good = receipt_add(receipt, &change, fault);
	feed_walk_close(walk);
	if (!good && fault->class == FAULT_NONE)
		good = true; // the feed ended early
	if (good && receipt->seq < last)
		good = fault_set(fault, FAULT_IO, "the feed lacks record %llu; restore the backup",
		    (unsigned long long)receipt->seq + 1);
	return good;
}

bool
receipt_copy(const struct receipt_to *to, struct store *store,
    const struct bytes ledger[LEDGER_CELLS], struct fault *fault)
{
	char name[DROP_NAME_MAX + 1], time[32];
	snprintf(
	    name, sizeof name, "%.*s", (int)ledger[LEDGER_DROP].size, ledger[LEDGER_DROP].data);
	snprintf(
	    time, sizeof time, "%.*s", (int)ledger[LEDGER_TIME].size, ledger[LEDGER_TIME].data);
	struct receipt *receipt =
	    receipt_open(to, name, time, record_number(ledger[LEDGER_FIRST_SEQ]), fault);
	if (receipt == NULL)
		return false;
	bool good = read_changes(receipt, store, record_number(ledger[LEDGER_LAST_SEQ]), fault);
	return receipt_close(receipt, good, fault);
}
