// The receipt of an act of a drop: what it changed, as a plan and as the lines of the feed, a change at a time in order. It is written while the changes are, or
// again from the store, byte for byte the same.
#pragma once

#include "pipeline/change.h"
#include "pipeline/ledger.h"
#include "pipeline/seal.h"

// Where it goes.
struct receipt_to {
	int out; // the directory that is being filled
	struct seal *seal; // that will be written; NULL: it reads the files itself
	void (*tell)(void *context, const struct change *change); // of each change; may be NULL
	void *context;
};

struct receipt;
// `name` is that of the act in the ledger, which says whether it is of a whole drop or of one whose removals wait; `first` the sequence number of its first change.
struct receipt *receipt_open(const struct receipt_to *to, const char *name, const char *time, uint64_t first, struct fault *fault);
bool receipt_add(struct receipt *receipt, const struct change *change, struct fault *fault);
// Frees, in any case; gives `good` unless something failed.
bool receipt_close(struct receipt *receipt, bool good, struct fault *fault);

// All of it, from the store and the ledger's entry.
bool receipt_copy(const struct receipt_to *to, struct store *store, const struct bytes ledger[LEDGER_CELLS], struct fault *fault);
