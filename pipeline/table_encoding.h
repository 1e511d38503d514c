// What a file's first bytes say of its encoding, and the way from single-byte encodings to UTF-8.
// Internal to table.c.
#pragma once

#include "pipeline/table.h"

enum { ENCODING_LOOK = 8, ENCODING_GROWTH = 3 }; // bytes that encoding_mark wants to see; UTF-8 bytes a byte at most

struct encoding_mark {
	size_t size;	  // bytes to skip
	const char *code; // NULL: there is no mark
	const char *text;
	bool lost;
};

// What the first bytes, already converted, say.
struct encoding_mark encoding_mark(enum table_encoding encoding, const char *data, size_t size);

// Which encoding a first line that holds NULs looks like, with what to do; NULL when it is none.
const char *encoding_of_nuls(const char *data, size_t size);

// Converts to UTF-8; `out` has room for ENCODING_GROWTH times `size`. Gives the bytes written.
size_t encoding_convert(enum table_encoding encoding, const char *in, size_t size, char *out);
