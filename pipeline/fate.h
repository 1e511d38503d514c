// What becomes of accounts and of students whom nobody links, and on which day: by the phase, the policy of the first sync, the grace of the schools and
// the reset. match, the linking desk and the reports say it in these words, so that nobody is told two things.
#pragma once

#include "pipeline/conf.h"
#include "pipeline/text.h"
#include "schema/directory.h"

// The day on which a list of schools goes live: the last one's (an account waits for all of them), or the first one's (a student comes with the first). Empty while
// the district has no day. Borrowed from the district.
struct bytes fate_day(const struct district *district, struct bytes schools, bool last);

// Adds what becomes of an account of a student to which nobody of the SIS is linked. `cells` as in the store; `today` begins with YYYY-MM-DD. No full stop.
void fate_account(const struct district *district, const struct bytes cells[ACCOUNT_CELLS], const char *today, struct text *text);

// Adds what becomes of a student of the SIS to whom nobody links an account; `ready`: of one whom the matcher is sure of. A sentence.
void fate_student(const struct district *district, struct bytes schools, bool ready, const char *today, struct text *text);

// The same of one who may be somebody whose sourcedId was replaced.
void fate_unclear(struct text *text);

// Adds what the first sync means for the district: who may still link, what happens when, which schools have another day, what becomes of classes. Lines.
void fate_district(const struct district *district, const char *today, struct text *text);
