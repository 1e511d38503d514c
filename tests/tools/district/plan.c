// Chance that can be repeated: every draw is a hash of the seed and of what is drawn for.
#include "tests/tools/district/plan.h"

// Scatters its arguments over 64 bits.
uint64_t
plan_mix(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	uint64_t hash = a;
	uint64_t words[] = {b, c, d};

	for (unsigned i = 0; i < 3; i++) {
		hash += words[i] * 0x9e3779b97f4a7c15u + 0x632be59bd9b4e019u;
		hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
		hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
		hash ^= hash >> 31;
	}
	return hash;
}

// Sizes of a district of so many students, after the likeness of real ones.
void
plan_measure(struct plan *plan)
{
	uint64_t spare = plan->students / 20 > 4 ? plan->students / 20 : 4;

	plan->schools = plan->students / 600 > 3 ? plan->students / 600 : 3;
	plan->student_places = (plan->students + spare + 1) / 2 * 2;
	plan->guardian_places = plan->student_places / 2 * GUARDIANS_PER_PAIR;
	plan->staff = plan->students * 8 / 100;
	if (plan->staff < plan->schools * 4)
		plan->staff = plan->schools * 4;
	plan->classes =
	    plan->students / 5 > plan->schools * 5 ? plan->students / 5 : plan->schools * 5;
}

// How many of a million go and are changed in a night, for each per mille of churn. Students leave
// their place empty for a while; the others are followed by the next at once.
static const struct fate {
	unsigned leave, change;
} fates[LOTS] = {
    [LOT_STUDENT] = {200, 600},
    [LOT_STAFF] = {200, 600},
    [LOT_GUARDIAN] = {0, 600},
    [LOT_CLASS] = {50, 400},
    [LOT_ENROLMENT] = {200, 400},
};

// What became of a place by the given night: draws the lot of each night before.
struct life
plan_life(const struct plan *plan, enum lot lot, uint64_t place, unsigned night)
{
	struct life life = {lot != LOT_STUDENT || place < plan->students, 0, 0};
	uint64_t leave = (uint64_t)fates[lot].leave * plan->churn;
	uint64_t change = (uint64_t)fates[lot].change * plan->churn;
	uint64_t spare = plan->student_places - plan->students;

	for (unsigned i = 2; i <= night; i++) {
		uint64_t drawn = plan_mix(plan->seed, lot, place, i) % PER_MILLION;
		if (!life.present)
			life = drawn < leave * plan->students / spare
				   ? (struct life){true, life.generation + 1, 0}
				   : life;
		else if (drawn < leave)
			life = (struct life){
			    lot != LOT_STUDENT, life.generation + (lot != LOT_STUDENT), 0};
		else if (drawn < leave + change)
			life.revision++;
	}
	return life;
}

// A number that belongs to somebody for good: 0 <= it < below.
uint64_t
plan_trait(uint64_t self, unsigned which, uint64_t below)
{
	return plan_mix(self, LOT_TRAIT, which, 0) % below;
}

// Puts an id like a UUID of version 4: the first 32 bits follow the place among `places`, all
// others are scattered.
void
plan_uuid(const struct plan *plan, struct row *row, enum kind kind, uint64_t place, uint64_t places,
    uint64_t which)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t high = plan_mix(plan->seed, kind + 100, place, which * 2);
	uint64_t low = plan_mix(plan->seed, kind + 100, place, which * 2 + 1);
	uint64_t width = ((uint64_t)1 << 32) / places;
	uint64_t first = place * width + (width ? (high >> 32) % width : 0);
	char text[UUID_TEXT];

	high = first << 32 | (high & 0xffff0fffu) | 0x4000u;
	low = (low & 0x3fffffffffffffffu) | 0x8000000000000000u;
	for (unsigned i = 0, at = 0; i < 32; i++) {
		uint64_t half = i < 16 ? high : low;
		if (i == 8 || i == 12 || i == 16 || i == 20)
			text[at++] = '-';
		text[at++] = digits[half >> (60 - 4 * (i % 16)) & 15];
	}
	row_put(row, text, sizeof text);
}

// The place among users of a student: staff come first, then students, then guardians.
uint64_t
plan_student_user(const struct plan *plan, uint64_t student)
{
	return plan->staff + student;
}

// The place among users of a guardian.
uint64_t
plan_guardian_user(const struct plan *plan, uint64_t guardian)
{
	return plan->staff + plan->student_places + guardian;
}

// How many places of users there are.
uint64_t
plan_users(const struct plan *plan)
{
	return plan->staff + plan->student_places + plan->guardian_places;
}

// Puts the id of a user.
void
plan_put_user(const struct plan *plan, struct row *row, uint64_t user, unsigned generation)
{
	plan_uuid(plan, row, USER, user, plan_users(plan), generation);
}

// Puts the id of a school.
void
plan_put_school(const struct plan *plan, struct row *row, uint64_t school)
{
	plan_uuid(plan, row, SCHOOL, school, plan->schools, 0);
}
