// A mail begins in the district's language, and goes on with the report as the stages left it. Every value in it is a word of ours, a drop's name or a number.
#include "cmd/report/letter.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/report/findings.h"
#include "pipeline/calendar.h"
#include "pipeline/clock.h"
#include "pipeline/report.h"
#include "pipeline/report_html.h"

static const char html_begin[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width\"><title>rosterdrop</title></head>\n"
    "<body>\n";
static const char html_end[] = "</body></html>\n";

// A paragraph in both forms.
static void
paragraph(struct page *page, const char *words)
{
	text_put(&page->text, words);
	text_put(&page->text, "\n\n");
	text_put(&page->html, "<p>");
	html_escape(&page->html, words);
	text_put(&page->html, "</p>\n");
}

// A paragraph of two parts.
static void
paragraph_with(struct page *page, const char *words, const char *value)
{
	struct text both = {0};
	text_put(&both, words);
	text_put(&both, " ");
	text_put(&both, value);
	text_add(&both, (struct bytes){"", 1});
	if (!both.failed)
		paragraph(page, both.data);
	page->text.failed = page->text.failed || both.failed;
	text_free(&both);
}

// What happened and what to do.
static void
say_kind(struct page *page, const struct desk *desk, enum kind kind)
{
	enum language language = desk->language;
	struct text sentence = {0};
	text_put(&sentence, words_subject(kind, language));
	text_add(&sentence, (struct bytes){".", 2});
	if (!sentence.failed)
		paragraph(page, sentence.data);
	text_free(&sentence);
	paragraph(page, words_todo(kind, desk->district->sync.first_sync, language));
}

// The drop, and where its full report lies.
static void
say_drop(struct page *page, const struct outcome *outcome, enum language language)
{
	char name[MAIL_NAME_MAX], path[MAIL_NAME_MAX + 16];
	outcome_mail_name(outcome, name);
	snprintf(path, sizeof path, "reports/%s/", name);
	paragraph_with(page, words_word(WORD_DROP, language), outcome->drop);
	paragraph_with(page, words_word(WORD_REPORT, language), path);
}

// A file or a column that the standard does not know is the drop's own word: where a file lost its header, it is a name of somebody.
static void
hide_names(struct report_line *line)
{
	for (unsigned i = 0; i < line->examples; i++) {
		struct report_example *example = &line->example[i];
		if (!findings_column_known(bytes_of(example->file), bytes_of(example->column)))
			example->column[0] = '\0';
		if (!findings_file_known(bytes_of(example->file)))
			example->file[0] = '\0';
	}
}

// The same for all lines of a report.
static void
hide_all_names(struct report *report)
{
	for (int severity = 0; severity < REPORT_SEVERITIES; severity++)
		for (unsigned code = 0;
		     report->lines[severity] != NULL && code < finding_code_count; code++)
			hide_names(&report->lines[severity][code]);
}

// A guard names the school or class that it is about by its sourcedId, which is the drop's own word: of a mail's reason only that it is one stays.
static void
hide_units(char *reason)
{
	// What stands for it is never longer than what stood there with an id of one byte.
	static const struct {
		const char *named, *hidden;
	} units[] = {{" of school ", " of a school"}, {" of class ", " of a class"}};
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		char *at = reason;
		while ((at = strstr(at, units[i].named)) != NULL) {
			char *id = at + strlen(units[i].named), *would = strstr(id, " would "),
			     *who = strstr(id, " who ");
			char *end = who != NULL && (would == NULL || who < would) ? who : would;
			if (end == NULL)
				end = id + strlen(id);
			if (end == id)
				return;
			size_t size = strlen(units[i].hidden);
			memcpy(at, units[i].hidden, size);
			at += size;
			memmove(at, end, strlen(end) + 1);
		}
	}
}

// The report of the furthest stage that left one, as it may be mailed; NULL when none did.
static struct report *
read_report(const struct desk *desk, const char *drop)
{
	struct fault ignored;
	struct report *report = NULL;
	for (int stage = STAGE_APPLY; report == NULL && stage >= STAGE_VALIDATE; stage--) {
		int dir = outcome_open(desk->district_dir, drop, (enum stage_id)stage);
		if (dir < 0)
			continue;
		report = report_read(dir, &ignored);
		close(dir);
	}
	if (report == NULL)
		return NULL;
	report->without_ids = !desk->district->report.source_ids;
	hide_all_names(report);
	if (report->without_ids)
		hide_units(report->reason);
	return report;
}

