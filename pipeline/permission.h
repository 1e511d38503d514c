// Who may do what by hand. Grants are facts of the store (schema/directory.h): a user's name, a title, a school or the whole district. The user who runs
// the command on the vendor's machine without naming anybody else is the system's own and may everything; whoever is named with --as may what
// the grants say.
#pragma once

#include "pipeline/store.h"

// What a title may allow. How to add one: a line here and its sentence in permission.c, and the titles that allow it there.
enum permission {
	MAY_GRANT,	    // give and take grants
	MAY_ROSTER,	    // classes, their members, guardians and their connections
	MAY_EDIT_PEOPLE,    // names, contacts and states of accounts
	MAY_ENABLE,	    // enable and archive accounts of students
	MAY_END_CONNECTION, // end one connection of a guardian
	MAY_LINK,	    // link, unlink, block before the sync is live
	MAY_SUPPORT,	    // unlink and merge while the sync is live
	MAY_RELEASE,	    // release, reject, retry and undo drops
	PERMISSIONS
};

// A title that can be granted.
struct title {
	const char *name, *sentence; // "rostering-administrator", what it allows in a few words
	unsigned allows;	     // mask of 1 << enum permission; 0: kept for the application, decides nothing here
};
extern const struct title titles[]; // ends with a NULL name
const struct title *title_named(const char *name); // NULL: no such

// Whether somebody may do something that concerns a school (its sourcedId; empty: the district as a whole, or it is not known of which school). `who` is NULL
// for the system's user. FAULT_DENIED with what is missing and which titles would do.
bool permission_check(struct store *store, const char *who, enum permission permission, struct bytes school, struct fault *fault);

// The same for all schools of a list (account's cell); one of them that is covered is enough. An empty list is the district.
bool permission_check_schools(struct store *store, const char *who, enum permission permission, struct bytes schools, struct fault *fault);

enum { GRANT_KEY_MAX = DB_KEY_MAX };
// The key of a grant; with a NULL title, what all keys of a user begin with. Empty when it does not fit.
struct bytes grant_key(const char *who, const char *title, struct bytes school, char key[GRANT_KEY_MAX]);
