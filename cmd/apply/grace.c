// What is new and of a school alone that is not live yet is as if it had not come; it is in the drop, and comes with the school's day.
#include "cmd/apply/grace.h"

#include "schema/record.h"
#include "schema/value.h"

bool
grace_school_waits(const struct applier *applier, struct bytes school)
{
	uint64_t ignored;
	return school.size > 0 && idmap_get(applier->waiting, school, &ignored);
}

unsigned
grace_count_schools(const struct applier *applier, struct bytes schools, unsigned *all)
{
	struct bytes school;
	unsigned waiting = 0;
	for (*all = 0; value_next_member(&schools, &school); ++*all)
		waiting += grace_school_waits(applier, school);
	return waiting;
}

// Whether all schools of a user wait. One without a school does not.
static bool
user_waits(const struct applier *applier, struct bytes user)
{
	struct bytes person[PERSON_CELLS];
	unsigned all;
	return roster_person(applier->roster, user, person) &&
	       grace_count_schools(applier, person[PERSON_SCHOOLS], &all) == all && all > 0;
}

// Whether an enrolment is into a class that waits.
static bool
class_waits(const struct applier *applier, struct bytes class)
{
	struct roster_row row;
	struct stored stored;
	return roster_get(applier->roster, CLASSES, class, &row) &&
	       grace_school_waits(applier, record_cell(row.record, CLASSES_SCHOOL)) &&
	       !store_get(applier->store, CLASSES, class, &stored);
}

bool
grace_waits(const struct applier *applier, unsigned entity, struct bytes key, struct bytes record)
{
	if (idmap_count(applier->waiting) == 0)
		return false;
	switch (entity) {
	case USERS:
		return user_waits(applier, key);
	case CLASSES:
		return grace_school_waits(applier, record_cell(record, CLASSES_SCHOOL));
	case ROLES:
		return grace_school_waits(applier, record_cell(record, ROLES_ORG));
	case ENROLLMENTS:
		return grace_school_waits(applier, record_cell(record, ENROLLMENTS_SCHOOL)) ||
		       class_waits(applier, record_cell(record, ENROLLMENTS_CLASS));
	default:
		return false;
	}
}

// The entities of which rows are a school's.
static const unsigned entities[] = {CLASSES, USERS, ROLES, ENROLLMENTS};

// Counts those of one entity.
static bool
count_rows(const struct applier *applier, unsigned entity, uint64_t *count, struct fault *fault)
{
	struct bytes key;
	struct roster_row row;
	struct stored stored;
	struct roster_walk *rows = roster_walk_open(applier->roster, entity, fault);
	while (rows != NULL && roster_walk_next(rows, &key, &row))
		*count += row.state == ROSTER_ACTIVE &&
			  grace_waits(applier, entity, key, row.record) &&
			  !store_get(applier->store, entity, key, &stored);
	roster_walk_close(rows);
	return rows != NULL;
}

bool
grace_count(const struct applier *applier, uint64_t *count, struct fault *fault)
{
	bool good = true;
	*count = 0;
	for (size_t i = 0;
	     good && idmap_count(applier->waiting) > 0 && i < sizeof entities / sizeof *entities;
	     i++)
		good = count_rows(applier, entities[i], count, fault);
	return good;
}
