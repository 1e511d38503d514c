// Everything that status says is read off the directories: where the drops lie, and what the stages wrote beside them.
#include "cmd/rosterdrop/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/clock.h"
#include "pipeline/json.h"
#include "pipeline/phase.h"

enum { NOTES_BYTES = 4 * 1024 * 1024 }; // of fetch/notes, read at most

// Files of a stage's directory whose first line says why the drop stopped. How to add one: a line.
static const char *const reasons[] = {"rejected", "refused", "held"};

// Counts the drops that wait for a person.
static void
count_drops(struct status *status)
{
	for (size_t i = 0; i < status->drops.count; i++) {
		struct drop_state state = drop_look(status->dir, status->drops.name[i]);
		status->held += state.place == PLACE_HELD && state.mark == NULL;
		status->failed += state.place == PLACE_FAILED && state.mark == NULL;
	}
}

// Counts the mails in a folder; a district without the folder has none.
static size_t
count_mail(const struct status *status, const char *folder)
{
	struct fs_names mails;
	struct fault ignored;
	size_t count = 0;
	int dir = fs_open_dir(status->dir, folder, &ignored);
	if (dir < 0)
		return 0;
	if (fs_list(dir, &mails, &ignored)) {
		count = mails.count;
		fs_names_free(&mails);
	}
	close(dir);
	return count;
}

// Counts what fetch noted of the inbox in its last run: a line a file in fetch/notes, which begins with whether it waits or is left.
static void
count_inbox(struct status *status)
{
	struct fault ignored;
	size_t size;
	char *notes = NULL;
	int dir = fs_open_dir(status->dir, stage_name(STAGE_FETCH), &ignored);
	if (dir >= 0) {
		notes = fs_read(dir, "notes", NOTES_BYTES, &size, &ignored);
		close(dir);
	}
	for (char *rest = notes, *line; (line = strsep(&rest, "\n")) != NULL;) {
		status->inbox_waiting += strncmp(line, "waits ", 6) == 0;
		status->inbox_left += strncmp(line, "left ", 5) == 0;
	}
	free(notes);
}

bool
status_look(const struct conf *conf, const char *name, struct status *status, struct fault *broken,
    struct fault *fault)
{
	*status = (struct status){.district = name};
	status->dir = spool_open(conf, name, fault);
	if (status->dir < 0 || !drop_list(status->dir, &status->drops, fault))
		return false;
	status->own = district_read(conf, name, broken);
	if (status->own != NULL)
		status->phase = phase_name(status->in = phase_of(status->own, clock_now()));
	count_drops(status);
	status->mail = count_mail(status, "report/queued");
	status->mail_failed = count_mail(status, "report/failed");
	count_inbox(status);
	if (status->drops.count > 0)
		status_look_drop(
		    conf, status, status->drops.name[status->drops.count - 1], &status->last);
	return true;
}

const char *
status_school(const struct status *status, size_t *next, const char **day)
{
	char today[CALENDAR_DAY_TEXT];
	const char *school;
	if (status->own == NULL)
		return NULL;
	char **grace = status->own->sync.grace;
	phase_day(status->own, clock_now(), today);
	while (grace != NULL && grace[*next] != NULL) {
		*day = grace[(*next)++];
		if (phase_school_waits(*day, today, &school))
			return school;
	}
	return NULL;
}

void
status_free(struct status *status)
{
	fs_names_free(&status->drops);
	district_free(status->own);
	status->own = NULL;
	if (status->dir >= 0)
		close(status->dir);
	status->dir = -1;
}

// The codes for which the drop was refused.
static void
read_fatal(const struct json *json, struct status_drop *drop)
{
	char path[64];
	for (size_t i = 0; i < json_count(json, "codes"); i++) {
		size_t used = strlen(drop->why);
		snprintf(path, sizeof path, "codes/%zu/severity", i);
		const char *severity = json_text(json, path);
		snprintf(path, sizeof path, "codes/%zu/code", i);
		const char *code = json_text(json, path);
		if (severity != NULL && code != NULL &&
		    strcmp(severity, severity_name(SEVERITY_FATAL)) == 0)
			snprintf(drop->why + used, sizeof drop->why - used, "%s%s",
			    used > 0 ? ", " : "", code);
	}
}

