// A person's decision about a drop, as reject and release take it: who, why, whether they may, and the line of the audit log.
#pragma once

#include "cmd/rosterdrop/drop.h"

enum { DECISION_TEXT = 1200 };

struct decision {
	const char *who;   // of --as; NULL: the system's own user
	const char *reason;
	char text[DECISION_TEXT]; // "rejected by WHO at 2026-11-21T02:03:04Z: REASON"
};

// Checks the words, and makes the text with `verb` ("rejected") in it.
bool decision_make(const struct front *front, struct decision *decision, const char *verb, struct fault *fault);

// Whether they may, and it can still be decided: FAULT_DENIED, FAULT_USAGE when the drop was applied. Then the audit record of `act` ("reject") is
// committed: it comes before what it tells of, so that nothing is done that is not in the log. The caller has apply's lock.
bool decision_record(const struct front *front, const struct drop *drop, const struct decision *decision, const char *act,
    struct fault *fault);
