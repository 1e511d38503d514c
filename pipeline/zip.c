// The strict look at a whole zip. Readers of zips are kind: they skip what stands before, between
// and after, take the last of several directories, and let entries share bytes; and two of them are
// kind in different ways. Here every byte must belong to exactly one thing:
//
//   local header, data, descriptor, …, central directory, zip64 end, locator, end record, comment
//
// so that there is one way to read the zip, and the size that the directory promises is the most
// that it can unpack to.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/zip_part.h"

// The bytes of one entry, from its local header to the end of its data.
struct span {
	struct zip_header header;
	uint64_t end;
};

// Reads the whole directory, each entry held against its local header, and adds up what they unpack
// to.
static bool
directory_read(
    const struct zip_look *look, const struct zip_end *end, struct zip *zip, struct span *spans)
{
	struct bytes rest = {look->content.data + end->offset, end->size};
	uint64_t total = 0, most = look->limits->total_bytes;

	for (; zip->count < end->count; zip->count++) {
		struct span *span = &spans[zip->count];
		struct zip_header *header = &span->header;
		if (!zip_central_read(look, &rest, header) ||
		    !zip_local_check(look, header, end->offset, &span->end))
			return false;
		if (total > UINT64_MAX - header->size || total + header->size > most)
			return zip_refuse_limit(look->verdict, (struct bytes){NULL, 0},
			    "the size of its files together, in bytes, is at least", "total_bytes",
			    total > UINT64_MAX - header->size ? UINT64_MAX : total + header->size,
			    most);
		total += header->size;
		zip->entries[zip->count] = (struct zip_entry){
		    .name = header->name,
		    .offset = header->offset,
		    .compressed = header->compressed,
		    .size = header->size,
		    .crc = header->crc,
		    .directory = header->name.data[header->name.size - 1] == '/',
		};
	}
	if (rest.size != 0)
		return zip_refuse(look->verdict, "package.structure",
		    "its directory holds more than its %u entries", zip->count);
	return true;
}

static int
span_compare(const void *a, const void *b)
{
	const struct span *left = a, *right = b;
	uint64_t x = left->header.offset, y = right->header.offset;
	return (x > y) - (x < y);
}

// Each entry has to end where the next begins, the last one at the directory, and the first is the
// first thing there is.
static bool
spans_check(const struct zip_look *look, uint64_t stop, struct span *spans, unsigned count)
{
	uint64_t begin = 0;

	qsort(spans, count, sizeof(*spans), span_compare);
	for (unsigned i = 0; i < count; i++) {
		const struct zip_header *header = &spans[i].header;
		uint64_t next = i + 1 < count ? spans[i + 1].header.offset : stop;
		if (header->offset != begin)
			return zip_refuse_entry(look->verdict, "package.structure", header->name,
			    "there are %" PRIu64 " bytes before the first entry", header->offset);
		if (spans[i].end > next)
			return zip_refuse_entry(look->verdict, "package.structure", header->name,
			    "its data overlap those of another entry");
		if (zip_has_descriptor(header)
			? !zip_descriptor_fits(look, header, spans[i].end, next)
			: spans[i].end != next)
			return zip_refuse_entry(look->verdict, "package.structure", header->name,
			    "what stands between it and the next entry does not belong there");
		begin = next;
	}
	return true;
}

static int
name_compare(const void *a, const void *b)
{
	const struct span *left = a, *right = b;
	return zip_name_compare(left->header.name, right->header.name);
}

// No name twice, also when only case differs: which of the two is the file would be left to luck.
static bool
names_check(const struct zip_look *look, struct span *spans, unsigned count)
{
	qsort(spans, count, sizeof(*spans), name_compare);
	for (unsigned i = 1; i < count; i++)
		if (zip_name_compare(spans[i - 1].header.name, spans[i].header.name) == 0)
			return zip_refuse_entry(look->verdict, "package.duplicate",
			    spans[i].header.name,
			    "this name, or one that differs only in case, is there twice");
	return true;
}

bool
zip_check(struct bytes content, const struct zip_limits *limits, struct zip *zip,
    struct zip_verdict *verdict)
{
	struct zip_look look = {content, limits, verdict};
	struct zip_end end = {0};
	struct span *spans = NULL;
	bool good = false;

	*zip = (struct zip){NULL, 0};
	*verdict = (struct zip_verdict){.code = NULL};
	if (content.size > limits->zip_bytes)
		return zip_refuse_limit(verdict, (struct bytes){NULL, 0},
		    "the size of the zip in bytes is", "zip_bytes", content.size,
		    limits->zip_bytes);
	if (!zip_end_read(&look, &end) || !zip_end_check(&look, &end))
		return false;
	zip->entries = calloc(end.count, sizeof(*zip->entries));
	spans = calloc(end.count, sizeof(*spans));
	if (zip->entries == NULL || spans == NULL)
		snprintf(verdict->text, sizeof(verdict->text), "out of memory");
	else
		good = directory_read(&look, &end, zip, spans) &&
		       spans_check(&look, end.offset, spans, zip->count) &&
		       names_check(&look, spans, zip->count);
	free(spans);
	if (!good)
		zip_free(zip);
	return good;
}

void
zip_free(struct zip *zip)
{
	free(zip->entries);
	*zip = (struct zip){NULL, 0};
}
