// A decoy is as near to a real child as the kind says, and surely another one: its given name is none that the child goes by on either side. What is
// drawn comes from the district's own accounts, so that names are as common among decoys as they are there.
#include "cmd/match/decoy.h"

#include <stdlib.h>
#include <xxhash.h>

#include "schema/record.h"

enum { DRAWS = 64, RHYME_DRAWS = 512, DECOY_MARK = '\x01' };

const char *const decoy_names[DECOY_KINDS] = {[DECOY_STRANGER] = "stranger",
    [DECOY_NAMESAKE] = "namesake",
    [DECOY_COUSIN] = "cousin",
    [DECOY_SIBLING] = "sibling",
    [DECOY_TWIN] = "twin",
    [DECOY_RHYME] = "rhyming twin"};

// What a decoy has of the account that it is made of; the rest is drawn, or not known.
static const struct recipe {
	bool given, family, born, grade, house, rhyme;
} recipes[DECOY_KINDS] = {[DECOY_STRANGER] = {.given = false},
    [DECOY_NAMESAKE] = {.given = true, .family = true, .grade = true},
    [DECOY_COUSIN] = {.given = true, .family = true, .grade = true, .house = true},
    [DECOY_SIBLING] = {.family = true, .house = true},
    [DECOY_TWIN] = {.family = true, .born = true, .grade = true, .house = true},
    [DECOY_RHYME] = {.family = true, .born = true, .grade = true, .house = true, .rhyme = true}};

bool
decoys_begin(struct decoys *decoys, uint64_t seed, struct store *store, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	*decoys = (struct decoys){.seed = seed};
	struct store_walk *walk =
	    store_walk_open(store, STORE_ACCOUNTS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		if (!bytes_is(
			record_cell(stored.record, ACCOUNT_KIND), person_kind_name(PERSON_STUDENT)))
			continue;
		if (decoys->count == decoys->room) {
			uint32_t room = decoys->room * 2 + 1024;
			struct bytes *grown = realloc(decoys->accounts, room * sizeof *grown);
			if (grown == NULL) {
				good = fault_set(fault, FAULT_TEMP, "out of memory");
				break;
			}
			decoys->accounts = grown;
			decoys->room = room;
		}
		decoys->accounts[decoys->count++] = stored.record;
	}
	store_walk_close(walk);
	return good;
}

void
decoys_end(struct decoys *decoys)
{
	free(decoys->accounts);
	*decoys = (struct decoys){.seed = decoys->seed};
}

