// What would happen if somebody let a held drop go, for those who have to say whether it is right.
#pragma once

#include "cmd/report/outcome.h"
#include "pipeline/text.h"

// Whether a mail of this kind has the plan.
bool plan_is_told(enum kind kind);

// Writes plan.csv or part.csv of a drop for the district's folder: every row and cell, harmless to a spreadsheet. No fault when there is none.
bool plan_share(int from, int to, const char *name, struct fault *fault);

// The plan.csv of a drop for a mail: with source_ids a row a change, without sourcedIds the rows that are the same counted. *large instead when it would be
// more than `most` bytes; *csv is empty when the drop has none.
bool plan_mail(const struct desk *desk, const char *drop, size_t most, struct text *csv, bool *large, struct fault *fault);
