// Blocks: all who have the same key of a kind. A block that is too large to look at every pair of it is split by a second value, in several ways, so
// that who lacks one is still found by another; what is too large even so is counted, and those in it are marked as crowded.
//
// Each kind is a task of its own, with memory of its own; the pairs are put together in the order of kinds. Blocks come in the order of their hashes: what
// is found does not depend on the order in which people came.
#include "cmd/match/link_inside.h"

#include <stdatomic.h>

enum {
	BLOCK_PAIRS = 64,
	SPLIT_PAIRS = 200,
	PAIRS_OF_PERSON = 24,
	RADIX_BITS = 11,
	RADIX = 1 << RADIX_BITS,
	APP_BIT_SHIFT = 31
};
#define APP_BIT (1u << APP_BIT_SHIFT)

// Kinds of which larger blocks are split; others are there for the rare wrong letter, and what they find in a large block is found by others too.
// Only who has too many of the same names is crowded.
#define KINDS_SPLIT \
	(1u << 0 | 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 6 | 1u << 9 | 1u << 10 | 1u << 11)
enum { KIND_OF_NAMES = 0, LOOSE_PAIRS = 20 };

// One kind's work.
struct kind {
	const struct links *links;
	unsigned kind;
	uint64_t *entries, *other; // hash << 32 | APP_BIT | number
	size_t entry_count, entry_room;
	uint64_t *pairs;
	size_t pair_count, pair_room, pair_most;
	uint64_t keys, crowded_blocks;
	atomic_uchar *crowded[LINK_SIDES]; // one a person: shared by all kinds, and only ever set
	bool failed;
};

// Room for more numbers of 64 bits.
static bool
make_room(uint64_t **array, size_t *room, size_t needed)
{
	if (needed <= *room)
		return true;
	size_t larger = *room * 2 > needed ? *room * 2 : needed + 4096;
	uint64_t *grown = realloc(*array, larger * sizeof *grown);
	if (grown == NULL)
		return false;
	*array = grown;
	*room = larger;
	return true;
}

static void
make_entries(struct kind *kind)
{
	uint32_t keys[KEYS_OF_KIND];
	for (unsigned of = 0; of < LINK_SIDES; of++) {
		const struct side *side = &kind->links->sides[of];
		for (uint32_t i = 0; i < side->count && !kind->failed; i++) {
			unsigned count =
			    keys_of(kind->links, of, &side->people[i], kind->kind, keys);
			kind->failed = !make_room(
			    &kind->entries, &kind->entry_room, kind->entry_count + count);
			for (unsigned j = 0; j < count && !kind->failed; j++)
				kind->entries[kind->entry_count++] =
				    (uint64_t)keys[j] << 32 | (of == LINK_APP ? APP_BIT : 0) | i;
		}
	}
	kind->keys = kind->entry_count;
}

// Sorts by the upper half, and keeps the order of equals: those of the SIS stand before the others.
static void
sort_entries(struct kind *kind)
{
	for (unsigned shift = 32; shift < 64; shift += RADIX_BITS) {
		size_t starts[RADIX + 1] = {0};
		for (size_t i = 0; i < kind->entry_count; i++)
			starts[(kind->entries[i] >> shift & (RADIX - 1)) + 1]++;
		for (size_t i = 0; i < RADIX; i++)
			starts[i + 1] += starts[i];
		for (size_t i = 0; i < kind->entry_count; i++)
			kind->other[starts[kind->entries[i] >> shift & (RADIX - 1)]++] =
			    kind->entries[i];
		uint64_t *swap = kind->entries;
		kind->entries = kind->other;
		kind->other = swap;
	}
}

static int
compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

// How many of a block's entries are of the SIS; they stand first.
static size_t
sis_of(const uint64_t *entries, size_t count)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (((uint32_t)entries[middle] & APP_BIT) == 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

// Every pair of a block.
static bool
pair_up(struct kind *kind, const uint64_t *entries, size_t sis, size_t count)
{
	size_t pairs = sis * (count - sis);
	if (kind->pair_count + pairs > kind->pair_most)
		return false;
	if (!make_room(&kind->pairs, &kind->pair_room, kind->pair_count + pairs)) {
		kind->failed = true;
		return true;
	}
	for (size_t i = 0; i < sis; i++)
		for (size_t j = sis; j < count; j++)
			kind->pairs[kind->pair_count++] =
			    PAIR((uint32_t)entries[i], (uint32_t)entries[j] & ~APP_BIT, kind->kind);
	return true;
}

// Marks all of a block: there are more of their kind than were looked at.
static void
mark_crowded(struct kind *kind, const uint64_t *entries, size_t count)
{
	kind->crowded_blocks++;
	for (size_t i = 0; i < count && kind->kind == KIND_OF_NAMES; i++)
		atomic_store_explicit(&kind->crowded[((uint32_t)entries[i] & APP_BIT) != 0]
						    [(uint32_t)entries[i] & ~APP_BIT],
		    1, memory_order_relaxed);
}

static const struct person *
person_of(const struct kind *kind, uint64_t entry)
{
	return &kind->links->sides[((uint32_t)entry & APP_BIT) != 0]
		    .people[(uint32_t)entry & ~APP_BIT];
}

// The parts of a block that a second value makes. Who has none is left to other ways; only by birth date that makes a crowd.
static void
split_block(struct kind *kind, const uint64_t *entries, size_t count, unsigned way, uint64_t *part)
{
	size_t known = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t value = key_split(kind->links, person_of(kind, entries[i]), way);
		if (value != 0)
			part[known++] = (uint64_t)value << 32 | (uint32_t)entries[i];
		else if (way == 0)
			mark_crowded(kind, entries + i, 1);
	}
	qsort(part, known, sizeof *part, compare_numbers);
	for (size_t from = 0, to; from < known; from = to) {
		for (to = from; to < known && part[to] >> 32 == part[from] >> 32; to++)
			;
		size_t sis = sis_of(part + from, to - from);
		if (sis * (to - from - sis) > SPLIT_PAIRS ||
		    !pair_up(kind, part + from, sis, to - from)) {
			if (way == 0)
				mark_crowded(kind, part + from, to - from);
			else
				kind->crowded_blocks++;
		}
	}
}

