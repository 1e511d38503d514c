// Last night is what validate itself left of it: the newest drop that it let pass. It looks at no store. Beside that it asks only whether
// apply has a drop, which the directories say.
#include <stdio.h>
#include <unistd.h>

#include "pipeline/json.h"
#include "pipeline/undo.h"
#include "cmd/validate/before.h"

// Takes the counts out of a report.json. A report without them counts as none.
static void
counts_take(struct before *before, const struct json *report)
{
	char path[64];

	for (unsigned i = 0; i < json_count(report, "files"); i++) {
		snprintf(path, sizeof(path), "files/%u/name", i);
		const char *name = json_text(report, path);
		enum roster_file file =
		    name == NULL ? NO_FILE : oneroster_file_named(bytes_of(name), false);
		if (file == NO_FILE)
			continue;
		snprintf(path, sizeof(path), "files/%u/known", i);
		json_number(report, path, &before->rows[file]);
	}
}

// Whether nothing that validate found holds a drop, or a person let it go all the same. What waits for a decision is no measure: a second
// night of the same fault must not find that all is as it was.
static bool
went_on(const struct job *job, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "validate/ready/%s/holds", name);
	return !fs_exists(job->district_dir, path) ||
	       spool_place(job->district_dir, STAGE_APPLY, name) == PLACE_READY;
}

// What must not change, of the last drop that went on.
static bool
known_open(struct before *before, const struct job *job, const char *name, struct fault *fault)
{
	int dir = spool_open_drop(job->district_dir, STAGE_VALIDATE, PLACE_READY, name, fault);
	bool good = dir >= 0 && known_read(&before->known, dir, fault);

	if (dir >= 0)
		close(dir);
	return good;
}

// Opens what the drop `name` left.
static bool
drop_open(struct before *before, const struct job *job, const char *name, struct fault *fault)
{
	int dir = spool_open_drop(job->district_dir, STAGE_VALIDATE, PLACE_READY, name, fault);
	if (dir < 0)
		return false;
	struct json *report = json_read(dir, "report.json", fault);
	before->findings = report == NULL ? -1 : fs_open_file(dir, "findings.csv", fault);
	if (report != NULL) {
		struct fault ignored;
		before->schools = fs_open_file(dir, "schools.csv", &ignored);
		before->night_count = report_read_nights(before->nights, report);
		counts_take(before, report);
	}
	close(dir);
	json_free(report);
	if (before->findings < 0)
		return false;
	snprintf(before->drop, sizeof(before->drop), "%s", name);
	return true;
}

bool
before_open(struct before *before, const struct job *job, struct fault *fault)
{
	struct fs_names drops;
	const char *newest = NULL, *steady = NULL;

	*before = (struct before){.findings = -1, .schools = -1};
	if (!spool_list(job->district_dir, STAGE_VALIDATE, PLACE_READY, &drops, fault))
		return false;
	for (size_t i = 0; i < drops.count; i++)
		if (strcmp(drops.name[i], job->drop) < 0 &&
		    !undo_is(job->district_dir, drops.name[i]))
			newest = drops.name[i];
	for (size_t i = drops.count; steady == NULL && i-- > 0;)
		if (strcmp(drops.name[i], job->drop) < 0 && went_on(job, drops.name[i]))
			steady = drops.name[i];
	bool good = (newest == NULL || drop_open(before, job, newest, fault)) &&
		    (steady == NULL || known_open(before, job, steady, fault));
	fs_names_free(&drops);
	return good;
}

void
before_close(struct before *before)
{
	if (before->findings >= 0)
		close(before->findings);
	if (before->schools >= 0)
		close(before->schools);
	before->findings = before->schools = -1;
}
