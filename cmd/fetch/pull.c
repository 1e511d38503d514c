// The network part runs in a child, because only killing it bounds the time that a server can take. The child copies into tmp/ and says so; the
// parent, which never speaks with the server, publishes each file as it is reported. So what came before a stall is not lost.
#include "cmd/fetch/pull.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/child.h"
#include "pipeline/log.h"
#include "pipeline/sftp.h"

enum { TMP_NAME_MAX = 32 };

// What the child tells the parent: a file that lies complete in tmp/NAME, or one that met a fault.
struct report {
	char name[TMP_NAME_MAX];
	char sha256[DIGEST_HEX];
	struct sftp_file file;
	struct fault fault; // class FAULT_NONE for a complete one
};
static_assert(sizeof(struct report) <= CHILD_MESSAGE_MAX, "a report is one message");

// The child's work.
struct pull {
	struct intake *intake;
	struct child *child;
	struct sftp_client *client;
	struct sftp_file *files; // those that are new, after pull_sift
	unsigned count;
};

static void
step(void *child, const char *what)
{
	child_step(child, what);
}

// What is known of a server's file.
static bool
describe(const struct intake *intake, const struct sftp_file *file, struct origin *origin,
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
    struct pull *pull, const struct sftp_file *file, const struct fault *why, struct fault *fault)
{
	struct report report = {.file = *file, .fault = *why};
	return child_send(pull->child, &report, sizeof report, fault);
}

// Logs a file that is not taken now, with its name escaped.
static void
say(const char *what, const struct sftp_file *file, const char *why)
{
	char name[ORIGIN_NAME_MAX + 1];
	origin_escape(file->name, name, sizeof name);
	log_line("%s on the server: %s: %s", what, name, why);
}

// Keeps those files of the listing that were not pulled before and are not too large.
static bool
pull_sift(struct pull *pull, struct fault *fault)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < pull->count; i++) {
		struct origin origin;
		if (!describe(pull->intake, &pull->files[i], &origin, fault))
			return false;
		if (history_remote(&pull->intake->history, &origin) != NULL)
			continue;
		if (pull->files[i].size > pull->intake->district->limits.zip_bytes)
			say("left", &pull->files[i], "it is larger than limits.zip_bytes");
		else
			pull->files[kept++] = pull->files[i];
	}
	pull->count = kept;
	return true;
}

// Waits between the two looks: once for all files. A step each second, for this is no stall.
static void
pull_wait(struct pull *pull)
{
	unsigned quiet = pull->count > 0 ? pull->intake->district->sftp.quiet : 0;
	for (unsigned i = 0; i < quiet; i++) {
		child_step(pull->child, "waiting for uploads to end");
		sleep(1);
	}
}

// Copies one file to tmp/NAME/roster.zip and reports it.
static bool
pull_copy(struct pull *pull, unsigned number, struct fault *fault)
{
	struct report report = {.file = pull->files[number]};
	snprintf(report.name, sizeof report.name, "sftp-%u", number);
	int out = intake_begin(pull->intake, report.name, fault);
	if (out < 0) {
		intake_discard(pull->intake, report.name);
		return false;
	}
	bool good = sftp_client_copy(pull->client, &report.file, out,
	    pull->intake->district->limits.zip_bytes, report.sha256, &report.fault);
	if (close(out) != 0 && good)
		good = fault_system(&report.fault, "closing roster.zip");
	if (!good)
		intake_discard(pull->intake, report.name);
	return child_send(pull->child, &report, sizeof report, fault);
}

// The second look at a file; the copy, if nothing changed.
static bool
pull_file(struct pull *pull, unsigned number, struct fault *fault)
{
	struct sftp_file *file = &pull->files[number], now;
	struct fault why = {0};
	if (!sftp_client_look(pull->client, file->name, &now, &why))
		return report_fault(pull, file, &why, fault);
	if (now.size != file->size || now.modified != file->modified) {
		say("waits", file, "it changed within sftp.quiet");
		return true;
	}
	return pull_copy(pull, number, fault);
}

// All that is done while connected.
static bool
pull_all(struct pull *pull, struct fault *fault)
{
	unsigned unsafe;
	if (!sftp_client_list(pull->client, &pull->files, &pull->count, &unsafe, fault))
		return false;
	if (unsafe > 0)
		log_line(
		    "left on the server: %u names with slashes or control characters, or too long",
		    unsafe);
	bool good = pull_sift(pull, fault);
	if (good)
		pull_wait(pull);
	for (unsigned i = 0; good && i < pull->count; i++)
		good = pull_file(pull, i, fault);
	free(pull->files);
	return good;
}

// The child.
static bool
work(struct child *child, void *context, struct fault *fault)
{
	struct pull pull = {.intake = context, .child = child};
	pull.client = sftp_client_open(pull.intake->district, step, child, fault);
	if (pull.client == NULL)
		return false;
	bool good = pull_all(&pull, fault);
	child_step(child, "signing off");
	sftp_client_close(pull.client);
	return good;
}

// Puts the server's name in front of a fault.
static bool
name_server(const struct intake *intake, struct fault *fault)
{
	char text[sizeof fault->text];
	snprintf(text, sizeof text, "%s", fault->text);
	return fault_set(
	    fault, fault->class, "pulling from %.200s: %.800s", intake->district->sftp.host, text);
}

// The parent, for each report: publishes, or keeps the fault.
static bool
receive(void *context, const void *message, size_t size, struct fault *fault)
{
	struct intake *intake = context;
	struct report report;
	struct origin origin;
	if (size != sizeof report)
		return fault_set(fault, FAULT_BUG, "a child's report of %zu bytes", size);
	memcpy(&report, message, sizeof report);
	if (report.fault.class != FAULT_NONE) {
		name_server(intake, &report.fault);
		intake_fault(intake, &report.fault);
		return true;
	}
	if (!describe(intake, &report.file, &origin, fault))
		return false;
	snprintf(origin.sha256, sizeof origin.sha256, "%s", report.sha256);
	return intake_publish(intake, report.name, &origin, fault);
}

bool
pull_take(struct intake *intake, struct fault *fault)
{
	const struct district *district = intake->district;
	if (district->sftp.host == NULL || district->sftp.host[0] == '\0')
		return true;
	struct child_task task = {
	    .work = work,
	    .receive = receive,
	    .context = intake,
	    .step_seconds = district->sftp.step_seconds,
	    .total_seconds = district->sftp.total_seconds + district->sftp.quiet,
	};
	return child_run(&task, fault) || name_server(intake, fault);
}
