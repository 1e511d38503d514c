// The feed tells of every change, once, in order, and the records are what it says. Record and feed are held against each other from both sides: every
// change has its record, and as many records as there are were told of by the act that wrote them; only when the numbers differ are the
// records looked up one by one.
#include "cmd/rosterdrop/verify.h"

#include <string.h>

#include "pipeline/feed.h"
#include "schema/record.h"

struct telling {
	uint64_t seq; // last one read
	uint32_t act; // of the change before
	uint64_t first, last; // of the act, by the ledger
	unsigned entity; // of the change before
	char key[DB_KEY_MAX]; // and its key
	size_t key_size;
	struct feed_finder *finder;
	uint64_t told[ENTITIES]; // changes that are the last of their records
};

// Learns which feed records an act has.
static bool
know_act(struct verify *verify, struct telling *telling, uint32_t act)
{
	char key[4];
	struct stored stored;
	struct bytes cells[LEDGER_CELLS];
	telling->act = act;
	telling->first = telling->last = telling->key_size = 0;
	telling->entity = 0;
	if (!store_get(verify->reader.store, STORE_LEDGER, store_number_key(act, key), &stored) ||
	    !record_read(stored.record, cells, LEDGER_CELLS))
		return false;
	telling->first = record_number(cells[LEDGER_FIRST_SEQ]);
	telling->last = record_number(cells[LEDGER_LAST_SEQ]);
	return true;
}

// The number of a change: without a gap, and within its act.
static void
look_at_number(struct verify *verify, struct telling *telling, uint64_t seq, uint32_t act)
{
	char key[8];
	struct bytes name = store_sequence_key(seq, key);
	if (seq != telling->seq + 1)
		verify_say(verify, CHECK_FEED_GAP, STORE_FEED, name);
	telling->seq = seq;
	if (act != telling->act)
		know_act(verify, telling, act);
	if (seq < telling->first || seq > telling->last)
		verify_say(verify, CHECK_FEED_ACT, STORE_FEED, name);
}

// Whether a change stands behind the one before it in its act.
static bool
is_in_order(struct telling *telling, const struct change *change)
{
	struct bytes before = {telling->key, telling->key_size};
	bool good =
	    telling->key_size == 0 || change->entity > telling->entity ||
	    (change->entity == telling->entity && bytes_compare(change->sourced_id, before) > 0);
	telling->entity = change->entity;
	telling->key_size =
	    change->sourced_id.size < DB_KEY_MAX ? change->sourced_id.size : DB_KEY_MAX;
	memcpy(telling->key, change->sourced_id.data, telling->key_size);
	return good;
}

// Whether the record is what its last change made of it. Facts may have been deleted since, connections when a merge is taken back, and accounts change with their
// users.
static bool
is_as_told(
    struct verify *verify, struct telling *telling, uint32_t act, const struct change *change)
{
	struct stored stored;
	if (change_is_promise(change))
		return true;
	if (!store_get(verify->reader.store, change->entity, change->sourced_id, &stored) ||
	    stored.act < act)
		return change->entity >= CONNECTIONS;
	if (change->entity < ENTITIES)
		telling->told[change->entity] += stored.act == act ? 1 : 0;
	if (stored.act > act)
		return true;
	if (change->entity < ENTITIES)
		return (stored.state == STORED_ARCHIVED) == action_ends(change->action);
	return bytes_equal(stored.record, change->after);
}

// One change that can be read.
static void
look_at_change(struct verify *verify, struct telling *telling, uint32_t act,
    const struct change *change, bool filled)
{
	char key[8];
	struct change earlier;
	if (!is_in_order(telling, change))
		verify_say(
		    verify, CHECK_FEED_ORDER, STORE_FEED, store_sequence_key(telling->seq, key));
	if (!is_as_told(verify, telling, act, change))
		verify_say(verify, CHECK_FEED_RECORD, change->entity, change->sourced_id);
	bool known =
	    change->entity >= ENTITIES || change->before.size == 0 ||
	    (change->before_act < act && feed_finder_find(telling->finder, change->before_act,
					     change->entity, change->sourced_id, &earlier));
	if (!filled || !known)
		verify_say(verify, CHECK_FEED_HISTORY, change->entity, change->sourced_id);
}

// Names the records whose last change is told nowhere.
static bool
look_at_record(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	unsigned entity = *(unsigned *)context;
	struct change change;
	(void)fault;
	if (!feed_find(verify->reader.store, stored->act, entity, key, &change))
		verify_say(verify, CHECK_FEED_UNTOLD, entity, key);
	return true;
}

// Reads the whole feed. What cannot be read is passed over.
static bool
read_feed(struct verify *verify, struct telling *telling, struct fault *fault)
{
	struct change change;
	uint64_t seq;
	uint32_t act;
	char key[8];
	struct feed_walk *walk = feed_walk_open(verify->reader.store, 1, fault);
	if (walk == NULL)
		return false;
	for (;;) {
		seq = 0;
		change.entity = FACTS;
		bool filled = feed_walk_next(walk, &seq, &act, &change, fault);
		if (!filled && fault->class == FAULT_NONE)
			break;
		if (seq > 0)
			look_at_number(verify, telling, seq, act);
		if (change.entity < FACTS)
			look_at_change(verify, telling, act, &change, filled);
		else
			verify_say(verify, CHECK_FEED_DAMAGED, STORE_FEED,
			    store_sequence_key(seq > 0 ? seq : telling->seq + 1, key));
	}
	feed_walk_close(walk);
	return true;
}

bool
verify_feed(struct verify *verify, struct fault *fault)
{
	struct telling telling = {.finder = feed_finder_new(verify->reader.store)};
	char key[8];
	bool good = telling.finder != NULL ||
		    fault_set(fault, FAULT_TEMP, "out of memory reading the feed");
	good = good && read_feed(verify, &telling, fault);
	feed_finder_free(telling.finder);
	if (!good)
		return false;
	if (telling.seq != store_meta(verify->reader.store)->seq)
		verify_say(
		    verify, CHECK_FEED_GAP, STORE_FEED, store_sequence_key(telling.seq + 1, key));
	for (unsigned entity = 0; entity < ENTITIES; entity++)
		if (telling.told[entity] != verify->counts[entity] &&
		    !verify_walk(verify, entity, look_at_record, &entity, fault))
			return false;
	return true;
}
