// Sorting by what tells keys apart: the eight bytes after their common beginning are sorted as a number, in place, most significant byte first
// (American flag sort, McIlroy et al. 1993); the few that are equal there are compared in full.
#include "cmd/normalise/order.h"

#include <stdlib.h>
#include <string.h>

#include "schema/record.h"

enum { SMALL = 24 }; // rows that are sorted by insertion

// The first cell of a sound record.
static struct bytes
order_key(struct bytes record)
{
	const unsigned char *at = (const unsigned char *)record.data + 1;
	size_t size = 0;
	unsigned shift = 0;
	if (record.size < 2)
		return (struct bytes){NULL, 0};
	do
		size |= (size_t)(*at & 0x7f) << shift;
	while (shift += 7, (*at++ & 0x80) != 0);
	return (struct bytes){(const char *)at, size};
}

bool
order_add(struct order *order, struct bytes record)
{
	if (order->count == order->room) {
		size_t room = order->room == 0 ? 1024 : order->room + order->room / 2;
		struct placed *rows = realloc(order->rows, room * sizeof *rows);
		if (rows == NULL)
			return false;
		order->rows = rows;
		order->room = room;
	}
	struct bytes key = order_key(record);
	if (order->count == 0) {
		order->first = key;
		order->common = key.size;
	}
	size_t same = 0, most = key.size < order->common ? key.size : order->common;
	while (same < most && key.data[same] == order->first.data[same])
		same++;
	order->common = same;
	order->rows[order->count++] = (struct placed){0, record};
	return true;
}

// Eight bytes of a key from `from` on, as a number that sorts as they do; a key that ends earlier is filled up with zeros.
static uint64_t
prefix_of(struct bytes key, size_t from)
{
	uint64_t prefix = 0;
	for (size_t i = from; i < from + 8; i++)
		prefix = prefix << 8 | (i < key.size ? (unsigned char)key.data[i] : 0);
	return prefix;
}

static bool
before(const struct placed *a, const struct placed *b)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix;
	return bytes_compare(order_key(a->record), order_key(b->record)) < 0;
}

static void
sort_small(struct placed *rows, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct placed row = rows[i];
		size_t at = i;
		for (; at > 0 && before(&row, &rows[at - 1]); at--)
			rows[at] = rows[at - 1];
		rows[at] = row;
	}
}

static int
by_key(const void *a, const void *b)
{
	return bytes_compare(order_key(((const struct placed *)a)->record),
	    order_key(((const struct placed *)b)->record));
}

// Sorts by the byte at `shift` and below.
static void
sort_from(struct placed *rows, size_t count, int shift)
{
	size_t next[256] = {0}, end[256];
	if (count <= SMALL) {
		sort_small(rows, count);
		return;
	}
	if (shift < 0) {
		qsort(rows, count, sizeof *rows, by_key);
		return;
	}
	for (size_t i = 0; i < count; i++)
		next[rows[i].prefix >> shift & 0xff]++;
	for (size_t byte = 0, sum = 0; byte < 256; byte++) {
		size_t these = next[byte];
		next[byte] = sum;
		end[byte] = sum += these;
	}
	for (size_t byte = 0; byte < 256; byte++)
		while (next[byte] < end[byte]) {
			struct placed row = rows[next[byte]];
			size_t home = row.prefix >> shift & 0xff;
			if (home == byte) {
				next[byte]++;
				continue;
			}
			rows[next[byte]] = rows[next[home]];
			rows[next[home]++] = row;
		}
	for (size_t byte = 0, from = 0; byte < 256; byte++) {
		if (end[byte] - from > 1)
			sort_from(rows + from, end[byte] - from, shift - 8);
		from = end[byte];
	}
}

void
order_sort(struct order *order)
{
	bool sorted = true;
	for (size_t i = 0; i < order->count; i++) {
		order->rows[i].prefix = prefix_of(order_key(order->rows[i].record), order->common);
		sorted = sorted && (i == 0 || !before(&order->rows[i], &order->rows[i - 1]));
	}
	if (!sorted)
		sort_from(order->rows, order->count, 56);
}

bool
order_has(const struct order *order, size_t added, struct bytes id)
{
	size_t low = 0, high = order->count - added;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int compared = bytes_compare(order_key(order->rows[middle].record), id);
		if (compared == 0)
			return true;
		if (compared < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

void
order_free(struct order *order)
{
	free(order->rows);
	*order = (struct order){NULL, 0, 0, 0, {NULL, 0}};
}
