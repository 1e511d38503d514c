// What the two halves of the store share: store.c reads, store_act.c writes. Nobody else includes this.
#pragma once

#include "pipeline/store.h"

enum {
	STORED_VERSION = 1,
	HEADER = 10, // version, state, act (4 bytes), checksum (4 bytes)
	VALUE_MAX = 4 * 1024 * 1024, // a row before and a row after, and then some
};

enum meta_cell {
	META_ACT,
	META_SEQ,
	META_GENERATION,
	META_NEXT_ACCOUNT,
	META_AUDIT,
	META_AUDIT_HEAD,
	META_LAST_DROP,
	META_NEXT_CLASS,
	META_CELLS
};

struct store {
	struct db *db;
	struct db *
	    before; // a snapshot: while an act is open, the store as it was; then, as the act left it
	db_table tables[STORE_TABLES], meta_table;
	bool there[STORE_TABLES], write, act_open;
	bool staging; // only what is not there yet may be put
	struct store_meta meta;
	const char *damaged; // table of a damaged record
};

// A walk over one table.
struct store_walk {
	struct store *store;
	bool now;
	unsigned table;
	struct db_cursor *cursor;
	struct bytes from;
	bool started;
};

// The checksum over key, header (without itself) and record.
uint32_t store_checksum(struct bytes key, const char *value, struct bytes record);

static inline void
store_put_number(char *out, uint32_t number)
{
	for (unsigned i = 0; i < 4; i++)
		out[i] = (char)(number >> (8 * i));
}

static inline uint32_t
store_get_number(const char *in)
{
	const unsigned char *bytes = (const unsigned char *)in;
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

// Takes a value apart. False when it is damaged (noted), whoever wrote it.
bool store_unpack(struct store *store, unsigned table, struct bytes key, struct bytes value,
    struct stored *stored);

// The act whose records may be seen: for the `_now` forms, the open one's too.
static inline uint32_t
visible_act(const struct store *store, bool now)
{
	return store->meta.act + (now && store->act_open ? 1 : 0);
}
