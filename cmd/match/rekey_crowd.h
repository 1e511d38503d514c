// The people who are left when everybody else is known. For rekey_people.c and rekey_sign.c alone.
#pragma once

#include "cmd/match/rekey.h"

enum { SIDES = 2 };
#define SPOILT UINT32_MAX

// Somebody who is left. What is borrowed lives as long as the store and the roster.
struct one {
	struct bytes id, record, account; // account: of the directory's
	enum person_kind kind;
	uint32_t vote, mate; // number of the other + 1: who shares a signature, and who alone has the name; 0: nobody
	bool sure; // they share a number that nobody else of the name has
	bool settled;
};

struct crowd {
	struct matcher *matcher;
	struct suggest *suggest; // NULL: there are no students to compare
	struct one *people[SIDES]; // 0: the directory's
	uint32_t count[SIDES], room[SIDES];
	struct idmap *numbers[SIDES]; // id -> number
	struct idmap *accounts; // of the directory's, once
	struct sort *signs;
};

// Adds what everybody has in common with somebody; then reads it: votes and mates.
bool crowd_sign(struct crowd *crowd, struct fault *fault);
bool crowd_count(struct crowd *crowd, struct fault *fault);
// What the matcher says of two students; false when it does not know them both.
bool crowd_compare(const struct crowd *crowd, const struct one *old, const struct one *new, struct link_evidence *evidence);
// Notes of those who are not settled whose namesakes they may be.
bool crowd_note(struct crowd *crowd, struct fault *fault);
