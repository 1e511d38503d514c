// report.html: one file that needs nothing else and does nothing. No scripts, no addresses of anything, and a policy that would
// forbid them. Whatever was not written here passes html_escape; words from outside are isolated besides, so that a name that is read
// from right to left does not turn the words beside it.
#include "pipeline/report_html.h"

#include <stdio.h>

#include "pipeline/report_page.h"
#include "pipeline/report_style.h"

enum { BAR_STEPS = 20 };

// What is open of the page is told by what was written last, so the form needs no memory but these tags.
#define SECTION_OPEN "<section>\n<h2>"
#define SECTION_END "</section>\n"
#define FACTS_OPEN "<dl>\n"
#define FACTS_END "</dl>\n"

void
html_escape(struct text *out, const char *words)
{
	// How to add a character that must not come through: a line.
	static const struct {
		char character;
		const char *stands;
	} escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"},
	    {'\'', "&#39;"}, {THEIRS_BEGIN, "<bdi>"}, {THEIRS_END, "</bdi>"}};
	static const char special[] = {'&', '<', '>', '"', '\'', THEIRS_BEGIN, THEIRS_END, '\0'};

	for (;;) {
		size_t plain = strcspn(words, special);
		text_add(out, (struct bytes){words, plain});
		words += plain;
		if (*words == '\0')
			return;
		for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
			if (escapes[i].character == *words)
				text_put(out, escapes[i].stands);
		words++;
	}
}

// An element with nothing but words in it.
static void
element(struct text *out, const char *open, const char *words, const char *close)
{
	text_put(out, open);
	html_escape(out, words);
	text_put(out, close);
}

// The heights of bars are classes, so that no element needs a style of its own.
static void
heights_put(struct text *out)
{
	char line[48];

	for (unsigned i = 0; i <= BAR_STEPS; i++) {
		snprintf(line, sizeof line, ".h%u{height:%u%%}\n", i, i * 100 / BAR_STEPS);
		text_put(out, line);
	}
}

static void
html_open(struct text *out, const char *title)
{
	text_put(out, "<!DOCTYPE html>\n<html lang=\"");
	text_put(out, word_plain(WORD_LANGUAGE));
	text_put(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"color-scheme\" content=\"light dark\">\n"
		      "<meta name=\"referrer\" content=\"no-referrer\">\n"
		      "<meta name=\"robots\" content=\"noindex\">\n");
	element(out, "<title>", title, "</title>\n<style>\n" REPORT_STYLE);
	heights_put(out);
	text_put(out, "</style>\n</head>\n<body>\n<main>\n");
}

static void
html_headline(struct text *out, const char *words)
{
	element(out, "<h1>", words, "</h1>\n");
}

static void
html_outcome(struct text *out, enum tone tone, const char *words)
{
	static const char *const opens[] = {[TONE_GOOD] = "<p class=\"outcome good\">",
	    [TONE_CAUTION] = "<p class=\"outcome care\">",
	    [TONE_BAD] = "<p class=\"outcome bad\">"};

	element(out, opens[tone], words, "</p>\n");
}

// Whether what was written ends so.
static bool
ends_with(const struct text *out, const char *end)
{
	size_t size = strlen(end);

	return out->size >= size && memcmp(out->data + out->size - size, end, size) == 0;
}

// Whether a section was begun: only the head of the page has none.
static bool
has_section(const struct text *out)
{
	return out->size > 0 &&
	       memmem(out->data, out->size, SECTION_OPEN, strlen(SECTION_OPEN)) != NULL;
}

static void
html_section(struct text *out, const char *words)
{
	if (has_section(out))
		text_put(out, SECTION_END);
	element(out, SECTION_OPEN, words, "</h2>\n");
}

static void
html_point(struct text *out, const char *words, const char *code)
{
	element(out, "<h3>", words, " ");
	element(out, "<span class=\"name\">[", code, "]</span></h3>\n");
}

