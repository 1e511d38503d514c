// A silence is named by the drop that came before it, so it has one mail of each kind, whatever the clock and however often this runs. Days are days
// of the district's calendar; a day begins and ends as its time zone says.
#include "cmd/report/expect.h"

#include <stdio.h>
#include <string.h>

#include "cmd/report/news.h"
#include "cmd/report/notice.h"
#include "pipeline/calendar.h"
#include "pipeline/clock.h"
#include "pipeline/preflight.h"
#include "pipeline/undo.h"

enum { LOOK_BACK_DAYS = 400, ANNOUNCE_DAYS = 2 };

// After how many days of silence, the longest first. How to add one: a line, and a kind.
static const struct {
	long days;
	enum kind kind;
} steps[] = {{7, KIND_MISSED_7}, {3, KIND_MISSED_3}, {0, KIND_MISSED}};

// Whether a drop is expected on a day.
static bool
is_expected(const struct conf_expect *expect, long day)
{
	struct day_range range;
	unsigned weekday;
	bool found = expect->days == NULL;
	for (size_t i = 0; expect->off != NULL && expect->off[i] != NULL; i++)
		if (calendar_range(expect->off[i], &range) && day >= range.first &&
		    day <= range.last)
			return false;
	for (size_t i = 0; !found && expect->days[i] != NULL; i++)
		found = calendar_weekday(expect->days[i], &weekday) &&
			weekday == calendar_weekday_of(day);
	return found;
}

// The last drop that was not only a test; empty when there never was one.
static bool
last_drop(const struct desk *desk, char last[DROP_NAME_MAX + 1], struct fault *fault)
{
	struct fs_names drops;
	last[0] = '\0';
	if (!spool_list(desk->district_dir, STAGE_FETCH, PLACE_READY, &drops, fault))
		return false;
	for (size_t i = drops.count; i-- > 0 && last[0] == '\0';)
		if (drop_name_valid(drops.name[i]) &&
		    !preflight_is(desk->district_dir, drops.name[i]) &&
		    !undo_is(desk->district_dir, drops.name[i]))
			snprintf(last, DROP_NAME_MAX + 1, "%s", drops.name[i]);
	fs_names_free(&drops);
	return true;
}

// How many days there are between the first deadline that was missed and the latest; -1 when none was. The last drop is in time for the deadline that follows
// it, late though it may be for the one before.
static long
days_missed(const struct desk *desk, time_t arrival)
{
	long today = calendar_day(desk->now), first = -1, latest = -1;
	bool met = false;
	long day = calendar_day(arrival);
	if (day < today - LOOK_BACK_DAYS)
		day = today - LOOK_BACK_DAYS;
	for (; day <= today; day++) {
		time_t deadline = news_deadline(desk, day);
		if (!is_expected(&desk->district->expect, day) || deadline <= arrival ||
		    deadline > desk->now)
			continue;
		if (met)
			first = first < 0 ? day : first;
		met = true;
		latest = day;
	}
	return first < 0 ? -1 : latest - first;
}

// The silence since the last drop.
static bool
take_missed(const struct desk *desk, struct fault *fault)
{
	char last[DROP_NAME_MAX + 1], name[MAIL_NAME_MAX], about[CLOCK_TEXT];
	time_t arrival;
	if (!last_drop(desk, last, fault))
		return false;
	if (!clock_parse_stamp(last, &arrival))
		return true;
	long days = days_missed(desk, arrival);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		if (days < steps[i].days)
			continue;
		snprintf(name, sizeof name, "%s.%s", last, kind_name(steps[i].kind));
		clock_text(arrival, about);
		struct notice notice = {.kind = steps[i].kind,
		    .name = name,
		    .when = desk->now,
		    .lines = {{WORD_SINCE, about}},
		    .line_count = 1};
		return notice_put(desk, &notice, fault);
	}
	return true;
}

// Announces a range of days without drops, from ANNOUNCE_DAYS before it begins.
static bool
take_range(const struct desk *desk, const char *text, struct fault *fault)
{
	char name[MAIL_NAME_MAX], day[CALENDAR_DAY_TEXT];
	struct day_range range;
	long today = calendar_day(desk->now);
	if (!calendar_range(text, &range) || range.first == range.last || today >= range.first ||
	    today < range.first - ANNOUNCE_DAYS)
		return true;
	calendar_day_text(range.first, day);
	snprintf(name, sizeof name, "%s.%s", day, kind_name(KIND_OFF));
	struct notice notice = {.kind = KIND_OFF,
	    .name = name,
	    .when = desk->now,
	    .lines = {{WORD_DAYS, text}},
	    .line_count = 1};
	return notice_put(desk, &notice, fault);
}

bool
expect_take(struct desk *desk, struct fault *fault)
{
	const struct conf_expect *expect = &desk->district->expect;
	bool good = true;
	if (desk->district->report.to == NULL || expect->by == NULL)
		return true;
	for (size_t i = 0; good && expect->off != NULL && expect->off[i] != NULL; i++)
		good = take_range(desk, expect->off[i], fault);
	return good && take_missed(desk, fault);
}
