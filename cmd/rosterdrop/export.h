// The files of an export.
#pragma once

#include "cmd/rosterdrop/reader.h"

// Writes all files into an open, empty directory, each of them synced.
bool export_files(const struct reader *reader, int dir, struct fault *fault);
