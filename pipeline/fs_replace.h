// Putting a small file in the place of an older one, so that a reader finds the one or the other, whole.
#pragma once

#include <stddef.h>

#include "pipeline/fault.h"

// Makes the content `name` of `dir`, whether or not there is such a file; nothing is written when it has that content already. `aside` is a
// directory of ours on the same file system where the name `replacing` is free; a crash may leave the file there.
bool fs_replace(int dir, const char *name, const void *data, size_t size, int aside, struct fault *fault);
