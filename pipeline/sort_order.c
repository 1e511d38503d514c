// Sorting by 64-bit prefixes, because a comparison that has to fetch two keys from memory costs a
// cache miss each.
//
// What all keys share is skipped. Of what follows, seven bytes and how many bytes there were make
// the prefix; so two equal prefixes mean equal keys, unless both go on: such groups are sorted
// again, from where the prefix ended. The count makes a key come before those that it begins. Ties
// go by address: records lie in the order in which they came, which makes the order stable.
#include "pipeline/sort_order.h"

#include <stdbool.h>

enum { PREFIX = 7, GOES_ON = PREFIX + 1, SMALL = 24 };

static inline bool
entry_before(struct sort_entry a, struct sort_entry b)
{
	return a.prefix < b.prefix || (a.prefix == b.prefix && a.record < b.record);
}

static inline void
entry_swap(struct sort_entry *a, struct sort_entry *b)
{
	struct sort_entry kept = *a;
	*a = *b;
	*b = kept;
}

// The quickest for a few.
static void
order_few(struct sort_entry *entries, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct sort_entry entry = entries[i];
		size_t at = i;
		for (; at > 0 && entry_before(entry, entries[at - 1]); at--)
			entries[at] = entries[at - 1];
		entries[at] = entry;
	}
}

// Lets the entry at the top of a heap sink to its place.
static void
heap_sink(struct sort_entry *entries, size_t at, size_t count)
{
	for (size_t child; (child = 2 * at + 1) < count; at = child) {
		if (child + 1 < count && entry_before(entries[child], entries[child + 1]))
			child++;
		if (!entry_before(entries[at], entries[child]))
			return;
		entry_swap(&entries[at], &entries[child]);
	}
}

// The way out for data that splits badly: never worse than n log n.
static void
order_by_heap(struct sort_entry *entries, size_t count)
{
	for (size_t i = count / 2; i-- > 0;)
		heap_sink(entries, i, count);
	for (size_t end = count; end-- > 1;) {
		entry_swap(&entries[0], &entries[end]);
		heap_sink(entries, 0, end);
	}
}

// The middle one of three; as no two entries are equal, some entry is smaller and some is greater.
static struct sort_entry
median(struct sort_entry a, struct sort_entry b, struct sort_entry c)
{
	if (entry_before(b, a))
		entry_swap(&a, &b);
	if (entry_before(c, b))
		b = entry_before(c, a) ? a : c;
	return b;
}

// Splits in two parts, neither empty, all of the first before all of the second; gives the size of
// the first.
static size_t
split(struct sort_entry *entries, size_t count)
{
	struct sort_entry pivot = median(entries[0], entries[count / 2], entries[count - 1]);
	for (size_t low = 0, high = count - 1;; low++, high--) {
		while (entry_before(entries[low], pivot))
			low++;
		while (entry_before(pivot, entries[high]))
			high--;
		if (low >= high)
			return high + 1;
		entry_swap(&entries[low], &entries[high]);
	}
}

// Sorts by prefix; `splits` bounds the depth.
static void
order_by_prefix(struct sort_entry *entries, size_t count, unsigned splits)
{
	while (count > SMALL) {
		if (splits-- == 0) {
			order_by_heap(entries, count);
			return;
		}
		size_t first = split(entries, count);
		if (first < count - first) {
			order_by_prefix(entries, first, splits);
			entries += first;
			count -= first;
		} else {
			order_by_prefix(entries + first, count - first, splits);
			count = first;
		}
	}
	order_few(entries, count);
}

// How many bytes all keys share, at least `depth`.
static size_t
shared(const struct sort_entry *entries, size_t count, size_t depth)
{
	struct bytes model = sort_key(entries[0].record);
	size_t length = model.size;
	for (size_t i = 1; i < count && length > depth; i++) {
		struct bytes key = sort_key(entries[i].record);
		size_t at = depth;
		if (key.size < length)
			length = key.size;
		while (at < length && key.data[at] == model.data[at])
			at++;
		length = at;
	}
	return length;
}

// Seven bytes from `depth` on, most significant first, zeroes where the key has ended, and how many
// there were.
static uint64_t
prefix(const char *record, size_t depth)
{
	struct bytes key = sort_key(record);
	size_t left = key.size - depth;
	uint64_t word = 0;
	for (size_t i = 0; i < PREFIX; i++)
		word = word << 8 | (i < left ? (unsigned char)key.data[depth + i] : 0);
	return word << 8 | (left < GOES_ON ? left : GOES_ON);
}

// Sorts entries whose keys share their first `depth` bytes. Every level skips what is shared, so
// that it splits its group.
static void
order_from(struct sort_entry *entries, size_t count, size_t depth)
{
	unsigned splits = 2;
	depth = shared(entries, count, depth);
	for (size_t i = 0; i < count; i++)
		entries[i].prefix = prefix(entries[i].record, depth);
	for (size_t n = count; n > 1; n /= 2)
		splits += 2;
	order_by_prefix(entries, count, splits);
	for (size_t from = 0, to; from < count; from = to) {
		uint64_t word = entries[from].prefix;
		for (to = from + 1; to < count && entries[to].prefix == word;)
			to++;
		if (to - from > 1 && (word & UINT8_MAX) == GOES_ON)
			order_from(entries + from, to - from, depth + PREFIX);
	}
}

void
sort_order(struct sort_entry *entries, size_t count)
{
	if (count > 1)
		order_from(entries, count, 0);
}
