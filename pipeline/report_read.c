// Reading report.json back. It was written by us and lies under a SEAL, so what is missing is simply not there; what is too long
// is cut, and nothing is believed that would not fit.
#include <stdio.h>

#include "pipeline/json.h"
#include "pipeline/report.h"

enum { PATH = 128, INDEX = 12 };

// Puts a member behind a base, which is empty at the top. What does not fit is the empty path, where no text or number is.
static const char *
path_put(char path[PATH], const char *base, const char *member)
{
	size_t before = strlen(base), size = strlen(member);

	path[0] = '\0';
	if (before + size + 2 > PATH)
		return path;
	memcpy(path, base, before);
	if (before > 0)
		path[before++] = '/';
	memcpy(path + before, member, size + 1);
	return path;
}

// The same for an element of an array.
static const char *
path_index(char path[PATH], const char *base, unsigned index)
{
	char number[INDEX];

	snprintf(number, sizeof number, "%u", index);
	return path_put(path, base, number);
}

// Copies the text at a path; "" when there is none.
static void
text_take(char *out, size_t size, const struct json *json, const char *path)
{
	const char *text = json_text(json, path);

	snprintf(out, size, "%s", text != NULL ? text : "");
}

// The number at a path; 0 when there is none.
static uint64_t
number_take(const struct json *json, const char *base, const char *member)
{
	char path[PATH];
	uint64_t number = 0;

	json_number(json, path_put(path, base, member), &number);
	return number;
}

static void
member_take(char *out, size_t size, const struct json *json, const char *base, const char *member)
{
	char path[PATH];

	text_take(out, size, json, path_put(path, base, member));
}

// The number of findings by severity.
static void
severities_take(uint64_t counts[REPORT_SEVERITIES], const struct json *json, const char *base)
{
	char path[PATH];

	for (unsigned i = 0; i < REPORT_SEVERITIES; i++) {
		path_put(path, base, "findings");
		counts[i] = number_take(json, path, severity_name((enum severity)i));
	}
}

static void
files_take(struct report *report, const struct json *json)
{
	char base[PATH], name[64];

	for (unsigned i = 0; i < json_count(json, "files"); i++) {
		path_index(base, "files", i);
		member_take(name, sizeof name, json, base, "name");
		enum roster_file index = oneroster_file_named(bytes_of(name), false);
		if (index == NO_FILE)
			continue;
		struct report_file *file = &report->files[index];
		member_take(file->mode, sizeof file->mode, json, base, "mode");
		file->rows = number_take(json, base, "rows");
		file->accepted = number_take(json, base, "accepted");
		file->left_out = number_take(json, base, "leftOut");
		file->before = number_take(json, base, "before");
		file->known = number_take(json, base, "known");
		severities_take(report->by_file[index], json, base);
	}
	severities_take(report->by_file[ONEROSTER_FILES], json, "package");
}

static void
counts_take(uint64_t counts[REPORT_COUNTS], const struct json *json, const char *base)
{
	for (unsigned i = 0; i < REPORT_COUNTS; i++)
		counts[i] = number_take(json, base, report_count_name((enum report_count)i));
}

static void
schools_take(struct report *report, const struct json *json)
{
	char base[PATH], path[PATH];
	size_t count = json_count(json, "schools");

	for (unsigned i = 0; i < count && i < REPORT_SCHOOLS; i++) {
		struct report_school *school = &report->schools[report->school_count++];
		path_index(base, "schools", i);
		member_take(school->id, sizeof school->id, json, base, "sourcedId");
		member_take(school->name, sizeof school->name, json, base, "name");
		path_put(path, base, "now");
		counts_take(school->now, json, path);
		path_put(path, base, "before");
		counts_take(school->before, json, path);
	}
	report->schools_more = number_take(json, "", "schoolsMore");
	report->schools_same = number_take(json, "", "schoolsSame");
}

unsigned
report_read_nights(struct report_night nights[REPORT_NIGHTS], const struct json *json)
{
	char base[PATH], path[PATH];
	size_t there = json_count(json, "nights");
	unsigned count = 0;

	for (unsigned i = 0; i < there && i < REPORT_NIGHTS; i++) {
		struct report_night *night = &nights[count++];
		path_index(base, "nights", i);
		member_take(night->drop, sizeof night->drop, json, base, "drop");
		counts_take(night->count, json, path_put(path, base, "counts"));
	}
	return count;
}

static void
examples_take(struct report_line *line, const struct json *json, const char *base)
{
	char path[PATH], at[PATH], member[PATH];

	path_put(path, base, "examples");
	size_t count = json_count(json, path);
	for (unsigned i = 0; i < count && i < REPORT_EXAMPLES; i++) {
		struct report_example *example = &line->example[line->examples++];
		path_index(at, path, i);
		member_take(example->file, sizeof example->file, json, at, "file");
		member_take(example->column, sizeof example->column, json, at, "column");
		member_take(example->id, sizeof example->id, json, at, "sourcedId");
		member_take(example->text, sizeof example->text, json, at, "message");
		example->row = number_take(json, at, "row");
		example->fresh = json_flag(json, path_put(member, at, "new"));
	}
}

