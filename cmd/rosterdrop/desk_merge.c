// Two accounts of one person become one. The one that the SIS feeds is kept; the other is archived, and says into which one it went. What hangs on it, and what
// only it has, goes over.
#include "cmd/rosterdrop/desk.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/list.h"

#define SHOWN(bytes) \
	(int)((bytes).size < 64 ? (bytes).size : 64), (bytes).size > 0 ? (bytes).data : ""

// The two accounts.
struct pair {
	struct account keep, from;
};

// Whether the two can be one.
static bool
check(struct desk *desk, const struct pair *pair, struct fault *fault)
{
	const struct account *keep = &pair->keep, *from = &pair->from;
	if (bytes_equal(keep->id, from->id))
		return fault_set(fault, FAULT_USAGE, "both are the same account");
	if (keep->cells[ACCOUNT_MERGED_INTO].size > 0 || from->cells[ACCOUNT_MERGED_INTO].size > 0)
		return fault_set(fault, FAULT_USAGE, "one of them was merged before");
	if (!bytes_equal(keep->cells[ACCOUNT_KIND], from->cells[ACCOUNT_KIND]))
		return fault_set(fault, FAULT_USAGE, "%.*s is %.*s and %.*s is %.*s",
		    SHOWN(keep->id), SHOWN(keep->cells[ACCOUNT_KIND]), SHOWN(from->id),
		    SHOWN(from->cells[ACCOUNT_KIND]));
	const struct bytes nobody = {NULL, 0};
	struct bytes holder = desk_holder(desk, from, nobody),
		     other = desk_holder(desk, keep, nobody);
	if (holder.size > 0 && other.size > 0)
		return fault_set(fault, FAULT_USAGE,
		    "both are in the SIS, as %.*s and %.*s; one of them has to go there first",
		    SHOWN(other), SHOWN(holder));
	if (holder.size > 0)
		return fault_set(fault, FAULT_USAGE,
		    "the account that the SIS feeds is kept: rosterdrop merge DISTRICT %.*s %.*s",
		    SHOWN(from->id), SHOWN(keep->id));
	return true;
}

bool
desk_may_merge(
    struct hand *hand, const struct account *keep, const struct account *from, struct fault *fault)
{
	enum permission permission = hand_is_live(hand) ? MAY_SUPPORT : MAY_LINK;
	return hand_may(hand, permission, keep->cells[ACCOUNT_SCHOOLS], fault) &&
	       hand_may(hand, permission, from->cells[ACCOUNT_SCHOOLS], fault);
}

struct bytes
desk_renamed(
    unsigned table, struct bytes key, struct bytes from, struct bytes to, char room[DB_KEY_MAX])
{
	struct bytes one, other;
	const struct bytes none = {NULL, 0};
	if (!pair_split(key, &one, &other))
		return none;
	if (bytes_equal(other, from))
		return pair_key(one, to, room);
	if (table == CONNECTIONS && bytes_equal(one, from))
		return pair_key(to, other, room);
	return none;
}

// Moves a connection or a place in a class. What ended by hand stays ended, unless the account that is kept has it.
static bool
move_one(struct hand *hand, const struct pair *pair, unsigned table, struct bytes key,
    struct bytes made, struct fault *fault)
{
	struct bytes cells[RECORD_CELLS_MAX], id = pair->keep.id;
	enum stored_state state;
	struct stored there;
	bool connection = table == CONNECTIONS;
	if (!hand_get(hand, table, key, &state, cells))
		return true;
	bool has = store_get_now(hand->store, table, made, &there);
	struct act_change change = {.action = connection ? ACTION_CONNECT : ACTION_ENROL,
	    .entity = table,
	    .key = made,
	    .account_id = id,
	    .state = state,
	    .cells = cells,
	    .reason = REASON_BEHIND_ACT};
	if (state != STORED_ACTIVE)
		change.action = connection ? ACTION_DISCONNECT : ACTION_UNENROL;
	if ((!has || (there.state != STORED_ACTIVE && state == STORED_ACTIVE)) &&
	    !hand_change(hand, &change, fault))
		return false;
	if (state != STORED_ACTIVE)
		return true;
	change.action = connection ? ACTION_DISCONNECT : ACTION_UNENROL;
	change.key = key;
	change.account_id = pair->from.id;
	change.state = STORED_ARCHIVED;
	return hand_change(hand, &change, fault);
}

