// What becomes of the directory, by kind and by school: counted as the changes are told, for the report.
#pragma once

#include "pipeline/change.h"
#include "pipeline/idmap.h"
#include "pipeline/report.h"

struct change_tally {
	struct idmap *map; // sourcedId of a school -> number + 1
	struct school_changes {
		uint64_t effect[EFFECTS];
	} *school;
	size_t count, room;
	uint64_t changes[FACTS][ACTIONS];
	struct bytes last; // the school that was counted last
	size_t last_index;
	bool failed;
};

struct change_tally *change_tally_new(void); // NULL when out of memory
void change_tally_add(struct change_tally *tally, const struct change *change);
void change_tally_free(struct change_tally *tally);
