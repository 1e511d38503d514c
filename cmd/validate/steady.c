// A drop that is well formed may still be the wrong one: of another system, of an old night, of a new year, without a school or a file that
// used to come. None of this can be told from the drop alone, and none of it is the district's fault for certain, so a person decides.
#include "cmd/validate/steady.h"

#include <stdio.h>

#include "cmd/validate/look.h"

enum { ZEROS_LEAST = 5 };

static void
remark(struct run *run, const char *code, enum as as, const char *file, const char *text)
{
	enum severity severity;

	run_remark(
	    run, &(struct remark){.code = code, .as = as, .file = file, .text = text}, &severity);
}

uint64_t
steady_rows(const struct run *run, enum roster_file file)
{
	if (run->before.known.any && file < ROSTER_FILES)
		return run->before.known.rows[file];
	return file < ONEROSTER_FILES ? run->before.rows[file] : 0;
}

void
steady_date(struct reading *reading, struct bytes date)
{
	char *latest = reading->run->known.latest;

	// Only times of the form 2026-11-21T02:03:04Z and longer compare as texts do.
	if (date.size < 20 || date.size >= KNOWN_TIME || date.data[date.size - 1] != 'Z' ||
	    date.data[10] != 'T' || strncmp(date.data, latest, 19) <= 0)
		return;
	memcpy(latest, date.data, date.size);
	latest[date.size] = '\0';
}

void
steady_zeros(struct reading *reading, unsigned column, const struct looks *looks)
{
	struct run *run = reading->run;
	const struct known *before = &run->before.known;

	if (run->known.zeros_count < KNOWN_COLUMNS)
		run->known.zeros[run->known.zeros_count++] =
		    (struct known_zeros){reading->file, column, looks->zeros, looks->digits};
	if (looks->zeros != 0 || looks->digits < ZEROS_LEAST || reading->state->mode != MODE_BULK)
		return;
	for (unsigned i = 0; i < before->zeros_count; i++) {
		const struct known_zeros *was = &before->zeros[i];
		enum severity severity;
		if (was->file != reading->file || was->column != column ||
		    was->zeros < ZEROS_LEAST || was->zeros * 10 < was->digits)
			continue;
		run_remark(run,
		    &(struct remark){.code = "value.excel",
			.as = AS_HOLD,
			.file = reading->state->name,
			.column = bytes_of(reading->schema->columns[column].name),
			.text = run_text(run,
			    "%llu values of the column began with a zero in the drop before, and "
			    "none "
			    "does now: a spreadsheet takes leading zeros off",
			    (unsigned long long)was->zeros)},
		    &severity);
	}
}

// Whether the drop tells of everything, so that it means something that a file is not in it.
static bool
tells_all(const struct run *run)
{
	bool bulk = false;

	for (unsigned i = 0; i < ROSTER_FILES; i++) {
		if (run->files[i].mode == MODE_DELTA)
			return false;
		bulk = bulk || run->files[i].mode == MODE_BULK;
	}
	return bulk && !run->no_news;
}

// Files that used to come.
static void
files_look(struct run *run)
{
	struct known *known = &run->known;
	const struct known *before = &run->before.known;
	bool all = tells_all(run);

	for (unsigned i = 0; i < ROSTER_FILES; i++) {
		const struct run_file *file = &run->files[i];
		bool came = file->mode != MODE_ABSENT && file->entry != NULL;
		known->comes[i] = all ? came : before->comes[i] || came;
		bool counts = file->mode == MODE_BULK || before->rows[i] == 0;
		known->rows[i] = came && counts ? file->accepted : before->rows[i];
		if (all && before->comes[i] && file->mode == MODE_ABSENT &&
		    (oneroster_files[i].versions & run->version) != 0)
			remark(run, "manifest.fewer", AS_CATALOGUED, file->name,
			    "the file came with the drops before and is not in this one; what is "
			    "known "
			    "of it stays as it is");
	}
}

// Whether the stated source is the configured one, which may be its name alone.
static bool
source_is(const char *stated, const char *wanted)
{
	size_t size = strlen(wanted);

	return strcmp(stated, wanted) == 0 ||
	       (strncmp(stated, wanted, size) == 0 && strcmp(stated + size, " / ") == 0);
}

