// Who and what there is in which night, as a pure function of the seed: nothing is remembered, so a
// district of any size takes no memory, and any night can be made without those before it.
//
// Everything has a place (a slot): places of students, of guardians, of classes ... In a place
// there is one after the other: its generation counts them, and its revision how often the present
// one was changed. Ids lie in the order of their places, so the files come out sorted by sourcedId,
// unless they are walked in another order.
#pragma once

#include <stdint.h>
#include <stdlib.h>

#include "tests/tools/district/row.h"

enum kind {
	DISTRICT,
	SCHOOL,
	SESSION,
	COURSE,
	CLASS,
	USER,
	ROLE,
	PROFILE,
	MASTER,
	ENROLMENT,
	KINDS
};

// Whose fate is drawn each night, and what else is drawn by lot.
enum lot {
	LOT_STUDENT,
	LOT_STAFF,
	LOT_GUARDIAN,
	LOT_CLASS,
	LOT_ENROLMENT,
	LOTS,
	LOT_FAMILY,
	LOT_TRAIT
};

enum { ENROLMENTS_MAX = 10, GUARDIANS_PER_PAIR = 3, PER_MILLION = 1000000 };

struct plan {
	const char *name; // of the district, as in its addresses
	uint64_t seed;
	enum version version;
	unsigned night, churn; // churn in 1/1000 of the rows a night
	bool unsorted, delta;
	uint64_t students, student_places, staff, guardian_places, classes, schools;
};

struct life {
	bool present;
	unsigned generation, revision;
};

// Scatters its arguments over 64 bits.
uint64_t plan_mix(uint64_t a, uint64_t b, uint64_t c, uint64_t d);
// Sizes of a district of so many students, after the likeness of real ones.
void plan_measure(struct plan *plan);
// What became of a place by the given night: draws the lot of each night before.
struct life plan_life(const struct plan *plan, enum lot lot, uint64_t place, unsigned night);
// A number that belongs to somebody for good: 0 <= it < below.
uint64_t plan_trait(uint64_t self, unsigned which, uint64_t below);
// Puts an id like a UUID of version 4: the first 32 bits follow the place among `places`, all
// others are scattered.
void plan_uuid(const struct plan *plan, struct row *row, enum kind kind, uint64_t place,
    uint64_t places, uint64_t which);
// The place among users of a student: staff come first, then students, then guardians.
uint64_t plan_student_user(const struct plan *plan, uint64_t student);
// The place among users of a guardian.
uint64_t plan_guardian_user(const struct plan *plan, uint64_t guardian);
// How many places of users there are.
uint64_t plan_users(const struct plan *plan);
// Puts the id of a user.
void plan_put_user(const struct plan *plan, struct row *row, uint64_t user, unsigned generation);
// Puts the id of a school.
void plan_put_school(const struct plan *plan, struct row *row, uint64_t school);
