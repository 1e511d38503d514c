// Connections of guardians with students, as both the SIS and people made them. What ends one of the SIS by hand is a fact beside it, so that it stays ended.
#pragma once

#include "cmd/rosterdrop/people.h"
#include "pipeline/idmap.h"

// Students whose connections are to be ended: accounts, and the sourcedIds that hold them.
struct families {
	struct idmap *students, *users; // account -> 1; sourcedId -> index of its account in students
	struct idmap *guardians;	// accounts that lost a connection
};
bool families_new(struct families *families, struct fault *fault);
void families_free(struct families *families);
bool families_add(struct families *families, const struct account *student, struct fault *fault);

// Ends the connections of the students: all, or only that with a guardian. *ended counts them. Then guardians who are left without any, and whom the SIS does
// not have, are archived.
bool families_end(struct hand *hand, struct families *families, const struct bytes *guardian, unsigned *ended, struct fault *fault);

// Connects by hand. A guardian who was archived for want of a connection comes back.
bool family_connect(struct hand *hand, const struct account *student, const struct account *guardian, struct bytes relationship,
    struct fault *fault);

// The account that a sourcedId is linked to, as the act has it; empty when there is none. Borrowed until the store is written to.
struct bytes family_account(struct store *store, struct bytes user);
// Archives those of these guardians (accounts -> anything but 0) who have no connection, whom the SIS does not have, and whose state nobody set by hand.
bool family_archive_lonely(struct hand *hand, struct idmap *guardians, struct fault *fault);
