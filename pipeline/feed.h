// Reading the feed back. A feed record holds what was before a change, not what was after: that is in the entity's table until the next change,
// and then in that change's `before`. So a first load is not stored twice.
#pragma once

#include "pipeline/change.h"
#include "pipeline/store.h"

// Fills in `after` of a change that change_read took from a feed record of this act. Borrowed as the record is. FAULT_IO when the store's
// history of the entity has a gap.
bool feed_fill(struct store *store, uint32_t act, struct change *change, struct fault *fault);
