// Findings come in order of file and row, so the first examples are the first rows: the same input gives the same report. What follows
// from another finding may come before it, so they are walked twice: for the causes, then for the counts.
#include <stdlib.h>

#include "pipeline/list.h"

#include "pipeline/report_roots.h"

bool
report_roots_add(struct report_roots *roots, const struct finding *finding)
{
	if (finding->cause != 0 || finding->severity < SEVERITY_ERROR)
		return true;
	if (!list_grow(&roots->root, roots->count, &roots->room, sizeof *roots->root))
		return false;
	roots->root[roots->count++] = (struct report_root){
	    finding->id, (uint32_t)(finding->code - finding_codes), (uint32_t)finding->severity};
	return true;
}

static int
root_compare(const void *a, const void *b)
{
	const struct report_root *one = a, *other = b;

	return (one->id > other->id) - (one->id < other->id);
}

void
report_roots_sort(struct report_roots *roots)
{
	if (roots->count > 0)
		qsort(roots->root, roots->count, sizeof *roots->root, root_compare);
}

struct report_line *
report_roots_find(
    const struct report_roots *roots, struct report *report, uint64_t cause, bool *failed)
{
	const struct report_root key = {cause, 0, 0}, *root = NULL;

	if (cause != 0 && roots->count > 0)
		root = bsearch(&key, roots->root, roots->count, sizeof *roots->root, root_compare);
	if (root == NULL)
		return NULL;
	struct report_line *line =
	    report_line_make(report, (enum severity)root->severity, root->code);
	*failed = *failed || line == NULL;
	return line;
}

void
report_roots_free(struct report_roots *roots)
{
	free(roots->root);
	*roots = (struct report_roots){NULL, 0, 0};
}

// The file of a finding by its name; ONEROSTER_FILES when it is none of the standard's.
static unsigned
file_of(struct bytes name)
{
	static const char end[] = ".csv";
	size_t cut = strlen(end);

	if (name.size <= cut || memcmp(name.data + name.size - cut, end, cut) != 0)
		return ONEROSTER_FILES;
	enum roster_file file =
	    oneroster_file_named((struct bytes){name.data, name.size - cut}, false);
	return file == NO_FILE ? ONEROSTER_FILES : (unsigned)file;
}

// Keeps a finding as an example of its line.
static void
example_take(struct report_line *line, const struct finding *finding, bool fresh)
{
	struct report_example *example = &line->example[line->examples++];

	example->row = finding->row;
	example->fresh = fresh;
	report_clean(example->file, sizeof example->file, finding->file);
	report_clean(example->column, sizeof example->column, finding->column);
	report_clean(example->id, sizeof example->id, finding->sourced_id);
	if (!bytes_is(finding->message, finding->code->message))
		report_clean(example->text, sizeof example->text, finding->message);
}

// Notes since when a finding has been there.
static void
since_take(struct report_line *line, struct bytes since)
{
	char drop[DROP_NAME_MAX + 1];

	if (since.size == 0 || since.size > DROP_NAME_MAX)
		return;
	report_clean(drop, sizeof drop, since);
	if (line->oldest[0] == '\0' || strcmp(drop, line->oldest) < 0)
		memcpy(line->oldest, drop, sizeof drop);
}

bool
report_finding(struct report *report, const struct finding *finding, struct report_line *root)
{
	unsigned code = (unsigned)(finding->code - finding_codes), file = file_of(finding->file);
	struct report_line *line = report_line_make(report, finding->severity, code);
	bool fresh = report->previous[0] != '\0' && bytes_is(finding->since, report->drop);

	if (line == NULL)
		return false;
	line->count++;
	report->by_file[file][finding->severity]++;
	if (root != NULL && file < ONEROSTER_FILES) {
		line->consequences++;
		root->follows[file]++;
		return true;
	}
	line->fresh += fresh;
	since_take(line, finding->since);
	if (line->examples < REPORT_EXAMPLES)
		example_take(line, finding, fresh);
	return true;
}

// The two walks.
struct tally {
	struct report *report;
	struct report_roots roots;
	bool failed;
};

static bool
root_visit(void *context, const struct finding *finding)
{
	struct tally *tally = context;

	tally->failed = !report_roots_add(&tally->roots, finding);
	return !tally->failed;
}

static bool
finding_visit(void *context, const struct finding *finding)
{
	struct tally *tally = context;
	struct report_line *root =
	    report_roots_find(&tally->roots, tally->report, finding->cause, &tally->failed);

	tally->failed = tally->failed || !report_finding(tally->report, finding, root);
	return !tally->failed;
}

bool
report_tally(struct report *report, struct findings *findings, struct fault *fault)
{
	struct tally tally = {.report = report};
	bool good = findings_walk(findings, root_visit, &tally, fault);

	report_roots_sort(&tally.roots);
	good = good && !tally.failed && findings_walk(findings, finding_visit, &tally, fault);
	report_roots_free(&tally.roots);
	if (tally.failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	for (unsigned code = 0; good && code < finding_code_count; code++)
		report->mended[code] = findings_mended(findings, finding_codes[code].code);
	return good;
}
