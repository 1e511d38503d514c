// Guardians' accounts by their mobile phone: many parents have no e-mail address in the SIS, and sign in with the phone.
#pragma once

#include "cmd/match/accounts.h"

struct mobiles;

// Empty; the accounts are read when the first number is asked for. NULL when out of memory.
struct mobiles *mobiles_new(void);
void mobiles_free(struct mobiles *mobiles);
// The guardians' accounts that have the number of a row of users.csv, that nobody of the SIS holds and that are not blocked for this user. A phone is shared by
// parents more often than an address: an account with another given name is not offered.
bool mobiles_offer(struct mobiles *mobiles, struct matcher *matcher, struct bytes user, const struct bytes *cells, struct offers *offers,
    struct fault *fault);
