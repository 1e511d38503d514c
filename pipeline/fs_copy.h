// A file that was finished once, in another directory too.
#pragma once

#include "pipeline/fault.h"

// Copies `name` from one directory into another, where nothing has that name, and syncs the copy. *copied is false, and that is no failure, when it is not there.
bool fs_copy(int from, int to, const char *name, bool *copied, struct fault *fault);
