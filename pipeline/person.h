// How values of people are compared: a name, an e-mail address, a phone number, each in one form that does not depend on how somebody typed
// it. Pure functions of their arguments; what people are called is never changed by them, a form only stands beside it.
#pragma once

#include "pipeline/text.h"

// Adds a name's form: folded (pipeline/text_fold.h), apostrophes taken out (O'Brien is OBrien), every other sign a blank (Smith-Jones is
// Smith Jones), particles joined to what follows them (de la Cruz is Delacruz), one blank between words. Empty when nothing is left.
void person_name(struct text *text, struct bytes name);
// The last word of a form when it tells generations apart (jr, sr, ii … v), else empty; *bare is the rest.
struct bytes person_suffix(struct bytes form, struct bytes *bare);

// Adds an address's form: NFC, without blanks and without case. It is also its one spelling: no mail system that a school has heeds case.
void person_email(struct text *text, struct bytes email);

// A username's form: as an address's. Two that have the same form are the same.
void person_username(struct text *text, struct bytes username);

// A phone number as E.164.
enum phone_verdict {
	PHONE_E164, // it is one now
	PHONE_KEPT, // it may be one, but the rules of the country are not known here: as given
	PHONE_BAD   // it cannot be reached
};
enum { PHONE_MAX = 17 }; // "+", 15 digits, NUL
// `country` is two letters of ISO 3166, of the district: North America's numbers are judged by their own plan, others are taken when they
// begin with + or with the country's way to dial abroad. An extension is left off. `e164` is empty unless PHONE_E164.
enum phone_verdict person_phone(struct bytes phone, const char *country, char e164[PHONE_MAX]);
