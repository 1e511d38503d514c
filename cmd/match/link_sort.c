// Orders of numbers. Most of what is sorted is short, and stays where it is; what is long is taken byte by byte, so that nobody can make it slow.
#include "cmd/match/link_inside.h"

void
sort_upper(uint64_t *part, uint64_t *other, size_t count)
{
	enum { FEW = 24, BYTE = 256, PASSES = 4 };
	for (size_t i = 1; i < count && count <= FEW; i++) {
		uint64_t moved = part[i];
		size_t at = i;
		for (; at > 0 && part[at - 1] >> 32 > moved >> 32; at--)
			part[at] = part[at - 1];
		part[at] = moved;
	}
	for (unsigned pass = 0; pass < PASSES && count > FEW; pass++) {
		const unsigned shift = 32 + pass * 8;
		size_t starts[BYTE + 1] = {0};
		for (size_t i = 0; i < count; i++)
			starts[(part[i] >> shift & (BYTE - 1)) + 1]++;
		for (size_t i = 0; i < BYTE; i++)
			starts[i + 1] += starts[i];
		for (size_t i = 0; i < count; i++)
			other[starts[part[i] >> shift & (BYTE - 1)]++] = part[i];
		uint64_t *swap = part;
		part = other;
		other = swap;
	}
}

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

void
sort_whole(uint32_t *numbers, size_t count)
{
	enum { FEW = 64 };
	if (count > FEW) {
		qsort(numbers, count, sizeof *numbers, compare_numbers);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		uint32_t moved = numbers[i];
		size_t at = i;
		for (; at > 0 && numbers[at - 1] > moved; at--)
			numbers[at] = numbers[at - 1];
		numbers[at] = moved;
	}
}
