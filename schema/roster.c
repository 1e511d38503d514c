// What the directory keeps, by name. The rostering files are entities under the same numbers, so only relationships, which no
// file holds, need a line of their own.
#include "schema/roster.h"

// In the order of enum roster_file, then relationships.
static const char *const names[ENTITIES] = {
    [ORGS] = "org",
    [ACADEMIC_SESSIONS] = "academicSession",
    [COURSES] = "course",
    [CLASSES] = "class",
    [USERS] = "user",
    [USER_PROFILES] = "userProfile",
    [ROLES] = "role",
    [DEMOGRAPHICS] = "demographics",
    [ENROLLMENTS] = "enrollment",
    [RELATIONSHIPS] = "relationship",
};

// Both versions' roles. How to add one: a line. What is not here (ext:*) makes nobody anything.
static const struct {
	const char *role;
	enum person_kind kind;
} kinds[] = {
    {"student", PERSON_STUDENT},
    {"teacher", PERSON_STAFF},
    {"parent", PERSON_GUARDIAN},
    {"guardian", PERSON_GUARDIAN},
    {"relative", PERSON_GUARDIAN},
    {"administrator", PERSON_STAFF},
    {"aide", PERSON_STAFF},
    {"counselor", PERSON_STAFF},
    {"districtAdministrator", PERSON_STAFF},
    {"principal", PERSON_STAFF},
    {"proctor", PERSON_STAFF},
    {"siteAdministrator", PERSON_STAFF},
    {"systemAdministrator", PERSON_STAFF},
};

// The name of its table in roster.mdb and the store.
const char *
entity_table(unsigned entity)
{
	return entity == RELATIONSHIPS ? "relationships" : oneroster_files[entity].name;
}

// The name of one of it.
const char *
entity_name(unsigned entity)
{
	return names[entity];
}

// How many cells its record has; a relationship is all key.
unsigned
entity_columns(unsigned entity)
{
	return entity == RELATIONSHIPS ? 0 : oneroster_files[entity].column_count;
}

// The name of a cell of its record.
const char *
entity_column(unsigned entity, unsigned column)
{
	return column < entity_columns(entity) ? oneroster_files[entity].columns[column].name
					       : NULL;
}

// What a role makes of somebody.
enum person_kind
person_kind_of_role(struct bytes role)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (bytes_is(role, kinds[i].role))
			return kinds[i].kind;
	return PERSON_NONE;
}

// The kind's name in plans, feeds and imports.
const char *
person_kind_name(enum person_kind kind)
{
	static const char *const kind_names[] = {
	    [PERSON_NONE] = "none",
	    [PERSON_GUARDIAN] = "guardian",
	    [PERSON_STAFF] = "staff",
	    [PERSON_STUDENT] = "student",
	};
	return kind_names[kind];
}
