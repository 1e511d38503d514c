// Text in one spelling, and text folded until only what is read aloud is left. Pure functions of the bytes; only what is not ASCII goes to
// libutf8proc, whose types stay in text_fold.c. What is not UTF-8 is taken over as it is.
#pragma once

#include "pipeline/text.h"

// Adds a value in Unicode's composed form (NFC), without blanks at its ends and with one blank where several were.
void text_spell(struct text *text, struct bytes value);
// Whether text_spell would change nothing, as far as a quick look can tell: false may be too careful.
bool text_is_spelled(struct bytes value);

// Adds a value decomposed (NFKD), without case and without marks over or under letters; letters of Latin that do not decompose become the
// plain ones (ø o, ł l, æ ae …), typographic apostrophes and hyphens the ones of ASCII. Vowel signs of other scripts are no marks and stay.
void text_fold(struct text *text, struct bytes value);
