// A page that people read: what report_body.c puts on it, in which order, and what the two forms (report_text.c, report_html.c) make
// of each part. Texts are as word_add leaves them, with marks round words from outside; a form takes the marks away.
#pragma once

#include "pipeline/report.h"
#include "pipeline/report_words.h"

enum tone { TONE_GOOD, TONE_CAUTION, TONE_BAD };

enum { PAGE_COLUMNS_MAX = 6 };

struct page_column {
	enum word title;
	unsigned width; // in a text, in characters
};

// The first cell of a row names it, the others are numbers.
struct page_table {
	const char *caption;
	unsigned columns;
	const struct page_column *column;
};

// One row of bars, oldest first.
struct page_bars {
	const char *title;
	unsigned count;
	const uint64_t *value;
};

// How to add a form: a file with a table like this and a writer in report.h.
struct page_form {
	void (*open)(struct text *out, const char *title);
	void (*headline)(struct text *out, const char *words);
	void (*outcome)(struct text *out, enum tone tone, const char *words);
	void (*section)(struct text *out, const char *words); // ends the one before
	void (*point)(struct text *out, const char *words, const char *code);
	void (*paragraph)(struct text *out, const char *words);
	void (*command)(struct text *out, const char *words);
	void (*list)(struct text *out, bool begins);
	void (*item)(struct text *out, const char *words);
	void (*table_open)(struct text *out, const struct page_table *table);
	void (*row)(struct text *out, const struct page_table *table, const char *const *cells);
	void (*table_close)(struct text *out);
	void (*bars)(struct text *out, const struct page_bars *bars);
	void (*fact)(struct text *out, const char *name, const char *value);
	void (*close)(struct text *out);
};

struct page {
	const struct page_form *form;
	struct text *out;
	const struct report *report;
};

// Everything that a report says, in order.
void page_write(const struct page *page);

// Parts of it: report_body.c holds the frame and the outcome.
void page_paragraph(const struct page *page, enum word word, const struct word_part *parts);
void page_item(const struct page *page, enum word word, const struct word_part *parts);
void page_section(const struct page *page, enum word word);
// report_counts.c
void page_came(const struct page *page);
void page_schools(const struct page *page);
void page_changes(const struct page *page);
// report_findings.c
void page_findings(const struct page *page);
void page_since(const struct page *page);
void page_scope(const struct page *page);
