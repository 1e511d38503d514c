// A drop from end to end: the package, the manifest, every file in the order of references, then what came of it all. Whatever is
// found, every layer is looked at, so that a district mends everything at once; the reports are written in any case.
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "pipeline/fs.h"
#include "pipeline/limits.h"
#include "pipeline/log.h"
#include "pipeline/preflight.h"
#include "cmd/validate/guardians.h"
#include "cmd/validate/manifest.h"
#include "cmd/validate/package.h"
#include "cmd/validate/look.h"
#include "cmd/validate/report.h"
#include "cmd/validate/steady.h"
#include "cmd/validate/undo.h"
#include "cmd/validate/validate.h"
#include "pipeline/undo.h"

static const char rows_file[] = "rows.mdb";

// Makes rows.mdb with its tables. Its map holds whatever the package can inflate to.
static bool
rows_create(struct run *run)
{
	char path[FS_PATH_MAX];
	struct stat guardians;
	uint64_t total = 0;

	if (fstatat(run->job->input, guardians_name, &guardians, AT_SYMLINK_NOFOLLOW) == 0)
		total += (uint64_t)guardians.st_size;
	for (unsigned i = 0; i < run->entries.count; i++)
		total += run->entries.entries[i].size;
	if (!job_out_path(run->job, rows_file, path, sizeof(path), run->fault))
		return false;
	run->rows = db_create(path, 64 * MIB + 4 * total, run->fault);
	bool good = run->rows != NULL && db_table_open(run->rows, "meta", &run->meta, run->fault) &&
		    db_table_open(run->rows, "left_out", &run->left_out, run->fault);
	for (unsigned i = 0; good && i < ROSTER_FILES; i++)
		good = db_table_open(
		    run->rows, oneroster_files[i].name, &run->files[i].table, run->fault);
	return good;
}

// One entry of the table meta.
static bool
meta_put(struct run *run, const char *name, const char *file, const char *value)
{
	char key[64];

	snprintf(key, sizeof(key), "%s%s", name, file);
	return db_put(run->rows, run->meta, bytes_of(key), bytes_of(value), run->fault);
}

// The same, of a number.
static bool
meta_number(struct run *run, const char *name, const char *file, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	return meta_put(run, name, file, text);
}

// What the next stages must know beside the rows.
static bool
meta_write(struct run *run)
{
	bool good = meta_put(run, "version", "", run->version == V11 ? "1.1" : "1.2");

	if (good && run->source[0] != '\0')
		good = meta_put(run, "source", "", run->source);
	if (good && run->job->district->scope.guardians == GUARDIANS_FILE)
		good = meta_put(run, "mode.", guardians_file.name, mode_name(run->guardians)) &&
		       meta_number(run, "rows.", guardians_file.name, run->guardians_accepted) &&
		       meta_number(run, "unknown.", guardians_file.name, run->guardians_unknown);
	for (unsigned i = 0; good && i < ROSTER_FILES; i++) {
		const struct run_file *file = &run->files[i];
		const char *name = oneroster_files[i].name;
		good = meta_put(run, "mode.", name, mode_name(file->mode)) &&
		       meta_number(run, "rows.", name, file->accepted) &&
		       meta_number(run, "unknown.", name, file->unknown);
	}
	return good;
}

// Finishes rows.mdb, or removes it when the drop is refused.
static bool
rows_settle(struct run *run)
{
	bool refused = run_refused(run);

	if (run->rows == NULL)
		return true;
	bool good = refused || (meta_write(run) && db_finish(run->rows, run->fault));
	db_close(run->rows);
	run->rows = NULL;
	return good && (!refused || fs_remove(run->job->out, rows_file, run->fault));
}

// More errors or findings than the limit: says so once, with what was not read any more.
static void
stop_remark(struct run *run)
{
	const struct conf_limits *limits = &run->job->district->limits;
	enum severity severity;

	if (!run->stopped)
		return;
	uint64_t most = strcmp(run->crossed, "errors") == 0 ? limits->errors : limits->findings;
	run_remark(run,
	    &(struct remark){.code = "package.limit",
		.as = AS_FATAL,
		.text = run_text(run,
		    "there are more than %llu %s, the limit of limits { %s }; what comes after "
		    "was not looked at. Mend what is named, or raise the limit in the district's "
		    "configuration",
		    (unsigned long long)most, run->crossed, run->crossed)},
	    &severity);
}

// Looks at everything that the package holds.
static bool
contents_take(struct run *run)
{
	if (run->entries.count == 0)
		return true;
	if (!manifest_take(run) || !rows_create(run))
		return false;
	for (unsigned i = 0; i < ONEROSTER_FILES && !run->stopped; i++)
		if (!reading_take(run, (enum roster_file)i) || (i == ROLES && !look_roles(run)))
			return false;
	if (!run->stopped &&
	    (!look_people(run) || !look_classes(run) || !guardians_take(run) || !steady_look(run)))
		return false;
	stop_remark(run);
	return !run->broken;
}

// Says what was not looked at whole: what the drop before had there is not mended only because it is not found.
static bool
unseen_tell(struct run *run)
{
	bool good = run->entries.count != 0 || findings_overlook(run->findings, "");

	if (good && run->guardians != MODE_BULK)
		good = findings_overlook(run->findings, guardians_name);
	for (unsigned i = 0; good && i < ONEROSTER_FILES; i++)
		if (run->files[i].mode != MODE_BULK || run->files[i].unusable || run->stopped)
			good = findings_overlook(run->findings, run->files[i].name);
	return good || fault_set(run->fault, FAULT_TEMP, "out of memory");
}

// Writes findings.csv, the reports, and what the next drop is held against.
static bool
reports_write(struct run *run)
{
	const struct job *job = run->job;

	return unseen_tell(run) &&
	       findings_write(
		   run->findings, job->out, job->drop, run->before.findings, run->fault) &&
	       steady_leave(run, run->fault) && run_report(run, run->fault);
}

// One line for the log.
static void
summary_put(struct run *run)
{
	struct job *job = run->job;
	uint64_t accepted = 0;

	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		accepted += run->files[i].accepted;
	snprintf(job->summary, sizeof(job->summary),
	    "%s, %llu rows accepted, %llu left out; findings: %llu fatal, %llu error, %llu warning",
	    run_refused(run) ? "refused" : "accepted", (unsigned long long)accepted,
	    (unsigned long long)run_left_out(run),
	    (unsigned long long)findings_count(run->findings, SEVERITY_FATAL),
	    (unsigned long long)findings_count(run->findings, SEVERITY_ERROR),
	    (unsigned long long)findings_count(run->findings, SEVERITY_WARNING));
	if (job->dry_run)
		log_line("would be %s", job->summary);
}

// The work of the stage on one drop.
static bool
validate_work(struct job *job, struct fault *fault)
{
	struct run run;
	if (undo_is(job->district_dir, job->drop))
		return undo_validate(job, fault);
	bool good = run_open(&run, job, fault) && before_open(&run.before, job, fault) &&
		    package_open(&run) && contents_take(&run) && rows_settle(&run) &&
		    reports_write(&run);

	if (good) {
		job->place = preflight_is(job->district_dir, job->drop) ? PLACE_HELD
			     : run_refused(&run)                        ? PLACE_FAILED
									: PLACE_READY;
		summary_put(&run);
	}
	run_close(&run);
	if (!good && fault->class == FAULT_DATA)
		fault->class = FAULT_BUG; // what is wrong with a drop is a finding, never a fault
	return good;
}

const struct stage validate_stage = {.id = STAGE_VALIDATE, .work = validate_work};
