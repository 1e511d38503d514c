// All changes of an import in one act. A large one is written in two passes, as apply writes a large drop: what is new first, committed now and then, so
// that memory does not grow; it cannot be seen before the last transaction, which also has every change of what was there.
#include "cmd/rosterdrop/import.h"

#include <stdlib.h>

#include "pipeline/audit.h"
#include "pipeline/feed.h"
#include "pipeline/ledger.h"
#include "pipeline/limits.h"
#include "schema/record.h"

// What a pass writes.
enum { NEW = 1, CHANGED = 2 };

struct writer {
	int pass; // mask
	uint64_t staged;
	struct feed_writer *feed;
	struct audit audit;
	char *record;
	size_t room;
};

// Makes the record of the change.
static bool
make_record(struct writer *writer, const struct import_change *change, struct bytes *record,
    struct fault *fault)
{
	unsigned count = entity_columns(change->table);
	size_t size = record_size(change->cells, count);
	if (size > writer->room) {
		char *grown = realloc(writer->record, 2 * size);
		if (grown == NULL)
			return fault_set(fault, FAULT_TEMP, "out of memory");
		writer->record = grown;
		writer->room = 2 * size;
	}
	*record =
	    (struct bytes){writer->record, record_write(writer->record, change->cells, count)};
	return true;
}

// Commits what was put so far of what is new, when that is much.
static bool
flush(struct import *import, struct writer *writer, struct fault *fault)
{
	if (writer->pass != NEW || ++writer->staged < LIMIT_STAGED_CHANGES)
		return true;
	writer->staged = 0;
	return store_flush(import->store, fault);
}

// Tells the change in the feed.
static bool
tell(struct writer *writer, const struct import_change *change, struct bytes record,
    struct fault *fault)
{
	const struct change told = {.action = change->action,
	    .entity = change->table,
	    .reason = change->reason,
	    .sourced_id = change->key,
	    .account_id = change->account,
	    .before = change->before.record,
	    .before_act = change->before.act,
	    .after = record};
	writer->audit.counts[change->table][change->action]++;
	return feed_writer_add(writer->feed, &told, fault);
}

static const struct {
	enum credential credential;
	enum account_cell cell;
} credentials[] = {
    {CREDENTIAL_USERNAME, ACCOUNT_USERNAME},
    {CREDENTIAL_EMAIL, ACCOUNT_EMAIL},
};

// Has a changed account found by what it has now.
static bool
move_credentials(struct import *import, const struct import_change *change, struct fault *fault)
{
	char key[CREDENTIAL_KEY_MAX];
	bool good = !bytes_is(record_cell(change->before.record, ACCOUNT_STATE), "archived") ||
		    reserve_add(import->usernames, change->cells[ACCOUNT_USERNAME],
			(struct bytes){NULL, 0}, fault);
	for (size_t i = 0; good && i < sizeof credentials / sizeof *credentials; i++) {
		struct bytes new = change->cells[credentials[i].cell];
		struct bytes old = record_cell(change->before.record, credentials[i].cell);
		if (bytes_equal(old, new))
			continue;
		if (credentials[i].credential == CREDENTIAL_USERNAME &&
		    !reserve_add(import->usernames, new, old, fault))
			return false;
		struct bytes made =
		    store_credential_key(credentials[i].credential, old, change->key, key);
		good =
		    made.size == 0 || store_delete(import->store, STORE_CREDENTIALS, made, fault);
		made = store_credential_key(credentials[i].credential, new, change->key, key);
		good =
		    good && (made.size == 0 || store_put(import->store, STORE_CREDENTIALS, made,
						   STORED_ACTIVE, (struct bytes){NULL, 0}, fault));
	}
	return good;
}

static bool
write_row(struct import *import, void *context, const struct import_row *row,
    struct import_change *change, struct fault *fault)
{
	struct writer *writer = context;
	struct bytes record = {NULL, 0};
	bool fresh = change->verdict == ROW_NEW;
	(void)row;
	if (change->verdict != ROW_NEW && change->verdict != ROW_CHANGED)
		return true;
	if (!make_record(writer, change, &record, fault) ||
	    ((writer->pass & NEW) != 0 && !tell(writer, change, record, fault)))
		return false;
	if ((writer->pass & (fresh ? NEW : CHANGED)) != 0) {
		if (!store_put(
			import->store, change->table, change->key, change->state, record, fault))
			return false;
		if (!fresh && change->table == STORE_ACCOUNTS &&
		    !move_credentials(import, change, fault))
			return false;
	}
	return flush(import, writer, fault);
}

