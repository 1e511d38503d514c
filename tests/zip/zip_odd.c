// Zips that no row of struct build_zip can say.

#include <stdio.h>
#include <zlib.h>

#include "tests/zip/zip_kinds.h"

enum { QUOTED = 20, MANY = 60000, KERNEL = 100 * 1024, LONG_NAME = 65000, LONG_COMMENT = 30000 };

static const struct build_entry users = {.name = "users.csv", .content = ZIP_KIND_CONTENT};
static const struct build_zip plain = {
    .entries = {{.name = "users.csv", .content = ZIP_KIND_CONTENT}}};

// 60,000 entries without content.
void
zip_make_many(struct buffer *out)
{
	struct buffer directory = {0};
	char name[32];

	for (unsigned i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "f%05u.csv", i);
		struct build_entry entry = {.name = name};
		struct build_placed placed = {
		    .entry = &entry, .name_size = strlen(name), .offset = out->size};
		build_local(out, &placed);
		build_central(&directory, &placed);
	}
	uint64_t offset = out->size;
	buffer_add(out, directory.data, directory.size);
	build_end(out, &(struct build_zip){0}, 0, MANY, offset);
	buffer_free(&directory);
}

// In front of the data of the entry after it: a deflate block that holds that entry's local header
// as it is.
static void
quote(struct buffer *data, struct buffer *content, const struct build_placed *next)
{
	struct buffer header = {0}, joined = {0}, unpacked = {0};

	build_local(&header, next);
	buffer_number(&joined, 0, 1);
	buffer_number(&joined, header.size, 2);
	buffer_number(&joined, ~(uint64_t)header.size, 2);
	buffer_add(&joined, header.data, header.size);
	buffer_add(&joined, data->data, data->size);
	buffer_add(&unpacked, header.data, header.size);
	buffer_add(&unpacked, content->data, content->size);
	buffer_free(&header);
	buffer_free(data);
	buffer_free(content);
	*data = joined;
	*content = unpacked;
}

// The overlap of David Fifield's "A better zip bomb": each entry's data begin with the next one's
// local header, quoted in a deflate block, and go on with its data, so that all share one kernel.
void
zip_make_quoted_overlap(struct buffer *out)
{
	static const char names[] = "abcdefghijklmnopqrst";
	struct build_entry entries[QUOTED];
	struct build_placed placed[QUOTED];
	struct buffer data = {0}, content = {0};
	char text[QUOTED][2];

	buffer_fill(&content, 'a', KERNEL);
	build_deflate(&content, &data);
	for (unsigned i = QUOTED; i-- > 0;) {
		if (i + 1 < QUOTED)
			quote(&data, &content, &placed[i + 1]);
		snprintf(text[i], sizeof(text[i]), "%c", names[i]);
		entries[i] = (struct build_entry){.name = text[i], .method = 8};
		placed[i] = (struct build_placed){
		    .entry = &entries[i],
		    .name_size = 1,
		    .crc = (uint32_t)crc32(0, (const Bytef *)content.data, (uInt)content.size),
		    .size = content.size,
		    .compressed = data.size,
		    .offset = i * (31 + 5),
		};
	}
	build_local(out, &placed[0]);
	buffer_add(out, data.data, data.size);
	uint64_t offset = out->size;
	for (unsigned i = 0; i < QUOTED; i++)
		build_central(out, &placed[i]);
	build_end(out, &(struct build_zip){0}, 0, QUOTED, offset);
	buffer_free(&data);
	buffer_free(&content);
}

// A zip with another one behind it.
void
zip_make_two(struct buffer *out)
{
	build_zip(&plain, out);
	build_zip(&plain, out);
}

// One entry with any bytes as content, stored.
static void
place_stored(struct buffer *out, struct build_placed *placed, struct bytes content)
{
	placed->crc = (uint32_t)crc32(0, (const Bytef *)content.data, (uInt)content.size);
	placed->size = placed->compressed = content.size;
	placed->offset = out->size;
	build_local(out, placed);
	buffer_add(out, content.data, content.size);
}

// A zip that holds a zip, with its end record and all: good, and nobody looks into the inner one.
void
zip_make_nested(struct buffer *out)
{
	struct build_entry inner_entry = {.name = "more.zip"};
	struct build_placed first = {.entry = &users, .name_size = strlen(users.name)};
	struct build_placed second = {.entry = &inner_entry, .name_size = strlen(inner_entry.name)};
	struct buffer inner = {0};

	build_zip(&plain, &inner);
	place_stored(out, &first, bytes_of(ZIP_KIND_CONTENT));
	place_stored(out, &second, buffer_bytes(&inner));
	uint64_t offset = out->size;
	build_central(out, &first);
	build_central(out, &second);
	build_end(out, &(struct build_zip){0}, 0, 2, offset);
	buffer_free(&inner);
}

void
zip_make_long_name(struct buffer *out)
{
	struct buffer name = {0};

	buffer_fill(&name, 'n', LONG_NAME);
	struct build_zip zip = {.entries = {{.name = name.data, .name_size = name.size}}};
	build_zip(&zip, out);
	buffer_free(&name);
}

// A comment that is the end record once more, so that a search from either side finds another one.
void
zip_make_end_in_comment(struct buffer *out)
{
	enum { END = 22 };
	struct buffer once = {0};
	struct build_zip zip = plain;

	build_zip(&plain, &once);
	zip.comment = (struct bytes){once.data + once.size - END, END};
	build_zip(&zip, out);
	buffer_free(&once);
}

// A comment that is longer than the stretch in which the reader looks for the end record.
void
zip_make_long_comment(struct buffer *out)
{
	struct buffer comment = {0};
	struct build_zip zip = plain;

	buffer_fill(&comment, 'c', LONG_COMMENT);
	zip.comment = buffer_bytes(&comment);
	build_zip(&zip, out);
	buffer_free(&comment);
}

// A directory in another order than the entries lie: allowed, and a trap for whoever counts.
void
zip_make_reordered(struct buffer *out)
{
	struct build_entry other_entry = {.name = "orgs.csv"};
	struct build_placed first = {.entry = &users, .name_size = strlen(users.name)};
	struct build_placed other = {.entry = &other_entry, .name_size = strlen(other_entry.name)};

	place_stored(out, &other, bytes_of("sourcedId,status\r\no-1,\r\n"));
	place_stored(out, &first, bytes_of(ZIP_KIND_CONTENT));
	uint64_t offset = out->size;
	build_central(out, &first);
	build_central(out, &other);
	build_end(out, &(struct build_zip){0}, 0, 2, offset);
}

// The beginning of a tar: its mark is not at its beginning.
void
zip_make_tar(struct buffer *out)
{
	buffer_add(out, "users.csv", 9);
	buffer_fill(out, 0, 248);
	buffer_add(out,
	    "ustar\0"
	    "00",
	    8);
	buffer_fill(out, 0, 247);
}