// One line of the catalogue at one severity. False when out of memory.
static bool
line_take(struct report *report, const struct json *json, const char *base)
{
	char name[64], path[PATH];
	enum severity severity;

	member_take(name, sizeof name, json, base, "severity");
	bool known = severity_named(bytes_of(name), &severity);
	member_take(name, sizeof name, json, base, "code");
	const struct finding_code *code = finding_code_named(name);
	if (!known || code == NULL)
		return true;
	struct report_line *line =
	    report_line_make(report, severity, (unsigned)(code - finding_codes));
	if (line == NULL)
		return false;
	line->count = number_take(json, base, "count");
	line->consequences = number_take(json, base, "consequences");
	line->fresh = number_take(json, base, "new");
	member_take(line->oldest, sizeof line->oldest, json, base, "since");
	path_put(path, base, "follows");
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		line->follows[i] = number_take(json, path, oneroster_files[i].name);
	examples_take(line, json, base);
	return true;
}

static bool
lines_take(struct report *report, const struct json *json)
{
	char base[PATH], code[64];
	bool good = true;

	for (unsigned i = 0; good && i < json_count(json, "codes"); i++) {
		path_index(base, "codes", i);
		good = line_take(report, json, base);
	}
	for (unsigned i = 0; i < json_count(json, "mended"); i++) {
		path_index(base, "mended", i);
		member_take(code, sizeof code, json, base, "code");
		const struct finding_code *line = finding_code_named(code);
		if (line != NULL)
			report->mended[line - finding_codes] = number_take(json, base, "count");
	}
	return good;
}

// What becomes of the directory, by kind.
static void
kinds_take(struct report *report, const struct json *json)
{
	char base[PATH], entity[32], action[32];

	for (unsigned i = 0; i < json_count(json, "changes"); i++) {
		path_index(base, "changes", i);
		member_take(entity, sizeof entity, json, base, "entity");
		member_take(action, sizeof action, json, base, "action");
		for (unsigned e = 0; e < FACTS; e++)
			for (unsigned a = 0; a < ACTIONS; a++)
				if (strcmp(entity, entity_name(e)) == 0 &&
				    strcmp(action, action_name((enum action)a)) == 0)
					report->changes[e][a] = number_take(json, base, "count");
	}
}

static void
changed_take(struct report *report, const struct json *json)
{
	char base[PATH];
	size_t count = json_count(json, "changedSchools");

	for (unsigned i = 0; i < count && i < REPORT_SCHOOLS; i++) {
		struct report_change *change = &report->changed[report->changed_count++];
		path_index(base, "changedSchools", i);
		member_take(change->id, sizeof change->id, json, base, "sourcedId");
		member_take(change->name, sizeof change->name, json, base, "name");
		for (unsigned k = 0; k < EFFECTS; k++)
			change->effect[k] =
			    number_take(json, base, report_effect_name((enum report_effect)k));
	}
	report->changed_more = number_take(json, "", "changedSchoolsMore");
}

// What is one for the whole report.
static void
head_take(struct report *report, const struct json *json)
{
	char stage[16], outcome[16];

	text_take(report->district, sizeof report->district, json, "district");
	text_take(report->drop, sizeof report->drop, json, "drop");
	text_take(report->previous, sizeof report->previous, json, "previous");
	text_take(report->sha256, sizeof report->sha256, json, "sha256");
	text_take(report->version, sizeof report->version, json, "version");
	text_take(report->tool, sizeof report->tool, json, "tool");
	text_take(report->reason, sizeof report->reason, json, "reason");
	text_take(stage, sizeof stage, json, "stage");
	text_take(outcome, sizeof outcome, json, "outcome");
	report->size = number_take(json, "", "size");
	report->no_news = json_flag(json, "noNews");
	report->waiting = number_take(json, "", "waiting");
	for (unsigned i = 0; i < OUTCOMES; i++)
		if (strcmp(outcome, report_outcome_name((enum report_outcome)i)) == 0 &&
		    strcmp(stage, report_outcome_stage((enum report_outcome)i)) == 0)
			report->outcome = (enum report_outcome)i;
	report->links_known = json_count(json, "links") > 0;
	for (unsigned i = 0; i < REPORT_LINKS; i++)
		report->links[i] =
		    number_take(json, "links", report_link_name((enum report_link)i));
	report->unclaimed_known = json_count(json, "links") > REPORT_LINKS;
	for (unsigned i = 0; i < REPORT_UNCLAIMED; i++)
		report->unclaimed[i] =
		    number_take(json, "links", report_unclaimed_name((enum report_unclaimed)i));
}

struct report *
report_read(int dir, struct fault *fault)
{
	struct json *json = json_read(dir, "report.json", fault);
	struct report *report = json == NULL ? NULL : report_new();
	bool good = report != NULL;

	if (good) {
		head_take(report, json);
		files_take(report, json);
		schools_take(report, json);
		report->night_count = report_read_nights(report->nights, json);
		kinds_take(report, json);
		changed_take(report, json);
		good = lines_take(report, json);
	}
	if (json != NULL && !good)
		fault_set(fault, FAULT_TEMP, "out of memory reading report.json");
	json_free(json);
	if (good)
		return report;
	report_free(report);
	return NULL;
}
