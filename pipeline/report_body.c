// What a report says and in which order, for every form of it: the outcome, what to do, what changed, what is wrong, what is left out,
// who waits, and only then what only a technician asks for.
#include <stdio.h>

#include "pipeline/report_page.h"

// What is said of an outcome. The reason of a hold begins with one of these names and a colon, but for a guard's.
//
// How to add a kind of hold: a line, and its words.
static const struct saying {
	enum report_outcome outcome;
	const char *reason; // how it begins; NULL: whatever it is
	enum tone tone;
	enum word sentence, next;
	bool may_release, may_reject, shows_reason;
} sayings[] = {
    {OUTCOME_REFUSED, NULL, TONE_BAD, WORD_REFUSED, WORD_DO_MEND_FILES, false, false, false},
    {OUTCOME_SAME, NULL, TONE_GOOD, WORD_SAME, WORD_DO_SAME, false, false, false},
    {OUTCOME_HELD, "setup:", TONE_CAUTION, WORD_SETUP, WORD_DO_SETUP, false, true, false},
    {OUTCOME_HELD, "package.older:", TONE_CAUTION, WORD_HELD, WORD_DO_OLDER, false, true, true},
    {OUTCOME_HELD, "part:", TONE_CAUTION, WORD_PART, WORD_DO_PART, true, true, true},
    {OUTCOME_HELD, NULL, TONE_CAUTION, WORD_HELD, WORD_DO_GUARD, true, true, true},
    {OUTCOME_NOT_APPLIED, NULL, TONE_BAD, WORD_NOT_APPLIED, WORD_DO_NOT_APPLIED, false, false,
	true},
    {OUTCOME_NOT_MATCHED, NULL, TONE_BAD, WORD_NOT_APPLIED, WORD_DO_FOREIGN, false, false, true},
};

static const struct saying *
saying_of(const struct report *report)
{
	for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
		if (sayings[i].outcome == report->outcome &&
		    (sayings[i].reason == NULL ||
			strncmp(report->reason, sayings[i].reason, strlen(sayings[i].reason)) == 0))
			return &sayings[i];
	return NULL;
}

void
page_paragraph(const struct page *page, enum word word, const struct word_part *parts)
{
	struct text words = word_text(word, parts);

	if (!words.failed)
		page->form->paragraph(page->out, words.data);
	page->out->failed = page->out->failed || words.failed;
	text_free(&words);
}

void
page_item(const struct page *page, enum word word, const struct word_part *parts)
{
	struct text words = word_text(word, parts);

	if (!words.failed)
		page->form->item(page->out, words.data);
	page->out->failed = page->out->failed || words.failed;
	text_free(&words);
}

void
page_section(const struct page *page, enum word word)
{
	page->form->section(page->out, word_plain(word));
}

static void
outcome_put(const struct page *page, enum tone tone, enum word word, const struct word_part *parts)
{
	struct text words = word_text(word, parts);

	if (!words.failed)
		page->form->outcome(page->out, tone, words.data);
	page->out->failed = page->out->failed || words.failed;
	text_free(&words);
}

// All changes that were made or would be.
static uint64_t
change_count(const struct report *report)
{
	uint64_t count = 0;

	for (unsigned entity = 0; entity < FACTS; entity++)
		for (unsigned action = 0; action < ACTIONS; action++)
			count += report->changes[entity][action];
	return count;
}

// The sentence for what was accepted or taken over.
static void
good_outcome_put(const struct page *page, uint64_t left_out)
{
	const struct report *report = page->report;
	uint64_t changes = change_count(report);
	enum tone tone = left_out > 0 ? TONE_CAUTION : TONE_GOOD;
	const struct word_part rows[] = {NUMBER(left_out)}, done[] = {NUMBER(changes)};

	if (report->outcome == OUTCOME_APPLIED)
		outcome_put(page, tone, changes > 0 ? WORD_APPLIED : WORD_APPLIED_NOTHING, done);
	else if (report->no_news)
		outcome_put(page, TONE_GOOD, WORD_NO_NEWS, NULL);
	else
		outcome_put(
		    page, tone, left_out > 0 ? WORD_PART_ACCEPTED : WORD_ALL_ACCEPTED, rows);
}

// How a person lets the drop go on or throws it out.
static void
commands_put(const struct page *page, const struct saying *saying)
{
	const struct report *report = page->report;
	char command[256];

	if (saying->may_release) {
		page_paragraph(page, WORD_WHO_RELEASES, NULL);
		snprintf(command, sizeof command, "rosterdrop release %s/%s --reason TEXT",
		    report->district, report->drop);
		page->form->command(page->out, command);
	}
	if (saying->may_reject) {
		page_paragraph(page, WORD_WHO_REJECTS, NULL);
		snprintf(command, sizeof command, "rosterdrop reject %s/%s --reason TEXT",
		    report->district, report->drop);
		page->form->command(page->out, command);
	}
}

