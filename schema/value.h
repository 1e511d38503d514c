// What a cell may hold. Pure functions over bytes; nothing here allocates.
#pragma once

#include "schema/bytes.h"
#include "schema/oneroster.h"

// What became of a value. A repaired one is written to the caller's buffer.
enum value_verdict { VALUE_GOOD, VALUE_REPAIRED, VALUE_BAD };

enum { VALUE_BUFFER = 2048 }; // room for a repaired value (a list of 50 ids); longer values are never repaired
enum { SOURCED_ID_MAX = 255 };

// Without blanks (space, tab, no-break space, zero-width characters) at both ends.
struct bytes value_trim(struct bytes value);

// 1 to 255 of 0-9 A-Z a-z . - _ / @ (OneRoster 1.2 section 2.2): VALUE_GOOD. Other printable characters that do no harm
// (not control, not quote, comma or backslash, valid UTF-8, at most 255 bytes): VALUE_REPAIRED, and the value stands.
enum value_verdict value_sourced_id(struct bytes value);

// Checks one cell that is not blank against its column. *out is the value that stands: the given one, or a repaired one
// (case of terms and booleans, `7` for the grade `07`, `inactive` for `tobedeleted`) in `buffer` of VALUE_BUFFER bytes or
// in static memory. For VALUE_BAD *out is the given one. Lists: each member is checked, members without blanks round them,
// joined by `,`; empty members are dropped (VALUE_REPAIRED), so that a list of nothing but commas comes out empty; what is
// repaired longer than VALUE_BUFFER is VALUE_BAD. Harmless characters that the standard forbids in an id are REPAIRED where
// the id is the row's own, and VALUE_GOOD in a reference: the row that is named has the finding.
enum value_verdict value_check(
    const struct column *column, enum version version, struct bytes value, char *buffer, struct bytes *out);

// The finding code that says what a bad or repaired value of this type is: "value.date", "value.enum" …
const char *value_code(enum cell_type type);

// Takes the next member off a comma list: without blanks round it. Empty members are passed over. False at the end. Begin with *rest = the cell.
bool value_next_member(struct bytes *rest, struct bytes *member);
// Whether a comma list has a member.
bool value_has_member(struct bytes list, struct bytes member);

// Days since 1 January 1970 of a YYYY-MM-DD that is a day of the calendar; false otherwise.
bool value_date(struct bytes value, long *days);

// Whether all of it is valid UTF-8 (no overlong forms, no surrogates: table 3-7 of the Unicode Standard); if not, *bad is the offset
// where the first ill-formed sequence begins.
bool value_utf8(struct bytes value, size_t *bad);
