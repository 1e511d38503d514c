// The ledger's entry of a person's act. A drop's has more to say, and is made by apply.
#pragma once

#include "pipeline/store.h"

// Puts the entry of the open act; `meta` is what will stand after it, `changes` how many feed records it has.
bool ledger_put_act(struct store *store, const struct store_meta *meta, uint64_t changes, const char *time, struct fault *fault);

// The name of an act in the ledger: "act-12".
enum { LEDGER_ACT_NAME = 24 };
const char *ledger_act_name(uint32_t act, char name[LEDGER_ACT_NAME]);
// Whether the ledger has a drop or an act of this name.
bool ledger_has(struct store *store, const char *name);
