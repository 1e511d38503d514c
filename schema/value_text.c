// Blanks, UTF-8, ids and lists: what every cell of a drop passes through, millions of times, so that plain ASCII takes the
// short way, eight bytes at a time.
#include <stdint.h>

#include "schema/value.h"

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

// What counts as blank at the ends of a cell: spreadsheets and web forms leave the invisible ones behind.
static const struct bytes blanks[] = {
    {" ", 1}, {"\t", 1}, {"\xC2\xA0", 2}, // no-break space
    {"\xE2\x80\xAF", 3}, // narrow no-break space
    {"\xE2\x80\x8B", 3}, // zero-width space
    {"\xE2\x80\x8C", 3}, // zero-width non-joiner
    {"\xE2\x80\x8D", 3}, // zero-width joiner
    {"\xE2\x81\xA0", 3}, // word joiner
    {"\xEF\xBB\xBF", 3}, // zero-width no-break space, the byte order mark
};

// Characters that do not show: three bytes of UTF-8 each, by their first and last. An id must not hold them.
static const struct {
	unsigned char first[3], last[3];
} hidden[] = {
    {{0xE2, 0x80, 0x8B}, {0xE2, 0x80, 0x8F}}, // zero width, direction marks
    {{0xE2, 0x80, 0xA8}, {0xE2, 0x80, 0xAE}}, // line and paragraph ends, direction
    {{0xE2, 0x81, 0xA0}, {0xE2, 0x81, 0xAF}}, // invisible operators, direction
    {{0xEF, 0xBB, 0xBF}, {0xEF, 0xBB, 0xBF}}, // byte order mark
};

// Well-formed sequences of more than one byte: the Unicode Standard, table 3-7. Bytes after the second are 80 to BF.
static const struct {
	unsigned char lead_low, lead_high, second_low, second_high, size;
} sequences[] = {
    {0xC2, 0xDF, 0x80, 0xBF, 2},
    {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3},
    {0xED, 0xED, 0x80, 0x9F, 3},
    {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4},
    {0xF1, 0xF3, 0x80, 0xBF, 4},
    {0xF4, 0xF4, 0x80, 0x8F, 4},
};

// Eight bytes as they lie.
static inline uint64_t
word_at(const char *data)
{
	uint64_t word;
	memcpy(&word, data, sizeof(word));
	return word;
}

// The size of the blank that a value begins with, or ends with; 0 when there is none.
static size_t
blank_size(struct bytes value, bool at_end)
{
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
		size_t size = blanks[i].size;
		if (size <= value.size && memcmp(value.data + (at_end ? value.size - size : 0),
					      blanks[i].data, size) == 0)
			return size;
	}
	return 0;
}

// Whether a byte can neither be a blank nor a part of one.
static inline bool
byte_is_plain(char byte)
{
	return (signed char)byte > ' ';
}

// Takes blanks off both ends.
struct bytes
value_trim(struct bytes value)
{
	if (value.size == 0 ||
	    (byte_is_plain(value.data[0]) && byte_is_plain(value.data[value.size - 1])))
		return value;
	size_t size;
	while ((size = blank_size(value, false)) > 0) {
		value.data += size;
		value.size -= size;
	}
	while ((size = blank_size(value, true)) > 0)
		value.size -= size;
	return value;
}

// The size of the well-formed sequence of more than one byte that begins here, or 0.
static size_t
sequence_size(const unsigned char *at, size_t left)
{
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		if (at[0] < sequences[i].lead_low || at[0] > sequences[i].lead_high)
			continue;
		size_t size = sequences[i].size;
		if (size > left || at[1] < sequences[i].second_low ||
		    at[1] > sequences[i].second_high)
			return 0;
		for (size_t j = 2; j < size; j++)
			if ((at[j] & 0xC0) != 0x80)
				return 0;
		return size;
	}
	return 0;
}

// Whether all of a value is ASCII. The last word may overlap the one before it.
static bool
value_is_ascii(struct bytes value)
{
	uint64_t seen = 0;
	size_t at = 0;
	for (; at + 8 <= value.size; at += 8)
		seen |= word_at(value.data + at);
	if (value.size >= 8)
		seen |= word_at(value.data + value.size - 8);
	else
		for (; at < value.size; at++)
			seen |= (unsigned char)value.data[at];
	return (seen & EACH_BYTE(0x80)) == 0;
}

