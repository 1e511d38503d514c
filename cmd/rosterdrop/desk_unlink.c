// Taking a wrong link away. Before the user is in the directory nothing hangs on it. Afterwards the account is what it was before it was linked, and the
// student, with all that the SIS says, gets a new account in the same act: nobody is without one for a moment, and nothing of another child stays with it.
#include "cmd/rosterdrop/desk.h"
#include "cmd/rosterdrop/family.h"
#include "pipeline/kept.h"

#include <string.h>

#define SHOWN(bytes) \
	(int)((bytes).size < 64 ? (bytes).size : 64), (bytes).size > 0 ? (bytes).data : ""

// What an account was before it was linked the last time; false when that was not kept.
static bool
read_before(struct hand *hand, struct bytes account, struct bytes cells[ACCOUNT_CELLS])
{
	struct kept kept;
	return kept_last(hand->store, STORE_ACCOUNTS_BEFORE, account, &kept) &&
	       record_read(hand_keep(hand, kept.record), cells, ACCOUNT_CELLS);
}

// The account of a student as the SIS alone makes it.
static void
make_own(const struct account *account, const struct bytes user[USERS_COLUMNS],
    struct bytes cells[ACCOUNT_CELLS])
{
	memset(cells, 0, ACCOUNT_CELLS * sizeof *cells);
	cells[ACCOUNT_KIND] = account->cells[ACCOUNT_KIND];
	cells[ACCOUNT_SCHOOLS] = account->cells[ACCOUNT_SCHOOLS];
	cells[ACCOUNT_BIRTH_DATE] = account->cells[ACCOUNT_BIRTH_DATE];
	cells[ACCOUNT_STATE] = bytes_of("invited");
	cells[ACCOUNT_ORIGIN] = bytes_of("sis");
	cells[ACCOUNT_LINKS] = bytes_of("1");
	for (unsigned i = 0; i < ACCOUNT_SOURCES; i++)
		cells[account_sources[i].account] = user[account_sources[i].user];
}

// A guardian who is given back, and whose own sourcedId has left the SIS, stays only for connections that people made.
static bool
settle_guardian(struct hand *hand, const struct account *account, struct fault *fault)
{
	struct idmap *guardians = idmap_new();
	bool good = (guardians != NULL && idmap_put(guardians, account->id, 1)) ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && family_archive_lonely(hand, guardians, fault);
	idmap_free(guardians);
	return good;
}

// Gives a user who is in the directory a new account, and the old one back. Whom the old one was fed by before is not in the SIS any more: another
// sourcedId could not have had it otherwise.
static bool
part(struct hand *hand, const struct account *account, struct bytes user, struct fault *fault)
{
	struct bytes record[RECORD_CELLS_MAX], before[ACCOUNT_CELLS], own[ACCOUNT_CELLS], id;
	enum stored_state state;
	if (!hand_get(hand, USERS, user, &state, record))
		return fault_set(fault, FAULT_IO, "the user's record is damaged");
	if (account->holders.active > 1)
		return fault_set(fault, FAULT_USAGE,
		    "%.*s is one person with several rows of the SIS; have them told apart there",
		    SHOWN(account->id));
	if (!read_before(hand, account->id, before))
		return fault_set(fault, FAULT_USAGE,
		    "%.*s was made for %.*s; there is no other account to give back",
		    SHOWN(account->id), SHOWN(user));
	bool left = before[ACCOUNT_LINKS].size > 0 && !bytes_is(before[ACCOUNT_LINKS], "0");
	if (left && !people_is(account, PERSON_GUARDIAN))
		account_set_state(before, bytes_of("archived"));
	before[ACCOUNT_LINKS] = bytes_of("0");
	make_own(account, record, own);
	if (!people_put(hand, account, before, ACTION_UNLINK, REASON_BY_HAND, false, fault) ||
	    (left && !settle_guardian(hand, account, fault)) ||
	    !people_add(hand, own, &id, fault) || !desk_put_link(hand, id, user, "new", fault))
		return false;
	const struct act_change change = {.action = ACTION_LINK,
	    .entity = USERS,
	    .key = user,
	    .account_id = id,
	    .state = STORED_ACTIVE,
	    .cells = record,
	    .reason = REASON_BY_HAND};
	return hand_change(hand, &change, fault);
}

bool
desk_unlink(struct desk *desk, struct bytes user, bool block, struct fault *fault)
{
	struct hand *hand = desk->hand;
	struct account account;
	struct stored stored;
	struct bytes id = desk_linked(hand, user, NULL);
	bool there = user.size > 0 && store_get_now(hand->store, USERS, user, &stored) &&
		     stored.state == STORED_ACTIVE;
	if (id.size == 0)
		return fault_set(fault, FAULT_MISSING, "%.*s is not linked", SHOWN(user));
	if (!people_find(hand, id, &account, fault) ||
	    !desk_may(
		desk, there || hand_is_live(hand) ? MAY_SUPPORT : MAY_LINK, user, &account, fault))
		return false;
	const struct act_change change = {.action = ACTION_UNLINK,
	    .entity = USERS,
	    .key = user,
	    .account_id = id,
	    .reason = REASON_BY_HAND};
	hand->deeds++;
	return desk_drop_link(hand, id, user, fault) &&
	       (there ? part(hand, &account, user, fault) : hand_tell(hand, &change, fault)) &&
	       (!block || desk_blocked(hand, user, id) ||
		   desk_put_block(hand, id, user, true, fault));
}
