// Things in a list that have a key in common, of which others may have the same: from a key to the last of them, and from each to the one before it.
#pragma once

#include "pipeline/idmap.h"

struct chains {
	struct idmap *keys; // a key -> 1 + the place of the last that has it
	size_t *before; // of each: 1 + the place of the one before it with its key; 0: none
	size_t count, room;
};

bool chains_new(struct chains *chains); // false when out of memory
void chains_free(struct chains *chains);
// Gives the next thing, whose place is that of its owner's list, a key. False when out of memory.
bool chains_add(struct chains *chains, struct bytes key);
// The last of a key, then each before it: 1 + its place; 0 when there is none, or none before.
size_t chains_last(const struct chains *chains, struct bytes key);
size_t chains_before(const struct chains *chains, size_t place);