// ASCII needs no more than a look; else sequences are looked up in the table.
bool
value_utf8(struct bytes value, size_t *bad)
{
	if (value_is_ascii(value))
		return true;
	const unsigned char *data = (const unsigned char *)value.data;
	size_t size = 0;
	for (size_t at = 0; at < value.size; at += size) {
		size = data[at] < 0x80 ? 1 : sequence_size(data + at, value.size - at);
		if (size == 0) {
			*bad = at;
			return false;
		}
	}
	return true;
}

// For bytes below 0x80: the top bit of each that is greater than `limit`.
static inline uint64_t
bytes_above(uint64_t word, unsigned limit)
{
	return word + EACH_BYTE(0x7Fu - limit);
}

// Whether all eight are of 0-9 A-Z a-z . - _ / @, which lie in four stretches: - to 9, @ to Z, _, a to z.
static inline bool
word_is_guid(uint64_t word)
{
	uint64_t top = EACH_BYTE(0x80);
	if ((word & top) != 0)
		return false;
	uint64_t good = (bytes_above(word, '-' - 1) & ~bytes_above(word, '9')) |
			(bytes_above(word, '@' - 1) & ~bytes_above(word, 'Z')) |
			(bytes_above(word, '_' - 1) & ~bytes_above(word, '_')) |
			(bytes_above(word, 'a' - 1) & ~bytes_above(word, 'z'));
	return (good & top) == top;
}

// Whether a value is of the standard's characters alone. The last word may overlap the one before it.
static bool
id_is_guid(struct bytes value)
{
	if (value.size < 8) {
		char padded[8] = {'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a'};
		memcpy(padded, value.data, value.size);
		return word_is_guid(word_at(padded));
	}
	for (size_t at = 0; at + 8 <= value.size; at += 8)
		if (!word_is_guid(word_at(value.data + at)))
			return false;
	return word_is_guid(word_at(value.data + value.size - 8));
}

// Whether the character that begins here is one that does not show.
static bool
character_is_hidden(const unsigned char *at, size_t left)
{
	if (at[0] == 0xC2)
		return left >= 2 && at[1] < 0xA0;
	for (size_t i = 0; left >= 3 && i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (memcmp(at, hidden[i].first, 3) >= 0 && memcmp(at, hidden[i].last, 3) <= 0)
			return true;
	return false;
}

// Whether no character of a value could break a list, a quoted cell, a path or somebody's eyes.
static bool
id_is_harmless(struct bytes value)
{
	size_t bad;
	const unsigned char *at = (const unsigned char *)value.data;
	for (size_t i = 0; i < value.size; i++)
		if (at[i] < ' ' || at[i] == 0x7F || at[i] == '"' || at[i] == ',' || at[i] == '\\' ||
		    (at[i] >= 0x80 && character_is_hidden(at + i, value.size - i)))
			return false;
	return value_utf8(value, &bad);
}

// Judges an id: the standard's characters, others that do no harm, or neither.
enum value_verdict
value_sourced_id(struct bytes value)
{
	if (value.size == 0 || value.size > SOURCED_ID_MAX)
		return VALUE_BAD;
	if (id_is_guid(value))
		return VALUE_GOOD;
	return id_is_harmless(value) ? VALUE_REPAIRED : VALUE_BAD;
}

// Cuts the list at its commas, and gives the first member that is not empty.
bool
value_next_member(struct bytes *rest, struct bytes *member)
{
	*member = (struct bytes){NULL, 0};
	while (rest->size > 0 && member->size == 0) {
		const char *comma = memchr(rest->data, ',', rest->size);
		size_t size = comma == NULL ? rest->size : (size_t)(comma - rest->data);
		size_t step = comma == NULL ? size : size + 1;
		*member = value_trim((struct bytes){rest->data, size});
		rest->data += step;
		rest->size -= step;
	}
	return member->size > 0;
}

bool
value_has_member(struct bytes list, struct bytes wanted)
{
	struct bytes member;
	while (value_next_member(&list, &member))
		if (bytes_equal(member, wanted))
			return true;
	return false;
}
