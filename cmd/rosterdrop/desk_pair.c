// Links are one to one, always: every way to make one, one by one, all that are ready or from a file, comes through here.
#include "cmd/rosterdrop/desk.h"

#include "pipeline/kept.h"

#define SHOWN(bytes) \
	(int)((bytes).size < 64 ? (bytes).size : 64), (bytes).size > 0 ? (bytes).data : ""

bool
desk_put_link(struct hand *hand, struct bytes account, struct bytes user, const char *how,
    struct fault *fault)
{
	char room[CREDENTIAL_KEY_MAX];
	const struct bytes cells[2] = {account, bytes_of(how)};
	struct bytes key = store_credential_key(CREDENTIAL_LINK, account, user, room);
	if (key.size == 0)
		return fault_set(fault, FAULT_USAGE, "the ids are too long for a link");
	return hand_put(hand, STORE_LINKS, user, cells, 2, fault) &&
	       store_put(hand->store, STORE_CREDENTIALS, key, STORED_ACTIVE,
		   (struct bytes){NULL, 0}, fault);
}

bool
desk_drop_link(struct hand *hand, struct bytes account, struct bytes user, struct fault *fault)
{
	char room[CREDENTIAL_KEY_MAX];
	return hand_delete(hand, STORE_LINKS, user, fault) &&
	       kept_forget(hand->store, STORE_LINKS_BEFORE, user, fault) &&
	       hand_delete(hand, STORE_CREDENTIALS,
		   store_credential_key(CREDENTIAL_LINK, account, user, room), fault);
}

bool
desk_may(struct desk *desk, enum permission permission, struct bytes user,
    const struct account *account, struct fault *fault)
{
	struct bytes schools = account->cells[ACCOUNT_SCHOOLS];
	return hand_may(desk->hand, permission, desk_schools(desk, user), fault) &&
	       (schools.size == 0 || hand_may(desk->hand, permission, schools, fault));
}

// Whether an account is fit for a link: neither merged nor archived by somebody. Who left the SIS was archived with that, and comes back with a link.
static bool
check_account(
    struct desk *desk, struct bytes user, const struct account *account, struct fault *fault)
{
	struct bytes into = account->cells[ACCOUNT_MERGED_INTO];
	struct bytes by_hand = account_state_by_hand(desk->hand->store, account->id);
	struct bytes holder = desk_holder(desk, account, user);
	bool left = account->holders.count > 0 && !bytes_is(by_hand, "archived");
	if (into.size > 0)
		return fault_set(fault, FAULT_USAGE,
		    "%.*s is archived: it was merged into %.*s; link that", SHOWN(account->id),
		    SHOWN(into));
	if (holder.size > 0)
		return fault_set(fault, FAULT_USAGE,
		    "%.*s is linked to %.*s already; one account has one student",
		    SHOWN(account->id), SHOWN(holder));
	if (bytes_is(account->cells[ACCOUNT_STATE], "archived") && !left)
		return fault_set(fault, FAULT_USAGE,
		    "%.*s is archived; enable it first (rosterdrop account DISTRICT enable)",
		    SHOWN(account->id));
	return true;
}

// Whether a person of the SIS is fit for a link.
static bool
check_user(struct desk *desk, struct bytes user, const struct account *account, struct fault *fault)
{
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	struct stored stored;
	struct bytes linked = desk_linked(desk->hand, user, NULL);
	if (linked.size > 0)
		return fault_set(fault, FAULT_USAGE,
		    "%.*s is linked to %.*s already; if both accounts are of one student: "
		    "rosterdrop "
		    "merge DISTRICT %.*s %.*s; if it is the wrong one, unlink it first",
		    SHOWN(user), SHOWN(linked), SHOWN(linked), SHOWN(account->id));
	if (!desk_person(desk, user, cells, person))
		return fault_set(
		    fault, FAULT_MISSING, "the newest drop has nobody '%.*s'", SHOWN(user));
	if (!bytes_equal(person[PERSON_KIND_NAME], account->cells[ACCOUNT_KIND]))
		return fault_set(fault, FAULT_USAGE, "%.*s is %.*s and %.*s is %.*s", SHOWN(user),
		    SHOWN(person[PERSON_KIND_NAME]), SHOWN(account->id),
		    SHOWN(account->cells[ACCOUNT_KIND]));
	if (store_get_now(desk->hand->store, USERS, user, &stored) && stored.state == STORED_ACTIVE)
		return fault_set(fault, FAULT_IO,
		    "%.*s is in the directory without an account; rosterdrop verify DISTRICT",
		    SHOWN(user));
	return true;
}

