// The numbers of a report: what came beside last time, school by school, night by night, and what becomes of the directory.
#include <stdio.h>

#include "pipeline/report_page.h"

enum { CELL = 64 };

// One number, blank when it does not tell anything.
static void
number_cell(char cell[CELL], bool known, uint64_t number)
{
	struct text text = {NULL, 0, 0, false};

	word_number(&text, number);
	snprintf(cell, CELL, "%.*s", known && !text.failed ? (int)text.size : 0, text.data);
	text_free(&text);
}

// A difference; 0 when there is none, blank when there is nothing to compare with.
static void
difference_cell(char cell[CELL], bool known, uint64_t now, uint64_t before)
{
	struct text text = {NULL, 0, 0, false};

	word_difference(&text, now, before);
	if (now == before)
		text_put(&text, "0");
	snprintf(cell, CELL, "%.*s", known && !text.failed ? (int)text.size : 0, text.data);
	text_free(&text);
}

// A number and, in brackets, how it differs.
static void
both_cell(char cell[CELL], bool known, uint64_t now, uint64_t before)
{
	struct text text = {NULL, 0, 0, false};

	word_number(&text, now);
	if (known && now != before) {
		text_put(&text, " (");
		word_difference(&text, now, before);
		text_put(&text, ")");
	}
	snprintf(cell, CELL, "%.*s", text.failed ? 0 : (int)text.size, text.data);
	text_free(&text);
}

// The mode of a file in the reader's words.
static const char *
mode_words(const char *mode)
{
	static const struct {
		const char *mode;
		enum word word;
	} modes[] = {{"bulk", WORD_BULK}, {"delta", WORD_DELTA}, {"absent", WORD_ABSENT}};

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		if (strcmp(modes[i].mode, mode) == 0)
			return word_plain(modes[i].word);
	return "";
}

// One row of the table of files.
static void
file_put(const struct page *page, const struct page_table *table, unsigned file)
{
	const struct report_file *state = &page->report->files[file];
	bool before = page->report->previous[0] != '\0';
	bool full = strcmp(state->mode, "bulk") == 0;
	char name[CELL + 8], cell[4][CELL];
	const char *cells[] = {name, mode_words(state->mode), cell[0], cell[1], cell[2], cell[3]};

	snprintf(name, sizeof name, "%s.csv", oneroster_files[file].name);
	number_cell(cell[0], true, state->rows);
	number_cell(cell[1], true, state->left_out);
	number_cell(cell[2], before, state->before);
	difference_cell(cell[3], before && full, state->accepted, state->before);
	page->form->row(page->out, table, cells);
}

// The counts of the last drops as bars.
static void
nights_put(const struct page *page)
{
	static const enum word titles[REPORT_COUNTS] = {
	    WORD_PEOPLE, WORD_CLASSES, WORD_ENROLLMENTS};
	const struct report *report = page->report;
	const struct word_part count[] = {NUMBER(report->night_count)};

	if (report->night_count < 2)
		return;
	struct text words = word_text(WORD_NIGHTS, count);
	page->out->failed = page->out->failed || words.failed;
	if (words.failed)
		return;
	page->form->section(page->out, words.data);
	text_free(&words);
	for (unsigned i = 0; i < REPORT_COUNTS; i++) {
		uint64_t values[REPORT_NIGHTS];
		for (unsigned k = 0; k < report->night_count; k++)
			values[k] = report->nights[k].count[i];
		const struct page_bars bars = {word_plain(titles[i]), report->night_count, values};
		page->form->bars(page->out, &bars);
	}
}

void
page_came(const struct page *page)
{
	static const struct page_column columns[] = {{WORD_FILE, 26}, {WORD_KIND, 8},
	    {WORD_ROWS, 11}, {WORD_LEFT_OUT, 10}, {WORD_LAST_TIME, 11}, {WORD_DIFFERENCE, 10}};
	const struct page_table table = {
	    word_plain(WORD_CAME_CAPTION), sizeof columns / sizeof *columns, columns};
	bool any = false;

	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		any = any || (page->report->files[i].mode[0] != '\0' &&
				 (page->report->outcome != OUTCOME_REFUSED ||
				     page->report->files[i].rows > 0));
	if (!any) // of a drop that could not be opened, a table of absent files would only mislead
		return;
	page_section(page, WORD_CAME);
	page->form->table_open(page->out, &table);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		if (page->report->files[i].mode[0] != '\0')
			file_put(page, &table, i);
	page->form->table_close(page->out);
	nights_put(page);
}

// The name of a school, between the marks of words from outside.
static void
name_cell(char *cell, size_t size, const char *name)
{
	snprintf(cell, size, "%c%s%c", THEIRS_BEGIN, name, THEIRS_END);
}

void
page_schools(const struct page *page)
{
	static const struct page_column columns[] = {
	    {WORD_SCHOOL, 30}, {WORD_PEOPLE, 15}, {WORD_CLASSES, 14}, {WORD_ENROLLMENTS, 18}};
	const struct report *report = page->report;
	bool before = report->previous[0] != '\0';
	const struct page_table table = {
	    word_plain(before ? WORD_BY_SCHOOL_CAPTION : WORD_BY_SCHOOL_FIRST),
	    sizeof columns / sizeof *columns, columns};
	const struct word_part more[] = {NUMBER(report->schools_more)},
			       same[] = {NUMBER(report->schools_same)};

	if (report->school_count + report->schools_same == 0)
		return;
	page_section(page, WORD_BY_SCHOOL);
	if (report->school_count == 0) {
		page_paragraph(page, WORD_SCHOOLS_ALL_SAME, NULL);
		return;
	}
	page->form->table_open(page->out, &table);
	for (unsigned i = 0; i < report->school_count; i++) {
		const struct report_school *school = &report->schools[i];
		char name[REPORT_CELL + 2], cell[REPORT_COUNTS][CELL];
		const char *cells[] = {name, cell[0], cell[1], cell[2]};
		name_cell(name, sizeof name, school->name);
		for (unsigned k = 0; k < REPORT_COUNTS; k++)
			both_cell(cell[k], before, school->now[k], school->before[k]);
		page->form->row(page->out, &table, cells);
	}
	page->form->table_close(page->out);
	if (report->schools_more > 0)
		page_paragraph(page, WORD_SCHOOLS_MORE, more);
	if (report->schools_same > 0)
		page_paragraph(page, WORD_SCHOOLS_SAME, same);
}

