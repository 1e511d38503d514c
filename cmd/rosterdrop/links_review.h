// One review on a terminal: links_review.c asks, links_answer.c does what was answered and remembers it.
#pragma once

#include "cmd/rosterdrop/links.h"

enum { ID_ROOM = 512, CHOICES = 9, STEPS = 100, ANSWER = 64 };

struct id {
	char data[ID_ROOM];
	size_t size;
};

// Something that was done, for undo.
struct step {
	bool linked;
	struct id user, account[CHOICES];
	unsigned count;
};

struct review {
	const struct links_wish *wish;
	struct hand *hand;
	unsigned classes;
	struct id user, account[CHOICES]; // whom it is about
	unsigned count, chosen,
	    left; // choices; the one that is meant; students still to be asked about
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

// What an answer does, each an act of its own: links with the account that was chosen, blocks all that are shown, takes the last step back.
hand_function review_link, review_block, review_undo;
// Remembers what was done; the oldest of very many steps is forgotten.
void review_note(struct review *review, bool linked);
