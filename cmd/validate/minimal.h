// The small form (profile minimal): users.csv, classes.csv and enrollments.csv without a manifest. Every file that is there counts as bulk; the version is
// told from the columns; schools come from the configuration; what names a course or a session may be missing, because there is none to name.
#pragma once

#include "cmd/validate/run.h"

// Sets version and modes of a drop without a manifest, and makes orgs.csv of the configured schools when none is there. False only when the run broke.
bool minimal_take(struct run *run);
