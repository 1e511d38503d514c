// The rows of a drop in order of key, and between them those that match adds: two cursors side by side.
#include "pipeline/roster_part.h"

#include <stdlib.h>

// One cursor, and the row that it will give next.
struct side {
	struct db_cursor *cursor;
	bool begun, more;
	struct bytes key;
	struct roster_row row;
};

struct roster_walk {
	const struct roster *roster;
	unsigned entity;
	struct side rows, added;
	bool peeked, more; // peeked: the row below is the next one, if there is more
	struct bytes key;
	struct roster_row row;
};

// The next row of the drop itself; refused ones are passed over.
static void
rows_next(struct roster_walk *walk)
{
	struct side *side = &walk->rows;
	struct bytes value;
	do {
		side->more = side->cursor != NULL &&
			     (side->begun ? db_cursor_next(side->cursor, &side->key, &value)
					  : db_cursor_seek(side->cursor, (struct bytes){NULL, 0},
						&side->key, &value));
		side->begun = true;
	} while (
	    side->more && !roster_unpack(walk->roster, walk->entity, side->key, value, &side->row));
}

// The next row that match adds.
static void
added_next(struct roster_walk *walk)
{
	struct side *side = &walk->added;
	struct bytes value;
	const char first = (char)walk->entity;
	side->more = side->cursor != NULL &&
		     (side->begun ? db_cursor_next(side->cursor, &side->key, &value)
				  : db_cursor_seek(side->cursor, (struct bytes){&first, 1},
					&side->key, &value));
	side->begun = true;
	side->more = side->more && side->key.data[0] == first && value.size > 0;
	if (!side->more)
		return;
	side->key = (struct bytes){side->key.data + 1, side->key.size - 1};
	side->row =
	    (struct roster_row){ROSTER_ACTIVE, (struct bytes){value.data + 1, value.size - 1}};
}

struct roster_walk *
roster_walk_open(const struct roster *roster, unsigned entity, struct fault *fault)
{
	struct roster_walk *walk = calloc(1, sizeof *walk);
	bool good = true;
	if (walk == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	*walk = (struct roster_walk){.roster = roster, .entity = entity};
	if (roster->there[entity])
		good = (walk->rows.cursor =
			       db_cursor_open(roster->db, roster->tables[entity], fault)) != NULL;
	if (good && roster->has_added)
		good = (walk->added.cursor = db_cursor_open(roster->match, roster->added, fault)) !=
		       NULL;
	if (good)
		return walk;
	roster_walk_close(walk);
	return NULL;
}

// The lesser of the two; no key is on both sides.
static bool
step(struct roster_walk *walk, struct bytes *key, struct roster_row *row)
{
	struct side *rows = &walk->rows, *added = &walk->added;
	if (added->cursor != NULL && !added->begun)
		added_next(walk);
	if (!rows->begun || added->cursor == NULL)
		rows_next(walk);
	bool first = rows->more && (!added->more || bytes_compare(rows->key, added->key) < 0);
	const struct side *side = first ? rows : added;
	bool more = rows->more || added->more;
	*key = more ? side->key : (struct bytes){NULL, 0};
	if (more)
		*row = side->row;
	if (added->cursor == NULL || !more)
		return more;
	if (first)
		rows_next(walk);
	else
		added_next(walk);
	return true;
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
	if (walk == NULL)
		return;
	db_cursor_close(walk->rows.cursor);
	db_cursor_close(walk->added.cursor);
	free(walk);
}
