// The files of an inbox that a drop was made of, besides a zip: written into the drop as `members`, so that a run after a crash knows those that are
// still in the inbox, and only takes them out.
#pragma once

#include "cmd/fetch/upload.h"

// Copies one into tmp/NAME as FILE.
bool members_copy(struct intake *intake, const char *name, const char *file, int from, const struct upload *upload,
    struct fault *fault);
// Writes `members` into tmp/NAME.
bool members_write(struct intake *intake, const char *name, const struct upload *uploads, unsigned count,
    struct fault *fault);
// Takes those out of the inbox that the latest drops were made of.
bool members_recover(struct intake *intake, int inbox, struct fault *fault);
