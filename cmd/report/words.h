// What a mail says in the district's own language; details of findings are in English, as in the catalogue.
#pragma once

#include "cmd/report/outcome.h"

enum word {
	WORD_DROP,	// "Drop"
	WORD_FINDINGS,	// "Findings"
	WORD_REPORT,	// where the full report lies
	WORD_ATTACHED,	// the findings are attached
	WORD_TOO_LARGE, // they are not, because they are too many
	WORD_PLAN_ATTACHED,  // what would be done is attached
	WORD_PLAN_TOO_LARGE, // it is not, because it is too much
	WORD_SINCE,	// the last drop came
	WORD_DAYS,	// "Days"
	WORD_DAY,	// "Day:"
	WORD_SCHOOL,	// "School:"
	WORD_UNLINKED,	// "Students without a link:"
	WORD_RESET,	// "Accounts that nobody is linked to are archived on:"
	WORD_NOT_KNOWN, // that nobody knows how many, because no files were matched
	WORD_FOOT,	// that nobody reads answers
	WORDS
};

const char *words_subject(enum kind kind, enum language language);
const char *words_todo(enum kind kind, enum first_sync policy, enum language language); // what to do about it
const char *words_word(enum word word, enum language language);
