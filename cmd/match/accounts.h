// The accounts that somebody without a link could have by a credential.
#pragma once

#include "cmd/match/suggest.h"

struct offers {
	unsigned count;
	size_t used;
	struct bytes first; // borrowed from the store
	char list[1024];    // the first few, blanks between them
};

// Nothing is offered yet.
void offers_begin(struct offers *offers);
// Adds one account, if it is of the kind, nobody of the SIS holds it and it is not blocked for this user.
bool accounts_offer_one(struct matcher *matcher, struct bytes user, struct bytes kind, struct bytes account, struct offers *offers, struct fault *fault);
// Accounts of a kind that have the very username or e-mail, that nobody of the SIS holds and that are not blocked for this user.
bool accounts_offer(struct matcher *matcher, struct bytes user, struct bytes kind, enum credential credential, struct bytes value, struct offers *offers,
    struct fault *fault);
