// Records are written and read once for each row in every stage, so both walk the bytes once and copy cells whole. A record
// may come from a store that somebody damaged: reading believes no length before it is held against the end.
#include <limits.h>

#include "schema/record.h"

enum { LENGTH_MORE = 0x80, LENGTH_BITS = 7 };

// How many cells there are before the empty ones at the end, which are not written.
static unsigned
cells_filled(const struct bytes *cells, unsigned count)
{
	while (count > 0 && cells[count - 1].size == 0)
		count--;
	return count;
}

// How many bytes a length takes.
static size_t
length_size(size_t length)
{
	size_t size = 1;
	for (; length >= LENGTH_MORE; length >>= LENGTH_BITS)
		size++;
	return size;
}

// Writes a length, lowest bits first, and gives the place after it.
static char *
length_write(char *out, size_t length)
{
	for (; length >= LENGTH_MORE; length >>= LENGTH_BITS)
		*out++ = (char)(unsigned char)(length | LENGTH_MORE);
	*out++ = (char)length;
	return out;
}

// Reads a length that takes more than one byte. False when it is cut, too large, or written longer than needed.
static bool
length_read(const unsigned char **at, const unsigned char *end, size_t *length)
{
	size_t sum = 0;
	for (unsigned shift = 0; *at < end; shift += LENGTH_BITS) {
		size_t bits = **at & (LENGTH_MORE - 1u);
		bool more = (*(*at)++ & LENGTH_MORE) != 0;
		if (shift >= sizeof(sum) * CHAR_BIT || bits << shift >> shift != bits)
			return false;
		sum |= bits << shift;
		if (!more) {
			*length = sum;
			return shift == 0 || bits != 0;
		}
	}
	return false;
}

// Takes the next cell off a record that is not at its end.
static inline bool
cell_read(const unsigned char **at, const unsigned char *end, struct bytes *cell)
{
	size_t length = **at;
	if (length < LENGTH_MORE)
		++*at;
	else if (!length_read(at, end, &length))
		return false;
	if (length > (size_t)(end - *at))
		return false;
	*cell = (struct bytes){(const char *)*at, length};
	*at += length;
	return true;
}

// How many bytes the record of these cells takes.
size_t
record_size(const struct bytes *cells, unsigned count)
{
	size_t size = 1;
	count = cells_filled(cells, count);
	for (unsigned i = 0; i < count; i++)
		size += length_size(cells[i].size) + cells[i].size;
	return size;
}

// Writes the version, then each cell behind its length.
size_t
record_write(char *out, const struct bytes *cells, unsigned count)
{
	char *at = out;
	*at++ = RECORD_VERSION;
	count = cells_filled(cells, count);
	for (unsigned i = 0; i < count; i++) {
		at = length_write(at, cells[i].size);
		if (cells[i].size == 0)
			continue;
		memcpy(at, cells[i].data, cells[i].size);
		at += cells[i].size;
	}
	return (size_t)(at - out);
}

// Takes cells off the record until it ends; those it lacks are empty, also after a failure.
bool
record_read(struct bytes record, struct bytes *cells, unsigned count)
{
	unsigned i = 0;
	bool whole = record.size > 0 && record.data[0] == RECORD_VERSION;
	if (whole) {
		const unsigned char *at = (const unsigned char *)record.data + 1;
		const unsigned char *end = at + record.size - 1;
		for (; whole && i < count && at < end; i += whole)
			whole = cell_read(&at, end, &cells[i]);
		whole = whole && at == end;
	}
	for (; i < count; i++)
		cells[i] = (struct bytes){NULL, 0};
	return whole;
}

// Walks over the cells before it.
struct bytes
record_cell(struct bytes record, unsigned index)
{
	struct bytes cell = {NULL, 0};
	if (record.size == 0 || record.data[0] != RECORD_VERSION)
		return cell;
	const unsigned char *at = (const unsigned char *)record.data + 1;
	const unsigned char *end = at + record.size - 1;
	for (unsigned i = 0; i <= index; i++)
		if (at >= end || !cell_read(&at, end, &cell))
			return (struct bytes){NULL, 0};
	return cell;
}

uint64_t
record_number(struct bytes cell)
{
	uint64_t number = 0;
	for (size_t i = 0; i < cell.size && cell.data[i] >= '0' && cell.data[i] <= '9'; i++)
		number = number * 10 + (uint64_t)(cell.data[i] - '0');
	return number;
}
