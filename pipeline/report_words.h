// Every text of a report that is not a finding's, in one table: a translation is another table. Parts come in by their
// number, {0} to {3}; a number is written with its thousands apart.
#pragma once

#include "schema/roster.h"
#include "pipeline/text.h"

enum word {
	WORD_LANGUAGE, WORD_THOUSANDS, WORD_TITLE, WORD_LEAD,
	// The outcome in one sentence.
	WORD_ALL_ACCEPTED, WORD_PART_ACCEPTED, WORD_NO_NEWS, WORD_REFUSED, WORD_APPLIED, WORD_APPLIED_NOTHING,
	WORD_SAME, WORD_HELD, WORD_PART, WORD_SETUP, WORD_NOT_APPLIED, WORD_LEFT_OUT_TOO,
	// What to do next.
	WORD_DO, WORD_DO_NOTHING, WORD_DO_MEND_ROWS, WORD_DO_MEND_FILES, WORD_DO_SAME, WORD_DO_SETUP, WORD_DO_OLDER,
	WORD_DO_GUARD, WORD_DO_PART, WORD_WAIT_GRACE, WORD_DO_NOT_APPLIED, WORD_DO_FOREIGN, WORD_STAYS, WORD_REASON, WORD_WHO_RELEASES, WORD_WHO_REJECTS,
	// What changed.
	WORD_CAME, WORD_CAME_CAPTION, WORD_FILE, WORD_KIND, WORD_ROWS, WORD_LEFT_OUT, WORD_LAST_TIME, WORD_DIFFERENCE,
	WORD_BULK, WORD_DELTA, WORD_ABSENT,
	WORD_NIGHTS, WORD_NIGHTS_LABEL, WORD_PEOPLE, WORD_CLASSES, WORD_ENROLLMENTS,
	WORD_BY_SCHOOL, WORD_BY_SCHOOL_CAPTION, WORD_BY_SCHOOL_FIRST, WORD_SCHOOL, WORD_SCHOOLS_SAME, WORD_SCHOOLS_MORE, WORD_SCHOOLS_ALL_SAME,
	WORD_DONE, WORD_TO_DO, WORD_DONE_CAPTION, WORD_TO_DO_CAPTION, WORD_WHAT, WORD_ADDED, WORD_CHANGED, WORD_ARCHIVED, WORD_BACK,
	WORD_DONE_NONE, WORD_TO_DO_NONE, WORD_LINKED, WORD_PUT_AWAY, WORD_DONE_BY_SCHOOL, WORD_ARCHIVED_MEANS,
	// Findings.
	WORD_FATAL, WORD_HOLD, WORD_ERROR, WORD_WARNING, WORD_NOTICE,
	WORD_FOUND, WORD_FOUND_NEW, WORD_FOUND_ALL_NEW, WORD_FOUND_SINCE, WORD_MEND, WORD_MORE, WORD_FOLLOWS, WORD_ONLY_FOLLOWS, WORD_MORE_KINDS,
	WORD_PACKAGE, WORD_AT_ROW, WORD_AT_COLUMN, WORD_AT_ID, WORD_NEW,
	WORD_SINCE, WORD_SINCE_SUMMARY, WORD_MENDED,
	WORD_SCOPE, WORD_LINKS, WORD_LINKS_READY, WORD_LINKS_MULTIPLE, WORD_LINKS_PARTIAL, WORD_LINKS_NONE, WORD_LINKS_NEXT,
	WORD_UNCLAIMED_ACTIVE, WORD_UNCLAIMED_INACTIVE, WORD_UNCLAIMED_NEXT,
	WORD_DETAILS, WORD_DISTRICT, WORD_DROP, WORD_BEFORE, WORD_SHA256, WORD_SIZE, WORD_VERSION, WORD_TOOL, WORD_ALL_FINDINGS, WORD_BYTES,
	// Kinds of records, in the order of enum entity.
	WORD_ENTITY,
	WORDS = WORD_ENTITY + ENTITIES
};

// A part of a text: a number, our own words, or words from outside, which are kept apart from the text around them.
struct word_part {
	enum { PART_NUMBER, PART_OURS, PART_THEIRS } kind;
	uint64_t number;
	const char *text;
};
#define NUMBER(value) {PART_NUMBER, (value), NULL}
#define OURS(words) {PART_OURS, 0, (words)}
#define THEIRS(words) {PART_THEIRS, 0, (words)}

// Words from outside stand between these two in a text: neither can come from outside.
#define THEIRS_BEGIN '\x01'
#define THEIRS_END '\x02'

// Adds the text with its parts (NULL when it has none); in the singular when the first part is the number 1.
void word_add(struct text *out, enum word word, const struct word_part *parts);
// The same alone: a text that the caller frees with text_free.
struct text word_text(enum word word, const struct word_part *parts);
const char *word_plain(enum word word); // of one without parts
// One part as it is.
void word_verbatim(struct text *out, const struct word_part *part);
void word_number(struct text *out, uint64_t number);
// The difference of two counts, with its sign; "" when there is none.
void word_difference(struct text *out, uint64_t now, uint64_t before);
// 2026-11-20 of a drop's name.
void word_day(char day[11], const char *drop);
