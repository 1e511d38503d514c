// The findings of a report. One fault is one fault: what only follows from another point stands under it, as a number. Points with the
// most rows behind them come first. Counts are full; examples end when the page is long enough.
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/report_page.h"

enum { EXAMPLES_UNTIL = 90 * 1024, POINTS_UNTIL = 165 * 1024 };
enum { POINTS_MAX = 512 };

static const char scope_code[] = "policy.scope";

// What each severity means to a district. In the order in which a report has them.
static const struct {
	enum severity severity;
	enum word heading;
} headings[] = {{SEVERITY_FATAL, WORD_FATAL}, {SEVERITY_HOLD, WORD_HOLD},
    {SEVERITY_ERROR, WORD_ERROR}, {SEVERITY_WARNING, WORD_WARNING}, {SEVERITY_NOTICE, WORD_NOTICE}};

// A point to be put: a line of the catalogue and how much hangs on it.
struct point {
	unsigned code;
	uint64_t weight;
	const struct report_line *line;
};

static int
point_compare(const void *a, const void *b)
{
	const struct point *one = a, *other = b;

	if (one->weight != other->weight)
		return one->weight < other->weight ? 1 : -1;
	return (one->code > other->code) - (one->code < other->code);
}

// Whether a line stands in another place of the report or under its causes.
static bool
is_elsewhere(const struct report_line *line, unsigned code)
{
	return line->count == line->consequences ||
	       strcmp(finding_codes[code].code, scope_code) == 0;
}

// The points of a severity, in their order.
static unsigned
points_take(const struct report *report, enum severity severity, struct point points[POINTS_MAX])
{
	unsigned count = 0;

	for (unsigned code = 0; code < finding_code_count && count < POINTS_MAX; code++) {
		const struct report_line *line = report_line(report, severity, code);
		if (line == NULL || is_elsewhere(line, code))
			continue;
		points[count] = (struct point){code, line->count - line->consequences, line};
		for (unsigned i = 0; i < ONEROSTER_FILES; i++)
			points[count].weight += line->follows[i];
		count++;
	}
	qsort(points, count, sizeof *points, point_compare);
	return count;
}

// Where an example is and what more is to say of it.
static void
example_put(const struct page *page, const struct report_example *example, bool all_new)
{
	struct text words = {NULL, 0, 0, false};
	const struct word_part file[] = {THEIRS(example->file)}, row[] = {NUMBER(example->row)},
			       column[] = {THEIRS(example->column)}, id[] = {THEIRS(example->id)},
			       text[] = {THEIRS(example->text)};
	bool with_id = !page->report->without_ids;

	if (example->file[0] == '\0')
		word_add(&words, WORD_PACKAGE, NULL);
	else
		word_verbatim(&words, file);
	if (example->row != 0)
		word_add(&words, WORD_AT_ROW, row);
	if (example->column[0] != '\0')
		word_add(&words, WORD_AT_COLUMN, column);
	if (example->id[0] != '\0' && with_id)
		word_add(&words, WORD_AT_ID, id);
	if (example->fresh && !all_new)
		word_add(&words, WORD_NEW, NULL);
	if (example->text[0] != '\0' && with_id) {
		text_put(&words, ": ");
		word_verbatim(&words, text);
	}
	text_add(&words, (struct bytes){"", 1});
	if (!words.failed)
		page->form->item(page->out, words.data);
	page->out->failed = page->out->failed || words.failed;
	text_free(&words);
}

// How often, how new, how old.
static void
found_put(const struct page *page, const struct report_line *line)
{
	uint64_t roots = line->count - line->consequences;
	char day[11];
	struct text words = {NULL, 0, 0, false};

	word_day(day, line->oldest);
	const struct word_part found[] = {NUMBER(roots)}, fresh[] = {NUMBER(line->fresh)},
			       since[] = {OURS(day)};
	word_add(&words, WORD_FOUND, found);
	if (page->report->previous[0] != '\0' && line->fresh > 0) {
		text_put(&words, " ");
		word_add(&words, line->fresh >= roots ? WORD_FOUND_ALL_NEW : WORD_FOUND_NEW, fresh);
	}
	if (day[0] != '\0' && line->fresh < roots) {
		text_put(&words, " ");
		word_add(&words, WORD_FOUND_SINCE, since);
	}
	text_add(&words, (struct bytes){"", 1});
	if (!words.failed)
		page->form->paragraph(page->out, words.data);
	page->out->failed = page->out->failed || words.failed;
	text_free(&words);
}

