// From the pairs of each kind of keys to the pairs of each person. Most are found by several kinds, and by several keys of one: of all these one is left,
// which knows what its comparison wants to know of them.
#include "cmd/match/link_inside.h"

// Puts the pairs of all kinds in order of the SIS's people. The lists are freed as they are read: there are more of them than of anything else.
static bool
join_lists(struct links *links, struct pair_list lists[LINK_KINDS])
{
	const size_t people = links->sides[LINK_SIS].count;
	size_t count = 0, *begin = links->pair_of = calloc(people + 2, sizeof *links->pair_of);
	for (unsigned k = 0; k < LINK_KINDS; k++)
		count += lists[k].count;
	links->pairs = malloc((count + 1) * sizeof *links->pairs);
	links->counts.pairs = count;
	if (begin == NULL || links->pairs == NULL)
		return false;
	for (unsigned k = 0; k < LINK_KINDS; k++)
		for (size_t i = 0; i < lists[k].count; i++)
			begin[(lists[k].pairs[i] >> 32) + 2]++;
	for (size_t i = 2; i < people + 2; i++)
		begin[i] += begin[i - 1];
	for (unsigned k = 0; k < LINK_KINDS; k++) {
		for (size_t i = 0; i < lists[k].count; i++)
			links->pairs[begin[(lists[k].pairs[i] >> 32) + 1]++] =
			    (uint32_t)lists[k].pairs[i];
		free(lists[k].pairs);
		lists[k].pairs = NULL;
	}
	return true;
}

// Makes one of all pairs of the same two. What is left moves to the front.
static void
unite_pairs(struct links *links)
{
	const size_t people = links->sides[LINK_SIS].count;
	uint32_t *pairs = links->pairs;
	size_t kept = 0, from = 0;
	for (size_t sis = 0; sis < people; sis++) {
		const size_t to = links->pair_of[sis + 1];
		sort_whole(pairs + from, to - from);
		links->pair_of[sis] = kept;
		while (from < to) {
			const uint32_t app = PAIR_APP(pairs[from]);
			uint32_t kinds = 0;
			for (; from < to && PAIR_APP(pairs[from]) == app; from++)
				kinds |= 1u << PAIR_KIND(pairs[from]);
			pairs[kept++] =
			    PAIR(app, ((kinds & ~KINDS_OF_NAMES) == 0 ? PAIR_NAMES : 0) |
					  ((kinds & (kinds - 1)) == 0 ? PAIR_ONCE : 0));
		}
	}
	links->pair_of[people] = kept;
}

bool
pairs_gather(struct links *links, struct pair_list lists[LINK_KINDS])
{
	bool good = join_lists(links, lists);
	for (unsigned k = 0; k < LINK_KINDS; k++)
		free(lists[k].pairs);
	if (good)
		unite_pairs(links);
	return good;
}
