// A file that is written from front to back in many megabytes and that nobody reads tonight: past the page cache (open(2), O_DIRECT) where the
// file system lets us, because filling pages that are thrown away costs more than making what stands in them. Its digest is taken on the way.
#pragma once

#include <stdint.h>

#include "pipeline/digest.h"
#include "pipeline/fault.h"

enum { BULK_BLOCK = 1024 * 1024 }; // bytes that are written at once

struct bulk;

// Begins with an open, empty, regular file, which stays the caller's and is not to be written by anybody else before bulk_finish. NULL when out of
// memory: everything below takes that too, and bulk_finish says so.
struct bulk *bulk_new(int fd);
void bulk_add(struct bulk *bulk, const void *data, size_t size);
// Whether all that was written out so far could be; so that nobody works on for a full disk.
bool bulk_good(const struct bulk *bulk, const char *name, struct fault *fault);
// Writes the rest, and tells digest and size (bytes); does not sync. The first fault of all the writes before. Frees in any case.
bool bulk_finish(
    struct bulk *bulk, const char *name, char hex[DIGEST_HEX], uint64_t *size, struct fault *fault);
