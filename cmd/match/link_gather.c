// From the pairs of each kind of keys to the pairs of each person. Most are found by several kinds, and by several keys of one: of all these one is left,
// which knows what its comparison wants to know of them.
//
// There are more pairs than of anything else, and they are found in no order. So those of a stretch of the SIS's people are laid together when they are
// found, and each stretch is put in order by itself, where it stays in the cache.
#include "cmd/match/link_inside.h"

enum { STRETCH_BITS = 12, STRETCHES_MOST = 1024, UNITED_FEW = 64 };

bool
pair_list_begin(struct pair_list *list, size_t people)
{
	*list = (struct pair_list){.shift = STRETCH_BITS};
	while (people >> list->shift >= STRETCHES_MOST)
		list->shift++;
	list->stretch_count = (people >> list->shift) + 1;
	list->stretches = calloc(list->stretch_count, sizeof(struct pair_chunk *));
	return list->stretches != NULL;
}

void
pair_list_end(struct pair_list *list)
{
	for (size_t i = 0; i < list->stretch_count && list->stretches != NULL; i++)
		for (struct pair_chunk *chunk = list->stretches[i], *before; chunk != NULL;
		     chunk = before) {
			before = chunk->before;
			free(chunk);
		}
	free(list->stretches);
	*list = (struct pair_list){0};
}

bool
pair_list_add(
    struct pair_list *list, uint32_t sis, unsigned kind, const uint64_t *apps, size_t count)
{
	enum { APP = INT32_MAX };
	struct pair_chunk **place = &list->stretches[sis >> list->shift], *chunk = *place;
	for (size_t i = 0; i < count; i++) {
		if (chunk == NULL || chunk->count == PAIRS_OF_CHUNK) {
			struct pair_chunk *added = malloc(sizeof *added);
			if (added == NULL)
				return false;
			added->before = chunk;
			added->count = 0;
			*place = chunk = added;
		}
		chunk->pairs[chunk->count++] =
		    (uint64_t)sis << 32 | PAIR((uint32_t)apps[i] & APP, kind);
	}
	list->count += count;
	return true;
}

// What putting stretches in order needs: room for the pairs of the largest, and where those of each of its people begin.
struct order {
	uint32_t *pairs;
	size_t room;
	uint32_t *begin;
	size_t people; // of a stretch
};

// Puts the pairs of all kinds of one stretch in order of its people. Its chunks are freed as they are read.
static bool
order_stretch(struct order *order, struct pair_list lists[LINK_KINDS], size_t stretch)
{
	const uint64_t mask = order->people - 1;
	size_t count = 0;
	memset(order->begin, 0, (order->people + 2) * sizeof *order->begin);
	for (unsigned k = 0; k < LINK_KINDS; k++)
		for (const struct pair_chunk *chunk = lists[k].stretches[stretch]; chunk != NULL;
		     chunk = chunk->before) {
			for (size_t i = 0; i < chunk->count; i++)
				order->begin[(chunk->pairs[i] >> 32 & mask) + 2]++;
			count += chunk->count;
		}
	if (count >= order->room) {
		free(order->pairs);
		order->room = count + count / 2 + 1;
		order->pairs = malloc(order->room * sizeof *order->pairs);
	}
	if (order->pairs == NULL || count > UINT32_MAX)
		return false;
	for (size_t i = 2; i < order->people + 2; i++)
		order->begin[i] += order->begin[i - 1];
	for (unsigned k = 0; k < LINK_KINDS; k++)
		for (struct pair_chunk *chunk; (chunk = lists[k].stretches[stretch]) != NULL;
		     free(chunk)) {
			for (size_t i = 0; i < chunk->count; i++)
				order->pairs[order->begin[(chunk->pairs[i] >> 32 & mask) + 1]++] =
				    (uint32_t)chunk->pairs[i];
			lists[k].stretches[stretch] = chunk->before;
		}
	return true;
}

// A pair that stands for all of the same two.
static uint32_t
united_pair(uint32_t app, uint32_t kinds)
{
	return PAIR(app, ((kinds & ~KINDS_OF_NAMES) == 0 ? PAIR_NAMES : 0) |
			     ((kinds & (kinds - 1)) == 0 ? PAIR_ONCE : 0));
}

// Makes one of all pairs of the same two, of one of the SIS. How many are left.
static size_t
unite_pairs(uint32_t *pairs, size_t count, uint32_t *united)
{
	size_t kept = 0;
	sort_whole(pairs, count);
	for (size_t from = 0; from < count;) {
		const uint32_t app = PAIR_APP(pairs[from]);
		uint32_t kinds = 0;
		for (; from < count && PAIR_APP(pairs[from]) == app; from++)
			kinds |= 1u << PAIR_KIND(pairs[from]);
		united[kept++] = united_pair(app, kinds);
	}
	return kept;
}

// The same for few, without an order: most are of the same few accounts.
static size_t
unite_few(const uint32_t *pairs, size_t count, uint32_t *united)
{
	uint32_t kinds[UNITED_FEW];
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		const uint32_t app = PAIR_APP(pairs[i]);
		size_t at = 0;
		while (at < kept && united[at] != app)
			at++;
		if (at == kept) {
			united[kept] = app;
			kinds[kept++] = 0;
		}
		kinds[at] |= 1u << PAIR_KIND(pairs[i]);
	}
	for (size_t i = 0; i < kept; i++)
		united[i] = united_pair(united[i], kinds[i]);
	return kept;
}

// Every stretch in order, and its pairs united, behind one another.
static bool
join_stretches(struct links *links, struct order *order, struct pair_list lists[LINK_KINDS])
{
	const size_t people = links->sides[LINK_SIS].count;
	size_t kept = 0, stretch = 0;
	for (size_t first = 0; first < people; first += order->people) {
		if (!order_stretch(order, lists, stretch++))
			return false;
		for (size_t i = 0; i < order->people && first + i < people; i++) {
			links->pair_of[first + i] = kept;
			uint32_t *pairs = order->pairs + order->begin[i];
			const size_t count = order->begin[i + 1] - order->begin[i];
			kept += count <= UNITED_FEW
				    ? unite_few(pairs, count, links->pairs + kept)
				    : unite_pairs(pairs, count, links->pairs + kept);
		}
	}
	links->pair_of[people] = kept;
	return true;
}

bool
pairs_gather(struct links *links, struct pair_list lists[LINK_KINDS])
{
	struct order order = {.people = (size_t)1 << lists[0].shift};
	size_t count = 0;
	for (unsigned k = 0; k < LINK_KINDS; k++)
		count += lists[k].count;
	links->counts.pairs = count;
	order.begin = calloc(order.people + 2, sizeof *order.begin);
	links->pair_of = calloc((size_t)links->sides[LINK_SIS].count + 2, sizeof *links->pair_of);
	links->pairs = malloc((count + 1) * sizeof *links->pairs);
	bool good = order.begin != NULL && links->pair_of != NULL && links->pairs != NULL &&
		    join_stretches(links, &order, lists);
	free(order.begin);
	free(order.pairs);
	return good;
}
