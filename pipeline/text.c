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
static char *
json_inside(char *out, struct bytes bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		unsigned char c = (unsigned char)bytes.data[i];
		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
			*out++ = (char)c;
		else
			out += escape(out, c);
	}
	return out;
}

// Bits of which one of the highs is set when one of eight bytes may be something that JSON does not take as it is: anything but printable ASCII
// without quote and backslash. What the bit tricks take for special although it is not only goes the slow way.
static uint64_t
special_bits(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101u;
	uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\'),
		 del = word ^ (ones * 0x7f);
	return (word - ones * 0x20) | (quote - ones) | (slash - ones) | (del - ones) | word;
}

// Copies bytes and tells whether JSON takes each as it is. Eight at a time, the last eight overlapping.
static bool
copy_plain(char *out, struct bytes bytes)
{
	const uint64_t highs = 0x8080808080808080u;
	uint64_t special = 0, word;
	size_t i = 0;
	if (bytes.size < sizeof word) {
		for (bool plain = true;; i++) {
			if (i == bytes.size || !plain)
				return plain;
			unsigned char c = (unsigned char)bytes.data[i];
			out[i] = (char)c;
			plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
		}
	}
	for (; i + sizeof word <= bytes.size; i += sizeof word) {
		memcpy(&word, bytes.data + i, sizeof word);
		memcpy(out + i, &word, sizeof word);
		special |= special_bits(word);
	}
	i = bytes.size - sizeof word;
	memcpy(&word, bytes.data + i, sizeof word);
	memcpy(out + i, &word, sizeof word);
	return ((special | special_bits(word)) & highs) == 0;
}

size_t
text_json_at(char *out, struct bytes bytes)
{
	size_t bad;
	char *at = out;
	*at++ = '"';
	if (copy_plain(at, bytes)) {
		at[bytes.size] = '"';
		return bytes.size + 2;
	}
	while (!value_utf8(bytes, &bad)) {
		at = json_inside(at, (struct bytes){bytes.data, bad});
		memcpy(at, "\xef\xbf\xbd", 3);
		at += 3;
		bytes = (struct bytes){bytes.data + bad + 1, bytes.size - bad - 1};
	}
	at = json_inside(at, bytes);
	*at++ = '"';
	return (size_t)(at - out);
}

void
text_json(struct text *text, struct bytes bytes)
{
	if (text_reserve(text, TEXT_JSON_MAX(bytes.size)))
		text->size += text_json_at(text->data + text->size, bytes);
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
