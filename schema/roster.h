// roster.mdb: what normalise hands on, and how the store keeps the same things. One table an entity, in order of its key.
//
//   orgs academicSessions courses classes users userProfiles roles demographics enrollments
//       key = sourcedId; value = one byte, ROSTER_ACTIVE or ROSTER_DELETED (deltas only), then the record of the cells in schema order
//       (schema/oneroster.h). The sourcedId (it is the key), status, dateLastModified and passwords are always blank.
//       1.1 becomes 1.2: a user's role and orgSourcedIds become rows of roles, whose sourcedId is "user/org" ("%" and "/" in the user's are
//       written %25 and %2F, so that no two are the same); the columns are blank then. The first org is the primary one. `administrator`, which 1.2 does not have, stays; exports call it siteAdministrator or districtAdministrator.
//   relationships
//       key = sourcedId of a student + NUL + sourcedId of the guardian, whichever row of users names the other (agentSourcedIds), or
//       guardians.csv does; where roles do not tell (a delta without them), the one whose row names the other comes first;
//       value = ROSTER_ACTIVE, then a record without cells
//   people
//       key = sourcedId of a user; value = ROSTER_ACTIVE, then a record of enum person_cell: what the roles of this drop make of the user
//   same
//       key = sourcedId of a user who is one person with others of the drop; value = as in people, with their rows; it stands for theirs in people
//   waiting
//       key = sourcedId of a guardian without an e-mail address or mobile phone of their own, who is not to be added; value as in relationships
//   meta      as in rows.mdb, and mode.relationships; in 1.1 roles and relationships have the mode of users
//   left_out  as in rows.mdb
//
// 1.1 rows that are left out of users count for roles too: nothing that such a user owned is removed.
#pragma once

#include "schema/oneroster.h"

enum { ROSTER_ACTIVE = 'A', ROSTER_DELETED = 'D' };

// What stands in a user's column of roles when the user comes from guardians.csv alone.
#define GUARDIAN_OF_FILE "guardian"

// What the directory keeps: the files of a roster, and relationships after them.
enum entity { RELATIONSHIPS = ROSTER_FILES, ENTITIES };

const char *entity_table(unsigned entity); // "orgs" … "enrollments", "relationships"
const char *entity_name(unsigned entity);  // as plans and feeds say it: "org", "academicSession", …, "enrollment", "relationship"
unsigned entity_columns(unsigned entity);  // cells of its record
const char *entity_column(unsigned entity, unsigned column); // the column's name

enum person_cell {
	PERSON_KIND_NAME, // student, guardian, staff
	PERSON_SCHOOLS,	  // list of the sourcedIds of the orgs of the roles, the primary one first
	PERSON_ROWS,	  // in `same`: the sourcedIds of the person's rows, the one that says most first; else blank
	PERSON_CELLS
};

// What somebody is in the directory, from the roles: student before staff before guardian.
enum person_kind { PERSON_NONE, PERSON_GUARDIAN, PERSON_STAFF, PERSON_STUDENT };
enum person_kind person_kind_of_role(struct bytes role);
const char *person_kind_name(enum person_kind kind); // "guardian", "staff", "student"
