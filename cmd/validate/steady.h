// What a person must look at before a drop that is unlike the last one goes on. Both give false only when the run broke.
#pragma once

#include "cmd/validate/reading.h"

// Rows of a file in the last drop that went on.
uint64_t steady_rows(const struct run *run, enum roster_file file);
// Notes while rows are read: the latest dateLastModified, and what numbers of a column look like.
void steady_date(struct reading *reading, struct bytes date);
void steady_zeros(struct reading *reading, unsigned column, const struct looks *looks);
// At the end: holds the drop against the last one that went on.
bool steady_look(struct run *run);
// Leaves what the next drop is held against.
bool steady_leave(struct run *run, struct fault *fault);
