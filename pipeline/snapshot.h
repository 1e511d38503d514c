// What the SIS had said before an act, as a roster.mdb (schema/roster.h) that a drop may have left: every entity bulk, each record as the store had it; who
// somebody is, normalise finds out as ever. So
// taking back what drops did is a drop like any other: planned, held by the guards, applied in one act, told in the feed, and taken back in turn.
//
// Beside the tables of every roster:
//   meta      `undo`: the drop that is taken back, whose act the ledger has; `undo.by`, `undo.why`: the person and the reason
//   restored  key = sourcedId of a user who was linked and is not; value = the account
//   unlinked  key = sourcedId of a user whom the act, or a later one, linked to an account that was there; value = the account
//   relinked  key = sourcedId of a user who had left, and lost the account since to somebody else; value = the record of the link
#pragma once

#include "pipeline/past.h"

struct snapshot {
	struct store *store;
	uint32_t act;			// before which it was so
	const char *drop, *by, *why;	// what is taken back, who wants it, and why
};

// Told of each record that is not as it was, in the order of plan and feed.
typedef bool snapshot_visitor(void *context, unsigned entity, const struct past *past, struct fault *fault);

// Makes the file `path`. `visit` may be NULL. Synced, but not its directory.
bool snapshot_write(const struct snapshot *snapshot, const char *path, snapshot_visitor *visit, void *context, struct fault *fault);
// Only tells what is not as it was.
bool snapshot_look(const struct snapshot *snapshot, snapshot_visitor *visit, void *context, struct fault *fault);
