// The run from people to verdicts, and asking for them.
#include "cmd/match/link_inside.h"

static int
compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

bool
links_run(struct links *links, struct fault *fault)
{
	links->ran = true;
	const uint64_t people =
	    (uint64_t)links->sides[LINK_SIS].count + links->sides[LINK_APP].count;
	links->counts.people[LINK_SIS] = links->sides[LINK_SIS].count;
	links->counts.people[LINK_APP] = links->sides[LINK_APP].count;
	if (links->forbidden_count > 0)
		qsort(links->forbidden, links->forbidden_count, sizeof *links->forbidden,
		    compare_numbers);
	names_weigh(&links->names, people);
	pending_answer(links);
	bool good = !links->failed && !links->pending_text.failed && !links->names.failed &&
		    !links->contacts.failed && !links->contacts.text.failed;
	good = good && house_find_siblings(links) && ties_make(links);
	if (good)
		trust_ids(links);
	good = good && !links->failed && block_all(links) && pair_all(links) && settle_all(links);
	return good || fault_set(fault, FAULT_TEMP, "out of memory");
}

// Warnings about one pair, beyond what the evidence says.
static unsigned
warnings_of(const struct links *links, const struct person *sis, const struct person *app,
    const struct link_evidence *evidence)
{
	const struct contact *contacts = links->contacts.contacts;
	unsigned flags = sis->flags | app->flags;
	const struct contact *email = &contacts[app->email], *number = &contacts[app->number];
	return ((flags & PERSON_TWIN) != 0 ? WARN_TWIN : 0) |
	       ((flags & PERSON_NEAR_SIBLING) != 0 ? WARN_NEAR_SIBLING : 0) |
	       (app->email != 0 && (email->students[LINK_SIS] > 1 || email->students[LINK_APP] > 1)
		       ? WARN_EMAIL_SHARED
		       : 0) |
	       (app->email != 0 && email->guardians[LINK_SIS] + email->guardians[LINK_APP] > 0
		       ? WARN_EMAIL_OF_GUARDIAN
		       : 0) |
	       (evidence->house == HOUSE_DIFFERENT ? WARN_GUARDIANS_DIFFER : 0) |
	       ((app->flags & PERSON_DUPLICATE) != 0 ? WARN_DUPLICATES : 0) |
	       (app->number != 0 &&
			   (number->students[LINK_SIS] > 1 || number->students[LINK_APP] > 1)
		       ? WARN_NUMBER_REUSED
		       : 0);
}

void
links_verdict(
    const struct links *links, enum link_side of, uint32_t number, struct link_verdict *verdict)
{
	*verdict = (struct link_verdict){.class = links->result[of].class[number],
	    .guard = links->result[of].guard[number],
	    .best = links->result[of].best[number]};
	uint32_t shown = verdict->best;
	if (verdict->class < LINK_PARTIAL)
		verdict->best = LINK_NOBODY;
	for (size_t i = links->edge_of[of][number]; i < links->edge_of[of][number + 1]; i++) {
		const struct edge *edge = &links->edges[of == LINK_SIS ? i : links->by_app[i]];
		uint32_t other = of == LINK_SIS ? edge->app : edge->sis;
		if (other == shown)
			verdict->score = edge->score;
		bool taken = links->result[1 - of].class[other] == LINK_READY && other != shown;
		if (verdict->class != LINK_NONE && !taken && verdict->candidate_count < LINK_SHOWN)
			verdict->candidates[verdict->candidate_count++] = other;
	}
	if (verdict->class == LINK_NONE || shown == LINK_NOBODY)
		return;
	struct link_evidence evidence;
	const struct person *sis = &links->sides[LINK_SIS].people[of == LINK_SIS ? number : shown];
	const struct person *app = &links->sides[LINK_APP].people[of == LINK_SIS ? shown : number];
	compare_own(links, sis, app, &evidence);
	compare_rest(links, sis, app, &evidence);
	verdict->warnings = warnings_of(links, sis, app, &evidence);
}

void
links_compare(const struct links *links, uint32_t sis, uint32_t app, struct link_evidence *evidence)
{
	const struct person *first = &links->sides[LINK_SIS].people[sis],
			    *second = &links->sides[LINK_APP].people[app];
	compare_own(links, first, second, evidence);
	if (links->ran)
		compare_rest(links, first, second, evidence);
}

const struct link_counts *
links_counts(const struct links *links)
{
	return &links->counts;
}

bool
links_found(const struct links *links, uint32_t sis, uint32_t app)
{
	for (size_t i = links->pair_of[sis]; i < links->pair_of[sis + 1]; i++)
		if (PAIR_APP(links->pairs[i]) == app)
			return true;
	return false;
}

bool
links_decided(const struct links *links, uint32_t sis)
{
	return (links->sides[LINK_SIS].people[sis].flags & PERSON_DECIDED) != 0;
}