// The system that the manifest names.
static void
source_look(struct run *run)
{
	const char *wanted = run->job->district->scope.source;
	const char *before = run->before.known.source;
	const char *now = run->source;

	snprintf(run->known.source, sizeof(run->known.source), "%s", now[0] != '\0' ? now : before);
	if (run->manifest == NULL)
		return;
	if (wanted != NULL && !source_is(now, wanted))
		remark(run, "manifest.source", AS_CATALOGUED, "manifest.csv",
		    "the manifest does not name the source system that is set for the district");
	else if (wanted == NULL && now[0] != '\0' && before[0] != '\0' && strcmp(now, before) != 0)
		remark(run, "manifest.source", AS_CATALOGUED, "manifest.csv", NULL);
}

// What the drop says of its own age.
static void
age_look(struct run *run)
{
	const char *before = run->before.known.latest;
	char *now = run->known.latest;

	if (now[0] == '\0')
		memcpy(now, before, KNOWN_TIME);
	else if (before[0] != '\0' && strncmp(now, before, 19) < 0 && tells_all(run))
		remark(run, "package.older", AS_HOLD, NULL,
		    run_text(run,
			"the latest dateLastModified of the drop is %.19sZ, that of the drop "
			"before %.19sZ",
			now, before));
}

// Schools that are set for the district and do not come. One that was left out for a fault is there.
static void
schools_look(struct run *run)
{
	char *const *school = run->job->district->scope.schools;
	const struct run_file *orgs = &run->files[ORGS];
	enum severity severity;

	if (!look_whole(run, ORGS) || orgs->entry == NULL || orgs->unknown != 0)
		return;
	for (; school != NULL && *school != NULL && !run->broken; school++) {
		struct bytes id = bytes_of(*school);
		if (ids_find(&orgs->ids, ids_hash(id, run->seed)).state != ID_NONE)
			continue;
		run_remark(run,
		    &(struct remark){.code = "policy.school_gone",
			.file = orgs->name,
			.column = bytes_of(oneroster_files[ORGS].columns[SOURCED_ID].name),
			.id = id},
		    &severity);
	}
}

// The year that runs on the day of the drop, or comes next: that of the session, not yet over, that ends first.
static void
year_find(struct run *run)
{
	const struct facts *facts = &run->facts;
	struct bytes cells[ONEROSTER_COLUMNS_MAX];
	int32_t end = INT32_MAX;
	uint64_t dated = 0;

	for (uint32_t row = 2; row < facts->sessions_room; row++) {
		int32_t ends = facts->sessions[row].end;
		if (ends == SPAN_OPEN || !keep_read(run, ACADEMIC_SESSIONS, row, cells))
			continue;
		dated++;
		if (ends <= facts->today || ends >= end ||
		    cells[SESSIONS_SCHOOL_YEAR].size >= KNOWN_TIME)
			continue;
		end = ends;
		snprintf(run->known.year, KNOWN_TIME, "%.*s", (int)cells[SESSIONS_SCHOOL_YEAR].size,
		    cells[SESSIONS_SCHOOL_YEAR].data);
	}
	run->known.over = dated != 0 && end == INT32_MAX;
}

// The change to a new school year. A district that begins with a year that is over is told, and not held.
static void
year_look(struct run *run)
{
	struct known *known = &run->known;
	const struct known *before = &run->before.known;
	const char *file = run->files[ACADEMIC_SESSIONS].name;

	if (!look_whole(run, ACADEMIC_SESSIONS) || run->files[ACADEMIC_SESSIONS].entry == NULL) {
		memcpy(known->year, before->year, KNOWN_TIME);
		known->over = before->over;
		return;
	}
	if (run->facts.today == SPAN_OPEN)
		return;
	year_find(run);
	if (known->over && !before->over)
		remark(run, "policy.rollover", before->any ? AS_CATALOGUED : AS_WARNING, file,
		    "all sessions of the export are over");
	if (known->year[0] == '\0')
		memcpy(known->year, before->year, KNOWN_TIME);
	else if (before->year[0] != '\0' && strcmp(known->year, before->year) != 0)
		remark(run, "policy.rollover", AS_CATALOGUED, file,
		    run_text(
			run, "the school year was %s and is %s now", before->year, known->year));
}

bool
steady_look(struct run *run)
{
	files_look(run);
	source_look(run);
	age_look(run);
	schools_look(run);
	if (!run->broken)
		year_look(run);
	return !run->broken;
}

bool
steady_leave(struct run *run, struct fault *fault)
{
	return run_refused(run) || known_write(&run->known, run->job->out, fault);
}
