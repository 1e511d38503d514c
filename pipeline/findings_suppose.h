// What if: what would hold a drop under other checks than those that its findings were made by.
#pragma once

#include "pipeline/conf.h"
#include "pipeline/fault.h"

// The codes of a directory's findings.csv that hold or refuse under the district's checks, with blanks between, added to `text`, each once; nothing
// when there is no such file.
bool findings_suppose(int dir, const struct district *district, char *text, size_t size, struct fault *fault);
