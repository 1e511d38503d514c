// A roster that is open, for the roster_*.c alone.
#pragma once

#include "pipeline/roster_file.h"

struct roster {
	struct db *db, *match;
	db_table tables[ENTITIES], meta, people, same, waiting, left_out, links, amended, restored,
	    unlinked;
	bool there[ENTITIES], has_people, has_same, has_waiting, has_left_out, has_links,
	    has_amended, has_restored, has_unlinked;
	enum file_mode modes[ENTITIES];
	bool unknown[ENTITIES], unknown_guardians, old;
};

// The text of a meta record `prefix` + `name`; empty when there is none.
struct bytes roster_meta(const struct roster *roster, const char *prefix, const char *name);
// A row of roster.mdb, amended. False when match refused it.
bool roster_unpack(const struct roster *roster, unsigned entity, struct bytes key, struct bytes value, struct roster_row *row);
