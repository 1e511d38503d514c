// `merge`: two accounts of one person become one. The one that the SIS feeds is kept; the other is archived, and says into which one it went. What hangs on
// it, and what only it has, goes over.
#include "cmd/rosterdrop/desk.h"

#include <string.h>

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
	struct bytes holder = desk_holder(desk, from), other = desk_holder(desk, keep);
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

// Both at schools of the person, and while the sync is live by support.
static bool
check_person(struct hand *hand, const struct pair *pair, struct fault *fault)
{
	enum permission permission = hand_is_live(hand) ? MAY_SUPPORT : MAY_LINK;
	return hand_may(hand, permission, pair->keep.cells[ACCOUNT_SCHOOLS], fault) &&
	       hand_may(hand, permission, pair->from.cells[ACCOUNT_SCHOOLS], fault);
}

// A key with the one account in place of the other; empty when it does not name it.
static struct bytes
renamed(const struct pair *pair, unsigned table, struct bytes key, char room[DB_KEY_MAX])
{
	struct bytes one, other;
	const struct bytes none = {NULL, 0};
	if (!pair_split(key, &one, &other))
		return none;
	if (bytes_equal(other, pair->from.id))
		return pair_key(one, pair->keep.id, room);
	if (table == CONNECTIONS && bytes_equal(one, pair->from.id))
		return pair_key(pair->keep.id, other, room);
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

static bool
move_all(struct hand *hand, const struct pair *pair, unsigned table, struct fault *fault)
{
	char room[DB_KEY_MAX];
	struct bytes key;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(hand->store, table, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		struct bytes made = renamed(pair, table, key, room);
		if (made.size > 0)
			good = move_one(hand, pair, table, hand_keep(hand, key), made, fault);
	}
	store_walk_close(walk);
	return good;
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

static bool
merge(struct hand *hand, const struct pair *pair, struct fault *fault)
{
	struct bytes keep[ACCOUNT_CELLS], from[ACCOUNT_CELLS];
	bool good = true;
	memcpy(keep, pair->keep.cells, sizeof keep);
	memcpy(from, pair->from.cells, sizeof from);
	take_over(hand, pair, keep, from);
	for (unsigned i = 0; good && i < pair->from.holders.count; i++)
		good =
		    desk_drop_link(hand, pair->from.id, holders_id(&pair->from.holders, i), fault);
	hand->deeds = 1;
	return good && move_all(hand, pair, CONNECTIONS, fault) &&
	       move_all(hand, pair, LOCAL_MEMBERS, fault) &&
	       people_put(hand, &pair->keep, keep, ACTION_MERGE, REASON_BY_HAND, false, fault) &&
	       people_put(hand, &pair->from, from, ACTION_MERGE, REASON_BY_HAND, false, fault);
}

static bool
verb_merge(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct desk desk = {.hand = hand};
	struct pair pair;
	(void)context;
	(void)count;
	bool good = desk_open(&desk, hand, fault) || fault->class == FAULT_MISSING;
	good = good && people_find(hand, bytes_of(words[0]), &pair.keep, fault) &&
	       people_find(hand, bytes_of(words[1]), &pair.from, fault) &&
	       check_person(hand, &pair, fault) && check(&desk, &pair, fault) &&
	       merge(hand, &pair, fault);
	desk_close(&desk);
	return good;
}

bool
command_merge(struct front *front, struct fault *fault)
{
	static const struct verb verb = {"", "", 2, 2, false, verb_merge};
	struct hand hand = {.as = NULL};
	const struct option options[] = {HAND_OPTIONS(hand), {NULL, NULL, NULL}};
	return hand_run_one(&hand, front, options, &verb, NULL, fault);
}
