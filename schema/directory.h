// What the directory keeps beside what the SIS says: accounts, and the facts that people made by hand or the vendor brought along. They are
// separate records, so that no drop overwrites them and no edit hides what the SIS says.
//
// The numbers go on where those of schema/roster.h end: a fact is an entity of the feed, too, and entity_name() and its like know it.
//
//   accounts      key = accountId
//   connections   key = accountId of the student + NUL + accountId of the guardian. Archived: ended. A connection of the SIS is a record of
//                 relationships; here it stands only when somebody ended it, or made or brought it besides.
//   localClasses  key = classId: of a class that the SIS does not have
//   localMembers  key = CLASS_LOCAL or CLASS_SIS + classId or sourcedId + NUL + accountId: who is in a class though the SIS does not say so
//   grants        key = name of the user who may + NUL + title + NUL + school (its sourcedId; empty: the district)
//   blocks        key = sourcedId + NUL + accountId: never to be linked, or suggested
//   edits         key = EDIT_ACCOUNT or EDIT_CLASS + accountId or sourcedId + NUL + name of the cell or column: what a person put in place of what the
//                 SIS says; stays until it is taken back. Of the feed only by what it changes.
//   localSchools  key = what the vendor calls a school: its name, and the org of the SIS that it is. What the directory keeps names schools by the
//                 sourcedId of that org; one that is tied to none by what the vendor calls it.
//   waits         key = sourcedId of a user of the SIS + NUL + sourcedId of a user of the directory who is gone from the SIS. Source IDs were replaced, and
//                 the two may be one: until that is decided, the one is not added and the other stays. Archived: decided. Drops make them, not people.
#pragma once

#include "schema/roster.h"

enum fact { ACCOUNTS = ENTITIES, CONNECTIONS, LOCAL_CLASSES, LOCAL_MEMBERS, GRANTS, BLOCKS, EDITS, LOCAL_SCHOOLS, WAITS, FACTS };

enum { CLASS_LOCAL = 'l', CLASS_SIS = 's', EDIT_ACCOUNT = 'a', EDIT_CLASS = 'c' };

enum account_cell {
	ACCOUNT_KIND, // student, guardian, staff
	ACCOUNT_STATE, // invited, active, archived
	ACCOUNT_ORIGIN, // sis, imported, manual
	ACCOUNT_STATE_BEFORE, // while archived: what it was
	ACCOUNT_LINKS, // how many sourcedIds that are active in the SIS it is linked to, in decimal
	ACCOUNT_GIVEN_NAME,
	ACCOUNT_MIDDLE_NAME,
	ACCOUNT_FAMILY_NAME,
	ACCOUNT_PREFERRED_GIVEN_NAME,
	ACCOUNT_BIRTH_DATE,
	ACCOUNT_GRADES,
	ACCOUNT_SCHOOLS,
	ACCOUNT_USERNAME,
	ACCOUNT_EMAIL,
	ACCOUNT_MOBILE,
	ACCOUNT_PHONE,
	ACCOUNT_IDENTIFIER,
	ACCOUNT_LANGUAGE,
	ACCOUNT_HISTORY,
	ACCOUNT_MERGED_INTO, // accountId: another account of the same person, into which this one went; it is archived for good
	ACCOUNT_CELLS
};

// By whom, when (2026-11-21T02:03:04Z) and why: the last cells of every fact that a person made.
enum connection_cell {
	CONNECTION_RELATIONSHIP, // mother, guardian, … as given; may be empty
	CONNECTION_ORIGIN, // sis, imported, manual
	CONNECTION_BY, CONNECTION_TIME, CONNECTION_WHY,
	CONNECTION_CELLS
};

enum local_class_cell {
	LOCAL_CLASS_TITLE, LOCAL_CLASS_SCHOOL /* the org's sourcedId */,
	LOCAL_CLASS_SOURCED_ID, // of the class that adopts it; may be empty
	LOCAL_CLASS_ORIGIN, // imported, manual
	LOCAL_CLASS_BY, LOCAL_CLASS_TIME, LOCAL_CLASS_WHY,
	LOCAL_CLASS_CELLS
};

enum local_member_cell {
	LOCAL_MEMBER_ROLE, // student, teacher
	LOCAL_MEMBER_ORIGIN,
	LOCAL_MEMBER_BY, LOCAL_MEMBER_TIME, LOCAL_MEMBER_WHY,
	LOCAL_MEMBER_CELLS
};

enum local_school_cell {
	LOCAL_SCHOOL_NAME,
	LOCAL_SCHOOL_SOURCED_ID, // of the org; may be empty
	LOCAL_SCHOOL_BY, LOCAL_SCHOOL_TIME, LOCAL_SCHOOL_WHY,
	LOCAL_SCHOOL_CELLS
};

enum grant_cell { GRANT_BY, GRANT_TIME, GRANT_WHY, GRANT_CELLS };
enum wait_cell { WAIT_BY, WAIT_TIME, WAIT_WHY, WAIT_CELLS };
enum block_cell { BLOCK_BY, BLOCK_TIME, BLOCK_WHY, BLOCK_CELLS };
enum edit_cell { EDIT_VALUE, EDIT_BY, EDIT_TIME, EDIT_WHY, EDIT_CELLS };
