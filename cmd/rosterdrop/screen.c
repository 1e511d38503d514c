// A name is what somebody typed into another system, and a terminal does what bytes tell it: so everything that is shown comes through here.
#include "cmd/rosterdrop/screen.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

unsigned
screen_width(void)
{
	struct winsize size;
	return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col
										     : 0;
}

bool
screen_utf8(void)
{
	if (!isatty(STDOUT_FILENO))
		return true;
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	if (locale == (locale_t)0)
		return false;
	bool is = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
	freelocale(locale);
	return is;
}

// Characters that are never shown. How to add some: a line.
static const struct {
	uint32_t first, last;
} hidden[] = {
    {0x0000, 0x001f}, // control characters
    {0x007f, 0x009f}, {0x061c, 0x061c}, // marks of direction
    {0x200b, 0x200b}, // no width at all
    {0x200e, 0x200f}, {0x2028, 0x202e}, // ends of lines, embeddings and overrides
    {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}, // tags
};

// The character at the beginning of a text: its number and how many bytes it has. A byte that is none is U+0000.
static size_t
decode(struct bytes rest, uint32_t *character)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = {
	    {0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
	unsigned char first = (unsigned char)rest.data[0];
	for (size_t size = 1; size <= sizeof forms / sizeof *forms && size <= rest.size; size++) {
		bool good = (first & forms[size - 1].mask) == forms[size - 1].lead;
		uint32_t value = first & (unsigned char)~forms[size - 1].mask;
		for (size_t i = 1; good && i < size; i++) {
			unsigned char byte = (unsigned char)rest.data[i];
			good = (byte & 0xc0) == 0x80;
			value = value << 6 | (byte & 0x3f);
		}
		if (good && value >= forms[size - 1].least && value <= 0x10ffff &&
		    (value < 0xd800 || value > 0xdfff)) {
			*character = value;
			return size;
		}
	}
	*character = 0;
	return 1;
}

void
screen_put(struct text *text, struct bytes value, bool utf8)
{
	while (value.size > 0) {
		uint32_t character;
		size_t size = decode(value, &character);
		bool shown = utf8 || character < 0x80;
		for (size_t i = 0; shown && i < sizeof hidden / sizeof *hidden; i++)
			shown = character < hidden[i].first || character > hidden[i].last;
		if (shown)
			text_add(text, (struct bytes){value.data, size});
		else
			text_put(text, "?");
		value = (struct bytes){value.data + size, value.size - size};
	}
}
