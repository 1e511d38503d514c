// The report of an undo begins here, as every drop's does, so that apply finds one to extend. The next drop's findings are compared with those of the last
// zip; but what must not change from night to night is what it was before the night that is taken back.
#include "cmd/validate/undo.h"

#include <stdio.h>

#include "cmd/validate/before.h"
#include "pipeline/roster_file.h"
#include "pipeline/undo.h"

// The report, so far.
static bool
report_put(const struct job *job, struct fault *fault)
{
	struct seal seal;
	if (!seal_read(job->input, &seal, fault))
		return false;
	const struct sealed *content = undo_content(&seal);
	struct report *report = report_new();
	if (report == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	snprintf(report->district, sizeof report->district, "%s", job->district->name);
	snprintf(report->drop, sizeof report->drop, "%s", job->drop);
	snprintf(report->tool, sizeof report->tool, "rosterdrop %s", ROSTERDROP_VERSION);
	snprintf(report->version, sizeof report->version, "1.2");
	snprintf(report->sha256, sizeof report->sha256, "%s", content->digest);
	report->size = content->size;
	report->outcome = OUTCOME_ACCEPTED;
	bool good = report_write(report, job->out, fault);
	report_free(report);
	return good;
}

// What was known before the drop that is taken back.
static bool
known_put(const struct job *job, const char *undone, struct fault *fault)
{
	struct before before;
	struct job then = *job;
	then.drop = undone;
	bool good = before_open(&before, &then, fault) &&
		    (!before.known.any || known_write(&before.known, job->out, fault));
	before_close(&before);
	return good;
}

bool
undo_validate(struct job *job, struct fault *fault)
{
	char path[FS_PATH_MAX], undone[DROP_NAME_MAX + 1];
	struct roster_undo undo;
	if (!job_input_path(job, STAGE_FETCH, "roster.mdb", path, sizeof path, fault))
		return false;
	struct roster *roster = roster_open(path, NULL, fault);
	if (roster == NULL)
		return false;
	bool named = roster_undo(roster, &undo);
	snprintf(undone, sizeof undone, "%.*s", (int)undo.drop.size, undo.drop.data);
	roster_close(roster);
	struct findings *findings = findings_of(job->out, job->district);
	bool good = findings != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && (named || fault_set(fault, FAULT_IO, "roster.mdb does not say what it is"));
	good = good && findings_write(findings, job->out, job->drop, -1, fault) &&
	       report_put(job, fault) && known_put(job, undone, fault);
	findings_free(findings);
	snprintf(job->summary, sizeof job->summary, "takes back %s", undone);
	return good;
}
