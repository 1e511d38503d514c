// What people changed of accounts since the first of them was kept (undo.h), found by the account. The ledger and the feed have it by the act; to look
// through all acts for each of a district's accounts takes the one times the other.
#pragma once

#include "pipeline/change.h"
#include "pipeline/store.h"

struct hands;

// Reads the ledger from an act on, and of people's acts the feed. What it reads of an account is found again, not kept: 16 bytes for each change. The
// store is borrowed.
struct hands *hands_read(struct store *store, uint32_t from, struct fault *fault);
// Gives the changes of an account by people's acts, the last one first. *at is 0 before the first, and *act the act that it was. False when there are no more.
bool hands_next(const struct hands *hands, struct bytes account, size_t *at, uint32_t *act, struct change *change);
void hands_free(struct hands *hands);
