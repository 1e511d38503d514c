// The ledger's entry of a person's act. A drop's has more to say, and is made by apply.
#pragma once

#include "pipeline/store.h"

// Puts the entry of the open act; `meta` is what will stand after it, `changes` how many feed records it has.
bool ledger_put_act(struct store *store, const struct store_meta *meta, uint64_t changes, const char *time, struct fault *fault);

// The name of an act in the ledger: "act-12".
enum { LEDGER_ACT_NAME = 24 };
const char *ledger_act_name(uint32_t act, char name[LEDGER_ACT_NAME]);
// The name of the act that applied a drop in part, while its removals wait: "DROP.part". The feed's keys of that act begin with it.
enum { LEDGER_PART_NAME = DROP_NAME_MAX + 6 };
const char *ledger_part_name(const char *drop, char name[LEDGER_PART_NAME]);
bool ledger_is_part(const char *name);
// The entry of an act; FAULT_IO when there is none.
bool ledger_read(struct store *store, uint32_t act, struct bytes cells[LEDGER_CELLS], struct fault *fault);
// The number of the act that applied a drop, whole (0: none did) or in part; of `act`, either, the one that came first.
uint32_t ledger_whole(struct store *store, const char *drop);
uint32_t ledger_part(struct store *store, const char *drop);
uint32_t ledger_act(struct store *store, const char *drop);
// A later drop that was applied, if only in part; *later is empty when there is none.
bool ledger_later(struct store *store, const char *drop, char later[DROP_NAME_MAX + 1], struct fault *fault);
// Whether the ledger has a drop or an act of this name.
bool ledger_has(struct store *store, const char *name);
