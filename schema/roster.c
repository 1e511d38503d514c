// What the directory keeps, by name. The rostering files are entities under the same numbers, so only relationships, which no
// file holds, and the facts of schema/directory.h need lines of their own.
#include "schema/directory.h"

// In the order of enum roster_file.
static const char *const names[ROSTER_FILES] = {
    [ORGS] = "org",
    [ACADEMIC_SESSIONS] = "academicSession",
    [COURSES] = "course",
    [CLASSES] = "class",
    [USERS] = "user",
    [USER_PROFILES] = "userProfile",
    [ROLES] = "role",
    [DEMOGRAPHICS] = "demographics",
    [ENROLLMENTS] = "enrollment",
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

// The columns of the facts. How to add one: a line here and in its enum of schema/directory.h, a paragraph in store(5).
static const char *const account_columns[] = {
    [ACCOUNT_KIND] = "kind",
    [ACCOUNT_STATE] = "state",
    [ACCOUNT_ORIGIN] = "origin",
    [ACCOUNT_STATE_BEFORE] = "stateBefore",
    [ACCOUNT_LINKS] = "links",
    [ACCOUNT_GIVEN_NAME] = "givenName",
    [ACCOUNT_MIDDLE_NAME] = "middleName",
    [ACCOUNT_FAMILY_NAME] = "familyName",
    [ACCOUNT_PREFERRED_GIVEN_NAME] = "preferredGivenName",
    [ACCOUNT_BIRTH_DATE] = "birthDate",
    [ACCOUNT_GRADES] = "grades",
    [ACCOUNT_SCHOOLS] = "schools",
    [ACCOUNT_USERNAME] = "username",
    [ACCOUNT_EMAIL] = "email",
    [ACCOUNT_MOBILE] = "mobile",
    [ACCOUNT_PHONE] = "phone",
    [ACCOUNT_IDENTIFIER] = "identifier",
    [ACCOUNT_LANGUAGE] = "language",
    [ACCOUNT_HISTORY] = "history",
    [ACCOUNT_MERGED_INTO] = "mergedInto",
};
static const char *const connection_columns[] = {"relationship", "origin", "by", "time", "why"};
static const char *const local_class_columns[] = {
    "title", "school", "sourcedId", "origin", "by", "time", "why"};
static const char *const local_member_columns[] = {"role", "origin", "by", "time", "why"};
static const char *const local_school_columns[] = {"name", "sourcedId", "by", "time", "why"};
static const char *const act_columns[] = {"by", "time", "why"};
static const char *const edit_columns[] = {"value", "by", "time", "why"};

// How to add a fact: a line here and in enum fact.
#define COLUMNS(list) list, sizeof(list) / sizeof((list)[0])
static const struct {
	const char *table, *name;
	const char *const *columns;
	unsigned count;
} facts[FACTS - ROSTER_FILES] = {
    [RELATIONSHIPS - ROSTER_FILES] = {"relationships", "relationship", NULL, 0},
    [ACCOUNTS - ROSTER_FILES] = {"accounts", "account", COLUMNS(account_columns)},
    [CONNECTIONS - ROSTER_FILES] = {"connections", "connection", COLUMNS(connection_columns)},
    [LOCAL_CLASSES - ROSTER_FILES] = {"localClasses", "localClass", COLUMNS(local_class_columns)},
    [LOCAL_MEMBERS - ROSTER_FILES] = {"localMembers", "localMember", COLUMNS(local_member_columns)},
    [GRANTS - ROSTER_FILES] = {"grants", "grant", COLUMNS(act_columns)},
    [BLOCKS - ROSTER_FILES] = {"blocks", "block", COLUMNS(act_columns)},
    [EDITS - ROSTER_FILES] = {"edits", "edit", COLUMNS(edit_columns)},
    [LOCAL_SCHOOLS - ROSTER_FILES] = {"localSchools", "localSchool", COLUMNS(local_school_columns)},
    [WAITS - ROSTER_FILES] = {"waits", "wait", COLUMNS(act_columns)},
};

// The name of its table in roster.mdb and the store.
const char *
entity_table(unsigned entity)
{
	return entity < ROSTER_FILES ? oneroster_files[entity].name
				     : facts[entity - ROSTER_FILES].table;
}

// The name of one of it.
const char *
entity_name(unsigned entity)
{
	return entity < ROSTER_FILES ? names[entity] : facts[entity - ROSTER_FILES].name;
}

// How many cells its record has; a relationship is all key.
unsigned
entity_columns(unsigned entity)
{
	return entity < ROSTER_FILES ? oneroster_files[entity].column_count
				     : facts[entity - ROSTER_FILES].count;
}

// The name of a cell of its record.
const char *
entity_column(unsigned entity, unsigned column)
{
	if (column >= entity_columns(entity))
		return NULL;
	return entity < ROSTER_FILES ? oneroster_files[entity].columns[column].name
				     : facts[entity - ROSTER_FILES].columns[column];
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
