// Everybody of a drop, in the order of their sourcedIds, with what is compared between people: digests of forms (pipeline/person.h), never the
// values. Some 100 bytes a user; ids and lists are borrowed from what the rows lie in until the crowd is freed.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "schema/roster.h"

struct someone {
	struct bytes id, agents;
	uint64_t same[2];		 // of full name, e-mail and both phones; 0: too little is known to be the same as anybody
	uint64_t master, email, mobile; // 0: none
	uint32_t group;			 // index of the first row of the same person: its own unless same_write found others
	uint8_t kinds;			 // a bit for each enum person_kind that a role makes of the row
};

struct crowd {
	struct someone *one; // crowd_free
	size_t count, room, last;
	struct text *form; // where forms are made
};

// Adds a user with spelled cells, after all with smaller ids. False when out of memory.
bool crowd_add(struct crowd *crowd, const struct bytes *cells);
// The index of a user; the count when there is none. Quick when asked in order.
size_t crowd_find(struct crowd *crowd, struct bytes id);
void crowd_free(struct crowd *crowd);

static inline bool
someone_is(const struct someone *one, enum person_kind kind)
{
	return (one->kinds >> kind & 1) != 0;
}
