// By what candidates are found. Two people are compared when any key of any kind agrees, so a child is only lost when all kinds fail. Keys are
// hashes of 32 bits: one that agrees by chance costs a comparison and nothing else.
#include "cmd/match/link_inside.h"

// A list of keys being made.
struct keys {
	uint32_t *list;
	unsigned count;
};

static void
add_key(struct keys *keys, uint64_t a, uint64_t b)
{
	if (a != 0 && b != 0 && keys->count < KEYS_OF_KIND)
		keys->list[keys->count++] = (uint32_t)(link_mix(a, b) >> 16);
}

// The hash of a name's word that does not depend on which spelling came first; 0 for no name.
static uint32_t
word_of(const struct names *names, uint32_t name, unsigned place)
{
	return name == 0 || place >= names->names[name].token_count
		   ? 0
		   : names->names[names->names[name].tokens[place]].key;
}

static uint32_t
initial_of(const struct names *names, uint32_t name)
{
	struct bytes form = name == 0 ? (struct bytes){NULL, 0} : name_form(names, name);
	return form.size == 0 ? 0
			      : 1 + (unsigned char)form.data[0] +
				    ((unsigned char)form.data[0] >= 0x80 && form.size > 1
					    ? (uint32_t)(unsigned char)form.data[1] << 8
					    : 0);
}

// Given names of a person: the first, what it is called by, and a second word.
static unsigned
given_words(const struct names *names, const struct person *person, uint32_t words[3])
{
	words[0] = word_of(names, person->given, 0);
	words[1] = word_of(names, person->preferred, 0);
	words[2] = word_of(names, person->given, 1);
	return 3;
}

static unsigned
family_words(const struct names *names, const struct person *person, uint32_t words[4])
{
	for (unsigned i = 0; i < 3; i++)
		words[i] = word_of(names, person->family, i);
	words[3] = word_of(names, person->other_family, 0);
	return 4;
}

static void
names_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	uint32_t given[3], family[4];
	(void)side;
	unsigned m = given_words(&links->names, person, given),
		 n = family_words(&links->names, person, family);
	for (unsigned i = 0; i < m; i++)
		for (unsigned j = 0; j < n; j++) // whichever stands first
			add_key(keys, given[i] < family[j] ? given[i] : family[j],
			    given[i] < family[j] ? family[j] : given[i]);
}

// The contact's number would depend on who came first, and is the same on both sides: the hash of its value is the key.
static void
id_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	const uint32_t ids[] = {person->email, person->username, person->number};
	(void)side;
	for (unsigned i = 0; i < sizeof ids / sizeof *ids; i++)
		if (ids[i] != 0)
			add_key(keys, links->contacts.contacts[ids[i]].hash, 1);
}

static void
date_family_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	(void)side;
	if (person->family != 0)
		add_key(keys, person->date, links->names.names[person->family].letters);
}

static void
date_given_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	(void)side;
	if (person->given != 0)
		add_key(keys, person->date, links->names.names[person->given].letters);
}

static void
contact_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	for (unsigned i = 0; i < person->guardian_count; i++) {
		const struct guardian *guardian =
		    &side->guardians[side->connections[person->guardians + i]];
		const uint32_t ids[] = {guardian->email, guardian->phones[0], guardian->phones[1]};
		for (unsigned j = 0; j < sizeof ids / sizeof *ids; j++)
			if (ids[j] != 0)
				add_key(keys, links->contacts.contacts[ids[j]].hash, 1);
	}
}

static void
guardian_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	const struct names *names = &links->names;
	for (unsigned i = 0; i < person->guardian_count; i++) {
		const struct guardian *guardian =
		    &side->guardians[side->connections[person->guardians + i]];
		uint64_t full = link_mix(
		    word_of(names, guardian->given, 0), word_of(names, guardian->family, 0));
		if (guardian->given != 0 && guardian->family != 0)
			add_key(keys, full, initial_of(names, person->given)),
			    add_key(keys, full, word_of(names, person->family, 0));
	}
}

static void
school_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	uint32_t family[4];
	(void)side;
	unsigned count = family_words(&links->names, person, family);
	for (unsigned i = 0; i < 2 && person->school[i] != 0; i++)
		for (unsigned j = 0; j < count; j++)
			add_key(keys,
			    link_mix(links->contacts.contacts[person->school[i]].hash,
				initial_of(&links->names, person->given)),
			    family[j]);
}

