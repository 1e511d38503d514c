// Which line of the catalogue a finding's number belongs to: for what follows from it. Only errors have consequences, and the
// errors of a drop are limited (limits { errors }), so this is.
#pragma once

#include "pipeline/report.h"

struct report_root {
	uint64_t id;
	uint32_t code;
	uint32_t severity;
};

struct report_roots {
	struct report_root *root;
	size_t count, room;
};

// False when out of memory. Numbers come in any order.
bool report_roots_add(struct report_roots *roots, const struct finding *finding);
// After the last one.
void report_roots_sort(struct report_roots *roots);
// The line of a cause in the report; NULL when it is not known. *failed is set when out of memory.
struct report_line *report_roots_find(
    const struct report_roots *roots, struct report *report, uint64_t cause, bool *failed);
void report_roots_free(struct report_roots *roots);