// The next random number of an account's own.
static uint64_t
next_of(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

struct decoy_choice
decoy_choice(const struct decoys *decoys, struct bytes account)
{
	uint64_t state = XXH3_64bits_withSeed(account.data, account.size, decoys->seed);
	uint64_t number = next_of(&state);
	return (struct decoy_choice){(enum decoy_kind)(number / 8 % DECOY_KINDS), (number & 1) != 0,
	    (number & 2) != 0, (number & 4) != 0};
}

// A cell of an account that is drawn.
static struct bytes
draw(const struct decoys *decoys, uint64_t *state, enum account_cell cell)
{
	return record_cell(decoys->accounts[next_of(state) % decoys->count], cell);
}

// Whether a given name is surely another child's; as a rhyme, one that a letter makes another.
static bool
is_others(struct links *links, uint32_t student, const struct link_person *real, struct bytes given,
    bool rhyme)
{
	enum given_level account, sis;
	if (given.size == 0)
		return false;
	account = links_given_like(links, real, given);
	if (account > GIVEN_TYPO || account == GIVEN_INITIAL || (account == GIVEN_TYPO) != rhyme)
		return false;
	sis = links_given_of(links, LINK_SIS, student, given);
	return sis <= GIVEN_TYPO && sis != GIVEN_INITIAL && (rhyme || sis != GIVEN_TYPO);
}

// Draws a given name. False when there is none.
static bool
draw_given(const struct decoys *decoys, uint64_t *state, struct links *links, uint32_t student,
    const struct link_person *real, bool rhyme, struct bytes *given)
{
	for (unsigned i = 0; i < (rhyme ? RHYME_DRAWS : DRAWS); i++) {
		*given = draw(decoys, state, ACCOUNT_GIVEN_NAME);
		if (is_others(links, student, real, *given, rhyme))
			return true;
	}
	return false;
}

// Draws a birth date and the grade that goes with it. False when there is none that is another day than the child's on both sides; when `clear`, one that could
// not even be a slip of the pen.
static bool
draw_birth(const struct decoys *decoys, uint64_t *state, const struct links *links,
    uint32_t student, const struct link_person *real, bool clear, struct link_person *decoy)
{
	for (unsigned i = 0; i < DRAWS; i++) {
		struct bytes record = decoys->accounts[next_of(state) % decoys->count];
		struct bytes date = record_cell(record, ACCOUNT_BIRTH_DATE);
		enum date_level level = links_date_like(links, LINK_SIS, student, date);
		decoy->birth_date = date;
		decoy->grades = record_cell(record, ACCOUNT_GRADES);
		if (date.size > 0 && !bytes_equal(date, real->birth_date) &&
		    (clear ? level == DATE_DIFFERENT : level != DATE_SAME))
			return true;
	}
	return false;
}

// What sets some of a kind apart.
static void
vary(struct decoys *decoys, struct links *links, uint64_t *state, const struct link_person *real,
    struct link_person *decoy)
{
	const struct decoy_choice choice = decoy_choice(decoys, real->id);
	if (choice.kind == DECOY_SIBLING && choice.variant)
		decoy->email = real->email;
	if (choice.kind != DECOY_NAMESAKE)
		return;
	if (choice.variant)
		decoy->birth_date = (struct bytes){NULL, 0};
	if (!choice.guarded)
		return;
	const struct link_guardian guardian = {.given = draw(decoys, state, ACCOUNT_GIVEN_NAME),
	    .family = draw(decoys, state, ACCOUNT_FAMILY_NAME)};
	decoys->guardian = links_guardian(links, LINK_APP, &guardian);
	decoy->guardians = &decoys->guardian;
	decoy->guardian_count = 1;
}

bool
decoy_make(struct decoys *decoys, struct links *links, uint32_t student,
    const struct link_person *real, struct link_person *decoy)
{
	const struct decoy_choice choice = decoy_choice(decoys, real->id);
	const struct recipe *recipe = &recipes[choice.kind];
	uint64_t state = XXH3_64bits_withSeed(real->id.data, real->id.size, ~decoys->seed);
	*decoy = (struct link_person){.given = real->given,
	    .family = real->family,
	    .birth_date = real->birth_date,
	    .schools = real->schools};
	if (decoys->count == 0 ||
	    (!recipe->given &&
		!draw_given(decoys, &state, links, student, real, recipe->rhyme, &decoy->given)) ||
	    (!recipe->born && !draw_birth(decoys, &state, links, student, real,
				  recipe->given && recipe->house, decoy)))
		return false;
	if (recipe->grade)
		decoy->grades = real->grades;
	if (!recipe->family)
		decoy->family = draw(decoys, &state, ACCOUNT_FAMILY_NAME);
	if (recipe->house) {
		decoy->guardians = real->guardians;
		decoy->guardian_count = real->guardian_count;
	}
	vary(decoys, links, &state, real, decoy);
	decoys->made[choice.kind][choice.instead]++;
	return true;
}

struct bytes
decoy_id(struct bytes account, char id[DECOY_ID_MAX])
{
	size_t size = account.size < DECOY_ID_MAX ? account.size : DECOY_ID_MAX - 1;
	id[0] = DECOY_MARK;
	memcpy(id + 1, account.data, size);
	return (struct bytes){id, size + 1};
}

struct bytes
decoy_account(struct bytes id)
{
	if (id.size == 0 || id.data[0] != DECOY_MARK)
		return (struct bytes){NULL, 0};
	return (struct bytes){id.data + 1, id.size - 1};
}
