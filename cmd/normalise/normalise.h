// From rows.mdb to roster.mdb (schema/roster.h).
#pragma once

#include "pipeline/db.h"
#include "pipeline/sort.h"
#include "pipeline/stage.h"
#include "cmd/normalise/crowd.h"
#include "pipeline/text.h"
#include "schema/roster.h"

// Two users who are related, borrowed as a crowd's ids are.
struct pair {
	struct bytes first, second;
};
struct pairs {
	struct pair *pair;
	size_t count, room;
};
// Records of users whom guardians.csv alone has.
struct file_users {
	char *records;
	size_t size;
};

// One drop being normalised.
struct normaliser {
	const struct job *job;
	struct db *rows, *roster;
	bool old;		 // 1.1: roles and orgs stand in users.csv
	struct sort *roles;	 // 1.1 only: rows of roles that users.csv implies
	struct sort *people;	 // 1.2 only: key = user + NUL + rank; value = kind's letter + org
	db_table relationships_table, people_table, same_table, waiting_table;
	struct crowd crowd;
	struct pairs turned; // to be sorted in among the relationships that come in order
	struct file_users file_users;
	struct text spelled; // of the row in hand
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

// spell.c: gives the cells of a row their one spelling; borrowed until the next row.
bool spell_row(struct normaliser *normaliser, enum roster_file file, struct bytes *cells, bool *changed, struct fault *fault);

// When it is known who everybody is. same.c: which rows are one person; waiting.c: guardians nobody could tell from others; relations.c: who
// is whose guardian.
bool same_write(struct normaliser *normaliser, struct fault *fault);
bool waiting_write(struct normaliser *normaliser, struct fault *fault);
bool relations_write(struct normaliser *normaliser, struct fault *fault);
bool pairs_add(struct pairs *pairs, struct bytes first, struct bytes second); // false when out of memory

// meta.c: completes the tables meta and left_out, which were copied.
bool meta_write(struct normaliser *normaliser, struct fault *fault);

// guardians.c: adds the users of guardians.csv to those in order, and their relationships.
struct order;
bool guardians_take(struct normaliser *normaliser, struct order *users, struct fault *fault);

// Copies a table as it is, if it is there.
bool table_copy(struct normaliser *normaliser, const char *name, struct fault *fault);

// Writes one entity's record to the roster, after all with smaller keys.
bool roster_append(struct normaliser *normaliser, db_table table, struct bytes key, char state,
    const struct bytes *cells, unsigned count, struct fault *fault);
