// The side of a pull that speaks with the server. It copies into fetch/partial and reports; where files are moved on the server, it waits until the
// parent has made the drop, so that a file is never in the archive without being here.
#include "cmd/fetch/pull_part.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/fetch/allowance.h"
#include "pipeline/log.h"

typedef char partial_text[PARTIAL_NAME_MAX + 1];

// The child's work.
struct work {
	struct pull *pull;
	struct child *child;
	struct sftp_client *client;
	struct sftp_file *files; // those that are new, after work_sift
	partial_text *partials; // their names
	unsigned count;
};

static void
step(void *child, const char *what)
{
	child_step(child, what);
}

// What is known of a server's file.
bool
pull_describe(const struct intake *intake, const struct sftp_file *file, struct origin *origin,
    struct fault *fault)
{
	char path[ORIGIN_PATH_MAX / 3 + 1];
	const struct district *district = intake->district;
	const char *folder = district->sftp.path != NULL ? district->sftp.path : "";
	int size = snprintf(path, sizeof path, "%s:%u%s%s", district->sftp.host,
	    district->sftp.port, folder[0] == '/' ? "" : "/", folder);
	*origin = (struct origin){.from = "sftp"};
	snprintf(origin->size, sizeof origin->size, "%" PRIu64, file->size);
	snprintf(origin->modified, sizeof origin->modified, "%" PRIu64, file->modified);
	if (size < 0 || (size_t)size >= sizeof path ||
	    !origin_escape(path, origin->path, sizeof origin->path))
		return fault_set(fault, FAULT_CONFIG, "sftp.path is too long");
	return origin_escape(file->name, origin->name, sizeof origin->name) ||
	       fault_set(fault, FAULT_BUG, "a server's name is too long");
}

// Sends a fault of one file to the parent; the others go on.
static bool
report_fault(
    struct work *work, const struct sftp_file *file, const struct fault *why, struct fault *fault)
{
	struct report report = {.file = *file, .fault = *why};
	return child_send(work->child, &report, sizeof report, fault);
}

// Logs a file that is not taken now, with its name escaped.
static void
say(const char *what, const struct sftp_file *file, const char *why)
{
	char name[ORIGIN_NAME_MAX + 1];
	origin_escape(file->name, name, sizeof name);
	log_line("%s on the server: %s: %s", what, name, why);
}

// Moves a file that is a drop to the archive on the server. That it could not be is a fault of this file alone.
static bool
work_archive(struct work *work, const struct sftp_file *file, struct fault *fault)
{
	struct fault why = {0};
	return sftp_client_archive(work->client, file, &why) ||
	       report_fault(work, file, &why, fault);
}

// Does what is left to do with a file that was taken before: a run that died between the drop and the move left it there.
static bool
work_known(struct work *work, const struct sftp_file *file, const char *drop, struct fault *fault)
{
	if (work->pull->intake->district->sftp.after != SFTP_AFTER_MOVE)
		return true;
	char name[ORIGIN_NAME_MAX + 1];
	origin_escape(file->name, name, sizeof name);
	log_line("only moved on the server: %s was taken before, as %s", name, drop);
	return work_archive(work, file, fault);
}

