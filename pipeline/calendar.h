// Days, times of day and time zones, as a district speaks of them. A day is the number of days since 1 January 1970.
#pragma once

#include <stdbool.h>
#include <time.h>

struct day_range {
	long first, last;
};

enum { CALENDAR_DAY_TEXT = 11 };

// "2026-12-24" or "2026-12-24..2027-01-02".
bool calendar_range(const char *text, struct day_range *range);
// "sun" (0) to "sat" (6).
bool calendar_weekday(const char *name, unsigned *weekday);
unsigned calendar_weekday_of(long day);
// "05:30": minutes since midnight.
bool calendar_minutes(const char *text, unsigned *minutes);
void calendar_day_text(long day, char text[CALENDAR_DAY_TEXT]);

// Whether the system knows the time zone.
bool calendar_zone_known(const char *name);
// From now on this process is in it.
bool calendar_zone_use(const char *name);
// The day that it is there, and the moment of a time of day there; where the clock is put forward over that time, the moment that far
// after the last one before.
long calendar_day(time_t when);
time_t calendar_moment(long day, unsigned minutes);
