// The words of a mail, as text and as HTML.
#pragma once

#include "cmd/report/outcome.h"
#include "cmd/report/words.h"
#include "pipeline/text.h"

struct page {
	struct text text, html;
};

// About one drop: what happened, what to do, the report.
enum attached { NOT_THERE, ATTACHED, TOO_LARGE };
struct letter_tables {
	enum attached findings, plan;
};
void letter_drop(struct page *page, const struct desk *desk, const struct outcome *outcome, const struct letter_tables *tables);
// About several, each with its tables.
void letter_digest(struct page *page, const struct desk *desk, const struct outcome *outcomes, const struct letter_tables *tables, size_t count);
// About none. A line is a word and its value: "The last drop came:" "2026-11-20".
struct letter_line {
	enum word word;
	const char *value;
};
void letter_short(struct page *page, const struct desk *desk, enum kind kind, const struct letter_line *lines, size_t count);
void letter_free(struct page *page);

// "[oak] Roster files were refused (2026-11-21)".
enum { LETTER_SUBJECT_MAX = 256 };
void letter_subject(const struct desk *desk, enum kind kind, time_t when, char subject[LETTER_SUBJECT_MAX]);
