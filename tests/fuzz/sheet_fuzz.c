// What people make with a spreadsheet program, and what a district may put into guardians.csv: whatever the bytes, the sizes of the pieces must not matter, and a
// file that is plain CSV in UTF-8 must come out as the reader alone has it. The first byte chooses the encoding and where the sizes of the pieces begin.
#include "pipeline/sheet.h"
#include "tests/unit/table_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct table_limits limits = {64, 256, 16};

// A size that the state before decides: mostly small ones.
static size_t
piece_size(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return 1 + (*state >> 8) % (1u << (*state >> 29) * 2);
}

// Reads the bytes through a sheet, each piece from memory of its own; all at once without a state.
static struct trace
sheet_trace(struct bytes input, enum table_encoding encoding, uint32_t *state)
{
	struct trace trace = {0};
	trace_add(&trace, "", 0);
	struct table *table = table_new(encoding, &limits, trace_row, trace_trouble, &trace);
	struct sheet *sheet = sheet_new(table, encoding);
	bool more = true;
	for (size_t at = 0; at < input.size && more;) {
		size_t size = state == NULL ? input.size : piece_size(state);
		size = size > input.size - at ? input.size - at : size;
		char *piece = malloc(size);
		memcpy(piece, input.data + at, size);
		more = sheet_feed(sheet, (struct bytes){piece, size});
		free(piece);
		at += size;
	}
	if (more)
		sheet_end(sheet);
	sheet_free(sheet);
	table_free(table);
	return trace;
}

// Whether nothing but commas can divide cells, and nothing but UTF-8 be meant.
static bool
is_plain(struct bytes input)
{
	const char *end = memchr(input.data, '\n', input.size),
		   *feed = memchr(input.data, '\r', input.size);
	end = end == NULL || (feed != NULL && feed < end) ? feed : end;
	size_t size = end == NULL ? input.size : (size_t)(end - input.data);
	return memchr(input.data, '=', size) == NULL &&
	       memchr(input.data, 0xff, input.size) == NULL &&
	       memchr(input.data, 0xfe, input.size) == NULL &&
	       memchr(input.data, ',', size) != NULL;
}

static size_t
all_at_once(void *context)
{
	return *(size_t *)context;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum table_encoding encodings[] = {
	    TABLE_UTF8, TABLE_UTF8, TABLE_LATIN1, TABLE_WINDOWS_1252};
	if (size < 2)
		return 0;
	struct bytes input = {(const char *)data + 1, size - 1};
	uint32_t state = data[0];
	enum table_encoding encoding = encodings[data[0] >> 1 & 3];
	struct trace one = sheet_trace(input, encoding, NULL),
		     pieces = sheet_trace(input, encoding, &state);
	if (one.size != pieces.size || memcmp(one.text, pieces.text, one.size) != 0)
		abort();
	if (is_plain(input)) {
		struct trace alone =
		    trace_read(input, encoding, &limits, false, all_at_once, &size);
		if (alone.size < one.size || memcmp(one.text, alone.text, one.size) != 0)
			abort();
		free(alone.text);
	}
	free(one.text);
	free(pieces.text);
	return 0;
}
