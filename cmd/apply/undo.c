// An undo is a bulk drop but for accounts: which of them are given back, and which links go away, the drops that are taken back decide.
#include "cmd/apply/undo.h"

#include "pipeline/limits.h"
#include "schema/record.h"

bool
ledger_is_by_hand(struct bytes drop)
{
	static const char by_hand[] = "act-";
	return drop.size >= sizeof by_hand - 1 &&
	       memcmp(drop.data, by_hand, sizeof by_hand - 1) == 0;
}

bool
undo_is_free(struct bytes record)
{
	struct bytes links = record_cell(record, ACCOUNT_LINKS);
	return links.size == 0 || bytes_is(links, "0");
}

// Whether the link that is to go away stands: a person may have put another in its place.
static bool
is_standing(struct store *store, struct bytes user, struct bytes account)
{
	struct stored link;
	return store_get(store, STORE_LINKS, user, &link) &&
	       bytes_equal(record_cell(link.record, 0), account);
}

// Whether all sourcedIds that hold an account give it up.
static bool
is_alone(struct applier *applier, struct bytes account, struct fault *fault)
{
	char prefix[CREDENTIAL_KEY_MAX];
	struct bytes key, user, given;
	struct stored stored;
	struct bytes from =
	    store_credential_key(CREDENTIAL_LINK, account, (struct bytes){NULL, 0}, prefix);
	struct store_walk *walk = store_walk_open(applier->store, STORE_CREDENTIALS, from, fault);
	bool alone = walk != NULL;
	while (alone && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0) {
		struct bytes holder = store_credential_holder(key);
		alone = roster_unlinked(applier->roster, holder, true, &user, &given) &&
			bytes_equal(user, holder) && bytes_equal(given, account);
	}
	store_walk_close(walk);
	return alone;
}

// Tells of one account, if it becomes another. One that a user gets in this very drop is theirs.
static bool
tell_account(struct applier *applier, struct bytes account, change_visitor *visit, void *context,
    struct fault *fault)
{
	struct stored stored;
	uint64_t ignored;
	struct text room = {NULL, 0, 0, false};
	if (idmap_get(applier->relinked, account, &ignored) ||
	    !store_get(applier->store, STORE_ACCOUNTS, account, &stored) ||
	    !is_alone(applier, account, fault))
		return true;
	struct change change = {.action = ACTION_UPDATE,
	    .entity = ACCOUNTS,
	    .reason = REASON_UNDONE,
	    .sourced_id = account,
	    .account_id = account,
	    .before = stored.record,
	    .after = stored.record,
	    .before_act = stored.act};
	bool good = undo_account(applier, account, &room, &change.after, fault);
	if (good && !bytes_equal(change.before, change.after) && undo_is_free(change.after))
		good = visit(context, &change, fault);
	text_free(&room);
	return good;
}

// The accounts of which a record was kept since.
static bool
sort_kept(struct applier *applier, struct sort *accounts, struct fault *fault)
{
	struct bytes key, account, act;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(applier->store, STORE_ACCOUNTS_BEFORE, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		if (pair_split(key, &account, &act) && store_key_number(act) >= applier->undone)
			good = sort_add(accounts, account, (struct bytes){NULL, 0}, fault);
	store_walk_close(walk);
	return good;
}

// The accounts of the links that go away, and of those that were put away, in order.
static bool
sort_accounts(struct applier *applier, struct sort *accounts, struct fault *fault)
{
	struct bytes user = {NULL, 0}, account;
	bool good = true;
	while (good && roster_unlinked(applier->roster, user, false, &user, &account))
		if (is_standing(applier->store, user, account))
			good = sort_add(accounts, account, (struct bytes){NULL, 0}, fault);
	return good && sort_kept(applier, accounts, fault) && sort_end(accounts, fault);
}

bool
undo_tell(struct applier *applier, change_visitor *visit, void *context, struct fault *fault)
{
	char id[ACCOUNT_ID_MAX];
	struct bytes account, none, last = {id, 0};
	bool more = true;
	struct sort *accounts = sort_new(applier->job->out, LIMIT_SORT_BYTES);
	if (accounts == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	bool good = sort_accounts(applier, accounts, fault);
	while (good && (good = sort_next(accounts, &account, &none, &more, fault)) && more) {
		if (account.size > sizeof id || bytes_equal(account, last))
			continue;
		memcpy(id, account.data, account.size);
		last.size = account.size;
		good = tell_account(applier, last, visit, context, fault);
	}
	sort_free(accounts);
	return good;
}

// Notes an account beside what is noted of it.
static bool
touch(struct directory *directory, struct bytes account, uint64_t mask, struct fault *fault)
{
	uint64_t touched = 0;
	idmap_get(directory->touched, account, &touched);
	return idmap_put(directory->touched, account, touched | mask) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

// Whether a person made a link, before the user came: it stands, and waits as it did.
static bool
is_by_hand(struct store *store, struct bytes user)
{
	struct stored link;
	return store_get(store, STORE_LINKS, user, &link) &&
	       bytes_is(record_cell(link.record, 1), "hand");
}

// Whether an account belongs to somebody now: who is in the SIS, or for whom a person keeps it.
static bool
is_taken(struct store *store, struct bytes account, struct fault *fault)
{
	struct holders holders;
	if (!holders_read(store, account, &holders, fault))
		return true;
	bool taken = holders.active > 0;
	for (unsigned i = 0; i < holders.count; i++)
		taken = taken || is_by_hand(store, holders_id(&holders, i));
	return taken;
}

// Whether an account may be given back to a user: not when it was merged into another, or a person said that it is not theirs.
static bool
is_fit(struct store *store, struct bytes account, struct bytes user)
{
	char room[DB_KEY_MAX];
	struct stored stored;
	return store_get_now(store, STORE_ACCOUNTS, account, &stored) &&
	       record_cell(stored.record, ACCOUNT_MERGED_INTO).size == 0 &&
	       !(store_get(store, BLOCKS, pair_key(user, account, room), &stored) &&
		   stored.state == STORED_ACTIVE);
}

bool
undo_relink(struct directory *directory, struct fault *fault)
{
	struct applier *applier = directory->applier;
	struct store *store = applier->store;
	struct bytes user = {NULL, 0}, record;
	struct stored link;
	bool good = true;
	while (good && roster_relinked(applier->roster, user, &user, &record)) {
		struct bytes account = record_cell(record, LINKED_ACCOUNT);
		if (store_get_now(store, STORE_LINKS, user, &link) || !is_fit(store, account, user))
			continue;
		fault->class = FAULT_NONE;
		if (!is_taken(store, account, fault))
			good = link_put(store, user, record, fault) &&
			       touch(directory, account, TOUCH_RELINKED, fault);
		else
			good = fault->class == FAULT_NONE;
	}
	return good;
}

bool
undo_unlink(struct directory *directory, struct fault *fault)
{
	struct applier *applier = directory->applier;
	struct bytes user = {NULL, 0}, account;
	bool good = true;
	while (good && roster_unlinked(applier->roster, user, false, &user, &account))
		if (is_standing(applier->store, user, account))
			good = (is_by_hand(applier->store, user) ||
				   link_drop(applier->store, account, user, fault)) &&
			       touch(directory, account, TOUCH_GIVEN_BACK, fault);
	return good;
}
