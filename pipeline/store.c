// The store's records: header, checksum, and what is visible. The commit point of an act is the transaction of store_commit_act: it moves
// the number in `meta`, and everything that the act wrote is there from then on.
#include "pipeline/store.h"

#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "schema/record.h"

enum {
	STORED_VERSION = 1,
	HEADER = 10, // version, state, act (4 bytes), checksum (4 bytes)
	VALUE_MAX = 4 * 1024 * 1024, // a row before and a row after, and then some
};

static const char *const table_names[STORE_TABLES] = {
	[STORE_ACCOUNTS] = "accounts",
	[STORE_LINKS] = "links",
	[STORE_CREDENTIALS] = "credentials",
	[STORE_LEDGER] = "ledger",
	[STORE_LEDGER_DROPS] = "ledgerDrops",
	[STORE_LEDGER_DIGESTS] = "ledgerDigests",
	[STORE_FEED] = "feed",
	[STORE_AUDIT] = "audit",
};

enum meta_cell { META_ACT, META_SEQ, META_GENERATION, META_NEXT_ACCOUNT, META_AUDIT, META_AUDIT_HEAD,
	META_LAST_DROP, META_CELLS };

struct store {
	struct db *db;
	struct db *before; // a snapshot: while an act is open, the store as it was; then, as the act left it
	db_table tables[STORE_TABLES], meta_table;
	bool there[STORE_TABLES], write, act_open;
	struct store_meta meta;
	const char *damaged; // table of a damaged record
};

struct store_walk {
	struct store *store;
	bool now;
	unsigned table;
	struct db_cursor *cursor;
	struct bytes from;
	bool started;
};

static const char *
store_table_name(unsigned table)
{
	return table < ENTITIES ? entity_table(table) : table_names[table];
}

// A decimal cell.
static uint64_t
cell_number(struct bytes cell)
{
	uint64_t number = 0;
	for (size_t i = 0; i < cell.size; i++)
		number = number * 10 + (uint64_t)(cell.data[i] - '0');
	return number;
}

static void
cell_text(struct bytes cell, char *text, size_t room)
{
	snprintf(text, room, "%.*s", (int)cell.size, cell.data);
}

// The checksum over key, header (without itself) and record.
static uint32_t
checksum(struct bytes key, const char *value, struct bytes record)
{
	uint64_t header = 0;
	memcpy(&header, value, HEADER - sizeof(uint32_t));
	return (uint32_t)XXH3_64bits_withSeed(record.data, record.size,
	    XXH3_64bits_withSeed(key.data, key.size, header));
}

static void
put_number(char *out, uint32_t number)
{
	for (unsigned i = 0; i < 4; i++)
		out[i] = (char)(number >> (8 * i));
}

static uint32_t
get_number(const char *in)
{
	const unsigned char *bytes = (const unsigned char *)in;
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	    (uint32_t)bytes[3] << 24;
}

// Takes a value apart. False when it is damaged (noted), whoever wrote it.
static bool
unpack(struct store *store, unsigned table, struct bytes key, struct bytes value,
    struct stored *stored)
{
	struct bytes record = {value.data + HEADER, value.size - HEADER};
	if (value.size < HEADER || value.data[0] != STORED_VERSION ||
	    (value.data[1] != STORED_ACTIVE && value.data[1] != STORED_ARCHIVED) ||
	    get_number(value.data + 6) != checksum(key, value.data, record)) {
		store->damaged = store_table_name(table);
		return false;
	}
	stored->state = (enum stored_state)value.data[1];
	stored->act = get_number(value.data + 2);
	stored->record = record;
	return true;
}

// The act whose records may be seen: for the `_now` forms, the open one's too.
static uint32_t
visible_act(const struct store *store, bool now)
{
	return store->meta.act + (now && store->act_open ? 1 : 0);
}

// The view that a read is made in.
static struct db *
view_of(const struct store *store, bool now)
{
	return now || store->before == NULL ? store->db : store->before;
}

static bool
read_meta(struct store *store, struct fault *fault)
{
	struct bytes value, cells[META_CELLS];
	struct stored stored;
	const struct bytes key = bytes_of("meta");
	store->meta = (struct store_meta){.next_account = 1};
	snprintf(store->meta.audit_head, sizeof store->meta.audit_head, "%064d", 0);
	if (!db_get(store->db, store->meta_table, key, &value))
		return true; // a new store
	if (!unpack(store, STORE_LEDGER, key, value, &stored) ||
	    !record_read(stored.record, cells, META_CELLS))
		return fault_set(fault, FAULT_IO,
		    "the store's meta record is damaged; restore the backup");
	store->meta.act = (uint32_t)cell_number(cells[META_ACT]);
	store->meta.seq = cell_number(cells[META_SEQ]);
	store->meta.generation = cell_number(cells[META_GENERATION]);
	store->meta.next_account = cell_number(cells[META_NEXT_ACCOUNT]);
	store->meta.audit = cell_number(cells[META_AUDIT]);
	cell_text(cells[META_AUDIT_HEAD], store->meta.audit_head, sizeof store->meta.audit_head);
	cell_text(cells[META_LAST_DROP], store->meta.last_drop, sizeof store->meta.last_drop);
	return true;
}

