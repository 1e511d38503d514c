// Taking a name out of a directory in which somebody else renames at the same time.
#pragma once

#include <sys/stat.h>

#include "pipeline/fault.h"

// Removes `name` from `dir` if it stands for the file of this status, and syncs the directory; if it stands for another one by now, or for none, that
// stays. `aside` is a directory of ours where the name `removed` is free; a crash may leave the file there.
bool fs_remove_same(int dir, const char *name, const struct stat *status, int aside, struct fault *fault);

// The same, but the file becomes `to_name` of `to`, a directory of ours where nothing has that name. Where `to` is another file system, it is removed.
bool fs_move_same(int dir, const char *name, const struct stat *status, int to, const char *to_name,
    struct fault *fault);
