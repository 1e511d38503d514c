// Writing and reading the blocks of the feed.
#include "pipeline/feed.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema/record.h"

struct feed_writer {
	struct store *store;
	uint64_t seq; // of the last change added
	unsigned count;
	size_t sizes[FEED_BLOCK_CHANGES];
	size_t used, room, record_room; // bytes
	char *bytes, *record;
};

struct feed_walk {
	struct store *store;
	struct store_walk *blocks;
	struct feed_finder *finder; // of later changes
	uint64_t from, seq; // seq: of the next change of the block
	uint32_t act;
	unsigned count, next;
	struct bytes cells[FEED_BLOCK_CHANGES];
	char key[8];
};

struct feed_writer *
feed_writer_new(struct store *store, uint64_t last_seq)
{
	struct feed_writer *writer = calloc(1, sizeof *writer);
	if (writer == NULL)
		return NULL;
	writer->store = store;
	writer->seq = last_seq;
	return writer;
}

void
feed_writer_free(struct feed_writer *writer)
{
	if (writer == NULL)
		return;
	free(writer->bytes);
	free(writer->record);
	free(writer);
}

// Room for `size` bytes in a buffer.
static bool
room_for(char **buffer, size_t *room, size_t size, struct fault *fault)
{
	if (size <= *room)
		return true;
	char *grown = realloc(*buffer, 2 * size);
	if (grown == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	*buffer = grown;
	*room = 2 * size;
	return true;
}

bool
feed_writer_end(struct feed_writer *writer, struct fault *fault)
{
	char key[8];
	struct bytes cells[FEED_BLOCK_CHANGES];
	size_t at = 0;
	if (writer->count == 0)
		return true;
	for (unsigned i = 0; i < writer->count; at += writer->sizes[i++])
		cells[i] = (struct bytes){writer->bytes + at, writer->sizes[i]};
	if (!room_for(
		&writer->record, &writer->record_room, record_size(cells, writer->count), fault))
		return false;
	struct bytes record = {writer->record, record_write(writer->record, cells, writer->count)};
	writer->count = 0;
	writer->used = 0;
	return store_put(writer->store, STORE_FEED, store_sequence_key(writer->seq, key),
	    STORED_ACTIVE, record, fault);
}

bool
feed_writer_add(struct feed_writer *writer, const struct change *change, struct fault *fault)
{
	size_t size = change_size(change);
	if ((writer->count == FEED_BLOCK_CHANGES || writer->used + size > FEED_BLOCK_BYTES) &&
	    !feed_writer_end(writer, fault))
		return false;
	if (!room_for(&writer->bytes, &writer->room, writer->used + size, fault))
		return false;
	change_write(writer->bytes + writer->used, change);
	writer->used += size;
	writer->sizes[writer->count++] = size;
	writer->seq++;
	return true;
}

struct feed_walk *
feed_walk_open(struct store *store, uint64_t from, struct fault *fault)
{
	struct feed_walk *walk = calloc(1, sizeof *walk);
	if (walk == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory reading the feed");
		return NULL;
	}
	walk->store = store;
	walk->from = from;
	walk->blocks =
	    store_walk_open(store, STORE_FEED, store_sequence_key(from, walk->key), fault);
	walk->finder = walk->blocks != NULL ? feed_finder_new(store) : NULL;
	if (walk->finder != NULL)
		return walk;
	if (walk->blocks != NULL)
		fault_set(fault, FAULT_TEMP, "out of memory reading the feed");
	feed_walk_close(walk);
	return NULL;
}

// Takes the next block apart; *good is false when it is damaged.
static bool
next_block(struct feed_walk *walk, bool *good)
{
	struct bytes key;
	struct stored stored;
	*good = true;
	if (!store_walk_next(walk->blocks, &key, &stored))
		return false;
	*good = record_read(stored.record, walk->cells, FEED_BLOCK_CHANGES);
	for (walk->count = FEED_BLOCK_CHANGES;
	     walk->count > 0 && walk->cells[walk->count - 1].size == 0;)
		walk->count--;
	uint64_t last = store_key_number(key);
	*good = *good && walk->count > 0 && last >= walk->count;
	walk->act = stored.act;
	walk->seq = last - walk->count + 1;
	walk->next = 0;
	if (!*good)
		walk->count = 0; // the next call goes on behind it
	while (*good && walk->seq < walk->from && walk->next < walk->count) {
		walk->seq++;
		walk->next++;
	}
	return *good;
}

// The fault of a history that is not whole.
static bool
gap(const struct change *change, struct fault *fault)
{
	return fault_set(fault, FAULT_IO,
	    "the store's history of a record of %s has a gap; restore the backup",
	    entity_table(change->entity));
}

// Fills in what was after a change: the store's history of the record, from now back to the act.
static bool
fill(struct feed_walk *walk, uint32_t act, struct change *change, struct fault *fault)
{
	struct stored stored;
	struct change later;
	if (change->entity >= ENTITIES)
		return true; // a fact brings it
	change->after = (struct bytes){NULL, 0};
	if (action_ends(change->action) || change_is_promise(change))
		return true;
	if (!store_get(walk->store, change->entity, change->sourced_id, &stored) ||
	    stored.act < act)
		return gap(change, fault);
	if (stored.act == act) {
		change->after = stored.record;
		return true;
	}
	for (uint32_t at = stored.act; at > act; at = later.before_act) {
		if (!feed_finder_find(
			walk->finder, at, change->entity, change->sourced_id, &later) ||
		    later.before_act >= at)
			return gap(change, fault);
		change->after = later.before;
	}
	return true;
}

bool
feed_walk_next(struct feed_walk *walk, uint64_t *seq, uint32_t *act, struct change *change,
    struct fault *fault)
{
	bool good = true;
	fault->class = FAULT_NONE;
	if (walk->next == walk->count && !next_block(walk, &good)) {
		if (!good)
			fault_set(
			    fault, FAULT_IO, "a block of the feed is damaged; restore the backup");
		return false;
	}
	*seq = walk->seq++;
	*act = walk->act;
	if (!change_read(walk->cells[walk->next++], change))
		return fault_set(fault, FAULT_IO,
		    "record %llu of the feed is damaged; restore the backup",
		    (unsigned long long)*seq);
	return fill(walk, *act, change, fault);
}

void
feed_walk_close(struct feed_walk *walk)
{
	if (walk != NULL) {
		store_walk_close(walk->blocks);
		feed_finder_free(walk->finder);
	}
	free(walk);
}
