// Each mail is named by the day that it announces, and by the school; so it is made once, and made anew when the day is changed. Who comes late (the
// day was set when it was a week away, or nothing ran meanwhile) is told once of what is nearest.
#include "cmd/report/announce.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cmd/report/notice.h"
#include "cmd/report/unlinked.h"
#include "pipeline/calendar.h"
#include "pipeline/digest.h"
#include "schema/value.h"

// How near the day must be, the nearest first, and the mail then. How to add one: a line, two kinds, their words.
static const struct {
	long days;
	enum kind start, grace;
} steps[] = {
    {1, KIND_START_1, KIND_GRACE_1},
    {7, KIND_START_7, KIND_GRACE_7},
    {LONG_MAX, KIND_START, KIND_GRACE},
};

// The name of the mail: DAY.KIND, or DAY.SCHOOL.KIND with a digest for the school, whose id may be long and odd.
static void
mail_name(const char *day, const char *school, enum kind kind, char name[MAIL_NAME_MAX])
{
	char hex[DIGEST_HEX];
	if (school == NULL) {
		snprintf(name, MAIL_NAME_MAX, "%s.%s", day, kind_name(kind));
		return;
	}
	digest_bytes(school, strlen(school), hex);
	snprintf(name, MAIL_NAME_MAX, "%s.%.8s.%s", day, hex, kind_name(kind));
}

// Adds what more there is to say: the school whose day it is, and the day of a reset that was agreed.
static void
add_lines(const struct desk *desk, const char *school, struct notice *notice)
{
	const struct district *district = desk->district;
	if (school != NULL)
		notice->lines[notice->line_count++] = (struct letter_line){WORD_SCHOOL, school};
	if (district->sync.first_sync == FIRST_EXACT && district->sync.reset != NULL)
		notice->lines[notice->line_count++] =
		    (struct letter_line){WORD_RESET, district->sync.reset};
}

// Makes the mail of one kind about one day, with how many students have no link.
static bool
announce(struct desk *desk, enum kind kind, long day, const char *school, struct fault *fault)
{
	char name[MAIL_NAME_MAX], day_text[CALENDAR_DAY_TEXT], number[32];
	const char *how_many = words_word(WORD_NOT_KNOWN, desk->language);
	bool made, known;
	uint64_t count;
	calendar_day_text(day, day_text);
	mail_name(day_text, school, kind, name);
	if (!notice_made(desk, name, &made, fault))
		return false;
	if (made)
		return true;
	if (!unlinked_count(desk, school, &known, &count, fault))
		return false;
	snprintf(number, sizeof number, "%llu", (unsigned long long)count);
	struct notice notice = {.kind = kind,
	    .name = name,
	    .when = calendar_moment(day, 0),
	    .to = desk->district->sync.leaders,
	    .lines = {{WORD_DAY, day_text}, {WORD_UNLINKED, known ? number : how_many}},
	    .line_count = 2};
	add_lines(desk, school, &notice);
	return notice_put(desk, &notice, fault);
}

// The mail that is due for a day, if it is still to come.
static bool
take_day(struct desk *desk, long day, const char *school, struct fault *fault)
{
	long left = day - calendar_day(desk->now);
	size_t step = 0;
	if (left <= 0)
		return true;
	while (left > steps[step].days)
		step++;
	return announce(
	    desk, school == NULL ? steps[step].start : steps[step].grace, day, school, fault);
}

bool
announce_take(struct desk *desk, struct fault *fault)
{
	const struct district *district = desk->district;
	const char *school;
	bool good = true;
	long day;
	if (district->sync.leaders == NULL || !district->sync.enabled)
		return true;
	if (district->sync.start_date != NULL &&
	    value_date(bytes_of(district->sync.start_date), &day))
		good = take_day(desk, day, NULL, fault);
	for (size_t i = 0; good && district->sync.grace != NULL && district->sync.grace[i] != NULL;
	     i++)
		if (conf_grace(district->sync.grace[i], &day, &school))
			good = take_day(desk, day, school, fault);
	return good;
}
