// What the two halves of the LMDB module share: db_open.c opens and closes, db.c reads and writes. Nobody else includes this.
#pragma once

#include <lmdb.h>

#include "pipeline/db.h"

struct db {
	MDB_env *env;
	MDB_txn *txn;
	bool write, hand_over, borrowed; // borrowed: a snapshot, the environment is another's
	bool kept; // what it holds was written before, and so may be damaged
	char *path;
	uint64_t unsynced; // bytes put since the transaction began
	MDB_cursor *tails[DB_TABLES_MAX]; // for appending, by table; for getting, in a reader
};

static inline MDB_val
value_of(struct bytes bytes)
{
	return (MDB_val){bytes.size, (void *)(uintptr_t)bytes.data};
}

static inline struct bytes
bytes_from(MDB_val value)
{
	return (struct bytes){value.mv_data, value.mv_size};
}

// The unnamed table, which holds the sentinel beside the names of the others.
static inline int
root_table(struct db *db, MDB_dbi *root)
{
	return mdb_dbi_open(db->txn, NULL, 0, root);
}

// Says what LMDB's code means and what to do; gives false. The texts stand in rosterdrop(1), DIAGNOSTICS.
bool db_failed(const struct db *db, int code, const char *what, struct fault *fault);
