// The records of the SIS as they were before an act. The store keeps what is, and the feed keeps with every change what was before it; so what was at
// any time follows by going back from now, record by record, in the order of keys and without holding more than one.
#pragma once

#include "pipeline/change.h"
#include "pipeline/store.h"

struct past {
	struct bytes key;
	struct stored now;
	struct bytes record; // as it was; empty when it was not there, or archived
	bool changed;	     // the act, or a later one, changed it
	struct change first; // when it did: the first such change, without what was after it
};

struct past_walk;

// Walks an entity (schema/roster.h) as it was before `act`. NULL and a fault. What a step gives is borrowed until the store is closed or written to.
struct past_walk *past_walk_open(struct store *store, unsigned entity, uint32_t act, struct fault *fault);
// Gives every record that the store has, those that were not there then too. False at the end, or with a fault (class not FAULT_NONE): FAULT_IO when the
// store's history has a gap.
bool past_walk_next(struct past_walk *walk, struct past *past, struct fault *fault);
void past_walk_close(struct past_walk *walk);
