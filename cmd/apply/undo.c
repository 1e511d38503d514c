// An account that was there before the sync keeps nothing of its own when a drop links it, so its record is kept as it was, under the number of
// the act; that of one which the first sync puts away is kept, too. What is given back is the oldest such record since.
#include "cmd/apply/undo.h"

#include <stdio.h>

#include "pipeline/feed.h"
#include "pipeline/limits.h"
#include "schema/record.h"

enum { KEPT_KEY_MAX = ACCOUNT_ID_MAX + 1 + 4 };

// The key of what an account was before an act.
static struct bytes
kept_key(struct bytes account, uint32_t act, char key[KEPT_KEY_MAX])
{
	char number[4];
	size_t size = account.size < ACCOUNT_ID_MAX ? account.size : ACCOUNT_ID_MAX;
	memcpy(key, account.data, size);
	key[size] = '\0';
	memcpy(key + size + 1, store_number_key(act, number).data, sizeof number);
	return (struct bytes){key, size + 1 + sizeof number};
}

bool
undo_keep_account(
    struct store *store, struct bytes account, struct bytes record, struct fault *fault)
{
	char key[KEPT_KEY_MAX];
	return store_put(store, STORE_ACCOUNTS_BEFORE,
	    kept_key(account, store_meta(store)->act + 1, key), STORED_ACTIVE, record, fault);
}

// The oldest record that was kept since an act, and by which; 0 when none was.
static uint32_t
read_kept(const struct applier *applier, struct bytes account, uint32_t act, struct bytes *record)
{
	char room[KEPT_KEY_MAX];
	uint32_t by = 0;
	struct bytes key, from = kept_key(account, act, room);
	struct stored stored;
	struct fault ignored;
	struct store_walk *walk =
	    store_walk_open(applier->store, STORE_ACCOUNTS_BEFORE, from, &ignored);
	bool kept = walk != NULL && store_walk_next(walk, &key, &stored) && key.size == from.size &&
		    memcmp(key.data, from.data, account.size + 1) == 0;
	if (kept) {
		*record = stored.record;
		by = (uint32_t)store_key_number(
		    (struct bytes){key.data + account.size + 1, key.size - account.size - 1});
	}
	store_walk_close(walk);
	return by;
}

bool
undo_was_kept(const struct applier *applier, struct bytes account)
{
	struct bytes record;
	return read_kept(applier, account, 0, &record) != 0;
}

// Whether a person's act took an account out of the archive, or away from whom it was linked to.
static bool
is_freed_by(const struct applier *applier, uint32_t act, struct bytes account)
{
	struct change change;
	struct bytes before[ACCOUNT_CELLS], after[ACCOUNT_CELLS];
	return feed_find(applier->store, act, ACCOUNTS, account, &change) &&
	       record_read(change.before, before, ACCOUNT_CELLS) &&
	       record_read(change.after, after, ACCOUNT_CELLS) &&
	       !bytes_is(after[ACCOUNT_STATE], "archived") &&
	       (bytes_is(before[ACCOUNT_STATE], "archived") ||
		   (!undo_is_free(change.before) && undo_is_free(change.after)));
}

bool
undo_was_freed(const struct applier *applier, struct bytes account)
{
	char from[4];
	bool freed = false;
	struct bytes key, record;
	struct stored stored;
	struct fault ignored;
	uint32_t since = read_kept(applier, account, 0, &record);
	if (since == 0)
		return false;
	struct store_walk *walk =
	    store_walk_open(applier->store, STORE_LEDGER, store_number_key(since, from), &ignored);
	while (walk != NULL && !freed && store_walk_next(walk, &key, &stored))
		freed = ledger_is_by_hand(record_cell(stored.record, LEDGER_DROP)) &&
			is_freed_by(applier, (uint32_t)store_key_number(key), account);
	store_walk_close(walk);
	return freed;
}

// Makes anew the changes that a person's act made of an account.
static void
redo(struct applier *applier, uint32_t act, struct bytes account, struct bytes cells[ACCOUNT_CELLS])
{
	struct change change;
	struct bytes before[ACCOUNT_CELLS], after[ACCOUNT_CELLS];
	if (!feed_find(applier->store, act, ACCOUNTS, account, &change) ||
	    change.reason == REASON_UNDONE || !record_read(change.before, before, ACCOUNT_CELLS) ||
	    !record_read(change.after, after, ACCOUNT_CELLS))
		return;
	for (unsigned i = 0; i < ACCOUNT_CELLS; i++)
		if (i != ACCOUNT_LINKS && !bytes_equal(before[i], after[i]))
			cells[i] = after[i];
}

// Makes anew what people changed by hand of an account since.
static bool
redo_all(struct applier *applier, struct bytes account, struct bytes cells[ACCOUNT_CELLS],
    struct fault *fault)
{
	char from[4];
	struct bytes key;
	struct stored stored;
	struct store_walk *walk = store_walk_open(
	    applier->store, STORE_LEDGER, store_number_key(applier->undone, from), fault);
	while (walk != NULL && store_walk_next(walk, &key, &stored))
		if (ledger_is_by_hand(record_cell(stored.record, LEDGER_DROP)))
			redo(applier, (uint32_t)store_key_number(key), account, cells);
	store_walk_close(walk);
	return walk != NULL;
}

bool
undo_account(struct applier *applier, struct bytes account, struct text *room, struct bytes *record,
    struct fault *fault)
{
	struct bytes kept, cells[ACCOUNT_CELLS];
	if (read_kept(applier, account, applier->undone, &kept) == 0)
		return true;
	if (!record_read(kept, cells, ACCOUNT_CELLS))
		return fault_set(fault, FAULT_IO, "an account's record is damaged");
	if (!redo_all(applier, account, cells, fault))
		return false;
	if (cells[ACCOUNT_MERGED_INTO].size > 0)
		account_set_state(cells, bytes_of("archived")); // it was, when it was merged
	text_clear(room);
	size_t size = record_size(cells, ACCOUNT_CELLS);
	if (!text_reserve(room, size))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	room->size = record_write(room->data, cells, ACCOUNT_CELLS);
	*record = (struct bytes){room->data, room->size};
	return true;
}

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
touch(struct directory *directory, struct bytes account, struct fault *fault)
{
	uint64_t touched = 0;
	idmap_get(directory->touched, account, &touched);
	return idmap_put(directory->touched, account, touched | TOUCH_GIVEN_BACK) ||
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
			       touch(directory, account, fault);
	return good;
}
