// A district is told by its own mails. Who runs hundreds of them is told once for all, and not again before a pause is over: what stopped meanwhile
// stands in the next mail. As everywhere, what was told is known by the names of mails; here by what they cover.
#include "cmd/report/operators.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/report/operators_letter.h"
#include "cmd/report/outcome.h"
#include "cmd/report/queue.h"
#include "cmd/report/tries.h"
#include "pipeline/clock.h"
#include "pipeline/fs_replace.h"
#include "pipeline/log.h"

enum {
	DAY_SECONDS = 24 * 60 * 60,
	YOUNG_DAYS = 7,
	MESSAGE_DAYS = 30,
	NAME_DAYS = 400,
	TROUBLE_MAX = 192
};

static const char ending[] = ".operators";

// What stopped and was not told yet.
struct gathering {
	const struct desk *desk;
	const char *district;
	int dir;
	struct fs_names made, troubles;
};

// Adds one, unless a mail told of it.
static bool
add(struct gathering *gathering, const char *name, const char *kind, struct fault *fault)
{
	char trouble[TROUBLE_MAX];
	snprintf(trouble, sizeof trouble, "%s/%s%s", gathering->district, name, kind);
	return queue_has(&gathering->made, trouble) ||
	       queue_names_add(&gathering->troubles, trouble, strlen(trouble), fault);
}

static bool
is_young(const struct gathering *gathering, time_t when)
{
	return gathering->desk->now - when < (time_t)YOUNG_DAYS * DAY_SECONDS;
}

// Drops of one place of fetch that wait for a person.
static bool
gather_drops(struct gathering *gathering, enum place place, struct fault *fault)
{
	struct fs_names drops;
	struct outcome outcome;
	char name[MAIL_NAME_MAX];
	time_t arrival;
	bool good = spool_list(gathering->dir, STAGE_FETCH, place, &drops, fault);
	for (size_t i = 0; good && i < drops.count; i++) {
		if (!drop_name_valid(drops.name[i]) ||
		    !clock_parse_stamp(drops.name[i], &arrival) || !is_young(gathering, arrival) ||
		    !outcome_of(gathering->dir, drops.name[i], &outcome) ||
		    (outcome.kind != KIND_REFUSED && outcome.kind != KIND_HELD &&
			outcome.kind != KIND_PART))
			continue;
		outcome_mail_name(&outcome, name);
		good = add(gathering, name, "", fault);
	}
	fs_names_free(&drops);
	return good;
}

// Whether this is the name of a mail about a drop that did not come.
static bool
is_missed(const char *name)
{
	static const enum kind kinds[] = {KIND_MISSED, KIND_MISSED_3, KIND_MISSED_7};
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot != NULL && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(dot + 1, kind_name(kinds[i])) == 0)
			return true;
	return false;
}

// When a mail was made; 0 when that is not known.
static time_t
mail_made(int folder, const char *name)
{
	struct fault ignored;
	struct tries tries = {.count = 0};
	int mail = fs_open_dir(folder, name, &ignored);
	if (mail < 0)
		return 0;
	time_t made = tries_read(mail, &tries, &ignored) ? tries.made : 0;
	tries_free(&tries);
	close(mail);
	return made;
}

// Mails of one folder of the district's: those that were given up, and those about drops that did not come.
static bool
gather_mails(struct gathering *gathering, const char *folder, bool given_up, struct fault *fault)
{
	struct fs_names mails = {NULL, 0};
	struct fault missing;
	int dir = fs_open_dir(gathering->dir, folder, &missing);
	if (dir < 0)
		return true; // report never ran for it
	bool good = fs_list(dir, &mails, fault);
	for (size_t i = 0; good && i < mails.count; i++) {
		if (given_up)
			good = add(gathering, mails.name[i], ".unsent", fault);
		if (good && is_missed(mails.name[i]) &&
		    is_young(gathering, mail_made(dir, mails.name[i])))
			good = add(gathering, mails.name[i], "", fault);
	}
	fs_names_free(&mails);
	close(dir);
	return good;
}

