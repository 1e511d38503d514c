// One entry of a zip: its central header, its local header, its data descriptor. A reader may
// believe any of these, so they have to say the same; what one of them leaves open (zip64, sizes
// that follow the data) the others settle.

#include <inttypes.h>

#include "pipeline/limits.h"
#include "pipeline/zip_part.h"

enum flag {
	FLAG_ENCRYPTED = 1 << 0,
	FLAG_DEFLATE_SPEED = 3 << 1, // how hard the writer tried; says nothing to a reader
	FLAG_DESCRIPTOR = 1 << 3,
	FLAG_STRONG = 1 << 6,
	FLAG_UTF8 = 1 << 11,
	FLAG_MASKED = 1 << 13,
	FLAGS_SECRET = FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED,
	FLAGS_TAKEN = FLAG_DEFLATE_SPEED | FLAG_DESCRIPTOR | FLAG_UTF8,
};
enum method { METHOD_STORED = 0, METHOD_DEFLATE = 8, METHOD_AES = 99 };
enum mode { MODE_TYPE = 0170000, MODE_DIRECTORY = 0040000, MODE_REGULAR = 0100000 };

#define DOS_DIRECTORY 0x10u
#define DIRECTORY_COMPRESSED 2 // some writers deflate the nothing in a folder's entry

// What the methods that we do not take are called, for the message.
static const struct {
	unsigned method;
	const char *name;
} method_names[] = {
    {1, "shrink"},
    {6, "implode"},
    {9, "deflate64"},
    {12, "bzip2"},
    {14, "LZMA"},
    {20, "zstd"},
    {93, "zstd"},
    {95, "xz"},
    {97, "WavPack"},
    {98, "PPMd"},
};

static const char *
method_name(unsigned method)
{
	for (size_t i = 0; i < sizeof(method_names) / sizeof(method_names[0]); i++)
		if (method_names[i].method == method)
			return method_names[i].name;
	return "unknown";
}

// Flags and method: nothing encrypted, nothing but stored and deflate.
static bool
method_check(const struct zip_look *look, const struct zip_header *header)
{
	struct zip_verdict *verdict = look->verdict;

	if ((header->flags & FLAGS_SECRET) != 0 || header->method == METHOD_AES)
		return zip_refuse_entry(verdict, "package.encrypted", header->name,
		    "it is encrypted; send the zip without a password");
	if (header->method != METHOD_STORED && header->method != METHOD_DEFLATE)
		return zip_refuse_entry(verdict, "package.method", header->name,
		    "it is compressed by %s (method %u); use an ordinary zip (deflate)",
		    method_name(header->method), header->method);
	if ((header->flags & ~(unsigned)FLAGS_TAKEN) != 0)
		return zip_refuse_entry(verdict, "package.structure", header->name,
		    "its flags 0x%04x ask for something that no ordinary zip needs", header->flags);
	return true;
}

// Regular files and folders only, whichever system the writer says that it was.
static bool
kind_check(const struct zip_look *look, const struct zip_header *header)
{
	bool slash = header->name.data[header->name.size - 1] == '/';
	uint32_t type = header->attributes >> 16 & MODE_TYPE;
	struct zip_verdict *verdict = look->verdict;

	if (type != 0 && type != MODE_REGULAR && type != MODE_DIRECTORY)
		return zip_refuse_entry(verdict, "package.structure", header->name,
		    "it is a link or a special file (mode %06o), not a file",
		    (unsigned)(header->attributes >> 16));
	if (!slash && (type == MODE_DIRECTORY || (header->attributes & DOS_DIRECTORY) != 0))
		return zip_refuse_entry(verdict, "package.structure", header->name,
		    "it is marked as a folder and its name does not end with /");
	if (slash &&
	    (header->size != 0 || header->crc != 0 || header->compressed > DIRECTORY_COMPRESSED))
		return zip_refuse_entry(
		    verdict, "package.structure", header->name, "it is a folder and has content");
	return true;
}

// What one entry may weigh.
static bool
size_check(const struct zip_look *look, const struct zip_header *header)
{
	const struct zip_limits *limits = look->limits;
	uint64_t ratio = header->compressed == 0 ? 0 : header->size / header->compressed;

	if (header->size > limits->entry_bytes)
		return zip_refuse_limit(look->verdict, header->name, "its size in bytes is",
		    "entry_bytes", header->size, limits->entry_bytes);
	if (header->method == METHOD_STORED && header->size != header->compressed)
		return zip_refuse_entry(look->verdict, "package.structure", header->name,
		    "it is stored, but its two sizes differ");
	if (header->compressed == 0 && header->size != 0)
		return zip_refuse_entry(
		    look->verdict, "package.structure", header->name, "it has a size and no data");
	if (header->size > LIMIT_RATIO_FROM && ratio >= limits->ratio &&
	    header->size > limits->ratio * header->compressed)
		return zip_refuse_limit(look->verdict, header->name,
		    "its size over its compressed size is", "ratio",
		    ratio + (header->size % header->compressed != 0), limits->ratio);
	return true;
}