// The credentials of new accounts, in order.
static bool
put_credentials(struct import *import, struct writer *writer, struct fault *fault)
{
	struct bytes key, value;
	bool more = true;
	if (!sort_rewind(import->credentials, fault))
		return false;
	while (sort_next(import->credentials, &key, &value, &more, fault)) {
		if (!more)
			return true;
		if (value.data[4] != 'n')
			continue;
		struct bytes username = {
		    key.data + 1, key.size - store_credential_holder(key).size - 2};
		if (key.data[0] == CREDENTIAL_USERNAME &&
		    !reserve_add(import->usernames, username, (struct bytes){NULL, 0}, fault))
			return false;
		if (!store_put(import->store, STORE_CREDENTIALS, key, STORED_ACTIVE,
			(struct bytes){NULL, 0}, fault) ||
		    !flush(import, writer, fault))
			return false;
	}
	return false;
}

// The files in the order of the feed. Members come class by class: first those of the vendor's, then those of the SIS.
static bool
pass(struct import *import, struct writer *writer, int mask, struct fault *fault)
{
	static const struct {
		enum import_file file;
		char letter;
	} order[] = {
	    {IMPORT_ACCOUNTS, 0},
	    {IMPORT_CONNECTIONS, 0},
	    {IMPORT_CLASSES, 0},
	    {IMPORT_MEMBERS, CLASS_LOCAL},
	    {IMPORT_MEMBERS, CLASS_SIS},
	    {IMPORT_SCHOOLS, 0},
	};
	writer->pass = mask;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		import->letter = order[i].letter;
		if (!enrolled_rewind(import, fault) ||
		    !import_walk(import, order[i].file, write_row, writer, fault))
			return false;
	}
	import->letter = 0;
	return (mask & NEW) == 0 ||
	       (feed_writer_end(writer->feed, fault) && put_credentials(import, writer, fault));
}

// The last transaction.
static bool
commit(struct import *import, struct writer *writer, uint64_t all, struct fault *fault)
{
	struct store_meta meta = *store_meta(import->store);
	meta.act++;
	meta.seq += all;
	meta.generation++;
	meta.next_account = import->next_account;
	char by[LEDGER_ACT_NAME];
	uint64_t taken; // what other districts have was said of its row
	const struct conf *conf = import->front->conf;
	const char *name = import->district->name;
	ledger_act_name(meta.act, by);
	return reserve_take(import->usernames, conf, name, import->store, by, &taken, fault) &&
	       ledger_put_act(import->store, &meta, all, import->time, fault) &&
	       audit_put(import->store, &writer->audit, &meta, fault) &&
	       store_commit_act(import->store, &meta, fault) &&
	       reserve_settle(import->usernames, conf, name, import->store, fault);
}

bool
import_write(struct import *import, uint64_t all, uint64_t changed, struct fault *fault)
{
	struct writer writer = {.audit = {.time = import->time,
				    .who = import->who,
				    .act = "import",
				    .why = import->why == NULL ? "" : import->why}};
	bool large = all > LIMIT_STAGED_CHANGES;
	writer.feed = feed_writer_new(import->store, store_meta(import->store)->seq);
	import->usernames = reserve_new();
	bool good = (writer.feed != NULL && import->usernames != NULL) ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	if (good && large)
		store_stage(import->store);
	good = good && pass(import, &writer, large ? NEW : NEW | CHANGED, fault) &&
	       (!large || store_end_stage(import->store, fault)) &&
	       (!large || changed == 0 || pass(import, &writer, CHANGED, fault)) &&
	       commit(import, &writer, all, fault);
	feed_writer_free(writer.feed);
	reserve_free(import->usernames);
	free(writer.record);
	return good;
}