// Keeps those files of the listing that were not pulled before and are not too large.
static bool
work_sift(struct work *work, struct fault *fault)
{
	const struct intake *intake = work->pull->intake;
	unsigned kept = 0;
	if ((work->partials = calloc(work->count + 1, sizeof *work->partials)) == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory listing a folder");
	for (unsigned i = 0; i < work->count; i++) {
		struct origin origin;
		if (!pull_describe(intake, &work->files[i], &origin, fault))
			return false;
		const struct past *past = history_remote(&intake->history, &origin);
		if (past != NULL) {
			if (!work_known(work, &work->files[i], past->drop, fault))
				return false;
		} else if (work->files[i].size > intake->district->limits.zip_bytes) {
			say("left", &work->files[i], "it is larger than limits.zip_bytes");
		} else {
			partial_name(&origin, work->partials[kept]);
			work->files[kept++] = work->files[i];
		}
	}
	work->count = kept;
	return partial_sweep(work->pull->partials, work->partials, kept, fault);
}

// Waits between the two looks: once for all files. A step each second, for this is no stall.
static void
work_wait(struct work *work)
{
	unsigned quiet = work->count > 0 ? work->pull->intake->district->sftp.quiet : 0;
	for (unsigned i = 0; i < quiet; i++) {
		child_step(work->child, "waiting for uploads to end");
		sleep(1);
	}
}

// Waits until the parent has made a drop of what was reported.
static bool
wait_published(struct work *work, struct fault *fault)
{
	char byte;
	ssize_t got;
	child_step(work->child, "waiting for a drop to be made");
	while ((got = read(work->pull->published[0], &byte, 1)) < 0 && errno == EINTR)
		continue;
	return got == 1 || fault_system(fault, "waiting for a drop to be made");
}

// Copies one file to fetch/partial/NAME/roster.zip, or what is missing there, and reports it.
static bool
work_copy(struct work *work, unsigned number, struct fault *fault)
{
	const struct district *district = work->pull->intake->district;
	struct report report = {.file = work->files[number]};
	snprintf(report.name, sizeof report.name, "%s", work->partials[number]);
	int out = partial_open(work->pull->partials, report.name, fault);
	if (out < 0)
		return false;
	bool good = sftp_client_copy(work->client, &report.file, out, district->limits.zip_bytes,
	    report.sha256, &report.fault);
	if (!good)
		partial_keep(work->pull->partials, report.name, out, report.file.size);
	if (close(out) != 0 && good)
		good = fault_system(&report.fault, "closing roster.zip");
	if (!child_send(work->child, &report, sizeof report, fault))
		return false;
	work->pull->intake->promised += good;
	if (!good || district->sftp.after != SFTP_AFTER_MOVE)
		return true;
	return wait_published(work, fault) && work_archive(work, &report.file, fault);
}

// Whether the district may have a file pulled now. It waits on the server otherwise; a disk that is full for everybody is told to the parent too.
static bool
work_allowed(struct work *work, const struct sftp_file *file, bool *allowed, struct fault *fault)
{
	struct fault full;
	struct intake *intake = work->pull->intake;
	bool said = intake->full;
	intake->full = true; // what is kept here as the run's fault is lost
	enum why why = allowance_refuses(intake, file->size);
	*allowed = why == WHY_NONE;
	if (why != WHY_NONE)
		say("waits", file, why_kinds[why].text);
	if (why != WHY_RESERVE || said)
		return true;
	allowance_full(intake, &full);
	return report_fault(work, file, &full, fault);
}

// The second look at a file; the copy, if nothing changed and the district may have it.
static bool
work_file(struct work *work, unsigned number, struct fault *fault)
{
	struct sftp_file *file = &work->files[number], now;
	struct fault why = {0};
	if (!sftp_client_look(work->client, file->name, &now, &why))
		return report_fault(work, file, &why, fault);
	if (now.size != file->size || now.modified != file->modified) {
		say("waits", file, "it changed within sftp.quiet");
		return true;
	}
	bool allowed;
	return work_allowed(work, file, &allowed, fault) &&
	       (!allowed || work_copy(work, number, fault));
}

// All that is done while connected.
static bool
work_all(struct work *work, struct fault *fault)
{
	unsigned unsafe;
	if (!sftp_client_list(work->client, &work->files, &work->count, &unsafe, fault))
		return false;
	if (unsafe > 0)
		log_line(
		    "left on the server: %u names with slashes or control characters, or too long",
		    unsafe);
	bool good = work_sift(work, fault);
	if (good)
		work_wait(work);
	for (unsigned i = 0; good && i < work->count; i++)
		good = work_file(work, i, fault);
	free(work->files);
	free(work->partials);
	return good;
}

bool
pull_work(struct child *child, void *context, struct fault *fault)
{
	struct work work = {.pull = context, .child = child};
	work.client = sftp_client_open(work.pull->intake->district, step, child, fault);
	if (work.client == NULL)
		return false;
	bool good = work_all(&work, fault);
	child_step(child, "signing off");
	sftp_client_close(work.client);
	return good;
}
