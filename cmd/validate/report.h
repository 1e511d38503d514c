// report.json for programs and report.txt for people, both described in validate(1). No personal values, no clock, no host: the same
// drop gives the same bytes.
#pragma once

#include "cmd/validate/tally.h"

bool report_json(struct run *run, const struct tally *tally, struct fault *fault);
bool report_text(struct run *run, const struct tally *tally, struct fault *fault);

// Rows of a file when it last came, for the next drop: this drop's, unless it was absent or a delta on what is known.
uint64_t report_known(const struct run *run, unsigned file);
// How many of the drop's rows were left out.
uint64_t report_left_out(const struct run *run);