// Opens the tables. For reading, one that no act has made yet is empty.
static bool
open_tables(struct store *store, struct fault *fault)
{
	for (unsigned table = 0; table < STORE_TABLES; table++) {
		store->there[table] = db_table_open(store->db, store_table_name(table),
		    &store->tables[table], fault);
		if (!store->there[table] && (store->write || fault->class != FAULT_MISSING))
			return false;
	}
	return db_table_open(store->db, "meta", &store->meta_table, fault);
}

struct store *
store_open(const struct conf *conf, const struct district *district, bool write,
    struct fault *fault)
{
	char path[4096];
	struct store *store = calloc(1, sizeof *store);
	if (store == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory opening the store");
		store_close(store);
		return NULL;
	}
	snprintf(path, sizeof path, "%s/%s/store", conf->spool, district->name);
	store->write = write;
	store->db = db_open_store(path, write, district->limits.store_map, fault);
	if (store->db == NULL || !open_tables(store, fault) || !read_meta(store, fault) ||
	    (write && !db_commit(store->db, fault))) {
		store_close(store);
		return NULL;
	}
	return store;
}

bool
store_create(const struct conf *conf, const struct district *district, struct fault *fault)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s/store", conf->spool, district->name);
	if (!db_create_store(path, district->limits.store_map, fault))
		return false;
	struct store *store = store_open(conf, district, true, fault);
	store_close(store);
	return store != NULL;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	db_close(store->before);
	db_close(store->db);
	free(store);
}

const struct store_meta *
store_meta(const struct store *store)
{
	return &store->meta;
}

uint64_t
store_count(struct store *store, unsigned table)
{
	return store->there[table] ? db_table_count(store->db, store->tables[table]) : 0;
}

unsigned
store_used_percent(struct store *store)
{
	return db_used_percent(store->db);
}

static bool
get(struct store *store, bool now, unsigned table, struct bytes key, struct stored *stored)
{
	struct bytes value;
	return store->there[table] &&
	    db_get(view_of(store, now), store->tables[table], key, &value) &&
	    unpack(store, table, key, value, stored) && stored->act <= visible_act(store, now);
}

bool
store_get(struct store *store, unsigned table, struct bytes key, struct stored *stored)
{
	return get(store, false, table, key, stored);
}

bool
store_get_now(struct store *store, unsigned table, struct bytes key, struct stored *stored)
{
	return get(store, true, table, key, stored);
}

static struct store_walk *
walk_open(struct store *store, bool now, unsigned table, struct bytes from, struct fault *fault)
{
	struct store_walk *walk = calloc(1, sizeof *walk);
	if (walk == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory walking the store");
		return NULL;
	}
	*walk = (struct store_walk){.store = store, .now = now, .table = table, .from = from};
	if (!store->there[table])
		return walk;
	walk->cursor = db_cursor_open(view_of(store, now), store->tables[table], fault);
	if (walk->cursor != NULL)
		return walk;
	free(walk);
	return NULL;
}

struct store_walk *
store_walk_open(struct store *store, unsigned table, struct bytes from, struct fault *fault)
{
	return walk_open(store, false, table, from, fault);
}

struct store_walk *
store_walk_open_now(struct store *store, unsigned table, struct bytes from, struct fault *fault)
{
	return walk_open(store, true, table, from, fault);
}

bool
store_walk_next(struct store_walk *walk, struct bytes *key, struct stored *stored)
{
	struct bytes value;
	bool more = walk->cursor != NULL;
	while (more) {
		more = walk->started ? db_cursor_next(walk->cursor, key, &value)
				     : db_cursor_seek(walk->cursor, walk->from, key, &value);
		walk->started = true;
		if (more && unpack(walk->store, walk->table, *key, value, stored) &&
		    stored->act <= visible_act(walk->store, walk->now))
			return true;
	}
	*key = (struct bytes){NULL, 0};
	return false;
}

void
store_walk_close(struct store_walk *walk)
{
	if (walk != NULL)
		db_cursor_close(walk->cursor);
	free(walk);
}

bool
store_sound(const struct store *store, struct fault *fault)
{
	if (store->damaged == NULL)
		return true;
	return fault_set(fault, FAULT_IO,
	    "a record of the store's table %s is damaged; nothing was changed; restore the backup",
	    store->damaged);
}

