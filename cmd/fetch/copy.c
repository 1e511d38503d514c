// What counts from here on is our own inode, which nobody else can write to. It is read no further than the size that it had, so that a file that grows
// for ever ends.
#include "cmd/fetch/copy.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/fs.h"

enum { PIECE = 256 * 1024 };

bool
copy_upload(
    int from, int to, const struct upload *upload, char sha256[DIGEST_HEX], struct fault *fault)
{
	uint64_t left = (uint64_t)upload->status.st_size;
	struct digest *digest = digest_new();
	char *piece = malloc(PIECE);
	ssize_t got = 1;
	bool good = (digest != NULL && piece != NULL) ||
		    fault_set(fault, FAULT_TEMP, "out of memory copying an upload");
	while (good && left > 0 && got > 0) {
		got = read(from, piece, left < PIECE ? (size_t)left : PIECE);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			good = fault_system(fault, "reading an upload");
		else if ((good = fs_write(to, piece, (size_t)got, "roster.zip", fault))) {
			digest_add(digest, piece, (size_t)got);
			left -= (uint64_t)got;
		}
	}
	free(piece);
	if (good && left > 0)
		good = fault_set(fault, FAULT_TEMP, "an upload became shorter while it was copied");
	if (good)
		digest_end(digest, sha256);
	else
		digest_free(digest);
	return good;
}
