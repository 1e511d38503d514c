// What of the HTML report is tested by itself.
#pragma once

#include "pipeline/text.h"

// Adds words as text between tags or in a quoted attribute. The marks of report_words.h become an element that isolates what stands
// between them.
void html_escape(struct text *out, const char *words);
