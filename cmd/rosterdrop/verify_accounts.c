// Accounts, links and what accounts are found by: each of the three names the others.
#include "cmd/rosterdrop/verify.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/idmap.h"
#include "schema/record.h"

// Users who share an account with another one, and who of them was counted as a student.
struct shared {
	struct idmap *users; // sourcedId -> 2 * index of its account, + 1 when it was counted
	struct idmap *accounts; // -> how many students
};

// Whether a value is one of a list.
static bool
is_one_of(struct bytes value, const char *const *words)
{
	while (*words != NULL && !bytes_is(value, *words))
		words++;
	return *words != NULL;
}

// Whether an account's fixed words are of those that there are.
static bool
has_words(const struct bytes cells[ACCOUNT_CELLS])
{
	static const char *const kinds[] = {"student", "guardian", "staff", "none", NULL};
	static const char *const states[] = {"invited", "active", "archived", NULL};
	static const char *const before[] = {"", "invited", "active", NULL};
	static const char *const origins[] = {"sis", "imported", "manual", NULL};
	bool archived = bytes_is(cells[ACCOUNT_STATE], "archived");
	return is_one_of(cells[ACCOUNT_KIND], kinds) && is_one_of(cells[ACCOUNT_STATE], states) &&
	       is_one_of(cells[ACCOUNT_ORIGIN], origins) &&
	       is_one_of(cells[ACCOUNT_STATE_BEFORE], before) &&
	       (archived || (cells[ACCOUNT_STATE_BEFORE].size == 0 &&
				cells[ACCOUNT_MERGED_INTO].size == 0));
}

// The number in an id of the form that new accounts get; 0 for any other.
static uint64_t
number_of_id(struct bytes id)
{
	enum { LEAST = 1 + 10, MOST = 1 + 19 };
	if (id.size < LEAST || id.size > MOST || id.data[0] != 'a')
		return 0;
	for (size_t i = 1; i < id.size; i++)
		if (id.data[i] < '0' || id.data[i] > '9')
			return 0;
	return record_number((struct bytes){id.data + 1, id.size - 1});
}

// Whether an account is found by a value that it has.
static bool
is_found(const struct verify *verify, enum credential credential, struct bytes value,
    struct bytes account)
{
	char key[CREDENTIAL_KEY_MAX];
	struct bytes made = store_credential_key(credential, value, account, key);
	return made.size == 0 || verify_has(verify, STORE_CREDENTIALS, made);
}

// Remembers a user who shares an account.
static bool
share(struct shared *shared, struct bytes account, struct bytes user)
{
	uint64_t count, index = idmap_count(shared->accounts);
	if (index > 0 && bytes_equal(idmap_id(shared->accounts, index - 1, &count), account))
		index--;
	else if (!idmap_put(shared->accounts, account, 0))
		return false;
	return idmap_put(shared->users, user, 2 * index);
}

// How many users who are in the SIS hold an account; those of a shared one are remembered.
static bool
count_holders(struct verify *verify, struct shared *shared, struct bytes account, uint64_t *count,
    struct fault *fault)
{
	char prefix_key[CREDENTIAL_KEY_MAX], first[CREDENTIAL_KEY_MAX];
	struct store *store = verify->reader.store;
	struct bytes key, first_id = {first, 0};
	struct bytes prefix =
	    store_credential_key(CREDENTIAL_LINK, account, (struct bytes){NULL, 0}, prefix_key);
	struct stored stored, user;
	*count = 0;
	struct store_walk *walk = store_walk_open(store, STORE_CREDENTIALS, prefix, fault);
	if (walk == NULL)
		return false;
	bool kept = true;
	while (kept && store_walk_next(walk, &key, &stored) && key.size > prefix.size &&
	       memcmp(key.data, prefix.data, prefix.size) == 0) {
		struct bytes id = {key.data + prefix.size, key.size - prefix.size};
		if (!store_get(store, USERS, id, &user) || user.state != STORED_ACTIVE)
			continue;
		if (++*count == 1) {
			memcpy(first, id.data, id.size);
			first_id.size = id.size;
			continue;
		}
		kept =
		    (*count > 2 || share(shared, account, first_id)) && share(shared, account, id);
	}
	store_walk_close(walk);
	return kept || fault_set(fault, FAULT_TEMP, "out of memory");
}

// One account.
static bool
look_at(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	struct bytes cells[ACCOUNT_CELLS];
	uint64_t count;
	if (!record_read(stored->record, cells, ACCOUNT_CELLS))
		return true;
	if (!has_words(cells))
		verify_say(verify, CHECK_ACCOUNT_WORDS, STORE_ACCOUNTS, key);
	if (number_of_id(key) >= store_meta(verify->reader.store)->next_account)
		verify_say(verify, CHECK_ACCOUNT_NUMBER, STORE_ACCOUNTS, key);
	if (!is_found(verify, CREDENTIAL_USERNAME, cells[ACCOUNT_USERNAME], key) ||
	    !is_found(verify, CREDENTIAL_EMAIL, cells[ACCOUNT_EMAIL], key))
		verify_say(verify, CHECK_ACCOUNT_CREDENTIAL, STORE_ACCOUNTS, key);
	if (!count_holders(verify, context, key, &count, fault))
		return false;
	if (record_number(cells[ACCOUNT_LINKS]) != count)
		verify_say(verify, CHECK_ACCOUNT_LINKS, STORE_ACCOUNTS, key);
	return true;
}

