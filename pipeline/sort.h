// Puts records in the order of their keys, in bounded memory: what does not fit LIMIT_SORT_BYTES goes to an unlinked temporary file in
// sorted runs, which are merged as they are read. Records that come in order already cost no sort. Equal keys keep the order in which they
// came.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"

struct sort;

// `dir` is where a temporary file may be; `memory` in bytes (LIMIT_SORT_BYTES).
struct sort *sort_new(int dir, uint64_t memory); // NULL when out of memory
// Copies key and value. Keys at most 65535 bytes.
bool sort_add(struct sort *sort, struct bytes key, struct bytes value, struct fault *fault);
// No more to come.
bool sort_end(struct sort *sort, struct fault *fault);
// The next in order, borrowed until the next call. *more is false at the end.
bool sort_next(struct sort *sort, struct bytes *key, struct bytes *value, bool *more, struct fault *fault);
// After sort_end: the next is the first again.
bool sort_rewind(struct sort *sort, struct fault *fault);
uint64_t sort_count(const struct sort *sort);
void sort_free(struct sort *sort);
