// Invented accounts, to which every link is wrong: each is made of an account that is ready and of pieces of others, and stands beside it or in its place.
// Which, and of what pieces, follows from a seed and the account's id alone, so that an audit can be repeated.
#pragma once

#include "cmd/match/suggest.h"

// How to add a kind: a line here and in the table of decoy.c, a sentence in rosterdrop(1).
enum decoy_kind {
	DECOY_STRANGER, // nothing but the school
	DECOY_NAMESAKE, // names, school and grade; born on another day, or nobody knows; every second one has a guardian, who is another
	DECOY_COUSIN, // names, school, grade, and the family's guardians; born on quite another day
	DECOY_SIBLING, // family and school; every second one has the e-mail, too
	DECOY_TWIN, // family, school, birth date and grade
	DECOY_RHYME, // a twin with a name that differs in one letter, and that others have
	DECOY_KINDS
};
extern const char *const decoy_names[DECOY_KINDS];

struct decoy_choice {
	enum decoy_kind kind;
	bool instead; // its account is not there
	bool variant; // every second one: of a sibling the e-mail, of a namesake no birth date
	bool guarded; // of a namesake: has a guardian
};

struct decoys {
	uint64_t seed;
	struct bytes *accounts; // records of students' accounts, borrowed from the store
	uint32_t count, room;
	uint64_t made[DECOY_KINDS][2]; // counted as they are made; [1]: instead
	uint32_t guardian; // of the last one that has a guardian of its own
};

// Reads the accounts that pieces are taken from. decoys_end in any case.
bool decoys_begin(struct decoys *decoys, uint64_t seed, struct store *store, struct fault *fault);
void decoys_end(struct decoys *decoys);

struct decoy_choice decoy_choice(const struct decoys *decoys, struct bytes account);
// Makes the decoy of an account; `student` is whose it is. False when there are no pieces that would make another child of it. Borrowed from `real`, the
// store and `decoys`, until the next one.
bool decoy_make(struct decoys *decoys, struct links *links, uint32_t student, const struct link_person *real, struct link_person *decoy);
// The id that a decoy goes by, and back: the account that it was made of; empty when an id is no decoy's.
enum { DECOY_ID_MAX = DB_KEY_MAX + 1 };
struct bytes decoy_id(struct bytes account, char id[DECOY_ID_MAX]);
struct bytes decoy_account(struct bytes id);
