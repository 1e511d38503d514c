// The short way against libcsv: whatever the bytes, the same rows and the same trouble must come
// out, and the sizes of the pieces must not matter. The first byte chooses limits and encoding and
// where the sizes of the pieces begin.
#include "tests/unit/table_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A size that the state before decides: mostly small ones.
static size_t
piece_size(void *context)
{
	uint32_t *state = context;
	*state = *state * 1664525u + 1013904223u;
	return 1 + (*state >> 8) % (1u << (*state >> 29) * 2);
}

static size_t
all_at_once(void *context)
{
	return *(size_t *)context;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct table_limits limits[] = {{2048, 8192, 64}, {16, 64, 8}};
	static const enum table_encoding encodings[] = {
	    TABLE_UTF8, TABLE_UTF8, TABLE_LATIN1, TABLE_WINDOWS_1252};
	if (size == 0)
		return 0;
	struct bytes input = {(const char *)data + 1, size - 1};
	uint32_t state = data[0];
	const struct table_limits *limit = &limits[data[0] & 1];
	enum table_encoding encoding = encodings[data[0] >> 1 & 3];
	struct trace one = trace_read(input, encoding, limit, false, all_at_once, &size);
	struct trace slow = trace_read(input, encoding, limit, true, all_at_once, &size);
	struct trace pieces = trace_read(input, encoding, limit, false, piece_size, &state);
	struct trace slow_pieces = trace_read(input, encoding, limit, true, piece_size, &state);
	const struct trace *others[] = {&slow, &pieces, &slow_pieces};
	for (unsigned i = 0; i < 3; i++)
		if (one.size != others[i]->size || memcmp(one.text, others[i]->text, one.size) != 0)
			abort();
	free(one.text);
	free(slow.text);
	free(pieces.text);
	free(slow_pieces.text);
	return 0;
}
