// SEAL: the last file written into a drop's directory, a text that says what lies in it. seal(5).
// No host name and no clock in it: the same input gives the same bytes.
#pragma once

#include <stdint.h>

#include "pipeline/digest.h"
#include "pipeline/fault.h"

enum { SEAL_FILES_MAX = 32, SEAL_KNOWN_MAX = 4, SEAL_TEXT_MAX = 16384, DROP_NAME_MAX = 40 };

struct seal {
	char drop[DROP_NAME_MAX + 1];
	char stage[16];
	char tool[32];
	char input[DIGEST_HEX]; // digest of the SEAL of the stage before; "-" for fetch
	char config[DIGEST_HEX];
	uint64_t generation; // of the store that was read; 0 when none was
	unsigned file_count;
	struct sealed {
		char name[64];
		char digest[DIGEST_HEX];
		uint64_t size; // bytes
	} files[SEAL_FILES_MAX];
	// Files whose digests were taken as they were written: seal_write does not read those again. Not part of the text.
	unsigned known_count;
	struct sealed known[SEAL_KNOWN_MAX];
};

// Adds every file of the directory with its digest, syncs each, and writes SEAL durably.
bool seal_write(int dir, struct seal *seal, struct fault *fault);

// Notes the digest of a file that was just written.
void seal_know(struct seal *seal, const char *name, const char digest[DIGEST_HEX], uint64_t size);

// Reads the SEAL of a directory. FAULT_DATA when it is not one of this version.
bool seal_read(int dir, struct seal *seal, struct fault *fault);

// How closely files are held against their SEAL: by size; small ones by content too, as each stage does with what it reads; all by content, as
// `rosterdrop show` does.
enum seal_contents { SEAL_SIZES, SEAL_QUICK, SEAL_ALL };

// Holds every file of the directory against its SEAL. FAULT_IO names the file that differs.
bool seal_check(int dir, const struct seal *seal, enum seal_contents contents, struct fault *fault);

// The digest of the SEAL itself: the link of the chain.
bool seal_digest(int dir, char hex[DIGEST_HEX], struct fault *fault);
