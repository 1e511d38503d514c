// Taking a merge back. What it changed stands in the feed, with what was before; each change is turned round unless somebody changed the same thing since:
// then that stands, and nothing that was ended by hand comes back.
#include "cmd/rosterdrop/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/feed.h"

#define SHOWN(bytes) \
	(int)((bytes).size < 64 ? (bytes).size : 64), (bytes).size > 0 ? (bytes).data : ""

// A merge that is taken back.
struct parting {
	struct hand *hand;
	struct account keep, from;
	uint32_t act; // of the merge
};

// Finds the act that merged an account: the last one that told so.
static bool
find_act(struct parting *parting, struct fault *fault)
{
	struct stored stored;
	struct change change;
	struct store *store = parting->hand->store;
	uint32_t act = 0;
	if (store_get(store, ACCOUNTS, parting->from.id, &stored))
		act = stored.act;
	while (act > 0 && feed_find(store, act, ACCOUNTS, parting->from.id, &change)) {
		parting->act = act;
		if (change.action == ACTION_MERGE)
			return true;
		act = change.before_act < act ? change.before_act : 0;
	}
	return fault_set(fault, FAULT_USAGE, "the feed does not tell when %.*s was merged",
	    SHOWN(parting->from.id));
}

// Turns the cells of a record back where they are still what the merge made of them. Gives how many.
static unsigned
turn_cells(struct bytes *now, unsigned count, const struct change *change)
{
	unsigned turned = 0;
	for (unsigned i = 0; i < count; i++) {
		struct bytes before = record_cell(change->before, i);
		struct bytes after = record_cell(change->after, i);
		if (bytes_equal(before, after) || !bytes_equal(now[i], after))
			continue;
		now[i] = before;
		turned++;
	}
	return turned;
}

// Gives an account back what it was. The kept one's comes first in the feed only by its id, so usernames are looked at when both are put.
static bool
turn_account(struct parting *parting, const struct account *account, bool kept, struct fault *fault)
{
	struct bytes cells[RECORD_CELLS_MAX];
	struct change change;
	if (!feed_find(parting->hand->store, parting->act, ACCOUNTS, account->id, &change))
		return true;
	memcpy(cells, account->cells, sizeof cells);
	if (turn_cells(cells, ACCOUNT_CELLS, &change) == 0)
		return true;
	bool archived = bytes_is(cells[ACCOUNT_STATE], "archived");
	enum action action = kept || archived ? ACTION_UPDATE : ACTION_UNARCHIVE;
	return people_put(parting->hand, account, cells, action, REASON_BY_HAND, false, fault) &&
	       hand_username(parting->hand, account->id, cells[ACCOUNT_USERNAME],
		   account->cells[ACCOUNT_USERNAME], fault);
}

// A name of the SIS's record, that went over as an edit.
static bool
turn_user(struct parting *parting, const struct change *change, struct fault *fault)
{
	struct hand *hand = parting->hand;
	struct bytes cells[RECORD_CELLS_MAX];
	enum stored_state state;
	if (!hand_get(hand, USERS, change->sourced_id, &state, cells) ||
	    turn_cells(cells, USERS_COLUMNS, change) == 0)
		return true;
	const struct act_change back = {.action = ACTION_UPDATE,
	    .entity = USERS,
	    .key = change->sourced_id,
	    .account_id = parting->keep.id,
	    .state = state,
	    .cells = cells,
	    .reason = REASON_BEHIND_ACT};
	return hand_change(hand, &back, fault);
}

// Whether the kept account still has what went over to it.
static bool
is_kept(struct parting *parting, const struct change *change)
{
	char room[DB_KEY_MAX];
	struct stored stored;
	struct bytes key = desk_renamed(
	    change->entity, change->sourced_id, parting->from.id, parting->keep.id, room);
	return key.size > 0 && store_get(parting->hand->store, change->entity, key, &stored) &&
	       stored.state == STORED_ACTIVE;
}

// A connection, or a place in a class: what came to the kept account goes as if it had never been (one that is archived would be one that people ended, and
// keep the SIS from connecting the two), and what the other one had comes back, unless it was ended since.
static bool
turn_fact(struct parting *parting, const struct change *change, struct fault *fault)
{
	struct hand *hand = parting->hand;
	struct bytes cells[RECORD_CELLS_MAX];
	enum stored_state state;
	bool mine = bytes_equal(change->account_id, parting->from.id);
	bool connection = change->entity == CONNECTIONS;
	if (!hand_get(hand, change->entity, change->sourced_id, &state, cells) ||
	    (state == STORED_ACTIVE) == mine || action_ends(change->action) != mine ||
	    (mine && !is_kept(parting, change)))
		return true;
	struct act_change back = {.action = connection ? ACTION_DISCONNECT : ACTION_UNENROL,
	    .entity = change->entity,
	    .key = change->sourced_id,
	    .account_id = change->account_id,
	    .state = mine ? STORED_ACTIVE : STORED_ARCHIVED,
	    .cells = cells,
	    .reason = REASON_BEHIND_ACT};
	if (mine)
		back.action = connection ? ACTION_CONNECT : ACTION_ENROL;
	return hand_change(hand, &back, fault) &&
	       (mine || change->before.size > 0 ||
		   hand_delete(hand, change->entity, change->sourced_id, fault));
}

