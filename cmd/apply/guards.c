// Counts by unit: the district, each school, each class of which something goes or changes. The units come from the changes, so that a quiet night
// costs nothing, and what stands is only counted for them.
#include "cmd/apply/guards_count.h"

#include <stdlib.h>

#include "schema/record.h"

enum { KEY_MAX = 2 + 512 };

// What a kind is called in a sentence.
static const char *const guarded_names[GUARDED] = {
    [GUARDED_SCHOOLS] = "schools",
    [GUARDED_CLASSES] = "classes",
    [GUARDED_STUDENTS] = "students",
    [GUARDED_STAFF] = "staff",
    [GUARDED_GUARDIANS] = "guardians",
    [GUARDED_ENROLLMENTS] = "enrollments",
    [GUARDED_PEOPLE] = "people",
};

const char *
guarded_name(enum guarded what)
{
	return guarded_names[what];
}

struct guards *
guards_new(const struct conf_guards *conf)
{
	struct guards *guards = calloc(1, sizeof *guards);
	if (guards == NULL)
		return NULL;
	guards->conf = conf;
	guards->ids = idmap_new();
	guards->gone = idmap_new();
	guards->come = idmap_new();
	if (guards->ids != NULL && guards->gone != NULL && guards->come != NULL)
		return guards;
	guards_free(guards);
	return NULL;
}

void
guards_free(struct guards *guards)
{
	if (guards == NULL)
		return;
	idmap_free(guards->ids);
	idmap_free(guards->gone);
	idmap_free(guards->come);
	free(guards->units);
	free(guards);
}

// The key of a unit.
static struct bytes
unit_key(enum guarded what, char kind, struct bytes id, char key[KEY_MAX])
{
	size_t size = id.size < KEY_MAX - 2 ? id.size : KEY_MAX - 2;
	key[0] = (char)('a' + (int)what);
	key[1] = kind;
	if (size > 0)
		memcpy(key + 2, id.data, size);
	return (struct bytes){key, size + 2};
}

// The number of a unit; NO_UNIT when it is not there and `make` does not ask for it. Out of memory is noted.
size_t
guards_unit(struct guards *guards, enum guarded what, char kind, struct bytes id, bool make)
{
	char key[KEY_MAX];
	uint64_t index;
	struct bytes made = unit_key(what, kind, id, key);
	if (idmap_get(guards->ids, made, &index))
		return (size_t)index;
	if (!make)
		return NO_UNIT;
	index = idmap_count(guards->ids);
	if (index == guards->room) {
		size_t room = 2 * guards->room + 256;
		struct unit *grown = realloc(guards->units, room * sizeof *grown);
		guards->failed = guards->failed || grown == NULL;
		if (grown == NULL)
			return NO_UNIT;
		guards->units = grown;
		guards->room = room;
	}
	guards->units[index] = (struct unit){0, 0, 0};
	if (idmap_put(guards->ids, made, index))
		return (size_t)index;
	guards->failed = true;
	return NO_UNIT;
}

// What a record counts as; GUARDED when as nothing. A user counts by the roles, and as one of the people; a guardian of guardians.csv, who has no role,
// as a guardian besides.
static enum guarded
kind_of(unsigned entity, struct bytes record)
{
	static const enum guarded kinds[] = {[PERSON_NONE] = GUARDED,
	    [PERSON_GUARDIAN] = GUARDED_GUARDIANS,
	    [PERSON_STAFF] = GUARDED_STAFF,
	    [PERSON_STUDENT] = GUARDED_STUDENTS};
	switch (entity) {
	case ORGS:
		return GUARDED_SCHOOLS;
	case CLASSES:
		return GUARDED_CLASSES;
	case ROLES:
		return kinds[person_kind_of_role(record_cell(record, ROLES_ROLE))];
	case ENROLLMENTS:
		return GUARDED_ENROLLMENTS;
	case USERS:
		return GUARDED_PEOPLE;
	default:
		return GUARDED;
	}
}

// The school that a record is of; empty when of none.
static struct bytes
school_of(unsigned entity, struct bytes key, struct bytes record)
{
	switch (entity) {
	case ORGS:
		return key;
	case CLASSES:
		return record_cell(record, CLASSES_SCHOOL);
	case ROLES:
		return record_cell(record, ROLES_ORG);
	case ENROLLMENTS:
		return record_cell(record, ENROLLMENTS_SCHOOL);
	default:
		return (struct bytes){NULL, 0};
	}
}

