// The rows of the files that are about people: users, userProfiles, roles, demographics.
#pragma once

#include "tests/tools/district/people.h"

enum { SEPTEMBER_2026 = 1788220800, DAY = 86400 }; // 1 September 2026, in seconds since 1970

enum { PRINCIPAL, TEACHER, AIDE, STUDENT, PARENT, RELATIVE, GUARDIAN };

// How many of a school's staff teach: all but the principal and, in larger schools, an aide.
uint64_t school_teachers(const struct plan *plan, uint64_t school);
// The grade of a student, one of the school's.
unsigned student_grade(const struct person *person);
// A row of users.csv, with the columns of all versions.
void make_user(const struct plan *plan, uint64_t place, unsigned night, struct row *row);
// Staff sign in through a provider of their own.
void make_profile(const struct plan *plan, uint64_t place, unsigned night, struct row *row);
// Two places for each user: the role at the first school, and at another one; the district's head
// is a principal too.
void make_role(const struct plan *plan, uint64_t place, unsigned night, struct row *row);
// Students only: of an age that fits the grade.
void make_demographics(const struct plan *plan, uint64_t place, unsigned night, struct row *row);
