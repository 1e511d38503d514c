// The students of the directory whom nobody who stays in the SIS holds, with the guardians that the vendor or a school connected to them. Accounts,
// links and connections are walked side by side: all three are in order of the account.
#include "cmd/match/suggest.h"

#include "cmd/match/decoy.h"
#include "cmd/match/trial.h"
#include "pipeline/list.h"
#include "schema/record.h"

// A walk over keys that begin with an account, and its next key.
struct beside {
	struct store_walk *walk;
	struct bytes key, account, rest;
	struct stored stored;
	bool more;
};

// Takes a key "accountId NUL rest" apart, after `skip` bytes.
static bool
beside_next(struct beside *beside, size_t skip, char letter)
{
	beside->more = store_walk_next(beside->walk, &beside->key, &beside->stored) &&
		       beside->key.size > skip && (skip == 0 || beside->key.data[0] == letter);
	if (!beside->more)
		return false;
	const char *end = memchr(beside->key.data + skip, '\0', beside->key.size - skip);
	beside->account = (struct bytes){beside->key.data + skip,
	    end == NULL ? beside->key.size - skip : (size_t)(end - beside->key.data) - skip};
	size_t used = skip + beside->account.size + (end != NULL);
	beside->rest = (struct bytes){beside->key.data + used, beside->key.size - used};
	return true;
}

struct taking {
	struct suggest *suggest;
	struct beside links, connections;
};

// Whether a sourcedId that stays in the SIS holds the account; *ever: one did.
static bool
is_held(struct taking *taking, struct bytes account, bool *ever)
{
	uint64_t holders = 0, gone = 0;
	while (taking->links.more && bytes_compare(taking->links.account, account) < 0)
		beside_next(&taking->links, 1, CREDENTIAL_LINK);
	for (; taking->links.more && bytes_equal(taking->links.account, account);
	     beside_next(&taking->links, 1, CREDENTIAL_LINK))
		holders++;
	*ever = holders > 0;
	return *ever && !(idmap_get(taking->suggest->freed, account, &gone) && gone == holders);
}

static unsigned
take_guardians(struct taking *taking, struct bytes account, uint32_t numbers[LINK_GUARDIANS])
{
	unsigned count = 0;
	struct bytes cells[ACCOUNT_CELLS];
	struct stored stored;
	while (taking->connections.more && bytes_compare(taking->connections.account, account) < 0)
		beside_next(&taking->connections, 0, 0);
	for (; taking->connections.more && bytes_equal(taking->connections.account, account);
	     beside_next(&taking->connections, 0, 0)) {
		if (taking->connections.stored.state != STORED_ACTIVE || count == LINK_GUARDIANS ||
		    !store_get(taking->suggest->matcher->store, STORE_ACCOUNTS,
			taking->connections.rest, &stored) ||
		    !record_read(stored.record, cells, ACCOUNT_CELLS))
			continue;
		const struct link_guardian given = {cells[ACCOUNT_GIVEN_NAME],
		    cells[ACCOUNT_FAMILY_NAME], cells[ACCOUNT_EMAIL], cells[ACCOUNT_MOBILE],
		    cells[ACCOUNT_PHONE]};
		numbers[count++] = links_guardian(taking->suggest->links, LINK_APP, &given);
	}
	return count;
}

// The guardians whom the SIS named when the account was still held: so a student whose sourcedId was replaced is known by them.
static unsigned
take_former(struct taking *taking, struct bytes account, uint32_t numbers[LINK_GUARDIANS],
    unsigned count, struct fault *fault)
{
	char prefix[CREDENTIAL_KEY_MAX], first[DB_KEY_MAX];
	struct matcher *matcher = taking->suggest->matcher;
	struct bytes key, owned, cells[USERS_COLUMNS];
	struct stored stored, user;
	struct bytes from =
	    store_credential_key(CREDENTIAL_LINK, account, (struct bytes){NULL, 0}, prefix);
	struct store_walk *walk = store_walk_open(matcher->store, STORE_CREDENTIALS, from, fault);
	while (walk != NULL && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0) {
		struct bytes holder = store_credential_holder(key);
		if (holder.size + 1 > sizeof first)
			continue;
		memcpy(first, holder.data, holder.size);
		first[holder.size] = '\0';
		const struct bytes begin = {first, holder.size + 1};
		struct store_walk *ties =
		    store_walk_open(matcher->store, RELATIONSHIPS, begin, fault);
		while (ties != NULL && count < LINK_GUARDIANS &&
		       store_walk_next(ties, &owned, &stored) && owned.size > begin.size &&
		       memcmp(owned.data, begin.data, begin.size) == 0) {
			const struct bytes guardian = {
			    owned.data + begin.size, owned.size - begin.size};
			if (!store_get(matcher->store, USERS, guardian, &user) ||
			    !record_read(user.record, cells, USERS_COLUMNS))
				continue;
			const struct link_guardian given = suggest_guardian(cells);
			numbers[count++] = links_guardian(taking->suggest->links, LINK_APP, &given);
		}
		store_walk_close(ties);
	}
	store_walk_close(walk);
	return count;
}

