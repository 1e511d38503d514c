// Contact details that nearly agree: one typing error in an address or a number, or the same name at another provider. Pure functions.
#pragma once

#include <stdint.h>

#include "pipeline/text.h"

// A guardian's contacts in the form in which they are compared; names in that of person_name (pipeline/person.h).
struct contact {
	struct bytes given, family, email, mobile; // mobile: digits, without the 1 that begins those of North America
};

enum nearness {
	NEAR_NOT,
	NEAR_SAME,   // an e-mail address or a mobile agrees: the account is kept without anybody's doing
	NEAR_EMAIL,  // one character of the address differs
	NEAR_DOMAIN, // the address differs behind the @ only, and the family name is the same
	NEAR_MOBILE, // one digit differs, and a name is the same
};
const char *nearness_text(enum nearness nearness);
enum nearness contact_nearness(const struct contact *one, const struct contact *other);

// Whether one text becomes another by one character more, less, other, or two neighbours changing places.
bool near_one_edit(struct bytes one, struct bytes other);

// Keys of which two contacts that are near, or the same, share one: what is compared at all.
enum { NEAR_KEYS_MAX = 64 };
unsigned near_keys(const struct contact *contact, uint64_t keys[NEAR_KEYS_MAX]);

// Adds the digits of a number, in the form of a contact's mobile.
void near_digits(struct text *text, struct bytes number);
