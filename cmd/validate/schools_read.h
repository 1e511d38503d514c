// Between the numbers of schools and the file that keeps them for the next drop.
#pragma once

#include "cmd/validate/schools.h"

extern const char schools_header[];

// Last time's numbers of one school. False when out of memory.
bool schools_before(struct schools *schools, struct bytes id, struct bytes name, const uint64_t counts[REPORT_COUNTS]);
