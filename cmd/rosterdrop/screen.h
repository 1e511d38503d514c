// What people see: how wide their terminal is, which letters it can show, and values of the SIS or the vendor in a form in which they can do nothing to it.
#pragma once

#include "pipeline/text.h"

enum { SCREEN_NARROW = 112 }; // columns that a table of both sides takes

// How many columns standard output has; 0 when it is no terminal, or does not say.
unsigned screen_width(void);
// Whether it takes UTF-8: as the locale says of a terminal; what goes elsewhere does.
bool screen_utf8(void);

// Adds a value so that it can be shown: what is not UTF-8, moves a cursor, ends a line or turns the direction of writing becomes a question mark; without `utf8`
// so does every letter that is not ASCII, because a terminal may take its bytes for commands.
void screen_put(struct text *text, struct bytes value, bool utf8);
