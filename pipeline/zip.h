// The zip, before anything of it is inflated: a strict look at its central directory, ours, because no reader of zips
// refuses what a drop must not hold. Follows PKWARE's APPNOTE 6.3.9 sections 4.3 to 4.5, and is narrower.
//
// Takes bytes, not a file, so that a fuzzer can feed it.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"

struct zip_limits {
	uint64_t zip_bytes, entry_bytes, total_bytes, ratio;
	unsigned entries;
};

struct zip_entry {
	struct bytes name;	 // in the central directory, borrowed from the zip's bytes
	uint64_t offset;	 // of the local header
	uint64_t compressed, size; // bytes
	uint32_t crc;
	bool directory;		 // a folder's own entry: no content
};

// What is wrong with a zip: a finding code ("package.truncated") and the words for it. code is NULL for a good one.
struct zip_verdict {
	const char *code;
	char text[512]; // names of entries in it are escaped and shortened with their length named
};

struct zip {
	struct zip_entry *entries; // in the order of the central directory; freed by zip_free
	unsigned count;
};

// Looks at the whole zip. True and the entries when it is one that the pipeline takes; false and the verdict otherwise.
// Refuses: not a zip (says what it looks like), truncated, bytes before or after, more than one disk, a local header that
// disagrees, overlapping entries, encryption, methods other than stored and deflate, symbolic links and other
// special entries, unsafe names, a name twice (also when only case differs), limits. Zip64 and data descriptors are taken.
// *zip is empty on false. False without a code: out of memory, nothing is said about the zip.
bool zip_check(struct bytes content, const struct zip_limits *limits, struct zip *zip, struct zip_verdict *verdict);
void zip_free(struct zip *zip);
