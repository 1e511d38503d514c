// From rows.mdb to roster.mdb (schema/roster.h).
#pragma once

#include "pipeline/db.h"
#include "pipeline/sort.h"
#include "pipeline/stage.h"
#include "schema/roster.h"

// One drop being normalised.
struct normaliser {
	const struct job *job;
	struct db *rows, *roster;
	bool old;		 // 1.1: roles and orgs stand in users.csv
	struct sort *roles;	 // 1.1 only: rows of roles that users.csv implies
	struct sort *people;	 // 1.2 only: key = user + NUL + rank; value = kind's letter + org
	db_table relationships_table, people_table;
	char *record;		 // where a record is made
	uint64_t counts[ENTITIES];
};

enum { NORMALISE_RECORD_MAX = 2 * 1024 * 1024 };

// The work of the stage.
bool normalise(struct job *job, struct fault *fault);

// people.c: what a row of users or roles says of who somebody is. Cells are those of the row, state is ROSTER_*. Rows of users come in order of
// their sourcedIds.
bool people_from_user(struct normaliser *normaliser, const struct bytes *cells, char state, struct fault *fault);
bool people_from_role(struct normaliser *normaliser, const struct bytes *cells, char state, struct fault *fault);
// Writes the table people from the roles of 1.2.
bool people_write(struct normaliser *normaliser, struct fault *fault);

// Writes one entity's record to the roster, after all with smaller keys.
bool roster_append(struct normaliser *normaliser, db_table table, struct bytes key, char state,
    const struct bytes *cells, unsigned count, struct fault *fault);