bool
zip_central_read(const struct zip_look *look, struct bytes *directory, struct zip_header *header)
{
	const char *at = directory->data;

	if (directory->size < ZIP_CENTRAL_SIZE || !zip_signed(*directory, 0, ZIP_CENTRAL))
		return zip_refuse(look->verdict, "package.structure",
		    "its directory is damaged: an entry is missing in it");
	size_t name = zip_16(at + 28), extra = zip_16(at + 30), comment = zip_16(at + 32);
	size_t whole = ZIP_CENTRAL_SIZE + name + extra + comment;
	if (whole > directory->size)
		return zip_refuse(look->verdict, "package.structure",
		    "its directory is damaged: an entry reaches past the end of it");
	*header = (struct zip_header){
	    .name = {at + ZIP_CENTRAL_SIZE, name},
	    .extra = {at + ZIP_CENTRAL_SIZE + name, extra},
	    .flags = zip_16(at + 8),
	    .method = zip_16(at + 10),
	    .crc = zip_32(at + 16),
	    .compressed = zip_32(at + 20),
	    .size = zip_32(at + 24),
	    .disk = zip_16(at + 34),
	    .attributes = zip_32(at + 38),
	    .offset = zip_32(at + 42),
	};
	*directory = (struct bytes){at + whole, directory->size - whole};
	if (!zip_name_check(header->name, (header->flags & FLAG_UTF8) != 0, look->verdict) ||
	    !method_check(look, header) || !zip_extra_read(look, header))
		return false;
	if (header->disk != 0)
		return zip_refuse_entry(look->verdict, "package.structure", header->name,
		    "it lies in another part of a split zip; send one whole zip");
	return size_check(look, header) && kind_check(look, header);
}

// Whether a local field says what the central one says; with a descriptor it may be left at zero.
static bool
agrees(uint64_t local, uint64_t central, bool later)
{
	return local == central || (later && local == 0);
}

bool
zip_has_descriptor(const struct zip_header *header)
{
	return (header->flags & FLAG_DESCRIPTOR) != 0;
}

bool
zip_local_check(
    const struct zip_look *look, const struct zip_header *central, uint64_t stop, uint64_t *end)
{
	struct zip_verdict *verdict = look->verdict;
	bool later = zip_has_descriptor(central);

	if (stop < ZIP_LOCAL_SIZE || central->offset > stop - ZIP_LOCAL_SIZE ||
	    !zip_signed(look->content, central->offset, ZIP_LOCAL))
		return zip_refuse_entry(verdict, "package.structure", central->name,
		    "it is not where the directory says");
	const char *at = look->content.data + central->offset;
	uint64_t room = stop - central->offset - ZIP_LOCAL_SIZE;
	size_t name = zip_16(at + 26), extra = zip_16(at + 28);
	if (name + extra > room || central->compressed > room - name - extra)
		return zip_refuse_entry(verdict, "package.structure", central->name,
		    "its data reach into the directory");
	struct zip_header local = {
	    .name = {at + ZIP_LOCAL_SIZE, name},
	    .extra = {at + ZIP_LOCAL_SIZE + name, extra},
	    .flags = zip_16(at + 6),
	    .method = zip_16(at + 8),
	    .crc = zip_32(at + 14),
	    .compressed = zip_32(at + 18),
	    .size = zip_32(at + 22),
	};
	*end = central->offset + ZIP_LOCAL_SIZE + name + extra + central->compressed;
	if (!bytes_equal(local.name, central->name))
		return zip_refuse_entry(verdict, "package.structure", central->name,
		    "its own header gives another name");
	if (!zip_extra_read(look, &local))
		return false;
	if (((local.flags ^ central->flags) & ~(unsigned)FLAG_DEFLATE_SPEED) != 0 ||
	    local.method != central->method || !agrees(local.crc, central->crc, later) ||
	    !agrees(local.compressed, central->compressed, later) ||
	    !agrees(local.size, central->size, later))
		return zip_refuse_entry(verdict, "package.structure", central->name,
		    "its own header and the directory disagree");
	return true;
}

// A descriptor is CRC and two sizes of 4 or 8 bytes, with or without a signature: the length tells
// which it is.
bool
zip_descriptor_fits(
    const struct zip_look *look, const struct zip_header *central, uint64_t from, uint64_t to)
{
	uint64_t length = to - from;
	const char *at = look->content.data + from;

	if (length != 12 && length != 16 && length != 20 && length != 24)
		return false;
	if (length == 16 || length == 24) {
		if (!zip_signed(look->content, from, ZIP_DESCRIPTOR))
			return false;
		at += ZIP_SIGNATURE_SIZE;
	}
	if (zip_32(at) != central->crc)
		return false;
	if (length < 20)
		return zip_32(at + 4) == central->compressed && zip_32(at + 8) == central->size;
	return zip_64(at + 4) == central->compressed && zip_64(at + 12) == central->size;
}
