// The one place that reads a clock.
#include "pipeline/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

time_t
clock_now(void)
{
	const char *fixed = getenv("ROSTERDROP_NOW");
	struct tm parts = {0};
	if (fixed != NULL) {
		const char *end = strptime(fixed, "%Y-%m-%dT%H:%M:%SZ", &parts);
		if (end != NULL && *end == '\0')
			return timegm(&parts);
	}
	return time(NULL);
}

void
clock_text(time_t when, char text[CLOCK_TEXT])
{
	struct tm parts;
	gmtime_r(&when, &parts);
	strftime(text, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

void
clock_stamp(time_t when, char stamp[CLOCK_STAMP])
{
	struct tm parts;
	gmtime_r(&when, &parts);
	strftime(stamp, CLOCK_STAMP, "%Y%m%dT%H%M%SZ", &parts);
}

bool
clock_parse_stamp(const char *stamp, time_t *when)
{
	struct tm parts = {0};
	char copy[CLOCK_STAMP];
	size_t size = strnlen(stamp, CLOCK_STAMP - 1);
	memcpy(copy, stamp, size);
	copy[size] = '\0';
	const char *end = strptime(copy, "%Y%m%dT%H%M%SZ", &parts);
	if (end == NULL || *end != '\0')
		return false;
	*when = timegm(&parts);
	return true;
}

bool
clock_parse_text(const char *text, size_t size, time_t *when)
{
	char stamp[CLOCK_STAMP];
	size_t used = 0;
	for (size_t i = 0; i < size && used + 1 < sizeof stamp; i++)
		if (text[i] != '-' && text[i] != ':')
			stamp[used++] = text[i];
	stamp[used] = '\0';
	return clock_parse_stamp(stamp, when);
}

uint64_t
clock_monotonic_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
