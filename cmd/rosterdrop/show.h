// A table of a drop, as CSV.
#pragma once

#include "cmd/rosterdrop/drop.h"

// Prints a table of a drop to standard output: an entity of the roster, or a file that a stage left. FAULT_USAGE for an unknown one,
// FAULT_MISSING when no stage has it yet.
bool show_table(struct front *front, const struct drop *drop, const struct drop_state *state, const char *table,
    struct fault *fault);
