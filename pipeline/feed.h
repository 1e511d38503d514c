// The feed in the store: what every act changed, numbered without a gap.
//
// Changes lie in blocks of a few dozen, because a record of its own for each costs more than what it says: key = sequence number of the
// last change in the block (8 bytes, most significant first); record = a cell for each change (pipeline/change.h, enum change_cell). A block
// belongs to one act.
//
// A change is kept without what was after it: that is in the entity's table until the next change, and then in that change's `before`. So a
// first load is not stored twice.
#pragma once

#include "pipeline/change.h"
#include "pipeline/store.h"

enum { FEED_BLOCK_CHANGES = 32, FEED_BLOCK_BYTES = 1800 };

// Writing: within an act, in order.
struct feed_writer;
struct feed_writer *feed_writer_new(struct store *store, uint64_t last_seq); // NULL when out of memory
bool feed_writer_add(struct feed_writer *writer, const struct change *change, struct fault *fault);
bool feed_writer_end(struct feed_writer *writer, struct fault *fault); // writes the last block
void feed_writer_free(struct feed_writer *writer);

// Reading, from sequence number `from` on. What a step gives is borrowed until the store is closed or written to.
struct feed_walk;
struct feed_walk *feed_walk_open(struct store *store, uint64_t from, struct fault *fault);
// False at the end, or with a fault (class not FAULT_NONE) when a block is damaged. `after` is filled in.
bool feed_walk_next(struct feed_walk *walk, uint64_t *seq, uint32_t *act, struct change *change, struct fault *fault);
void feed_walk_close(struct feed_walk *walk);

// The change of a record in an act. False when the act tells of none.
bool feed_find(struct store *store, uint32_t act, unsigned entity, struct bytes key, struct change *found);

// The change of a number, `after` empty but of facts. False when there is none, or it is damaged.
bool feed_read(struct store *store, uint64_t seq, struct change *change);

// For who asks for many, in order of entity and key: then each costs a step from the one before. Any other order gives the same. What it finds is
// borrowed like what a walk gives; a finder is freed before the store is written to.
struct feed_finder;
struct feed_finder *feed_finder_new(struct store *store); // NULL when out of memory
bool feed_finder_find(struct feed_finder *finder, uint32_t act, unsigned entity, struct bytes key, struct change *found);
uint64_t feed_finder_blocks(const struct feed_finder *finder); // how many were read so far
void feed_finder_free(struct feed_finder *finder);
