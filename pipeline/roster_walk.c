// Walking the rows of a roster.
#include "pipeline/roster_part.h"

#include <stdlib.h>

struct roster_walk {
	const struct roster *roster;
	unsigned entity;
	struct db_cursor *cursor;
	bool started, peeked, more; // peeked: the row below is the next one, if there is more
	struct bytes key;
	struct roster_row row;
};

struct roster_walk *
roster_walk_open(const struct roster *roster, unsigned entity, struct fault *fault)
{
	struct roster_walk *walk = calloc(1, sizeof *walk);
	if (walk == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	*walk = (struct roster_walk){.roster = roster, .entity = entity};
	if (!roster->there[entity])
		return walk;
	walk->cursor = db_cursor_open(roster->db, roster->tables[entity], fault);
	if (walk->cursor != NULL)
		return walk;
	free(walk);
	return NULL;
}

static bool
step(struct roster_walk *walk, struct bytes *key, struct roster_row *row)
{
	struct bytes value;
	bool more = walk->cursor != NULL;
	while (more) {
		more = walk->started
			   ? db_cursor_next(walk->cursor, key, &value)
			   : db_cursor_seek(walk->cursor, (struct bytes){NULL, 0}, key, &value);
		walk->started = true;
		if (more && roster_unpack(walk->roster, walk->entity, *key, value, row))
			return true;
	}
	*key = (struct bytes){NULL, 0};
	return false;
}

bool
roster_walk_peek(struct roster_walk *walk, struct bytes *key, struct roster_row *row)
{
	if (!walk->peeked)
		walk->more = step(walk, &walk->key, &walk->row);
	walk->peeked = true;
	*key = walk->key;
	*row = walk->row;
	return walk->more;
}

bool
roster_walk_next(struct roster_walk *walk, struct bytes *key, struct roster_row *row)
{
	if (!walk->peeked)
		return step(walk, key, row);
	walk->peeked = false;
	*key = walk->key;
	*row = walk->row;
	return walk->more;
}

void
roster_walk_close(struct roster_walk *walk)
{
	if (walk != NULL)
		db_cursor_close(walk->cursor);
	free(walk);
}
