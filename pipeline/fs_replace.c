// What says how things are now, and not what happened to a drop, is the only thing that is ever written over.
#include "pipeline/fs_replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/fs.h"

static const char replacing[] = "replacing";

// Whether the file has this content already.
static bool
is_same(int dir, const char *name, const void *data, size_t size)
{
	struct fault ignored;
	size_t had;
	char *content = fs_read(dir, name, size, &had, &ignored);
	bool same = content != NULL && had == size && memcmp(content, data, size) == 0;
	free(content);
	return same;
}

bool
fs_replace(int dir, const char *name, const void *data, size_t size, int aside, struct fault *fault)
{
	if (is_same(dir, name, data, size))
		return true;
	if (!fs_remove(aside, replacing, fault) || !fs_put(aside, replacing, data, size, fault))
		return false;
	if (renameat(aside, replacing, dir, name) != 0)
		return fault_system(fault, "replacing %s", name);
	return fs_sync_dir(dir, fault);
}
