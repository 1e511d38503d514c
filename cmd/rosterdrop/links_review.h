// One review on a terminal: links_review.c asks, links_review_words.c has what it says, links_answer.c does what was answered and remembers it.
#pragma once

#include "cmd/rosterdrop/links.h"

enum { ID_ROOM = 512, CHOICES = 9, STEPS = 100, ANSWER = 64 };

struct id {
	char data[ID_ROOM];
	size_t size;
};

// What an answer does. How to add one: a line here, its function and the one that takes it back in links_answer.c.
enum deed { DEED_LINK, DEED_MERGE, DEED_BLOCK, DEEDS };

// Something that was done, for undo.
struct step {
	enum deed deed;
	struct id user, account[CHOICES];
	unsigned count;
};

// What a review says, of students without an account or of such who may have two.
struct review_words {
	const char *prompt, *help, *greeting;
	enum deed deed; // of y and of numbers
};
extern const struct review_words review_of_links, review_of_merges;

struct review {
	const struct links_wish *wish;
	const struct review_words *words;
	struct hand *hand;
	unsigned classes;
	struct id user, account[CHOICES]; // whom it is about
	unsigned count, chosen, left; // choices; the one that is meant; students still to be asked about
	bool found, stay; // stay: the user is asked about again
	struct text text;
	struct step *steps; // STEPS of them, the last one at step_count - 1
	unsigned step_count;
};

static inline struct bytes
bytes_of_id(const struct id *id)
{
	return (struct bytes){id->data, id->size};
}

static inline void
set_id(struct id *id, struct bytes bytes)
{
	id->size = bytes.size < ID_ROOM ? bytes.size : 0;
	memcpy(id->data, bytes.size > 0 ? bytes.data : "", id->size);
}

// What an answer does, each an act of its own: links with, or merges into the student's, the account that was chosen; blocks all that are shown.
struct review_deed {
	const char *act, *said; // in the audit log, to the person
	hand_function *run;
};
extern const struct review_deed review_deeds[DEEDS];
// Takes the last step back.
hand_function review_undo;
// Remembers what was done; the oldest of very many steps is forgotten.
void review_note(struct review *review, enum deed deed);
