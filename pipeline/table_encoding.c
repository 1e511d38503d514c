// A roster is UTF-8. What is not is recognised where that is sure, and named with the way out; a
// district that cannot export UTF-8 says so in its configuration, and its files are converted
// before anybody looks at them.
#include "pipeline/table_encoding.h"

#define EXPORT_UTF8 "no setting accepts that; have the SIS export UTF-8"
#define SET_UTF8 \
	"the file is UTF-8, but the district's encoding is set to another; set encoding to utf-8"
#define SET_WIDE "the file is UTF-16, and the district's encoding is set to another; " EXPORT_UTF8

// The marks at the start of a file, longer ones first. `single`: as they look after conversion from
// a single-byte encoding. How to add one: a line here.
static const struct {
	const char *bytes;
	size_t size;
	bool single;
	const char *code, *text;
	bool lost;
} marks[] = {
    {"\xef\xbb\xbf", 3, false, "encoding.bom",
	"the file begins with a byte order mark, which is skipped", false},
    {"\xff\xfe\0\0", 4, false, "encoding.other", "the file is UTF-32, little endian; " EXPORT_UTF8,
	true},
    {"\0\0\xfe\xff", 4, false, "encoding.other", "the file is UTF-32, big endian; " EXPORT_UTF8,
	true},
    {"\xff\xfe", 2, false, "encoding.other", "the file is UTF-16, little endian; " EXPORT_UTF8,
	true},
    {"\xfe\xff", 2, false, "encoding.other", "the file is UTF-16, big endian; " EXPORT_UTF8, true},
    {"\xc3\xaf\xc2\xbb\xc2\xbf", 6, true, "encoding.other", SET_UTF8, true},
    {"\xc3\xbf\xc3\xbe", 4, true, "encoding.other", SET_WIDE, true},
    {"\xc3\xbe\xc3\xbf", 4, true, "encoding.other", SET_WIDE, true},
};

struct encoding_mark
encoding_mark(enum table_encoding encoding, const char *data, size_t size)
{
	bool single = encoding != TABLE_UTF8;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i].single == single && size >= marks[i].size &&
		    memcmp(data, marks[i].bytes, marks[i].size) == 0)
			return (struct encoding_mark){
			    marks[i].size, marks[i].code, marks[i].text, marks[i].lost};
	return (struct encoding_mark){0};
}

// English headers in UTF-16 have a NUL for every second byte, and no other.
const char *
encoding_of_nuls(const char *data, size_t size)
{
	size_t nuls[2] = {0, 0};
	for (size_t i = 0; i < size; i++)
		nuls[i & 1] += data[i] == '\0';
	if (size >= 4 && nuls[0] == 0 && nuls[1] == size / 2)
		return "the file is UTF-16, little endian, without a mark; " EXPORT_UTF8;
	if (size >= 4 && nuls[1] == 0 && nuls[0] == (size + 1) / 2)
		return "the file is UTF-16, big endian, without a mark; " EXPORT_UTF8;
	return NULL;
}

// Windows-1252 where it differs from Latin-1: 0x80 to 0x9f. The five that stand for nothing stay
// control characters.
static const unsigned short windows_1252[32] = {
    0x20ac,
    0x0081,
    0x201a,
    0x0192,
    0x201e,
    0x2026,
    0x2020,
    0x2021,
    0x02c6,
    0x2030,
    0x0160,
    0x2039,
    0x0152,
    0x008d,
    0x017d,
    0x008f,
    0x0090,
    0x2018,
    0x2019,
    0x201c,
    0x201d,
    0x2022,
    0x2013,
    0x2014,
    0x02dc,
    0x2122,
    0x0161,
    0x203a,
    0x0153,
    0x009d,
    0x017e,
    0x0178,
};

// Writes a character from 0x80 to 0xffff as UTF-8.
static size_t
character_write(unsigned character, char *out)
{
	if (character < 0x800) {
		out[0] = (char)(0xc0 | character >> 6);
		out[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | character >> 12);
	out[1] = (char)(0x80 | (character >> 6 & 0x3f));
	out[2] = (char)(0x80 | (character & 0x3f));
	return 3;
}

size_t
encoding_convert(enum table_encoding encoding, const char *in, size_t size, char *out)
{
	size_t written = 0;
	for (size_t i = 0; i < size; i++) {
		unsigned character = (unsigned char)in[i];
		if (character < 0x80) {
			out[written++] = in[i];
			continue;
		}
		if (encoding == TABLE_WINDOWS_1252 && character < 0xa0)
			character = windows_1252[character - 0x80];
		written += character_write(character, out + written);
	}
	return written;
}
