// What counting (guards.c) and judging (guards_judge.c) share. Nobody else includes this.
#pragma once

#include "cmd/apply/guards.h"

#include <stdint.h>

#include "pipeline/idmap.h"

#define NO_UNIT SIZE_MAX

struct unit {
	uint64_t active, removed, changed;
};

struct guards {
	const struct conf_guards *conf;
	struct idmap *ids;   // letter of the kind + 'D', 'S' or 'C' + sourcedId -> index of its unit
	struct idmap *gone, *come; // names of users who leave, and who come
	struct unit *units;
	size_t room;
	uint64_t contacts, usernames; // users in whom these change
	uint64_t left;		      // users
	uint64_t changes;
	bool failed;
};

const char *guarded_name(enum guarded what);
// The number of a unit; NO_UNIT when it is not there and `make` does not ask for it. Out of memory is noted.
size_t guards_unit(struct guards *guards, enum guarded what, char kind, struct bytes id, bool make);
// How many of a kind seven days take away in nights each of which the floor lets pass, this one too; 0 when that is none of this night's.
uint64_t guards_bleeding(struct guards *guards, enum guarded what, const struct removals *week);
// The district's unit of a kind; a blank one when nothing of the kind changes.
struct unit guards_whole(struct guards *guards, enum guarded what);
