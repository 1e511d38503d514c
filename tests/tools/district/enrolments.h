// The rows of enrollments.csv, which tie people to classes.
#pragma once

#include "tests/tools/district/roster.h"

// Ten classes for each student, no two of them the same: those that are left are replaced ten
// further on. Then the teachers.
void make_enrollment(const struct plan *plan, uint64_t place, unsigned night, struct row *row);
