// What is known at the desk: the newest drop, and how the store stands to its people and accounts.
#include "cmd/rosterdrop/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/spool.h"

static const char *const names[LINK_CLASSES] = {[LINKS_READY] = "ready",
    [LINKS_PARTIAL] = "partial",
    [LINKS_MULTIPLE] = "multiple",
    [LINKS_NONE] = "none",
    [LINKS_LINKED] = "linked",
    [LINKS_BLOCKED] = "blocked"};

const char *link_class_name(enum link_class class)
{
	return names[class];
}

bool
link_class_named(const char *name, enum link_class *class)
{
	for (unsigned i = 0; i < LINK_CLASSES; i++)
		if (strcmp(names[i], name) == 0) {
			*class = (enum link_class)i;
			return true;
		}
	return false;
}

bool
desk_open(struct desk *desk, struct hand *hand, struct fault *fault)
{
	struct fs_names drops;
	char path[FS_PATH_MAX];
	*desk = (struct desk){.hand = hand};
	if (!spool_list(hand->dir, STAGE_MATCH, PLACE_READY, &drops, fault))
		return false;
	bool good =
	    drops.count > 0 || fault_set(fault, FAULT_MISSING,
				   "there is no drop that match has done; run the district");
	if (good) {
		snprintf(desk->drop, sizeof desk->drop, "%s", drops.name[drops.count - 1]);
		good = spool_path(path, sizeof path, hand->front->conf, hand->district->name,
		    STAGE_NORMALISE, "ready", desk->drop, "roster.mdb", fault);
	}
	fs_names_free(&drops);
	if (good)
		desk->roster = roster_open(path, NULL, fault);
	return desk->roster != NULL;
}

void
desk_close(struct desk *desk)
{
	roster_close(desk->roster);
	free(desk->list);
	free(desk->ties);
	free(desk->members);
	*desk = (struct desk){.hand = desk->hand};
}

bool
desk_person(const struct desk *desk, struct bytes user, struct bytes user_cells[USERS_COLUMNS],
    struct bytes person[PERSON_CELLS])
{
	struct roster_row row;
	return user.size > 0 && desk->roster != NULL &&
	       roster_get(desk->roster, USERS, user, &row) && row.state == ROSTER_ACTIVE &&
	       record_read(row.record, user_cells, USERS_COLUMNS) &&
	       roster_person(desk->roster, user, person);
}

struct bytes
desk_linked(struct hand *hand, struct bytes user, struct bytes *how)
{
	struct stored link;
	struct bytes cells[2], none = {NULL, 0};
	if (how != NULL)
		*how = none;
	if (user.size == 0 || !store_get_now(hand->store, STORE_LINKS, user, &link) ||
	    !record_read(link.record, cells, 2))
		return none;
	if (how != NULL)
		*how = hand_keep(hand, cells[1]);
	return hand_keep(hand, cells[0]);
}

bool
desk_blocked(struct hand *hand, struct bytes user, struct bytes account)
{
	char room[DB_KEY_MAX];
	struct stored stored;
	struct bytes key = pair_key(user, account, room);
	return key.size > 0 && store_get_now(hand->store, BLOCKS, key, &stored) &&
	       stored.state == STORED_ACTIVE;
}

struct bytes
desk_schools(struct desk *desk, struct bytes user)
{
	struct bytes cells[RECORD_CELLS_MAX], person[PERSON_CELLS];
	enum stored_state state;
	struct bytes account = desk_linked(desk->hand, user, NULL);
	if (desk_person(desk, user, cells, person))
		return person[PERSON_SCHOOLS];
	if (account.size > 0 && hand_get(desk->hand, ACCOUNTS, account, &state, cells))
		return cells[ACCOUNT_SCHOOLS];
	return (struct bytes){NULL, 0};
}

bool
desk_waits(struct hand *hand, struct bytes user, struct bytes old)
{
	char room[DB_KEY_MAX];
	struct bytes key, pair = pair_key(user, old, room);
	struct stored stored;
	struct fault ignored;
	bool waits = false, more = true;
	if (pair.size == 0 || user.size == 0)
		return false;
	if (old.size > 0)
		return store_get_now(hand->store, WAITS, pair, &stored) &&
		       stored.state == STORED_ACTIVE;
	struct store_walk *walk = store_walk_open(hand->store, WAITS, pair, &ignored);
	while (walk != NULL && !waits && more && store_walk_next(walk, &key, &stored)) {
		more = key.size > pair.size && memcmp(key.data, pair.data, pair.size) == 0;
		waits = more && stored.state == STORED_ACTIVE;
	}
	store_walk_close(walk);
	return waits;
}

struct bytes
desk_holder(const struct desk *desk, const struct account *account, struct bytes user)
{
	struct stored stored;
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	for (unsigned i = 0; i < account->holders.count; i++) {
		struct bytes id = holders_id(&account->holders, i);
		if (user.size > 0 && desk_waits(desk->hand, user, id))
			continue;
		if (account->holders.one[i].active || desk_person(desk, id, cells, person) ||
		    !store_get_now(desk->hand->store, USERS, id, &stored))
			return id;
	}
	return (struct bytes){NULL, 0};
}
