// What validate knows of a drop, as a report. The next drop's validate reads from it what was known of each file, and the last drops'
// counts; apply reads all of it and adds to it.
#include "cmd/validate/report.h"

#include <stdio.h>

#include "cmd/validate/schools.h"

// Rows of a file when it last came, for the next drop: this drop's, unless it was absent or a delta on what is known.
static uint64_t
known_of(const struct run *run, unsigned file)
{
	const struct run_file *state = &run->files[file];
	uint64_t before = run->before.rows[file];

	if (state->mode == MODE_BULK || (state->mode == MODE_DELTA && before == 0))
		return state->accepted;
	return before;
}

uint64_t
run_left_out(const struct run *run)
{
	uint64_t left_out = 0;

	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		left_out += run->files[i].left_out;
	return left_out;
}

// The counts of each file that is there or was.
static void
files_put(struct report *report, const struct run *run)
{
	for (unsigned i = 0; i < ONEROSTER_FILES; i++) {
		const struct run_file *state = &run->files[i];
		struct report_file *file = &report->files[i];
		if (state->mode == MODE_ABSENT && run->before.rows[i] == 0)
			continue;
		snprintf(file->mode, sizeof file->mode, "%s", mode_name(state->mode));
		file->rows = state->rows;
		file->accepted = state->accepted;
		file->left_out = state->left_out;
		file->before = run->before.rows[i];
		file->known = known_of(run, i);
	}
}

// What arrived: its name, digest and size, as fetch sealed it.
static bool
head_put(struct report *report, const struct run *run, struct fault *fault)
{
	struct seal seal;

	if (!seal_read(run->job->input, &seal, fault))
		return false;
	for (unsigned i = 0; i < seal.file_count; i++)
		if (strcmp(seal.files[i].name, "roster.zip") == 0) {
			memcpy(report->sha256, seal.files[i].digest, sizeof report->sha256);
			report->size = seal.files[i].size;
		}
	snprintf(report->district, sizeof report->district, "%s", run->job->district->name);
	snprintf(report->drop, sizeof report->drop, "%s", run->job->drop);
	snprintf(report->previous, sizeof report->previous, "%s", run->before.drop);
	snprintf(report->tool, sizeof report->tool, "rosterdrop %s", ROSTERDROP_VERSION);
	snprintf(
	    report->version, sizeof report->version, "%s", run->version == V11 ? "1.1" : "1.2");
	report->outcome = run_refused(run) ? OUTCOME_REFUSED : OUTCOME_ACCEPTED;
	report->no_news = run->no_news;
	return true;
}

// The last drops, and this one unless it is refused.
static void
nights_put(struct report *report, const struct run *run)
{
	unsigned keep = run_refused(run) ? REPORT_NIGHTS : REPORT_NIGHTS - 1;
	unsigned skip = run->before.night_count > keep ? run->before.night_count - keep : 0;

	for (unsigned i = skip; i < run->before.night_count; i++)
		report->nights[report->night_count++] = run->before.nights[i];
	if (run_refused(run))
		return;
	struct report_night *night = &report->nights[report->night_count++];
	snprintf(night->drop, sizeof night->drop, "%s", run->job->drop);
	night->count[COUNT_PEOPLE] = known_of(run, USERS);
	night->count[COUNT_CLASSES] = known_of(run, CLASSES);
	night->count[COUNT_ENROLLMENTS] = known_of(run, ENROLLMENTS);
}

// The numbers of schools, of a drop that stands: what was refused was perhaps not read to its end.
static bool
schools_take(struct report *report, struct run *run, struct fault *fault)
{
	bool counts[REPORT_COUNTS], compare = run->before.drop[0] != '\0';
	struct report unshown = {.drop = ""};

	if (run_refused(run))
		return true;
	for (unsigned i = 0; i < REPORT_COUNTS; i++) {
		enum roster_file file = schools_file((enum report_count)i, run->version);
		enum mode mode = run->files[file].mode;
		counts[i] = mode == MODE_BULK || (mode == MODE_DELTA && !compare);
	}
	if (run->before.schools >= 0 && !schools_read(run->schools, run->before.schools, fault))
		return false;
	bool shown = !compare || run->before.schools >= 0;
	return schools_put(
	    run->schools, shown ? report : &unshown, counts, compare, run->job->out, fault);
}

bool
run_report(struct run *run, struct fault *fault)
{
	struct report *report = report_new();

	if (report == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	bool good = head_put(report, run, fault);
	if (good) {
		files_put(report, run);
		nights_put(report, run);
	}
	good = good && schools_take(report, run, fault) &&
	       report_tally(report, run->findings, fault) &&
	       report_write(report, run->job->out, fault);
	report_free(report);
	return good;
}
