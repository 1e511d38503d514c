// Text in memory, and JSON's strings.
#include "pipeline/text.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema/value.h"

bool
text_reserve(struct text *text, size_t more)
{
	if (text->size + more <= text->room)
		return true;
	size_t room = 2 * (text->size + more);
	char *grown = text->failed ? NULL : realloc(text->data, room);
	if (grown == NULL) {
		text->failed = true;
		return false;
	}
	text->data = grown;
	text->room = room;
	return true;
}

void
text_number(struct text *text, uint64_t number)
{
	char digits[24], *at = digits + sizeof digits;
	do
		*--at = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	text_add(text, (struct bytes){at, (size_t)(digits + sizeof digits - at)});
}

// Writes one byte that JSON does not take as it is.
static size_t
escape(char *out, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	if (c == '"' || c == '\\') {
		out[0] = '\\';
		out[1] = (char)c;
		return 2;
	}
	memcpy(out, "\\u00", 4);
	out[4] = digits[c >> 4];
	out[5] = digits[c & 15];
	return 6;
}

// Valid UTF-8 as a JSON string's inside.
static void
json_inside(struct text *text, struct bytes bytes)
{
	if (!text_reserve(text, 6 * bytes.size))
		return;
	char *out = text->data + text->size;
	size_t used = 0;
	for (size_t i = 0; i < bytes.size; i++) {
		unsigned char c = (unsigned char)bytes.data[i];
		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
			out[used++] = (char)c;
		else
			used += escape(out + used, c);
	}
	text->size += used;
}

// Whether JSON takes every byte as it is: printable ASCII without quote and backslash. Eight bytes at a time; what the bit tricks take for
// special although it is not only goes the slow way.
static bool
is_plain(struct bytes bytes)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
	uint64_t special = 0, word;
	size_t i = 0;
	for (; i + 8 <= bytes.size; i += 8) {
		memcpy(&word, bytes.data + i, 8);
		uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\'),
			 del = word ^ (ones * 0x7f);
		special |=
		    (word - ones * 0x20) | (quote - ones) | (slash - ones) | (del - ones) | word;
	}
	bool plain = (special & highs) == 0;
	for (; plain && i < bytes.size; i++) {
		unsigned char c = (unsigned char)bytes.data[i];
		plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
	}
	return plain;
}

// A string that needs no escape.
static void
plain_string(struct text *text, struct bytes bytes)
{
	if (!text_reserve(text, bytes.size + 2))
		return;
	char *out = text->data + text->size;
	out[0] = '"';
	if (bytes.size > 0)
		memcpy(out + 1, bytes.data, bytes.size);
	out[bytes.size + 1] = '"';
	text->size += bytes.size + 2;
}

void
text_json(struct text *text, struct bytes bytes)
{
	size_t bad;
	if (is_plain(bytes)) {
		plain_string(text, bytes);
		return;
	}
	text_put(text, "\"");
	while (!value_utf8(bytes, &bad)) {
		json_inside(text, (struct bytes){bytes.data, bad});
		text_put(text, "\xef\xbf\xbd");
		bytes = (struct bytes){bytes.data + bad + 1, bytes.size - bad - 1};
	}
	json_inside(text, bytes);
	text_put(text, "\"");
}

void
text_clear(struct text *text)
{
	text->size = 0;
}

void
text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){NULL, 0, 0, false};
}
