// The loose CSV files of an inbox: one drop, once all that belong together are there and quiet.
#pragma once

#include "cmd/fetch/claim.h"

// Whether a name is that of a file of OneRoster, or of its manifest.
bool set_is_member(const char *name);

// Packs the members into a drop if they are all there; if they are not for too long, packs what came, so that validate's report says what is missing.
bool set_take(struct intake *intake, int inbox, const struct upload *uploads, size_t count,
    struct beside *beside, struct fault *fault);
