// Names that are nobody's: what people type into a field that must not be blank, and what a mapping puts there by mistake.
#include "schema/value_kinds.h"

// Whole names, in any case. How to add one: a line. None of them may be anybody's name.
#define WORD(word) \
	{ \
		word, sizeof(word) - 1 \
	}
static const struct bytes placeholders[] = {WORD("test"), WORD("testing"), WORD("unknown"),
    WORD("n/a"), WORD("none"), WORD("null"), WORD("tba"), WORD("tbd"), WORD("dummy"),
    WORD("sample"), WORD("student"), WORD("teacher"), WORD("firstname"), WORD("lastname"),
    WORD("first name"), WORD("last name"), WORD("given name"), WORD("family name"), WORD("no name"),
    WORD("noname"), WORD("anonymous"), WORD("xxx"), WORD("asdf"), WORD("???"), WORD("do not use"),
    WORD("duplicate")};

bool
value_is_placeholder(struct bytes name)
{
	size_t digits = 0, same = 0;

	for (size_t i = 0; i < name.size; i++) {
		if (name.data[i] == '@')
			return true;
		digits += name.data[i] >= '0' && name.data[i] <= '9';
		same +=
		    name.data[i] == name.data[0] && (name.data[i] == '.' || name.data[i] == '-');
	}
	if (name.size != 0 && (digits == name.size || same == name.size))
		return true;
	for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++)
		if (name.size == placeholders[i].size && bytes_equal_fold(name, placeholders[i]))
			return true;
	return false;
}

// Whether all of a stretch are digits.
static bool
all_digits(const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (data[i] < '0' || data[i] > '9')
			return false;
	return size != 0;
}

bool
value_is_scientific(struct bytes value)
{
	const char *at = value.data;
	size_t size = value.size;

	if (size < 5 || at[size - 3] != '+' || (at[size - 4] != 'E' && at[size - 4] != 'e') ||
	    !all_digits(at + size - 2, 2) || !all_digits(at, 1))
		return false;
	return size == 5 ||
	       (size > 6 && (at[1] == '.' || at[1] == ',') && all_digits(at + 2, size - 6));
}

bool
value_is_sensitive(struct bytes value)
{
	const char *at = value.data;

	return value.size == 11 && at[3] == at[6] && (at[3] == '-' || at[3] == ' ') &&
	       all_digits(at, 3) && all_digits(at + 4, 2) && all_digits(at + 7, 4);
}

bool
value_is_number_text(struct bytes value)
{
	return value.size != 0 && all_digits(value.data, value.size);
}
