// What is remembered of each row, by its number, for checks that need more than the row: who somebody is, what a class has, when a
// session is. A few bytes a row; nothing of it is a personal value.
#pragma once

#include <stdint.h>

#include "schema/oneroster.h"
#include "cmd/validate/ids.h"

enum person_fact {
	PERSON_KEPT = 1,
	PERSON_IS_STUDENT = 2,
	PERSON_IS_STAFF = 4,
	PERSON_IS_GUARDIAN = 8,
	PERSON_SCOPED = 16,	// has a role that was not asked for
	PERSON_ENROLLED = 32,	// as a student
	PERSON_AT_PRIMARY = 64, // has a role at the primary org
	PERSON_ROLE_LOST = 128, // a row of roles that names the person was left out
	PERSON_ROLE = 256,	// has a role
};

enum class_fact { CLASS_KEPT = 1, CLASS_TEACHER = 2, CLASS_PRIMARY = 4, CLASS_PRIMARIES = 8, CLASS_STUDENT = 16 };

// Days since 1 January 1970; an unknown one is SPAN_OPEN.
struct span {
	int32_t begin, end;
};
enum { SPAN_OPEN = INT32_MIN };

struct class_facts {
	struct span span; // of its terms
	uint32_t school;  // row of orgs; 0: unknown
};

struct facts {
	uint16_t *people;     // by row of users
	uint32_t *orgs;	      // the same: row of the primary org, or of the first
	int32_t *births;      // the same: day of birth, or SPAN_OPEN
	uint8_t *guardians;   // the same, of a student: how many; NULL until all users were seen
	size_t people_room;
	struct class_facts *classes; // by row of classes
	uint8_t *has;		     // the same: enum class_fact, apart because every enrolment looks there
	size_t classes_room;
	struct span any; // the latest beginning and the earliest end of any class: what lies between is in all of them
	struct span *sessions; // by row of academicSessions
	size_t sessions_room;
	struct ids schools;    // of staff: user's row and org's row
	struct ids primaries;  // user and org of primary roles
	uint64_t students, crowded; // students; those with too many guardians
	uint64_t roles_lost;	    // rows of roles left out of which nobody knows whose they are
	int32_t today;		    // the day on which the drop came
};

bool facts_open(struct facts *facts, const char *drop);
void facts_close(struct facts *facts);
// Makes room for a row. False when out of memory.
bool facts_person(struct facts *facts, uint32_t row);
bool facts_class(struct facts *facts, uint32_t row);
bool facts_session(struct facts *facts, uint32_t row);
// Guardian and nothing else.
static inline bool
person_only_guardian(uint16_t facts)
{
	return (facts & (PERSON_IS_GUARDIAN | PERSON_IS_STAFF | PERSON_IS_STUDENT)) == PERSON_IS_GUARDIAN;
}
// The hash of a pair of rows.
uint64_t facts_pair(uint32_t a, uint32_t b);
// A day, or SPAN_OPEN.
int32_t facts_day(struct bytes date);
