// What the files of the matcher share.
#pragma once

#include <stdlib.h>

#include "cmd/match/link.h"
#include "cmd/match/link_name.h"

// An e-mail address, a phone number, a student number or a username that somebody has. Number 0 is none.
struct contact {
	uint64_t hash;
	uint32_t at; // in contacts.text: of its size and its bytes; for student numbers only
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

// What is compared of a guardian of a student's, beside one another for all of the student's.
struct tie {
	uint32_t given, given_key, family_key; // first word of the given name, and hashes; `given` is 0 when a part is not known
	uint32_t email, phones[2]; // contacts that tell households apart
};
#define TIE_OF_MANY UINT32_MAX // as `given`: of so many children that it is no guardian

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
	uint32_t number_spelled; // letters_of its number
};

// A value that waits for the number of its contact. How to add a field: a line here and in link_pending.c; from PENDING_EMAIL on they are students'.
enum pending_field {
	PENDING_GUARDIAN_EMAIL, PENDING_GUARDIAN_MOBILE, PENDING_GUARDIAN_PHONE, PENDING_EMAIL, PENDING_USERNAME, PENDING_NUMBER
};
enum { PENDING_MOST = 512 };
struct pending {
	uint64_t hash;
	uint32_t of; // number of the guardian or person
	uint32_t kept_at; // in links.pending_text
	uint8_t kept_size, side, field;
};

struct side {
	struct person *people;
	uint32_t count, room;
	struct guardian *guardians;
	uint32_t guardian_count, guardian_room;
	uint64_t *guardian_slots; // number of a guardian, from 1, and the upper half of its hash; 0: free
	uint32_t guardian_mask;
	uint32_t *connections; // numbers of guardians
	struct tie *ties; // of each connection
	uint32_t connection_count, connection_room;
	uint32_t (*addresses)[LINK_ADDRESS]; // names; NULL as long as nobody has one
};

// A pair that may be the same child.
struct edge {
	uint32_t sis, app;
	int16_t score;
	uint8_t guard;
	bool once : 1, alike : 1; // one kind of keys alone found it; names and birth date or number are the same
};

struct links {
	struct link_options options;
	struct names names;
	struct contacts contacts;
	struct side sides[LINK_SIDES];
	struct pending pending[PENDING_MOST];
	unsigned pending_count;
	struct text pending_text;
	uint64_t *forbidden; // sis << 32 | app, sorted
	size_t forbidden_count, forbidden_room;
	uint64_t *decided; // likewise, in no order
	size_t decided_count, decided_room;
	bool number_trusted, number_clashes; // equal ones say something; unlike ones do
	uint32_t *pairs; // of keys that agree (link_gather.c): PAIR_APP, PAIR_NAMES and PAIR_ONCE; in order of sis, then of app
	size_t *pair_of; // where those of a person begin; one more than people
	struct edge *edges; // in order of sis, best first
	size_t edge_count;
	size_t *edge_of[LINK_SIDES]; // where the edges of a person begin; one more than people
	uint32_t *by_app; // numbers of edges in order of app, best first
	struct {
		uint8_t *class, *guard;
		uint32_t *best;
	} result[LINK_SIDES];
	struct link_counts counts;
	bool ran, failed;
};

enum { PAIR_KIND_BITS = 4, LINK_PEOPLE_MOST = 1 << (32 - PAIR_KIND_BITS) };
#define PAIR(app, kind) ((uint32_t)(app) << PAIR_KIND_BITS | (kind))
#define PAIR_APP(pair) ((pair) >> PAIR_KIND_BITS)
enum { PAIR_NAMES = 1, PAIR_ONCE = 2 }; // in the place of the kind, when all kinds are known: only names agree; one kind alone found it
#define PAIR_KIND(pair) ((unsigned)(pair) & ((1u << PAIR_KIND_BITS) - 1))

static inline uint64_t
link_mix(uint64_t a, uint64_t b)
{
	uint64_t z = a * 0x9e3779b97f4a7c15u ^ (b + 0x632be59bd9b4e019u) * 0xd1342543de82ef95u;
	z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93u;
	return z ^ (z >> 32);
}

// Zeros for a table that is read in no order; free. Where it is large, its pages are, too: finding them would take longer than reading. NULL when out
// of memory.
void *link_table(size_t size);

bool link_room(void *array, uint32_t count, uint32_t *room, size_t size); // for one more; false when out of memory

// link_contact.c
bool contacts_begin(struct contacts *contacts);
void contacts_end(struct contacts *contacts);
uint64_t contact_hash(char kind, struct bytes value);

// Its number will be asked for.
static inline void
contact_soon(const struct contacts *contacts, uint64_t hash)
{
	__builtin_prefetch(&contacts->slots[(uint32_t)hash & contacts->mask]);
}

