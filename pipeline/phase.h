// The phase of a district on a day: setup, live, paused or off; and of a school that has a later day of its own.
#pragma once

#include <time.h>

#include "pipeline/conf.h"

enum phase { PHASE_SETUP, PHASE_LIVE, PHASE_PAUSED, PHASE_OFF };

enum phase phase_of(const struct district *district, time_t now);
const char *phase_name(enum phase phase);

// Days are texts that begin with YYYY-MM-DD, as those of clock_text do.
//
// Whether the school of a line of sync.grace is still in phase setup on a day; *school lies in the line.
bool phase_school_waits(const char *grace, const char *day, const char **school);
// Whether a day on which more is to be done with the same drop (of a school's grace, of the reset) came after `since`, up to `now`.
bool phase_day_came(const struct district *district, const char *since, const char *now);
