// Writes what a row of struct build_zip says. Own code and not a library's, because no library
// writes wrong zips.

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "pipeline/zip_part.h"
#include "tests/zip/zip_build.h"

enum { DESCRIPTOR_FLAG = 8, VERSION = 45, MADE_BY_UNIX = 3 << 8 | VERSION, DOS_DATE_1980 = 33 };

void
buffer_add(struct buffer *buffer, const void *data, size_t size)
{
	if (size == 0)
		return;
	if (buffer->room - buffer->size < size) {
		buffer->room = (buffer->size + size) * 2;
		buffer->data = realloc(buffer->data, buffer->room);
		if (buffer->data == NULL) {
			perror("zip_build");
			exit(1);
		}
	}
	memcpy(buffer->data + buffer->size, data, size);
	buffer->size += size;
}

void
buffer_fill(struct buffer *buffer, char byte, size_t size)
{
	for (size_t i = 0; i < size; i++)
		buffer_add(buffer, &byte, 1);
}

void
buffer_number(struct buffer *buffer, uint64_t value, unsigned width)
{
	for (unsigned i = 0; i < width; i++, value >>= 8)
		buffer_fill(buffer, (char)(value & 0xff), 1);
}

void
buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){NULL, 0, 0};
}

struct bytes
buffer_bytes(const struct buffer *buffer)
{
	return (struct bytes){buffer->data, buffer->size};
}

