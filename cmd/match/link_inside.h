// What the files of the matcher share.
#pragma once

#include <stdlib.h>

#include "cmd/match/link.h"
#include "pipeline/nickname.h"
#include "pipeline/text.h"

enum { NAME_TOKENS = 4, NAME_BYTES = 256 };

// A name in its form (pipeline/person.h), once for all who have it. Number 0 is no name.
struct name {
	uint32_t at, size; // of the form in `text`
	uint32_t tokens[NAME_TOKENS]; // names of its words; of one word: itself
	uint32_t key; // hash of the form without the second vowel of ae, oe, ue: Müller and Mueller have the same
	uint32_t letters; // hash of the first three letters
	uint32_t ending; // hash of the last four letters
	uint32_t joined; // hash of the form without blanks
	uint32_t as_given, as_family; // how many have it
	uint16_t formals[NAME_FORMALS]; // what it may be short for, itself included
	uint8_t formal_count, token_count, suffix;
	uint8_t given_weight, family_weight; // rarity: quarter bits
	bool given_known; // a name that many have somewhere
};

struct names {
	struct name *names;
	uint32_t count, room;
	struct text text, scratch;
	uint64_t *raw_keys, *form_keys; // open addressing; 0: free
	uint32_t *raw_names, *form_names;
	uint32_t raw_mask, raw_count, form_mask, form_count;
	const char *const *nicknames;
	bool failed;
};

// An e-mail address, a phone number, a student number or a username that somebody has. Number 0 is none.
struct contact {
	uint64_t hash;
	uint32_t at; // of its bytes in links.contact_text; for student numbers only
	uint8_t size;
	uint8_t students[LINK_SIDES], guardians[LINK_SIDES]; // how many have it; 255: or more
};

struct contacts {
	struct contact *contacts;
	uint32_t count, room, mask;
	uint64_t *slots;
	struct text text;
	bool failed;
};

struct guardian {
	uint32_t given, family; // names
	uint32_t email, phones[2]; // contacts
	uint32_t house; // a guardian of the same household: the least number of all who share an address or a phone
	uint32_t students; // how many it is connected to
	uint64_t hash; // of all values
};

enum person_flag {
	PERSON_TWIN = 1, PERSON_NEAR_SIBLING = 2, PERSON_SAME_SIBLING = 4, PERSON_CROWDED = 8, PERSON_EMAIL_NAMED = 16, PERSON_DUPLICATE = 32,
	PERSON_DECIDED = 64
};

struct person {
	uint64_t order; // of the id: breaks ties, and means nothing
	uint32_t given, preferred, middle, family, other_family; // names
	uint32_t email, username, number; // contacts
	uint32_t school[2];
	uint32_t date; // YYYYMMDD; 0: not known
	uint32_t guardians; // first of its numbers
	int8_t grade; // -2: not known
	uint8_t guardian_count, suffix, flags;
};

struct side {
	struct person *people;
	uint32_t count, room;
	struct guardian *guardians;
	uint32_t guardian_count, guardian_room;
	uint32_t *guardian_slots, guardian_mask;
	uint32_t *connections; // numbers of guardians
	uint32_t connection_count, connection_room;
	uint32_t (*addresses)[LINK_ADDRESS]; // names; NULL as long as nobody has one
};

// A pair that may be the same child.
struct edge {
	uint32_t sis, app;
	int16_t score;
	uint8_t guard;
	uint8_t kinds : 7, alike : 1; // of keys that found it; names and birth date or number are the same
};

struct links {
	struct link_options options;
	struct names names;
	struct contacts contacts;
	struct side sides[LINK_SIDES];
	uint64_t *forbidden; // sis << 32 | app, sorted
	size_t forbidden_count, forbidden_room;
	uint64_t *decided; // likewise, in no order
	size_t decided_count, decided_room;
	bool number_trusted, number_clashes; // equal ones say something; unlike ones do
	uint64_t *pairs; // of keys that agree (link_block.c): PAIR_SIS, PAIR_APP and the kind; in order of sis
	size_t *pair_of; // where those of a person begin; one more than people
	size_t pair_count;
	struct edge *edges; // in order of sis, best first
	size_t edge_count;
	size_t *edge_of[LINK_SIDES]; // where the edges of a person begin; one more than people
	uint32_t *by_app; // numbers of edges in order of app, best first
	struct {
		uint8_t *class, *guard;
		uint32_t *best;
	} result[LINK_SIDES];
	struct link_counts counts;
	bool failed;
};

