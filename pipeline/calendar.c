// The arithmetic of days is the C library's and the system's time zones; nothing is known here of when clocks are changed.
#include "pipeline/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schema/value.h"

static const char *const weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
enum { DAY_SECONDS = 24 * 60 * 60, ZONE_NAME_MAX = 64, THURSDAY = 4 };

bool
calendar_range(const char *text, struct day_range *range)
{
	enum { DATE = 10 };
	size_t size = strlen(text);
	if (size != DATE && (size != 2 * DATE + 2 || strncmp(text + DATE, "..", 2) != 0))
		return false;
	return value_date((struct bytes){text, DATE}, &range->first) &&
	       value_date((struct bytes){text + size - DATE, DATE}, &range->last) &&
	       range->first <= range->last;
}

bool
calendar_weekday(const char *name, unsigned *weekday)
{
	for (*weekday = 0; *weekday < sizeof weekdays / sizeof *weekdays; ++*weekday)
		if (strcmp(weekdays[*weekday], name) == 0)
			return true;
	return false;
}

unsigned
calendar_weekday_of(long day)
{
	return (unsigned)(((day + THURSDAY) % 7 + 7) % 7);
}

bool
calendar_minutes(const char *text, unsigned *minutes)
{
	if (strlen(text) != 5 || strspn(text, "0123456789") != 2 || text[2] != ':' ||
	    strspn(text + 3, "0123456789") != 2)
		return false;
	unsigned hour = (unsigned)((text[0] - '0') * 10 + text[1] - '0');
	unsigned minute = (unsigned)((text[3] - '0') * 10 + text[4] - '0');
	*minutes = 60 * hour + minute;
	return hour < 24 && minute < 60;
}

void
calendar_day_text(long day, char text[CALENDAR_DAY_TEXT])
{
	struct tm parts;
	time_t when = (time_t)day * DAY_SECONDS;
	gmtime_r(&when, &parts);
	strftime(text, CALENDAR_DAY_TEXT, "%Y-%m-%d", &parts);
}

bool
calendar_zone_known(const char *name)
{
	char path[128];
	size_t size =
	    strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");
	if (strcmp(name, "UTC") == 0)
		return true;
	if (size == 0 || size > ZONE_NAME_MAX || name[size] != '\0' || name[0] == '/')
		return false;
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	return access(path, R_OK) == 0;
}

bool
calendar_zone_use(const char *name)
{
	bool good = setenv("TZ", name, 1) == 0;
	tzset();
	return good;
}

long
calendar_day(time_t when)
{
	struct tm parts;
	localtime_r(&when, &parts);
	parts =
	    (struct tm){.tm_year = parts.tm_year, .tm_mon = parts.tm_mon, .tm_mday = parts.tm_mday};
	return (long)(timegm(&parts) / DAY_SECONDS);
}

time_t
calendar_moment(long day, unsigned minutes)
{
	struct tm parts = {.tm_year = 70,
	    .tm_mday = (int)day + 1,
	    .tm_hour = (int)(minutes / 60),
	    .tm_min = (int)(minutes % 60),
	    .tm_isdst = -1};
	return mktime(&parts);
}
