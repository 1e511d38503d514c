// What people see: how wide their terminal is, and which letters it can show.
#pragma once

#include <stdbool.h>

enum { SCREEN_NARROW = 112 }; // columns that a table of both sides takes

// How many columns standard output has; 0 when it is no terminal, or does not say.
unsigned screen_width(void);
// Whether it takes UTF-8: as the locale says of a terminal; what goes elsewhere does.
bool screen_utf8(void);
// Whether standard output is one.
bool screen_is(void);
