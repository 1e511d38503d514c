// The accounts that somebody without a link could have by a credential.
#pragma once

#include "cmd/match/suggest.h"

struct offers {
	unsigned count;
	struct bytes first; // borrowed from the store
	char list[1024];    // the first few, blanks between them
};

// Accounts of a kind that have the very username or e-mail, that nobody of the SIS holds and that are not blocked for this user.
bool accounts_offer(struct matcher *matcher, struct bytes user, struct bytes kind, enum credential credential, struct bytes value, struct offers *offers,
    struct fault *fault);
