// What a person changes in the directory by a command: who it is, whether they may, one act, and the plan of it on standard output. The commands
// (permission, account, class, guardian …) say only what becomes of which record.
#pragma once

#include "cmd/rosterdrop/front.h"
#include "pipeline/act.h"
#include "pipeline/permission.h"
#include "schema/record.h"

// One call of a command. The options come from the command line; the rest stands from hand_run on.
struct hand {
	const char *as, *why; // of --as (NULL: the system's user) and --why
	bool dry_run;
	bool yes;	  // of --yes
	const char *plan; // of --plan: the digest of the plan that somebody looked at
	unsigned deeds;	  // how many things an act does that only ends when it was said that it shall: more than one
	struct front *front;
	struct district *district;
	struct store *store;
	struct act *act; // NULL for a verb that only looks
	bool changed;	 // something was put
	bool quiet;	 // somebody is being asked step by step: no plan is printed
	bool short_of_memory;
	struct kept *kept; // copies
	struct reserve *usernames; // that the act brings; NULL until the first one
	int dir, lock;
};

// The options that every command has which changes something; for its table.
#define HAND_OPTIONS(hand) {"--as", NULL, &(hand).as}, {"--why", NULL, &(hand).why}, {"--dry-run", &(hand).dry_run, NULL}

// Those besides, of commands that count their deeds.
#define HAND_CONFIRM(hand) {"--yes", &(hand).yes, NULL}, {"--plan", NULL, &(hand).plan}

// Does what a verb says; `words` are those behind it. `context` is the command's own.
typedef bool hand_function(struct hand *hand, void *context, char **words, int count, struct fault *fault);

// A verb of a command. How to add one: a line in the command's table, its function, a paragraph in rosterdrop(1).
struct verb {
	const char *name, *usage; // "grant", "WHO TITLE [--school ID]"
	int least, most;	  // words behind it
	bool looks;		  // changes nothing: needs no lock
	hand_function *run;
};

enum { HAND_WORDS_MAX = 10000 };

// The whole of a command whose words are DISTRICT VERB …: takes the options, opens the store, under apply's lock unless the verb only looks, runs the
// verb, prints the plan of what it changed as CSV, and commits unless it is a dry run. The verbs end with a NULL name; a first one
// whose name is "" is for DISTRICT alone.
bool hand_run(struct hand *hand, struct front *front, const struct option *options, const struct verb *verbs, void *context, struct fault *fault);

// The same for a command that is one verb itself, whose name is "": its words stand behind DISTRICT.
bool hand_run_one(struct hand *hand, struct front *front, const struct option *options, const struct verb *verb, void *context, struct fault *fault);

// One verb more for the same person, as an act of its own, by a command that asks on a terminal: it holds no store and no lock while somebody thinks. What the
// hand has open is closed first; what it kept is gone.
bool hand_again(struct hand *hand, const struct verb *verb, void *context, struct fault *fault);

// Whether the person may do something at a school, or at one of the schools of a list (empty: in the district).
bool hand_may(struct hand *hand, enum permission permission, struct bytes schools, struct fault *fault);
bool hand_is_live(const struct hand *hand); // drops change the directory, or will when the pause is over

// How records are changed within the act: told in the feed, or not.
bool hand_change(struct hand *hand, const struct act_change *change, struct fault *fault);
bool hand_put(struct hand *hand, unsigned table, struct bytes key, const struct bytes *cells, unsigned count, struct fault *fault);
// Tells of a link of a user who is not in the directory yet.
bool hand_tell(struct hand *hand, const struct act_change *change, struct fault *fault);
bool hand_delete(struct hand *hand, unsigned table, struct bytes key, struct fault *fault);

// A record as the act has it, in copies that live as long as the hand: whether it is there, its state and its cells. `cells` has room for
// RECORD_CELLS_MAX. Damaged records, and running out of memory, count as not there and are said when the act ends.
bool hand_get(struct hand *hand, unsigned table, struct bytes key, enum stored_state *state, struct bytes *cells);
// Notes a username that an account gets in place of another; either may be empty. FAULT_USAGE when another account of the district has it. It is reserved on the
// platform before the act is committed, and refused when another district has it.
bool hand_username(struct hand *hand, struct bytes account, struct bytes username, struct bytes before, struct fault *fault);
// The same for an account that has it already and comes out of the archive: an undo may have let it go.
bool hand_reserve(struct hand *hand, struct bytes username, struct bytes before, struct fault *fault);
// A copy that lives as long as the hand; empty when memory is short, which is said when the act ends.
struct bytes hand_keep(struct hand *hand, struct bytes bytes);

// The name of the system's user.
const char *hand_user(void);
