// What a terminal is shown of a text from outside. A terminal does what bytes tell it, and marks of direction make one name look like another: neither gets there,
// by a screen, a table or the log. What goes to a program keeps its bytes.
#pragma once

#include "pipeline/text.h"

// Takes the next character off a text that is not empty; *one is what it is made of, one byte where it is no UTF-8. False when it is none to be shown: a control
// character, a byte that is no UTF-8, what ends a line or turns the direction of writing, what cannot be seen.
bool shown_next(struct bytes *rest, struct bytes *one);

// Adds a value with a question mark for each character that is not to be shown; without `utf8`, for every one that is not ASCII, too, because a terminal may take its
// bytes for commands.
void shown_put(struct text *text, struct bytes value, bool utf8);

// The same of whole lines, whose ends and tabs stay. With `more` what may be the beginning of a character is left over: gives how many bytes were taken.
size_t shown_lines(struct text *text, struct bytes lines, bool utf8, bool more);

// Adds a value with each byte that is not to be shown as \xNN.
void shown_escape(struct text *text, struct bytes value);
