// Which organizations each district has, so that a drop that belongs to another district is known without opening the stores of all of them. Of each store that
// somebody read it is noted on the platform (pipeline/platform.h), with what the store's file was like at that time: a note counts as long as the file is
// still like that, so nobody who writes to a store has to think of it, and what is lost is read again.
#pragma once

#include "pipeline/platform.h"
#include "pipeline/store.h"
#include "pipeline/text.h"

enum { SCHOOLS_DIGEST = 16, SCHOOLS_STAMP = 96 };

// An organization by its sourcedId and its name, however that is written. False when nothing is left of the name: such a one is like no other; or memory is short.
bool schools_digest(struct bytes id, struct bytes name, char digest[SCHOOLS_DIGEST]);

// What the file of a district's store is like. False when there is none. `spool` is the open directory. One that was written to in this second may be written
// to again without another look: its stamp is like no other, its own included.
bool schools_stamp(int spool, const char *district, char stamp[SCHOOLS_STAMP]);
bool schools_stamp_counts(const char *stamp, struct bytes noted);

// Adds the digests of all organizations that a store has, one behind the other. False and a fault when memory is short, or the store is damaged.
bool schools_read(struct store *store, struct text *digests, struct fault *fault);

// What was noted of a district, borrowed until the next write to the platform. False when nothing was.
bool schools_noted(struct platform *platform, const char *district, struct bytes *stamp, struct bytes *digests);
// Notes it in place of what was noted before, in the open transaction.
bool schools_note(struct platform *platform, const char *district, const char *stamp, struct bytes digests, struct fault *fault);
