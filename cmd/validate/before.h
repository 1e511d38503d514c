// The drop before this one, as far as validate left anything of it: its findings and its counts.
#pragma once

#include "schema/oneroster.h"
#include "cmd/validate/known.h"
#include "pipeline/report.h"
#include "pipeline/seal.h"
#include "pipeline/stage.h"

struct before {
	char drop[DROP_NAME_MAX + 1];	 // "" when there is none
	int findings;			 // its findings.csv, open; -1 when there is none
	int schools;			 // its schools.csv, open; -1 when there is none
	struct report_night nights[REPORT_NIGHTS]; // counts of the last drops, with this one
	unsigned night_count;
	struct known known; // of the last drop that nothing held, or that was let go all the same
	uint64_t rows[ONEROSTER_FILES];	 // rows of each file when it last came; 0 when it never did
};

// Finds the newest drop in validate/ready/ whose name sorts before this one. None is no fault.
bool before_open(struct before *before, const struct job *job, struct fault *fault);
void before_close(struct before *before);
