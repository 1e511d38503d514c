// A roster that is open, for roster_*.c alone.
#pragma once

#include "pipeline/roster_file.h"

struct roster {
	struct db *db, *match;
	db_table tables[ENTITIES], meta, people, same, waiting, left_out, links, amended, restored,
	    unlinked, relinked, added, rekeyed, waits;
	bool there[ENTITIES], has_people, has_same, has_waiting, has_left_out, has_links,
	    has_amended, has_restored, has_unlinked, has_relinked, has_added, has_rekeyed, has_waits;
	enum file_mode modes[ENTITIES];
	bool unknown[ENTITIES], unknown_guardians, old;
};

// The text of a meta record `prefix` + `name`; empty when there is none.
struct bytes roster_meta(const struct roster *roster, const char *prefix, const char *name);

// A table that may be missing.
bool roster_optional(struct db *db, const char *name, db_table *table, bool *there, struct fault *fault);

// Takes a stored value apart, and puts what match made of the row in its place. False: it is refused.
bool roster_unpack(const struct roster *roster, unsigned entity, struct bytes key, struct bytes value, struct roster_row *row);

// roster_rekey.c: opens what match leaves of replaced ids; a row that the drop has not and that stays.
bool roster_rekey_open(struct roster *roster, struct fault *fault);
bool roster_added(const struct roster *roster, unsigned entity, struct bytes key, struct roster_row *row);