static void
visit_block(struct kind *kind, const uint64_t *entries, size_t count)
{
	size_t sis = sis_of(entries, count);
	if (sis == 0 || sis == count)
		return;
	const bool split = (KINDS_SPLIT >> kind->kind & 1) != 0;
	const size_t most = split ? BLOCK_PAIRS : LOOSE_PAIRS;
	if (sis <= most && count - sis <= most && sis * (count - sis) <= most) {
		if (!pair_up(kind, entries, sis, count))
			mark_crowded(kind, entries, count);
		return;
	}
	if (!split)
		return;
	uint64_t *part = malloc(count * sizeof *part);
	kind->failed = kind->failed || part == NULL;
	for (unsigned way = 0; way < KEY_SPLITS && part != NULL; way++)
		split_block(kind, entries, count, way, part);
	free(part);
}

static void
do_kind(void *context, unsigned task)
{
	struct kind *kind = (struct kind *)context + task;
	make_entries(kind);
	kind->other = kind->failed ? NULL : malloc((kind->entry_count + 1) * sizeof *kind->other);
	kind->failed = kind->failed || kind->other == NULL;
	if (!kind->failed)
		sort_entries(kind);
	for (size_t from = 0, to; !kind->failed && from < kind->entry_count; from = to) {
		for (to = from;
		     to < kind->entry_count && kind->entries[to] >> 32 == kind->entries[from] >> 32;
		     to++)
			;
		visit_block(kind, kind->entries + from, to - from);
	}
	free(kind->entries);
	free(kind->other);
}

// Puts the pairs of all kinds in order of the SIS's people.
static bool
gather_pairs(struct links *links, struct kind kinds[LINK_KINDS])
{
	const size_t people = links->sides[LINK_SIS].count;
	links->pair_of = calloc(people + 2, sizeof *links->pair_of);
	for (unsigned k = 0; k < LINK_KINDS; k++)
		links->pair_count += kinds[k].pair_count;
	links->pairs = malloc((links->pair_count + 1) * sizeof *links->pairs);
	if (links->pair_of == NULL || links->pairs == NULL)
		return false;
	for (unsigned k = 0; k < LINK_KINDS; k++)
		for (size_t i = 0; i < kinds[k].pair_count; i++)
			links->pair_of[PAIR_SIS(kinds[k].pairs[i]) + 2]++;
	for (size_t i = 2; i < people + 2; i++)
		links->pair_of[i] += links->pair_of[i - 1];
	for (unsigned k = 0; k < LINK_KINDS; k++) {
		for (size_t i = 0; i < kinds[k].pair_count; i++)
			links->pairs[links->pair_of[PAIR_SIS(kinds[k].pairs[i]) + 1]++] =
			    kinds[k].pairs[i];
		free(kinds[k].pairs);
		kinds[k].pairs = NULL;
	}
	return true;
}

// Notes on each person whether it is crowded.
static void
note_crowd(struct links *links, atomic_uchar *crowded[LINK_SIDES])
{
	for (unsigned of = 0; of < LINK_SIDES; of++)
		for (uint32_t i = 0; i < links->sides[of].count; i++)
			if (crowded[of][i] != 0)
				links->sides[of].people[i].flags |= PERSON_CROWDED;
}

bool
block_all(struct links *links)
{
	struct kind kinds[LINK_KINDS] = {{0}};
	atomic_uchar *crowded[LINK_SIDES] = {
	    calloc(links->sides[LINK_SIS].count + 1u, sizeof(atomic_uchar)),
	    calloc(links->sides[LINK_APP].count + 1u, sizeof(atomic_uchar))};
	bool good = crowded[LINK_SIS] != NULL && crowded[LINK_APP] != NULL;
	const size_t people = (size_t)links->sides[LINK_SIS].count + links->sides[LINK_APP].count;
	for (unsigned k = 0; k < LINK_KINDS; k++)
		kinds[k] = (struct kind){.links = links,
		    .kind = k,
		    .crowded = {crowded[LINK_SIS], crowded[LINK_APP]},
		    .pair_most = people * PAIRS_OF_PERSON + BLOCK_PAIRS};
	if (good)
		link_each(links->options.threads, LINK_KINDS, do_kind, kinds);
	for (unsigned k = 0; k < LINK_KINDS; k++) {
		links->counts.keys += kinds[k].keys;
		links->counts.pairs_of[k] = kinds[k].pair_count;
		links->counts.crowded_blocks += kinds[k].crowded_blocks;
		good = good && !kinds[k].failed;
	}
	good = good && gather_pairs(links, kinds);
	for (unsigned k = 0; k < LINK_KINDS; k++)
		free(kinds[k].pairs);
	if (good)
		note_crowd(links, crowded);
	free(crowded[LINK_SIS]);
	free(crowded[LINK_APP]);
	links->counts.pairs = links->pair_count;
	return good;
}
