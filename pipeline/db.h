// The one file that knows LMDB. Two kinds of environment:
//
//   hand-over files (rows.mdb, roster.mdb): one file, written once in key order by the stage that makes it, synced before it
//   is published, then read only. No lock file.
//   the store: the district's durable directory. Default flags only; one writer; refused unless `init` made it.
//
// Keys are at most DB_KEY_MAX bytes. What a get or a cursor gives is borrowed from the map: until the transaction ends, or, in a
// transaction that writes, until the next write.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"

enum { DB_KEY_MAX = 511, DB_TABLES_MAX = 32 };

struct db;
struct db_cursor;
typedef unsigned db_table;

// Makes a hand-over file that must not exist, for writing; one transaction is open from the start. `map` is the most that it can grow to, in
// bytes. Every so many records the transaction is renewed, so memory does not grow.
struct db *db_create(const char *path, uint64_t map, struct fault *fault);

// Opens a hand-over file for reading; a read transaction is open.
struct db *db_open(const char *path, struct fault *fault);

// Opens the store in directory `path`: refuses when data.mdb is missing or empty, when the sentinel record is not there or of a
// later format. With write, one write transaction is open from the start, else a read transaction.
struct db *db_open_store(const char *path, bool write, uint64_t map, struct fault *fault);

// Makes a new store in an empty directory, with its sentinel record.
bool db_create_store(const char *path, uint64_t map, struct fault *fault);

// The named table; made if missing in a transaction that writes. False with FAULT_MISSING if it is not there for reading.
bool db_table_open(struct db *db, const char *name, db_table *table, struct fault *fault);
bool db_table_exists(struct db *db, const char *name);
uint64_t db_table_count(struct db *db, db_table table);

// After the last key (FAULT_BUG if it is not), or anywhere.
bool db_append(
    struct db *db, db_table table, struct bytes key, struct bytes value, struct fault *fault);
bool db_put(
    struct db *db, db_table table, struct bytes key, struct bytes value, struct fault *fault);
// In a store: makes room for a value of `size` bytes, which the caller fills in before it does anything else with the database; NULL and a fault otherwise:
// FAULT_BUG when the key is there already and has to be `fresh`.
char *db_reserve(struct db *db, db_table table, struct bytes key, size_t size, bool fresh, struct fault *fault);
bool db_delete(struct db *db, db_table table, struct bytes key,
    struct fault *fault); // true also when it was not there
// False when it is not there (value is empty then).
bool db_get(struct db *db, db_table table, struct bytes key, struct bytes *value);

// A cursor stays in key order whatever is put while it walks. Ends with db_cursor_close, before commit.
struct db_cursor *db_cursor_open(struct db *db, db_table table, struct fault *fault);
// The first entry at or after `from` (empty: the first of all), then the next ones. False at the end.
bool db_cursor_seek(
    struct db_cursor *cursor, struct bytes from, struct bytes *key, struct bytes *value);
bool db_cursor_next(struct db_cursor *cursor, struct bytes *key, struct bytes *value);
void db_cursor_close(struct db_cursor *cursor);

// Commits, durably, and begins the next transaction of the same kind. After a fault the environment is void: close it and exit.
bool db_commit(struct db *db, struct fault *fault);
// Commits a hand-over file for good: syncs. Then close.
bool db_finish(struct db *db, struct fault *fault);
// A second view of a store that is open for writing: what was committed when it was taken, whatever is written meanwhile. What it hands out is
// borrowed until it is closed, before the store is. Tables are those of the store, which must have been committed once since they were opened.
struct db *db_snapshot(struct db *db, struct fault *fault);

// Throws away what was not committed and closes.
void db_close(struct db *db);

// Whether anything is open here whose pages may be damaged: what this process does not write anew itself. A signal handler may ask.
bool db_is_open(void);

// Share of the map that is used, 0 to 100: for the alarm before it is full.
unsigned db_used_percent(struct db *db);
