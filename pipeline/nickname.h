// Given names that are short for others, by a table that is made from public lists and our own (scripts/make-nicknames), and by a district's own pairs.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"

enum { NAME_FORMALS = 8 };

// The numbers of the formal names that a name, in the form of person_name (pipeline/person.h), may stand for; gives how many. Two names go together when
// they share one. `own`: a district's "short formal" pairs, ended by NULL; may be NULL.
unsigned nickname_formals(struct bytes form, const char *const *own, uint16_t formals[NAME_FORMALS]);
// Whether two given names, as somebody wrote them, are the same in the form of person_name, or go together. False, too, when out of memory.
bool nickname_agree(struct bytes one, struct bytes other, const char *const *own);
// Whether the table has the name at all.
bool nickname_known(struct bytes form);
