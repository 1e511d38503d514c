// The columns of guardians.csv. Nobody else's standard says what they are called, so spellings that people try are taken, too.
#include "schema/guardians.h"

#define CELL(name, required, type) \
	{ \
		name, V_ALL, required, type, NO_FILE, NULL, NULL, false \
	}

// How to add a column: a line, its place in enum guardians_column, a line in rosterdrop-district.7.
static const struct column columns[GUARDIANS_COLUMNS] = {
    [GUARDIANS_STUDENT] = {"studentSourcedId", V_ALL, V_ALL, CELL_REFERENCE, USERS, NULL, NULL,
	false},
    [GUARDIANS_ID] = CELL("guardianId", V_ALL, CELL_ID),
    [GUARDIANS_GIVEN_NAME] = CELL("givenName", V_ALL, CELL_TEXT),
    [GUARDIANS_FAMILY_NAME] = CELL("familyName", V_ALL, CELL_TEXT),
    [GUARDIANS_EMAIL] = CELL("email", 0, CELL_EMAIL),
    [GUARDIANS_MOBILE] = CELL("mobile", 0, CELL_PHONE),
    [GUARDIANS_PHONE] = CELL("phone", 0, CELL_PHONE),
    [GUARDIANS_LANGUAGE] = CELL("preferredLanguage", 0, CELL_TEXT),
    [GUARDIANS_RELATIONSHIP] = CELL("relationship", 0, CELL_TEXT),
};

const struct oneroster_file guardians_file = {"guardians", V_ALL, 0, GUARDIANS_COLUMNS, columns};

// Other spellings. How to add one: a line.
static const struct {
	const char *name;
	enum guardians_column column;
} aliases[] = {
    {"studentId", GUARDIANS_STUDENT},
    {"guardianSourcedId", GUARDIANS_ID},
    {"firstName", GUARDIANS_GIVEN_NAME},
    {"lastName", GUARDIANS_FAMILY_NAME},
    {"sms", GUARDIANS_MOBILE},
    {"homePhone", GUARDIANS_PHONE},
    {"language", GUARDIANS_LANGUAGE},
};

// By the column's own name first, then by what else it may be called.
int
guardians_column_named(struct bytes name)
{
	for (int i = 0; i < GUARDIANS_COLUMNS; i++)
		if (bytes_equal_fold(name, bytes_of(columns[i].name)))
			return i;
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (bytes_equal_fold(name, bytes_of(aliases[i].name)))
			return (int)aliases[i].column;
	return -1;
}
