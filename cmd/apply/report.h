// The report that apply leaves: validate's, extended.
#pragma once

#include "pipeline/report.h"
#include "cmd/apply/apply.h"

// Leaves findings.csv: what apply itself found of the drop as a whole, or (code NULL) nothing.
bool findings_leave(struct applier *applier, const char *code, const char *message, struct fault *fault);

// Leaves report.txt, report.html and report.json in the job's directory, when all else lies there. `reason` is that of a hold or a
// refusal, "" when there is none. The changes are those that applier->tally was told.
bool report_leave(struct applier *applier, enum report_outcome outcome, const char *reason, struct fault *fault);

// The same for a drop that is refused.
bool apply_refused(struct job *job, const struct fault *refusal, struct fault *fault);
