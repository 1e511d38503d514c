// `origin`: where a drop came from, a text beside its roster.zip; fetch(1) describes it. It is also fetch's only memory: by it an upload
// or a server's file that was taken before is known again.
#pragma once

#include <stdint.h>

#include "pipeline/clock.h"
#include "pipeline/digest.h"
#include "pipeline/fault.h"
#include "pipeline/seal.h"

enum {
	ORIGIN_NAME_MAX = 3 * 255,  // a file's name, escaped
	ORIGIN_PATH_MAX = 3 * 1024, // a folder's, escaped
	ORIGIN_NUMBER_MAX = 32,
};

// Every value as its text; an empty one has no line.
struct origin {
	char from[8]; // "inbox" or "sftp"
	char name[ORIGIN_NAME_MAX + 1];
	char size[ORIGIN_NUMBER_MAX]; // bytes
	char sha256[DIGEST_HEX];
	char arrived[CLOCK_TEXT];
	char inode[ORIGIN_NUMBER_MAX];	 // inbox: of the uploaded file
	char changed[ORIGIN_NUMBER_MAX]; // inbox: its ctime, seconds.nanoseconds
	char path[ORIGIN_PATH_MAX + 1];	 // sftp: host:port/folder
	char modified[ORIGIN_NUMBER_MAX]; // sftp: the server's time of it, seconds since 1970
	char preflight[4]; // "yes": it came into inbox/test/, is to be looked at only
	char same_as[DROP_NAME_MAX + 1]; // the latest earlier drop of the same bytes
};

// Writes a name with everything but letters, digits and . _ - / : as %XX. What does not fit into `size` bytes is false.
bool origin_escape(const char *name, char *text, size_t size);

// Creates `origin` in a directory, synced.
bool origin_write(int dir, const struct origin *origin, struct fault *fault);
// Reads it. FAULT_MISSING when there is none; FAULT_DATA when it is not one of this version.
bool origin_read(int dir, struct origin *origin, struct fault *fault);
