// How the tables of oneroster_tables.c and oneroster_other_tables.c are written. Nobody else includes this.
//
// How to add a column: a line where the binding has it, with the versions in which it stands and those in which it must be
// filled; the size below; for a file that is applied, its name in the enums of schema/oneroster.h.
#pragma once

#include "schema/oneroster.h"

#define PLAIN(name, versions, required, type)                                                                          \
	{                                                                                                              \
		name, versions, required, type, NO_FILE, NULL, NULL, false                                             \
	}
#define TEXT(name, versions, required) PLAIN(name, versions, required, CELL_TEXT)
#define REFERENCE(name, versions, required, target)                                                                    \
	{                                                                                                              \
		name, versions, required, CELL_REFERENCE, target, NULL, NULL, false                                    \
	}
#define REFERENCES(name, versions, required, target)                                                                   \
	{                                                                                                              \
		name, versions, required, CELL_REFERENCE_LIST, target, NULL, NULL, false                               \
	}
#define TERM(name, versions, required, terms, terms12, extensible)                                                     \
	{                                                                                                              \
		name, versions, required, CELL_TERM, NO_FILE, terms, terms12, extensible                               \
	}
#define OPTIONAL 0

// The three columns that begin every data file; `target` is USERS where the row's id is that of a user.
#define COMMON_OF(target)                                                                                              \
	{"sourcedId", V_ALL, V_ALL, CELL_ID, target, NULL, NULL, false},                                               \
	    {"status", V_ALL, OPTIONAL, CELL_STATUS, NO_FILE, oneroster_statuses, NULL, false},                        \
	    PLAIN("dateLastModified", V_ALL, OPTIONAL, CELL_DATETIME)
#define COMMON COMMON_OF(NO_FILE)

extern const char *const oneroster_statuses[];

extern const struct column resources_columns[9];
extern const struct column class_resources_columns[6];
extern const struct column course_resources_columns[6];
extern const struct column user_resources_columns[7];
extern const struct column categories_columns[5];
extern const struct column line_items_columns[14];
extern const struct column results_columns[15];
extern const struct column score_scales_columns[9];
extern const struct column line_item_score_scales_columns[6];
extern const struct column result_score_scales_columns[6];
extern const struct column line_item_objectives_columns[6];
extern const struct column result_objectives_columns[8];
