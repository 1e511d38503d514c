// Drops that a person made to take back what others did: `rosterdrop undo`. Such a drop has in fetch's directory a roster.mdb (pipeline/snapshot.h) in
// place of a roster.zip, and `from undo` in its origin; the stages hand the roster on as it is. It gets there by one rename, like all that fetch leaves.
#pragma once

#include "pipeline/seal.h"

// What its origin says.
struct undo_origin {
	const char *drop, *by, *why; // what is taken back, by whom, why
	const char *arrived;	     // 2026-11-21T02:03:04Z
	char sha256[DIGEST_HEX];     // of roster.mdb
	uint64_t size;		     // bytes
};
bool undo_origin_write(int dir, const struct undo_origin *origin, struct fault *fault);

// Whether a drop of fetch/ready is one. False when its origin cannot be read.
bool undo_is(int district, const char *drop);

// The content that a drop brought, as fetch's SEAL has it: roster.zip, or the roster.mdb of an undo. NULL when there is neither.
const struct sealed *undo_content(const struct seal *seal);
