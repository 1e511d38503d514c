// The end of a zip, where reading begins: the end record, its zip64 forerunner, and what a file
// without one looks like. The file has to stop where the end record stops, and the directory where
// the first of these records begins.

#include <ctype.h>
#include <inttypes.h>

#include "pipeline/limits.h"
#include "pipeline/zip_part.h"

// The reader behind us looks for the end record in this many last bytes.
#define END_SEARCH (16 * KIB)

// What a file that is no zip begins with. How to add one: a line here; text is compared without
// case.
static const struct {
	const char *begins;
	const char *words;
} lookalikes[] = {
    {"\x1f\x8b", "a gzip file"},
    {"7z\xbc\xaf\x27\x1c", "a 7-Zip file"},
    {"Rar!", "a RAR file"},
    {"BZh", "a bzip2 file"},
    {"\xfd"
     "7zXZ",
	"an xz file"},
    {"\x28\xb5\x2f\xfd", "a zstd file"},
    {"\xd0\xcf\x11\xe0", "an old Office document"},
    {"%PDF", "a PDF document"},
    {"-----BEGIN PGP", "a PGP message"},
    {"<!doctype html", "an HTML page, perhaps of an error"},
    {"<html", "an HTML page, perhaps of an error"},
    {"<", "an XML or HTML text"},
    {"{", "a JSON text"},
    {"[", "a JSON text"},
    {"MZ", "a program"},
};

static bool
begins_with(struct bytes content, const char *prefix)
{
	for (size_t i = 0; prefix[i] != '\0'; i++)
		if (i == content.size ||
		    tolower((unsigned char)content.data[i]) != tolower((unsigned char)prefix[i]))
			return false;
	return true;
}

// Whether the beginning is a line of text with a comma in it.
static bool
is_csv(struct bytes content)
{
	bool comma = false;

	for (size_t i = 0; i < content.size && i < 4096; i++) {
		unsigned char byte = (unsigned char)content.data[i];
		if (byte == '\n' || byte == '\r')
			return comma;
		if (byte < 0x20 && byte != '\t')
			return false;
		comma = comma || byte == ',';
	}
	return comma;
}

// A tar has its mark behind the first header's other fields.
static bool
is_tar(struct bytes content)
{
	enum { MARK = 257 };
	return content.size > MARK &&
	       begins_with((struct bytes){content.data + MARK, content.size - MARK}, "ustar");
}

// Whether the zip is whole, and only its comment is so long that the end record was not looked for before it.
static bool
comment_is_long(struct bytes content)
{
	uint64_t most = UINT16_MAX, at = content.size;

	while (at > 0 && content.size - at < ZIP_END_SIZE + most)
		if (zip_signed(content, --at, ZIP_END) && content.size - at >= ZIP_END_SIZE &&
		    zip_16(content.data + at + 20) == content.size - at - ZIP_END_SIZE)
			return true;
	return false;
}

// Refuses what has no end record: a zip that was cut, or no zip, and then what it looks like.
static bool
end_missing(const struct zip_look *look)
{
	struct bytes content = look->content;
	const char *words =
	    is_csv(content) ? "a CSV file; put the files into a zip" : "no known format";

	if (begins_with(content, "PK") && comment_is_long(content))
		return zip_refuse(look->verdict, "package.structure",
		    "its comment is too long; zip the files without one");
	if (begins_with(content, "PK"))
		return zip_refuse(look->verdict, "package.truncated",
		    "the zip is cut: its end record is missing after %zu bytes", content.size);
	if (is_csv(content))
		words = "a CSV file; put the files into a zip";
	if (is_tar(content))
		words = "a tar file";
	for (size_t i = sizeof(lookalikes) / sizeof(lookalikes[0]); i-- > 0;)
		if (begins_with(content, lookalikes[i].begins))
			words = lookalikes[i].words;
	return zip_refuse(look->verdict, "package.not_zip", "not a zip: it looks like %s",
	    content.size == 0 ? "an empty file" : words);
}

// Finds the last end record. The last one, so that a comment cannot hide another.
static bool
end_find(struct bytes content, uint64_t *at)
{
	uint64_t lowest = content.size > END_SEARCH ? content.size - END_SEARCH : 0;

	for (*at = content.size; *at > lowest;)
		if (zip_signed(content, --*at, ZIP_END))
			return true;
	return false;
}