static void
html_paragraph(struct text *out, const char *words)
{
	element(out, "<p>", words, "</p>\n");
}

static void
html_command(struct text *out, const char *words)
{
	element(out, "<p class=\"command\"><code>", words, "</code></p>\n");
}

static void
html_list(struct text *out, bool begins)
{
	static const char open[] = "<ul>\n";

	if (begins)
		text_put(out, open);
	else if (ends_with(out, open))
		out->size -= strlen(open); // a list without items is none
	else
		text_put(out, "</ul>\n");
}

static void
html_item(struct text *out, const char *words)
{
	element(out, "<li>", words, "</li>\n");
}

static void
html_table_open(struct text *out, const struct page_table *table)
{
	element(out, "<table>\n<caption>", table->caption, "</caption>\n<thead>\n<tr>");
	for (unsigned i = 0; i < table->columns; i++)
		element(out, "<th scope=\"col\">", word_plain(table->column[i].title), "</th>");
	text_put(out, "</tr>\n</thead>\n<tbody>\n");
}

static void
html_row(struct text *out, const struct page_table *table, const char *const *cells)
{
	element(out, "<tr><th scope=\"row\">", cells[0], "</th>");
	for (unsigned i = 1; i < table->columns; i++)
		element(out, "<td>", cells[i], "</td>");
	text_put(out, "</tr>\n");
}

static void
html_table_close(struct text *out)
{
	text_put(out, "</tbody>\n</table>\n");
}

// The step of a bar: what is there is seen, however little it is.
static unsigned
bar_step(uint64_t value, uint64_t most)
{
	if (value == 0 || most == 0)
		return 0;
	unsigned step = (unsigned)((double)value / (double)most * BAR_STEPS + 0.5);
	return step == 0 ? 1 : step;
}

// The bars for the eye, their numbers as the text that stands for them.
static void
html_bars(struct text *out, const struct page_bars *bars)
{
	const struct word_part title[] = {OURS(bars->title)};
	uint64_t most = 0;
	char span[32];

	text_put(out, "<figure>\n<figcaption>");
	html_escape(out, bars->title);
	text_put(out, ": ");
	word_number(out, bars->value[bars->count - 1]);
	text_put(out, "</figcaption>\n<div class=\"bars\" role=\"img\" aria-label=\"");
	word_add(out, WORD_NIGHTS_LABEL, title);
	for (unsigned i = 0; i < bars->count; i++) {
		text_put(out, i > 0 ? "; " : "");
		word_number(out, bars->value[i]);
		most = bars->value[i] > most ? bars->value[i] : most;
	}
	text_put(out, "\">");
	for (unsigned i = 0; i < bars->count; i++) {
		snprintf(span, sizeof span, "<span class=\"h%u\"></span>",
		    bar_step(bars->value[i], most));
		text_put(out, span);
	}
	text_put(out, "</div>\n</figure>\n");
}

static void
html_fact(struct text *out, const char *name, const char *value)
{
	if (ends_with(out, FACTS_END))
		out->size -= strlen(FACTS_END);
	else
		text_put(out, FACTS_OPEN);
	element(out, "<dt>", name, "</dt>");
	element(out, "<dd>", value, "</dd>\n" FACTS_END);
}

static void
html_close(struct text *out)
{
	html_paragraph(out, word_plain(WORD_ALL_FINDINGS));
	text_put(out, SECTION_END "</main>\n</body>\n</html>\n");
}

static const struct page_form html_form = {
    .open = html_open,
    .headline = html_headline,
    .outcome = html_outcome,
    .section = html_section,
    .point = html_point,
    .paragraph = html_paragraph,
    .command = html_command,
    .list = html_list,
    .item = html_item,
    .table_open = html_table_open,
    .row = html_row,
    .table_close = html_table_close,
    .bars = html_bars,
    .fact = html_fact,
    .close = html_close,
};

void
report_html(struct text *text, const struct report *report)
{
	const struct page page = {&html_form, text, report};

	page_write(&page);
}
