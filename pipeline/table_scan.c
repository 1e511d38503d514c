// The short way for rows without quotes, and the look that every line gets. Both work on masks of
// sixteen bytes, one bit a byte, because reading a district's files byte by byte costs more than
// all checks of their values.
//
// Whatever is unusual makes plain_split give up: only one place, the judge's, says what is wrong.
#include "pipeline/table_scan.h"

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK = 16 };

struct block {
	unsigned comma, quote;
	unsigned low; // control characters of ASCII, DEL with them
	unsigned high; // not ASCII
};

#ifdef __SSE2__
// The masks of sixteen bytes.
static inline struct block
block_look(const char *at)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i del = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f));
	__m128i below = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)), del);
	struct block block;
	block.comma = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')));
	block.quote = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
	block.high = (unsigned)_mm_movemask_epi8(bytes);
	block.low = (unsigned)_mm_movemask_epi8(below) & ~block.high;
	return block;
}
#else
// The masks of sixteen bytes, for processors without SSE2.
static inline struct block
block_look(const char *at)
{
	struct block block = {0};
	for (unsigned i = 0; i < BLOCK; i++) {
		unsigned char c = (unsigned char)at[i];
		block.comma |= (unsigned)(c == ',') << i;
		block.quote |= (unsigned)(c == '"') << i;
		block.low |= (unsigned)(c < 0x20 || c == 0x7f) << i;
		block.high |= (unsigned)(c >= 0x80) << i;
	}
	return block;
}
#endif

// The masks of the block at an offset; past the end of the data no bit is set.
static inline struct block
block_at(const char *data, size_t size, size_t at)
{
	if (size - at >= BLOCK)
		return block_look(data + at);
	char tail[BLOCK];
	memset(tail, 'x', sizeof tail);
	memcpy(tail, data + at, size - at);
	return block_look(tail);
}

// How many of sixteen bits are set, without needing an instruction that not every processor has.
static inline unsigned
bits_count(unsigned bits)
{
	bits = bits - (bits >> 1 & 0x5555u);
	bits = (bits & 0x3333u) + (bits >> 2 & 0x3333u);
	bits = (bits + (bits >> 4)) & 0x0f0fu;
	return (bits + (bits >> 8)) & 0x1fu;
}

// How many quotes there are: what libcsv took away from a row can be reckoned from it.
size_t
quotes_count(const char *data, size_t size)
{
	size_t count = 0;
	for (size_t at = 0; at < size; at += BLOCK)
		count += bits_count(block_at(data, size, at).quote);
	return count;
}

// Settles a line whose text ends at `pos`, at a CR, an LF or the end of the data. False when more
// data must come first.
static inline bool
line_settle(const char *data, size_t size, size_t pos, bool last, struct line *line)
{
	line->text = line->size = pos;
	line->end = LINE_CUT;
	if (pos == size)
		return last && size > 0;
	line->size = pos + 1;
	line->end = data[pos] == '\n' ? LINE_LF : LINE_CR;
	if (line->end == LINE_LF)
		return true;
	if (pos + 1 == size)
		return last;
	if (data[pos + 1] == '\n') {
		line->size = pos + 2;
		line->end = LINE_CRLF;
	}
	return true;
}

// What a control character of ASCII, which ends no line, says about its line.
static unsigned
control_flag(char c)
{
	return c == '\0' ? LINE_NUL : c == '\t' ? 0 : LINE_CONTROL;
}

bool
line_scan(const char *data, size_t size, bool last, struct line *line)
{
	unsigned high = 0;
	*line = (struct line){0};
	for (size_t at = 0; at < size; at += BLOCK) {
		struct block block = block_at(data, size, at);
		for (unsigned low = block.low; low != 0; low &= low - 1) {
			unsigned bit = (unsigned)__builtin_ctz(low);
			char c = data[at + bit];
			if (c == '\n' || c == '\r') {
				unsigned before = (1u << bit) - 1;
				line->quotes += bits_count(block.quote & before);
				high |= block.high & before;
				line->flags |= high != 0 ? LINE_HIGH : 0;
				return line_settle(data, size, at + bit, last, line);
			}
			line->flags |= control_flag(c);
		}
		line->quotes += bits_count(block.quote);
		high |= block.high;
	}
	line->flags |= high != 0 ? LINE_HIGH : 0;
	return line_settle(data, size, size, last, line);
}

