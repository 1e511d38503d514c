// Whether student numbers mean the same on both sides. An application may count its pupils itself: then the numbers agree by chance, and would join
// strangers. So they are believed only when those who share one mostly share a name too.
#include "cmd/match/link_inside.h"

enum { TRUST_SHARE = 80, TRUST_LEAST = 5 };

// Who has a number on the side of the SIS; only asked for numbers that one has.
static uint32_t *
holders_of_numbers(const struct links *links)
{
	const struct side *sis = &links->sides[LINK_SIS];
	uint32_t *holders = calloc(links->contacts.count, sizeof *holders);
	for (uint32_t i = 0; holders != NULL && i < sis->count; i++)
		holders[sis->people[i].number] = i;
	return holders;
}

void
trust_ids(struct links *links)
{
	const struct side *sis = &links->sides[LINK_SIS], *app = &links->sides[LINK_APP];
	uint64_t shared = 0, named = 0, known = 0;
	uint32_t *holders = holders_of_numbers(links);
	links->failed = links->failed || holders == NULL;
	for (uint32_t i = 0; holders != NULL && i < app->count; i++) {
		const struct person *person = &app->people[i];
		const struct contact *contact = &links->contacts.contacts[person->number];
		known += person->number != 0;
		if (person->number == 0 || contact->students[LINK_SIS] != 1 ||
		    contact->students[LINK_APP] != 1)
			continue;
		const struct person *other = &sis->people[holders[person->number]];
		shared++;
		named +=
		    compare_given(links, other, person) >= GIVEN_TYPO ||
		    compare_family(&links->names, other->family, person->family) >= FAMILY_TYPO;
	}
	free(holders);
	links->number_trusted = shared > 0 && named * 100 >= shared * TRUST_SHARE &&
				(shared >= TRUST_LEAST || shared * 2 >= known);
	links->number_clashes = shared * 2 >= known;
	links->counts.number_trusted = links->number_trusted;
}
