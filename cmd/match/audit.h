// `match --audit`: how far what is ready can be believed when nobody knows the truth. The district is matched again and again: without the accounts of those
// who are ready, with invented accounts beside them or in their place; then both sides are looked through for children who are there twice. Nothing is
// written. `rosterdrop links DISTRICT audit` starts it, and has asked whether the person may.
#pragma once

#include "cmd/match/decoy.h"
#include "cmd/match/trial.h"

// In so many goes everybody who is ready has a turn: those who could be taken for each other in different ones. A go is a whole run of the matcher.
enum { AUDIT_GOES = 8, AUDIT_IDS = 3 };

// What is found, by ids. How to add one: a line here and in the table of audit_say.c.
enum audit_list {
	AUDIT_WRONG, // sourcedId, its account, which was hidden, the account that it was linked to
	AUDIT_MOVED, // sourcedId, its account, the one that it was linked to when others were hidden
	AUDIT_FOOLED, // sourcedId, the account that the decoy was made of, its kind
	AUDIT_SHARED, // an account, two sourcedIds that hold it
	AUDIT_ACCOUNTS, // two accounts that look like one child
	AUDIT_ROWS, // two sourcedIds that look like one child
	AUDIT_LISTS
};

struct audit_item {
	struct bytes ids[AUDIT_IDS]; // in `room`
	char *room;
	bool alike; // of AUDIT_WRONG: both accounts look like one child
};

struct audit_items {
	struct audit_item *list;
	size_t count, room;
};

struct audit {
	struct matcher *matcher;
	uint64_t students, accounts, classes[LINK_CLASSES], rivals, wanted, alike;
	uint64_t fooled[DECOY_KINDS][2]; // links to decoys; [1]: instead
	uint64_t crowded[LINK_SIDES]; // groups of people alike that were too large to be looked through for children who are there twice
	struct decoys decoys;
	struct idmap *turns; // accounts that are ready
	uint32_t *own; // of each student: 1 + index of its account in turns; 0: not ready
	struct audit_items items[AUDIT_LISTS];
};

// The whole of `match --audit`'s main(); gives the exit code.
int audit_main(int argc, char **argv);

// audit.c: the goes. audit_end in any case.
bool audit_run(struct audit *audit, struct matcher *matcher, uint64_t seed, struct fault *fault);
void audit_end(struct audit *audit);
bool audit_add(struct audit *audit, enum audit_list list, const struct bytes ids[AUDIT_IDS], struct fault *fault);
// audit_twice.c: children who are there twice; also marks what of AUDIT_WRONG is.
bool audit_twice(struct audit *audit, struct fault *fault);
// audit_say.c
void audit_say(const struct audit *audit, bool json, struct text *text);