// Puts our paragraphs into the report's page, at the beginning of its body.
static void
html_join(struct text *html, const struct text *intro, const struct text *report)
{
	const char *body =
	    report->size == 0 ? NULL : memmem(report->data, report->size, "<main", 5);
	const char *end = body == NULL ? NULL : report->data + report->size;
	const char *at = body == NULL ? NULL : memchr(body, '>', (size_t)(end - body));
	if (at == NULL) {
		text_put(html, html_begin);
		text_add(html, (struct bytes){intro->data, intro->size});
		text_put(html, html_end);
		return;
	}
	at++;
	text_add(html, (struct bytes){report->data, (size_t)(at - report->data)});
	text_put(html, "\n");
	text_add(html, (struct bytes){intro->data, intro->size});
	text_add(html, (struct bytes){at, (size_t)(end - at)});
}

// Puts what we say, in the district's language, into an element that says so.
static void
put_intro(struct text *out, enum language language, const struct text *words)
{
	text_put(out, "<div lang=\"");
	text_put(out, language_codes[language]);
	text_put(out, "\">\n");
	text_add(out, (struct bytes){words->data, words->size});
	text_put(out, "</div>\n");
}

// Ends a page: the foot, the report if there is one, and the frame of the HTML.
static void
finish(struct page *page, const struct desk *desk, const struct report *report)
{
	struct text intro = {0}, full = {0};
	paragraph(page, words_word(WORD_FOOT, desk->language));
	put_intro(&intro, desk->language, &page->html);
	intro.failed = intro.failed || page->html.failed;
	text_free(&page->html);
	page->html = (struct text){0};
	if (report != NULL) {
		report_text(&page->text, report);
		report_html(&full, report);
	}
	html_join(&page->html, &intro, &full);
	page->html.failed = page->html.failed || intro.failed || full.failed;
	text_free(&intro);
	text_free(&full);
}

// Whether the mail has what would be done.
static void
say_plan(struct page *page, enum attached plan, enum language language)
{
	if (plan != NOT_THERE)
		paragraph(
		    page, words_word(plan == TOO_LARGE ? WORD_PLAN_TOO_LARGE : WORD_PLAN_ATTACHED,
			      language));
}

void
letter_drop(struct page *page, const struct desk *desk, const struct outcome *outcome,
    const struct letter_tables *tables)
{
	enum language language = desk->language;
	struct report *report = read_report(desk, outcome->drop);
	*page = (struct page){{0}, {0}};
	say_kind(page, desk, outcome->kind);
	say_drop(page, outcome, language);
	say_plan(page, tables->plan, language);
	if (tables->findings != NOT_THERE)
		paragraph(
		    page, words_word(tables->findings == TOO_LARGE ? WORD_TOO_LARGE : WORD_ATTACHED,
			      language));
	finish(page, desk, report);
	report_free(report);
}

void
letter_digest(struct page *page, const struct desk *desk, const struct outcome *outcomes,
    const struct letter_tables *tables, size_t count)
{
	enum language language = desk->language;
	*page = (struct page){{0}, {0}};
	say_kind(page, desk, KIND_DIGEST);
	for (size_t i = 0; i < count; i++) {
		text_put(&page->html, "<hr>\n");
		text_put(&page->text, "----\n");
		say_kind(page, desk, outcomes[i].kind);
		say_drop(page, &outcomes[i], language);
		say_plan(page, tables[i].plan, language);
	}
	finish(page, desk, NULL);
}

void
letter_short(struct page *page, const struct desk *desk, enum kind kind,
    const struct letter_line *lines, size_t count)
{
	*page = (struct page){{0}, {0}};
	say_kind(page, desk, kind);
	for (size_t i = 0; i < count; i++)
		paragraph_with(page, words_word(lines[i].word, desk->language), lines[i].value);
	finish(page, desk, NULL);
}

void
letter_free(struct page *page)
{
	text_free(&page->text);
	text_free(&page->html);
}

void
letter_subject(
    const struct desk *desk, enum kind kind, time_t when, char subject[LETTER_SUBJECT_MAX])
{
	char day[CALENDAR_DAY_TEXT];
	calendar_day_text(calendar_day(when), day);
	snprintf(subject, LETTER_SUBJECT_MAX, "[%s] %s (%s)", desk->name,
	    words_subject(kind, desk->language), day);
}
