// guardians.csv: guardians of districts whose SIS cannot export them, one row a student and guardian (rosterdrop-district(7)). It is no file
// of OneRoster, so it stands apart from oneroster_files: validate reads it, normalise makes users and relationships of it.
//
// In rows.mdb: table "guardians", key = row number (pipeline/rows.h), value = the record of these cells, after repairs. Meta: mode.guardians
// ("absent": nothing is known tonight and what is known of guardians.csv stays; or "bulk"), rows.guardians, unknown.guardians as for the others.
// Table left_out: key = GUARDIANS_LEFT_OUT + student's sourcedId + NUL + guardian's id (empty when it could not be read).
#pragma once

#include "schema/oneroster.h"

enum guardians_column {
	GUARDIANS_STUDENT, // sourcedId of a student of users.csv
	GUARDIANS_ID,	   // the guardian's own id, of the form of a sourcedId
	GUARDIANS_GIVEN_NAME,
	GUARDIANS_FAMILY_NAME,
	GUARDIANS_EMAIL,
	GUARDIANS_MOBILE,
	GUARDIANS_PHONE,
	GUARDIANS_LANGUAGE,
	GUARDIANS_RELATIONSHIP,
	GUARDIANS_COLUMNS
};

enum { GUARDIANS_LEFT_OUT = 'G' };

extern const struct oneroster_file guardians_file;

// The column that a header names, but for case; -1 when there is none.
int guardians_column_named(struct bytes name);
