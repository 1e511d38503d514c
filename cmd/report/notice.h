// A short mail that is about no drop, and is made once.
#pragma once

#include "cmd/report/letter.h"

enum { NOTICE_LINES = 4 };

struct notice {
	enum kind kind;
	const char *name; // of the mail; that it is there says that it was made
	time_t when;	  // the day in the subject
	char *const *to;  // NULL: those who get the district's mails
	struct letter_line lines[NOTICE_LINES];
	size_t line_count;
};

// Makes the mail unless it was made before.
bool notice_put(const struct desk *desk, const struct notice *notice, struct fault *fault);
// Whether it was.
bool notice_made(const struct desk *desk, const char *name, bool *made, struct fault *fault);
