// How alike two words are. Letters are bytes here: a letter that is no ASCII counts as the bytes that it has, which makes a wrong one differ by
// one to three of them; near_one allows for that.
#include "cmd/match/link_inside.h"

// Where the letter ends that begins at `at`.
static size_t
letter_end(struct bytes text, size_t at)
{
	for (at++; at < text.size && ((unsigned char)text.data[at] & 0xc0) == 0x80; at++)
		;
	return at;
}

// Whether a stretch is no longer than one letter.
static bool
one_letter(struct bytes text, size_t from, size_t to)
{
	return from >= to || letter_end(text, from) >= to;
}

// Whether the two letters in a stretch of one are those of the other the other way round.
static bool
swapped(struct bytes a, struct bytes b, size_t from, size_t to)
{
	size_t middle = letter_end(a, from), other = from + (to - middle);
	return middle < to && letter_end(a, middle) >= to &&
	       memcmp(a.data + from, b.data + other, middle - from) == 0 &&
	       memcmp(a.data + middle, b.data + from, to - middle) == 0;
}

bool
near_one(struct bytes a, struct bytes b)
{
	size_t front = 0, back = 0, less = a.size < b.size ? a.size : b.size;
	size_t more = a.size < b.size ? b.size : a.size;
	if (more - less > 4)
		return false;
	while (front < less && a.data[front] == b.data[front])
		front++;
	while (front > 0 && front < a.size && ((unsigned char)a.data[front] & 0xc0) == 0x80)
		front--;
	while (back < less - front && a.data[a.size - 1 - back] == b.data[b.size - 1 - back])
		back++;
	while (back > 0 && ((unsigned char)a.data[a.size - back] & 0xc0) == 0x80)
		back--;
	if (one_letter(a, front, a.size - back) && one_letter(b, front, b.size - back))
		return true;
	return a.size == b.size && swapped(a, b, front, a.size - back);
}

enum { JARO_MOST = 64 };

// Marks which bytes of `a` are found near the same place in `b`; gives how many.
static unsigned
jaro_common(struct bytes a, struct bytes b, char common[JARO_MOST])
{
	bool taken[JARO_MOST] = {false};
	size_t more = a.size > b.size ? a.size : b.size, reach = more / 2 > 0 ? more / 2 - 1 : 0;
	unsigned count = 0;
	for (size_t i = 0; i < a.size; i++) {
		size_t from = i > reach ? i - reach : 0,
		       to = i + reach + 1 < b.size ? i + reach + 1 : b.size;
		for (size_t j = from; j < to; j++)
			if (!taken[j] && a.data[i] == b.data[j]) {
				taken[j] = true;
				common[count++] = a.data[i];
				break;
			}
	}
	return count;
}

unsigned
near_jaro(struct bytes a, struct bytes b)
{
	char of_a[JARO_MOST], of_b[JARO_MOST];
	unsigned moved = 0, prefix = 0;
	if (a.size == 0 || b.size == 0 || a.size > JARO_MOST || b.size > JARO_MOST)
		return 0;
	unsigned count = jaro_common(a, b, of_a);
	if (count == 0 || jaro_common(b, a, of_b) != count)
		return 0;
	for (unsigned i = 0; i < count; i++)
		moved += of_a[i] != of_b[i];
	double m = count,
	       jaro = (m / (double)a.size + m / (double)b.size + (m - moved / 2.0) / m) / 3;
	while (prefix < 4 && prefix < a.size && prefix < b.size && a.data[prefix] == b.data[prefix])
		prefix++;
	return (unsigned)(100 * (jaro + prefix * .1 * (1 - jaro)));
}
