// The story of a record: what the feed, the drops' findings and match say of it, in order of time. Ids, columns and words of ours, no value of a person.
#pragma once

#include "cmd/rosterdrop/reader.h"
#include "pipeline/idmap.h"
#include "pipeline/text.h"

// One thing that happened. Members that are NULL or 0 are not there.
struct why_event {
	char time[24];	   // 20261121T020304Z: of the drop's arrival, or of the act
	unsigned rank;	   // of what happened at one time
	uint64_t number;   // feed record, or the order in which it was found
	char *text, *json; // both ways of saying it
};

struct why {
	struct front *front;
	struct reader reader;
	const char *district;
	int dir;
	struct bytes id, account; // what was asked for; its account, or nothing
	struct idmap *ids; // all that is followed: the id, its account, the sourcedIds of that
	struct why_event *events;
	size_t count, room;
};

// What an event says, in the order in which it is said; texts are copied.
struct why_words {
	char time[24];
	unsigned rank;
	uint64_t number;
	const char *stage, *drop; // "validate"; a drop or "act-3"
	struct text *text;	  // the sentence
	struct text *members;	  // of the JSON object, behind the common ones: `,"name":…`
};
bool why_add(struct why *why, const struct why_words *words, struct fault *fault);
bool why_follows(const struct why *why, struct bytes id);
// A member of the JSON object: ,"name":"value"; nothing when it is empty.
void why_member(struct text *members, const char *name, struct bytes value);

bool why_feed(struct why *why, struct fault *fault);  // why_feed.c: what was done
bool why_drops(struct why *why, struct fault *fault); // why_drops.c: what stages found
// The number of the row that brought a record in a drop; 0: not known any more.
uint64_t why_row(const struct why *why, const char *drop, unsigned entity, struct bytes key);
