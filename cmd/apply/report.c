// The report of apply: validate's, with what match and apply found, and what was or would be changed. It is made from what lies in the
// drop's directories and from the changes as they are told, so that a receipt made again has the same report.
#include "cmd/apply/report.h"

#include <stdlib.h>
#include <unistd.h>

#include "cmd/apply/grace.h"
#include "cmd/apply/tally.h"
#include "pipeline/findings_drop.h"
#include "cmd/apply/undo.h"
#include "cmd/apply/unusual.h"
#include "schema/record.h"

// One school to be told of.
struct choice {
	uint64_t weight;
	size_t index;
};

static int
choice_compare(const void *a, const void *b)
{
	const struct choice *one = a, *other = b;
	if (one->weight != other->weight)
		return one->weight < other->weight ? 1 : -1;
	return (one->index > other->index) - (one->index < other->index);
}

// What a school is called: in the drop, or in the directory.
static void
name_put(struct applier *applier, struct report_change *told, struct bytes id)
{
	struct roster_row row;
	struct stored stored;
	struct bytes name = {NULL, 0};

	if (applier->roster != NULL && roster_get(applier->roster, ORGS, id, &row))
		name = record_cell(row.record, ORGS_NAME);
	else if (applier->store != NULL && store_get(applier->store, ORGS, id, &stored))
		name = record_cell(stored.record, ORGS_NAME);
	report_clean(told->id, sizeof told->id, id);
	report_school_name(told->name, sizeof told->name, name, id);
}

// The schools of which most becomes different, and the counts by kind.
static bool
changes_put(struct applier *applier, struct report *report, struct fault *fault)
{
	struct change_tally *tally = applier->tally;
	struct choice *choices = calloc(tally->count + 1, sizeof *choices);
	uint64_t ignored;

	if (choices == NULL || tally->failed) {
		free(choices);
		return fault_set(fault, FAULT_TEMP, "out of memory");
	}
	memcpy(report->changes, tally->changes, sizeof report->changes);
	for (size_t i = 0; i < tally->count; i++) {
		choices[i].index = i;
		for (unsigned k = 0; k < EFFECTS; k++)
			choices[i].weight += tally->school[i].effect[k];
	}
	qsort(choices, tally->count, sizeof *choices, choice_compare);
	for (size_t i = 0; i < tally->count && i < REPORT_SCHOOLS; i++) {
		struct report_change *told = &report->changed[report->changed_count++];
		memcpy(told->effect, tally->school[choices[i].index].effect, sizeof told->effect);
		name_put(applier, told, idmap_id(tally->map, choices[i].index, &ignored));
	}
	report->changed_more = tally->count - report->changed_count;
	free(choices);
	return true;
}

// A finding for each row that another district is in the way of.
static bool
clashes_put(struct applier *applier, struct findings *findings, struct fault *fault)
{
	uint64_t ignored;
	bool good = true;
	for (size_t i = 0; good && i < idmap_count(applier->clashes); i++) {
		struct finding finding = {.severity = SEVERITY_DEFAULT,
		    .code = finding_code_named("unique.username"),
		    .file = bytes_of("users.csv"),
		    .column = bytes_of("username"),
		    .sourced_id = idmap_id(applier->clashes, i, &ignored),
		    .message = bytes_of(
			"another district of the platform has this username; the row is left out")};
		good = findings_add(findings, &finding, fault) != 0;
	}
	return good;
}

bool
findings_leave(struct applier *applier, const char *code, const char *message, struct fault *fault)
{
	struct job *job = applier->job;
	struct findings *findings = findings_of(job->out, job->district);
	if (findings == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	struct finding finding = {.severity = SEVERITY_DEFAULT,
	    .code = code == NULL ? NULL : finding_code_named(code),
	    .message = bytes_of(message == NULL ? "" : message)};
	int before = findings_before(job->district_dir, job->drop, STAGE_APPLY);
	bool good = findings_number(findings, job->district_dir, job->drop, STAGE_APPLY, fault) &&
		    (code == NULL || findings_add(findings, &finding, fault) != 0) &&
		    clashes_put(applier, findings, fault) &&
		    (applier->undoes ? undo_find(applier, findings, fault)
				     : unusual_find(applier, findings, fault)) &&
		    findings_write(findings, job->out, job->drop, before, fault);
	if (before >= 0)
		close(before);
	findings_free(findings);
	return good;
}

bool
report_leave(
    struct applier *applier, enum report_outcome outcome, const char *reason, struct fault *fault)
{
	const struct job *job = applier->job;
	struct report *report = report_of(job->district_dir, job->drop, fault);

	if (report == NULL)
		return false;
	report->outcome = outcome;
	bool counted = applier->store == NULL || grace_count(applier, &report->waiting, fault);
	report_clean(report->reason, sizeof report->reason, bytes_of(reason));
	bool good = counted && report_join(report, job->input, fault) &&
		    report_join(report, job->out, fault) &&
		    (applier->tally == NULL || changes_put(applier, report, fault)) &&
		    report_write(report, job->out, fault);
	report_free(report);
	return good;
}

bool
apply_refused(struct job *job, const struct fault *refusal, struct fault *fault)
{
	struct applier applier = {.job = job};

	return report_leave(&applier, OUTCOME_NOT_APPLIED, refusal->text, fault);
}
