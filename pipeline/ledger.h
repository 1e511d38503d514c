// The ledger's entry of a person's act. A drop's has more to say, and is made by apply.
#pragma once

#include "pipeline/store.h"

// Puts the entry of the open act; `meta` is what will stand after it, `changes` how many feed records it has.
bool ledger_put_act(struct store *store, const struct store_meta *meta, uint64_t changes, const char *time, struct fault *fault);
