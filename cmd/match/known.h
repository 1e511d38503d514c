// What only the directory, the other districts and the platform can say of a drop.
#pragma once

#include "cmd/match/match.h"

// reused.c: ids that were known and now belong to somebody of another name and birth date. Their contact details stay as they are.
bool match_reused(struct matcher *matcher, struct fault *fault);

// foreign.c: orgs that are another district's. *foreign: the drop is to be refused; the finding is made.
bool match_foreign(struct matcher *matcher, bool *foreign, struct fault *fault);

// usernames.c: usernames that another district holds. The row of the later one is refused.
bool match_usernames(struct matcher *matcher, struct fault *fault);

// roleless.c: refuses those of whom no role stands, where rows of users name them (1.1). Between the roles and what names users.
bool match_roleless(struct matcher *matcher, struct fault *fault);

// guardian_rows.c: rows of guardians.csv in a delta, of people whom users.csv told before. They are refused: what users.csv said stands.
bool match_guardian_rows(struct matcher *matcher, struct fault *fault);

// doubt.c: names of people whose own rows were left out, in rows of others. They stay if they were known.
bool match_doubted(struct matcher *matcher, struct fault *fault);

// moved.c: credentials that were one person's in the directory and are another's in the drop. Told, nothing else.
bool match_moved(struct matcher *matcher, struct fault *fault);

// turned.c: birth dates with day and month changed about. Told; when they are most, the drop is held.
bool match_turned(struct matcher *matcher, struct fault *fault);

// amend.c: calls `visit` with each active user of the drop and what the directory has under that id, which is NULL when it has nothing. Both are in
// order of sourcedId, so this is one walk over each.
typedef bool user_visitor(void *context, struct bytes user, struct bytes record, const struct stored *known, struct fault *fault);
bool known_walk(struct matcher *matcher, user_visitor *visit, void *context, struct fault *fault);

// The cells of a row as they stand after what was amended before; false when it is refused or damaged. `count` cells.
bool amended_cells(struct matcher *matcher, unsigned entity, struct bytes key, struct bytes record, struct bytes *cells);
// Writes what becomes of a row: with these cells, or (cells NULL) refused.
bool amended_put(struct matcher *matcher, unsigned entity, struct bytes key, const struct bytes *cells, struct fault *fault);
