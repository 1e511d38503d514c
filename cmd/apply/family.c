// Families whose people leave the SIS. A student who leaves stays connected with the guardians; a guardian who leaves while the student stays loses the
// connection that the SIS made. Who of the guardians has any connection left is asked once for all of them, in one walk over the connections.
#include "cmd/apply/apply.h"

#include <stdlib.h>

#include "schema/record.h"

struct family {
	struct idmap *users; // sourcedId of a guardian who is gone -> index in accounts
	struct idmap *accounts; // their accounts -> enum tie
};

struct family *
family_new(void)
{
	struct family *family = calloc(1, sizeof *family);
	if (family == NULL)
		return NULL;
	family->users = idmap_new();
	family->accounts = idmap_new();
	if (family->users != NULL && family->accounts != NULL)
		return family;
	family_free(family);
	return NULL;
}

void
family_free(struct family *family)
{
	if (family == NULL)
		return;
	idmap_free(family->users);
	idmap_free(family->accounts);
	free(family);
}

bool
family_add(struct family *family, struct bytes account, const struct holders *holders)
{
	size_t index = idmap_count(family->accounts);
	bool good = idmap_put(family->accounts, account, TIE_NONE);
	for (unsigned i = 0; good && i < holders->count; i++)
		good = idmap_put(family->users, holders_id(holders, i), index);
	return good;
}

bool
family_has(const struct family *family, struct bytes account)
{
	uint64_t ignored;
	return idmap_get(family->accounts, account, &ignored);
}

// Notes how an account is connected, if it is one of those that are asked for.
static bool
note(struct family *family, struct bytes account, enum tie tie)
{
	uint64_t before;
	return !idmap_get(family->accounts, account, &before) || before >= tie ||
	       idmap_put(family->accounts, account, tie);
}

// Whether a student is there, as the drop leaves it: as somebody set it by hand; in the SIS, or one whom the SIS never had and who is not archived.
static bool
is_present(struct store *store, struct bytes account)
{
	struct holders holders;
	struct stored stored;
	struct fault ignored;
	struct bytes by_hand = account_state_by_hand(store, account);
	if (by_hand.size > 0)
		return !bytes_is(by_hand, "archived");
	if (!holders_read(store, account, &holders, &ignored) || holders.count > 0)
		return holders.active > 0;
	return store_get_now(store, STORE_ACCOUNTS, account, &stored) &&
	       !bytes_is(record_cell(stored.record, ACCOUNT_STATE), "archived");
}

// One active connection of a table: of the SIS by sourcedIds, which stands only while the student has left; else by accounts, the student's first.
static bool
take_connection(struct family *family, struct store *store, unsigned table, struct bytes key)
{
	struct bytes parts[2];
	uint64_t index, ignored;
	bool good = true;
	if (!pair_split(key, &parts[0], &parts[1]))
		return true;
	if (table == CONNECTIONS)
		return !idmap_get(family->accounts, parts[1], &ignored) ||
		       note(family, parts[1], is_present(store, parts[0]) ? TIE_PRESENT : TIE_PAST);
	for (unsigned i = 0; good && i < 2; i++)
		if (idmap_get(family->users, parts[i], &index))
			good = note(
			    family, idmap_id(family->accounts, (size_t)index, &ignored), TIE_PAST);
	return good;
}

bool
family_read(struct family *family, struct store *store, struct fault *fault)
{
	static const unsigned tables[] = {RELATIONSHIPS, CONNECTIONS};
	struct bytes key;
	struct stored stored;
	bool good = true;
	if (idmap_count(family->accounts) == 0)
		return true;
	for (size_t i = 0; good && i < sizeof tables / sizeof *tables; i++) {
		struct store_walk *walk =
		    store_walk_open_now(store, tables[i], (struct bytes){NULL, 0}, fault);
		if (walk == NULL)
			return false;
		while (good && store_walk_next(walk, &key, &stored))
			good = stored.state != STORED_ACTIVE ||
			       take_connection(family, store, tables[i], key) ||
			       fault_set(fault, FAULT_TEMP, "out of memory");
		store_walk_close(walk);
	}
	return good;
}

enum tie
family_tie(const struct family *family, struct bytes account)
{
	uint64_t tie;
	return idmap_get(family->accounts, account, &tie) ? (enum tie)tie : TIE_NONE;
}

bool
family_user_gone(const struct applier *applier, struct bytes user)
{
	char key[AMENDED_KEY_MAX];
	uint64_t ignored;
	struct stored stored;
	struct roster_row row;
	if (idmap_get(applier->archived, roster_amended_key(USERS, user, key), &ignored))
		return true;
	return store_get(applier->store, USERS, user, &stored) && stored.state == STORED_ARCHIVED &&
	       !(roster_get(applier->roster, USERS, user, &row) && row.state == ROSTER_ACTIVE);
}

// Whether a user is a student, as the directory has it, and has left for good: no other sourcedId in the SIS holds the account.
static bool
student_gone(struct applier *applier, struct bytes user)
{
	char id[ACCOUNT_ID_MAX];
	struct stored stored;
	struct holders holders;
	struct fault ignored_fault;
	uint64_t ignored;
	if (!family_user_gone(applier, user))
		return false;
	struct bytes account = applier_account(applier, user, id);
	if (account.size == 0 || idmap_get(applier->relinked, account, &ignored) ||
	    !store_get(applier->store, STORE_ACCOUNTS, account, &stored) ||
	    !bytes_is(record_cell(stored.record, ACCOUNT_KIND), "student") ||
	    !holders_read(applier->store, account, &holders, &ignored_fault))
		return false;
	for (unsigned i = 0; i < holders.count; i++)
		if (holders.one[i].active && !bytes_equal(holders_id(&holders, i), user) &&
		    !family_user_gone(applier, holders_id(&holders, i)))
			return false;
	return true;
}

bool
family_stays(struct applier *applier, struct bytes key)
{
	struct bytes one, other;
	return pair_split(key, &one, &other) &&
	       (student_gone(applier, one) || student_gone(applier, other));
}