// Moves the connections of an account. They are in order of the student; who is a guardian may be anywhere.
static bool
move_connections(struct hand *hand, const struct pair *pair, struct fault *fault)
{
	char first[DB_KEY_MAX], room[DB_KEY_MAX];
	const struct bytes nothing = {NULL, 0};
	bool student = people_is(&pair->from, PERSON_STUDENT), good;
	struct bytes key, from = student ? pair_key(pair->from.id, nothing, first) : nothing;
	struct stored stored;
	struct store_walk *walk = store_walk_open(hand->store, CONNECTIONS, from, fault);
	good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		if (student &&
		    (key.size < from.size || memcmp(key.data, from.data, from.size) != 0))
			break;
		struct bytes made =
		    desk_renamed(CONNECTIONS, key, pair->from.id, pair->keep.id, room);
		if (made.size > 0)
			good = move_one(hand, pair, CONNECTIONS, hand_keep(hand, key), made, fault);
	}
	store_walk_close(walk);
	return good;
}

static int
compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = bytes_compare(x->account, y->account);
	return order != 0 ? order : bytes_compare(x->key, y->key);
}

static bool
add_member(struct desk *desk, struct bytes key)
{
	struct bytes class;
	struct member member = {.key = key};
	if (!list_grow(
		&desk->members, desk->member_count, &desk->member_room, sizeof *desk->members))
		return false;
	if (pair_split(key, &class, &member.account))
		desk->members[desk->member_count++] = member;
	return true;
}

