// What something was before an act changed it, where the feed does not say: accounts (STORE_ACCOUNTS_BEFORE) and links (STORE_LINKS_BEFORE). A record lies
// under the id, a NUL, and the number of the act (4 bytes). An undo gives back the oldest one since.
#pragma once

#include "pipeline/store.h"

struct kept {
	uint32_t act;
	struct bytes record; // borrowed from the store
};

// Keeps a record as it was before the open act. The first one that an act keeps counts.
bool kept_put(struct store *store, unsigned table, struct bytes id, struct bytes record, struct fault *fault);
// The oldest record that an act at or after `act` kept. False when none did.
bool kept_since(struct store *store, unsigned table, struct bytes id, uint32_t act, struct kept *kept);
// The last record that an act kept. False when none did.
bool kept_last(struct store *store, unsigned table, struct bytes id, struct kept *kept);
// Forgets all that was kept of an id, so that no undo gives it back.
bool kept_forget(struct store *store, unsigned table, struct bytes id, struct fault *fault);
