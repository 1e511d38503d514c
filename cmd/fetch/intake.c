// fetch has no stage before it, so it does not walk waiting drops as the other stages do; it shares with them the lock, the sweep of tmp/, the SEAL
// and the one rename that publishes.
#include "cmd/fetch/intake.h"

#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/fs_replace.h"
#include "pipeline/log.h"
#include "pipeline/spool.h"

// The user to whom uploads must belong.
static bool
find_owner(struct intake *intake, struct fault *fault)
{
	const char *owner = intake->district->inbox.owner;
	char *end;
	if (owner == NULL || owner[0] == '\0')
		return true;
	unsigned long number = strtoul(owner, &end, 10);
	const struct passwd *user = NULL;
	if (isdigit((unsigned char)owner[0]) && *end == '\0' && number < UINT32_MAX)
		intake->owner = (uid_t)number;
	else if ((user = getpwnam(owner)) != NULL)
		intake->owner = user->pw_uid;
	else
		return fault_set(fault, FAULT_CONFIG, "inbox.owner: there is no user %s", owner);
	return true;
}

// Opens fetch/taken, if originals are kept.
static bool
open_kept(struct intake *intake, struct fault *fault)
{
	if (intake->district->inbox.keep == 0)
		return true;
	if (!fs_make_dir(intake->stage_dir, "taken", fault))
		return false;
	intake->kept = fs_open_dir(intake->stage_dir, "taken", fault);
	return intake->kept >= 0;
}

bool
intake_open(struct intake *intake, const char *conf, const char *district, struct fault *fault)
{
	*intake = (struct intake){.district_dir = -1,
	    .stage_dir = -1,
	    .tmp = -1,
	    .ready = -1,
	    .lock = -1,
	    .kept = -1,
	    .owner = (uid_t)-1};
	if ((intake->conf = conf_read(conf_path(conf), fault)) == NULL ||
	    (intake->district_dir = spool_open(intake->conf, district, fault)) < 0)
		return false;
	log_about(district, NULL);
	if ((intake->district = district_read(intake->conf, district, fault)) == NULL)
		return false;
	intake->stage_dir = spool_folder(intake->district_dir, stage_name(STAGE_FETCH), fault);
	if (intake->stage_dir < 0 ||
	    (intake->tmp = spool_folder(intake->stage_dir, "tmp", fault)) < 0 ||
	    (intake->ready = spool_folder(intake->stage_dir, "ready", fault)) < 0 ||
	    (intake->lock = fs_lock(intake->stage_dir, fault)) < 0)
		return false;
	return fs_sweep(intake->tmp, fault) && find_owner(intake, fault) &&
	       open_kept(intake, fault) &&
	       history_read(intake->district_dir, &intake->history, fault) &&
	       notes_read(&intake->notes, intake->stage_dir, fault);
}

void
intake_close(struct intake *intake)
{
	int fds[] = {intake->kept, intake->ready, intake->tmp, intake->stage_dir,
	    intake->district_dir, intake->lock};
	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	notes_free(&intake->notes);
	server_log_free(&intake->server_log);
	history_free(&intake->history);
	district_free(intake->district);
	conf_free(intake->conf);
}

int
intake_begin(struct intake *intake, const char *name, struct fault *fault)
{
	if (!fs_remove(intake->tmp, name, fault) || !fs_make_dir(intake->tmp, name, fault))
		return -1;
	return intake_add(intake, name, "roster.zip", fault);
}

int
intake_add(struct intake *intake, const char *name, const char *file, struct fault *fault)
{
	int dir = fs_open_dir(intake->tmp, name, fault);
	if (dir < 0)
		return -1;
	int fd = fs_create(dir, file, fault);
	close(dir);
	return fd;
}

void
intake_discard(struct intake *intake, const char *name)
{
	struct fault ignored;
	fs_remove(intake->tmp, name, &ignored);
}

// Whether the SEAL found roster.zip to have the digest that it had while it was copied.
static bool
check_copy(const struct seal *seal, const char *sha256, struct fault *fault)
{
	for (unsigned i = 0; i < seal->file_count; i++)
		if (strcmp(seal->files[i].name, "roster.zip") == 0 &&
		    strcmp(seal->files[i].digest, sha256) == 0)
			return true;
	return fault_set(fault, FAULT_IO, "roster.zip is not what was copied: a bad disk?");
}

