// The phase of a district on a day, and of a school that has a later day of its own; and what the stages do in each: the table of apply(1), PHASES.
#pragma once

#include <time.h>

#include "pipeline/calendar.h"
#include "pipeline/conf.h"
#include "pipeline/spool.h"

// PHASE_GRACE is no district's, but that of a school whose own day has not come in one that is live.
enum phase { PHASE_SETUP, PHASE_LIVE, PHASE_PAUSED, PHASE_BLACKOUT, PHASE_OFF, PHASE_GRACE, PHASES };

// What a stage does with a drop.
enum phase_does { DOES_WORK, DOES_PLAN, DOES_WAIT, DOES_REFUSE, DOES_PASS_OVER };

// The day that it is in the district, by its time zone (expect.timezone), by which all days of sync go. The process is in that zone from then on.
void phase_day(const struct district *district, time_t now, char day[CALENDAR_DAY_TEXT]);
enum phase phase_of(const struct district *district, time_t now);
const char *phase_name(enum phase phase);
enum phase_does phase_does(enum phase phase, enum stage_id stage);
const char *phase_words(enum phase_does does); // "only plans"
// Whether people's commands find the directory as it is when the sync is live.
bool phase_is_live(enum phase phase);

// Days are texts that begin with YYYY-MM-DD, as those of clock_text do.
//
// Whether the school of a line of sync.grace is still in phase setup on a day; *school lies in the line.
bool phase_school_waits(const char *grace, const char *day, const char **school);
// Whether a day on which more is to be done with the same drop (of a school's grace, of the reset) came after `since`, up to `now`.
bool phase_day_came(const struct district *district, const char *since, const char *now);
