// The files of an import. They are the project's own (rosterdrop-import(5)), so nobody else's table of columns fits them.
#include "cmd/rosterdrop/import.h"

static const char *const kinds[] = {"student", "guardian", "staff", "none", NULL};
static const char *const states[] = {"active", "invited", "archived", NULL};
static const char *const origins[] = {"imported", "sis", "manual", NULL};
static const char *const connection_states[] = {"active", "ended", NULL};
static const char *const class_states[] = {"active", "archived", NULL};
static const char *const roles[] = {"student", "teacher", "administrator", "proctor", NULL};

// How to add a column: a line here, at the end of its file, its name in the enum of import.h, a line in rosterdrop-import(5).
static const struct import_column school_columns[SCHOOL_COLUMNS] = {
    [SCHOOL_ID] = {"school", IMPORT_ID, true, NULL},
    [SCHOOL_NAME] = {"name", IMPORT_TEXT, false, NULL},
    [SCHOOL_SOURCED_ID] = {"sourcedId", IMPORT_TEXT, false, NULL},
};
static const struct import_column account_columns[IN_ACCOUNT_COLUMNS] = {
    [IN_ACCOUNT_ID] = {"accountId", IMPORT_ACCOUNT, true, NULL},
    [IN_KIND] = {"kind", IMPORT_TERM, true, kinds},
    [IN_STATE] = {"state", IMPORT_TERM, false, states},
    [IN_GIVEN_NAME] = {"givenName", IMPORT_TEXT, false, NULL},
    [IN_MIDDLE_NAME] = {"middleName", IMPORT_TEXT, false, NULL},
    [IN_FAMILY_NAME] = {"familyName", IMPORT_TEXT, false, NULL},
    [IN_PREFERRED_GIVEN_NAME] = {"preferredGivenName", IMPORT_TEXT, false, NULL},
    [IN_BIRTH_DATE] = {"birthDate", IMPORT_DATE, false, NULL},
    [IN_GRADES] = {"grades", IMPORT_LIST, false, NULL},
    [IN_SCHOOLS] = {"schools", IMPORT_LIST, false, NULL},
    [IN_USERNAME] = {"username", IMPORT_TEXT, false, NULL},
    [IN_EMAIL] = {"email", IMPORT_EMAIL, false, NULL},
    [IN_MOBILE] = {"mobile", IMPORT_TEXT, false, NULL},
    [IN_PHONE] = {"phone", IMPORT_TEXT, false, NULL},
    [IN_IDENTIFIER] = {"identifier", IMPORT_TEXT, false, NULL},
    [IN_LANGUAGE] = {"language", IMPORT_TEXT, false, NULL},
    [IN_HISTORY] = {"history", IMPORT_TEXT, false, NULL},
};
static const struct import_column connection_columns[IN_CONNECTION_COLUMNS] = {
    [IN_STUDENT] = {"studentAccountId", IMPORT_ACCOUNT, true, NULL},
    [IN_GUARDIAN] = {"guardianAccountId", IMPORT_ACCOUNT, true, NULL},
    [IN_RELATIONSHIP] = {"relationship", IMPORT_TEXT, false, NULL},
    [IN_CONNECTION_ORIGIN] = {"origin", IMPORT_TERM, false, origins},
    [IN_CONNECTION_STATE] = {"state", IMPORT_TERM, false, connection_states},
};
static const struct import_column class_columns[IN_CLASS_COLUMNS] = {
    [IN_CLASS_ID] = {"classId", IMPORT_ID, true, NULL},
    [IN_TITLE] = {"title", IMPORT_TEXT, true, NULL},
    [IN_CLASS_SCHOOL] = {"school", IMPORT_TEXT, false, NULL},
    [IN_CLASS_STATE] = {"state", IMPORT_TERM, false, class_states},
    [IN_CLASS_SOURCED_ID] = {"sourcedId", IMPORT_TEXT, false, NULL},
};
static const struct import_column member_columns[IN_MEMBER_COLUMNS] = {
    [IN_MEMBER_CLASS] = {"classId", IMPORT_ID, true, NULL},
    [IN_MEMBER_ACCOUNT] = {"accountId", IMPORT_ACCOUNT, true, NULL},
    [IN_MEMBER_ROLE] = {"role", IMPORT_TERM, true, roles},
    [IN_MEMBER_ORIGIN] = {"origin", IMPORT_TERM, false, origins},
};

const struct import_table import_tables[IMPORT_FILES] = {
    [IMPORT_SCHOOLS] = {"schools.csv", "schools", SCHOOL_COLUMNS, 1, school_columns},
    [IMPORT_ACCOUNTS] = {"accounts.csv", "accounts", IN_ACCOUNT_COLUMNS, 1, account_columns},
    [IMPORT_CONNECTIONS] = {"connections.csv", "connections", IN_CONNECTION_COLUMNS, 2,
	connection_columns},
    [IMPORT_CLASSES] = {"classes.csv", "classes", IN_CLASS_COLUMNS, 1, class_columns},
    [IMPORT_MEMBERS] = {"class_members.csv", "class members", IN_MEMBER_COLUMNS, 2, member_columns},
};
