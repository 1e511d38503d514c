// How far a run can be believed, when nobody knows the truth. For each pair that is ready the account is hidden: were the student then linked to
// another account, that link would be wrong, because the right account is the hidden one. It counts the dangerous kind: students who have no account,
// beside brothers, sisters and namesakes who have one.
#include "cmd/match/link_inside.h"

enum { AUDIT_MARGIN = 16 }; // as for ready, in link_settle.c

static bool
is_open(const struct links *links, enum link_side of, uint32_t number)
{
	return links->result[of].class[number] != LINK_READY;
}

// Whether an edge is clearly the best of its account, of those to students who are not linked and to this one.
static bool
is_best_of_account(const struct links *links, const struct edge *edge)
{
	for (size_t i = links->edge_of[LINK_APP][edge->app];
	     i < links->edge_of[LINK_APP][edge->app + 1]; i++) {
		const struct edge *other = &links->edges[links->by_app[i]];
		if (other->sis != edge->sis && is_open(links, LINK_SIS, other->sis) &&
		    (other->score > edge->score - AUDIT_MARGIN || (other->alike && edge->alike)))
			return false;
	}
	return true;
}

// Whether a student would be linked to another account if its own were not there.
static bool
links_elsewhere(const struct links *links, uint32_t sis)
{
	const struct edge *best = NULL;
	for (size_t i = links->edge_of[LINK_SIS][sis]; i < links->edge_of[LINK_SIS][sis + 1]; i++) {
		const struct edge *edge = &links->edges[i];
		if (edge->app == links->result[LINK_SIS].best[sis] ||
		    !is_open(links, LINK_APP, edge->app))
			continue;
		if (best != NULL)
			return best->score - edge->score >= AUDIT_MARGIN &&
			       !(best->alike && edge->alike) && best->guard == GUARD_PASSED &&
			       is_best_of_account(links, best);
		best = edge;
	}
	return best != NULL && best->guard == GUARD_PASSED && is_best_of_account(links, best);
}

void
links_audit(const struct links *links, struct link_audit *audit)
{
	*audit = (struct link_audit){.hidden = 0};
	for (uint32_t i = 0; i < links->sides[LINK_SIS].count; i++) {
		const struct person *person = &links->sides[LINK_SIS].people[i];
		if (is_open(links, LINK_SIS, i) || (person->flags & PERSON_DECIDED) != 0)
			continue;
		audit->hidden++;
		audit->linked += links_elsewhere(links, i);
	}
	for (uint32_t i = 0; i < links->sides[LINK_SIS].count; i++)
		audit->doubles += links->result[LINK_SIS].guard[i] == GUARD_RIVAL;
}

unsigned
links_near(const struct links *links, uint32_t sis, uint32_t apps[LINK_NEAR])
{
	unsigned count = 0;
	for (size_t i = links->edge_of[LINK_SIS][sis];
	     i < links->edge_of[LINK_SIS][sis + 1] && count < LINK_NEAR; i++)
		apps[count++] = links->edges[i].app;
	return count;
}

// A person who has nothing but a given name.
static struct person
named(struct links *links, struct bytes given)
{
	return (struct person){.given = names_intern(&links->names, given, NULL)};
}

enum given_level
links_given_of(struct links *links, enum link_side side, uint32_t number, struct bytes given)
{
	const struct person other = named(links, given);
	return compare_given(links, &links->sides[side].people[number], &other);
}

enum date_level
links_date_like(
    const struct links *links, enum link_side side, uint32_t number, struct bytes birth_date)
{
	return compare_date(
	    links->sides[side].people[number].date, link_date_of(links, birth_date));
}

enum given_level
links_given_like(struct links *links, const struct link_person *person, struct bytes given)
{
	struct person one = named(links, person->given);
	const struct person other = named(links, given);
	one.preferred = names_intern(&links->names, person->preferred, NULL);
	one.middle = names_intern(&links->names, person->middle, NULL);
	return compare_given(links, &one, &other);
}
