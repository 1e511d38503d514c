// Whom and what a record belongs to, and what goes with it when that is archived.
#include "cmd/apply/apply.h"

#include "schema/record.h"

// The column that names the user of an entity; SOURCED_ID: it carries the user's own; -1: it belongs to nobody.
static const int user_columns[ENTITIES] = {
    [ORGS] = -1,
    [ACADEMIC_SESSIONS] = -1,
    [COURSES] = -1,
    [CLASSES] = -1,
    [USERS] = SOURCED_ID,
    [USER_PROFILES] = PROFILES_USER,
    [ROLES] = ROLES_USER,
    [DEMOGRAPHICS] = SOURCED_ID,
    [ENROLLMENTS] = ENROLLMENTS_USER,
    [RELATIONSHIPS] = -1,
};

// A cell of a record; empty when the record is damaged.
static struct bytes
cell_of(struct bytes record, int column)
{
	return column < 0 ? (struct bytes){NULL, 0} : record_cell(record, (unsigned)column);
}

// The user whom a record is about: of a relationship, the one whose row names the other.
struct bytes
owner_user(unsigned entity, struct bytes key, struct bytes record)
{
	if (entity == RELATIONSHIPS)
		return (struct bytes){key.data, strnlen(key.data, key.size)};
	return user_columns[entity] == SOURCED_ID ? key : cell_of(record, user_columns[entity]);
}

bool
owner_named(unsigned entity)
{
	return user_columns[entity] > SOURCED_ID;
}

// Whether a user or class was archived in this pass.
static bool
is_archived(const struct applier *applier, unsigned entity, struct bytes id)
{
	char key[AMENDED_KEY_MAX];
	uint64_t ignored;
	return id.size > 0 &&
	       idmap_get(applier->archived, roster_amended_key(entity, id, key), &ignored);
}

// Whether what a record belongs to was archived in this pass.
bool
owner_archived(
    const struct applier *applier, unsigned entity, struct bytes key, struct bytes record)
{
	if (entity == RELATIONSHIPS) {
		const char *nul = memchr(key.data, '\0', key.size);
		size_t first = nul == NULL ? key.size : (size_t)(nul - key.data);
		return is_archived(applier, USERS, (struct bytes){key.data, first}) ||
		       (nul != NULL && is_archived(applier, USERS,
					   (struct bytes){nul + 1, key.size - first - 1}));
	}
	if (entity == ENROLLMENTS &&
	    is_archived(applier, CLASSES, cell_of(record, ENROLLMENTS_CLASS)))
		return true;
	return entity != USERS && is_archived(applier, USERS, owner_user(entity, key, record));
}

// Whether an enrolment is of somebody who left in this pass and, by policy, gives up archived classes too.
bool
owner_leaves_archive(const struct applier *applier, unsigned entity, struct bytes record)
{
	return entity == ENROLLMENTS && !applier->undoes &&
	       applier->job->district->abandoned.families == FAMILIES_EXTREME &&
	       is_archived(applier, USERS, cell_of(record, ENROLLMENTS_USER));
}

// Whether an enrolment that ended before ended with its class, which is archived.
bool
owner_class_closed(const struct applier *applier, struct bytes record)
{
	struct stored class;
	return store_get(applier->store, CLASSES, cell_of(record, ENROLLMENTS_CLASS), &class) &&
	       class.state == STORED_ARCHIVED;
}

bool
owner_stays_closed(const struct applier *applier, unsigned entity, struct bytes record)
{
	uint64_t ignored;
	return entity == ENROLLMENTS && idmap_count(applier->stay_closed) > 0 &&
	       idmap_get(applier->stay_closed, record_cell(record, ENROLLMENTS_CLASS), &ignored);
}

bool
owner_ended_by_hand(struct applier *applier, struct bytes key)
{
	char ids[2][ACCOUNT_ID_MAX];
	struct bytes one, other;
	return pair_split(key, &one, &other) &&
	       by_hand_ended(applier->by_hand, applier_account(applier, one, ids[0]),
		   applier_account(applier, other, ids[1]));
}
