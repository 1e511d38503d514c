// Who is named by a row that stands, and has a row of their own that was left out: validate took the name away, and a delta that comes later would take
// that for the end of a family connection. A name that was there before stays until both rows can be read.
#include <stdlib.h>

#include "cmd/match/known.h"
#include "schema/record.h"
#include "schema/value.h"

// Whether the drop cannot say whether somebody is in the SIS.
static bool
is_in_doubt(const struct roster *roster, struct bytes user)
{
	struct roster_row row;
	return roster_left_out(roster, USERS, user) ||
	       (roster_has_unknown(roster, USERS) && !roster_get(roster, USERS, user, &row));
}

// Adds a member to a list, of which `size` bytes are there: its size.
static size_t
list_add(char *list, size_t size, struct bytes member)
{
	if (size > 0)
		list[size++] = ',';
	memcpy(list + size, member.data, member.size);
	return size + member.size;
}

// The list of before without who is surely named no longer, then who is named anew: its size. Where only doubts took names away it is the list of before,
// byte for byte. `out` has room for both lists and a comma.
static size_t
list_complete(const struct roster *roster, struct bytes now, struct bytes before, char *out)
{
	struct bytes rest = before, member;
	size_t size = 0;
	while (value_next_member(&rest, &member))
		if (value_has_member(now, member) || is_in_doubt(roster, member))
			size = list_add(out, size, member);
	rest = now;
	while (value_next_member(&rest, &member))
		if (!value_has_member(before, member))
			size = list_add(out, size, member);
	return size;
}

// One user, beside what is known under the id.
static bool
user_take(void *context, struct bytes user, struct bytes record, const struct stored *known,
    struct fault *fault)
{
	struct matcher *matcher = context;
	struct bytes cells[RECORD_CELLS_MAX], before = {NULL, 0};
	if (known != NULL && known->state == STORED_ACTIVE)
		before = record_cell(known->record, USERS_AGENTS);
	if (before.size == 0 || bytes_equal(record_cell(record, USERS_AGENTS), before) ||
	    !amended_cells(matcher, USERS, user, record, cells))
		return true;
	struct bytes now = cells[USERS_AGENTS];
	char *list = malloc(now.size + 1 + before.size);
	if (list == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	cells[USERS_AGENTS] =
	    (struct bytes){list, list_complete(matcher->roster, now, before, list)};
	bool good =
	    cells[USERS_AGENTS].size == now.size || amended_put(matcher, USERS, user, cells, fault);
	free(list);
	return good;
}

bool
match_doubted(struct matcher *matcher, struct fault *fault)
{
	if (roster_mode(matcher->roster, USERS) != MODE_BULK ||
	    !roster_has_doubt(matcher->roster, USERS))
		return true;
	return known_walk(matcher, user_take, matcher, fault);
}
