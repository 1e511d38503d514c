// The OneRoster CSV binding as tables: every file of 1.1, 1.2.0 and 1.2.1, its columns in order, what a cell may hold
// and what it references. Follows OneRoster CSV Binding 1.2 (19 September 2022) section 3, 1.2.1 for users.csv, and
// the 1.1 headers.
//
// One table serves all versions: each column says in which it stands (a mask), and the tables are ordered so that
// leaving out the columns of other versions gives the exact header of each version. A row, wherever it is handed on,
// is the cells of this table in this order (schema/record.h); a column that a version lacks is an empty cell.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/bytes.h"

enum version {
	V11 = 1,
	V120 = 2,
	V121 = 4,
	V12 = V120 | V121,
	V_ALL = V11 | V12,
};

// In the order in which references need them: a file comes after what it names. validate reads them in this order.
enum roster_file {
	ORGS,
	ACADEMIC_SESSIONS,
	COURSES,
	CLASSES,
	USERS,
	USER_PROFILES,
	ROLES,
	DEMOGRAPHICS,
	ENROLLMENTS,
	ROSTER_FILES, // how many are applied; those below are checked in form and passed over
	RESOURCES = ROSTER_FILES,
	CLASS_RESOURCES,
	COURSE_RESOURCES,
	USER_RESOURCES,
	CATEGORIES,
	LINE_ITEMS,
	RESULTS,
	SCORE_SCALES,
	LINE_ITEM_SCORE_SCALES,
	RESULT_SCORE_SCALES,
	LINE_ITEM_LEARNING_OBJECTIVE_IDS,
	RESULT_LEARNING_OBJECTIVE_IDS,
	ONEROSTER_FILES,
	NO_FILE = -1,
};

enum cell_type {
	CELL_TEXT,
	CELL_TEXT_LIST,
	CELL_ID, // this row's own sourcedId
	CELL_REFERENCE,
	CELL_REFERENCE_LIST,
	CELL_TERM, // one of the column's terms
	CELL_TERM_LIST,
	CELL_BOOLEAN,
	CELL_DATE,
	CELL_DATETIME,
	CELL_YEAR,
	CELL_INTEGER,
	CELL_FLOAT,
	CELL_USER_IDS, // list of {type:id}
	CELL_EMAIL,
	CELL_PHONE,
	CELL_GRADES,
	CELL_STATUS,
	CELL_PASSWORD, // never stored, never logged
};

struct column {
	const char *name;
	uint8_t versions; // mask of enum version: where the column stands
	uint8_t required; // mask: where its value must not be blank
	enum cell_type type;
	enum roster_file target;	// of a reference, else NO_FILE
	const char *const *terms;	// NULL-terminated, exact case, for CELL_TERM*; terms of 1.1
	const char *const *terms12;	// the terms of 1.2 where they differ, else NULL
	bool extensible;		// 1.2 allows ext:*
};

struct oneroster_file {
	const char *name;	// "users": the file is users.csv, the manifest's property file.users
	uint8_t versions;
	uint8_t needed;		// mask: versions whose rostering set must hold it
	unsigned column_count;
	const struct column *columns;
};

extern const struct oneroster_file oneroster_files[ONEROSTER_FILES];

// Every data file begins with these three.
enum { SOURCED_ID, STATUS, DATE_LAST_MODIFIED, COMMON_COLUMNS };

enum orgs_column { ORGS_NAME = COMMON_COLUMNS, ORGS_TYPE, ORGS_IDENTIFIER, ORGS_PARENT, ORGS_COLUMNS };
enum sessions_column {
	SESSIONS_TITLE = COMMON_COLUMNS, SESSIONS_TYPE, SESSIONS_START, SESSIONS_END, SESSIONS_PARENT,
	SESSIONS_SCHOOL_YEAR, SESSIONS_COLUMNS
};
enum courses_column {
	COURSES_SCHOOL_YEAR = COMMON_COLUMNS, COURSES_TITLE, COURSES_CODE, COURSES_GRADES, COURSES_ORG,
	COURSES_SUBJECTS, COURSES_SUBJECT_CODES, COURSES_COLUMNS
};
enum classes_column {
	CLASSES_TITLE = COMMON_COLUMNS, CLASSES_GRADES, CLASSES_COURSE, CLASSES_CODE, CLASSES_TYPE, CLASSES_LOCATION,
	CLASSES_SCHOOL, CLASSES_TERMS, CLASSES_SUBJECTS, CLASSES_SUBJECT_CODES, CLASSES_PERIODS, CLASSES_COLUMNS
};
enum users_column {
	USERS_ENABLED = COMMON_COLUMNS, USERS_ORGS /* 1.1 */, USERS_ROLE /* 1.1 */, USERS_USERNAME, USERS_USER_IDS,
	USERS_GIVEN_NAME, USERS_FAMILY_NAME, USERS_MIDDLE_NAME, USERS_IDENTIFIER, USERS_EMAIL, USERS_SMS, USERS_PHONE,
	USERS_AGENTS, USERS_GRADES, USERS_PASSWORD, USERS_MASTER_IDENTIFIER, USERS_RESOURCES /* 1.2.0 */,
	USERS_PREFERRED_GIVEN_NAME, USERS_PREFERRED_MIDDLE_NAME, USERS_PREFERRED_FAMILY_NAME, USERS_PRIMARY_ORG,
	USERS_PRONOUNS, USERS_COLUMNS
};
enum profiles_column {
	PROFILES_USER = COMMON_COLUMNS, PROFILES_TYPE, PROFILES_VENDOR, PROFILES_APPLICATION, PROFILES_DESCRIPTION,
	PROFILES_CREDENTIAL_TYPE, PROFILES_USERNAME, PROFILES_PASSWORD, PROFILES_COLUMNS
};
enum roles_column {
	ROLES_USER = COMMON_COLUMNS, ROLES_TYPE, ROLES_ROLE, ROLES_BEGIN, ROLES_END, ROLES_ORG, ROLES_PROFILE,
	ROLES_COLUMNS
};
enum demographics_column { DEMOGRAPHICS_BIRTH_DATE = COMMON_COLUMNS, DEMOGRAPHICS_SEX, DEMOGRAPHICS_COLUMNS = 16 };
enum enrollments_column {
	ENROLLMENTS_CLASS = COMMON_COLUMNS, ENROLLMENTS_SCHOOL, ENROLLMENTS_USER, ENROLLMENTS_ROLE, ENROLLMENTS_PRIMARY,
	ENROLLMENTS_BEGIN, ENROLLMENTS_END, ENROLLMENTS_COLUMNS
};

#define ONEROSTER_COLUMNS_MAX 32 // more than any file has

// The file whose name is `name` (without ".csv"), exactly, or but for case when fold is set; NO_FILE when there is none.
enum roster_file oneroster_file_named(struct bytes name, bool fold);

// The index of the column that is called `name` in the given version(s), or -1. With fold, case is ignored.
int oneroster_column_named(enum roster_file file, struct bytes name, uint8_t versions, bool fold);

// A known wrong name (1.0's `agents`, `sourceId`, REST's `preferredFirstName` …) for a column: its index, or -1.
int oneroster_column_alias(enum roster_file file, struct bytes name);

// The terms of a column in a version; NULL when the column has none.
const char *const *oneroster_terms(const struct column *column, enum version version);
