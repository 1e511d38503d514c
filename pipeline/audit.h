// The audit log: a line of JSON an act, each with the digest of itself and of the one before, so that a line that is changed or taken away shows.
// store(5) says what the members are.
#pragma once

#include "pipeline/change.h"
#include "pipeline/store.h"

struct audit {
	const char *time, *who;
	const char *act; // what was done: "apply", "account edit"
	const char *drop, *sha256, *why; // NULL: it has none
	uint64_t counts[FACTS][ACTIONS]; // changes told in the feed
};

// Puts the record of the open act; fills in the meta's audit and audit_head. The meta's generation is the one after the act.
bool audit_put(struct store *store, const struct audit *audit, struct store_meta *meta, struct fault *fault);
