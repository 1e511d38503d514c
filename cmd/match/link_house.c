// Households: who on the same side lives with whom, and what each of them must be careful of: brothers, sisters and twins share nearly everything.
#include "cmd/match/link_inside.h"

// An address or phone that more guardians have is a school's, or made up; a household of more children is not looked at child by child.
enum { HOLDERS_MAX = 4, SIBLINGS_MAX = 40 };

bool
house_contact_tells(const struct links *links, uint32_t id)
{
	const struct contact *contact = &links->contacts.contacts[id];
	return id != 0 && contact->guardians[LINK_SIS] <= HOLDERS_MAX &&
	       contact->guardians[LINK_APP] <= HOLDERS_MAX;
}

// How many guardians have each address and phone.
static void
count_holders(struct links *links, unsigned of)
{
	const struct side *side = &links->sides[of];
	for (uint32_t i = 0; i < side->guardian_count; i++) {
		const struct guardian *guardian = &side->guardians[i];
		const uint32_t ids[] = {guardian->email, guardian->phones[0], guardian->phones[1]};
		for (unsigned j = 0; j < sizeof ids / sizeof *ids; j++) {
			uint8_t *count = &links->contacts.contacts[ids[j]].guardians[of];
			*count = (uint8_t)(*count + (ids[j] != 0 && *count < UINT8_MAX));
		}
	}
}

static uint32_t
house_of(struct side *side, uint32_t guardian)
{
	while (side->guardians[guardian].house != guardian) {
		side->guardians[guardian].house =
		    side->guardians[side->guardians[guardian].house].house;
		guardian = side->guardians[guardian].house;
	}
	return guardian;
}

static void
join_houses(struct side *side, uint32_t a, uint32_t b)
{
	a = house_of(side, a);
	b = house_of(side, b);
	if (a < b)
		side->guardians[b].house = a;
	else
		side->guardians[a].house = b;
}

// Guardians who share an address or a phone are of one household. `first` has room for every contact.
static void
make_houses(struct links *links, unsigned of, uint32_t *first)
{
	struct side *side = &links->sides[of];
	memset(first, 0xff, links->contacts.count * sizeof *first);
	for (uint32_t i = 0; i < side->guardian_count; i++) {
		const struct guardian *guardian = &side->guardians[i];
		const uint32_t ids[] = {guardian->email, guardian->phones[0], guardian->phones[1]};
		for (unsigned j = 0; j < sizeof ids / sizeof *ids; j++) {
			if (!house_contact_tells(links, ids[j]))
				continue;
			if (first[ids[j]] == UINT32_MAX)
				first[ids[j]] = i;
			else
				join_houses(side, first[ids[j]], i);
		}
	}
}

// Two of one household: what each must be careful of.
static void
note_siblings(const struct links *links, struct person *a, struct person *b)
{
	const enum given_level level = compare_given(links, a, b);
	const bool same_date = a->date == b->date && a->date != 0;
	const uint8_t near =
	    level >= GIVEN_SIMILAR && level != GIVEN_SAME ? PERSON_NEAR_SIBLING : 0;
	const uint8_t same = level == GIVEN_SAME ? PERSON_NEAR_SIBLING | PERSON_SAME_SIBLING : 0;
	const uint8_t twin = same_date && level != GIVEN_SAME ? PERSON_TWIN : 0;
	const uint8_t twice = level == GIVEN_SAME && (same_date || a->date == 0 || b->date == 0)
				  ? PERSON_DUPLICATE
				  : 0;
	a->flags |= near | same | twin | twice;
	b->flags |= near | same | twin | twice;
}

// Holds those of one household against each other; of a household that is too large to be one, all are careful.
static void
note_house(const struct links *links, struct side *side, const uint32_t *children, uint32_t count)
{
	for (uint32_t i = 0; i < count && count > SIBLINGS_MAX; i++)
		side->people[children[i]].flags |= PERSON_NEAR_SIBLING | PERSON_SAME_SIBLING;
	for (uint32_t i = 0; i < count && count <= SIBLINGS_MAX; i++)
		for (uint32_t j = i + 1; j < count; j++)
			if (children[i] != children[j])
				note_siblings(
				    links, &side->people[children[i]], &side->people[children[j]]);
}

// The children of each household: `begin` has a place for each guardian and one more, `children` for each connection.
static void
visit_houses(const struct links *links, struct side *side, uint32_t *begin, uint32_t *children)
{
	memset(begin, 0, (side->guardian_count + 1) * sizeof *begin);
	for (uint32_t i = 0; i < side->connection_count; i++)
		begin[house_of(side, side->connections[i]) + 1]++;
	for (uint32_t i = 0; i < side->guardian_count; i++)
		begin[i + 1] += begin[i];
	for (uint32_t i = side->count; i-- > 0;)
		for (unsigned j = 0; j < side->people[i].guardian_count; j++)
			children[begin[house_of(
			    side, side->connections[side->people[i].guardians + j])]++] = i;
	for (uint32_t i = 0; i < side->guardian_count; i++) {
		uint32_t from = i == 0 ? 0 : begin[i - 1], count = begin[i] - from, kept = 0;
		if (side->guardians[i].students > HOUSE_CHILDREN || count < 2)
			continue;
		for (
		    uint32_t j = 0; j < count;
		    j++) // both parents of one household: the child comes twice, one behind the other
			if (j == 0 || children[from + j] != children[from + kept - 1])
				children[from + kept++] = children[from + j];
		note_house(links, side, children + from, kept);
	}
}

bool
house_find_siblings(struct links *links)
{
	bool good = true;
	for (unsigned of = 0; of < LINK_SIDES; of++)
		count_holders(links, of);
	uint32_t *first = calloc(links->contacts.count, sizeof *first);
	for (unsigned of = 0; of < LINK_SIDES && first != NULL; of++)
		make_houses(links, of, first);
	free(first);
	for (unsigned of = 0; of < LINK_SIDES && first != NULL && good; of++) {
		struct side *side = &links->sides[of];
		uint32_t *begin = calloc((size_t)side->guardian_count + 1, sizeof *begin);
		uint32_t *children = calloc((size_t)side->connection_count + 1, sizeof *children);
		good = begin != NULL && children != NULL;
		if (good)
			visit_houses(links, side, begin, children);
		free(begin);
		free(children);
	}
	return good && first != NULL;
}