// The units that a record belongs to: at most three.
static unsigned
units_of(struct guards *guards, unsigned entity, struct bytes key, struct bytes record, bool make,
    size_t units[3])
{
	enum guarded what = kind_of(entity, record);
	struct bytes school = school_of(entity, key, record);
	unsigned count = 0;
	if (what == GUARDED)
		return 0;
	units[count++] = guards_unit(guards, what, 'D', (struct bytes){NULL, 0}, make);
	if (entity == USERS && record_cell(record, USERS_ROLE).size > 0) // of guardians.csv
		units[count++] =
		    guards_unit(guards, GUARDED_GUARDIANS, 'D', (struct bytes){NULL, 0}, make);
	if (school.size > 0)
		units[count++] = guards_unit(guards, what, 'S', school, make);
	if (entity == ENROLLMENTS)
		units[count++] =
		    guards_unit(guards, what, 'C', record_cell(record, ENROLLMENTS_CLASS), make);
	return count;
}

struct bytes
guards_name(struct bytes record, char name[GUARDS_NAME_MAX])
{
	struct bytes given = record_cell(record, USERS_GIVEN_NAME);
	struct bytes family = record_cell(record, USERS_FAMILY_NAME);
	if (given.size == 0 || family.size == 0 || given.size + family.size + 1 > GUARDS_NAME_MAX)
		return (struct bytes){NULL, 0};
	memcpy(name, given.data, given.size);
	name[given.size] = '\0';
	memcpy(name + given.size + 1, family.data, family.size);
	for (size_t i = 0; i < given.size + 1 + family.size; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] = (char)(name[i] - 'A' + 'a');
	return (struct bytes){name, given.size + 1 + family.size};
}

// Remembers the name of a user who leaves or comes.
static bool
note_name(struct idmap *names, struct bytes record)
{
	char room[GUARDS_NAME_MAX];
	struct bytes name = guards_name(record, room);
	return name.size == 0 || idmap_put(names, name, 1);
}

// Whether a column differs, where it was filled before.
static bool
differs(const struct change *change, unsigned column)
{
	struct bytes before = record_cell(change->before, column);
	return before.size > 0 && !bytes_equal(before, record_cell(change->after, column));
}

// What is counted of users besides.
static bool
user_change(struct guards *guards, const struct change *change, bool ends)
{
	if (ends)
		guards->left++;
	if (ends)
		return note_name(guards->gone, change->before);
	if (change->before.size == 0)
		return note_name(guards->come, change->after);
	if (change->action != ACTION_UPDATE)
		return true;
	guards->usernames += differs(change, USERS_USERNAME) ? 1 : 0;
	guards->contacts += differs(change, USERS_EMAIL) || differs(change, USERS_SMS) ||
				    differs(change, USERS_PHONE)
				? 1
				: 0;
	return true;
}

bool
guards_change(struct guards *guards, const struct change *change)
{
	size_t units[3];
	bool ends = action_ends(change->action);
	if (change->reason == REASON_REPLACED) // neither leaves nor comes
		return true;
	guards->changes++;
	if (change->entity == USERS && !user_change(guards, change, ends))
		return false;
	if (!ends && change->action != ACTION_UPDATE)
		return true;
	unsigned count =
	    units_of(guards, change->entity, change->sourced_id, change->before, true, units);
	for (unsigned i = 0; i < count && !guards->failed; i++) {
		guards->units[units[i]].removed += ends ? 1 : 0;
		guards->units[units[i]].changed += ends ? 0 : 1;
	}
	if (change->entity == ORGS && ends)
		guards_unit(guards, GUARDED_STUDENTS, 'S', change->sourced_id, true);
	return !guards->failed;
}

// The district's unit of a kind; a blank one when nothing of the kind changes.
struct unit
guards_whole(struct guards *guards, enum guarded what)
{
	size_t index = guards_unit(guards, what, 'D', (struct bytes){NULL, 0}, false);
	return index == NO_UNIT ? (struct unit){0, 0, 0} : guards->units[index];
}

void
guards_base(struct guards *guards, unsigned entity, struct bytes key, struct bytes record)
{
	size_t units[3];
	unsigned count = units_of(guards, entity, key, record, false, units);
	for (unsigned i = 0; i < count; i++)
		if (units[i] != NO_UNIT)
			guards->units[units[i]].active++;
}
