// The store is opened and read here: what is visible, and what was damaged. store_act.c writes.
#include "pipeline/store_record.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "pipeline/spool.h"
#include "schema/record.h"

static void
cell_text(struct bytes cell, char *text, size_t room)
{
	snprintf(text, room, "%.*s", (int)cell.size, cell.data);
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
	store->meta = (struct store_meta){.next_account = 1, .next_class = 1};
	snprintf(store->meta.audit_head, sizeof store->meta.audit_head, "%064d", 0);
	if (!db_get(store->db, store->meta_table, key, &value))
		return true; // a new store
	if (!store_unpack(store, STORE_LEDGER, key, value, &stored) ||
	    !record_read(stored.record, cells, META_CELLS))
		return fault_set(
		    fault, FAULT_IO, "the store's meta record is damaged; restore the backup");
	store->meta.act = (uint32_t)record_number(cells[META_ACT]);
	store->meta.seq = record_number(cells[META_SEQ]);
	store->meta.generation = record_number(cells[META_GENERATION]);
	store->meta.next_account = record_number(cells[META_NEXT_ACCOUNT]);
	store->meta.audit = record_number(cells[META_AUDIT]);
	if (cells[META_NEXT_CLASS].size > 0)
		store->meta.next_class = record_number(cells[META_NEXT_CLASS]);
	cell_text(cells[META_AUDIT_HEAD], store->meta.audit_head, sizeof store->meta.audit_head);
	cell_text(cells[META_LAST_DROP], store->meta.last_drop, sizeof store->meta.last_drop);
	return true;
}

// Opens the tables. For reading, one that no act has made yet is empty.
static bool
open_tables(struct store *store, struct fault *fault)
{
	for (unsigned table = 0; table < STORE_TABLES; table++) {
		store->there[table] =
		    db_table_open(store->db, store_table_name(table), &store->tables[table], fault);
		if (!store->there[table] && (store->write || fault->class != FAULT_MISSING))
			return false;
	}
	return db_table_open(store->db, "meta", &store->meta_table, fault);
}

// Opens the store in a directory.
static struct store *
open_at(const char *path, uint64_t map, bool write, struct fault *fault)
{
	struct store *store = calloc(1, sizeof *store);
	if (store == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory opening the store");
		store_close(store);
		return NULL;
	}
	store->write = write;
	store->db = db_open_store(path, write, map, fault);
	if (store->db == NULL || !open_tables(store, fault) || !read_meta(store, fault) ||
	    (write && !db_commit(store->db, fault))) {
		store_close(store);
		return NULL;
	}
	return store;
}

struct store *
store_open(
    const struct conf *conf, const struct district *district, bool write, struct fault *fault)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s/store", conf->spool, district->name);
	return open_at(path, district->limits.store_map, write, fault);
}

// Makes a whole store, with all of its tables, in an empty directory.
static bool
create_at(const char *path, uint64_t map, struct fault *fault)
{
	struct store *store = NULL;
	if (db_create_store(path, map, fault))
		store = open_at(path, map, true, fault);
	store_close(store);
	return store != NULL;
}

// Makes data.mdb beside the store and gives it its name when it is whole: the rename is the commit point.
static bool
create_file(const struct conf *conf, const struct district *district, int dir, struct fault *fault)
{
	static const char making[] = SPOOL_STORE_MAKING;
	char path[4096];
	int from = -1, to = -1;
	snprintf(path, sizeof path, "%s/%s/%s", conf->spool, district->name, making);
	bool good = fs_remove(dir, making, fault) && fs_make_dir(dir, making, fault) &&
		    create_at(path, district->limits.store_map, fault);
	if (good)
		from = fs_open_dir(dir, making, fault);
	if (from >= 0)
		to = fs_open_dir(dir, "store", fault);
	good = to >= 0 && fs_publish(from, "data.mdb", to, "data.mdb", fault) &&
	       fs_remove(dir, making, fault);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return good;
}

bool
store_create(const struct conf *conf, const struct district *district, struct fault *fault)
{
	int dir = spool_open(conf, district->name, fault);
	if (dir < 0)
		return false;
	bool good = create_file(conf, district, dir, fault);
	close(dir);
	return good;
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
	       store_unpack(store, table, key, value, stored) &&
	       stored->act <= visible_act(store, now);
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
		if (more && store_unpack(walk->store, walk->table, *key, value, stored) &&
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
