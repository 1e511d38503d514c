// Text being made in memory: grows, remembers that it could not, and knows how JSON writes a string. For lines by the million, where a
// tree of values for each would be the whole cost.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"

struct text {
	char *data; // text_free
	size_t size, room;
	bool failed; // out of memory: everything since is missing
};

// Makes room for `more` bytes at the end. False when out of memory.
bool text_reserve(struct text *text, size_t more);

static inline void
text_add(struct text *text, struct bytes bytes)
{
	if ((text->room - text->size < bytes.size && !text_reserve(text, bytes.size)) ||
	    bytes.size == 0)
		return;
	memcpy(text->data + text->size, bytes.data, bytes.size);
	text->size += bytes.size;
}

static inline void
text_put(struct text *text, const char *string)
{
	text_add(text, bytes_of(string));
}
void text_number(struct text *text, uint64_t number);
// A JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
void text_json(struct text *text, struct bytes bytes);
// The same, to where there is room for TEXT_JSON_MAX bytes of a value of that size; gives the bytes written.
size_t text_json_at(char *out, struct bytes bytes);
#define TEXT_JSON_MAX(size) (6 * (size) + 2)
void text_clear(struct text *text); // keeps the memory
void text_free(struct text *text);
