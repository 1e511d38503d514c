// The findings of a drop by code, for the reports: how many, and a few examples of each.
#pragma once

#include "cmd/validate/run.h"

enum { TALLY_SEVERITIES = SEVERITY_FATAL + 1, TALLY_EXAMPLES = 5 };

struct tally_example {
	char file[96], column[80], id[80], text[256];
	uint64_t row;
};

// One line of the catalogue, at one severity.
struct tally_line {
	uint64_t count;
	uint64_t consequences; // of these, what follows from another finding
	unsigned examples;
	struct tally_example example[TALLY_EXAMPLES];
};

struct tally {
	struct tally_line *lines[TALLY_SEVERITIES]; // each finding_code_count long
	bool failed;				    // out of memory
};

// Walks the findings, after findings_write. tally_free in any case.
bool tally_take(struct tally *tally, struct run *run);
// A line, or NULL when nothing was found.
const struct tally_line *tally_line(
    const struct tally *tally, enum severity severity, unsigned code);
void tally_free(struct tally *tally);
