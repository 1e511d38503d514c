// How many people, classes and enrolments each school has, beside last time's: counted while the rows are kept, for the report.
#pragma once

#include "schema/oneroster.h"
#include "pipeline/report.h"

enum { SCHOOLS_MOST = 10000 }; // that are counted one by one

struct schools;

struct schools *schools_new(void); // NULL when out of memory
void schools_free(struct schools *schools);

// A row that stands (step 1), or that is taken back (step -1). What cannot be counted for want of memory fails schools_put.
void schools_row(struct schools *schools, enum roster_file file, enum version version, const struct bytes *cells, int step);

// The file whose rows are the people of a school, in this version; those of classes and enrolments.
enum roster_file schools_file(enum report_count count, enum version version);

// Takes over last time's numbers from an open schools.csv.
bool schools_read(struct schools *schools, int fd, struct fault *fault);

// Writes schools.csv for the next drop, and the schools that changed most into the report. `counts` says of which counts this drop says
// something; the others stay as they were. `compare` is false when there is nothing to compare with.
bool schools_put(struct schools *schools, struct report *report, const bool counts[REPORT_COUNTS], bool compare, int dir,
    struct fault *fault);
