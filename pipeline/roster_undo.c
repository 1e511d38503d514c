// What a roster says of itself, and what one has besides that is an undo's (pipeline/snapshot.h).
#include "pipeline/roster_part.h"

#include <stdio.h>

struct bytes
roster_meta(const struct roster *roster, const char *prefix, const char *name)
{
	char key[64];
	struct bytes value;
	snprintf(key, sizeof key, "%s%s", prefix, name);
	db_get(roster->db, roster->meta, bytes_of(key), &value);
	return value;
}

bool
roster_undo(const struct roster *roster, struct roster_undo *undo)
{
	*undo = (struct roster_undo){.drop = roster_meta(roster, "undo", ""),
	    .by = roster_meta(roster, "undo.by", ""),
	    .why = roster_meta(roster, "undo.why", "")};
	return undo->drop.size > 0;
}

// The first record of a table at or, without `at`, behind a key.
static bool
next_of(const struct roster *roster, bool there, db_table table, struct bytes from, bool at,
    struct bytes *key, struct bytes *value)
{
	struct fault ignored;
	struct db_cursor *cursor = there ? db_cursor_open(roster->db, table, &ignored) : NULL;
	bool more = cursor != NULL && db_cursor_seek(cursor, from, key, value);
	if (more && !at && from.size > 0 && bytes_equal(*key, from))
		more = db_cursor_next(cursor, key, value);
	db_cursor_close(cursor);
	return more;
}

bool
roster_unlinked(const struct roster *roster, struct bytes from, bool at, struct bytes *user,
    struct bytes *account)
{
	return next_of(roster, roster->has_unlinked, roster->unlinked, from, at, user, account);
}

bool
roster_relinked(
    const struct roster *roster, struct bytes from, struct bytes *user, struct bytes *record)
{
	return next_of(roster, roster->has_relinked, roster->relinked, from, false, user, record);
}
