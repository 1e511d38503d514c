// The rows of a table in the order of their sourcedIds: an array of what points at them, sorted in place. 24 bytes a row, whatever the rows hold.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"

// A row's record in rows.mdb, and as much of its key as fits after what all keys begin with.
struct placed {
	uint64_t prefix;
	struct bytes record;
};

struct order {
	struct placed *rows; // order_free
	size_t count, room, common; // common: bytes that all keys begin with
	struct bytes first;
};

// Adds a record (schema/record.h) that record_read has found sound, and that stays where it is. False when out of memory.
bool order_add(struct order *order, struct bytes record);
// Puts the rows in the order of their first cells.
void order_sort(struct order *order);
// Whether there is a row with this first cell among those that were sorted: all but the last `added`.
bool order_has(const struct order *order, size_t added, struct bytes id);
void order_free(struct order *order);
