// A phase follows from the configuration and the day alone, and what a stage does from the phase alone: nothing is remembered.
#include "pipeline/phase.h"

#include <string.h>

enum { DATE = 10 }; // bytes of YYYY-MM-DD

// How to add a phase: a line here, its enum, and its row in apply(1).
static const struct {
	const char *name;
	enum phase_does does[STAGES];
	bool live;
} phases[PHASES] = {
    [PHASE_SETUP] = {"setup", {[STAGE_APPLY] = DOES_PLAN}, false},
    [PHASE_LIVE] = {"live", {[STAGE_APPLY] = DOES_WORK}, true},
    [PHASE_PAUSED] = {"paused", {[STAGE_APPLY] = DOES_WAIT}, true},
    [PHASE_BLACKOUT] = {"blackout", {[STAGE_APPLY] = DOES_WAIT}, true},
    [PHASE_OFF] = {"off", {[STAGE_APPLY] = DOES_REFUSE}, false},
    [PHASE_GRACE] = {"grace", {[STAGE_APPLY] = DOES_PASS_OVER}, false},
};

const char *
phase_name(enum phase phase)
{
	return phases[phase].name;
}

enum phase_does
phase_does(enum phase phase, enum stage_id stage)
{
	return phases[phase].does[stage];
}

const char *
phase_words(enum phase_does does)
{
	static const char *const words[] = {
	    [DOES_WORK] = "works",
	    [DOES_PLAN] = "only plans",
	    [DOES_WAIT] = "waits",
	    [DOES_REFUSE] = "refuses",
	    [DOES_PASS_OVER] = "passes new rows over",
	};
	return words[does];
}

bool
phase_is_live(enum phase phase)
{
	return phases[phase].live;
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

void
phase_day(const struct district *district, time_t now, char day[CALENDAR_DAY_TEXT])
{
	const char *zone = district->expect.timezone;
	calendar_zone_use(zone != NULL ? zone : "UTC");
	calendar_day_text(calendar_day(now), day);
}

enum phase
phase_of(const struct district *district, time_t now)
{
	char today[CALENDAR_DAY_TEXT];
	phase_day(district, now, today);
	if (!district->sync.enabled)
		return PHASE_OFF;
	if (district->sync.start_date == NULL || is_before(today, district->sync.start_date))
		return PHASE_SETUP;
	return district->sync.paused          ? PHASE_PAUSED
	       : is_blackout(district, today) ? PHASE_BLACKOUT
					      : PHASE_LIVE;
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
