// Writing the changes. A small act is one transaction. A large one (a first load) puts its new records and its feed in several, so that memory does
// not grow with it: they are not there for anybody until the last transaction, which also holds every change of what was there before, the
// ledger, the audit record and the number that makes all of it visible. That last commit is the commit point.
#include "cmd/apply/first.h"
#include "cmd/apply/rekey_facts.h"
#include "cmd/apply/tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/act.h"
#include "pipeline/feed.h"
#include "pipeline/ledger.h"
#include "pipeline/limits.h"
#include "pipeline/receipt.h"
#include "schema/record.h"

// What a pass writes.
enum { NEW = 1, CHANGED = 2 };

enum { UNDO_WHY_MAX = DROP_NAME_MAX + 2 + ACT_WHY_MAX + 1 };

struct writer {
	struct applier *applier;
	struct directory directory;
	int pass; // mask
	uint64_t count; // of changes in the pass that writes new records
	uint64_t staged;
	uint64_t counts[FACTS][ACTIONS];
	char time[CLOCK_TEXT]; // of the act
	char name[LEDGER_PART_NAME]; // of the act: the drop's, or that of its part
	struct receipt *receipt;
	struct feed_writer *feed;
};

static bool
put_record(struct writer *writer, const struct change *change, struct fault *fault)
{
	bool ends = change->after.size == 0;
	if (change->entity >= ENTITIES)
		return first_put(writer->applier, change, fault);
	return store_put(writer->applier->store, change->entity, change->sourced_id,
	    ends ? STORED_ARCHIVED : STORED_ACTIVE, ends ? change->before : change->after, fault);
}

// Commits what a pass of new records has put so far, when that is much.
static bool
flush(struct writer *writer, struct fault *fault)
{
	if (writer->pass != NEW || ++writer->staged < LIMIT_STAGED_CHANGES)
		return true;
	writer->staged = 0;
	return store_flush(writer->applier->store, fault);
}

static bool
write_change(void *context, const struct change *change, struct fault *fault)
{
	struct writer *writer = context;
	bool fresh = change->before.size == 0;
	if ((writer->pass & NEW) != 0) {
		writer->count++;
		writer->counts[change->entity][change->action]++;
		if (!feed_writer_add(writer->feed, change, fault) ||
		    !receipt_add(writer->receipt, change, fault) ||
		    (fresh && !put_record(writer, change, fault)) ||
		    !directory_insert(&writer->directory, change, fault))
			return false;
	}
	if ((writer->pass & CHANGED) != 0 &&
	    ((!fresh && !put_record(writer, change, fault)) ||
		(!directory_touch(&writer->directory, change) &&
		    !fault_set(fault, FAULT_TEMP, "out of memory"))))
		return false;
	return flush(writer, fault);
}

// One walk over all changes.
static bool
pass(struct writer *writer, int mask, struct fault *fault)
{
	uint64_t credentials = 0;
	writer->pass = mask;
	if (!merge_drop(writer->applier, true, write_change, writer, fault))
		return false;
	return (mask & NEW) == 0 ||
	       (feed_writer_end(writer->feed, fault) &&
		   directory_put_credentials(&writer->directory, &credentials, fault));
}

// A number as a decimal cell.
static struct bytes
decimal(char text[24], uint64_t number)
{
	return (struct bytes){text, (size_t)snprintf(text, 24, "%" PRIu64, number)};
}

// Numbers of a ledger entry, as text.
struct numbers {
	char text[4][24], removed[REMOVALS_TEXT];
};

// The ledger's entry of this act.
static void
ledger_cells(struct writer *writer, const struct store_meta *meta, struct numbers *numbers,
    struct bytes cells[LEDGER_CELLS])
{
	bool part = writer->applier->part != NULL;
	cells[LEDGER_DROP] = bytes_of(writer->name);
	cells[LEDGER_SHA256] = bytes_of(part ? "" : writer->applier->sha256);
	cells[LEDGER_TIME] = bytes_of(writer->time);
	cells[LEDGER_FIRST_SEQ] = decimal(numbers->text[0], meta->seq - writer->count + 1);
	cells[LEDGER_LAST_SEQ] = decimal(numbers->text[1], meta->seq);
	cells[LEDGER_GENERATION] = decimal(numbers->text[2], meta->generation);
	struct removals removals = {{0}, {0}};
	if (!part)
		removals = guards_removals(writer->applier->guards);
	cells[LEDGER_REMOVED] = removals_cell(&removals, numbers->removed);
}

// The ledger: that this drop was applied, by which act, with which feed records. The bytes of a part are not done with: they may come again.
static bool
put_ledger(struct writer *writer, const struct store_meta *meta, struct fault *fault)
{
	struct store *store = writer->applier->store;
	char key[4], record[512];
	struct numbers numbers;
	struct bytes cells[LEDGER_CELLS];
	ledger_cells(writer, meta, &numbers, cells);
	struct bytes made = {record, record_write(record, cells, LEDGER_CELLS)};
	if (!store_put(
		store, STORE_LEDGER, store_number_key(meta->act, key), STORED_ACTIVE, made, fault))
		return false;
	const struct bytes act = decimal(numbers.text[3], meta->act);
	made.size = record_write(record, &act, 1);
	return store_put(
		   store, STORE_LEDGER_DROPS, cells[LEDGER_DROP], STORED_ACTIVE, made, fault) &&
	       (cells[LEDGER_SHA256].size == 0 ||
		   store_put(store, STORE_LEDGER_DIGESTS, cells[LEDGER_SHA256], STORED_ACTIVE, made,
		       fault));
}