// What to do next, after the rows that were left out if there are any.
static void
next_put(const struct page *page, const struct saying *saying, uint64_t left_out)
{
	const struct report *report = page->report;
	const struct word_part rows[] = {NUMBER(left_out)}, reason[] = {THEIRS(report->reason)};
	bool refused = report->outcome == OUTCOME_REFUSED;

	if (saying != NULL && saying->shows_reason && report->reason[0] != '\0')
		page_paragraph(page, WORD_REASON, reason);
	page_section(page, WORD_DO);
	if (saying != NULL)
		page_paragraph(page, saying->next, NULL);
	else if (left_out == 0)
		page_paragraph(page, WORD_DO_NOTHING, NULL);
	if (left_out > 0 && !refused && report->outcome != OUTCOME_SAME) {
		if (report->outcome != OUTCOME_ACCEPTED)
			page_paragraph(page, WORD_LEFT_OUT_TOO, rows);
		page_paragraph(page, WORD_DO_MEND_ROWS, NULL);
		page_paragraph(page, WORD_STAYS, NULL);
	}
	if (saying != NULL)
		commands_put(page, saying);
}

// The time in a drop's name, as 02:03:04.
static void
drop_time(char time[9], const char *drop)
{
	time[0] = '\0';
	if (strlen(drop) >= 15)
		snprintf(time, 9, "%.2s:%.2s:%.2s", drop + 9, drop + 11, drop + 13);
}

// The headline, the outcome in one sentence, what to do.
static void
head_put(const struct page *page)
{
	const struct report *report = page->report;
	const struct saying *saying = saying_of(report);
	uint64_t left_out = report_left_out(report);
	char day[11], time[9];

	word_day(day, report->drop);
	drop_time(time, report->drop);
	const struct word_part title[] = {OURS(report->district), OURS(day)};
	const struct word_part lead[] = {OURS(day), OURS(time), OURS(report->district)};
	struct text words = word_text(WORD_TITLE, title);
	if (words.failed) {
		page->out->failed = true;
		return;
	}
	page->form->open(page->out, words.data);
	page->form->headline(page->out, words.data);
	text_free(&words);
	if (saying != NULL)
		outcome_put(page, saying->tone, saying->sentence, NULL);
	else
		good_outcome_put(page, left_out);
	page_paragraph(page, WORD_LEAD, lead);
	next_put(page, saying, left_out);
}

// A sentence with a number; none when there is nobody.
static void
some_put(const struct page *page, enum word word, uint64_t number)
{
	const struct word_part parts[] = {NUMBER(number)};

	if (number > 0)
		page_paragraph(page, word, parts);
}

// Accounts of students for whom nobody is found.
static void
unclaimed_put(const struct page *page)
{
	const uint64_t *unclaimed = page->report->unclaimed;

	some_put(page, WORD_UNCLAIMED_ACTIVE, unclaimed[UNCLAIMED_ACTIVE]);
	some_put(page, WORD_UNCLAIMED_INACTIVE, unclaimed[UNCLAIMED_INACTIVE]);
	if (unclaimed[UNCLAIMED_ACTIVE] + unclaimed[UNCLAIMED_INACTIVE] > 0)
		page_paragraph(page, WORD_UNCLAIMED_NEXT, NULL);
}

// People whose account is not clear. Of those whose account is, or who are simply new, it is only told beside these, and where nothing is linked yet: on a
// night like any other they are among what was done.
static void
links_put(const struct page *page)
{
	const struct report *report = page->report;
	const uint64_t *links = report->links;
	const uint64_t unclear = links[LINK_MULTIPLE] + links[LINK_PARTIAL],
		       unclaimed = report->unclaimed[UNCLAIMED_ACTIVE] +
				   report->unclaimed[UNCLAIMED_INACTIVE];
	const struct saying *saying = saying_of(report);
	bool whole = saying != NULL && saying->sentence == WORD_SETUP && report->unclaimed_known;

	if (unclear + unclaimed == 0 && !(whole && links[LINK_READY] > 0))
		return;
	page_section(page, WORD_LINKS);
	if (whole)
		some_put(page, WORD_LINKS_READY, links[LINK_READY]);
	some_put(page, WORD_LINKS_MULTIPLE, links[LINK_MULTIPLE]);
	some_put(page, WORD_LINKS_PARTIAL, links[LINK_PARTIAL]);
	if (whole)
		some_put(page, WORD_LINKS_NONE, links[LINK_NONE]);
	if (unclear > 0)
		page_paragraph(page, WORD_LINKS_NEXT, NULL);
	unclaimed_put(page);
}

// What a technician asks for.
static void
details_put(const struct page *page)
{
	const struct report *report = page->report;
	const struct word_part bytes[] = {NUMBER(report->size)};
	struct text size = word_text(WORD_BYTES, bytes);
	const struct {
		enum word name;
		const char *value;
	} facts[] = {
	    {WORD_DISTRICT, report->district},
	    {WORD_DROP, report->drop},
	    {WORD_BEFORE, report->previous},
	    {WORD_SHA256, report->sha256},
	    {WORD_SIZE, report->size > 0 && !size.failed ? size.data : ""},
	    {WORD_VERSION, report->version},
	    {WORD_TOOL, report->tool},
	};

	page_section(page, WORD_DETAILS);
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		if (facts[i].value[0] != '\0')
			page->form->fact(page->out, word_plain(facts[i].name), facts[i].value);
	text_free(&size);
}

void
page_write(const struct page *page)
{
	head_put(page);
	if (page->out->failed)
		return;
	page_changes(page);
	page_came(page);
	page_schools(page);
	page_findings(page);
	page_since(page);
	page_scope(page);
	links_put(page);
	details_put(page);
	page->form->close(page->out);
}
