// How to add a phase: a line here and in enum phase, and what apply does in it in cmd/apply/turn.c.
#include "pipeline/phase.h"

#include <string.h>

#include "pipeline/clock.h"

enum { DATE = 10 }; // bytes of YYYY-MM-DD

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

// Whether a day is before another; both texts begin with YYYY-MM-DD.
static bool
is_before(const char *day, const char *other)
{
	return strncmp(day, other, DATE) < 0;
}

// Whether the day is in one of the ranges on which drops wait: "DAY" or "DAY..DAY".
static bool
is_blackout(const struct district *district, const char *today)
{
	bool is = false;
	for (char **range = district->sync.blackout; range != NULL && *range != NULL; range++) {
		const char *last = strlen(*range) > DATE ? *range + DATE + 2 : *range;
		is = is || (!is_before(today, *range) && !is_before(last, today));
	}
	return is;
}

enum phase
phase_of(const struct district *district, time_t now)
{
	char today[CLOCK_TEXT];
	clock_text(now, today);
	if (!district->sync.enabled)
		return PHASE_OFF;
	if (district->sync.start_date == NULL || is_before(today, district->sync.start_date))
		return PHASE_SETUP;
	return district->sync.paused || is_blackout(district, today) ? PHASE_PAUSED : PHASE_LIVE;
}

bool
phase_school_waits(const char *grace, const char *day, const char **school)
{
	long ignored;
	return conf_grace(grace, &ignored, school) && is_before(day, grace);
}

// Whether a day came after `since`, and not later than `now`.
static bool
came_between(const char *day, const char *since, const char *now)
{
	return is_before(since, day) && !is_before(now, day);
}

bool
phase_day_came(const struct district *district, const char *since, const char *now)
{
	bool came = district->sync.first_sync == FIRST_EXACT && district->sync.reset != NULL &&
		    came_between(district->sync.reset, since, now);
	for (char **grace = district->sync.grace; grace != NULL && *grace != NULL; grace++)
		came = came || came_between(*grace, since, now);
	return came;
}