// All of one district. One that cannot be looked at costs the others nothing.
static void
gather_district(struct gathering *gathering, const char *name)
{
	struct fault fault;
	gathering->district = name;
	gathering->dir = spool_open(gathering->desk->conf, name, &fault);
	bool good = gathering->dir >= 0 && gather_drops(gathering, PLACE_READY, &fault) &&
		    gather_drops(gathering, PLACE_FAILED, &fault) &&
		    gather_mails(gathering, "report/queued", false, &fault) &&
		    gather_mails(gathering, "report/sent", false, &fault) &&
		    gather_mails(gathering, "report/failed", true, &fault);
	if (!good)
		log_line("%s: %s", name, fault.text);
	if (gathering->dir >= 0)
		close(gathering->dir);
}

// Whether the last mail is young enough for the next to wait.
static bool
is_pause(const struct gathering *gathering)
{
	time_t when, pause = (time_t)gathering->desk->conf->operators.pause * 60;
	for (size_t i = 0; i < gathering->made.count; i++) {
		const char *name = gathering->made.name[i];
		if (strchr(name, '/') == NULL && clock_parse_stamp(name, &when) &&
		    gathering->desk->now - when < pause)
			return true;
	}
	return false;
}

// The names in lines.
static void
put_covers(struct text *covers, const struct fs_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		text_put(covers, names->name[i]);
		text_put(covers, "\n");
	}
	text_add(covers, (struct bytes){"", 1});
}

// Makes the mail.
static bool
tell(const struct gathering *gathering, struct fault *fault)
{
	char name[CLOCK_STAMP + sizeof ending], stamp[CLOCK_STAMP], subject[LETTER_SUBJECT_MAX];
	struct text covers = {0};
	struct page page;
	put_covers(&covers, &gathering->troubles);
	clock_stamp(gathering->desk->now, stamp);
	snprintf(name, sizeof name, "%s%s", stamp, ending);
	operators_subject(&gathering->troubles, gathering->desk->now, subject);
	operators_letter(&page, &gathering->troubles);
	struct letter letter = {.name = name, .subject = subject};
	return queue_page(gathering->desk, &letter, &page, &covers, fault);
}

bool
operators_take(struct desk *desk, struct fault *fault)
{
	struct gathering gathering = {.desk = desk};
	struct fs_names districts = {NULL, 0};
	if (desk->to == NULL)
		return true;
	bool good = queue_made(desk, &gathering.made, fault) &&
		    spool_districts(desk->conf, &districts, fault);
	if (good && !is_pause(&gathering)) {
		for (size_t i = 0; i < districts.count; i++)
			gather_district(&gathering, districts.name[i]);
		good = gathering.troubles.count == 0 || tell(&gathering, fault);
	}
	fs_names_free(&districts);
	fs_names_free(&gathering.made);
	fs_names_free(&gathering.troubles);
	return good;
}

bool
operators_expire(struct desk *desk, struct fault *fault)
{
	char path[64];
	struct fs_names mails;
	time_t when;
	bool good = fs_list(desk->sent, &mails, fault);
	for (size_t i = 0; good && i < mails.count; i++) {
		if (!clock_parse_stamp(mails.name[i], &when))
			continue;
		time_t days = (desk->now - when) / DAY_SECONDS;
		snprintf(path, sizeof path, "%.40s/mail.eml", mails.name[i]);
		if (days >= MESSAGE_DAYS)
			good =
			    fs_remove(desk->sent, days >= NAME_DAYS ? mails.name[i] : path, fault);
	}
	fs_names_free(&mails);
	return good;
}

bool
operators_beat(struct desk *desk, struct fault *fault)
{
	char at[CLOCK_TEXT], text[64];
	clock_text(desk->now, at);
	int size = snprintf(text, sizeof text, "rosterdrop-heartbeat 1\nat %s\n", at);
	return fs_replace(desk->dir, "heartbeat", text, (size_t)size, desk->tmp, fault);
}
