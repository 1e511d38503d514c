// A person let a held drop go: apply/released/DROP/ says so, and which plan it was, by the SHA-256 of the plan.csv that lay in held/. apply makes the
// plan anew, and goes on only when it is that one.
//
// In order: the audit record is committed, released/DROP gets its name by one rename, held/DROP goes. A crash after the second is ended by
// release_settle; one before it has let nothing go. All need apply's lock.
#pragma once

#include "pipeline/clock.h"
#include "pipeline/conf.h"
#include "pipeline/digest.h"
#include "pipeline/spool.h"

enum { RELEASE_WORDS = 1200, RELEASE_ALLOW = 300, RELEASE_SETTINGS = 128 };

struct release {
	char plan[DIGEST_HEX];
	char allow[RELEASE_ALLOW]; // guards and codes that it lets pass, joined by commas; empty: all that held the drop
	char until[CLOCK_TEXT];	   // after which it lets nothing go; empty: none
	char settings[RELEASE_SETTINGS]; // that the plan was made under (release_settings); empty: not known
	char words[RELEASE_WORDS]; // "released by WHO at 2026-11-21T02:03:04Z: REASON"
};

// The settings that change what is done with a plan and none of its rows: what somebody released under one of them is not to be done under another.
void release_settings(const struct district *district, char settings[RELEASE_SETTINGS]);
// False and a fault when it cannot be read; `plan` is empty when the drop was not released.
bool release_read(int district, const char *drop, struct release *release, struct fault *fault);
bool release_write(int district, const char *drop, const struct release *release, struct fault *fault);
// Takes it back; no fault when there is none.
bool release_end(int district, const char *drop, struct fault *fault);
// Ends what was cut off: what was released is held no longer, and what apply has had, or was rejected, needs no release.
bool release_settle(int district, struct fault *fault);
