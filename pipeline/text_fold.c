// The one file that knows libutf8proc. ASCII, which is nearly all there is, never gets that far.
#include "pipeline/text_fold.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "schema/value.h"

// Letters that do not decompose, and signs that stand for those of ASCII. How to add one: a line, in the order of the numbers.
static const struct {
	int32_t letter;
	const char *plain;
} plains[] = {
    {0x00B7, " "}, // middle dot
    {0x00E6, "ae"},
    {0x00F0, "d"},
    {0x00F8, "o"},
    {0x00FE, "th"},
    {0x0111, "d"},
    {0x0127, "h"},
    {0x0131, "i"},
    {0x0138, "q"},
    {0x0142, "l"},
    {0x014B, "ng"},
    {0x0153, "oe"},
    {0x0167, "t"},
    {0x0180, "b"},
    {0x0188, "c"},
    {0x018C, "d"},
    {0x0199, "k"},
    {0x01B4, "y"},
    {0x01DD, "e"},
    {0x0253, "b"},
    {0x0256, "d"},
    {0x0257, "d"},
    {0x0259, "e"},
    {0x025B, "e"},
    {0x0268, "i"},
    {0x0272, "n"},
    {0x02B9, "'"},
    {0x02BB, "'"},
    {0x02BC, "'"},
    {0x02BD, "'"},
    {0x02BF, "'"},
    {0x05F3, "'"}, // Hebrew geresh
    {0x2010, "-"},
    {0x2012, "-"},
    {0x2013, "-"},
    {0x2014, "-"},
    {0x2015, "-"},
    {0x2018, "'"},
    {0x2019, "'"},
    {0x201B, "'"},
    {0x2212, "-"},
    {0xA78C, "'"},
};

// What is taken off letters: accents, Hebrew points, Arabic short vowels; and what shows nothing. Not the vowel signs of other scripts,
// without which names are other names. How to add a stretch: a line.
static const struct {
	int32_t first, last;
} marks[] = {
    {0x00AD, 0x00AD},
    {0x0300, 0x036F},
    {0x0591, 0x05BD},
    {0x05BF, 0x05C7},
    {0x0640, 0x0640},
    {0x064B, 0x0652},
    {0x0670, 0x0670},
    {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF},
    {0x200B, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x2064},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
    {0xFEFF, 0xFEFF},
};

// Whether all of it is ASCII.
static bool
is_ascii(struct bytes value)
{
	unsigned char seen = 0;
	for (size_t i = 0; i < value.size; i++)
		seen |= (unsigned char)value.data[i];
	return seen < 0x80;
}

// Bytes that begin a letter which Unicode composes to itself whatever follows but marks: U+00C0 to U+02FF, and U+4000 to U+9FFF.
static inline bool
begins_composed(unsigned char c)
{
	return (c >= 0xC3 && c <= 0xCB) || (c >= 0xE4 && c <= 0xE9);
}

bool
text_is_spelled(struct bytes value)
{
	unsigned char before = ' ';
	for (size_t i = 0; i < value.size; i++) {
		unsigned char c = (unsigned char)value.data[i];
		if (c < ' ' || c == 0x7F || (c == ' ' && before == ' ') ||
		    (c >= 0xC0 && !begins_composed(c)))
			return false;
		before = c;
	}
	return value.size == 0 || before != ' ';
}

// The size of the blank that begins here: ASCII's, the no-break space, the wide spaces of U+2000 to U+200A, U+202F, U+3000; else 0.
static size_t
blank_size(struct bytes rest)
{
	const unsigned char *at = (const unsigned char *)rest.data;
	if (at[0] <= ' ' || at[0] == 0x7F)
		return 1;
	if (rest.size >= 2 && at[0] == 0xC2 && at[1] == 0xA0)
		return 2;
	if (rest.size >= 3 && at[0] == 0xE2 && at[1] == 0x80 &&
	    ((at[2] >= 0x80 && at[2] <= 0x8A) || at[2] == 0xAF))
		return 3;
	return rest.size >= 3 && memcmp(at, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

// Adds a value with one blank for each stretch of them, and none at its ends.
static void
add_with_blanks(struct text *text, struct bytes value)
{
	bool blank = false, any = false;
	if (!text_reserve(text, value.size + 1))
		return;
	for (size_t i = 0; i < value.size;) {
		size_t size = blank_size((struct bytes){value.data + i, value.size - i});
		if (size == 0) {
			if (blank && any)
				text->data[text->size++] = ' ';
			text->data[text->size++] = value.data[i++];
			any = true;
			blank = false;
		} else {
			blank = true;
			i += size;
		}
	}
}

void
text_spell(struct text *text, struct bytes value)
{
	size_t bad;
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t size = UTF8PROC_ERROR_INVALIDUTF8;
	if (text_is_spelled(value)) {
		text_add(text, value);
		return;
	}
	if (!is_ascii(value) && value_utf8(value, &bad))
		size = utf8proc_map((const utf8proc_uint8_t *)value.data,
		    (utf8proc_ssize_t)value.size, &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (size == UTF8PROC_ERROR_NOMEM)
		text->failed = true;
	else if (size >= 0)
		value = (struct bytes){(const char *)composed, (size_t)size};
	add_with_blanks(text, value);
	free(composed);
}

// ASCII without case.
static void
add_lower(struct text *text, struct bytes value)
{
	if (value.size == 0 || !text_reserve(text, value.size))
		return;
	for (size_t i = 0; i < value.size; i++) {
		char c = value.data[i];
		text->data[text->size++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
}

static bool
is_mark(int32_t letter)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (letter >= marks[i].first && letter <= marks[i].last)
			return true;
	return false;
}

// One decomposed letter.
static void
add_letter(struct text *text, int32_t letter)
{
	utf8proc_uint8_t bytes[4];
	if (is_mark(letter))
		return;
	for (size_t i = 0; letter >= 0x80 && i < sizeof plains / sizeof *plains; i++)
		if (plains[i].letter == letter) {
			text_put(text, plains[i].plain);
			return;
		}
	utf8proc_ssize_t size = utf8proc_encode_char(letter, bytes);
	text_add(text, (struct bytes){(const char *)bytes, size < 0 ? 0 : (size_t)size});
}

void
text_fold(struct text *text, struct bytes value)
{
	const utf8proc_option_t how =
	    UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
	const utf8proc_uint8_t *data = (const utf8proc_uint8_t *)value.data;
	const utf8proc_ssize_t size = (utf8proc_ssize_t)value.size;
	size_t bad;
	if (is_ascii(value) || !value_utf8(value, &bad)) {
		add_lower(text, value);
		return;
	}
	utf8proc_ssize_t room = utf8proc_decompose(data, size, NULL, 0, how);
	int32_t *letters = room <= 0 ? NULL : malloc((size_t)room * sizeof *letters);
	if (letters == NULL) {
		text->failed = true;
		return;
	}
	utf8proc_ssize_t count = utf8proc_decompose(data, size, letters, room, how);
	for (utf8proc_ssize_t i = 0; i < count && i < room; i++)
		add_letter(text, letters[i]);
	free(letters);
}
