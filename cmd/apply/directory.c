// Accounts, links and credentials: what follows in the directory from a user's coming, changing and going. New records are put as they come (the
// credentials in order, at the end, because a random insert costs ten times one in order); accounts that were there are looked at again
// when all rows are written.
#include "cmd/apply/undo.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/kept.h"
#include "schema/record.h"

// Puts a record made of cells.
static bool
put_cells(struct store *store, unsigned table, struct bytes key, const struct bytes *cells,
    unsigned count, struct fault *fault)
{
	char *record = malloc(record_size(cells, count));
	if (record == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	size_t size = record_write(record, cells, count);
	bool good =
	    store_put(store, table, key, STORED_ACTIVE, (struct bytes){record, size}, fault);
	free(record);
	return good;
}

// Notes a credential to be put.
static bool
add_credential(struct directory *directory, enum credential credential, struct bytes value,
    struct bytes holder, struct fault *fault)
{
	char key[CREDENTIAL_KEY_MAX];
	struct bytes made = store_credential_key(credential, value, holder, key);
	return made.size == 0 ||
	       sort_add(directory->credentials, made, (struct bytes){NULL, 0}, fault);
}

// The link of a user to an account, both ways. One that was made before the user came stands as it is.
static bool
put_link(
    struct directory *directory, const struct change *change, const char *how, struct fault *fault)
{
	const struct bytes cells[LINKED_CELLS] = {change->account_id, bytes_of(how)};
	struct store *store = directory->applier->store;
	struct stored link;
	if (store_get(store, STORE_LINKS, change->sourced_id, &link))
		return true;
	return (change->action != ACTION_LINK || link_begins(store, change->sourced_id, fault)) &&
	       put_cells(store, STORE_LINKS, change->sourced_id, cells, LINKED_CELLS, fault) &&
	       add_credential(
		   directory, CREDENTIAL_LINK, change->account_id, change->sourced_id, fault);
}

// A new account for a new user.
static bool
put_account(struct directory *directory, const struct change *change, struct fault *fault)
{
	const struct bytes none[ACCOUNT_CELLS] = {
	    [ACCOUNT_KIND] = bytes_of("staff"), // of somebody without a role
	    [ACCOUNT_STATE] = bytes_of("invited"),
	    [ACCOUNT_ORIGIN] = bytes_of("sis"),
	    [ACCOUNT_LINKS] = bytes_of("1"),
	};
	struct bytes cells[ACCOUNT_CELLS];
	struct bytes account = change->account_id, record = change->after;
	struct bytes main = applier_main_row(directory->applier, change->sourced_id);
	struct roster_row row;
	char count[16];
	if (!bytes_equal(main, change->sourced_id) &&
	    roster_get(directory->applier->roster, USERS, main, &row))
		record = row.record;
	if (!account_record(directory->applier, main, record, none, false, cells, fault))
		return false;
	cells[ACCOUNT_LINKS] =
	    (struct bytes){count, (size_t)snprintf(count, sizeof count, "%u",
				      applier_row_count(directory->applier, change->sourced_id))};
	return put_cells(directory->applier->store, STORE_ACCOUNTS, account, cells, ACCOUNT_CELLS,
		   fault) &&
	       add_credential(
		   directory, CREDENTIAL_USERNAME, cells[ACCOUNT_USERNAME], account, fault) &&
	       add_credential(directory, CREDENTIAL_EMAIL, cells[ACCOUNT_EMAIL], account, fault) &&
	       put_link(directory, change, "new", fault);
}

bool
directory_insert(struct directory *directory, const struct change *change, struct fault *fault)
{
	uint64_t number;
	if (change->entity != USERS)
		return true;
	if (change->action == ACTION_LINK)
		return put_link(directory, change, applier_how(change->reason), fault);
	if (idmap_get(directory->applier->newcomers, change->sourced_id, &number))
		return put_account(directory, change, fault);
	return true;
}

// Notes that an account is to be looked at again, and why.
static bool
touch(struct directory *directory, struct bytes account, uint64_t mask)
{
	uint64_t before = 0;
	if (idmap_get(directory->touched, account, &before) && (before | mask) == before)
		return true;
	return idmap_put(directory->touched, account, before | mask);
}

// A connection that ended, or that an undo gives back: whoever of the two left the SIS before may have been kept by it.
static bool
touch_family(struct directory *directory, const struct change *change)
{
	char id[ACCOUNT_ID_MAX];
	struct bytes users[2];
	struct applier *applier = directory->applier;
	bool ended = change->action == ACTION_DISCONNECT;
	if ((!ended && !applier->undoes) || !pair_split(change->sourced_id, &users[0], &users[1]))
		return true;
	for (unsigned i = 0; i < 2; i++) {
		struct bytes account = family_user_gone(applier, users[i])
					   ? applier_account(applier, users[i], id)
					   : (struct bytes){NULL, 0};
		if (account.size > 0 &&
		    !touch(directory, account, ended ? TOUCH_ENDED : TOUCH_TIED))
			return false;
	}
	return true;
}

bool
directory_touch(struct directory *directory, const struct change *change)
{
	struct bytes user = change->sourced_id;
	uint64_t number, mask = change->action == ACTION_LINK ? TOUCH_LINKED
				: change->entity != USERS     ? 0
				: action_ends(change->action) ? TOUCH_ENDED
							      : 0;
	struct bytes record = change->after.size > 0 ? change->after : change->before;
	if (change->entity == RELATIONSHIPS)
		return touch_family(directory, change);
	if (change->entity == ACCOUNTS && change->reason == REASON_UNDONE)
		return touch(directory, change->account_id, TOUCH_GIVEN_BACK);
	if (change->account_id.size == 0 ||
	    (change->entity != USERS && change->entity != ROLES && change->entity != DEMOGRAPHICS))
		return true;
	if (change->entity == ROLES)
		user = record_cell(record, ROLES_USER);
	if (idmap_get(directory->applier->newcomers, user, &number) ||
	    applier_joins_newcomer(directory->applier, user))
		return true; // its account is new and complete
	if (change->entity == ROLES && roles_in_part(directory->applier->roster) &&
	    !roles_add(directory->applier->roles, user))
		return false;
	return touch(directory, change->account_id, mask);
}

bool
directory_put_credentials(struct directory *directory, uint64_t *written, struct fault *fault)
{
	struct bytes key, value;
	bool more = true;
	const struct bytes blank = {NULL, 0};
	bool good = sort_end(directory->credentials, fault);
	while (good && (good = sort_next(directory->credentials, &key, &value, &more, fault)) &&
	       more) {
		good = store_put(
		    directory->applier->store, STORE_CREDENTIALS, key, STORED_ACTIVE, blank, fault);
		(*written)++;
	}
	return good;
}

// Of the sourcedIds that hold an account, the row that says most of the person.
static struct bytes
main_holder(struct applier *applier, const struct holders *holders, struct bytes first)
{
	struct bytes main = applier_main_row(applier, first);
	for (unsigned i = 0; i < holders->count; i++)
		if (holders->one[i].active &&
		    bytes_equal(main, (struct bytes){holders->one[i].id, holders->one[i].size}))
			return main;
	return first;
}

// An account as it was and as it is to be; the old record is a copy, because putting moves what was borrowed. `base` is what it is made of: the old
// record, or the one that an undo gives back.
static bool
refresh_record(struct directory *directory, struct bytes account, const struct holders *holders,
    uint64_t mask, struct bytes old, struct bytes base, struct fault *fault)
{
	struct applier *applier = directory->applier;
	struct bytes before[ACCOUNT_CELLS], cells[ACCOUNT_CELLS];
	struct stored user;
	char count[16];
	if (!record_read(base, before, ACCOUNT_CELLS))
		return fault_set(fault, FAULT_IO, "an account's record is damaged");
	memcpy(cells, before, sizeof cells);
	if (holders->active > 0 || base.data == old.data || !undo_is_free(base))
		directory_set_state(directory, account, mask, cells, holders, count);
	if (holders->first >= 0) {
		struct bytes id = {
		    holders->one[holders->first].id, holders->one[holders->first].size};
		id = main_holder(applier, holders, id);
		memcpy(before, cells, sizeof before);
		if (!store_get_now(applier->store, USERS, id, &user) ||
		    !account_record(applier, id, user.record, before, true, cells, fault))
			return false;
	}
	record_read(old, before, ACCOUNT_CELLS);
	// Credentials and the account are put from one copy.
	size_t size = record_size(cells, ACCOUNT_CELLS);
	char *record = malloc(size);
	if (record == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	record_write(record, cells, ACCOUNT_CELLS);
	struct bytes made = {record, size};
	record_read(made, cells, ACCOUNT_CELLS);
	bool good =
	    bytes_equal(made, old) ||
	    (store_put(applier->store, STORE_ACCOUNTS, account, STORED_ACTIVE, made, fault) &&
		credential_move(applier->store, CREDENTIAL_USERNAME, account,
		    before[ACCOUNT_USERNAME], cells[ACCOUNT_USERNAME], fault) &&
		credential_move(applier->store, CREDENTIAL_EMAIL, account, before[ACCOUNT_EMAIL],
		    cells[ACCOUNT_EMAIL], fault));
	free(record);
	return good;
}

static bool
refresh(struct directory *directory, struct bytes account, uint64_t mask, struct fault *fault)
{
	struct store *store = directory->applier->store;
	struct holders holders;
	struct stored stored;
	if (!holders_read(store, account, &holders, fault))
		return false;
	if (!store_get_now(store, STORE_ACCOUNTS, account, &stored))
		return fault_set(fault, FAULT_IO,
		    "the account %.*s is not in the store; restore the backup", (int)account.size,
		    account.data);
	char *copy = malloc(stored.record.size);
	if (copy == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	memcpy(copy, stored.record.data, stored.record.size);
	struct bytes old = {copy, stored.record.size}, base = old;
	struct text given = {NULL, 0, 0, false};
	bool linked = (mask & TOUCH_LINKED) != 0;
	bool good = (mask & TOUCH_GIVEN_BACK) == 0 ||
		    undo_account(directory->applier, account, &given, &base, fault);
	good = good && (!linked || kept_put(store, STORE_ACCOUNTS_BEFORE, account, old, fault)) &&
	       refresh_record(directory, account, &holders, mask, old, base, fault);
	free(copy);
	text_free(&given);
	return good && (!linked || links_drop_stale(store, account, &holders, fault));
}

// Finds out of which guardians it matters whether they have a connection left, for nobody of them is in the SIS any more.
static bool
ask_families(struct directory *directory, struct fault *fault)
{
	struct store *store = directory->applier->store;
	struct holders holders;
	struct stored stored;
	for (size_t i = 0; i < idmap_count(directory->touched); i++) {
		uint64_t mask;
		struct bytes account = idmap_id(directory->touched, i, &mask);
		if ((mask & (TOUCH_ENDED | TOUCH_TIED | TOUCH_RELINKED)) == 0 ||
		    !store_get_now(store, STORE_ACCOUNTS, account, &stored) ||
		    !bytes_is(record_cell(stored.record, ACCOUNT_KIND), "guardian"))
			continue;
		if (!holders_read(store, account, &holders, fault))
			return false;
		if (holders.active == 0 && !family_add(directory->family, account, &holders))
			return fault_set(fault, FAULT_TEMP, "out of memory");
	}
	return true;
}

// Looks again at the touched accounts of whom families were asked for, or at all others.
static bool
refresh_all(struct directory *directory, bool asked, struct fault *fault)
{
	for (size_t i = 0; i < idmap_count(directory->touched); i++) {
		uint64_t mask;
		struct bytes account = idmap_id(directory->touched, i, &mask);
		if (family_has(directory->family, account) == asked &&
		    !refresh(directory, account, mask, fault))
			return false;
	}
	return true;
}

// Who is asked for comes last: whether the students whom they are connected with are there is known only when these were looked at.
bool
directory_refresh(struct directory *directory, struct fault *fault)
{
	struct applier *applier = directory->applier;
	if (roles_in_part(applier->roster) && !roles_read(applier->roles, applier->store, fault))
		return false;
	if (applier->undoes && !(undo_unlink(directory, fault) && undo_relink(directory, fault)))
		return false;
	return ask_families(directory, fault) && refresh_all(directory, false, fault) &&
	       family_read(directory->family, applier->store, fault) &&
	       refresh_all(directory, true, fault);
}
