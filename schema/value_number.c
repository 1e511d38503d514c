// Numbers by their digits: strtod(3) takes blanks, hexadecimal, and the 1.2E+05 that a spreadsheet made of something else.
#include "schema/value.h"
#include "schema/value_kinds.h"

enum { YEAR_DIGITS = 4, INTEGER_DIGITS_MAX = 18 };

// How many digits a value begins with.
static size_t
digit_count(struct bytes value)
{
	size_t count = 0;
	while (count < value.size && value.data[count] >= '0' && value.data[count] <= '9')
		count++;
	return count;
}

// The value without a sign in front.
static struct bytes
sign_skip(struct bytes value)
{
	size_t sign = value.size > 0 && (value.data[0] == '-' || value.data[0] == '+');
	return (struct bytes){value.data + sign, value.size - sign};
}

// A year of OneRoster: YYYY.
bool
value_is_year(struct bytes value)
{
	return value.size == YEAR_DIGITS && digit_count(value) == YEAR_DIGITS;
}

// Digits that fit 64 bits.
bool
value_is_integer(struct bytes value)
{
	struct bytes digits = sign_skip(value);
	return digits.size > 0 && digits.size <= INTEGER_DIGITS_MAX &&
	       digit_count(digits) == digits.size;
}

// Digits, and perhaps a point with more digits behind it.
bool
value_is_float(struct bytes value)
{
	struct bytes rest = sign_skip(value);
	size_t whole = digit_count(rest);
	if (whole == rest.size)
		return whole > 0;
	size_t fraction = rest.size - whole - 1;
	return rest.data[whole] == '.' && fraction > 0 &&
	       digit_count((struct bytes){rest.data + whole + 1, fraction}) == fraction;
}
