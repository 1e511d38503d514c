// Comparing what keys have found: each person of the SIS with its candidates, in stretches of people, a task each. What is worth a person's look
// becomes an edge; of each person of the SIS the best are kept.
#include "cmd/match/link_inside.h"

enum { EDGES_MOST = 32, TASK_PEOPLE = 2048, FAR = 4, NEAR = 2 };

// The edges that a stretch of people makes.
struct stretch {
	struct edge *edges;
	size_t count, room;
	uint64_t compared, plausible;
	bool failed;
};

struct scoring {
	struct links *links;
	struct stretch *stretches;
};

static bool
is_forbidden(const struct links *links, uint32_t sis, uint32_t app)
{
	uint64_t wanted = (uint64_t)sis << 32 | app;
	size_t low = 0, high = links->forbidden_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (links->forbidden[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low < links->forbidden_count && links->forbidden[low] == wanted;
}

// Best first; among equals by what no file's order changes.
bool
edge_first(const struct links *links, const struct edge *a, const struct edge *b, enum link_side by)
{
	const struct person *others = links->sides[by].people;
	if (a->score != b->score)
		return a->score > b->score;
	return by == LINK_APP ? others[a->app].order < others[b->app].order
			      : others[a->sis].order < others[b->sis].order;
}

// Puts an edge among the best of its person.
static unsigned
keep_edge(const struct links *links, struct edge best[EDGES_MOST], unsigned count,
    const struct edge *edge)
{
	unsigned at = count;
	while (at > 0 && edge_first(links, edge, &best[at - 1], LINK_APP))
		at--;
	if (at == EDGES_MOST)
		return count;
	unsigned last = count < EDGES_MOST ? count : EDGES_MOST - 1;
	memmove(best + at + 1, best + at, (last - at) * sizeof *best);
	best[at] = *edge;
	return last + 1;
}

// Whether the two look like one child by what is the child's own: a second such account is the same child's, or nobody can tell.
static bool
is_alike(const struct link_evidence *e)
{
	return e->given >= GIVEN_NICKNAME && e->family >= FAMILY_TYPO &&
	       (e->date == DATE_SAME || e->number >= ID_SHARED);
}

// Whether two whom only their names brought together were born on different days, and have names that many have: nobody needs to see them.
static bool
is_namesake(const struct links *links, const struct person *sis, const struct person *app)
{
	enum { RARE = 56, YEAR = 10000, DAYS = 10000 };
	const struct name *names = links->names.names;
	if (sis->date == 0 || app->date == 0 || sis->date / YEAR == app->date / YEAR ||
	    sis->date % DAYS == app->date % DAYS)
		return false;
	return names[sis->given].given_weight + names[sis->family].family_weight < RARE;
}

// Compares one of the SIS with everybody that keys found for it; the plausible ones, best first.
static unsigned
score_person(
    struct links *links, struct stretch *stretch, uint32_t sis, struct edge best[EDGES_MOST])
{
	const struct person *people = links->sides[LINK_APP].people,
			    *person = &links->sides[LINK_SIS].people[sis];
	unsigned kept = 0;
	for (size_t i = links->pair_of[sis]; i < links->pair_of[sis + 1]; i++) {
		struct link_evidence evidence;
		const uint32_t found = PAIR_KIND(links->pairs[i]), app = PAIR_APP(links->pairs[i]);
		if (links->forbidden_count > 0 && is_forbidden(links, sis, app))
			continue;
		if ((found & PAIR_NAMES) != 0 && is_namesake(links, person, &people[app]))
			continue;
		stretch->compared++;
		compare_own(links, person, &people[app], &evidence);
		if (guard_hopeless(&evidence))
			continue;
		compare_rest(links, person, &people[app], &evidence);
		int score = score_of(links, person, &people[app], &evidence);
		if (!guard_plausible(&evidence, score))
			continue;
		stretch->plausible++;
		struct edge edge = {.sis = sis,
		    .app = app,
		    .score = (int16_t)score,
		    .guard = (uint8_t)guard_of(person, &people[app], &evidence),
		    .once = (found & PAIR_ONCE) != 0,
		    .alike = is_alike(&evidence)};
		kept = keep_edge(links, best, kept, &edge);
	}
	return kept;
}

// Has what is compared next brought near: first who is compared with `far`, then, when that is there, what is compared of the guardians of `near`.
static void
fetch_people(const struct links *links, uint32_t far, uint32_t near)
{
	const struct side *side = &links->sides[LINK_APP];
	for (size_t i = links->pair_of[far]; i < links->pair_of[far + 1]; i++)
		__builtin_prefetch(&side->people[PAIR_APP(links->pairs[i])]);
	for (size_t i = links->pair_of[near]; i < links->pair_of[near + 1]; i++)
		__builtin_prefetch(&side->ties[side->people[PAIR_APP(links->pairs[i])].guardians]);
}

static void
score_stretch(void *context, unsigned task, unsigned worker)
{
	(void)worker;
	struct scoring *scoring = context;
	struct links *links = scoring->links;
	struct stretch *stretch = &scoring->stretches[task];
	const uint32_t people = links->sides[LINK_SIS].count, from = task * TASK_PEOPLE,
		       to = people - from < TASK_PEOPLE ? people : from + TASK_PEOPLE;
	struct edge best[EDGES_MOST];
	for (uint32_t sis = from; sis < to; sis++) {
		if (to - sis > FAR)
			fetch_people(links, sis + FAR, sis + NEAR);
		unsigned count = score_person(links, stretch, sis, best);
		if (stretch->count + count > stretch->room) {
			size_t room = stretch->room * 2 + TASK_PEOPLE * 2;
			struct edge *grown = realloc(stretch->edges, room * sizeof *grown);
			if (grown == NULL) {
				stretch->failed = true;
				return;
			}
			stretch->edges = grown;
			stretch->room = room;
		}
		if (count > 0)
			memcpy(stretch->edges + stretch->count, best, count * sizeof *best);
		stretch->count += count;
	}
}

// All stretches behind one another.
static bool
join_stretches(struct links *links, struct stretch *stretches, unsigned count)
{
	bool good = true;
	for (unsigned i = 0; i < count; i++) {
		links->edge_count += stretches[i].count;
		links->counts.compared += stretches[i].compared;
		links->counts.plausible += stretches[i].plausible;
		good = good && !stretches[i].failed;
	}
	links->edges = good ? calloc(links->edge_count + 1, sizeof *links->edges) : NULL;
	size_t used = 0;
	for (unsigned i = 0; i < count && links->edges != NULL; i++) {
		if (stretches[i].count > 0)
			memcpy(links->edges + used, stretches[i].edges,
			    stretches[i].count * sizeof *links->edges);
		used += stretches[i].count;
	}
	return links->edges != NULL;
}

static bool
score_all(struct links *links)
{
	unsigned count = links->sides[LINK_SIS].count / TASK_PEOPLE + 1;
	struct scoring scoring = {
	    .links = links, .stretches = calloc(count, sizeof *scoring.stretches)};
	if (scoring.stretches == NULL)
		return false;
	link_each(links->options.threads, count, score_stretch, &scoring);
	bool good = join_stretches(links, scoring.stretches, count);
	for (unsigned i = 0; i < count; i++)
		free(scoring.stretches[i].edges);
	free(scoring.stretches);
	return good;
}

// The edges of one account, best first.
static void
sort_account(struct links *links, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++) {
		uint32_t moved = links->by_app[i];
		size_t at = i;
		for (; at > from && edge_first(links, &links->edges[moved],
					&links->edges[links->by_app[at - 1]], LINK_SIS);
		     at--)
			links->by_app[at] = links->by_app[at - 1];
		links->by_app[at] = moved;
	}
}

// Where the edges of everybody begin, and those of accounts in their own order.
static bool
index_edges(struct links *links)
{
	for (unsigned of = 0; of < LINK_SIDES; of++)
		links->edge_of[of] =
		    calloc((size_t)links->sides[of].count + 2, sizeof *links->edge_of[of]);
	links->by_app = malloc((links->edge_count + 1) * sizeof *links->by_app);
	if (links->edge_of[LINK_SIS] == NULL || links->edge_of[LINK_APP] == NULL ||
	    links->by_app == NULL || links->edge_count > UINT32_MAX)
		return false;
	for (size_t i = 0; i < links->edge_count; i++) {
		// NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): calloc made it, and every sis is below the count
		links->edge_of[LINK_SIS][links->edges[i].sis + 1]++;
		links->edge_of[LINK_APP][links->edges[i].app + 2]++;
	}
	for (size_t i = 1; i < (size_t)links->sides[LINK_SIS].count + 2; i++)
		links->edge_of[LINK_SIS][i] += links->edge_of[LINK_SIS][i - 1];
	for (size_t i = 2; i < (size_t)links->sides[LINK_APP].count + 2; i++)
		links->edge_of[LINK_APP][i] += links->edge_of[LINK_APP][i - 1];
	for (size_t i = 0; i < links->edge_count; i++)
		links->by_app[links->edge_of[LINK_APP][links->edges[i].app + 1]++] = (uint32_t)i;
	for (uint32_t i = 0; i < links->sides[LINK_APP].count; i++)
		sort_account(links, links->edge_of[LINK_APP][i], links->edge_of[LINK_APP][i + 1]);
	return true;
}

bool
pair_all(struct links *links)
{
	return score_all(links) && index_edges(links);
}
