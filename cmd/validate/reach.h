// Guardians' credentials, of users.csv and guardians.csv together: who has one that no other guardian of the drop has, and so can be told from
// others. What normalise decides in waiting.c is told here, before it is done.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct run;

// One credential of one guardian. `file`: the row is one of guardians.csv.
struct credential_held {
	uint64_t hash; // of its form
	uint32_t row;
	bool file;
};

struct reach {
	struct credential_held *held; // reach_free
	size_t count, room;
	uint8_t *own; // by row of users.csv: has one among the guardians of that file; NULL until they were all seen
};

// Adds one; of hash 0 nothing. Breaks the run when there is no memory.
void reach_add(struct run *run, uint64_t hash, uint32_t row, bool file);
// Sets a byte for each row of users.csv and of guardians.csv that has a credential of its own; either array may be NULL.
void reach_mark(struct run *run, uint8_t *users, size_t users_room, uint8_t *file, size_t file_room);
static inline void
reach_free(struct reach *reach)
{
	free(reach->held);
	free(reach->own);
}
