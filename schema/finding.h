// The catalogue of findings: every check that a drop can fail, with its severity and the words for a district.
// A code is stable: districts and scripts refer to it.
#pragma once

#include "schema/bytes.h"

enum severity {
	SEVERITY_NOTICE,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
	SEVERITY_HOLD,
	SEVERITY_FATAL,
	SEVERITY_DEFAULT // of a finding about to be made: whatever its code has
};

struct finding_code {
	const char *code;
	enum severity severity; // in the tolerant profile
	enum severity strict;	// in the strict profile
	bool fixed;		// a district may not lower it ("!" in the catalogue)
	const char *message;	// what is wrong, in general; a finding may say more
	const char *fix;	// how to mend it, in the district's words, in the SIS
};

// Sorted by code.
extern const struct finding_code finding_codes[];
extern const unsigned finding_code_count;

// The line of the catalogue, or NULL.
const struct finding_code *finding_code_named(const char *code);

const char *severity_name(enum severity severity); // "notice", "warning", "error", "hold", "fatal"
bool severity_named(struct bytes name, enum severity *severity);
