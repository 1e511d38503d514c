// Blocks are written straight from an aligned buffer; only the last, which is shorter, goes through the page cache. A file system that takes no
// O_DIRECT, or not at this alignment, is written as any other. Writes fail late: the first error is kept.
#include "pipeline/bulk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ALIGNMENT = 4096 }; // of memory, place and size: what every block device takes

struct bulk {
	int fd;
	int error; // errno of the first write that failed
	bool direct; // O_DIRECT is set
	bool refused; // or the file system does not take it
	size_t used;
	uint64_t size; // bytes written out
	struct digest *digest;
	char *block;
};

struct bulk *
bulk_new(int fd)
{
	struct bulk *bulk = calloc(1, sizeof *bulk);
	if (bulk == NULL)
		return NULL;
	bulk->fd = fd;
	bulk->block = aligned_alloc(ALIGNMENT, BULK_BLOCK);
	bulk->digest = digest_new();
	if (bulk->block != NULL && bulk->digest != NULL)
		return bulk;
	free(bulk->block);
	digest_free(bulk->digest);
	free(bulk);
	return NULL;
}

// Sets or clears O_DIRECT; a file system that refuses is not asked again.
static void
set_direct(struct bulk *bulk, bool direct)
{
	if (direct == bulk->direct || (direct && bulk->refused))
		return;
	int flags = fcntl(bulk->fd, F_GETFL);
	if (flags >= 0 &&
	    fcntl(bulk->fd, F_SETFL, direct ? flags | O_DIRECT : flags & ~O_DIRECT) == 0)
		bulk->direct = direct;
	else
		bulk->refused = true;
}

// Writes a part of the block. The place in the file is a multiple of the alignment when that in the block is, unless a write came short.
static ssize_t
write_part(struct bulk *bulk, size_t done)
{
	size_t left = bulk->used - done;
	set_direct(
	    bulk, left % ALIGNMENT == 0 && done % ALIGNMENT == 0 && bulk->size % ALIGNMENT == 0);
	ssize_t written = write(bulk->fd, bulk->block + done, left);
	if (written >= 0 || errno != EINVAL || !bulk->direct)
		return written;
	set_direct(bulk, false);
	bulk->refused = true;
	return write(bulk->fd, bulk->block + done, left);
}

// Writes out what the block holds; after an error nothing is written any more.
static void
block_flush(struct bulk *bulk)
{
	digest_add(bulk->digest, bulk->block, bulk->used);
	for (size_t done = 0; done < bulk->used && bulk->error == 0;) {
		ssize_t written = write_part(bulk, done);
		if (written >= 0)
			done += (size_t)written;
		else if (errno != EINTR)
			bulk->error = errno;
	}
	bulk->size += bulk->used;
	bulk->used = 0;
}

void
bulk_add(struct bulk *bulk, const void *data, size_t size)
{
	const char *from = data;
	while (bulk != NULL && size > 0) {
		if (bulk->used == BULK_BLOCK)
			block_flush(bulk);
		size_t part = BULK_BLOCK - bulk->used < size ? BULK_BLOCK - bulk->used : size;
		memcpy(bulk->block + bulk->used, from, part);
		bulk->used += part;
		from += part;
		size -= part;
	}
}

bool
bulk_good(const struct bulk *bulk, const char *name, struct fault *fault)
{
	if (bulk == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory writing %s", name);
	errno = bulk->error;
	return bulk->error == 0 || fault_system(fault, "writing %s", name);
}

bool
bulk_finish(
    struct bulk *bulk, const char *name, char hex[DIGEST_HEX], uint64_t *size, struct fault *fault)
{
	hex[0] = '\0';
	*size = 0;
	if (bulk == NULL)
		return bulk_good(bulk, name, fault);
	block_flush(bulk);
	set_direct(bulk, false);
	digest_end(bulk->digest, hex); // frees it
	*size = bulk->size;
	bool good = bulk_good(bulk, name, fault);
	free(bulk->block);
	free(bulk);
	return good;
}
