// The package: roster.zip mapped, judged, and its entries told apart.
#pragma once

#include "cmd/validate/run.h"

// Maps roster.zip and looks at it whole. Findings when it is no package; false only when the system fails.
bool package_open(struct run *run);

// Where the name of a data file ends up: the file itself, junk that an archiver left, the manifest, guardians.csv, or nothing known.
enum entry_kind { ENTRY_DATA, ENTRY_MANIFEST, ENTRY_GUARDIANS, ENTRY_JUNK, ENTRY_UNKNOWN };

// Judges the name of an entry without its folder. *folded is set when only case tells it from the known one.
enum entry_kind package_kind(struct bytes path, enum roster_file *file, bool *folded);
