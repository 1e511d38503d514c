// Counts first, for a night in which everything stops; then what stopped, as far as somebody reads a list; then where the rest is. Nothing stands
// here but names of districts and drops, which are words of ours: why a drop stopped is on a screen, not in a mail.
#include "cmd/report/operators_letter.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/calendar.h"

enum { LISTED = 200 };

// By the ending of a trouble's name. How to add one: a line.
static const struct {
	const char *ending, *words, *todo;
} kinds[] = {
    {".refused", "drops refused", "rosterdrop show DISTRICT/DROP; the district mends them"},
    {".held", "drops held", "rosterdrop plan DROP, then release or reject it"},
    {".missed", "nothing came in time", "ask whether their export still runs"},
    {".missed3", "nothing for three days", "ask whether their export still runs"},
    {".missed7", "nothing for seven days", "ask whether their export still runs"},
    {".unsent", "mails given up",
	"correct the address or the server; rosterdrop-mail(5) says how to send them again"},
};

// Whether the name has this ending, and all of it.
static bool
has_ending(const char *name, const char *ending)
{
	const char *dot = strrchr(name, '.');
	return dot != NULL && strcmp(dot, ending) == 0;
}

// A line of text and a line of a table, of two cells.
static void
put_row(struct page *page, const char *left, const char *right)
{
	text_put(&page->text, "  ");
	text_put(&page->text, left);
	text_put(&page->text, "  ");
	text_put(&page->text, right);
	text_put(&page->text, "\n");
	text_put(&page->html, "<tr><th scope=\"row\" align=\"left\">");
	text_put(&page->html, left);
	text_put(&page->html, "</th><td>");
	text_put(&page->html, right);
	text_put(&page->html, "</td></tr>\n");
}

// Begins a table under a title.
static void
begin_table(struct page *page, const char *title)
{
	text_put(&page->text, title);
	text_put(&page->text, "\n\n");
	text_put(&page->html, "<table><caption align=\"left\">");
	text_put(&page->html, title);
	text_put(&page->html, "</caption><tbody>\n");
}

static void
end_table(struct page *page)
{
	text_put(&page->text, "\n");
	text_put(&page->html, "</tbody></table>\n");
}

// A paragraph in both forms.
static void
put_paragraph(struct page *page, const char *words)
{
	text_put(&page->text, words);
	text_put(&page->text, "\n\n");
	text_put(&page->html, "<p>");
	text_put(&page->html, words);
	text_put(&page->html, "</p>\n");
}

// How much there is of each kind, and what to do about it.
static void
put_counts(struct page *page, const struct fs_names *troubles)
{
	char line[256];
	begin_table(page, "What needs somebody:");
	for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
		size_t count = 0;
		for (size_t i = 0; i < troubles->count; i++)
			count += has_ending(troubles->name[i], kinds[kind].ending);
		if (count == 0)
			continue;
		snprintf(line, sizeof line, "%s: %zu", kinds[kind].words, count);
		put_row(page, line, kinds[kind].todo);
	}
	end_table(page);
}

// The first of them by name.
static void
put_list(struct page *page, const struct fs_names *troubles)
{
	char district[DISTRICT_NAME_MAX + 1], more[64];
	begin_table(page, "Which:");
	for (size_t i = 0; i < troubles->count && i < LISTED; i++) {
		size_t size = strcspn(troubles->name[i], "/");
		snprintf(district, sizeof district, "%.*s", (int)size, troubles->name[i]);
		put_row(page, district, troubles->name[i] + size + 1);
	}
	end_table(page);
	if (troubles->count <= LISTED)
		return;
	snprintf(more, sizeof more, "And %zu more.", troubles->count - LISTED);
	put_paragraph(page, more);
}

void
operators_letter(struct page *page, const struct fs_names *troubles)
{
	*page = (struct page){{0}, {0}};
	text_put(&page->html, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
			      "<meta name=\"viewport\" content=\"width=device-width\">"
			      "<title>rosterdrop</title></head>\n<body>\n");
	put_paragraph(page, "This stopped since the last mail of this kind. Nothing else waits for "
			    "it, and nothing of it was applied.");
	put_counts(page, troubles);
	put_list(page, troubles);
	put_paragraph(page, "rosterdrop status shows all districts on one screen.");
	put_paragraph(page, "This mail was made by a program; nobody reads answers to it.");
	text_put(&page->html, "</body></html>\n");
}

void
operators_subject(const struct fs_names *troubles, time_t when, char subject[LETTER_SUBJECT_MAX])
{
	char day[CALENDAR_DAY_TEXT];
	size_t districts = 0;
	const char *last = "";
	for (size_t i = 0; i < troubles->count; i++) {
		size_t size = strcspn(troubles->name[i], "/") + 1;
		districts += strncmp(last, troubles->name[i], size) != 0;
		last = troubles->name[i];
	}
	calendar_day_text(calendar_day(when), day);
	snprintf(subject, LETTER_SUBJECT_MAX, "[rosterdrop] %zu %s (%s)", districts,
	    districts == 1 ? "district needs a look" : "districts need a look", day);
}
