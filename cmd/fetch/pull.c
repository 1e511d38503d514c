// The network part runs in a child, because only killing it bounds the time that a server can take. The child copies into fetch/partial and says so; the
// parent, which never speaks with the server, publishes each file as it is reported. So what came before a stall is not lost, and of
// a file that was cut short the next run has only the rest to pull.
#include "cmd/fetch/pull.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/fetch/pull_part.h"
#include "cmd/fetch/slot.h"
#include "pipeline/fs.h"

static_assert(sizeof(struct report) <= CHILD_MESSAGE_MAX, "a report is one message");

// Puts the server's name in front of a fault.
static bool
name_server(const struct intake *intake, struct fault *fault)
{
	char text[sizeof fault->text];
	snprintf(text, sizeof text, "%s", fault->text);
	return fault_set(
	    fault, fault->class, "pulling from %.200s: %.800s", intake->district->sftp.host, text);
}

// Makes a complete file a drop, and tells the child if that waits to move it.
static bool
publish(struct pull *pull, const struct report *report, struct fault *fault)
{
	struct origin origin;
	struct intake *intake = pull->intake;
	if (!pull_describe(intake, &report->file, &origin, fault))
		return false;
	snprintf(origin.sha256, sizeof origin.sha256, "%s", report->sha256);
	return fs_publish(pull->partials, report->name, intake->tmp, report->name, fault) &&
	       intake_publish(intake, report->name, &origin, fault) &&
	       (intake->district->sftp.after == SFTP_AFTER_LEAVE ||
		   write(pull->published[1], "", 1) == 1 ||
		   fault_system(fault, "telling the child of a drop"));
}

// The parent, for each report: publishes, or keeps the fault.
static bool
receive(void *context, const void *message, size_t size, struct fault *fault)
{
	struct pull *pull = context;
	struct report report;
	if (size != sizeof report)
		return fault_set(fault, FAULT_BUG, "a child's report of %zu bytes", size);
	memcpy(&report, message, sizeof report);
	if (report.fault.class == FAULT_NONE)
		return publish(pull, &report, fault);
	name_server(pull->intake, &report.fault);
	intake_fault(pull->intake, &report.fault);
	return true;
}

// Runs the child to its end.
static bool
run_child(struct pull *pull, struct fault *fault)
{
	const struct district *district = pull->intake->district;
	struct child_task task = {
	    .work = pull_work,
	    .receive = receive,
	    .context = pull,
	    .step_seconds = district->sftp.step_seconds,
	    .total_seconds = district->sftp.total_seconds + district->sftp.quiet,
	};
	if (pipe2(pull->published, O_CLOEXEC) != 0)
		return fault_system(fault, "making a pipe");
	bool good = child_run(&task, fault);
	close(pull->published[0]);
	close(pull->published[1]);
	return good;
}

bool
pull_take(struct intake *intake, struct fault *fault)
{
	const struct district *district = intake->district;
	struct pull pull = {.intake = intake, .partials = -1};
	if (district->sftp.host == NULL || district->sftp.host[0] == '\0')
		return partial_remove_all(intake, fault);
	int slot = slot_take(intake->conf, district, fault);
	bool good = slot >= 0 && (pull.partials = partial_open_all(intake, fault)) >= 0 &&
		    run_child(&pull, fault);
	if (pull.partials >= 0)
		close(pull.partials);
	if (slot >= 0)
		close(slot);
	return good || name_server(intake, fault);
}
