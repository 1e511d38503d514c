// Schools whose own day has not come, in a district that is live (sync { grace }): applier->waiting has them.
#pragma once

#include "cmd/apply/apply.h"

bool grace_school_waits(const struct applier *applier, struct bytes school);
// How many of a list of schools wait, and how many there are.
unsigned grace_count_schools(const struct applier *applier, struct bytes schools, unsigned *all);

// Whether a record that the directory has not got waits for its school: as if the row had not come.
bool grace_waits(const struct applier *applier, unsigned entity, struct bytes key, struct bytes record);
// How many rows of the drop wait so: classes, users, roles, enrollments.
bool grace_count(const struct applier *applier, uint64_t *count, struct fault *fault);
