// Within an act feed records are in order of entity and key, so a change is found by halves. Who asks for one record after another asks in that order,
// too: the next change of the act then stands right behind the last one, mostly in the same block, and a large act costs one pass instead of a search
// each time.
#include <stdlib.h>

#include "pipeline/feed.h"
#include "schema/record.h"

enum { FINDER_ACTS = 64 };

// Where the last search in an act ended, and the block that lay there.
struct place {
	uint32_t act; // 0: none yet
	uint64_t first, last; // of the act; last below first when it told of nothing
	uint64_t at; // the last change that was looked at, 0: none yet
	uint64_t block_last; // of the block
	unsigned count;
	struct bytes cells[FEED_BLOCK_CHANGES];
};

struct feed_finder {
	struct store *store;
	uint64_t blocks; // that were read
	struct place places[FINDER_ACTS];
};

struct feed_finder *
feed_finder_new(struct store *store)
{
	struct feed_finder *finder = calloc(1, sizeof *finder);
	if (finder != NULL)
		finder->store = store;
	return finder;
}

void
feed_finder_free(struct feed_finder *finder)
{
	free(finder);
}

uint64_t
feed_finder_blocks(const struct feed_finder *finder)
{
	return finder->blocks;
}

// Makes the place one of an act: its feed records.
static bool
place_open(struct store *store, uint32_t act, struct place *place)
{
	char key[4];
	struct stored stored;
	struct bytes cells[LEDGER_CELLS];
	if (place->act == act && act != 0)
		return true;
	place->act = 0;
	place->at = place->block_last = 0;
	place->count = 0;
	if (!store_get(store, STORE_LEDGER, store_number_key(act, key), &stored) ||
	    !record_read(stored.record, cells, LEDGER_CELLS))
		return false;
	place->first = record_number(cells[LEDGER_FIRST_SEQ]);
	place->last = record_number(cells[LEDGER_LAST_SEQ]);
	place->act = act;
	return true;
}

// Reads the block that a change lies in.
static bool
read_block(struct store *store, uint64_t seq, struct place *place)
{
	char key[8];
	struct bytes last;
	struct stored stored;
	struct fault ignored;
	struct store_walk *walk =
	    store_walk_open(store, STORE_FEED, store_sequence_key(seq, key), &ignored);
	bool good = walk != NULL && store_walk_next(walk, &last, &stored) &&
		    record_read(stored.record, place->cells, FEED_BLOCK_CHANGES);
	store_walk_close(walk);
	place->count = good ? FEED_BLOCK_CHANGES : 0;
	while (place->count > 0 && place->cells[place->count - 1].size == 0)
		place->count--;
	place->block_last = good ? store_key_number(last) : 0;
	return good;
}

// One change, from the block that it lies in.
static bool
read_change(
    struct store *store, uint64_t seq, struct place *place, uint64_t *blocks, struct change *change)
{
	bool there = seq <= place->block_last && place->block_last - seq < place->count;
	place->at = seq;
	if (!there) {
		++*blocks;
		if (!read_block(store, seq, place) || place->block_last - seq >= place->count)
			return false;
	}
	return change_read(place->cells[place->count - 1 - (place->block_last - seq)], change);
}

// What is looked for, and between which changes of its act it can be: first <= it < end.
struct search {
	struct store *store;
	struct place *place;
	uint64_t *blocks;
	unsigned entity;
	struct bytes key;
	uint64_t first, end;
	bool found;
};

// Looks at one change, and takes off the part in which what is looked for is not.
static bool
look_at(struct search *search, uint64_t seq, struct change *change)
{
	if (!read_change(search->store, seq, search->place, search->blocks, change))
		return false;
	int order = change->entity != search->entity
			? (change->entity > search->entity) - (change->entity < search->entity)
			: bytes_compare(change->sourced_id, search->key);
	search->found = order == 0;
	if (order < 0)
		search->first = seq + 1;
	else
		search->end = seq;
	return true;
}

// Goes on from where the last search ended, by steps that grow, until it is behind what is looked for.
static bool
look_behind(struct search *search, struct change *change)
{
	uint64_t step = 1, seq = search->place->at;
	if (seq < search->first || seq >= search->end)
		return true;
	if (!look_at(search, seq, change))
		return false;
	while (!search->found && search->first > seq && search->end - seq > step) {
		seq += step;
		step *= 2;
		if (!look_at(search, seq, change))
			return false;
	}
	return true;
}

// Finds a change, or false.
static bool
find(struct search *search, uint32_t act, struct change *found)
{
	if (!place_open(search->store, act, search->place) ||
	    search->place->last < search->place->first)
		return false;
	search->first = search->place->first;
	search->end = search->place->last + 1;
	if (!look_behind(search, found))
		return false;
	while (!search->found && search->first < search->end)
		if (!look_at(search, search->first + (search->end - search->first) / 2, found))
			return false;
	return search->found;
}

bool
feed_finder_find(struct feed_finder *finder, uint32_t act, unsigned entity, struct bytes key,
    struct change *found)
{
	struct search search = {.store = finder->store,
	    .place = &finder->places[act % FINDER_ACTS],
	    .blocks = &finder->blocks,
	    .entity = entity,
	    .key = key};
	return find(&search, act, found);
}

bool
feed_find(struct store *store, uint32_t act, unsigned entity, struct bytes sourced_id,
    struct change *found)
{
	struct place place = {.act = 0};
	uint64_t blocks = 0;
	struct search search = {.store = store,
	    .place = &place,
	    .blocks = &blocks,
	    .entity = entity,
	    .key = sourced_id};
	return find(&search, act, found);
}

bool
feed_read(struct store *store, uint64_t seq, struct change *change)
{
	struct place place = {.act = 0};
	uint64_t blocks = 0;
	return read_change(store, seq, &place, &blocks, change);
}
