// What look_people.c, which goes through all users, and look_pairs.c, which compares two of them, share.
#pragma once

#include "schema/value.h"
#include "cmd/validate/look.h"

enum { GUARDIANS_MOST = 6, CROWDED_SHARE = 5, CROWDED_LEAST = 5 };
enum { NAMESAKES = 8 }; // of one value with as many names, more are not remembered

// What may be one person's only.
enum shared { SHARED_EMAIL, SHARED_SMS, SHARED_IDENTIFIER, SHARED_PERSON, SHARED };

// A user of the walk, with the hashes of what is shared; 0: nothing.
enum { BATCH = 16, AGENTS_FETCHED = 4 };
struct batch {
	uint32_t row;
	struct bytes cells[ONEROSTER_COLUMNS_MAX];
	uint64_t hashes[SHARED];
	uint64_t agents[AGENTS_FETCHED]; // hashes of the first agents
};

struct condemned {
	uint32_t row;
	uint64_t cause;
};

struct people {
	struct run *run;
	struct reading *reading; // of users; the row in hand is the one that is looked at
	size_t room;
	bool enrolled;	    // enrolments say who has classes
	uint8_t *named;	    // by row of a student: how many guardians name the student
	struct text form, other_form; // of two names
	struct ids shared[SHARED]; // the first row of each value
	uint64_t hashes[SHARED];   // of the row in hand
	uint64_t agents[AGENTS_FETCHED];
	struct condemned *outs;
	size_t out_count, out_room;
};

// A finding about the row in hand.
void people_remark(struct people *people, const char *code, enum as as, int column, const char *text);
// The hash of a phone number's form; 0 of none.
uint64_t people_phone_hash(const struct run *run, struct bytes phone);
// Makes a row's hashes, and fetches their places in the tables.
void people_fetch(struct people *people, struct batch *batch);
// Compares the row in hand with earlier ones that share something with it.
void people_compare(struct people *people, uint16_t facts);
