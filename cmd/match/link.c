// Taking people in: every value once, in the form in which it is compared, and what stands for "not known" as not known.
#include "cmd/match/link_inside.h"

#include <sys/mman.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { FIRST_GUARDIANS = 1 << 10 };

void *
link_table(size_t size)
{
	enum { LARGE = 1 << 21 };
	if (size < LARGE)
		return calloc(1, size);
	void *table = aligned_alloc(LARGE, (size + LARGE - 1) & ~(size_t)(LARGE - 1));
	if (table == NULL)
		return NULL;
	madvise(table, size, MADV_HUGEPAGE); // where that cannot be had, small pages do
	memset(table, 0, size);
	return table;
}

bool
link_room(void *array, uint32_t count, uint32_t *room, size_t size)
{
	void **held = array;
	if (count < *room)
		return true;
	uint32_t larger = *room < 1024 ? 1024 : *room * 2;
	void *grown = larger <= *room ? NULL : realloc(*held, (size_t)larger * size);
	if (grown == NULL)
		return false;
	*held = grown;
	*room = larger;
	return true;
}

struct links *
links_new(const struct link_options *options)
{
	struct links *links = calloc(1, sizeof *links);
	if (links == NULL)
		return NULL;
	links->options = *options;
	bool good =
	    names_begin(&links->names, options->nicknames) && contacts_begin(&links->contacts);
	for (unsigned i = 0; i < LINK_SIDES; i++) {
		links->sides[i].guardian_mask = FIRST_GUARDIANS - 1;
		links->sides[i].guardian_slots = calloc(FIRST_GUARDIANS, sizeof(uint64_t));
		good = good && links->sides[i].guardian_slots != NULL;
	}
	if (good)
		return links;
	links_free(links);
	return NULL;
}

void
links_free(struct links *links)
{
	if (links == NULL)
		return;
	names_end(&links->names);
	contacts_end(&links->contacts);
	text_free(&links->pending_text);
	for (unsigned i = 0; i < LINK_SIDES; i++) {
		free(links->sides[i].people);
		free(links->sides[i].guardians);
		free(links->sides[i].guardian_slots);
		free(links->sides[i].connections);
		free(links->sides[i].ties);
		free(links->sides[i].addresses);
		free(links->edge_of[i]);
		free(links->result[i].class);
		free(links->result[i].guard);
		free(links->result[i].best);
	}
	free(links->forbidden);
	free(links->decided);
	free(links->pairs);
	free(links->pair_of);
	free(links->edges);
	free(links->by_app);
	free(links);
}

// A slot is the number of a guardian and the upper half of its hash, so that others are passed over without a look at them.
#define TAG 0xffffffff00000000u

// The place where a guardian of the same values stands, or the free one.
static uint32_t
guardian_slot(const struct side *side, uint64_t hash)
{
	uint32_t at = (uint32_t)hash & side->guardian_mask;
	for (; side->guardian_slots[at] != 0; at = (at + 1) & side->guardian_mask)
		if (((side->guardian_slots[at] ^ hash) & TAG) == 0 &&
		    side->guardians[(uint32_t)side->guardian_slots[at] - 1].hash == hash)
			break;
	return at;
}

static bool
grow_guardians(struct side *side)
{
	enum { AHEAD = 16 };
	uint32_t mask = side->guardian_mask * 2 + 1;
	size_t size = ((size_t)mask + 1) * sizeof(uint64_t);
	uint64_t *slots = link_table(size);
	if (slots == NULL)
		return false;
	free(side->guardian_slots);
	side->guardian_slots = slots;
	side->guardian_mask = mask;
	for (uint32_t i = 0; i < side->guardian_count; i++) {
		uint64_t hash = side->guardians[i].hash;
		if (i + AHEAD < side->guardian_count)
			__builtin_prefetch(
			    &slots[(uint32_t)side->guardians[i + AHEAD].hash & mask]);
		slots[guardian_slot(side, hash)] = (hash & TAG) | (i + 1);
	}
	return true;
}

uint32_t
links_guardian(struct links *links, enum link_side of, const struct link_guardian *given)
{
	struct side *side = &links->sides[of];
	const uint64_t hashes[] = {link_email_of(links, given->email),
	    link_phone_of(links, given->mobile), link_phone_of(links, given->phone)};
	struct guardian guardian = {
	    .given = names_intern(&links->names, given->given, NULL),
	    .family = names_intern(&links->names, given->family, NULL),
	};
	guardian.hash =
	    link_mix(link_mix((uint64_t)guardian.given << 32 | guardian.family, hashes[0]),
		link_mix(hashes[1], hashes[2]));
	__builtin_prefetch(&side->guardian_slots[(uint32_t)guardian.hash & side->guardian_mask]);
	if ((side->guardian_count > side->guardian_mask / 2 && !grow_guardians(side)) ||
	    !link_room(&side->guardians, side->guardian_count, &side->guardian_room,
		sizeof *side->guardians)) {
		links->failed = true;
		return LINK_NOBODY;
	}
	uint32_t at = guardian_slot(side, guardian.hash);
	if (side->guardian_slots[at] != 0)
		return (uint32_t)side->guardian_slots[at] - 1;
	const uint32_t number = guardian.house = side->guardian_count;
	side->guardians[side->guardian_count++] = guardian;
	side->guardian_slots[at] = (guardian.hash & TAG) | side->guardian_count;
	for (unsigned i = 0; i < sizeof hashes / sizeof *hashes; i++) {
		const struct pending pending = {.hash = hashes[i],
		    .of = number,
		    .side = (uint8_t)of,
		    .field = (uint8_t)(PENDING_GUARDIAN_EMAIL + i)};
		if (!(i == 2 && hashes[1] == hashes[2]))
			pending_add(links, &pending, (struct bytes){NULL, 0});
	}
	return number;
}

