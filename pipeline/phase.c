// How to add a phase: a line here and in enum phase, and what apply does in it in cmd/apply/turn.c.
#include "pipeline/phase.h"

#include <string.h>

#include "pipeline/clock.h"

const char *
phase_name(enum phase phase)
{
	static const char *const names[] = {
	    [PHASE_SETUP] = "setup",
	    [PHASE_LIVE] = "live",
	    [PHASE_PAUSED] = "paused",
	    [PHASE_OFF] = "off",
	};
	return names[phase];
}

enum phase
phase_of(const struct district *district, time_t now)
{
	char today[CLOCK_TEXT];
	clock_text(now, today);
	if (!district->sync.enabled)
		return PHASE_OFF;
	if (district->sync.start_date == NULL || strncmp(today, district->sync.start_date, 10) < 0)
		return PHASE_SETUP;
	return district->sync.paused ? PHASE_PAUSED : PHASE_LIVE;
}
