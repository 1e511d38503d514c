// A writer of zips for tests that does as it is told, also when that is wrong. Rows of these
// structs are zips; what is left at zero is as an honest writer would have it.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"

// Bytes that grow; freed by buffer_free. Out of memory ends the program: this is for tests only.
struct buffer {
	char *data;
	size_t size, room;
};

void buffer_add(struct buffer *buffer, const void *data, size_t size);
void buffer_fill(struct buffer *buffer, char byte, size_t size);
// Least significant byte first.
void buffer_number(struct buffer *buffer, uint64_t value, unsigned width);
void buffer_free(struct buffer *buffer);
struct bytes buffer_bytes(const struct buffer *buffer);

enum build_64 {
	NO_64,
	BUILD_64,	 // sizes in zip64 fields in both headers, all ones in the headers
	BUILD_64_LOCAL,	 // in the local header only, which gives them too
	BUILD_64_WRONG,	 // as BUILD_64, but the central field is 8 bytes short
	BUILD_64_DIFFER, // as BUILD_64, but the local field gives another size
};

struct build_entry {
	const char *name; // NULL after the last one
	size_t name_size; // when the name holds a NUL
	const char *content;
	size_t repeat;	 // the content so many times more
	unsigned method; // 0 stored, 8 deflate; for all others the content is put there as it is
	unsigned flags;
	uint32_t attributes;
	enum build_64 zip64;
	unsigned descriptor;	// 0, 12, 16, 20, 24 bytes; sets flag bit 3, local fields are zero
	struct bytes extra;	// both headers
	bool again;		// in the directory only, at the place of the entry before
	unsigned gap;		// bytes of nothing before it
	const char *local_name; // when the local header gives another
	uint32_t local_method_xor, local_flags_xor, local_crc_xor;
	uint32_t local_size_add, local_compressed_add;
	uint32_t crc_xor, size_add, descriptor_xor;
	unsigned disk;
};

enum { BUILD_ENTRIES = 5 };

struct build_zip {
	struct build_entry entries[BUILD_ENTRIES];
	const char *prefix, *suffix;
	struct bytes comment;
	unsigned gap;	       // bytes of nothing between directory and end
	unsigned comment_more; // bytes that the comment is said to have and has not
	uint32_t disk, count_add, directory_more;
	bool offsets_with_prefix; // the offsets count the prefix, as a self-extractor's do
	bool zip64;		  // zip64 end record and locator
	bool end_plain;		  // with zip64: the end record gives the values too
	uint64_t count64;	  // what they give as count, when not 0
};

// One entry as it lies in the file.
struct build_placed {
	const struct build_entry *entry;
	size_t name_size;
	uint32_t crc;
	uint64_t size, compressed, offset;
};

// The parts, for zips that no row can say. `base` is where offsets count from, `offset` the
// directory's.
void build_deflate(const struct buffer *plain, struct buffer *out); // raw, as a zip wants it
void build_local(struct buffer *out, const struct build_placed *placed);
void build_central(struct buffer *out, const struct build_placed *placed);
void build_end(struct buffer *out, const struct build_zip *zip, uint64_t base, uint64_t count,
    uint64_t offset);

// The whole: entries, directory, end records.
void build_zip(const struct build_zip *zip, struct buffer *out);