static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

// Adds a cell without the blanks round it. False when a limit is crossed.
static inline bool
plain_cell(struct plain *plain, const char *data, size_t size)
{
	while (size > 0 && is_blank(data[size - 1]))
		size--;
	while (size > 0 && is_blank(data[0]))
		data++, size--;
	if (plain->count == plain->columns || size > plain->cell_bytes)
		return false;
	plain->cells[plain->count++] = (struct bytes){data, size};
	plain->content += size;
	return true;
}

// Ends a plain row at `pos`: its last cell, its line end, its size, its UTF-8.
static bool
plain_end(const char *data, size_t size, size_t start, size_t pos, bool last, struct plain *plain)
{
	struct line *line = &plain->line;
	size_t bad;
	if (!plain_cell(plain, data + start, pos - start) ||
	    !line_settle(data, size, pos, last, line))
		return false;
	if (line->text > plain->row_bytes)
		return false;
	if (!(line->flags & LINE_HIGH))
		return true;
	return utf8_scan(data, line->text, &bad, &line->flags) && !(line->flags & LINE_CONTROL);
}

bool
plain_split(const char *data, size_t size, bool last, struct plain *plain)
{
	size_t start = 0;
	plain->count = 0;
	plain->content = 0;
	plain->line.flags = 0;
	plain->line.quotes = 0;
	for (size_t at = 0; at < size; at += BLOCK) {
		struct block block = block_at(data, size, at);
		if (block.high != 0)
			plain->line.flags |= LINE_HIGH;
		for (unsigned m = block.comma | block.quote | block.low; m != 0; m &= m - 1) {
			size_t pos = at + (unsigned)__builtin_ctz(m);
			char c = data[pos];
			if (c == ',') {
				if (!plain_cell(plain, data + start, pos - start))
					return false;
				start = pos + 1;
			} else if (c == '\n' || c == '\r') {
				return plain_end(data, size, start, pos, last, plain);
			} else if (c != '\t') {
				return false;
			}
		}
	}
	return last && size > 0 && plain_end(data, size, start, size, last, plain);
}

// The forms of a character of more than one byte: its first byte, the range of its second, its size
// (Unicode 15, table 3-7).
static const struct {
	unsigned char first, first_to, second, second_to, size;
} utf8_forms[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 2},
    {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3},
    {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4},
    {0xf4, 0xf4, 0x80, 0x8f, 4},
};

// The size of the character that is not ASCII at `at`; 0 when it is not valid.
static size_t
utf8_size(const unsigned char *at, size_t left)
{
	unsigned i = 0;
	while (i < sizeof utf8_forms / sizeof *utf8_forms && at[0] > utf8_forms[i].first_to)
		i++;
	if (i == sizeof utf8_forms / sizeof *utf8_forms || at[0] < utf8_forms[i].first)
		return 0;
	size_t size = utf8_forms[i].size;
	if (left < size || at[1] < utf8_forms[i].second || at[1] > utf8_forms[i].second_to)
		return 0;
	for (size_t j = 2; j < size; j++)
		if ((at[j] & 0xc0) != 0x80)
			return 0;
	return size;
}

// How many bytes from here are ASCII.
static size_t
ascii_run(const unsigned char *at, size_t left)
{
	size_t run = 0;
	uint64_t word;
	for (; left - run >= sizeof word; run += sizeof word) {
		memcpy(&word, at + run, sizeof word);
		if (word & 0x8080808080808080u)
			break;
	}
	while (run < left && at[run] < 0x80)
		run++;
	return run;
}

bool
utf8_scan(const char *data, size_t size, size_t *bad, unsigned *flags)
{
	const unsigned char *bytes = (const unsigned char *)data;
	size_t at = ascii_run(bytes, size);
	while (at < size) {
		size_t step = utf8_size(bytes + at, size - at);
		if (step == 0) {
			*bad = at;
			return false;
		}
		if (bytes[at] == 0xc2 && bytes[at + 1] < 0xa0)
			*flags |= LINE_CONTROL;
		if (step == 3 && memcmp(bytes + at, "\xef\xbf\xbd", 3) == 0)
			*flags |= LINE_REPLACEMENT;
		at += step;
		at += ascii_run(bytes + at, size - at);
	}
	return true;
}
