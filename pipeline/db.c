// LMDB: records are read and written here, behind the few verbs that the pipeline needs.
#include "pipeline/db_env.h"

#include <errno.h>
#include <stdlib.h>

enum { RENEW_BYTES = 1024 * 1024 }; // written to a hand-over file before its transaction is renewed

struct db_cursor {
	MDB_cursor *cursor;
};

static void
close_tails(struct db *db)
{
	for (unsigned table = 0; table < DB_TABLES_MAX; table++) {
		if (db->tails[table] != NULL)
			mdb_cursor_close(db->tails[table]);
		db->tails[table] = NULL;
	}
}

// Commits and begins the next transaction of the same kind.
static bool
renew(struct db *db, struct fault *fault)
{
	close_tails(db);
	int code = mdb_txn_commit(db->txn);
	db->txn = NULL;
	db->unsynced = 0;
	if (code == 0)
		code = mdb_txn_begin(db->env, NULL, db->write ? 0 : MDB_RDONLY, &db->txn);
	return code == 0 || db_failed(db, code, "committing", fault);
}

bool
db_table_open(struct db *db, const char *name, db_table *table, struct fault *fault)
{
	int code = mdb_dbi_open(db->txn, name, db->write ? MDB_CREATE : 0, table);
	if (code == MDB_NOTFOUND)
		return fault_set(fault, FAULT_MISSING, "%s has no table %s", db->path, name);
	if (code != 0)
		return db_failed(db, code, "opening a table of", fault);
	if (*table >= DB_TABLES_MAX + 2)
		return fault_set(fault, FAULT_BUG, "too many tables in %s", db->path);
	return true;
}

bool
db_table_exists(struct db *db, const char *name)
{
	MDB_dbi root;
	MDB_val key = value_of(bytes_of(name)), value;
	return root_table(db, &root) == 0 && mdb_get(db->txn, root, &key, &value) == 0;
}

uint64_t
db_table_count(struct db *db, db_table table)
{
	MDB_stat pages;
	return mdb_stat(db->txn, table, &pages) == 0 ? pages.ms_entries : 0;
}

// Counts what was put, and renews a hand-over file's transaction when that is much.
static bool
note_put(struct db *db, struct bytes key, struct bytes value, struct fault *fault)
{
	db->unsynced += key.size + value.size + 32;
	return !db->hand_over || db->unsynced < RENEW_BYTES || renew(db, fault);
}

// The cursor that a table of this environment is written at the end, or read, with; NULL when there is no memory for one.
static MDB_cursor *
cursor_of(struct db *db, db_table table)
{
	MDB_cursor **cursor = &db->tails[table % DB_TABLES_MAX];
	if (*cursor == NULL && mdb_cursor_open(db->txn, table, cursor) != 0)
		*cursor = NULL;
	return *cursor;
}

// Puts a record after the last one of its table if that is where it belongs: in half the time, and on full pages. MDB_KEYEXIST when it belongs
// elsewhere.
static int
put_at_end(struct db *db, db_table table, MDB_val *k, MDB_val *v, unsigned flags)
{
	MDB_cursor *tail = cursor_of(db, table);
	return tail == NULL ? ENOMEM : mdb_cursor_put(tail, k, v, MDB_APPEND | flags);
}

bool
db_append(struct db *db, db_table table, struct bytes key, struct bytes value, struct fault *fault)
{
	MDB_val k = value_of(key), v = value_of(value);
	int code = put_at_end(db, table, &k, &v, 0);
	if (code == MDB_KEYEXIST)
		return fault_set(fault, FAULT_BUG, "records of %s are out of order", db->path);
	if (code != 0)
		return db_failed(db, code, "writing", fault);
	return note_put(db, key, value, fault);
}

// Puts a value, or makes room for one (MDB_RESERVE), at the end or anywhere.
static int
put(struct db *db, db_table table, MDB_val *k, MDB_val *v, unsigned flags)
{
	int code = put_at_end(db, table, k, v, flags);
	return code == MDB_KEYEXIST ? mdb_put(db->txn, table, k, v, flags) : code;
}

