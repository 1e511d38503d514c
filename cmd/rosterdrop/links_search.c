// Somebody types what they remember: "liz tayler" finds Elizabeth Taylor, and the children of hers. Who is meant is found in one walk over everybody, because a
// look at each student's family in turn costs several times as much; a name that many have is compared once.
#include "cmd/rosterdrop/links.h"

#include <stdio.h>
#include <string.h>

#include "cmd/rosterdrop/near.h"
#include "pipeline/nickname.h"
#include "pipeline/person.h"

enum { SEARCH_MAX = 256, BEGIN_LEAST = 3, TYPO_LEAST = 4 };

// Takes what was typed apart.
static void
take_words(struct search *search)
{
	struct bytes rest = {search->words.data, search->words.size}, word;
	while (search->count < SEARCH_WORDS && links_part(&rest, " ", &word)) {
		search->word[search->count] = word;
		search->formal_count[search->count] =
		    nickname_formals(word, (const char *const *)search->district->links.nicknames,
			search->formals[search->count]);
		search->count++;
	}
	search->all = search->count == 0 ? 1 : (1U << search->count) - 1;
}

bool
search_begin(
    struct search *search, const struct district *district, const char *text, struct fault *fault)
{
	char line[SEARCH_MAX];
	*search = (struct search){.district = district, .wanted = text != NULL};
	if (text == NULL)
		return true;
	if (strcmp(text, "-") == 0) {
		if (fgets(line, sizeof line, stdin) == NULL)
			return fault_set(fault, FAULT_USAGE, "standard input says nothing");
		line[strcspn(line, "\r\n")] = '\0';
		text = line;
	}
	text_put(&search->exact, text);
	person_name(&search->words, bytes_of(text));
	bool good = !search->exact.failed && !search->words.failed;
	search->names = idmap_new();
	good = good && search->names != NULL;
	for (unsigned i = 0; i < SEARCH_SIDES; i++) {
		search->own[i] = idmap_new();
		search->family[i] = idmap_new();
		good = good && search->own[i] != NULL && search->family[i] != NULL;
	}
	if (!good)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	take_words(search);
	return true;
}

void
search_free(struct search *search)
{
	text_free(&search->words);
	text_free(&search->exact);
	text_free(&search->form);
	idmap_free(search->names);
	for (unsigned i = 0; i < SEARCH_SIDES; i++) {
		idmap_free(search->own[i]);
		idmap_free(search->family[i]);
	}
}

// Whether a name may stand for the same one as a word that was typed.
static bool
are_forms(const struct search *search, unsigned typed, struct bytes word)
{
	uint16_t other[NAME_FORMALS];
	unsigned count = search->formal_count[typed] == 0
			     ? 0
			     : nickname_formals(word,
				   (const char *const *)search->district->links.nicknames, other);
	for (unsigned i = 0; i < search->formal_count[typed]; i++)
		for (unsigned k = 0; k < count; k++)
			if (search->formals[typed][i] == other[k])
				return true;
	return false;
}

// Whether a word that somebody typed means a word of a name.
static bool
is_meant(const struct search *search, unsigned which, struct bytes word)
{
	struct bytes typed = search->word[which];
	if (bytes_equal(typed, word))
		return true;
	if (typed.size >= BEGIN_LEAST && word.size > typed.size &&
	    memcmp(typed.data, word.data, typed.size) == 0)
		return true;
	return (typed.size >= TYPO_LEAST && near_one_edit(typed, word)) ||
	       are_forms(search, which, word);
}

// Which of the words a name has in it: bits.
static uint64_t
look_at_name(struct search *search, struct bytes name)
{
	struct bytes rest, word;
	uint64_t hit = 0;
	text_clear(&search->form);
	person_name(&search->form, name);
	rest = (struct bytes){search->form.data, search->form.size};
	while (links_part(&rest, " ", &word))
		for (unsigned i = 0; i < search->count; i++)
			if (is_meant(search, i, word))
				hit |= 1U << i;
	return hit;
}

static bool
take_name(struct search *search, struct bytes name, uint64_t *hits)
{
	uint64_t hit;
	if (name.size == 0)
		return true;
	if (!idmap_get(search->names, name, &hit)) {
		hit = look_at_name(search, name);
		if (!idmap_put(search->names, name, hit))
			return false;
	}
	*hits |= hit;
	return true;
}

static bool
is_exactly(const struct search *search, struct bytes id)
{
	return id.size > 0 &&
	       bytes_equal_fold(id, (struct bytes){search->exact.data, search->exact.size});
}

