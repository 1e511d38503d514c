// A stretch of bytes that somebody else owns. Never NUL-terminated; how long it lives is said where it is handed out.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct bytes {
	const char *data; // may be NULL when size is 0
	size_t size;
};

static inline struct bytes
bytes_of(const char *text)
{
	return (struct bytes){text, strlen(text)};
}

static inline bool
bytes_equal(struct bytes a, struct bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool
bytes_is(struct bytes a, const char *text)
{
	return bytes_equal(a, bytes_of(text));
}

// Equal but for the case of ASCII letters, whatever the locale.
static inline bool
bytes_equal_fold(struct bytes a, struct bytes b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++) {
		unsigned char x = (unsigned char)a.data[i], y = (unsigned char)b.data[i];
		x = x >= 'A' && x <= 'Z' ? (unsigned char)(x | 0x20) : x;
		y = y >= 'A' && y <= 'Z' ? (unsigned char)(y | 0x20) : y;
		if (x != y)
			return false;
	}
	return true;
}

// The order of LMDB's keys: byte for byte, a prefix before what it begins.
static inline int
bytes_compare(struct bytes a, struct bytes b)
{
	size_t shorter = a.size < b.size ? a.size : b.size;
	int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}
