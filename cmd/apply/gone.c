// What a drop means by not having a record. The one place where silence becomes removal, so every doubt is settled here, for the record: nothing is
// gone because a row could not be read.
#include "cmd/apply/apply.h"

#include "schema/record.h"

// Whether a row did not come for a reason that says nothing of what it is about: it was left out, or may be one of those that nobody can name.
static bool
is_in_doubt(const struct roster *roster, unsigned entity, struct bytes key)
{
	struct roster_row row;
	return roster_left_out(roster, entity, key) ||
	       (roster_has_unknown(roster, entity) && !roster_get(roster, entity, key, &row));
}

// What the row of an owner names: the other user of a relationship, the org of a role of 1.1. When the row of that is in doubt, the owner's row has
// lost its name too.
static bool
is_named_in_doubt(const struct roster *roster, unsigned entity, struct bytes key,
    struct bytes owner, struct bytes record)
{
	struct bytes cells[ROLES_COLUMNS];
	if (entity == RELATIONSHIPS)
		return is_in_doubt(roster, USERS,
		    (struct bytes){key.data + owner.size + 1, key.size - owner.size - 1});
	return record_read(record, cells, ROLES_COLUMNS) &&
	       is_in_doubt(roster, ORGS, cells[ROLES_ORG]);
}

bool
drop_ends(const struct roster *roster, unsigned entity, struct bytes key, struct bytes record)
{
	struct bytes owner = roster_owner(roster, entity, key, record);
	struct roster_row row;
	switch (roster_mode(roster, entity)) {
	case MODE_BULK:
		return !is_in_doubt(roster, entity, key) &&
		       (owner.size == 0 ||
			   (!roster_left_out(roster, USERS, owner) &&
			       !is_named_in_doubt(roster, entity, key, owner, record)));
	case MODE_DELTA: // a row of users says all roles (1.1) and relationships of that user
		return owner.size > 0 && roster_get(roster, USERS, owner, &row);
	case MODE_ABSENT:
	default:
		return false;
	}
}
