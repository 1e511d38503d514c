// One pass over what people did, in order; each change knows the one before it of the same account.
#include "cmd/apply/hands.h"

#include <stdlib.h>

#include "cmd/apply/undo.h"
#include "pipeline/feed.h"
#include "pipeline/idmap.h"
#include "pipeline/list.h"
#include "schema/record.h"

// One change of an account.
struct hand {
	uint64_t seq; // in the feed
	uint32_t act;
	uint32_t before; // index + 1 of the change of the same account before it; 0: none
};

struct hands {
	struct store *store;
	struct idmap *accounts; // -> index + 1 of its last change
	struct hand *list;
	size_t count, room;
};

// Notes a change.
static bool
add(struct hands *hands, struct bytes account, uint64_t seq, uint32_t act)
{
	uint64_t before = 0;
	if (!list_grow(&hands->list, hands->count, &hands->room, sizeof *hands->list))
		return false;
	if (!idmap_get(hands->accounts, account, &before))
		before = 0;
	hands->list[hands->count++] = (struct hand){seq, act, (uint32_t)before};
	return hands->count <= UINT32_MAX && idmap_put(hands->accounts, account, hands->count);
}

// The changes of one act.
static bool
take_act(struct hands *hands, const struct bytes ledger[LEDGER_CELLS], struct fault *fault)
{
	uint64_t seq = record_number(ledger[LEDGER_FIRST_SEQ]),
		 last = record_number(ledger[LEDGER_LAST_SEQ]);
	uint32_t act;
	struct change change;
	if (last < seq)
		return true;
	struct feed_walk *walk = feed_walk_open(hands->store, seq, fault);
	bool good = walk != NULL;
	for (bool more = good; more; more = good && seq < last)
		good = feed_walk_next(walk, &seq, &act, &change, fault) &&
		       (change.entity != ACCOUNTS || add(hands, change.sourced_id, seq, act) ||
			   fault_set(fault, FAULT_TEMP, "out of memory"));
	feed_walk_close(walk);
	return good || fault->class == FAULT_NONE;
}

// All of people's acts from one on.
static bool
take_all(struct hands *hands, uint32_t from, struct fault *fault)
{
	char number[4];
	struct bytes key, ledger[LEDGER_CELLS];
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(hands->store, STORE_LEDGER, store_number_key(from, number), fault);
	bool good = walk != NULL;
	fault->class = good ? FAULT_NONE : fault->class;
	while (good && store_walk_next(walk, &key, &stored)) {
		good = record_read(stored.record, ledger, LEDGER_CELLS) ||
		       fault_set(fault, FAULT_IO, "the ledger is damaged; restore the backup");
		if (good && ledger_is_by_hand(ledger[LEDGER_DROP]))
			good = take_act(hands, ledger, fault);
	}
	store_walk_close(walk);
	return good;
}

struct hands *
hands_read(struct store *store, uint32_t from, struct fault *fault)
{
	struct hands *hands = calloc(1, sizeof *hands);
	if (hands != NULL)
		*hands = (struct hands){.store = store, .accounts = idmap_new()};
	if (hands == NULL || hands->accounts == NULL)
		fault_set(fault, FAULT_TEMP, "out of memory");
	else if (take_all(hands, from, fault))
		return hands;
	hands_free(hands);
	return NULL;
}

bool
hands_next(const struct hands *hands, struct bytes account, size_t *at, uint32_t *act,
    struct change *change)
{
	uint64_t last;
	if (*at == 0)
		*at = idmap_get(hands->accounts, account, &last) ? (size_t)last : 0;
	else
		*at = hands->list[*at - 1].before;
	if (*at == 0)
		return false;
	*act = hands->list[*at - 1].act;
	return feed_read(hands->store, hands->list[*at - 1].seq, change);
}

void
hands_free(struct hands *hands)
{
	if (hands == NULL)
		return;
	idmap_free(hands->accounts);
	free(hands->list);
	free(hands);
}
