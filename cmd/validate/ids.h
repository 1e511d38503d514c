// The sourcedIds of one file, as hashes: what memory grows with. A slot is 8 bytes: 32 bits of a keyed 64-bit hash (the other 32
// choose the place), two bits of state and 30 of a number. A hit that matters is confirmed by the caller from rows.mdb.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"

enum id_state { ID_NONE, ID_ROW, ID_DELETED, ID_REJECTED };

// What a slot says: a row's number, or the finding that left the row out.
struct id {
	enum id_state state;
	uint32_t number;
};

enum { IDS_SEGMENTS = 32, IDS_NUMBER_BITS = 30 };
#define IDS_NUMBER_MAX ((1u << IDS_NUMBER_BITS) - 1)

// Grows by adding a segment, never by moving: a slot does not hold enough of the hash to find its new place.
struct ids {
	struct ids_segment {
		uint64_t *slots;
		uint64_t capacity, used, most;
	} segments[IDS_SEGMENTS];
	unsigned count;
	uint64_t expected; // how many the next segment should be made for; 0: unknown
};

// Where a look-up stands: begin with {0}.
struct ids_walk {
	uint64_t *slot;
	unsigned segment;
};

// The keyed hash of an id; `seed` is drawn once a run, so that nobody can prepare collisions.
uint64_t ids_hash(struct bytes id, uint64_t seed);
// The same of an id without regard to ASCII case.
uint64_t ids_hash_folded(struct bytes id, uint64_t seed);
// A hash of several hashes, in this order.
uint64_t ids_hash_of(const uint64_t *hashes, unsigned count, uint64_t seed);

// Says how many are to come, once that can be told.
void ids_expect(struct ids *ids, uint64_t expected);
// Adds one without looking for it. False when out of memory.
bool ids_add(struct ids *ids, uint64_t hash, struct id id);
// The next slot whose hash is this one; false when there is no further.
bool ids_next(const struct ids *ids, uint64_t hash, struct ids_walk *walk, struct id *id);
// The first, or ID_NONE.
struct id ids_find(const struct ids *ids, uint64_t hash);
// Changes what the slot says where the walk stands.
void ids_change(const struct ids_walk *walk, struct id id);
// Fetches ahead of a look-up.
void ids_prefetch(const struct ids *ids, uint64_t hash);
void ids_free(struct ids *ids);
