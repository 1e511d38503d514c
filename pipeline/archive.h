// The one file that knows libarchive. It only inflates, with the seekable zip reader and nothing else, what zip_check
// found good: anything but OK and EOF refuses.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"

struct archive_file; // one entry being read

// Opens the entry called `name` of the zip whose bytes these are (they must stay). NULL and a fault: FAULT_DATA when the zip does not
// give that entry.
struct archive_file *archive_open(struct bytes zip, struct bytes name, struct fault *fault);

// The next piece of its content: borrowed until the next call. An empty piece is the end; then content, size and CRC have been found
// right. False and FAULT_DATA when they are not.
bool archive_read(struct archive_file *file, struct bytes *piece, struct fault *fault);
void archive_close(struct archive_file *file);

// Packs loose files into a zip, in this order, with fixed times, so that the same files give the same bytes.
// fds are open for reading; the zip is written to `out`.
bool archive_pack(int out, const char *const *names, const int *fds, unsigned count, struct fault *fault);
