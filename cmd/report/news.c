// A drop is told of when it is young, or when it was told of before: so a district that begins to get mails is not told its whole past, and one that decides
// about an old held drop hears the end of it.
#include "cmd/report/news.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/report/digest.h"
#include "cmd/report/findings.h"
#include "cmd/report/letter.h"
#include "cmd/report/plan.h"
#include "cmd/report/queue.h"
#include "pipeline/calendar.h"
#include "pipeline/clock.h"
#include "pipeline/json.h"

enum { DAY_SECONDS = 24 * 60 * 60, YOUNG_DAYS = 7 };

// The drops to tell of.
struct news {
	struct desk *desk;
	struct fs_names made;
	struct outcome *outcomes;
	size_t count;
};

time_t
news_deadline(const struct desk *desk, long day)
{
	unsigned minutes = 24 * 60;
	const struct conf_expect *expect = &desk->district->expect;
	if (expect->by == NULL || !calendar_minutes(expect->by, &minutes))
		return calendar_moment(day, 24 * 60);
	return calendar_moment(day, minutes) + (time_t)expect->grace * 60;
}

// Whether validate found anything that is more than worth knowing.
static bool
has_findings(const struct desk *desk, const char *drop)
{
	char path[32];
	struct fault ignored;
	uint64_t sum = 0, count;
	int dir = outcome_open(desk->district_dir, drop, STAGE_VALIDATE);
	struct json *json = dir < 0 ? NULL : json_read(dir, "report.json", &ignored);
	for (int severity = SEVERITY_WARNING; severity <= SEVERITY_FATAL; severity++) {
		snprintf(path, sizeof path, "findings/%s", severity_name((enum severity)severity));
		if (json != NULL && json_number(json, path, &count))
			sum += count;
	}
	json_free(json);
	if (dir >= 0)
		close(dir);
	return sum > 0;
}

// What the district wants to hear of.
static bool
is_wanted(const struct desk *desk, const struct outcome *outcome)
{
	enum report_when when = desk->district->report.when;
	return when == REPORT_ALWAYS || kind_trouble(outcome->kind) ||
	       (when == REPORT_FINDINGS && has_findings(desk, outcome->drop));
}

// Whether a drop's night is over: with a digest, mails wait for the deadline that follows the drop's arrival.
static bool
is_ripe(const struct desk *desk, const struct outcome *outcome, time_t arrival)
{
	if (!desk->district->report.digest || desk->district->expect.by == NULL ||
	    outcome->kind == KIND_PREFLIGHT)
		return true;
	long day = calendar_day(arrival);
	if (news_deadline(desk, day) < arrival)
		day++;
	return news_deadline(desk, day) <= desk->now;
}

// Whether to tell of a drop now.
static bool
is_news(const struct news *news, const struct outcome *outcome)
{
	char name[MAIL_NAME_MAX];
	time_t arrival;
	outcome_mail_name(outcome, name);
	if (queue_has(&news->made, name) || !clock_parse_stamp(outcome->drop, &arrival))
		return false;
	bool young = news->desk->now - arrival < (time_t)YOUNG_DAYS * DAY_SECONDS;
	return (young || queue_has_any(&news->made, outcome->drop)) &&
	       is_ripe(news->desk, outcome, arrival) && is_wanted(news->desk, outcome);
}

// Adds the drops of one place of fetch that are to be told of.
static bool
gather_from(struct news *news, enum place place, struct fault *fault)
{
	struct fs_names drops;
	struct outcome outcome;
	if (!spool_list(news->desk->district_dir, STAGE_FETCH, place, &drops, fault))
		return false;
	struct outcome *grown =
	    realloc(news->outcomes, (news->count + drops.count + 1) * sizeof *grown);
	news->outcomes = grown != NULL ? grown : news->outcomes;
	for (size_t i = 0; grown != NULL && i < drops.count; i++)
		if (drop_name_valid(drops.name[i]) &&
		    outcome_of(news->desk->district_dir, drops.name[i], &outcome) &&
		    is_news(news, &outcome))
			news->outcomes[news->count++] = outcome;
	fs_names_free(&drops);
	return grown != NULL || fault_set(fault, FAULT_TEMP, "out of memory for mails");
}

// A table that a mail has if there is one, and it is not too large.
static struct bytes
attach(const struct text *csv, enum attached attached)
{
	return attached == ATTACHED ? (struct bytes){csv->data, csv->size}
				    : (struct bytes){NULL, 0};
}

// The mail about one drop.
static bool
tell(const struct news *news, const struct outcome *outcome, struct fault *fault)
{
	char name[MAIL_NAME_MAX], subject[LETTER_SUBJECT_MAX];
	const struct desk *desk = news->desk;
	size_t most = desk->conf->smtp.attachment;
	struct text csv = {0}, plan = {0};
	struct page page = {{0}, {0}};
	bool large = false, plan_large = false;
	time_t arrival = desk->now;
	clock_parse_stamp(outcome->drop, &arrival);
	outcome_mail_name(outcome, name);
	letter_subject(desk, outcome->kind, arrival, subject);
	bool good = findings_mail(desk, outcome->drop, most, &csv, &large, fault) &&
		    (!plan_is_told(outcome->kind) ||
			plan_mail(desk, outcome->drop, most, &plan, &plan_large, fault));
	if (good) {
		const struct letter_tables tables = {.findings = large ? TOO_LARGE : ATTACHED,
		    .plan = plan_large      ? TOO_LARGE
			    : plan.size > 0 ? ATTACHED
					    : NOT_THERE};
		letter_drop(&page, desk, outcome, &tables);
		const struct mail_file files[] = {{"plan.csv", attach(&plan, tables.plan)},
		    {"findings.csv", attach(&csv, tables.findings)}};
		struct letter letter = {.name = name,
		    .subject = subject,
		    .files = files,
		    .file_count = sizeof files / sizeof *files};
		good = queue_page(desk, &letter, &page, NULL, fault);
	}
	text_free(&csv);
	text_free(&plan);
	return good;
}

bool
news_take(struct desk *desk, struct fault *fault)
{
	struct news news = {.desk = desk};
	if (desk->district->report.to == NULL)
		return true;
	bool good = queue_made(desk, &news.made, fault) && gather_from(&news, PLACE_READY, fault) &&
		    gather_from(&news, PLACE_FAILED, fault);
	if (good && desk->district->report.digest && news.count > 1)
		good = digest_tell(desk, news.outcomes, news.count, fault);
	else
		for (size_t i = 0; good && i < news.count; i++)
			good = tell(&news, &news.outcomes[i], fault);
	fs_names_free(&news.made);
	free(news.outcomes);
	return good;
}
