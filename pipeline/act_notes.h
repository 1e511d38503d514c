// What one act changed, as it came, and then one change a record in order of entity and key: what a feed is made of.
#pragma once

#include "pipeline/act.h"

// One noted change. What was before is borrowed from the store; key, account and record are copies, one behind the other.
struct note {
	struct change change;
	size_t order; // in which it came
	char *copies;
};

// All of one act. Begins as zeros; the holder frees it with act_notes_free.
struct act_notes {
	struct note *list;
	size_t count, room;
	bool settled; // sorted, one a record
};

// Notes a change, with a copy of its record unless it is only told. What was noted, for what was before to be filled in before the next one; NULL with a
// fault (FAULT_USAGE past ACT_CHANGES_MAX).
struct change *act_notes_add(struct act_notes *notes, const struct act_change *change, bool told, struct fault *fault);

// Sorts the notes and leaves one a record: it begins as the first one does and ends as the last one says.
void act_notes_settle(struct act_notes *notes);

// Frees the notes with their copies.
void act_notes_free(struct act_notes *notes);
