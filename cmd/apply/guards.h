// What of a plan is so drastic that a person has to look at it: shares of what stands that would go or change, by kind, school and class. Pure: it is
// told the changes, then (only when they are many) what stands, and says which limits are passed.
#pragma once

#include "pipeline/change.h"
#include "pipeline/conf_guards.h"
#include "pipeline/guard.h"
#include "pipeline/text.h"

// What is counted. A person counts once for each role.
enum guarded {
	GUARDED_SCHOOLS, GUARDED_CLASSES, GUARDED_STUDENTS, GUARDED_STAFF, GUARDED_GUARDIANS, GUARDED_ENROLLMENTS, GUARDED_PEOPLE,
	GUARDED
};

// One limit that is passed.
struct tripped {
	enum guard guard;
	enum guarded what;
	struct bytes unit; // sourcedId of the school or class; empty: the district. Lives as long as the guards.
	uint64_t count, of; // `count` of `of` would go or change
	unsigned limit;	   // per cent
};

struct guards;

struct guards *guards_new(const struct conf_guards *conf); // NULL when out of memory
void guards_free(struct guards *guards);

// A change of the plan. False when out of memory.
bool guards_change(struct guards *guards, const struct change *change);
struct removals;
// Whether nothing goes, and so little changes that nothing more needs to be known.
bool guards_are_quiet(struct guards *guards);
// Whether so much changes that a limit can be passed, tonight or with `week` (NULL: tonight alone): then what stands is counted, record by record, before
// the verdict. Otherwise guards_judge finds nothing.
bool guards_need_base(struct guards *guards, const struct removals *week);
void guards_base(struct guards *guards, unsigned entity, struct bytes key, struct bytes record);

// How many of each kind would go: for the ledger, and of the acts of the last seven days, for GUARD_WEEK.
struct removals {
	uint64_t of[GUARDED];
	uint64_t few[GUARDED]; // in acts that took no more of the kind than the floor: what nobody had to look at, a little every night
};
struct removals guards_removals(struct guards *guards);
// Adds what one act took away to those of the week.
void removals_add(struct removals *week, const struct removals *act, unsigned floor);

// The limits that are passed, the most telling first: at most `most` of them; gives how many there are. `week` are the removals of the last seven days
// without these. `passed`: mask of the guards.
size_t guards_judge(struct guards *guards, const struct removals *week, struct tripped *tripped, size_t most, unsigned *passed);

// The name of a user as those who leave and those who come are compared by it; empty where there is none of two parts. In `name`.
enum { GUARDS_NAME_MAX = 512 };
struct bytes guards_name(struct bytes record, char name[GUARDS_NAME_MAX]);

// In a sentence: "removals: 120 of 800 students of school S1 would go (15 %; guards { removals } allows 10)".
void tripped_text(const struct tripped *tripped, struct text *text);
