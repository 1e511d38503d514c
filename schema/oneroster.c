// Names to places in the tables. Headers are read once a file, so a walk over the table is enough.
#include "schema/oneroster.h"

// Names that exports use instead of a column's: OneRoster 1.0, the REST binding, and slips seen in real exports.
// How to add one: a line; NO_FILE stands for every file. Case does not count.
static const struct alias {
	enum roster_file file;
	const char *name;
	const char *column;
} aliases[] = {
    {NO_FILE, "dataLastModified", "dateLastModified"},
    {NO_FILE, "lastModified", "dateLastModified"},
    {NO_FILE, "grade", "grades"},
    {NO_FILE, "parent", "parentSourcedId"},
    {NO_FILE, "org", "orgSourcedId"},
    {NO_FILE, "school", "schoolSourcedId"},
    {NO_FILE, "course", "courseSourcedId"},
    {NO_FILE, "class", "classSourcedId"},
    {NO_FILE, "user", "userSourcedId"},
    {NO_FILE, "terms", "termSourcedIds"},
    {NO_FILE, "termSourcedId", "termSourcedIds"},
    {NO_FILE, "userProfile", "userProfileSourcedId"},
    {COURSES, "schoolYear", "schoolYearSourcedId"},
    {COURSES, "schoolYearId", "schoolYearSourcedId"},
    {DEMOGRAPHICS, "userSourcedId", "sourcedId"},
    {DEMOGRAPHICS, "dateOfBirth", "birthDate"},
    {USERS, "userId", "userIds"},
    {USERS, "orgs", "orgSourcedIds"},
    {USERS, "orgSourcedId", "orgSourcedIds"},
    {USERS, "agents", "agentSourcedIds"},
    {USERS, "agentSourcedId", "agentSourcedIds"},
    {USERS, "resources", "resourceSourcedIds"},
    {USERS, "primaryOrg", "primaryOrgSourcedId"},
    {USERS, "preferredFirstName", "preferredGivenName"},
    {USERS, "preferredLastName", "preferredFamilyName"},
    {USERS, "prefferedGivenName", "preferredGivenName"},
    {USERS, "prefferedMiddleName", "preferredMiddleName"},
    {USERS, "prefferedFamilyName", "preferredFamilyName"},
};

// Compares two names, with or without regard to case.
static bool
name_is(struct bytes name, const char *known, bool fold)
{
	return fold ? bytes_equal_fold(name, bytes_of(known)) : bytes_is(name, known);
}

// Finds a file by its name without ".csv".
enum roster_file
oneroster_file_named(struct bytes name, bool fold)
{
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		if (name_is(name, oneroster_files[i].name, fold))
			return (enum roster_file)i;
	return NO_FILE;
}

// Finds a column among those that stand in any of the versions.
int
oneroster_column_named(enum roster_file file, struct bytes name, uint8_t versions, bool fold)
{
	const struct oneroster_file *table = &oneroster_files[file];
	for (unsigned i = 0; i < table->column_count; i++)
		if ((table->columns[i].versions & versions) != 0 &&
		    name_is(name, table->columns[i].name, fold))
			return (int)i;
	return -1;
}

// Whether a name is the column's but for the d of "sourced", which exports like to forget, and but for case.
static bool
name_lacks_d(struct bytes name, const char *column)
{
	static const char word[] = "ourcedId";
	const char *at = strstr(column, word);
	if (at == NULL)
		return false;
	size_t before = (size_t)(at - column) + strlen("ource");
	if (name.size + 1 != strlen(column))
		return false;
	return bytes_equal_fold(
		   (struct bytes){name.data, before}, (struct bytes){column, before}) &&
	       bytes_equal_fold((struct bytes){name.data + before, name.size - before},
		   bytes_of(column + before + 1));
}

// Finds the column that a known wrong name stands for.
int
oneroster_column_alias(enum roster_file file, struct bytes name)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		const struct alias *alias = &aliases[i];
		if ((alias->file != NO_FILE && alias->file != file) ||
		    !name_is(name, alias->name, true))
			continue;
		int index = oneroster_column_named(file, bytes_of(alias->column), V_ALL, false);
		if (index >= 0)
			return index;
	}
	const struct oneroster_file *table = &oneroster_files[file];
	for (unsigned i = 0; i < table->column_count; i++)
		if (name_lacks_d(name, table->columns[i].name))
			return (int)i;
	return -1;
}

// Chooses between the terms of 1.1 and those of 1.2.
const char *const *
oneroster_terms(const struct column *column, enum version version)
{
	return (version & V12) != 0 && column->terms12 != NULL ? column->terms12 : column->terms;
}
