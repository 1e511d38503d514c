// Whose guardians agree. All that a household shares is one fact about a child, however many addresses and phones agree: brothers and sisters share
// them all. What is compared of a guardian is copied beside that of the child's others, without what says nothing: so a comparison reads one place.
#include "cmd/match/link_inside.h"

enum { FACTS_MAX = 8 };

// What is compared of one guardian.
static struct tie
tie_of(const struct links *links, const struct guardian *guardian)
{
	const struct name *names = links->names.names;
	struct tie tie = {.given = names[guardian->given].tokens[0],
	    .given_key = names[guardian->given].key,
	    .family_key = names[guardian->family].key};
	if (guardian->students > HOUSE_CHILDREN)
		return (struct tie){.given = TIE_OF_MANY};
	if (guardian->given == 0 || guardian->family == 0)
		tie.given = 0;
	if (house_contact_tells(links, guardian->email))
		tie.email = guardian->email;
	for (unsigned i = 0; i < 2; i++)
		if (house_contact_tells(links, guardian->phones[i]))
			tie.phones[i] = guardian->phones[i];
	return tie;
}

bool
ties_make(struct links *links)
{
	for (unsigned of = 0; of < LINK_SIDES; of++) {
		struct side *side = &links->sides[of];
		side->ties = calloc((size_t)side->connection_count + 1, sizeof *side->ties);
		if (side->ties == NULL)
			return false;
		for (uint32_t i = 0; i < side->connection_count; i++)
			side->ties[i] = tie_of(links, &side->guardians[side->connections[i]]);
	}
	return true;
}

// Notes an agreement, once.
static unsigned
note_fact(uint32_t facts[FACTS_MAX], unsigned count, uint32_t fact)
{
	for (unsigned i = 0; i < count; i++)
		if (facts[i] == fact)
			return count;
	if (count < FACTS_MAX)
		facts[count++] = fact;
	return count;
}

// Whether two guardians have the same full name; a short form of the given name will do.
static bool
names_agree(const struct tie *a, const struct tie *b)
{
	return a->given != 0 && b->given != 0 && a->family_key == b->family_key &&
	       (a->given_key == b->given_key || a->given == b->given);
}

// The addresses and phones that two guardians share.
static unsigned
shared_contacts(const struct tie *a, const struct tie *b, uint32_t facts[FACTS_MAX], unsigned count)
{
	if (a->email == b->email && a->email != 0)
		count = note_fact(facts, count, a->email);
	for (unsigned i = 0; i < 4; i++)
		if (a->phones[i / 2] == b->phones[i % 2] && a->phones[i / 2] != 0)
			count = note_fact(facts, count, a->phones[i / 2]);
	return count;
}

bool
house_shared(const struct links *links, const struct side *side, const struct person *a,
    const struct person *b)
{
	unsigned contacts = 0;
	for (unsigned i = 0; i < a->guardian_count; i++)
		for (unsigned j = 0; j < b->guardian_count; j++) {
			const struct guardian *first =
			    &side->guardians[side->connections[a->guardians + i]];
			const struct guardian *second =
			    &side->guardians[side->connections[b->guardians + j]];
			contacts += first->email == second->email &&
				    house_contact_tells(links, first->email);
			for (unsigned k = 0; k < 4; k++)
				contacts += first->phones[k / 2] == second->phones[k % 2] &&
					    house_contact_tells(links, first->phones[k / 2]);
		}
	return contacts > 0;
}

void
compare_houses(const struct links *links, const struct person *sis, const struct person *app,
    struct link_evidence *evidence)
{
	const struct tie *first = links->sides[LINK_SIS].ties + sis->guardians,
			 *second = links->sides[LINK_APP].ties + app->guardians;
	uint32_t facts[FACTS_MAX];
	unsigned contacts = 0, names = 0, known[2] = {0, 0};
	for (unsigned i = 0; i < sis->guardian_count; i++) {
		bool agree = false;
		if (first[i].given == TIE_OF_MANY)
			continue;
		known[0]++;
		for (unsigned j = 0; j < app->guardian_count; j++) {
			if (second[j].given == TIE_OF_MANY)
				continue;
			contacts = shared_contacts(&first[i], &second[j], facts, contacts);
			agree = agree || names_agree(&first[i], &second[j]);
		}
		names += agree;
	}
	for (unsigned j = 0; j < app->guardian_count; j++)
		known[1] += second[j].given != TIE_OF_MANY;
	evidence->house_facts = (uint8_t)(contacts + names);
	evidence->house = known[0] == 0 || known[1] == 0 ? HOUSE_MISSING
			  : contacts > 0 && names > 0    ? HOUSE_BOTH
			  : contacts > 0                 ? HOUSE_CONTACT
			  : names > 0                    ? HOUSE_NAME
							 : HOUSE_DIFFERENT;
}
