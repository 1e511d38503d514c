// The usernames that a person's act brings, reserved on the platform around its commit, as pipeline/platform.h says: taken before, settled after. What a
// crash leaves between the two was announced, and the next act or drop of the district settles it.
#pragma once

#include "pipeline/store.h"

struct reserve;

struct reserve *reserve_new(void); // NULL when out of memory
void reserve_free(struct reserve *reserve);

// Notes a username that comes, and the one that it stands in place of; either may be empty. Copies.
bool reserve_add(struct reserve *reserve, struct bytes username, struct bytes before, struct fault *fault);

// Before the commit of the act `by` ("act-12"): *taken says how many usernames other districts hold, and those are not reserved. When no username
// was noted, only what a crash left is settled.
bool reserve_take(struct reserve *reserve, const struct conf *conf, const char *district, struct store *store, const char *by, uint64_t *taken,
    struct fault *fault);
// After it: what was reserved counts, and what no account of the district has any more is given back.
bool reserve_settle(struct reserve *reserve, const struct conf *conf, const char *district, struct store *store, struct fault *fault);

// Takes back what was reserved for an act that is not to be.
bool reserve_undo(struct reserve *reserve, const struct conf *conf, const char *district, struct fault *fault);