// Notes whether anybody ever held the account with the next number.
static bool
note_unheld(struct suggest *suggest, size_t number, bool unheld)
{
	if (!list_grow(&suggest->unheld, number, &suggest->unheld_room, sizeof *suggest->unheld))
		return false;
	suggest->unheld[number] = unheld;
	return true;
}

// Adds somebody under the next number.
static bool
add_account(struct suggest *suggest, const struct link_person *given, bool unheld)
{
	size_t number = idmap_count(suggest->accounts);
	return note_unheld(suggest, number, unheld) &&
	       idmap_put(suggest->accounts, given->id, number) &&
	       links_add(suggest->links, LINK_APP, given) != LINK_NOBODY;
}

// An account, unless an audit hides it, and what an audit puts beside it.
static bool
try_account(struct suggest *suggest, const struct link_person *given, bool unheld)
{
	char id[DECOY_ID_MAX];
	struct turn turn;
	struct link_person decoy;
	const struct trial *trial = suggest->matcher->trial;
	bool good = trial_hides(trial, given->id) || add_account(suggest, given, unheld);
	if (!good || trial == NULL || trial->decoys == NULL ||
	    !trial_has(trial, given->id, &turn) ||
	    !decoy_make(trial->decoys, suggest->links, turn.student, given, &decoy))
		return good;
	decoy.id = decoy_id(given->id, id);
	return add_account(suggest, &decoy, true);
}

static bool
take_account(
    struct taking *taking, struct bytes account, const struct bytes *cells, struct fault *fault)
{
	struct suggest *suggest = taking->suggest;
	const struct trial *trial = suggest->matcher->trial;
	uint32_t guardians[LINK_GUARDIANS];
	bool ever = false, everybody = trial != NULL && trial->everybody;
	if (!everybody && (is_held(taking, account, &ever) || (ever && suggest->merges)))
		return true;
	unsigned count = take_guardians(taking, account, guardians);
	if (ever)
		count = take_former(taking, account, guardians, count, fault);
	const struct link_person given = {.id = account,
	    .given = cells[ACCOUNT_GIVEN_NAME],
	    .preferred = cells[ACCOUNT_PREFERRED_GIVEN_NAME],
	    .middle = cells[ACCOUNT_MIDDLE_NAME],
	    .family = cells[ACCOUNT_FAMILY_NAME],
	    .birth_date = cells[ACCOUNT_BIRTH_DATE],
	    .grades = cells[ACCOUNT_GRADES],
	    .schools = cells[ACCOUNT_SCHOOLS],
	    .email = cells[ACCOUNT_EMAIL],
	    .username = cells[ACCOUNT_USERNAME],
	    .number = cells[ACCOUNT_IDENTIFIER],
	    .guardians = guardians,
	    .guardian_count = count};
	return try_account(suggest, &given, !ever) || fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
suggest_take_store(struct suggest *suggest, struct fault *fault)
{
	static const char links_begin[] = {CREDENTIAL_LINK};
	const struct bytes start = {NULL, 0};
	struct store *store = suggest->matcher->store;
	struct taking taking = {.suggest = suggest};
	struct bytes key, cells[ACCOUNT_CELLS];
	struct stored stored;
	struct store_walk *accounts = store_walk_open(store, STORE_ACCOUNTS, start, fault);
	taking.links.walk =
	    store_walk_open(store, STORE_CREDENTIALS, (struct bytes){links_begin, 1}, fault);
	taking.connections.walk = store_walk_open(store, CONNECTIONS, start, fault);
	bool good =
	    accounts != NULL && taking.links.walk != NULL && taking.connections.walk != NULL;
	if (good) {
		beside_next(&taking.links, 1, CREDENTIAL_LINK);
		beside_next(&taking.connections, 0, 0);
	}
	while (good && store_walk_next(accounts, &key, &stored))
		if (record_read(stored.record, cells, ACCOUNT_CELLS) &&
		    bytes_is(cells[ACCOUNT_KIND], person_kind_name(PERSON_STUDENT)) &&
		    cells[ACCOUNT_MERGED_INTO].size == 0)
			good = take_account(&taking, key, cells, fault);
	store_walk_close(taking.connections.walk);
	store_walk_close(taking.links.walk);
	store_walk_close(accounts);
	return good;
}

// What administrators blocked.
bool
suggest_take_blocks(struct suggest *suggest, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	uint64_t student, account;
	struct store_walk *walk =
	    store_walk_open(suggest->matcher->store, BLOCKS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		const char *end = memchr(key.data, '\0', key.size);
		if (end == NULL || stored.state != STORED_ACTIVE)
			continue;
		const struct bytes user = {key.data, (size_t)(end - key.data)};
		const struct bytes other = {end + 1, key.size - user.size - 1};
		if (idmap_get(suggest->students, user, &student) &&
		    idmap_get(suggest->accounts, other, &account))
			good = links_forbid(suggest->links, (uint32_t)student, (uint32_t)account) ||
			       fault_set(fault, FAULT_TEMP, "out of memory");
	}
	store_walk_close(walk);
	return good;
}