// Takes a value from the zip64 end; the end record must say the same, or refer there with all ones.
static bool
end64_value(uint64_t *value, uint64_t ones, uint64_t value64)
{
	bool fits = *value == ones || *value == value64;
	*value = value64;
	return fits;
}

// Reads the zip64 end record and its locator, which stand right before the end record when they are
// there.
static bool
end64_read(const struct zip_look *look, struct zip_end *end)
{
	struct bytes content = look->content;
	uint64_t locator = end->stop - ZIP_LOCATOR_SIZE, at = locator - ZIP_END64_SIZE;

	if (end->stop < ZIP_LOCATOR_SIZE || !zip_signed(content, locator, ZIP_LOCATOR))
		return true;
	if (locator < ZIP_END64_SIZE || !zip_signed(content, at, ZIP_END64) ||
	    zip_64(content.data + at + 4) != ZIP_END64_SIZE - 12 ||
	    zip_64(content.data + locator + 8) != at)
		return zip_refuse(look->verdict, "package.structure",
		    "its zip64 end record is not where it should be");
	const char *record = content.data + at;
	bool fits =
	    zip_32(content.data + locator + 4) == 0 && zip_32(content.data + locator + 16) == 1;
	fits = end64_value(&end->disk, UINT16_MAX, zip_32(record + 16)) && fits;
	fits = end64_value(&end->directory_disk, UINT16_MAX, zip_32(record + 20)) && fits;
	fits = end64_value(&end->here, UINT16_MAX, zip_64(record + 24)) && fits;
	fits = end64_value(&end->count, UINT16_MAX, zip_64(record + 32)) && fits;
	fits = end64_value(&end->size, UINT32_MAX, zip_64(record + 40)) && fits;
	fits = end64_value(&end->offset, UINT32_MAX, zip_64(record + 48)) && fits;
	end->stop = at;
	if (!fits)
		return zip_refuse(
		    look->verdict, "package.structure", "its two end records disagree");
	return true;
}

bool
zip_end_read(const struct zip_look *look, struct zip_end *end)
{
	struct bytes content = look->content;

	if (!end_find(content, &end->stop))
		return end_missing(look);
	uint64_t rest = content.size - end->stop;
	const char *at = content.data + end->stop;
	if (rest < ZIP_END_SIZE || zip_16(at + 20) > rest - ZIP_END_SIZE)
		return zip_refuse(look->verdict, "package.truncated",
		    "the zip is cut: its end record reaches past its end");
	if (zip_16(at + 20) < rest - ZIP_END_SIZE)
		return zip_refuse(look->verdict, "package.structure",
		    "there are %" PRIu64 " bytes after the end of the zip",
		    rest - ZIP_END_SIZE - zip_16(at + 20));
	end->disk = zip_16(at + 4);
	end->directory_disk = zip_16(at + 6);
	end->here = zip_16(at + 8);
	end->count = zip_16(at + 10);
	end->size = zip_32(at + 12);
	end->offset = zip_32(at + 16);
	return end64_read(look, end);
}

bool
zip_end_check(const struct zip_look *look, const struct zip_end *end)
{
	struct zip_verdict *verdict = look->verdict;

	if (end->disk != 0 || end->directory_disk != 0 || end->here != end->count)
		return zip_refuse(verdict, "package.structure",
		    "it is a part of a split zip; send one whole zip");
	if (end->count > look->limits->entries)
		return zip_refuse_limit(verdict, (struct bytes){NULL, 0},
		    "its number of entries is", "entries", end->count, look->limits->entries);
	if (end->offset > end->stop || end->size > end->stop - end->offset)
		return zip_refuse(verdict, "package.truncated",
		    "the zip is cut: its directory reaches past its end");
	if (end->size < end->stop - end->offset)
		return zip_refuse(verdict, "package.structure",
		    "there are %" PRIu64
		    " bytes before the zip, or between its directory and its end",
		    end->stop - end->offset - end->size);
	if (end->count == 0 && end->stop == 0)
		return zip_refuse(verdict, "package.empty", "the zip holds no files");
	if (end->count == 0 || end->count > end->size / ZIP_CENTRAL_SIZE)
		return zip_refuse(verdict, "package.structure",
		    "the number of entries does not fit its directory");
	return true;
}
