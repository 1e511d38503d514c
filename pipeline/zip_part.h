// What the files of the zip check share: zip.c, zip_end.c, zip_entry.c, zip_extra.c, zip_name.c.
// Nobody else includes it.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/zip.h"

// Signatures and fixed sizes of the records (APPNOTE 4.3.7, 4.3.12, 4.3.14 to 4.3.16).
#define ZIP_LOCAL "PK\3\4"
#define ZIP_CENTRAL "PK\1\2"
#define ZIP_END "PK\5\6"
#define ZIP_END64 "PK\6\6"
#define ZIP_LOCATOR "PK\6\7"
#define ZIP_DESCRIPTOR "PK\7\x8"
enum {
	ZIP_SIGNATURE_SIZE = 4,
	ZIP_LOCAL_SIZE = 30,
	ZIP_CENTRAL_SIZE = 46,
	ZIP_END_SIZE = 22,
	ZIP_END64_SIZE = 56,
	ZIP_LOCATOR_SIZE = 20,
};

// What one check is about; handed down unchanged.
struct zip_look {
	struct bytes content;
	const struct zip_limits *limits;
	struct zip_verdict *verdict;
};

// The fields of an entry that both of its headers have; offset, disk and attributes are the central
// one's.
struct zip_header {
	struct bytes name, extra;
	unsigned flags, method;
	uint32_t crc, attributes;
	uint64_t size, compressed, offset, disk;
};

// What the end records say, and where they begin: there the directory has to end.
struct zip_end {
	uint64_t disk, directory_disk, here, count, size, offset, stop;
};

static inline unsigned
zip_16(const char *at)
{
	const unsigned char *byte = (const unsigned char *)at;
	return byte[0] | (unsigned)byte[1] << 8;
}

static inline uint32_t
zip_32(const char *at)
{
	return zip_16(at) | (uint32_t)zip_16(at + 2) << 16;
}

static inline uint64_t
zip_64(const char *at)
{
	return zip_32(at) | (uint64_t)zip_32(at + 4) << 32;
}

// Whether a record with this signature could begin at `at`.
static inline bool
zip_signed(struct bytes content, uint64_t at, const char *signature)
{
	return content.size >= ZIP_SIGNATURE_SIZE && at <= content.size - ZIP_SIGNATURE_SIZE &&
	    memcmp(content.data + at, signature, ZIP_SIGNATURE_SIZE) == 0;
}

// Fill in the verdict; give false, so that a check may `return zip_refuse(...)`.
bool zip_refuse(struct zip_verdict *verdict, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool zip_refuse_entry(struct zip_verdict *verdict, const char *code, struct bytes name,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

// Refuses by package.limit: `what` (ends in a verb) is `value`, more than `limit`, which is the key
// `key` of the section `limits`. `name` is the entry's, empty for the zip as a whole.
bool zip_refuse_limit(struct zip_verdict *verdict, struct bytes name, const char *what,
    const char *key, uint64_t value, uint64_t limit);

// Whether a name may stand in a zip that we take: relative, no empty, `.` or `..` part, nothing
// that a shell, a terminal or another system reads as something else. `utf8` says that the entry
// claims UTF-8.
bool zip_name_check(struct bytes name, bool utf8, struct zip_verdict *verdict);

// The order of names in which those that differ only in ASCII case, or in a folder's final slash,
// are equal.
int zip_name_compare(struct bytes a, struct bytes b);

// Reads the end records, or says what the bytes are if they are no zip.
bool zip_end_read(const struct zip_look *look, struct zip_end *end);

// Holds the end records against the file and the limits, before anything is allocated by what they
// say.
bool zip_end_check(const struct zip_look *look, const struct zip_end *end);

// Walks the extra fields of a header, each known one at most once; zip64 values go into the header.
bool zip_extra_read(const struct zip_look *look, struct zip_header *header);

// Takes one header off the directory and holds it against the policy: flags, method, kind, name,
// sizes, limits.
bool zip_central_read(
    const struct zip_look *look, struct bytes *directory, struct zip_header *header);

// Holds the local header against the central one. `stop` is where the directory begins; *end is
// where the entry's data end.
bool zip_local_check(const struct zip_look *look, const struct zip_header *central, uint64_t stop,
    uint64_t *end);

// Whether exactly the data descriptor of this entry fills the bytes from `from` to `to`.
bool zip_descriptor_fits(
    const struct zip_look *look, const struct zip_header *central, uint64_t from, uint64_t to);
bool zip_has_descriptor(const struct zip_header *header);
