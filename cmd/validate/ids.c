// Uniqueness and references of millions of rows are look-ups here, so a slot is one load, and probing is linear. Hashes are keyed
// with a random seed: a district cannot make the table slow. Two ids with the same hash are told apart by the caller, who reads
// the earlier row; for references alone a false hit has a chance of one in a thousand million, and only hides a missing row.
#define XXH_INLINE_ALL
#include <stdlib.h>
#include <sys/mman.h>
#include <xxhash.h>

#include "cmd/validate/ids.h"

// The first segment is small and thin, because every look-up goes through it; later ones are filled to three fifths, beyond which
// linear probing gets long. Large ones lie in huge pages: a look-up is at a random place, and costs its page's translation too.
enum { SEGMENT_FIRST = 8192, FIRST_MOST = 2560, HUGE = 2 * 1024 * 1024, FOLD_MAX = 256 };

uint64_t
ids_hash(struct bytes id, uint64_t seed)
{
	return XXH3_64bits_withSeed(id.data, id.size, seed);
}

uint64_t
ids_hash_folded(struct bytes id, uint64_t seed)
{
	char folded[FOLD_MAX];
	size_t size = id.size < FOLD_MAX ? id.size : FOLD_MAX;

	for (size_t i = 0; i < size; i++) {
		char c = id.data[i];
		folded[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
	}
	return XXH3_64bits_withSeed(folded, size, seed);
}

uint64_t
ids_hash_of(const uint64_t *hashes, unsigned count, uint64_t seed)
{
	return XXH3_64bits_withSeed(hashes, count * sizeof(*hashes), seed);
}

// The place where a hash's slot would be, were it the only one: its upper half, scaled.
static uint64_t
segment_home(const struct ids_segment *segment, uint64_t hash)
{
	return ((hash >> 32) * segment->capacity) >> 32;
}

// What a slot holds of a hash and of what is known of its row.
static uint64_t
slot_make(uint64_t hash, struct id id)
{
	return hash << 32 | (uint64_t)id.state << IDS_NUMBER_BITS | id.number;
}

// Zeroed memory for slots, in huge pages when it is much.
static uint64_t *
slots_new(uint64_t capacity)
{
	size_t size = capacity * sizeof(uint64_t);

	if (size < HUGE)
		return calloc(capacity, sizeof(uint64_t));
	size = (size + HUGE - 1) / HUGE * HUGE;
	uint64_t *slots = aligned_alloc(HUGE, size);
	if (slots == NULL)
		return NULL;
	madvise(slots, size, MADV_HUGEPAGE);
	return memset(slots, 0, size);
}

// Adds a segment that takes what is expected, or as much as all before it.
static bool
segment_add(struct ids *ids)
{
	uint64_t most = FIRST_MOST, capacity = SEGMENT_FIRST;

	if (ids->count == IDS_SEGMENTS)
		return false;
	if (ids->count != 0) {
		most = ids->expected;
		for (unsigned i = 0; ids->expected == 0 && i < ids->count; i++)
			most += ids->segments[i].most;
		capacity = most / 3 * 5 + SEGMENT_FIRST;
	}
	if (capacity > UINT32_MAX)
		return false;
	ids->expected = 0;
	uint64_t *slots = slots_new(capacity);
	if (slots == NULL)
		return false;
	ids->segments[ids->count++] = (struct ids_segment){slots, capacity, 0, most};
	return true;
}

void
ids_expect(struct ids *ids, uint64_t expected)
{
	uint64_t had = 0;

	for (unsigned i = 0; i < ids->count; i++)
		had += ids->segments[i].most;
	ids->expected = expected > had ? expected - had : 0;
}

bool
ids_add(struct ids *ids, uint64_t hash, struct id id)
{
	struct ids_segment *last = ids->count == 0 ? NULL : &ids->segments[ids->count - 1];

	if (last == NULL || last->used == last->most) {
		if (!segment_add(ids))
			return false;
		last = &ids->segments[ids->count - 1];
	}
	uint64_t at = segment_home(last, hash);
	while (last->slots[at] != 0)
		at = at + 1 == last->capacity ? 0 : at + 1;
	last->slots[at] = slot_make(hash, id);
	last->used++;
	return true;
}

bool
ids_next(const struct ids *ids, uint64_t hash, struct ids_walk *walk, struct id *id)
{
	for (; walk->segment < ids->count; walk->segment++, walk->slot = NULL) {
		const struct ids_segment *segment = &ids->segments[walk->segment];
		uint64_t *end = segment->slots + segment->capacity;
		uint64_t *slot = walk->slot == NULL ? segment->slots + segment_home(segment, hash)
						    : walk->slot + 1;
		for (;; slot++) {
			if (slot == end)
				slot = segment->slots;
			if (*slot == 0)
				break;
			if (*slot >> 32 != (hash & UINT32_MAX))
				continue;
			id->state = (enum id_state)(*slot >> IDS_NUMBER_BITS & 3);
			id->number = (uint32_t)(*slot & IDS_NUMBER_MAX);
			walk->slot = slot;
			return true;
		}
	}
	return false;
}

struct id
ids_find(const struct ids *ids, uint64_t hash)
{
	struct ids_walk walk = {0};
	struct id id = {ID_NONE, 0};

	ids_next(ids, hash, &walk, &id);
	return id;
}

void
ids_change(const struct ids_walk *walk, struct id id)
{
	*walk->slot = slot_make(*walk->slot >> 32, id);
}

void
ids_prefetch(const struct ids *ids, uint64_t hash)
{
	if (ids->count != 0) {
		const struct ids_segment *last = &ids->segments[ids->count - 1];
		__builtin_prefetch(last->slots + segment_home(last, hash));
	}
}

void
ids_free(struct ids *ids)
{
	for (unsigned i = 0; i < ids->count; i++)
		free(ids->segments[i].slots);
	*ids = (struct ids){0};
}
