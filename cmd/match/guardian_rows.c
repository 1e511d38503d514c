// Guardians whom both users.csv and guardians.csv tell. Where a drop has both rows, normalise keeps that of users.csv; a delta may bring the other alone, which
// knows no username and no school: what users.csv said of them before stands.
#include "cmd/match/known.h"
#include "schema/record.h"

// One user: refused, when the row is of guardians.csv, which says so in its role, and that of the directory is not.
static bool
take_user(void *context, struct bytes user, struct bytes record, const struct stored *known,
    struct fault *fault)
{
	if (known == NULL || known->state != STORED_ACTIVE ||
	    record_cell(record, USERS_ROLE).size == 0 ||
	    record_cell(known->record, USERS_ROLE).size > 0)
		return true;
	return amended_put(context, USERS, user, NULL, fault);
}

bool
match_guardian_rows(struct matcher *matcher, struct fault *fault)
{
	return matcher->job->district->scope.guardians != GUARDIANS_FILE ||
	       roster_mode(matcher->roster, USERS) != MODE_DELTA ||
	       known_walk(matcher, take_user, matcher, fault);
}
