// The files of an export.
#pragma once

#include "cmd/rosterdrop/reader.h"

// Writes the files of an import (rosterdrop-import(5)) into an open, empty directory, each of them synced.
bool export_vendor(const struct reader *reader, int dir, struct fault *fault);

// Writes all files into an open, empty directory, each of them synced.
bool export_files(const struct reader *reader, int dir, struct fault *fault);
