// manifest.csv: the version, and what is said of each file. Follows OneRoster CSV Binding 1.2, section 3.1.
#pragma once

#include "cmd/validate/run.h"

// Reads it and holds the package against it: sets version, source, and the mode of every file. Without a usable manifest the
// files that are there count as bulk, so that they can be looked at all the same. False only when the run broke.
bool manifest_take(struct run *run);