// One role: counts a student who shares an account.
static bool
count_student(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	struct shared *shared = context;
	struct bytes cells[ROLES_COLUMNS];
	uint64_t at, students;
	(void)verify;
	(void)key;
	if (stored->state != STORED_ACTIVE || !record_read(stored->record, cells, ROLES_COLUMNS) ||
	    person_kind_of_role(cells[ROLES_ROLE]) != PERSON_STUDENT ||
	    !idmap_get(shared->users, cells[ROLES_USER], &at) || at % 2 == 1)
		return true;
	struct bytes account = idmap_id(shared->accounts, at / 2, &students);
	return (idmap_put(shared->users, cells[ROLES_USER], at + 1) &&
		   idmap_put(shared->accounts, account, students + 1)) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

// Accounts by what they say, then those that several users share, by their roles.
static bool
look_at_all(struct verify *verify, struct shared *shared, struct fault *fault)
{
	uint64_t students;
	if (!verify_walk(verify, STORE_ACCOUNTS, look_at, shared, fault))
		return false;
	if (idmap_count(shared->accounts) > 0 &&
	    !verify_walk(verify, ROLES, count_student, shared, fault))
		return false;
	for (size_t i = 0; i < idmap_count(shared->accounts); i++) {
		struct bytes account = idmap_id(shared->accounts, i, &students);
		if (students > 1)
			verify_say(verify, CHECK_ACCOUNT_STUDENTS, STORE_ACCOUNTS, account);
	}
	return true;
}

bool
verify_accounts(struct verify *verify, struct fault *fault)
{
	struct shared shared = {idmap_new(), idmap_new()};
	bool good = shared.users != NULL && shared.accounts != NULL;
	good = good ? look_at_all(verify, &shared, fault)
		    : fault_set(fault, FAULT_TEMP, "out of memory");
	idmap_free(shared.users);
	idmap_free(shared.accounts);
	return good;
}

// A link: its account is there, and leads back.
static bool
look_at_link(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	struct bytes cells[2];
	char made[CREDENTIAL_KEY_MAX];
	(void)context;
	(void)fault;
	if (!record_read(stored->record, cells, 2))
		return true;
	if (!verify_has(verify, STORE_ACCOUNTS, cells[0]))
		verify_say(verify, CHECK_LINK_ACCOUNT, STORE_LINKS, key);
	if (!verify_has(verify, STORE_CREDENTIALS,
		store_credential_key(CREDENTIAL_LINK, cells[0], key, made)))
		verify_say(verify, CHECK_LINK_BACK, STORE_LINKS, key);
	return true;
}

// Whether an account has the value that leads to it.
static bool
leads_to_account(struct verify *verify, char letter, struct bytes value, struct bytes account)
{
	struct stored stored;
	if (!store_get(verify->reader.store, STORE_ACCOUNTS, account, &stored))
		return false;
	return letter == CREDENTIAL_EMAIL
		   ? bytes_equal_fold(record_cell(stored.record, ACCOUNT_EMAIL), value)
		   : bytes_equal(record_cell(stored.record, ACCOUNT_USERNAME), value);
}

// Whether a link leads to the account that leads to it.
static bool
leads_to_link(struct verify *verify, struct bytes account, struct bytes user)
{
	struct stored stored;
	return store_get(verify->reader.store, STORE_LINKS, user, &stored) &&
	       bytes_equal(record_cell(stored.record, 0), account);
}

static bool
look_at_credential(struct verify *verify, void *context, struct bytes key,
    const struct stored *stored, struct fault *fault)
{
	struct bytes holder = store_credential_holder(key);
	(void)context;
	(void)stored;
	(void)fault;
	if (holder.size == 0 || key.size < holder.size + 3 || strchr("uel", key.data[0]) == NULL) {
		verify_say(verify, CHECK_CREDENTIAL_FORM, STORE_CREDENTIALS, key);
		return true;
	}
	struct bytes value = {key.data + 1, key.size - holder.size - 2};
	if (key.data[0] == CREDENTIAL_LINK && !leads_to_link(verify, value, holder))
		verify_say(verify, CHECK_CREDENTIAL_LINK, STORE_CREDENTIALS, key);
	if (key.data[0] != CREDENTIAL_LINK && !leads_to_account(verify, key.data[0], value, holder))
		verify_say(verify, CHECK_CREDENTIAL_ACCOUNT, STORE_CREDENTIALS, key);
	return true;
}

bool
verify_credentials(struct verify *verify, struct fault *fault)
{
	return verify_walk(verify, STORE_LINKS, look_at_link, NULL, fault) &&
	       verify_walk(verify, STORE_CREDENTIALS, look_at_credential, NULL, fault);
}
