// Every record by itself: its checksum, its act, its cells. What is wrong here is left out of all other checks.
#include "cmd/rosterdrop/verify.h"

#include "pipeline/feed.h"
#include "schema/record.h"

// How many cells the records of the tables behind the facts may have; -1: the record is empty.
static const int cells_of[STORE_TABLES] = {
    [STORE_LINKS] = 2,
    [STORE_CREDENTIALS] = -1,
    [STORE_LEDGER] = LEDGER_CELLS,
    [STORE_LEDGER_DROPS] = 1,
    [STORE_LEDGER_DIGESTS] = 1,
    [STORE_FEED] = FEED_BLOCK_CHANGES,
    [STORE_AUDIT] = 1,
    [STORE_ACCOUNTS_BEFORE] = ACCOUNT_CELLS,
    [STORE_LINKS_BEFORE] = 2,
};

bool
verify_has(const struct verify *verify, unsigned table, struct bytes key)
{
	struct stored stored;
	return store_get(verify->reader.store, table, key, &stored);
}

bool
verify_walk(struct verify *verify, unsigned table, verify_visitor *visit, void *context,
    struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(verify->reader.store, table, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	bool good = true;
	while (good && store_walk_next(walk, &key, &stored))
		good = visit(verify, context, key, &stored, fault);
	store_walk_close(walk);
	return good;
}

// Whether the record has cells as those of its table.
static bool
has_cells(unsigned table, struct bytes record)
{
	struct bytes cells[RECORD_CELLS_MAX];
	if (table >= STORE_TABLES)
		return false;
	int count = table < FACTS ? (int)entity_columns(table) : cells_of[table];
	return count < 0 ? record.size == 0 : record_read(record, cells, (unsigned)count);
}

// One table. The records of an act that was cut off are no violation while the store says so.
static bool
look_at(struct verify *verify, unsigned table, bool unfinished, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	bool sound;
	struct store *store = verify->reader.store;
	struct store_walk *walk = store_walk_open(store, table, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (store_walk_any(walk, &key, &stored, &sound)) {
		verify->records++;
		if (!sound)
			verify_say(verify, CHECK_DAMAGED, table, key);
		else if (stored.act > store_meta(store)->act && !unfinished)
			verify_say(verify, CHECK_UNCOMMITTED, table, key);
		else if (stored.act <= store_meta(store)->act && !has_cells(table, stored.record))
			verify_say(verify, CHECK_CELLS, table, key);
		verify->counts[table] += sound && stored.act <= store_meta(store)->act ? 1 : 0;
	}
	store_walk_close(walk);
	return true;
}

bool
verify_records(struct verify *verify, struct fault *fault)
{
	bool unfinished = store_unfinished(verify->reader.store);
	for (unsigned table = 0; table < STORE_TABLES; table++)
		if (!look_at(verify, table, unfinished, fault))
			return false;
	return true;
}
