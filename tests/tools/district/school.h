// The rows of what a district consists of: orgs, sessions, courses, classes.
#pragma once

#include "tests/tools/district/plan.h"

enum { GRADES = 13, SUBJECTS = 10, SESSIONS_COUNT = 7 };

// What a school is: the first grade (0: kindergarten) and how many.
struct level {
	const char *title;
	unsigned grade, grades;
};

extern const char *const grade_codes[GRADES]; // from kindergarten on

// What kind of school it is, by its turn.
const struct level *school_level(uint64_t school);
// How many of `all` that are dealt out to the schools in turn one school has.
uint64_t school_share(const struct plan *plan, uint64_t school, uint64_t all);
// Puts the id of the class that there is in a place.
void class_put(const struct plan *plan, struct row *row, uint64_t class, unsigned night);
// The district, then its schools.
void make_org(const struct plan *plan, uint64_t place, unsigned night, struct row *row);
// The school year, its semesters and quarters.
void make_session(const struct plan *plan, uint64_t place, unsigned night, struct row *row);
// A subject in a grade, for all the district.
void make_course(const struct plan *plan, uint64_t place, unsigned night, struct row *row);
// A class of a course at a school; what changes now and then is its room.
void make_class(const struct plan *plan, uint64_t place, unsigned night, struct row *row);
