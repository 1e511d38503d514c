// Rows that came and are as if they had not: of somebody who is not added, or what they would say is said already.
#pragma once

#include "cmd/apply/apply.h"

// Whether a user is not added, or what a record belongs to is not. *good becomes false, with a fault, when memory is short.
bool absent(
    struct applier *applier, unsigned entity, struct bytes key, struct bytes record, bool *good, struct fault *fault);
// Whether another district is in the way of somebody whom the store has; who is in the archive, stays there, and is not added.
bool absent_clash(struct applier *applier, unsigned entity, struct bytes key, bool active, bool *good, struct fault *fault);
// Whether what a record belongs to is not added, or not there and refused by match.
bool absent_owner(struct applier *applier, unsigned entity, struct bytes key, struct bytes record);
// Whether the store has a relationship the other way round: a delta without roles does not know who comes first.
bool absent_turned(const struct applier *applier, unsigned entity, struct bytes key);
