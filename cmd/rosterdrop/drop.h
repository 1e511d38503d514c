// A drop as somebody names it on the command line, and where it is: the directories that exist, nothing else.
#pragma once

#include "cmd/rosterdrop/front.h"
#include "pipeline/spool.h"

struct drop {
	char district[DISTRICT_NAME_MAX + 1];
	char name[DROP_NAME_MAX + 1];
	int dir; // SPOOL/DISTRICT; -1 when it is not open
};

// Finds the drop that a word names, NAME or DISTRICT/NAME, and opens its district. FAULT_MISSING when there is none, FAULT_USAGE
// with the districts that have it when the name alone is not enough. drop_close in any case.
bool drop_find(struct front *front, const char *word, struct drop *drop, struct fault *fault);
void drop_close(struct drop *drop);

// Where a drop is with every stage, and with the furthest that has it.
struct drop_state {
	enum place places[STAGES];
	enum stage_id stage; // NO_STAGE when no stage has it
	enum place place;
	bool in_part; // apply holds what is left of it: the rest is in the directory
	const char *mark; // "rejected" or "superseded", by apply/failed/; "pre-flight", by validate/held/; else NULL
};

struct drop_state drop_look(int district, const char *name);

// The stage that a drop waits for, or NO_STAGE.
enum stage_id drop_waits_for(const struct drop_state *state);

// In a word or two, for a person: "waits for match", "held", "refused by validate", "rejected", "applied", "applied but for its removals". Writes to `text`.
enum { DROP_WORDS_MAX = 40 };
const char *drop_words(const struct drop_state *state, char text[DROP_WORDS_MAX]);

// All drops of a district that some stage has, in order.
bool drop_list(int district, struct fs_names *drops, struct fault *fault);

// Opens the directory that a stage has of a drop, wherever it lies; -1 and FAULT_MISSING.
int drop_open(int district, const struct drop_state *state, enum stage_id stage, const char *name, struct fault *fault);

// Opens one of a stage's folders: "tmp" or a place's name.
int drop_open_folder(int district, enum stage_id stage, const char *folder, struct fault *fault);

// Takes a stage's lock and removes what is left in its tmp/. Gives the descriptor that holds the lock; -1 and a fault, FAULT_TEMP when
// somebody is at work there.
int drop_lock(int district, enum stage_id stage, struct fault *fault);

// Takes a drop's directory out of a place of a stage, by one rename into tmp/, and removes it there. The caller has the lock.
bool drop_take_out(int district, enum stage_id stage, enum place place, const char *name, struct fault *fault);

// Ends what a crash left of `reject`: a drop that is in apply's failed/ and held/ loses the held one. The caller has apply's lock.
bool drop_end_rejects(int district, struct fault *fault);
