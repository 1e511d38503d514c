// What an audit pretends when it matches again: accounts that are not there, and invented ones (decoy.h) beside them or in their place. A run of the stage
// pretends nothing.
#pragma once

#include "pipeline/idmap.h"
#include "schema/bytes.h"

struct decoys;

// In which go an account has its turn, and whose it is.
struct turn {
	unsigned go;
	uint32_t student; // number of the matcher
};
enum { TURN_GO_BITS = 8 };

struct trial {
	bool everybody; // those who are linked are looked at as if they were not
	struct idmap *turns; // accountId → its turn; NULL: nobody has one
	unsigned go;
	struct decoys *decoys; // NULL: whose turn it is is hidden, and nothing else
};

// Whether it is an account's turn.
bool trial_has(const struct trial *trial, struct bytes account, struct turn *turn);
// Whether an account is to be looked at as if it were not there.
bool trial_hides(const struct trial *trial, struct bytes account);
bool trial_put(struct idmap *turns, struct bytes account, struct turn turn); // false when out of memory