// The columns of effects, after the name.
static const struct page_column effect_columns[] = {
    {WORD_WHAT, 34}, {WORD_ADDED, 11}, {WORD_CHANGED, 11}, {WORD_ARCHIVED, 11}, {WORD_BACK, 10}};
static const struct page_column school_columns[] = {
    {WORD_SCHOOL, 34}, {WORD_ADDED, 11}, {WORD_CHANGED, 11}, {WORD_ARCHIVED, 11}, {WORD_BACK, 10}};
enum { EFFECT_COLUMNS = sizeof effect_columns / sizeof *effect_columns };

// One row of effects.
static void
effects_put(const struct page *page, const struct page_table *table, const char *name,
    const uint64_t effect[EFFECTS])
{
	char cell[EFFECT_COLUMNS - 1][CELL];
	const char *cells[EFFECT_COLUMNS] = {name};

	for (unsigned i = 0; i + 1 < EFFECT_COLUMNS; i++) {
		number_cell(cell[i], true, effect[i]);
		cells[i + 1] = cell[i];
	}
	page->form->row(page->out, table, cells);
}

// What becomes of each kind of record. Gives how many records that are.
static void
kinds_put(const struct page *page, const struct page_table *table)
{
	page->form->table_open(page->out, table);
	for (unsigned entity = 0; entity < ENTITIES; entity++) {
		uint64_t effect[EFFECTS], sum = 0;
		for (unsigned i = 0; i < EFFECTS; i++)
			effect[i] = report_effect(page->report, entity, (enum report_effect)i);
		for (unsigned i = 0; i < EFFECT_LINKED; i++)
			sum += effect[i];
		if (sum > 0)
			effects_put(
			    page, table, word_plain((enum word)(WORD_ENTITY + entity)), effect);
	}
	page->form->table_close(page->out);
}

// The same school by school.
static void
changed_schools_put(const struct page *page)
{
	const struct report *report = page->report;
	const struct page_table table = {
	    word_plain(WORD_DONE_BY_SCHOOL), EFFECT_COLUMNS, school_columns};
	const struct word_part more[] = {NUMBER(report->changed_more)};

	if (report->changed_count == 0)
		return;
	page->form->table_open(page->out, &table);
	for (unsigned i = 0; i < report->changed_count; i++) {
		char name[REPORT_CELL + 2];
		name_cell(name, sizeof name, report->changed[i].name);
		effects_put(page, &table, name, report->changed[i].effect);
	}
	page->form->table_close(page->out);
	if (report->changed_more > 0)
		page_paragraph(page, WORD_SCHOOLS_MORE, more);
}

// How many accounts and classes the first sync puts away.
static uint64_t
counts_put_away(const struct report *report)
{
	return report->changes[ACCOUNTS][ACTION_ARCHIVE] +
	       report->changes[LOCAL_CLASSES][ACTION_ARCHIVE];
}

// What the first sync puts away: accounts and classes that were there before.
static void
put_away_put(const struct page *page)
{
	const struct report *report = page->report;
	const struct word_part counts[] = {NUMBER(report->changes[ACCOUNTS][ACTION_ARCHIVE]),
	    NUMBER(report->changes[LOCAL_CLASSES][ACTION_ARCHIVE])};
	if (counts_put_away(report) > 0)
		page_paragraph(page, WORD_PUT_AWAY, counts);
}

void
page_changes(const struct page *page)
{
	const struct report *report = page->report;
	bool done = report->outcome == OUTCOME_APPLIED;
	const struct page_table table = {word_plain(done ? WORD_DONE_CAPTION : WORD_TO_DO_CAPTION),
	    EFFECT_COLUMNS, effect_columns};
	uint64_t linked = 0, sum = 0;

	if (!done && report->outcome != OUTCOME_HELD)
		return;
	for (unsigned entity = 0; entity < ENTITIES; entity++) {
		linked += report_effect(report, entity, EFFECT_LINKED);
		for (unsigned i = 0; i < EFFECT_LINKED; i++)
			sum += report_effect(report, entity, (enum report_effect)i);
	}
	page_section(page, done ? WORD_DONE : WORD_TO_DO);
	const struct word_part waiting[] = {NUMBER(report->waiting)};
	if (report->waiting > 0)
		page_paragraph(page, WORD_WAIT_GRACE, waiting);
	if (sum + linked + counts_put_away(report) == 0) {
		page_paragraph(page, done ? WORD_DONE_NONE : WORD_TO_DO_NONE, NULL);
		return;
	}
	if (sum > 0) {
		kinds_put(page, &table);
		changed_schools_put(page);
	}
	const struct word_part people[] = {NUMBER(linked)};
	if (linked > 0)
		page_paragraph(page, WORD_LINKED, people);
	put_away_put(page);
	page_paragraph(page, WORD_ARCHIVED_MEANS, NULL);
}