// One change of the act, which may have merged others, too.
static bool
turn(struct parting *parting, struct change *change, struct fault *fault)
{
	if (!bytes_equal(change->account_id, parting->from.id) &&
	    !bytes_equal(change->account_id, parting->keep.id))
		return true;
	change->sourced_id = hand_keep(parting->hand, change->sourced_id);
	if (change->entity == USERS)
		return turn_user(parting, change, fault);
	if (change->entity == CONNECTIONS || change->entity == LOCAL_MEMBERS)
		return turn_fact(parting, change, fault);
	return true;
}

// A number of the ledger.
static uint64_t
number_of(struct bytes cell)
{
	char text[24];
	snprintf(text, sizeof text, "%.*s", (int)cell.size, cell.size > 0 ? cell.data : "");
	return strtoull(text, NULL, 10);
}

static bool
turn_all(struct parting *parting, struct fault *fault)
{
	char key[4];
	struct stored ledger;
	struct change change;
	uint64_t seq = 0;
	uint32_t act = 0;
	struct store *store = parting->hand->store;
	if (!store_get(store, STORE_LEDGER, store_number_key(parting->act, key), &ledger))
		return fault_set(fault, FAULT_IO, "the ledger lacks an act");
	struct feed_walk *walk =
	    feed_walk_open(store, number_of(record_cell(ledger.record, LEDGER_FIRST_SEQ)), fault);
	bool good = walk != NULL;
	fault->class = good ? FAULT_NONE : fault->class;
	while (good && feed_walk_next(walk, &seq, &act, &change, fault) && act == parting->act)
		good = turn(parting, &change, fault);
	feed_walk_close(walk);
	return good && fault->class == FAULT_NONE;
}

// The edits that went over with names.
static bool
drop_edits(struct parting *parting, struct fault *fault)
{
	char room[EDIT_KEY_MAX];
	struct stored own, theirs;
	bool was, good = true;
	for (unsigned i = 0; good && i < ACCOUNT_SOURCES; i++) {
		const char *name = entity_column(ACCOUNTS, account_sources[i].account);
		struct store *store = parting->hand->store;
		if (account_sources[i].name &&
		    store_get(
			store, EDITS, edit_key(EDIT_ACCOUNT, parting->keep.id, name, room), &own) &&
		    own.act == parting->act &&
		    store_get(store, EDITS, edit_key(EDIT_ACCOUNT, parting->from.id, name, room),
			&theirs) &&
		    bytes_equal(record_cell(own.record, EDIT_VALUE),
			record_cell(theirs.record, EDIT_VALUE)))
			good = people_edit(
			    parting->hand, EDIT_ACCOUNT, parting->keep.id, name, NULL, &was, fault);
	}
	return good;
}

// Keeps the two from being proposed to each other again.
static bool
block_all(struct parting *parting, struct fault *fault)
{
	const struct holders *holders = &parting->keep.holders;
	for (unsigned i = 0; i < holders->count; i++) {
		struct bytes user = holders_id(holders, i);
		if (holders->one[i].active &&
		    !desk_blocked(parting->hand, user, parting->from.id) &&
		    !desk_put_block(parting->hand, parting->from.id, user, true, fault))
			return false;
	}
	return true;
}

bool
desk_unmerge(struct desk *desk, struct bytes from, bool block, struct fault *fault)
{
	struct parting parting = {.hand = desk->hand};
	if (!people_find(desk->hand, from, &parting.from, fault))
		return false;
	struct bytes into = parting.from.cells[ACCOUNT_MERGED_INTO];
	if (into.size == 0)
		return fault_set(
		    fault, FAULT_USAGE, "%.*s was merged into no account", SHOWN(from));
	if (!people_find(desk->hand, into, &parting.keep, fault) ||
	    !desk_may_merge(desk->hand, &parting.keep, &parting.from, fault) ||
	    !find_act(&parting, fault))
		return false;
	desk->hand->deeds++;
	return turn_all(&parting, fault) && drop_edits(&parting, fault) &&
	       turn_account(&parting, &parting.keep, true, fault) &&
	       turn_account(&parting, &parting.from, false, fault) &&
	       (!block || block_all(&parting, fault));
}