void
build_deflate(const struct buffer *plain, struct buffer *out)
{
	z_stream stream = {0};
	Bytef piece[16384];
	int status = Z_OK;

	if (deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		exit(1);
	stream.next_in = (Bytef *)plain->data;
	stream.avail_in = (uInt)plain->size;
	while (status == Z_OK) {
		stream.next_out = piece;
		stream.avail_out = sizeof(piece);
		status = deflate(&stream, Z_FINISH);
		buffer_add(out, piece, sizeof(piece) - stream.avail_out);
	}
	deflateEnd(&stream);
}

// A zip64 extra field of so many values.
static void
put_zip64(struct buffer *out, uint64_t size, uint64_t compressed, unsigned values)
{
	buffer_number(out, 1, 2);
	buffer_number(out, 8 * (uint64_t)values, 2);
	buffer_number(out, size, 8);
	if (values > 1)
		buffer_number(out, compressed, 8);
}

static bool
zip64_values(const struct build_entry *entry)
{
	return entry->zip64 != NO_64 && entry->zip64 != BUILD_64_LOCAL;
}

static unsigned
flags_of(const struct build_entry *entry)
{
	return entry->flags | (entry->descriptor != 0 ? DESCRIPTOR_FLAG : 0u);
}

// The part that both headers have, from the flags to the lengths of name and extra fields.
static void
put_common(
    struct buffer *out, const struct build_placed *placed, bool local, size_t name, size_t extra)
{
	const struct build_entry *entry = placed->entry;
	bool later = local && entry->descriptor != 0, ones = zip64_values(entry);
	uint64_t size = placed->size + (local ? entry->local_size_add : 0);
	uint64_t compressed = placed->compressed + (local ? entry->local_compressed_add : 0);

	buffer_number(out, flags_of(entry) ^ (local ? entry->local_flags_xor : 0), 2);
	buffer_number(out, entry->method ^ (local ? entry->local_method_xor : 0), 2);
	buffer_number(out, 0, 2);
	buffer_number(out, DOS_DATE_1980, 2);
	buffer_number(out, later ? 0 : placed->crc ^ (local ? entry->local_crc_xor : 0), 4);
	buffer_number(out, ones ? UINT32_MAX : later ? 0 : compressed, 4);
	buffer_number(out, ones ? UINT32_MAX : later ? 0 : size, 4);
	buffer_number(out, name, 2);
	buffer_number(out, extra, 2);
}

void
build_local(struct buffer *out, const struct build_placed *placed)
{
	const struct build_entry *entry = placed->entry;
	const char *name = entry->local_name != NULL ? entry->local_name : entry->name;
	size_t name_size = entry->local_name != NULL ? strlen(name) : placed->name_size;
	uint64_t differ = entry->zip64 == BUILD_64_DIFFER;
	struct buffer extra = {0};

	if (entry->zip64 != NO_64)
		put_zip64(&extra, placed->size + differ, placed->compressed, 2);
	buffer_add(&extra, entry->extra.data, entry->extra.size);
	buffer_add(out, ZIP_LOCAL, 4);
	buffer_number(out, VERSION, 2);
	put_common(out, placed, true, name_size, extra.size);
	buffer_add(out, name, name_size);
	buffer_add(out, extra.data, extra.size);
	buffer_free(&extra);
}

void
build_central(struct buffer *out, const struct build_placed *placed)
{
	const struct build_entry *entry = placed->entry;
	struct buffer extra = {0};

	if (zip64_values(entry))
		put_zip64(&extra, placed->size, placed->compressed,
		    entry->zip64 == BUILD_64_WRONG ? 1 : 2);
	buffer_add(&extra, entry->extra.data, entry->extra.size);
	buffer_add(out, ZIP_CENTRAL, 4);
	buffer_number(out, MADE_BY_UNIX, 2);
	buffer_number(out, VERSION, 2);
	put_common(out, placed, false, placed->name_size, extra.size);
	buffer_number(out, 0, 2);
	buffer_number(out, entry->disk, 2);
	buffer_number(out, 0, 2);
	buffer_number(out, entry->attributes, 4);
	buffer_number(out, placed->offset, 4);
	buffer_add(out, entry->name, placed->name_size);
	buffer_add(out, extra.data, extra.size);
	buffer_free(&extra);
}

static void
put_descriptor(struct buffer *out, const struct build_placed *placed)
{
	unsigned length = placed->entry->descriptor, width = length < 20 ? 4 : 8;

	if (length == 0)
		return;
	if (length == 16 || length == 24)
		buffer_add(out, ZIP_DESCRIPTOR, 4);
	buffer_number(out, placed->crc ^ placed->entry->descriptor_xor, 4);
	buffer_number(out, placed->compressed, width);
	buffer_number(out, placed->size, width);
}

// Local header, data and descriptor of an entry.
static void
put_entry(struct buffer *out, struct build_placed *placed)
{
	const struct build_entry *entry = placed->entry;
	const char *content = entry->content != NULL ? entry->content : "";
	struct buffer plain = {0}, packed = {0};

	for (size_t i = 0; i <= entry->repeat; i++)
		buffer_add(&plain, content, strlen(content));
	if (entry->method == 8)
		build_deflate(&plain, &packed);
	else
		buffer_add(&packed, plain.data, plain.size);
	placed->crc = (uint32_t)crc32(0, (const Bytef *)plain.data, (uInt)plain.size);
	placed->crc ^= entry->crc_xor;
	placed->size = plain.size + entry->size_add;
	placed->compressed = packed.size;
	build_local(out, placed);
	buffer_add(out, packed.data, packed.size);
	put_descriptor(out, placed);
	buffer_free(&plain);
	buffer_free(&packed);
}

// Zip64 end record and locator.
static void
put_end64(struct buffer *out, uint64_t base, uint64_t count, uint64_t offset)
{
	uint64_t at = out->size - base, size = at - offset;

	buffer_add(out, ZIP_END64, 4);
	buffer_number(out, ZIP_END64_SIZE - 12, 8);
	buffer_number(out, VERSION, 2);
	buffer_number(out, VERSION, 2);
	buffer_number(out, 0, 8);
	buffer_number(out, count, 8);
	buffer_number(out, count, 8);
	buffer_number(out, size, 8);
	buffer_number(out, offset, 8);
	buffer_add(out, ZIP_LOCATOR, 4);
	buffer_number(out, 0, 4);
	buffer_number(out, at, 8);
	buffer_number(out, 1, 4);
}

void
build_end(
    struct buffer *out, const struct build_zip *zip, uint64_t base, uint64_t count, uint64_t offset)
{
	uint64_t size = out->size - base - offset + zip->directory_more;

	buffer_fill(out, 0, zip->gap);
	if (zip->zip64)
		put_end64(out, base, zip->count64 != 0 ? zip->count64 : count, offset);
	buffer_add(out, ZIP_END, 4);
	buffer_number(out, zip->disk, 2);
	buffer_number(out, zip->disk, 2);
	bool ones = zip->zip64 && !zip->end_plain;
	buffer_number(out, ones ? UINT16_MAX : count + zip->count_add, 2);
	buffer_number(out, ones ? UINT16_MAX : count + zip->count_add, 2);
	buffer_number(out, ones ? UINT32_MAX : size, 4);
	buffer_number(out, ones ? UINT32_MAX : offset, 4);
	buffer_number(out, zip->comment.size + zip->comment_more, 2);
	buffer_add(out, zip->comment.data, zip->comment.size);
	if (zip->suffix != NULL)
		buffer_add(out, zip->suffix, strlen(zip->suffix));
}

void
build_zip(const struct build_zip *zip, struct buffer *out)
{
	struct build_placed placed[BUILD_ENTRIES] = {0};
	uint64_t base = zip->offsets_with_prefix ? out->size : 0, count = 0;

	if (zip->prefix != NULL)
		buffer_add(out, zip->prefix, strlen(zip->prefix));
	if (!zip->offsets_with_prefix)
		base = out->size;
	for (; count < BUILD_ENTRIES && zip->entries[count].name != NULL; count++) {
		const struct build_entry *entry = &zip->entries[count];
		struct build_placed *at = &placed[count];
		if (entry->again)
			*at = placed[count - 1];
		at->entry = entry;
		at->name_size = entry->name_size != 0 ? entry->name_size : strlen(entry->name);
		if (entry->again)
			continue;
		buffer_fill(out, 0, entry->gap);
		at->offset = out->size - base;
		put_entry(out, at);
	}
	uint64_t directory = out->size - base;
	for (uint64_t i = 0; i < count; i++)
		build_central(out, &placed[i]);
	build_end(out, zip, base, count, directory);
}