static bool
add_connections(struct side *side, const struct link_person *given, struct person *person)
{
	person->guardians = side->connection_count;
	for (unsigned i = 0; i < given->guardian_count && person->guardian_count < LINK_GUARDIANS;
	     i++) {
		if (given->guardians[i] >= side->guardian_count)
			continue;
		if (!link_room(&side->connections, side->connection_count, &side->connection_room,
			sizeof *side->connections))
			return false;
		side->guardians[given->guardians[i]].students++;
		side->connections[side->connection_count++] = given->guardians[i];
		person->guardian_count++;
	}
	return true;
}

// Addresses have an array beside, as long as somebody has one.
static bool
add_address(struct links *links, struct side *side, const struct link_person *given)
{
	bool any = side->addresses != NULL;
	for (unsigned i = 0; i < LINK_ADDRESS; i++)
		any = any || given->address[i].size > 0;
	if (!any)
		return true;
	uint32_t(*grown)[LINK_ADDRESS] = realloc(side->addresses, side->room * sizeof *grown);
	if (grown == NULL)
		return false;
	if (side->addresses == NULL)
		memset(grown, 0, side->count * sizeof *grown);
	side->addresses = grown;
	for (unsigned i = 0; i < LINK_ADDRESS; i++)
		grown[side->count][i] = names_intern(&links->names, given->address[i], NULL);
	return true;
}

// Counts a student's names and schools; what is pending is counted when it is answered.
static void
count_values(struct links *links, enum link_side of, const struct person *person)
{
	const struct name *names = links->names.names;
	struct name_tally *tallies = links->names.tallies;
	for (unsigned i = 0; i < 2; i++)
		contact_count(&links->contacts, person->school[i], of);
	tallies[person->given].as_given++;
	tallies[person->family].as_family++;
	for (unsigned i = 0;
	     names[person->family].token_count > 1 && i < names[person->family].token_count; i++)
		tallies[names[person->family].tokens[i]].as_family++;
	if (names[person->given].token_count > 1)
		tallies[names[person->given].tokens[0]].as_given++;
}

uint32_t
links_add(struct links *links, enum link_side of, const struct link_person *given)
{
	struct side *side = &links->sides[of];
	struct names *names = &links->names;
	struct number_form number;
	const uint64_t hashes[] = {link_email_of(links, given->email),
	    link_username_of(given->username), link_number_of(given->number, &number)};
	const struct bytes number_kept = {number.text, number.size};
	struct person person = {.order = XXH3_64bits(given->id.data, given->id.size),
	    .date = link_date_of(links, given->birth_date)};
	person.given = names_intern(names, given->given, &person.suffix);
	person.preferred = names_intern(names, given->preferred, NULL);
	person.middle = names_intern(names, given->middle, &person.suffix);
	person.family = names_intern(names, given->family, &person.suffix);
	person.other_family = names_intern(names, given->preferred_family, NULL);
	person.number_spelled = letters_of(number_kept);
	person.grade = link_grade_of(given->grades);
	link_schools_of(links, given->schools, person.school);
	if (link_email_names(links, given->email, person.given) ||
	    link_email_names(links, given->email, person.preferred))
		person.flags = PERSON_EMAIL_NAMED;
	if (side->count == LINK_PEOPLE_MOST ||
	    !link_room(&side->people, side->count, &side->room, sizeof *side->people) ||
	    !add_connections(side, given, &person) || !add_address(links, side, given)) {
		links->failed = true;
		return LINK_NOBODY;
	}
	count_values(links, of, &person);
	side->people[side->count] = person;
	for (unsigned i = 0; i < sizeof hashes / sizeof *hashes; i++) {
		const struct pending pending = {.hash = hashes[i],
		    .of = side->count,
		    .side = (uint8_t)of,
		    .field = (uint8_t)(PENDING_EMAIL + i)};
		pending_add(links, &pending,
		    pending.field == PENDING_NUMBER ? number_kept : (struct bytes){NULL, 0});
	}
	return side->count++;
}

// Adds a pair to a list of pairs.
static bool
add_pair(struct links *links, uint64_t **pairs, size_t *count, size_t *room, uint64_t pair)
{
	if (*count == *room) {
		size_t larger = *room * 2 + 64;
		uint64_t *grown = realloc(*pairs, larger * sizeof *grown);
		links->failed = links->failed || grown == NULL;
		if (grown == NULL)
			return false;
		*pairs = grown;
		*room = larger;
	}
	(*pairs)[(*count)++] = pair;
	return true;
}

bool
links_forbid(struct links *links, uint32_t sis, uint32_t app)
{
	return add_pair(links, &links->forbidden, &links->forbidden_count, &links->forbidden_room,
	    (uint64_t)sis << 32 | app);
}

bool
links_decide(struct links *links, uint32_t sis, uint32_t app)
{
	return add_pair(links, &links->decided, &links->decided_count, &links->decided_room,
	    (uint64_t)sis << 32 | app);
}
