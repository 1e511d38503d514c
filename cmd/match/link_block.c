// Blocks: all who have the same key of a kind. A block that is too large to look at every pair of it is split by a second value, in several ways, so
// that who lacks one is still found by another; what is too large even so is counted, and those in it are marked as crowded.
//
// Each kind is a task of its own, with memory of its own; the pairs are put together in the order of kinds. Blocks come in the order of their hashes: what
// is found does not depend on the order in which people came.
#include "cmd/match/link_inside.h"

#include <stdatomic.h>

enum {
	BLOCK_PAIRS = 128,
	SPLIT_PAIRS = 400,
	PAIRS_OF_PERSON = 24,
	RADIX_BITS = 8,
	RADIX = 1 << RADIX_BITS,
	APP_BIT_SHIFT = 31
};
#define APP_BIT (1u << APP_BIT_SHIFT)

// Kinds of which larger blocks are split; others are there for the rare wrong letter, and what they find in a large block is found by others too.
// Only who has too many of the same names is crowded.
#define KINDS_SPLIT \
	(1u << 0 | 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 6 | 1u << 9 | 1u << 10 | \
	    1u << 11 | 1u << 12)
enum { KIND_OF_NAMES = 0, LOOSE_PAIRS = 20 };

// Memory that a worker uses again for each kind.
struct desk {
	uint64_t *entries, *other; // hash << 32 | APP_BIT | number
	size_t entry_room, other_room;
};

// One kind's work.
struct kind {
	const struct links *links;
	unsigned kind;
	struct desk *desk; // of who does it
	size_t entry_count;
	struct pair_list found;
	size_t pair_most;
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
	struct desk *desk = kind->desk;
	for (unsigned of = 0; of < LINK_SIDES; of++) {
		const struct side *side = &kind->links->sides[of];
		for (uint32_t i = 0; i < side->count && !kind->failed; i++) {
			unsigned count =
			    keys_of(kind->links, of, &side->people[i], kind->kind, keys);
			kind->failed = !make_room(
			    &desk->entries, &desk->entry_room, kind->entry_count + count);
			for (unsigned j = 0; j < count && !kind->failed; j++)
				desk->entries[kind->entry_count++] =
				    (uint64_t)keys[j] << 32 | (of == LINK_APP ? APP_BIT : 0) | i;
		}
	}
	kind->keys = kind->entry_count;
}

static size_t
digit_of(uint64_t entry, unsigned place)
{
	return entry >> (32 + place * RADIX_BITS) & (RADIX - 1);
}

// Sorts by one digit of the upper half, and keeps the order of equals. *ends: where the entries of each digit end.
static void
sort_digit(const uint64_t *from, uint64_t *to, size_t count, unsigned place, size_t ends[RADIX])
{
	memset(ends, 0, RADIX * sizeof *ends);
	for (size_t i = 0; i < count; i++)
		ends[digit_of(from[i], place)]++;
	for (size_t i = 0, begin = 0; i < RADIX; i++) {
		begin += ends[i];
		ends[i] = begin - ends[i];
	}
	for (size_t i = 0; i < count; i++)
		to[ends[digit_of(from[i], place)]++] = from[i];
}

// Sorts by the upper half, and keeps the order of equals: those of the SIS stand before the others. By the first digit, and then each part, which stays
// in the cache, by the others from the last one on.
static void
sort_entries(const struct desk *desk, size_t count)
{
	enum { PLACES = 4 };
	size_t ends[RADIX], digits[RADIX];
	uint64_t *entries = desk->entries, *other = desk->other;
	sort_digit(entries, other, count, PLACES - 1, ends);
	for (size_t i = 0, from = 0; i < RADIX; from = ends[i++]) {
		sort_digit(other + from, entries + from, ends[i] - from, 0, digits);
		sort_digit(entries + from, other + from, ends[i] - from, 1, digits);
		sort_digit(other + from, entries + from, ends[i] - from, 2, digits);
	}
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
	if (kind->found.count + pairs > kind->pair_most)
		return false;
	for (size_t i = 0; i < sis && !kind->failed; i++)
		kind->failed = !pair_list_add(
		    &kind->found, (uint32_t)entries[i], kind->kind, entries + sis, count - sis);
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
	sort_upper(part, part + count, known);
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
	uint64_t *part = malloc(count * 2 * sizeof *part);
	kind->failed = kind->failed || part == NULL;
	for (unsigned way = 0; way < KEY_SPLITS && part != NULL; way++)
		split_block(kind, entries, count, way, part);
	free(part);
}

// The kinds of a run, and what its workers have.
struct blocking {
	struct kind kinds[LINK_KINDS];
	struct desk desks[LINK_THREADS];
};

static void
do_kind(void *context, unsigned task, unsigned worker)
{
	struct blocking *blocking = context;
	struct kind *kind = &blocking->kinds[task];
	struct desk *desk = kind->desk = &blocking->desks[worker];
	make_entries(kind);
	kind->failed =
	    kind->failed || !make_room(&desk->other, &desk->other_room, kind->entry_count + 1);
	if (!kind->failed)
		sort_entries(desk, kind->entry_count);
	for (size_t from = 0, to; !kind->failed && from < kind->entry_count; from = to) {
		for (to = from;
		     to < kind->entry_count && desk->entries[to] >> 32 == desk->entries[from] >> 32;
		     to++)
			;
		visit_block(kind, desk->entries + from, to - from);
	}
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
	struct blocking blocking = {.kinds = {{0}}};
	struct kind *kinds = blocking.kinds;
	struct pair_list lists[LINK_KINDS];
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
	for (unsigned k = 0; k < LINK_KINDS; k++)
		good = pair_list_begin(&kinds[k].found, links->sides[LINK_SIS].count) && good;
	if (good)
		link_each(links->options.threads, LINK_KINDS, do_kind, &blocking);
	for (unsigned i = 0; i < LINK_THREADS; i++) {
		free(blocking.desks[i].entries);
		free(blocking.desks[i].other);
	}
	for (unsigned k = 0; k < LINK_KINDS; k++) {
		links->counts.keys += kinds[k].keys;
		links->counts.pairs_of[k] = kinds[k].found.count;
		links->counts.crowded_blocks += kinds[k].crowded_blocks;
		good = good && !kinds[k].failed;
	}
	for (unsigned k = 0; k < LINK_KINDS; k++)
		lists[k] = kinds[k].found;
	good = good && pairs_gather(links, lists);
	for (unsigned k = 0; k < LINK_KINDS; k++)
		pair_list_end(&lists[k]);
	if (good)
		note_crowd(links, crowded);
	free(crowded[LINK_SIS]);
	free(crowded[LINK_APP]);
	return good;
}
