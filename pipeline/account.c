// One place for how ids and keys are made, so that what a drop does and what a person does meet in the same records.
#include "pipeline/account.h"

#include "schema/record.h"

const struct account_source account_sources[ACCOUNT_SOURCES] = {
    {ACCOUNT_GIVEN_NAME, USERS_GIVEN_NAME, false, true},
    {ACCOUNT_MIDDLE_NAME, USERS_MIDDLE_NAME, false, true},
    {ACCOUNT_FAMILY_NAME, USERS_FAMILY_NAME, false, true},
    {ACCOUNT_PREFERRED_GIVEN_NAME, USERS_PREFERRED_GIVEN_NAME, false, true},
    {ACCOUNT_GRADES, USERS_GRADES, false, false},
    {ACCOUNT_IDENTIFIER, USERS_IDENTIFIER, false, false},
    {ACCOUNT_USERNAME, USERS_USERNAME, true, false},
    {ACCOUNT_EMAIL, USERS_EMAIL, true, false},
    {ACCOUNT_MOBILE, USERS_SMS, true, false},
    {ACCOUNT_PHONE, USERS_PHONE, true, false},
};

struct bytes
account_id(char letter, uint64_t number, char id[ACCOUNT_ID_MAX])
{
	enum { DIGITS = 20, AT_LEAST = 10 };
	char digits[DIGITS], *at = digits + DIGITS;
	do
		*--at = (char)('0' + number % 10);
	while ((number /= 10) != 0 || at > digits + DIGITS - AT_LEAST);
	size_t size = (size_t)(digits + DIGITS - at);
	id[0] = letter;
	memcpy(id + 1, at, size);
	return (struct bytes){id, 1 + size};
}

struct bytes
holders_id(const struct holders *holders, unsigned index)
{
	return (struct bytes){holders->one[index].id, holders->one[index].size};
}

bool
holders_read(
    struct store *store, struct bytes account, struct holders *holders, struct fault *fault)
{
	char prefix[CREDENTIAL_KEY_MAX];
	struct bytes key;
	struct stored stored;
	*holders = (struct holders){.first = -1};
	struct bytes from =
	    store_credential_key(CREDENTIAL_LINK, account, (struct bytes){NULL, 0}, prefix);
	struct store_walk *walk = store_walk_open_now(store, STORE_CREDENTIALS, from, fault);
	if (walk == NULL)
		return false;
	bool good = true;
	while (good && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0) {
		struct bytes id = store_credential_holder(key);
		unsigned i = holders->count;
		if (++holders->count > HOLDERS_MAX) {
			good = fault_set(fault, FAULT_DATA,
			    "an account is linked to more than %d sourcedIds", HOLDERS_MAX);
			break;
		}
		memcpy(holders->one[i].id, id.data, id.size);
		holders->one[i].size = id.size;
		holders->one[i].active =
		    store_get_now(store, USERS, id, &stored) && stored.state == STORED_ACTIVE;
		if (holders->one[i].active && holders->active++ == 0)
			holders->first = (int)i;
	}
	store_walk_close(walk);
	return good;
}

bool
credential_move(struct store *store, enum credential credential, struct bytes account,
    struct bytes old, struct bytes new, struct fault *fault)
{
	char key[CREDENTIAL_KEY_MAX];
	struct bytes made = store_credential_key(credential, old, account, key);
	if (bytes_equal(old, new))
		return true;
	if (made.size > 0 && !store_delete(store, STORE_CREDENTIALS, made, fault))
		return false;
	made = store_credential_key(credential, new, account, key);
	return made.size == 0 || store_put(store, STORE_CREDENTIALS, made, STORED_ACTIVE,
				     (struct bytes){NULL, 0}, fault);
}

// Puts bytes at the end of a key that has room for `most`.
static bool
add_part(char *key, size_t *used, size_t most, struct bytes part)
{
	if (*used + part.size > most)
		return false;
	if (part.size > 0)
		memcpy(key + *used, part.data, part.size);
	*used += part.size;
	return true;
}

struct bytes
edit_key(char kind, struct bytes id, const char *name, char key[EDIT_KEY_MAX])
{
	size_t used = 0;
	const struct bytes letter = {&kind, 1}, nul = {"", 1};
	bool fits = add_part(key, &used, EDIT_KEY_MAX, letter) &&
		    add_part(key, &used, EDIT_KEY_MAX, id) &&
		    add_part(key, &used, EDIT_KEY_MAX, nul) &&
		    (name == NULL || add_part(key, &used, EDIT_KEY_MAX, bytes_of(name)));
	return fits ? (struct bytes){key, used} : (struct bytes){NULL, 0};
}

struct bytes
pair_key(struct bytes one, struct bytes other, char key[DB_KEY_MAX])
{
	size_t used = 0;
	bool fits = add_part(key, &used, DB_KEY_MAX, one) &&
		    add_part(key, &used, DB_KEY_MAX, (struct bytes){"", 1}) &&
		    add_part(key, &used, DB_KEY_MAX, other);
	return fits ? (struct bytes){key, used} : (struct bytes){NULL, 0};
}

bool
pair_split(struct bytes key, struct bytes *one, struct bytes *other)
{
	const char *nul = memchr(key.data, '\0', key.size);
	size_t size = nul == NULL ? key.size : (size_t)(nul - key.data);
	*one = (struct bytes){key.data, size};
	*other =
	    nul == NULL ? (struct bytes){NULL, 0} : (struct bytes){nul + 1, key.size - size - 1};
	return nul != NULL;
}

struct bytes
account_state_by_hand(struct store *store, struct bytes account)
{
	char room[EDIT_KEY_MAX];
	struct stored stored;
	if (store_count(store, EDITS) == 0 ||
	    !store_get_now(store, EDITS, edit_key(EDIT_ACCOUNT, account, "state", room), &stored))
		return (struct bytes){NULL, 0};
	return record_cell(stored.record, EDIT_VALUE);
}

void
account_set_state(struct bytes cells[ACCOUNT_CELLS], struct bytes state)
{
	if (bytes_equal(cells[ACCOUNT_STATE], state))
		return;
	cells[ACCOUNT_STATE_BEFORE] =
	    bytes_is(state, "archived") ? cells[ACCOUNT_STATE] : (struct bytes){NULL, 0};
	cells[ACCOUNT_STATE] = state;
}
