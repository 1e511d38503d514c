// From pairs to verdicts. A link is ready when the two are each other's best by a margin and every guard has passed. Then what is settled is taken
// away, and the rest is looked at again: what has one candidate left is proposed, what has several is left to a person. No assignment is made to
// come out even: leftovers are not forced together.
#include "cmd/match/link_inside.h"

enum {
	READY_MARGIN = 16, // quarter bits by which the next one must be behind
	SHOWN_MARGIN = 8,
	ROUNDS = 3
};

static const struct edge *
edge_at(const struct links *links, enum link_side of, size_t place)
{
	return &links->edges[of == LINK_SIS ? place : links->by_app[place]];
}

static uint32_t
other_end(const struct edge *edge, enum link_side of)
{
	return of == LINK_SIS ? edge->app : edge->sis;
}

// Whether somebody is settled already: linked, or the only one who comes into question for somebody.
static bool
is_taken(const struct links *links, enum link_side of, uint32_t number)
{
	return links->result[of].class[number] >= LINK_PARTIAL;
}

// The best edge of somebody to those who are not taken; NULL when there is none. *clear: nobody else comes close, and nobody else can be the same
// child once more.
static const struct edge *
best_edge(const struct links *links, enum link_side of, uint32_t number, int margin, bool *clear)
{
	const struct edge *best = NULL;
	*clear = true;
	for (size_t i = links->edge_of[of][number]; i < links->edge_of[of][number + 1]; i++) {
		const struct edge *edge = edge_at(links, of, i);
		if (is_taken(links, 1 - of, other_end(edge, of)))
			continue;
		if (best != NULL) {
			*clear =
			    best->score - edge->score >= margin && !(best->alike && edge->alike);
			return best;
		}
		best = edge;
	}
	return best;
}

static void
settle_pair(struct links *links, const struct edge *edge, enum link_class class)
{
	links->result[LINK_SIS].class[edge->sis] = links->result[LINK_APP].class[edge->app] =
	    (uint8_t) class;
	links->result[LINK_SIS].best[edge->sis] = edge->app;
	links->result[LINK_APP].best[edge->app] = edge->sis;
	links->result[LINK_SIS].guard[edge->sis] = links->result[LINK_APP].guard[edge->app] =
	    edge->guard;
}

// What each round asks of a pair. After links come proposals: whose own best is elsewhere by a margin is nobody's rival.
static const struct step {
	int margin;
	enum link_class class;
} steps[] = {
    {READY_MARGIN, LINK_READY}, {READY_MARGIN, LINK_PARTIAL}, {SHOWN_MARGIN, LINK_PARTIAL}};

// One round. What it settles is only taken away in the next: the order of people does not matter.
static size_t
settle_round(struct links *links, const struct step *step, uint32_t *found)
{
	size_t count = 0;
	for (uint32_t sis = 0; sis < links->sides[LINK_SIS].count; sis++) {
		bool clear, wanted;
		const struct edge *edge =
		    is_taken(links, LINK_SIS, sis)
			? NULL
			: best_edge(links, LINK_SIS, sis, step->margin, &clear);
		if (edge != NULL && clear &&
		    (step->class == LINK_PARTIAL || edge->guard == GUARD_PASSED) &&
		    best_edge(links, LINK_APP, edge->app, step->margin, &wanted) == edge && wanted)
			found[count++] = (uint32_t)(edge - links->edges);
	}
	for (size_t i = 0; i < count; i++)
		settle_pair(links, &links->edges[found[i]], step->class);
	return count;
}

// Whom somebody would have had, of those who are only proposed to another.
static uint32_t
proposed_to_another(const struct links *links, enum link_side of, uint32_t number)
{
	for (size_t i = links->edge_of[of][number]; i < links->edge_of[of][number + 1]; i++) {
		uint32_t other = other_end(edge_at(links, of, i), of);
		if (links->result[1 - of].class[other] == LINK_PARTIAL)
			return other;
	}
	return LINK_NOBODY;
}

// What is left: several, or none.
static void
settle_rest(struct links *links, enum link_side of)
{
	for (uint32_t i = 0; i < links->sides[of].count; i++) {
		bool clear;
		if (is_taken(links, of, i))
			continue;
		const struct edge *edge = best_edge(links, of, i, SHOWN_MARGIN, &clear);
		uint32_t other =
		    edge == NULL ? proposed_to_another(links, of, i) : other_end(edge, of);
		bool any = links->edge_of[of][i] < links->edge_of[of][i + 1];
		links->result[of].best[i] = other;
		links->result[of].class[i] = other == LINK_NOBODY ? LINK_NONE : LINK_MULTIPLE;
		links->result[of].guard[i] =
		    other != LINK_NOBODY ? (edge == NULL || clear ? GUARD_WANTED : GUARD_RIVAL)
		    : any                ? GUARD_TAKEN
					 : GUARD_PASSED;
	}
}

// What one kind of keys alone has found.
static void
count_found(struct links *links)
{
	for (uint32_t i = 0; i < links->sides[LINK_SIS].count; i++) {
		links->counts.classes[links->result[LINK_SIS].class[i]]++;
		if (links->result[LINK_SIS].class[i] < LINK_PARTIAL)
			continue;
		for (size_t j = links->edge_of[LINK_SIS][i]; j < links->edge_of[LINK_SIS][i + 1];
		     j++)
			if (links->edges[j].app == links->result[LINK_SIS].best[i]) {
				links->counts.found_once += links->edges[j].once;
				links->counts.found_often += !links->edges[j].once;
			}
	}
}

bool
settle_all(struct links *links)
{
	bool good = true;
	for (unsigned of = 0; of < LINK_SIDES && good; of++) {
		size_t count = (size_t)links->sides[of].count + 1;
		links->result[of].class = calloc(count, 1);
		links->result[of].guard = calloc(count, 1);
		links->result[of].best = malloc(count * sizeof(uint32_t));
		good = links->result[of].class != NULL && links->result[of].guard != NULL &&
		       links->result[of].best != NULL;
	}
	for (size_t i = 0; i < links->decided_count && good; i++) {
		const struct edge edge = {
		    .sis = (uint32_t)(links->decided[i] >> 32), .app = (uint32_t)links->decided[i]};
		settle_pair(links, &edge, LINK_READY);
		links->sides[LINK_SIS].people[edge.sis].flags |= PERSON_DECIDED;
	}
	uint32_t *found = good ? malloc((links->sides[LINK_SIS].count + 1u) * sizeof *found) : NULL;
	if (found == NULL)
		return false;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		for (unsigned round = 0;
		     round < ROUNDS && settle_round(links, &steps[i], found) > 0; round++)
			;
	free(found);
	settle_rest(links, LINK_SIS);
	settle_rest(links, LINK_APP);
	count_found(links);
	return true;
}