// Reads, once an act, who has which place: an act may merge thousands.
static bool
read_members(struct desk *desk, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	bool good = true;
	if (desk->has_members)
		return true;
	struct store_walk *walk =
	    store_walk_open(desk->hand->store, LOCAL_MEMBERS, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (good && store_walk_next(walk, &key, &stored))
		good = add_member(desk, key) || fault_set(fault, FAULT_TEMP, "out of memory");
	store_walk_close(walk);
	if (good && desk->members != NULL)
		qsort(desk->members, desk->member_count, sizeof *desk->members, compare_members);
	desk->has_members = good;
	return good;
}

static bool
move_members(struct desk *desk, const struct pair *pair, struct fault *fault)
{
	char room[DB_KEY_MAX];
	size_t low = 0, high;
	if (!read_members(desk, fault))
		return false;
	if (desk->members == NULL)
		return true;
	for (high = desk->member_count; low < high;) {
		size_t middle = low + (high - low) / 2;
		if (bytes_compare(desk->members[middle].account, pair->from.id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < desk->member_count && bytes_equal(desk->members[low].account, pair->from.id);
	     low++) {
		struct bytes key = desk->members[low].key;
		struct bytes made =
		    desk_renamed(LOCAL_MEMBERS, key, pair->from.id, pair->keep.id, room);
		if (made.size > 0 && !move_one(desk->hand, pair, LOCAL_MEMBERS, key, made, fault))
			return false;
	}
	return true;
}

// Both histories, the kept account's first; the vendor's own, so nothing of them is left out.
static struct bytes
join_histories(struct hand *hand, const struct pair *pair)
{
	struct bytes keep = pair->keep.cells[ACCOUNT_HISTORY];
	struct bytes from = pair->from.cells[ACCOUNT_HISTORY];
	struct text text = {NULL, 0, 0, false};
	if (keep.size == 0 || from.size == 0)
		return keep.size > 0 ? keep : from;
	text_add(&text, keep);
	text_put(&text, "\n");
	text_add(&text, from);
	hand->short_of_memory = hand->short_of_memory || text.failed;
	struct bytes kept = hand_keep(hand, (struct bytes){text.data, text.size});
	text_free(&text);
	return kept;
}

// What the kept account takes over: whoever has joined with the other goes on signing in with what they know; blank cells are filled.
static void
take_over(struct hand *hand, const struct pair *pair, struct bytes keep[ACCOUNT_CELLS],
    struct bytes from[ACCOUNT_CELLS])
{
	static const enum account_cell own[] = {
	    ACCOUNT_USERNAME, ACCOUNT_EMAIL, ACCOUNT_MOBILE, ACCOUNT_PHONE};
	const struct bytes none = {NULL, 0};
	bool archived = bytes_is(from[ACCOUNT_STATE], "archived");
	bool joined = bytes_is(from[archived ? ACCOUNT_STATE_BEFORE : ACCOUNT_STATE], "active") &&
		      bytes_is(keep[ACCOUNT_STATE], "invited");
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		if (from[own[i]].size > 0 && (joined || keep[own[i]].size == 0))
			keep[own[i]] = from[own[i]];
		from[own[i]] = none;
	}
	if (keep[ACCOUNT_LANGUAGE].size == 0)
		keep[ACCOUNT_LANGUAGE] = from[ACCOUNT_LANGUAGE];
	keep[ACCOUNT_HISTORY] = join_histories(hand, pair);
	if (joined)
		account_set_state(keep, bytes_of("active"));
	account_set_state(from, bytes_of("archived"));
	from[ACCOUNT_MERGED_INTO] = pair->keep.id;
}

// A name that a person put in place of the SIS's goes over, unless the kept account has one of its own.
static bool
take_names(struct hand *hand, const struct pair *pair, struct bytes keep[ACCOUNT_CELLS],
    struct fault *fault)
{
	char room[EDIT_KEY_MAX];
	struct stored edit, own;
	bool good = true;
	for (unsigned i = 0; good && i < ACCOUNT_SOURCES; i++) {
		enum account_cell cell = account_sources[i].account;
		const char *name = entity_column(ACCOUNTS, cell);
		if (!account_sources[i].name ||
		    store_get_now(hand->store, EDITS,
			edit_key(EDIT_ACCOUNT, pair->keep.id, name, room), &own) ||
		    !store_get_now(hand->store, EDITS,
			edit_key(EDIT_ACCOUNT, pair->from.id, name, room), &edit))
			continue;
		keep[cell] = hand_keep(hand, record_cell(edit.record, EDIT_VALUE));
		good = people_stick_name(hand, &pair->keep, cell, keep[cell], fault);
	}
	return good;
}

static bool
merge(struct desk *desk, const struct pair *pair, struct fault *fault)
{
	struct hand *hand = desk->hand;
	struct bytes keep[ACCOUNT_CELLS], from[ACCOUNT_CELLS];
	bool good;
	memcpy(keep, pair->keep.cells, sizeof keep);
	memcpy(from, pair->from.cells, sizeof from);
	hand->deeds++;
	take_over(hand, pair, keep, from);
	good = take_names(hand, pair, keep, fault);
	for (unsigned i = 0; good && i < pair->from.holders.count; i++)
		good =
		    desk_drop_link(hand, pair->from.id, holders_id(&pair->from.holders, i), fault);
	return good && move_connections(hand, pair, fault) && move_members(desk, pair, fault) &&
	       people_put(hand, &pair->keep, keep, ACTION_MERGE, REASON_BY_HAND, false, fault) &&
	       people_put(hand, &pair->from, from, ACTION_MERGE, REASON_BY_HAND, false, fault);
}

bool
desk_merge(struct desk *desk, struct bytes keep, struct bytes from, struct fault *fault)
{
	struct pair pair = {0};
	return people_find(desk->hand, keep, &pair.keep, fault) &&
	       people_find(desk->hand, from, &pair.from, fault) &&
	       desk_may_merge(desk->hand, &pair.keep, &pair.from, fault) &&
	       check(desk, &pair, fault) && merge(desk, &pair, fault);
}
