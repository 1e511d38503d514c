// What a spreadsheet program saves as "Unicode text" is UTF-16 with a mark.
#include "pipeline/sheet_inside.h"

// Stands for what is half of something.
static void
put_bad(struct text *out)
{
	text_add(out, (struct bytes){"\xff", 1});
}

// A character as UTF-8.
static void
put_character(struct text *out, unsigned character)
{
	char bytes[4];
	size_t size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = size; i-- > 1; character >>= 6)
		bytes[i] = (char)(0x80 | (character & 0x3f));
	bytes[0] = (char)(leads[size] | character);
	text_add(out, (struct bytes){bytes, size});
}

// Takes one unit of sixteen bits.
static void
take_unit(struct sheet_wide *wide, unsigned unit, struct text *out)
{
	bool high = unit >= 0xd800 && unit < 0xdc00, low = unit >= 0xdc00 && unit < 0xe000;
	if (wide->high != 0 && low) {
		put_character(out, 0x10000 + ((wide->high & 0x3ff) << 10) + (unit & 0x3ff));
		wide->high = 0;
		return;
	}
	if (wide->high != 0 || low)
		put_bad(out);
	wide->high = high ? unit : 0;
	if (!high && !low)
		put_character(out, unit);
}

void
sheet_wide_take(struct sheet_wide *wide, struct bytes piece, struct text *out)
{
	for (size_t i = 0; i < piece.size; i++) {
		unsigned byte = (unsigned char)piece.data[i];
		if (wide->odd < 0) {
			wide->odd = (int)byte;
			continue;
		}
		unsigned first = (unsigned)wide->odd;
		wide->odd = -1;
		take_unit(wide, wide->little ? byte << 8 | first : first << 8 | byte, out);
	}
}

void
sheet_wide_end(struct sheet_wide *wide, struct text *out)
{
	if (wide->odd >= 0 || wide->high != 0)
		put_bad(out);
	wide->odd = -1;
	wide->high = 0;
}