// Fills in the SEAL and writes it. roster.zip was hashed while it was copied, so it is read again only when its size differs.
static bool
seal_drop(const struct intake *intake, int dir, const char *drop, const struct origin *origin,
    struct fault *fault)
{
	struct seal seal = {.input = "-", .generation = 0};
	snprintf(seal.drop, sizeof seal.drop, "%s", drop);
	snprintf(seal.stage, sizeof seal.stage, "%s", stage_name(STAGE_FETCH));
	snprintf(seal.tool, sizeof seal.tool, "rosterdrop %s", ROSTERDROP_VERSION);
	district_digest(intake->district, seal.config);
	seal_know(&seal, "roster.zip", origin->sha256, strtoull(origin->size, NULL, 10));
	return seal_write(dir, &seal, fault) && check_copy(&seal, origin->sha256, fault);
}

// Tells what became a drop.
static void
log_drop(const struct intake *intake, const char *drop, const struct origin *origin)
{
	log_about(intake->district->name, drop);
	log_line("ready: %s bytes from %s as %s%s%s", origin->size, origin->from, origin->name,
	    origin->same_as[0] != '\0' ? "; the same bytes as " : "", origin->same_as);
	log_about(intake->district->name, NULL);
}

// Gives tmp/NAME the name of a drop that arrives now.
static void
name_drop(const struct intake *intake, struct origin *origin, char drop[DROP_NAME_MAX + 1])
{
	time_t arrival = history_next(&intake->history);
	const struct past *same = history_bytes(&intake->history, origin->sha256);
	clock_text(arrival, origin->arrived);
	drop_name(arrival, origin->sha256, drop);
	if (same != NULL)
		snprintf(origin->same_as, sizeof origin->same_as, "%s", same->drop);
}

// Completes and seals tmp/NAME and renames it into one of the stage's places.
static bool
publish(struct intake *intake, const char *name, const char *drop, const struct origin *origin,
    int place, struct fault *fault)
{
	int dir = fs_open_dir(intake->tmp, name, fault);
	if (dir < 0)
		return false;
	bool good = origin_write(dir, origin, fault) && seal_drop(intake, dir, drop, origin, fault);
	close(dir);
	return good && fs_publish(intake->tmp, name, place, drop, fault);
}

bool
intake_publish(struct intake *intake, const char *name, struct origin *origin, struct fault *fault)
{
	char drop[DROP_NAME_MAX + 1];
	name_drop(intake, origin, drop);
	if (!publish(intake, name, drop, origin, intake->ready, fault))
		return false;
	intake->taken++;
	log_drop(intake, drop, origin);
	return history_add(&intake->history, drop, origin, true, fault);
}

// Puts the report where it belongs: two files of tmp/NAME, of which the first line is the reason, and the district's copy.
static bool
put_report(struct intake *intake, const char *name, const char *drop, const char *report,
    struct fault *fault)
{
	char file[DROP_NAME_MAX + 8];
	int dir = fs_open_dir(intake->tmp, name, fault);
	int reports = fs_make_dir(intake->district_dir, "reports", fault)
			  ? fs_open_dir(intake->district_dir, "reports", fault)
			  : -1;
	snprintf(file, sizeof file, "%s.txt", drop);
	bool good = dir >= 0 && reports >= 0 &&
		    fs_put(dir, "refused", report, strcspn(report, "\n") + 1, fault) &&
		    fs_put(dir, "report.txt", report, strlen(report), fault) &&
		    fs_replace(reports, file, report, strlen(report), intake->tmp, fault);
	if (dir >= 0)
		close(dir);
	if (reports >= 0)
		close(reports);
	return good;
}

bool
intake_refuse(struct intake *intake, const char *name, struct origin *origin, const char *report,
    struct fault *fault)
{
	char drop[DROP_NAME_MAX + 1];
	name_drop(intake, origin, drop);
	int failed = fs_open_dir(intake->stage_dir, "failed", fault);
	if (failed < 0)
		return false;
	bool good = put_report(intake, name, drop, report, fault) &&
		    publish(intake, name, drop, origin, failed, fault);
	close(failed);
	if (!good || !history_add(&intake->history, drop, origin, false, fault))
		return false;
	struct fault refusal = {FAULT_NONE, ""};
	fault_set(&refusal, FAULT_DATA, "given up: %s from %s: %.*s", origin->name, origin->from,
	    (int)strcspn(report, "\n"), report);
	log_about(intake->district->name, drop);
	intake_fault(intake, &refusal);
	log_about(intake->district->name, NULL);
	return true;
}

void
intake_fault(struct intake *intake, const struct fault *fault)
{
	log_line("%s", fault->text);
	if (intake->first.class == FAULT_NONE)
		intake->first = *fault;
}