bool
db_put(struct db *db, db_table table, struct bytes key, struct bytes value, struct fault *fault)
{
	MDB_val k = value_of(key), v = value_of(value);
	int code = put(db, table, &k, &v, 0);
	if (code != 0)
		return db_failed(db, code, "writing", fault);
	return note_put(db, key, value, fault);
}

char *
db_reserve(
    struct db *db, db_table table, struct bytes key, size_t size, bool fresh, struct fault *fault)
{
	MDB_val k = value_of(key), v = {size, NULL};
	unsigned flags = MDB_RESERVE | (fresh ? MDB_NOOVERWRITE : 0);
	int code = db->hand_over ? EINVAL : put(db, table, &k, &v, flags);
	if (code == 0)
		return v.mv_data;
	if (code == MDB_KEYEXIST)
		fault_set(fault, FAULT_BUG, "a record of %s that was there would be written over",
		    db->path);
	else
		db_failed(db, code, "writing", fault);
	return NULL;
}

bool
db_delete(struct db *db, db_table table, struct bytes key, struct fault *fault)
{
	MDB_val k = value_of(key);
	int code = mdb_del(db->txn, table, &k, NULL);
	if (code != 0 && code != MDB_NOTFOUND)
		return db_failed(db, code, "deleting from", fault);
	return note_put(db, key, (struct bytes){NULL, 0}, fault);
}

// In a reader a cursor stays where it was, so that the next key, when it is near, is found without a way from the root.
bool
db_get(struct db *db, db_table table, struct bytes key, struct bytes *value)
{
	MDB_val k = value_of(key), v = {0, NULL};
	MDB_cursor *cursor = db->write ? NULL : cursor_of(db, table);
	bool found = cursor != NULL ? mdb_cursor_get(cursor, &k, &v, MDB_SET) == 0
				    : mdb_get(db->txn, table, &k, &v) == 0;
	if (!found)
		v = (MDB_val){0, NULL};
	*value = bytes_from(v);
	return found;
}

struct db_cursor *
db_cursor_open(struct db *db, db_table table, struct fault *fault)
{
	struct db_cursor *cursor = malloc(sizeof *cursor);
	int code = cursor == NULL ? ENOMEM : mdb_cursor_open(db->txn, table, &cursor->cursor);
	if (code == 0)
		return cursor;
	db_failed(db, code, "walking", fault);
	free(cursor);
	return NULL;
}

// One step of a cursor.
static bool
cursor_step(
    struct db_cursor *cursor, MDB_cursor_op step, MDB_val k, struct bytes *key, struct bytes *value)
{
	MDB_val v = {0, NULL};
	if (mdb_cursor_get(cursor->cursor, &k, &v, step) != 0) {
		*key = *value = (struct bytes){NULL, 0};
		return false;
	}
	*key = bytes_from(k);
	*value = bytes_from(v);
	return true;
}

bool
db_cursor_seek(struct db_cursor *cursor, struct bytes from, struct bytes *key, struct bytes *value)
{
	return cursor_step(
	    cursor, from.size == 0 ? MDB_FIRST : MDB_SET_RANGE, value_of(from), key, value);
}

bool
db_cursor_next(struct db_cursor *cursor, struct bytes *key, struct bytes *value)
{
	return cursor_step(cursor, MDB_NEXT, (MDB_val){0, NULL}, key, value);
}

void
db_cursor_close(struct db_cursor *cursor)
{
	if (cursor != NULL)
		mdb_cursor_close(cursor->cursor);
	free(cursor);
}

bool
db_commit(struct db *db, struct fault *fault)
{
	return renew(db, fault);
}

bool
db_finish(struct db *db, struct fault *fault)
{
	if (!renew(db, fault))
		return false;
	int code = mdb_env_sync(db->env, 1);
	return code == 0 || db_failed(db, code, "syncing", fault);
}