// Takes the links of those who left away from an account that somebody else gets. Who waits to be the same under another sourcedId stays until that comes.
static bool
drop_former(struct desk *desk, const struct account *account, struct fault *fault)
{
	for (unsigned i = 0; i < account->holders.count; i++)
		if (!account->holders.one[i].active && !desk_drop_link(desk->hand, account->id,
							   holders_id(&account->holders, i), fault))
			return false;
	return true;
}

bool
desk_link(struct desk *desk, struct bytes id, struct bytes user, struct fault *fault)
{
	struct account account;
	if (!people_find(desk->hand, id, &account, fault) ||
	    !desk_may(desk, MAY_LINK, user, &account, fault) ||
	    !check_user(desk, user, &account, fault) || !check_account(desk, user, &account, fault))
		return false;
	if (desk_blocked(desk->hand, user, account.id))
		return fault_set(fault, FAULT_USAGE,
		    "%.*s and %.*s are blocked; unblock them first", SHOWN(user),
		    SHOWN(account.id));
	const struct act_change change = {.action = ACTION_LINK,
	    .entity = USERS,
	    .key = user,
	    .account_id = account.id,
	    .reason = REASON_BY_HAND};
	desk->hand->deeds++;
	return drop_former(desk, &account, fault) &&
	       desk_put_link(desk->hand, account.id, user, "hand", fault) &&
	       hand_tell(desk->hand, &change, fault);
}

bool
desk_put_block(
    struct hand *hand, struct bytes account, struct bytes user, bool blocked, struct fault *fault)
{
	char room[DB_KEY_MAX];
	const struct bytes cells[BLOCK_CELLS] = {[BLOCK_BY] = bytes_of(act_who(hand->act)),
	    [BLOCK_TIME] = bytes_of(act_time(hand->act)),
	    [BLOCK_WHY] = bytes_of(act_why(hand->act))};
	const struct act_change change = {.action = blocked ? ACTION_BLOCK : ACTION_UNBLOCK,
	    .entity = BLOCKS,
	    .key = pair_key(user, account, room),
	    .account_id = account,
	    .state = blocked ? STORED_ACTIVE : STORED_ARCHIVED,
	    .cells = cells,
	    .reason = REASON_BY_HAND};
	if (change.key.size == 0)
		return fault_set(fault, FAULT_USAGE, "the ids are too long for a block");
	return hand_change(hand, &change, fault);
}

bool
desk_block(struct desk *desk, struct bytes id, struct bytes user, struct fault *fault)
{
	struct account account;
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	struct stored stored;
	if (!people_find(desk->hand, id, &account, fault) ||
	    !desk_may(desk, MAY_LINK, user, &account, fault))
		return false;
	if (!desk_person(desk, user, cells, person) &&
	    (user.size == 0 || !store_get_now(desk->hand->store, USERS, user, &stored)))
		return fault_set(fault, FAULT_MISSING, "there is nobody '%.*s'", SHOWN(user));
	if (bytes_equal(desk_linked(desk->hand, user, NULL), account.id))
		return fault_set(fault, FAULT_USAGE,
		    "%.*s and %.*s are linked; unlink them, which blocks them too", SHOWN(user),
		    SHOWN(account.id));
	desk->hand->deeds++;
	return desk_blocked(desk->hand, user, account.id) ||
	       desk_put_block(desk->hand, account.id, user, true, fault);
}

bool
desk_unblock(struct desk *desk, struct bytes id, struct bytes user, struct fault *fault)
{
	struct account account;
	if (!people_find(desk->hand, id, &account, fault) ||
	    !desk_may(desk, MAY_LINK, user, &account, fault))
		return false;
	if (!desk_blocked(desk->hand, user, account.id))
		return fault_set(fault, FAULT_MISSING, "%.*s and %.*s are not blocked", SHOWN(user),
		    SHOWN(account.id));
	desk->hand->deeds++;
	return desk_put_block(desk->hand, account.id, user, false, fault);
}
