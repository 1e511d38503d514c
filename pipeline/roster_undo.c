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

bool
roster_unlinked(const struct roster *roster, struct bytes from, bool at, struct bytes *user,
    struct bytes *account)
{
	struct fault ignored;
	struct db_cursor *cursor =
	    roster->has_unlinked ? db_cursor_open(roster->db, roster->unlinked, &ignored) : NULL;
	bool more = cursor != NULL && db_cursor_seek(cursor, from, user, account);
	if (more && !at && from.size > 0 && bytes_equal(*user, from))
		more = db_cursor_next(cursor, user, account);
	db_cursor_close(cursor);
	return more;
}
