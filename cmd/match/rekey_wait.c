// Who waits: somebody of the drop who may be somebody that is gone, as long as nobody has decided. Tonight's come from what the matcher could not
// tell apart, those of earlier nights from the store; a pair ends when either of the two is settled, or a person blocks it.
#include "cmd/match/rekey.h"

#include "schema/record.h"

// The accounts that this drop gives to somebody.
static struct idmap *
read_given(struct rekey *rekey, struct fault *fault)
{
	struct bytes user, value;
	struct matcher *matcher = rekey->matcher;
	struct idmap *given = idmap_new();
	struct db_cursor *links = db_cursor_open(matcher->out, matcher->links, fault);
	bool good = given != NULL && links != NULL;
	bool more = good && db_cursor_seek(links, (struct bytes){NULL, 0}, &user, &value);
	for (; good && more; more = db_cursor_next(links, &user, &value))
		good = idmap_put(given, record_cell(value, MATCH_ACCOUNT), 1);
	db_cursor_close(links);
	if (good)
		return given;
	if (given != NULL)
		idmap_free(given);
	fault_set(fault, FAULT_TEMP, "out of memory");
	return NULL;
}

// Whether somebody of the drop has no account yet and is there.
static bool
is_unsettled(struct rekey *rekey, struct bytes user)
{
	struct matcher *matcher = rekey->matcher;
	struct roster_row row;
	struct stored link;
	struct bytes value;
	if (store_get(matcher->store, STORE_LINKS, user, &link) ||
	    db_get(matcher->out, matcher->links, user, &value))
		return false;
	return roster_get(matcher->roster, USERS, user, &row)
		   ? row.state == ROSTER_ACTIVE
		   : roster_mode(matcher->roster, USERS) != MODE_BULK ||
			 roster_left_out(matcher->roster, USERS, user) ||
			 roster_has_unknown(matcher->roster, USERS);
}

// Whether somebody else of the drop has an account: a person linked them.
static bool
is_taken(struct rekey *rekey, struct bytes account, struct bytes user)
{
	struct holders holders;
	struct roster_row row;
	struct fault ignored;
	bool taken = !holders_read(rekey->matcher->store, account, &holders, &ignored);
	for (unsigned i = 0; !taken && i < holders.count; i++) {
		struct bytes id = holders_id(&holders, i);
		taken = !bytes_equal(id, user) &&
			roster_get(rekey->matcher->roster, USERS, id, &row) &&
			row.state == ROSTER_ACTIVE;
	}
	return taken;
}

// Whether somebody of the directory has neither come back nor been given away.
static bool
is_free(struct rekey *rekey, struct idmap *given, struct bytes user, struct bytes *account)
{
	struct matcher *matcher = rekey->matcher;
	struct roster_row row;
	struct stored stored, link;
	uint64_t ignored;
	if (!store_get(matcher->store, USERS, user, &stored) || stored.state != STORED_ACTIVE ||
	    !store_get(matcher->store, STORE_LINKS, user, &link) ||
	    roster_get(matcher->roster, USERS, user, &row))
		return false;
	*account = record_cell(link.record, 0);
	return !rekey_has(rekey, USERS, REKEY_OLD, user) && !idmap_get(given, *account, &ignored) &&
	       !is_taken(rekey, *account, user);
}

// One pair, if it stands.
static bool
take_pair(struct rekey *rekey, struct idmap *given, struct bytes user, struct bytes old,
    struct fault *fault)
{
	char key[DB_KEY_MAX];
	struct bytes account, pair = pair_key(user, old, key);
	if (pair.size == 0 || !is_unsettled(rekey, user) || !is_free(rekey, given, old, &account) ||
	    suggest_blocked(rekey->matcher, user, account))
		return true;
	return db_put(rekey->matcher->out, rekey->waits, pair, bytes_of("w"), fault) &&
	       ((idmap_put(rekey->waiting, user, 1) && idmap_put(rekey->kept, old, 1)) ||
		   fault_set(fault, FAULT_TEMP, "out of memory"));
}

// What somebody of tonight may be: every sourcedId that holds the account and is gone.
static bool
take_maybe(struct rekey *rekey, struct idmap *given, struct bytes user, struct bytes account,
    struct fault *fault)
{
	struct holders holders;
	struct stored stored;
	if (!holders_read(rekey->matcher->store, account, &holders, fault))
		return false;
	for (unsigned i = 0; i < holders.count; i++) {
		struct bytes old = holders_id(&holders, i);
		if (store_get(rekey->matcher->store, USERS, old, &stored) &&
		    rekey_is_gone(rekey, USERS, old, &stored) &&
		    !take_pair(rekey, given, user, old, fault))
			return false;
	}
	return true;
}

// Those of tonight.
static bool
take_tonight(struct rekey *rekey, struct idmap *given, struct fault *fault)
{
	struct bytes key, value, user, account;
	bool more = true, good = sort_end(rekey->maybe, fault);
	while (good && (good = sort_next(rekey->maybe, &key, &value, &more, fault)) && more)
		good = !pair_split(key, &user, &account) ||
		       take_maybe(rekey, given, user, account, fault);
	return good;
}

// Those who waited before.
static bool
take_before(struct rekey *rekey, struct idmap *given, struct fault *fault)
{
	struct bytes key, user, old;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(rekey->matcher->store, WAITS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		good = stored.state != STORED_ACTIVE || !pair_split(key, &user, &old) ||
		       take_pair(rekey, given, user, old, fault);
	store_walk_close(walk);
	return good;
}

bool
rekey_wait(struct rekey *rekey, struct fault *fault)
{
	struct idmap *given = read_given(rekey, fault);
	bool good =
	    given != NULL && take_tonight(rekey, given, fault) && take_before(rekey, given, fault);
	if (given != NULL)
		idmap_free(given);
	return good;
}
