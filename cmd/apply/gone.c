// What a drop means by not having a record. The one place where silence becomes removal, so every doubt is settled here, for the record: nothing is
// gone because a row could not be read.
#include "cmd/apply/apply.h"

#include "schema/guardians.h"
#include "schema/record.h"
#include "schema/value.h"

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

// Whether a user's row, of the drop or else of the store, names another.
static bool
is_naming(const struct applier *applier, struct bytes user, struct bytes other)
{
	struct roster_row row;
	struct stored stored;
	struct bytes rest = {NULL, 0}, member;
	if (roster_get(applier->roster, USERS, user, &row))
		rest = row.state == ROSTER_ACTIVE ? record_cell(row.record, USERS_AGENTS) : rest;
	else if (store_get(applier->store, USERS, user, &stored) && stored.state == STORED_ACTIVE)
		rest = record_cell(stored.record, USERS_AGENTS);
	while (value_next_member(&rest, &member))
		if (bytes_equal(member, other))
			return true;
	return false;
}

// A relationship after a delta: ended when a row of either of the two came, and neither names the other any more.
static bool
relationship_ends(const struct applier *applier, struct bytes key, struct bytes first)
{
	struct roster_row row;
	struct bytes second = {key.data + first.size + 1, key.size - first.size - 1};
	if (!roster_get(applier->roster, USERS, first, &row) &&
	    !roster_get(applier->roster, USERS, second, &row))
		return false;
	return !is_naming(applier, first, second) && !is_naming(applier, second, first);
}

bool
drop_ends(const struct applier *applier, unsigned entity, struct bytes key, struct bytes record)
{
	const struct roster *roster = applier->roster;
	struct bytes owner = roster_owner(roster, entity, key, record);
	struct roster_row row;
	if (entity == USERS && record_cell(record, USERS_ROLE).size > 0 &&
	    roster_has_unknown_guardians(roster))
		return false; // who came from guardians.csv
	if (entity == RELATIONSHIPS && roster_left_out(roster, GUARDIANS_LEFT_OUT, key))
		return false;
	switch (roster_mode(roster, entity)) {
	case MODE_BULK:
		return !is_in_doubt(roster, entity, key) &&
		       (owner.size == 0 ||
			   (!roster_left_out(roster, USERS, owner) &&
			       !is_named_in_doubt(roster, entity, key, owner, record)));
	case MODE_DELTA: // a row of users says all roles (1.1) of that user
		if (entity == RELATIONSHIPS) // which guardians.csv tells, where it counts
			return !roster_has_unknown(roster, entity) &&
			       relationship_ends(applier, key, owner);
		return owner.size > 0 && roster_get(roster, USERS, owner, &row);
	case MODE_ABSENT:
	default:
		return false;
	}
}
