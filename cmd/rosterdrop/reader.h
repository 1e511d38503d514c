// A district's store, open for reading: what export, feed and audit begin with.
#pragma once

#include "cmd/rosterdrop/front.h"
#include "pipeline/store.h"

struct reader {
	struct district *district;
	struct store *store;
};

// Opens the store of a district. FAULT_MISSING when there is no such district. reader_close in any case.
bool reader_open(struct front *front, const char *district, struct reader *reader, struct fault *fault);
void reader_close(struct reader *reader);

// Called for each record of a table, in key order. False and a fault to stop.
typedef bool reader_visitor(void *context, struct bytes key, const struct stored *stored, struct fault *fault);

// Walks a table from `from` (empty: from the start). A damaged record is a fault, after all others were visited.
bool reader_walk(const struct reader *reader, unsigned table, struct bytes from, reader_visitor *visit, void *context,
    struct fault *fault);