static bool
write_summary(struct writer *writer, const struct store_meta *meta, struct fault *fault)
{
	struct numbers numbers;
	struct bytes cells[LEDGER_CELLS];
	ledger_cells(writer, meta, &numbers, cells);
	return summary_write(writer->applier, "applied", writer->counts, cells, fault);
}

// The audit record of the drop.
static bool
put_audit(struct writer *writer, struct store_meta *meta, struct fault *fault)
{
	char who[ACT_WHO_MAX + 1], why[UNDO_WHY_MAX];
	const struct roster_undo *undo = &writer->applier->undo;
	struct audit audit = {.time = writer->time,
	    .who = "system",
	    .act = writer->applier->part != NULL ? "apply-part" : "apply",
	    .drop = writer->applier->job->drop,
	    .sha256 = writer->applier->sha256};
	snprintf(who, sizeof who, "%.*s", (int)undo->by.size, undo->by.data);
	snprintf(why, sizeof why, "%.*s: %.*s", (int)undo->drop.size, undo->drop.data,
	    (int)undo->why.size, undo->why.data);
	if (writer->applier->undoes) {
		audit.who = who;
		audit.act = "undo";
		audit.why = why;
	}
	memcpy(audit.counts, writer->counts, sizeof writer->counts);
	return audit_put(writer->applier->store, &audit, meta, fault);
}

// The last transaction: accounts, ledger, audit, and the number.
static bool
commit(struct writer *writer, struct fault *fault)
{
	struct store *store = writer->applier->store;
	struct store_meta meta = *store_meta(store);
	meta.act++;
	meta.seq += writer->count;
	meta.generation += writer->count > 0 ? 1 : 0;
	meta.next_account += writer->applier->new_accounts;
	snprintf(meta.last_drop, sizeof meta.last_drop, "%s", writer->applier->job->drop);
	return directory_refresh(&writer->directory, fault) &&
	       rekey_put_edits(writer->applier, fault) && put_ledger(writer, &meta, fault) &&
	       put_audit(writer, &meta, fault) &&
	       (writer->applier->part != NULL || write_summary(writer, &meta, fault)) &&
	       store_commit_act(store, &meta, fault);
}

// Counts a change for the report.
static void
tally(void *context, const struct change *change)
{
	change_tally_add(context, change);
}

// The first pass, with the receipt.
static bool
first_pass(struct writer *writer, int mask, struct fault *fault)
{
	struct applier *applier = writer->applier;
	const struct receipt_to to = {applier->job->out, applier->job->seal, tally, applier->tally};
	writer->receipt = receipt_open(
	    &to, writer->name, writer->time, store_meta(applier->store)->seq + 1, fault);
	if (writer->receipt == NULL)
		return false;
	bool good = mask == 0 || pass(writer, mask, fault);
	return receipt_close(writer->receipt, good, fault);
}

static bool
write_all(struct writer *writer, const struct plan_size *size, struct fault *fault)
{
	bool large = size->all > LIMIT_STAGED_CHANGES;
	int mask = size->all == 0 ? 0 : large ? NEW : NEW | CHANGED;
	// what is new may belong to an account that was there: it is linked, or gets another role
	bool changed = size->changed > 0 || store_count(writer->applier->store, STORE_ACCOUNTS) > 0;
	if (large)
		store_stage(writer->applier->store);
	return first_pass(writer, mask, fault) &&
	       (!large || store_end_stage(writer->applier->store, fault)) &&
	       (!large || !changed || pass(writer, CHANGED, fault)) && commit(writer, fault);
}

bool
write_changes(struct applier *applier, const struct plan_size *size, struct fault *fault)
{
	struct writer writer = {.applier = applier, .count = 0};
	clock_text(clock_now(), writer.time);
	snprintf(writer.name, sizeof writer.name, "%s", applier->job->drop);
	if (applier->part != NULL)
		ledger_part_name(applier->job->drop, writer.name);
	writer.directory.applier = applier;
	writer.directory.credentials = sort_new(applier->job->out, LIMIT_SORT_BYTES);
	writer.directory.touched = idmap_new();
	writer.directory.family = family_new();
	writer.feed = feed_writer_new(applier->store, store_meta(applier->store)->seq);
	bool good = writer.feed != NULL && writer.directory.credentials != NULL &&
		    writer.directory.touched != NULL && writer.directory.family != NULL;
	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && write_all(&writer, size, fault);
	sort_free(writer.directory.credentials);
	idmap_free(writer.directory.touched);
	family_free(writer.directory.family);
	feed_writer_free(writer.feed);
	return good;
}
