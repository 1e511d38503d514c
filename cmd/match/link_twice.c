// One child twice on the same side: two accounts, or two rows of the SIS. The matcher compares across sides only; here the few keys of its own that a second
// row of a child can hardly miss bring people of one side together.
#include "cmd/match/link_inside.h"
#include "pipeline/list.h"

enum { BLOCK_PEOPLE = 64 };

// By names, by ids, by birth date with the beginning of the family or of the given name, by addresses and phones of guardians.
static const struct {
	unsigned kind;
	bool tells; // who is in a crowd of this kind is found by no other
} kinds[] = {{0, false}, {1, true}, {2, true}, {3, true}, {4, false}};

// Keys with the people who have them, and pairs, as numbers of 64 bits: whose upper half comes first.
struct numbers {
	uint64_t *list;
	size_t count, room;
};

static bool
add_number(struct numbers *numbers, uint32_t upper, uint32_t lower)
{
	if (!list_grow(&numbers->list, numbers->count, &numbers->room, sizeof *numbers->list))
		return false;
	numbers->list[numbers->count++] = (uint64_t)upper << 32 | lower;
	return true;
}

static int
compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static void
sort_numbers(struct numbers *numbers)
{
	if (numbers->count > 0)
		qsort(numbers->list, numbers->count, sizeof *numbers->list, compare_numbers);
}

// Whether two middle names are two.
static bool
middle_differs(const struct names *names, uint32_t a, uint32_t b)
{
	struct bytes p = name_form(names, a), q = name_form(names, b);
	return a != 0 && b != 0 && names->names[a].key != names->names[b].key && p.size > 1 &&
	       q.size > 1;
}

// How well two given names agree; at the most when given and family name stand in each other's place.
static enum given_level
compare_names(const struct links *links, const struct person *a, const struct person *b,
    enum family_level *family)
{
	const struct names *names = &links->names;
	*family = compare_family(names, a->family, b->family);
	if (*family < FAMILY_TYPO && compare_family(names, a->given, b->family) == FAMILY_SAME &&
	    compare_family(names, a->family, b->given) == FAMILY_SAME) {
		*family = FAMILY_SAME;
		return GIVEN_SAME;
	}
	return compare_given(links, a, b);
}

// A short form of the given name is enough beside something of the child's own; beside the household alone it may be a sister's.
bool
links_look_alike(struct links *links, enum link_side of, uint32_t a, uint32_t b)
{
	pending_answer(links);
	const struct side *side = &links->sides[of];
	const struct person *x = &side->people[a], *y = &side->people[b];
	enum family_level family;
	const enum given_level given = compare_names(links, x, y, &family);
	const enum date_level date = compare_date(x->date, y->date);
	const bool number = x->number != 0 && x->number == y->number,
		   email = x->email != 0 && x->email == y->email;
	if (given < GIVEN_NICKNAME || family < FAMILY_TYPO ||
	    (x->suffix != 0 && y->suffix != 0 && x->suffix != y->suffix) ||
	    middle_differs(&links->names, x->middle, y->middle))
		return false;
	if (date == DATE_SAME || number)
		return true;
	if (date == DATE_DIFFERENT || date == DATE_YEAR)
		return false;
	return email || (given >= GIVEN_PART && house_shared(links, side, x, y));
}

static bool
add_keys(const struct links *links, enum link_side of, unsigned kind, struct numbers *entries)
{
	uint32_t keys[KEYS_OF_KIND];
	const struct side *side = &links->sides[of];
	for (uint32_t i = 0; i < side->count; i++) {
		unsigned count = keys_of(links, of, &side->people[i], kind, keys);
		for (unsigned j = 0; j < count; j++)
			if (!add_number(entries, keys[j], i))
				return false;
	}
	return true;
}

// Everybody of a block with everybody else; too many are passed over.
static bool
pair_block(struct links *links, enum link_side side, const uint64_t *entries, size_t count,
    struct numbers *pairs)
{
	for (size_t i = 0; i < count && count <= BLOCK_PEOPLE; i++)
		for (size_t j = i + 1; j < count; j++) {
			uint32_t a = (uint32_t)entries[i], b = (uint32_t)entries[j];
			if (a != b && links_look_alike(links, side, a, b) &&
			    !add_number(pairs, a < b ? a : b, a < b ? b : a))
				return false;
		}
	return true;
}

static bool
pair_kind(struct links *links, enum link_side side, struct numbers *entries, struct numbers *pairs,
    uint64_t *crowded)
{
	bool good = true;
	sort_numbers(entries);
	for (size_t from = 0, to; good && from < entries->count; from = to) {
		for (to = from;
		     to < entries->count && entries->list[to] >> 32 == entries->list[from] >> 32;
		     to++)
			;
		*crowded += to - from > BLOCK_PEOPLE;
		good = pair_block(links, side, entries->list + from, to - from, pairs);
	}
	return good;
}

bool
links_twice(struct links *links, enum link_side side, links_pair_function *visit, void *context,
    uint64_t *crowded, struct fault *fault)
{
	struct numbers entries = {NULL, 0, 0}, pairs = {NULL, 0, 0};
	bool good = true;
	*crowded = 0;
	pending_answer(links);
	for (size_t i = 0; good && i < sizeof kinds / sizeof *kinds; i++) {
		uint64_t large = 0;
		entries.count = 0;
		good = add_keys(links, side, kinds[i].kind, &entries) &&
		       pair_kind(links, side, &entries, &pairs, &large);
		*crowded += kinds[i].tells ? large : 0;
	}
	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory");
	sort_numbers(&pairs);
	for (size_t i = 0; good && i < pairs.count; i++)
		if (i == 0 || pairs.list[i] != pairs.list[i - 1])
			good = visit(context, (uint32_t)(pairs.list[i] >> 32),
			    (uint32_t)pairs.list[i], fault);
	free(entries.list);
	free(pairs.list);
	return good;
}