// How people are called and found on either side. How to add a cell: its place here.
static const int cells_named[SEARCH_SIDES][4] = {
    [SEARCH_USERS] = {USERS_GIVEN_NAME, USERS_PREFERRED_GIVEN_NAME, USERS_MIDDLE_NAME,
	USERS_FAMILY_NAME},
    [SEARCH_ACCOUNTS] = {ACCOUNT_GIVEN_NAME, ACCOUNT_PREFERRED_GIVEN_NAME, ACCOUNT_MIDDLE_NAME,
	ACCOUNT_FAMILY_NAME},
};
static const int cells_found[SEARCH_SIDES][3] = {
    [SEARCH_USERS] = {USERS_USERNAME, USERS_EMAIL, USERS_IDENTIFIER},
    [SEARCH_ACCOUNTS] = {ACCOUNT_USERNAME, ACCOUNT_EMAIL, ACCOUNT_IDENTIFIER},
};

// One person of a side. Only who has something of what was typed is kept.
static bool
take_person(
    struct search *search, enum search_side side, struct bytes id, const struct bytes *cells)
{
	uint64_t hits = is_exactly(search, id) ? search->all : 0;
	for (size_t i = 0; i < sizeof cells_found[side] / sizeof *cells_found[side]; i++)
		if (is_exactly(search, cells[cells_found[side][i]]))
			hits = search->all;
	for (size_t i = 0; i < sizeof cells_named[side] / sizeof *cells_named[side]; i++)
		if (!take_name(search, cells[cells_named[side][i]], &hits))
			return false;
	return hits == 0 || idmap_put(search->own[side], id, hits);
}

// Lets a guardian's words count for a student.
static bool
take_tie(struct search *search, enum search_side side, struct bytes student, struct bytes guardian)
{
	uint64_t hits, before = 0;
	if (!idmap_get(search->own[side], guardian, &hits))
		return true;
	if (!idmap_get(search->family[side], student, &before))
		before = 0;
	return idmap_put(search->family[side], student, before | hits);
}

// The people of the drop, and whose guardian is whose there.
static bool
read_users(struct search *search, const struct desk *desk, struct fault *fault)
{
	struct bytes key, cells[USERS_COLUMNS];
	struct roster_row row;
	struct roster_walk *walk = roster_walk_open(desk->roster, USERS, fault);
	bool good = walk != NULL;
	while (good && roster_walk_next(walk, &key, &row))
		good = row.state != ROSTER_ACTIVE ||
		       !record_read(row.record, cells, USERS_COLUMNS) ||
		       take_person(search, SEARCH_USERS, key, cells) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	roster_walk_close(walk);
	for (size_t i = 0; good && i < desk->tie_count; i++)
		good =
		    take_tie(search, SEARCH_USERS, desk->ties[i].student, desk->ties[i].guardian) ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	return good;
}

// The accounts, and who is connected to whom.
static bool
read_accounts(struct search *search, struct store *store, struct fault *fault)
{
	struct bytes key, student, guardian, cells[ACCOUNT_CELLS];
	struct stored stored;
	struct store_walk *walk = store_walk_open(store, ACCOUNTS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		good = !record_read(stored.record, cells, ACCOUNT_CELLS) ||
		       take_person(search, SEARCH_ACCOUNTS, key, cells) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	store_walk_close(walk);
	walk = good ? store_walk_open(store, CONNECTIONS, (struct bytes){NULL, 0}, fault) : NULL;
	good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		good = stored.state != STORED_ACTIVE || !pair_split(key, &student, &guardian) ||
		       take_tie(search, SEARCH_ACCOUNTS, student, guardian) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	store_walk_close(walk);
	return good;
}

bool
search_read(struct search *search, const struct desk *desk, struct fault *fault)
{
	return !search->wanted ||
	       (read_users(search, desk, fault) && read_accounts(search, desk->hand->store, fault));
}

// Which words somebody has, or their guardians.
static uint64_t
hits_of(const struct search *search, enum search_side side, struct bytes id)
{
	uint64_t own = 0, family = 0;
	if (id.size == 0)
		return 0;
	if (!idmap_get(search->own[side], id, &own))
		own = 0;
	if (!idmap_get(search->family[side], id, &family))
		family = 0;
	return own | family;
}

bool
search_finds(
    const struct search *search, struct bytes user, struct bytes account, struct bytes candidates)
{
	struct bytes part;
	if (!search->wanted)
		return true;
	uint64_t hits =
	    hits_of(search, SEARCH_USERS, user) | hits_of(search, SEARCH_ACCOUNTS, account);
	while (links_part(&candidates, " ", &part))
		hits |= hits_of(search, SEARCH_ACCOUNTS, part);
	return (hits & search->all) == search->all;
}
