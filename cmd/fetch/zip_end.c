// A zip's last record is written last, so an upload that broke off has none. What does not begin like a zip is not judged here, and an answer that
// cannot be had is "no": then the quiet period alone decides, and validate reports.
#include "cmd/fetch/zip_end.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// PKWARE's APPNOTE, 4.3.16: the record has 22 bytes, the last two of which are the length of a comment behind it.
enum { RECORD = 22, COMMENT_AT = 20, COMMENT_MAX = 65535 };

static const char entry_begins[] = "PK\3\4", end_begins[] = "PK\5\6";
enum { MAGIC = sizeof entry_begins - 1 };

// Whether the record stands in the last bytes of the file.
static bool
has_end(const char *bytes, size_t size)
{
	for (size_t at = size >= RECORD ? size - RECORD + 1 : 0; at-- > 0;) {
		if (memcmp(bytes + at, end_begins, MAGIC) != 0)
			continue;
		size_t comment = (unsigned char)bytes[at + COMMENT_AT] |
				 (size_t)(unsigned char)bytes[at + COMMENT_AT + 1] << 8;
		if (at + RECORD + comment <= size)
			return true;
	}
	return false;
}

// Looks for it in the last `most` bytes.
static bool
end_within(int fd, uint64_t size, size_t most)
{
	size_t room = size < most ? (size_t)size : most;
	char *bytes = malloc(room);
	if (bytes == NULL)
		return true;
	ssize_t got = pread(fd, bytes, room, (off_t)(size - room));
	bool found = got != (ssize_t)room || has_end(bytes, room);
	free(bytes);
	return found;
}

bool
zip_lacks_end(int fd, uint64_t size)
{
	char begin[MAGIC];
	if (size < MAGIC || pread(fd, begin, MAGIC, 0) != MAGIC ||
	    memcmp(begin, entry_begins, MAGIC) != 0)
		return false;
	return !end_within(fd, size, RECORD) && !end_within(fd, size, RECORD + COMMENT_MAX);
}