bool
store_put(struct store *store, unsigned table, struct bytes key, enum stored_state state,
    struct bytes record, struct fault *fault)
{
	if (HEADER + record.size > VALUE_MAX)
		return fault_set(fault, FAULT_DATA,
		    "a record of %s has %zu bytes; the store takes %d", store_table_name(table),
		    record.size, VALUE_MAX - HEADER);
	if (key.size > DB_KEY_MAX)
		return fault_set(fault, FAULT_DATA, "a key of %s has %zu bytes; the store takes %d",
		    store_table_name(table), key.size, DB_KEY_MAX);
	char header[HEADER] = {STORED_VERSION, (char)state};
	put_number(header + 2, visible_act(store, true));
	put_number(header + 6, checksum(key, header, record));
	char *value = db_reserve(store->db, store->tables[table], key, HEADER + record.size, fault);
	if (value == NULL)
		return false;
	memcpy(value, header, HEADER);
	if (record.size > 0)
		memcpy(value + HEADER, record.data, record.size);
	return true;
}

bool
store_delete(struct store *store, unsigned table, struct bytes key, struct fault *fault)
{
	return db_delete(store->db, store->tables[table], key, fault);
}

// Removes what a later act than the last committed one left in a table.
static bool
sweep_table(struct store *store, unsigned table, struct fault *fault)
{
	struct bytes key, value;
	struct stored stored;
	char copy[DB_KEY_MAX];
	struct db_cursor *cursor = db_cursor_open(store->db, store->tables[table], fault);
	if (cursor == NULL)
		return false;
	bool good = true;
	bool more = db_cursor_seek(cursor, (struct bytes){NULL, 0}, &key, &value);
	while (good && more) {
		bool stale = unpack(store, table, key, value, &stored) &&
		    stored.act > store->meta.act;
		if (stale) {
			memcpy(copy, key.data, key.size);
			struct bytes gone = {copy, key.size};
			good = store_delete(store, table, gone, fault);
			more = db_cursor_seek(cursor, gone, &key, &value);
		} else {
			more = db_cursor_next(cursor, &key, &value);
		}
	}
	db_cursor_close(cursor);
	return good;
}

// `unfinished` stands in the meta table from the first flush of an act to its commit.
static bool
sweep_unfinished(struct store *store, struct fault *fault)
{
	struct bytes value;
	const struct bytes mark = bytes_of("unfinished");
	if (!db_get(store->db, store->meta_table, mark, &value))
		return true;
	for (unsigned table = 0; table < STORE_TABLES; table++)
		if (!sweep_table(store, table, fault))
			return false;
	return db_delete(store->db, store->meta_table, mark, fault) && db_commit(store->db, fault);
}

bool
store_begin_act(struct store *store, struct fault *fault)
{
	if (!sweep_unfinished(store, fault))
		return false;
	db_close(store->before);
	store->before = db_snapshot(store->db, fault);
	store->act_open = store->before != NULL;
	return store->act_open;
}

bool
store_flush(struct store *store, struct fault *fault)
{
	return db_put(store->db, store->meta_table, bytes_of("unfinished"), bytes_of("1"), fault) &&
	    db_commit(store->db, fault);
}

// A number as a decimal cell in `text`.
static struct bytes
number_cell(char text[24], uint64_t number)
{
	return (struct bytes){text, (size_t)snprintf(text, 24, "%llu", (unsigned long long)number)};
}

bool
store_commit_act(struct store *store, const struct store_meta *meta, struct fault *fault)
{
	char numbers[5][24], value[HEADER + 512];
	const struct bytes key = bytes_of("meta");
	if (meta->act != store->meta.act + 1)
		return fault_set(fault, FAULT_BUG, "an act's number is not the next one");
	const struct bytes cells[META_CELLS] = {
		[META_ACT] = number_cell(numbers[0], meta->act),
		[META_SEQ] = number_cell(numbers[1], meta->seq),
		[META_GENERATION] = number_cell(numbers[2], meta->generation),
		[META_NEXT_ACCOUNT] = number_cell(numbers[3], meta->next_account),
		[META_AUDIT] = number_cell(numbers[4], meta->audit),
		[META_AUDIT_HEAD] = bytes_of(meta->audit_head),
		[META_LAST_DROP] = bytes_of(meta->last_drop),
	};
	struct bytes record = {value + HEADER, record_write(value + HEADER, cells, META_CELLS)};
	value[0] = STORED_VERSION;
	value[1] = STORED_ACTIVE;
	put_number(value + 2, meta->act);
	put_number(value + 6, checksum(key, value, record));
	if (!store_sound(store, fault) ||
	    !db_put(store->db, store->meta_table, key,
		(struct bytes){value, HEADER + record.size}, fault) ||
	    !db_delete(store->db, store->meta_table, bytes_of("unfinished"), fault) ||
	    !db_commit(store->db, fault))
		return false;
	db_close(store->before);
	store->meta = *meta;
	store->act_open = false;
	store->before = db_snapshot(store->db, fault);
	return store->before != NULL;
}