// It is next: what its slot, which has come by now, says that it is.
static inline void
contact_next(const struct contacts *contacts, uint64_t hash)
{
	__builtin_prefetch(&contacts->contacts[(uint32_t)contacts->slots[(uint32_t)hash & contacts->mask]]);
}

uint32_t contact_number(struct contacts *contacts, uint64_t hash, struct bytes kept); // `kept`: bytes to be compared later; may be empty
void contact_count(struct contacts *contacts, uint32_t number, unsigned side); // one student more has it
struct bytes contact_kept(const struct contacts *contacts, uint32_t number);

// link_pending.c: numbers that are asked for together
bool pending_add(struct links *links, const struct pending *pending, struct bytes kept); // nothing for a hash of 0; false when out of memory
void pending_answer(struct links *links);

// link_value.c: 0 for what is not known
uint64_t link_email_of(struct links *links, struct bytes email); // hashes, for contact_number
uint64_t link_phone_of(const struct links *links, struct bytes phone);
struct number_form {
	char text[64];
	size_t size;
};
uint64_t link_number_of(struct bytes number, struct number_form *form);
uint64_t link_username_of(struct bytes username);
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
enum date_level compare_date(uint32_t a, uint32_t b);
// link_compare.c: a student's own values first, the rest only of who may be the same
void compare_own(const struct links *links, const struct person *sis, const struct person *app, struct link_evidence *evidence);
void compare_rest(const struct links *links, const struct person *sis, const struct person *app, struct link_evidence *evidence);
// link_house.c
bool house_find_siblings(struct links *links);
bool house_contact_tells(const struct links *links, uint32_t contact); // tells households apart
enum { HOUSE_CHILDREN = 12 }; // a guardian of more children is none
// link_tie.c
bool house_shared(const struct links *links, const struct side *side, const struct person *a, const struct person *b); // an address or phone of guardians
bool ties_make(struct links *links);
void compare_houses(const struct links *links, const struct person *sis, const struct person *app, struct link_evidence *evidence);
// link_score.c, link_guard.c
int score_of(const struct links *links, const struct person *sis, const struct person *app, const struct link_evidence *evidence);
enum link_guard guard_of(const struct person *sis, const struct person *app, const struct link_evidence *evidence);
bool guard_plausible(const struct link_evidence *evidence, int score);
bool guard_hopeless(const struct link_evidence *evidence); // after compare_own: whatever the rest says, the pair is not plausible
// link_trust.c: which ids can be believed
void trust_ids(struct links *links);
// link_key.c
enum { KEYS_OF_KIND = 16 };
// Kinds in which nothing but names, and the school, agrees.
#define KINDS_OF_NAMES (1u << 0 | 1u << 6 | 1u << 7 | 1u << 8 | 1u << 9 | 1u << 12)
unsigned keys_of(const struct links *links, enum link_side side, const struct person *person, unsigned kind, uint32_t keys[KEYS_OF_KIND]);
uint32_t key_split(const struct links *links, const struct person *person, unsigned way); // 0: not known
enum { KEY_SPLITS = 5 };
// link_sort.c
void sort_upper(uint64_t *numbers, uint64_t *other, size_t count); // by the upper half; equals keep their order; `other` has as much room
void sort_whole(uint32_t *numbers, size_t count);
// link_gather.c
enum { PAIRS_OF_CHUNK = 510 };
struct pair_chunk {
	struct pair_chunk *before;
	uint64_t count, pairs[PAIRS_OF_CHUNK]; // sis << 32 | PAIR(app, kind)
};
struct pair_list { // of one kind
	struct pair_chunk **stretches; // the last chunk of each: as many of the SIS as can be put in order without leaving the cache
	size_t stretch_count, count;
	unsigned shift; // from the number of one of the SIS to that of its stretch
};
bool pair_list_begin(struct pair_list *list, size_t people);
void pair_list_end(struct pair_list *list);
bool pair_list_add(struct pair_list *list, uint32_t sis, unsigned kind, const uint64_t *apps, size_t count); // `apps`: numbers, below 31 bits
bool pairs_gather(struct links *links, struct pair_list lists[LINK_KINDS]); // empties the lists
// link_block.c, link_pair.c, link_settle.c
bool block_all(struct links *links);
bool pair_all(struct links *links); // edges, their order and their index
bool edge_first(const struct links *links, const struct edge *a, const struct edge *b, enum link_side by); // best first; among equals by what no file's order changes
bool settle_all(struct links *links);
// link_each.c: work(context, 0 … count - 1), in threads; who works is a number below LINK_THREADS, and nobody else at the same time
enum { LINK_THREADS = 64 };
void link_each(unsigned threads, unsigned count, void (*work)(void *context, unsigned task, unsigned worker), void *context);