enum { PAIR_KIND_BITS = 4, PAIR_APP_BITS = 30 };
#define PAIR(sis, app, kind) ((uint64_t)(sis) << (PAIR_APP_BITS + PAIR_KIND_BITS) | (uint64_t)(app) << PAIR_KIND_BITS | (kind))
#define PAIR_SIS(pair) ((uint32_t)((pair) >> (PAIR_APP_BITS + PAIR_KIND_BITS)))
#define PAIR_APP(pair) ((uint32_t)((pair) >> PAIR_KIND_BITS) & ((1u << PAIR_APP_BITS) - 1))
#define PAIR_KIND(pair) ((unsigned)(pair) & ((1u << PAIR_KIND_BITS) - 1))

static inline uint64_t
link_mix(uint64_t a, uint64_t b)
{
	uint64_t z = a * 0x9e3779b97f4a7c15u ^ (b + 0x632be59bd9b4e019u) * 0xd1342543de82ef95u;
	z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93u;
	return z ^ (z >> 32);
}

// Makes room for one more in an array that grows. False when out of memory.
bool link_room(void *array, uint32_t count, uint32_t *room, size_t size);

// link_name.c
bool names_begin(struct names *names, const char *const *nicknames);
void names_end(struct names *names);
uint32_t names_intern(struct names *names, struct bytes raw, uint8_t *suffix); // 0: no name; *suffix is left alone when there is none
void names_weigh(struct names *names, uint64_t people);

static inline struct bytes
name_form(const struct names *names, uint32_t name)
{
	return (struct bytes){names->text.data + names->names[name].at, names->names[name].size};
}

// link_contact.c
bool contacts_begin(struct contacts *contacts);
void contacts_end(struct contacts *contacts);
uint64_t contact_hash(char kind, struct bytes value);
void contact_soon(const struct contacts *contacts, uint64_t hash); // its number will be asked for
uint32_t contact_number(struct contacts *contacts, uint64_t hash, struct bytes kept); // `kept`: bytes to be compared later; may be empty

// link_value.c: 0 for what is not known
enum { LINK_NUMBER = 'n', LINK_USERNAME = 'u' };
uint64_t link_email_of(struct links *links, struct bytes email); // hashes, for contact_number
uint64_t link_phone_of(const struct links *links, struct bytes phone);
uint32_t link_number_of(struct links *links, char kind, struct bytes number);
uint32_t link_date_of(const struct links *links, struct bytes date);
int8_t link_grade_of(struct bytes grades);
bool link_email_names(const struct links *links, struct bytes email, uint32_t given); // the given name stands before its @
void link_schools_of(struct links *links, struct bytes schools, uint32_t out[2]);

// link_near.c: how alike two words are
bool near_one(struct bytes a, struct bytes b); // differ in one letter, or in two that changed places
unsigned near_jaro(struct bytes a, struct bytes b); // per cent of Jaro and Winkler

// link_alike.c
enum given_level compare_given(const struct links *links, const struct person *a, const struct person *b);
enum family_level compare_family(const struct names *names, uint32_t a, uint32_t b);
// link_compare.c
enum date_level compare_date(uint32_t a, uint32_t b);
void compare_people(const struct links *links, const struct person *sis, const struct person *app, struct link_evidence *evidence);
// link_house.c
void compare_houses(const struct links *links, const struct person *sis, const struct person *app, struct link_evidence *evidence);
bool house_find_siblings(struct links *links);
bool house_shared(const struct links *links, const struct side *side, const struct person *a, const struct person *b); // an address or phone of guardians
// link_score.c, link_guard.c
int score_of(const struct links *links, const struct person *sis, const struct person *app, const struct link_evidence *evidence);
enum link_guard guard_of(const struct person *sis, const struct person *app, const struct link_evidence *evidence);
bool guard_plausible(const struct link_evidence *evidence, int score);
// link_trust.c: which ids can be believed
void trust_ids(struct links *links);
// link_key.c
enum { KEYS_OF_KIND = 16 };
// Kinds in which nothing but names, and the school, agrees.
#define KINDS_OF_NAMES (1u << 0 | 1u << 6 | 1u << 7 | 1u << 8 | 1u << 9)
unsigned keys_of(const struct links *links, enum link_side side, const struct person *person, unsigned kind, uint32_t keys[KEYS_OF_KIND]);
uint32_t key_split(const struct links *links, const struct person *person, unsigned way); // 0: not known
enum { KEY_SPLITS = 4 };
// link_block.c, link_pair.c, link_settle.c
bool block_all(struct links *links);
bool pair_all(struct links *links); // edges, their order and their index
bool edge_first(const struct links *links, const struct edge *a, const struct edge *b, enum link_side by); // best first; among equals by what no file's order changes
bool settle_all(struct links *links);
// link_each.c: work(context, 0 … count - 1), in threads
void link_each(unsigned threads, unsigned count, void (*work)(void *context, unsigned task), void *context);
