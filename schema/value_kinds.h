// Single values that take more than a line to judge; value.c puts them together.
#pragma once

#include "schema/bytes.h"

// YYYY-MM-DDThh:mm, then perhaps :ss and a fraction, then Z or +00:00 (W3C's profile of ISO 8601, UTC only).
bool value_is_datetime(struct bytes value);

// An address that a mail could reach: one @, a plain local part, a domain of two labels or more; no placeholder.
bool value_is_email(struct bytes value);

// At least seven digits that are not all the same, and hardly anything but digits.
bool value_is_phone(struct bytes value);

// {type:id}
bool value_is_user_id(struct bytes value);

// A name that is nobody's: a placeholder, an e-mail address, or nothing but digits.
bool value_is_placeholder(struct bytes name);
bool value_is_scientific(struct bytes value);  // 1.23E+11, as a spreadsheet leaves a long number
bool value_is_sensitive(struct bytes value);   // 123-45-6789, as a social security number is written
bool value_is_number_text(struct bytes value); // nothing but digits

bool value_is_year(struct bytes value);	   // four digits
bool value_is_integer(struct bytes value); // at most 18 digits, perhaps a sign
bool value_is_float(struct bytes value);   // with or without a fraction, perhaps a sign
