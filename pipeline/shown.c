// One table says what is not shown.
#include "pipeline/shown.h"

#include <stdio.h>

enum { CHARACTER_BYTES = 4 }; // at most

// Characters that are never shown. How to add some: a line.
static const struct {
	uint32_t first, last;
} hidden[] = {
    {0x0000, 0x001f}, // control characters
    {0x007f, 0x009f}, {0x061c, 0x061c}, // marks of direction
    {0x200b, 0x200b}, // no width at all
    {0x200e, 0x200f}, {0x2028, 0x202e}, // ends of lines, embeddings and overrides
    {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}, // tags
};

// The character at the beginning of a text: its number and how many bytes it has. A byte that is none is U+0000.
static size_t
decode(struct bytes rest, uint32_t *character)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = {
	    {0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
	unsigned char first = (unsigned char)rest.data[0];
	for (size_t size = 1; size <= sizeof forms / sizeof *forms && size <= rest.size; size++) {
		bool good = (first & forms[size - 1].mask) == forms[size - 1].lead;
		uint32_t value = first & (unsigned char)~forms[size - 1].mask;
		for (size_t i = 1; good && i < size; i++) {
			unsigned char byte = (unsigned char)rest.data[i];
			good = (byte & 0xc0) == 0x80;
			value = value << 6 | (byte & 0x3f);
		}
		if (good && value >= forms[size - 1].least && value <= 0x10ffff &&
		    (value < 0xd800 || value > 0xdfff)) {
			*character = value;
			return size;
		}
	}
	*character = 0;
	return 1;
}

bool
shown_next(struct bytes *rest, struct bytes *one)
{
	uint32_t character;
	bool shown = true;
	*one = (struct bytes){rest->data, decode(*rest, &character)};
	*rest = (struct bytes){rest->data + one->size, rest->size - one->size};
	for (size_t i = 0; shown && i < sizeof hidden / sizeof *hidden; i++)
		shown = character < hidden[i].first || character > hidden[i].last;
	return shown;
}

void
shown_put(struct text *text, struct bytes value, bool utf8)
{
	struct bytes one;
	while (value.size > 0) {
		bool shown = shown_next(&value, &one);
		text_add(text, shown && (utf8 || one.size == 1) ? one : bytes_of("?"));
	}
}

size_t
shown_lines(struct text *text, struct bytes lines, bool utf8, bool more)
{
	struct bytes rest = lines, one;
	while (rest.size >= (more ? CHARACTER_BYTES : 1)) {
		bool stays = strchr("\n\r\t", rest.data[0]) != NULL && rest.data[0] != '\0';
		bool shown = shown_next(&rest, &one) || stays;
		text_add(text, shown && (utf8 || one.size == 1) ? one : bytes_of("?"));
	}
	return lines.size - rest.size;
}

void
shown_escape(struct text *text, struct bytes value)
{
	char digits[8];
	struct bytes one;
	while (value.size > 0) {
		if (shown_next(&value, &one)) {
			text_add(text, one);
			continue;
		}
		for (size_t i = 0; i < one.size; i++) {
			snprintf(digits, sizeof digits, "\\x%02x", (unsigned char)one.data[i]);
			text_put(text, digits);
		}
	}
}