// The items below a point: examples, how many more there are, what follows from it.
static void
items_put(const struct page *page, const struct report_line *line)
{
	uint64_t roots = line->count - line->consequences;
	unsigned shown = page->out->size < EXAMPLES_UNTIL ? line->examples : 0;
	const struct word_part more[] = {NUMBER(roots - shown)},
			       only[] = {NUMBER(line->consequences)};
	char name[80];

	page->form->list(page->out, true);
	for (unsigned i = 0; i < shown; i++)
		example_put(page, &line->example[i], line->fresh >= roots);
	if (roots > shown)
		page_item(page, WORD_MORE, more);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++) {
		snprintf(name, sizeof name, "%s.csv", oneroster_files[i].name);
		const struct word_part follows[] = {NUMBER(line->follows[i]), OURS(name)};
		if (line->follows[i] > 0)
			page_item(page, WORD_FOLLOWS, follows);
	}
	if (line->consequences > 0)
		page_item(page, WORD_ONLY_FOLLOWS, only);
	page->form->list(page->out, false);
}

// One kind of finding.
static void
point_put(const struct page *page, const struct point *point)
{
	const struct finding_code *code = &finding_codes[point->code];
	const struct word_part fix[] = {OURS(code->fix)};

	page->form->point(page->out, code->message, code->code);
	found_put(page, point->line);
	page_paragraph(page, WORD_MEND, fix);
	items_put(page, point->line);
}

void
page_findings(const struct page *page)
{
	struct point *points = calloc(POINTS_MAX, sizeof *points);
	uint64_t unsaid = 0;

	if (points == NULL) {
		page->out->failed = true;
		return;
	}
	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
		unsigned count = points_take(page->report, headings[i].severity, points);
		if (count == 0)
			continue;
		page_section(page, headings[i].heading);
		for (unsigned k = 0; k < count; k++)
			if (page->out->size < POINTS_UNTIL)
				point_put(page, &points[k]);
			else
				unsaid++;
	}
	const struct word_part more[] = {NUMBER(unsaid)};
	if (unsaid > 0)
		page_paragraph(page, WORD_MORE_KINDS, more);
	free(points);
}

// What was there before and is no more, by kind.
static void
mended_put(const struct page *page, uint64_t mended)
{
	if (mended == 0)
		return;
	page->form->list(page->out, true);
	for (unsigned code = 0; code < finding_code_count; code++) {
		const struct word_part parts[] = {
		    NUMBER(page->report->mended[code]), OURS(finding_codes[code].message)};
		if (parts[0].number > 0)
			page_item(page, WORD_MENDED, parts);
	}
	page->form->list(page->out, false);
}

void
page_since(const struct page *page)
{
	const struct report *report = page->report;
	uint64_t fresh = 0, known = 0, mended = 0;
	char day[11];

	for (unsigned severity = 0; severity < REPORT_SEVERITIES; severity++)
		for (unsigned code = 0; code < finding_code_count; code++) {
			const struct report_line *line =
			    report_line(report, (enum severity)severity, code);
			if (line == NULL || line->count == line->consequences)
				continue;
			fresh += line->fresh;
			known += line->count - line->consequences - line->fresh;
		}
	for (unsigned code = 0; code < finding_code_count; code++)
		mended += report->mended[code];
	if (report->previous[0] == '\0' || fresh + known + mended == 0)
		return;
	word_day(day, report->previous);
	const struct word_part parts[] = {NUMBER(fresh), NUMBER(known), NUMBER(mended), OURS(day)};
	page_section(page, WORD_SINCE);
	page_paragraph(page, WORD_SINCE_SUMMARY, parts);
	mended_put(page, mended);
}

void
page_scope(const struct page *page)
{
	const struct finding_code *code = finding_code_named(scope_code);
	bool begun = false;

	for (unsigned i = REPORT_SEVERITIES; code != NULL && i-- > 0;) {
		unsigned index = (unsigned)(code - finding_codes);
		const struct report_line *line = report_line(page->report, (enum severity)i, index);
		if (line == NULL)
			continue;
		if (!begun)
			page_section(page, WORD_SCOPE);
		begun = true;
		page->form->paragraph(page->out, code->message);
		items_put(page, line);
	}
}
