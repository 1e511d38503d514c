// What was done: ledger, feed and audit log are each without a gap, fit each other, and end where the store says that they end.
#include "cmd/rosterdrop/verify.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/digest.h"
#include "pipeline/ledger.h"
#include "schema/record.h"

// The ledger as far as it was read.
struct ledger {
	uint32_t act;
	uint64_t seq, generation;
};

// Whether an index of the ledger names an act for a key.
static bool
index_names(struct verify *verify, unsigned table, struct bytes key, uint64_t act, bool later)
{
	struct stored stored;
	if (!store_get(verify->reader.store, table, key, &stored))
		return false;
	uint64_t named = record_number(record_cell(stored.record, 0));
	return named == act || (later && named > act);
}

// One entry. Digests name the act that applied their content last.
static bool
look_at_entry(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	struct ledger *ledger = context;
	struct bytes cells[LEDGER_CELLS];
	uint32_t act = (uint32_t)store_key_number(key);
	(void)fault;
	if (act != ledger->act + 1)
		verify_say(verify, CHECK_LEDGER_GAP, STORE_LEDGER, key);
	ledger->act = act;
	if (!record_read(stored->record, cells, LEDGER_CELLS))
		return true;
	uint64_t last = record_number(cells[LEDGER_LAST_SEQ]),
		 generation = record_number(cells[LEDGER_GENERATION]);
	if (record_number(cells[LEDGER_FIRST_SEQ]) != ledger->seq + 1 || last < ledger->seq)
		verify_say(verify, CHECK_LEDGER_FEED, STORE_LEDGER, key);
	if (generation < ledger->generation)
		verify_say(verify, CHECK_LEDGER_GENERATION, STORE_LEDGER, key);
	ledger->seq = last;
	ledger->generation = generation;
	if (cells[LEDGER_SHA256].size > 0 &&
	    (!index_names(verify, STORE_LEDGER_DROPS, cells[LEDGER_DROP], act, false) ||
		!index_names(verify, STORE_LEDGER_DIGESTS, cells[LEDGER_SHA256], act, true)))
		verify_say(verify, CHECK_LEDGER_INDEX, STORE_LEDGER, key);
	return true;
}

// What an index of the ledger is about.
struct ledger_index {
	unsigned table;
	enum ledger_cell cell;
};

// An entry of an index: the act that it names has the key in its cell.
static bool
look_at_index(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	const struct ledger_index *index = context;
	char number[4];
	struct stored entry;
	uint64_t act = record_number(record_cell(stored->record, 0));
	(void)fault;
	if (!store_get(verify->reader.store, STORE_LEDGER, store_number_key((uint32_t)act, number),
		&entry) ||
	    !bytes_equal(record_cell(entry.record, index->cell), key))
		verify_say(verify, CHECK_LEDGER_INDEX, index->table, key);
	return true;
}

// Says of a number of `meta` that it is wrong.
static void
say_meta(struct verify *verify, bool wrong, const char *name)
{
	if (wrong)
		verify_say(verify, CHECK_META, TABLE_META, bytes_of(name));
}

bool
verify_ledger(struct verify *verify, struct fault *fault)
{
	struct ledger ledger = {0, 0, 0};
	struct ledger_index drops = {STORE_LEDGER_DROPS, LEDGER_DROP},
			    digests = {STORE_LEDGER_DIGESTS, LEDGER_SHA256};
	const struct store_meta *meta = store_meta(verify->reader.store);
	if (!verify_walk(verify, STORE_LEDGER, look_at_entry, &ledger, fault) ||
	    !verify_walk(verify, STORE_LEDGER_DROPS, look_at_index, &drops, fault) ||
	    !verify_walk(verify, STORE_LEDGER_DIGESTS, look_at_index, &digests, fault))
		return false;
	say_meta(verify, meta->act != ledger.act, "act");
	say_meta(verify, meta->seq != ledger.seq, "seq");
	say_meta(verify, meta->generation != ledger.generation, "generation");
	say_meta(verify,
	    meta->last_drop[0] != '\0' && ledger_act(verify->reader.store, meta->last_drop) == 0,
	    "last_drop");
	return true;
}

// The audit log as far as it was read.
struct audit_log {
	uint64_t number;
	char digest[DIGEST_HEX];
};

// Whether a line ends as it must: with the digest before it, and its own.
static bool
fits(struct bytes line, const char *before, char digest[DIGEST_HEX])
{
	char tail[256];
	static const char name[] = ",\"digest\":\"";
	size_t end = sizeof name - 1 + DIGEST_HEX - 1 + 2; // the digest, a quote, a brace
	if (line.size > 0 && line.data[line.size - 1] == '\n')
		line.size--;
	if (line.size <= end)
		return false;
	struct bytes said = {line.data + line.size - end, end};
	digest_bytes(line.data, line.size - end, digest);
	snprintf(tail, sizeof tail, "%s%s\"}", name, digest);
	if (!bytes_is(said, tail))
		return false;
	snprintf(tail, sizeof tail, ",\"before\":\"%s\"", before);
	size_t size = strlen(tail);
	return line.size >= end + size &&
	       memcmp(line.data + line.size - end - size, tail, size) == 0;
}

// One line of the audit log.
static bool
look_at_line(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	struct audit_log *log = context;
	char begin[48], digest[DIGEST_HEX] = "";
	uint64_t number = store_key_number(key);
	struct bytes line = record_cell(stored->record, 0);
	(void)fault;
	if (number != log->number + 1)
		verify_say(verify, CHECK_AUDIT_GAP, STORE_AUDIT, key);
	snprintf(begin, sizeof begin, "{\"number\":%llu,", (unsigned long long)number);
	if (!fits(line, log->digest, digest) || memcmp(line.data, begin, strlen(begin)) != 0)
		verify_say(verify, CHECK_AUDIT_CHAIN, STORE_AUDIT, key);
	log->number = number;
	memcpy(log->digest, digest, sizeof digest);
	return true;
}

bool
verify_audit(struct verify *verify, struct fault *fault)
{
	struct audit_log log = {0, ""};
	const struct store_meta *meta = store_meta(verify->reader.store);
	snprintf(log.digest, sizeof log.digest, "%064d", 0);
	if (!verify_walk(verify, STORE_AUDIT, look_at_line, &log, fault))
		return false;
	say_meta(verify, meta->audit != log.number || meta->audit != meta->act, "audit");
	say_meta(verify, strcmp(meta->audit_head, log.digest) != 0, "audit_head");
	return true;
}
