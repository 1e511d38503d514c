// In 1.1 a row of users names the schools of its person, and one at least is required; here its roles are rows of their own. When all of them were
// refused, the row says nothing that can be used, and is refused as well: nobody comes without a school, or loses the one that is known, for a name that
// is nowhere. The finding is made with the role.
#include "cmd/match/known.h"
#include "schema/record.h"

// The roles of one user, which lie side by side.
struct roles_of {
	char key[DB_KEY_MAX]; // the user
	struct bytes user;
	bool stands; // one of them was not refused
};

// Refuses the row of a user of whom no role stands.
static bool
settle(struct matcher *matcher, const struct roles_of *roles, struct fault *fault)
{
	return roles->user.size == 0 || roles->stands ||
	       amended_put(matcher, USERS, roles->user, NULL, fault);
}

// One role: the first of another user settles the one before.
static bool
take(struct matcher *matcher, struct roles_of *roles, struct bytes key, struct bytes record,
    struct fault *fault)
{
	struct bytes cells[RECORD_CELLS_MAX], user = record_cell(record, ROLES_USER);
	bool stands = amended_cells(matcher, ROLES, key, record, cells);
	if (user.size == 0 || user.size > sizeof roles->key)
		return true;
	if (!bytes_equal(user, roles->user)) {
		if (!settle(matcher, roles, fault))
			return false;
		memcpy(roles->key, user.data, user.size);
		roles->user = (struct bytes){roles->key, user.size};
		roles->stands = false;
	}
	roles->stands = roles->stands || stands;
	return true;
}

bool
match_roleless(struct matcher *matcher, struct fault *fault)
{
	struct bytes key;
	struct roster_row row;
	struct roles_of roles = {.stands = false};
	if (!roster_is_old(matcher->roster) || matcher->refused == 0)
		return true;
	struct roster_walk *walk = roster_walk_open(matcher->roster, ROLES, fault);
	bool good = walk != NULL;
	while (good && roster_walk_next(walk, &key, &row))
		good = row.state != ROSTER_ACTIVE || take(matcher, &roles, key, row.record, fault);
	roster_walk_close(walk);
	return good && settle(matcher, &roles, fault);
}
