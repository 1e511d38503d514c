// What the configuration means for what was there before the sync, and for schools whose own day has not come.
#pragma once

#include "cmd/apply/apply.h"

// Of the day on which the drop is applied; before the district is live, of the day on which it will be. applier->waiting then has the schools that
// are not live yet.
bool first_prepare(struct applier *applier, struct fault *fault);

// Tells, at the end of a pass, the accounts, classes and members that are put away; of an undo, those that are given back, but for accounts (undo_tell).
bool first_tell(struct applier *applier, change_visitor *visit, void *context, struct fault *fault);

// Puts such a change into the open act.
bool first_put(struct applier *applier, const struct change *change, struct fault *fault);

// Whether a day came, since the last drop was applied, on which the same bytes mean more.
bool first_day_came(struct applier *applier);
