// The report of validate: fills the model (pipeline/report.h) from the run, and writes it.
#pragma once

#include "cmd/validate/run.h"

// After findings_write. Leaves report.txt, report.html, report.json and schools.csv.
bool run_report(struct run *run, struct fault *fault);

// How many of the drop's rows were left out.
uint64_t run_left_out(const struct run *run);
