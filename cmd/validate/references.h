// What references.c and references_settle.c share.
#pragma once

#include "cmd/validate/reading.h"

// What became of a look-up.
enum found { FOUND, FOUND_MISSING, FOUND_REJECTED, FOUND_DELETED, FOUND_LATER, FOUND_SCOPED };

// Looks a reference up. *id is what was found.
enum found reference_look_up(
    const struct reading *reading, enum roster_file target, uint64_t hash, struct id *id);

// Says what is wrong with a reference. Required: the row is left out.
void reference_remark(struct reading *reading, unsigned column, bool required, enum found found, struct id id,
    struct bytes value);