// A letter that is wrong leaves the front of a name or its end.
static void
given_part_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	uint32_t family[4];
	(void)side;
	unsigned count = family_words(&links->names, person, family);
	for (unsigned i = 0; i < count && person->given != 0; i++) {
		add_key(keys, links->names.names[person->given].letters, family[i]);
		add_key(keys, links->names.names[person->given].ending, family[i]);
	}
}

static void
family_part_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	uint32_t given[3];
	(void)side;
	unsigned count = given_words(&links->names, person, given);
	for (unsigned i = 0; i < count && person->family != 0; i++)
		if (given[i] != 0) {
			add_key(
			    keys, link_mix(given[i], 7), links->names.names[person->family].ending);
			add_key(keys, link_mix(given[i], 8),
			    links->names.names[person->family].letters);
		}
}

static void
nickname_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	const struct name *given = &links->names.names[person->given];
	uint32_t family = word_of(&links->names, person->family, 0);
	(void)side;
	for (unsigned i = 0; person->given != 0 && i < given->formal_count; i++)
		add_key(keys, given->formals[i] + 1u, family);
}

static void
address_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	if (side->addresses == NULL)
		return;
	const uint32_t *parts = side->addresses[person - side->people];
	for (unsigned i = 0; i < LINK_ADDRESS; i++)
		for (unsigned j = i + 1; j < LINK_ADDRESS; j++)
			if (parts[i] != 0 && parts[j] != 0)
				add_key(keys, link_mix(links->names.names[parts[i]].key, i),
				    links->names.names[parts[j]].key);
}

static void
street_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	for (unsigned i = 0; side->addresses != NULL && i < LINK_ADDRESS; i++) {
		uint32_t part = side->addresses[person - side->people][i];
		uint64_t key = part == 0 ? 0 : link_mix(links->names.names[part].key, i);
		add_key(keys, i == 0 ? 0 : key, 1);
		add_key(keys, key, person->date);
		add_key(keys, key, word_of(&links->names, person->family, 0));
	}
}

// Of who has neither birth date nor guardian, and another name besides, the school is left: with the given name, with the family name, or with the
// front of the family name when that has a wrong letter.
static void
schoolmate_keys(const struct links *links, const struct side *side, const struct person *person,
    struct keys *keys)
{
	const struct names *names = &links->names;
	(void)side;
	for (unsigned i = 0; i < 2 && person->school[i] != 0; i++) {
		const uint64_t school = links->contacts.contacts[person->school[i]].hash;
		const uint32_t given = word_of(names, person->given, 0);
		add_key(keys, school, given);
		add_key(keys, school, word_of(names, person->preferred, 0));
		add_key(keys, link_mix(school, 1), word_of(names, person->family, 0));
		if (person->family != 0)
			add_key(keys, link_mix(school, 2 + initial_of(names, person->given)),
			    names->names[person->family].letters);
	}
}

// How to add a kind: a function, a line here, LINK_KINDS.
static void (*const kinds[LINK_KINDS])(const struct links *links, const struct side *side,
    const struct person *person, struct keys *keys) = {names_keys, id_keys, date_family_keys,
    date_given_keys, contact_keys, guardian_keys, school_keys, given_part_keys, family_part_keys,
    nickname_keys, address_keys, street_keys, schoolmate_keys};

unsigned
keys_of(const struct links *links, enum link_side of, const struct person *person, unsigned kind,
    uint32_t keys[KEYS_OF_KIND])
{
	struct keys list = {.list = keys};
	kinds[kind](links, &links->sides[of], person, &list);
	return list.count;
}

// What splits a block that is too large: 0 when it is not known, and then this way does not find the person.
uint32_t
key_split(const struct links *links, const struct person *person, unsigned way)
{
	switch (way) {
	case 0:
		return person->date;
	case 1:
		return person->school[0] == 0
			   ? 0
			   : (uint32_t)link_mix(links->contacts.contacts[person->school[0]].hash,
				 (uint64_t)(person->grade + 3)) |
				 1;
	case 2:
		return person->given == 0 || person->family == 0
			   ? 0
			   : (uint32_t)link_mix(links->names.names[person->given].joined,
				 links->names.names[person->family].joined) |
				 1;
	case 3:
		return person->grade < -1 ? 0 : (uint32_t)(person->grade + 3);
	default:
		return person->middle == 0 ? 0 : links->names.names[person->middle].key | 1;
	}
}
