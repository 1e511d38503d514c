// How the findings of one stage follow on those of the others: numbers that no other stage of the drop gave, and since when one has been there.
#pragma once

#include "pipeline/findings.h"
#include "pipeline/spool.h"

// Lets the ids begin behind the last that an earlier stage gave for this drop. To be called before the first is added.
bool findings_number(struct findings *findings, int district, const char *drop, enum stage_id stage, struct fault *fault);
// Opens the findings.csv that the stage left of the newest drop before this one that it did not refuse; -1 when there is none. An undo
// has none before it, and is none for others.
int findings_before(int district, const char *drop, enum stage_id stage);