// Rows and findings, from what validate wrote.
static void
read_report(int dir, struct status_drop *drop)
{
	struct fault ignored;
	char path[64];
	struct json *json = json_read(dir, "report.json", &ignored);
	if (json == NULL)
		return;
	drop->validated = true;
	for (size_t i = 0; i < json_count(json, "files"); i++) {
		uint64_t rows = 0;
		snprintf(path, sizeof path, "files/%zu/accepted", i);
		json_number(json, path, &rows);
		drop->rows += rows;
	}
	for (int severity = 0; severity < SEVERITIES; severity++) {
		snprintf(path, sizeof path, "findings/%s", severity_name((enum severity)severity));
		json_number(json, path, &drop->findings[severity]);
	}
	if (drop->state.stage == STAGE_VALIDATE && drop->state.place == PLACE_FAILED)
		read_fatal(json, drop);
	json_free(json);
}

const char *const status_links[STATUS_LINKS] = {
    "ready", "partial", "multiple", "none", "unclaimedActive", "unclaimedInactive"};

// Who has an account, from the report that apply wrote.
static void
read_links(int dir, struct status_drop *drop)
{
	struct fault ignored;
	char path[64];
	struct json *json = json_read(dir, "report.json", &ignored);
	if (json == NULL)
		return;
	drop->linked = json_count(json, "links") > 0;
	for (size_t i = 0; i < STATUS_LINKS; i++) {
		snprintf(path, sizeof path, "links/%s", status_links[i]);
		json_number(json, path, &drop->links[i]);
	}
	json_free(json);
}

// How many changes of the directory apply made, or would make, from what it wrote.
static void
read_summary(int dir, struct status_drop *drop)
{
	struct fault ignored;
	struct json *json = json_read(dir, "summary.json", &ignored);
	if (json == NULL)
		return;
	drop->planned = json_number(json, "total", &drop->changes);
	json_number(json, "waiting", &drop->waiting);
	json_free(json);
}

// Why the drop stopped where it is, if that stage left a word.
static void
read_why(int dir, struct status_drop *drop)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (out_first_line(dir, reasons[i], drop->why, sizeof drop->why))
			return;
}

// What one stage left: counts, reasons, the report.
static void
read_stage(const struct conf *conf, const struct status *status, enum stage_id stage,
    struct status_drop *drop)
{
	struct fault ignored;
	enum place place = drop->state.places[stage];
	int dir = drop_open(status->dir, &drop->state, stage, drop->name, &ignored);
	if (dir < 0)
		return;
	if (stage == STAGE_VALIDATE)
		read_report(dir, drop);
	if (stage == STAGE_APPLY) {
		read_summary(dir, drop);
		read_links(dir, drop);
	}
	if (stage == drop->state.stage)
		read_why(dir, drop);
	if (fs_exists(dir, "report.txt"))
		spool_path(drop->report, sizeof drop->report, conf, status->district, stage,
		    place_name(place), drop->name, "report.txt", &ignored);
	close(dir);
}

void
status_look_drop(const struct conf *conf, const struct status *status, const char *name,
    struct status_drop *drop)
{
	*drop = (struct status_drop){.name = name, .state = drop_look(status->dir, name)};
	for (int stage = 0; stage < STAGES; stage++)
		if (drop->state.places[stage] != PLACE_NONE)
			read_stage(conf, status, (enum stage_id)stage, drop);
	if (drop->why[0] == '\0' && drop->state.place == PLACE_FAILED)
		snprintf(drop->why, sizeof drop->why, "%s",
		    drop->report[0] != '\0' ? "its report says why" : "it left no reason");
}
