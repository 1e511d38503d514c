// Who is who at the desk: names of students and accounts, and of their guardians.
#include "cmd/rosterdrop/links.h"

#include "pipeline/list.h"

static bool
add_tie(struct desk *desk, struct bytes key)
{
	struct tie tie;
	if (!list_grow(&desk->ties, desk->tie_count, &desk->tie_room, sizeof *desk->ties))
		return false;
	if (pair_split(key, &tie.student, &tie.guardian))
		desk->ties[desk->tie_count++] = tie;
	return true;
}

// The walk is in order of the student.
bool
desk_ties(struct desk *desk, struct fault *fault)
{
	struct bytes key;
	struct roster_row row;
	struct roster_walk *walk = roster_walk_open(desk->roster, RELATIONSHIPS, fault);
	if (walk == NULL)
		return false;
	bool good = true;
	while (good && roster_walk_next(walk, &key, &row))
		good = row.state != ROSTER_ACTIVE || add_tie(desk, key) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	roster_walk_close(walk);
	return good;
}

size_t
desk_guardians(const struct desk *desk, struct bytes student, size_t *first)
{
	size_t low = 0, high = desk->tie_count, end;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (bytes_compare(desk->ties[middle].student, student) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < desk->tie_count && bytes_equal(desk->ties[end].student, student);)
		end++;
	*first = low;
	return end - low;
}

// Two names as one; kept.
static struct bytes
full_name(struct hand *hand, struct bytes given, struct bytes family)
{
	struct text text = {NULL, 0, 0, false};
	text_add(&text, given);
	text_put(&text, given.size > 0 && family.size > 0 ? " " : "");
	text_add(&text, family);
	hand->short_of_memory = hand->short_of_memory || text.failed;
	struct bytes kept = hand_keep(hand, (struct bytes){text.data, text.size});
	text_free(&text);
	return kept;
}

struct bytes
links_user_name(const struct desk *desk, struct bytes user)
{
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	if (!desk_person(desk, user, cells, person))
		return (struct bytes){NULL, 0};
	return full_name(desk->hand, cells[USERS_GIVEN_NAME], cells[USERS_FAMILY_NAME]);
}

struct bytes
links_account_name(struct hand *hand, struct bytes account)
{
	struct bytes cells[RECORD_CELLS_MAX];
	enum stored_state state;
	if (account.size == 0 || !hand_get(hand, ACCOUNTS, account, &state, cells))
		return (struct bytes){NULL, 0};
	return full_name(hand, cells[ACCOUNT_GIVEN_NAME], cells[ACCOUNT_FAMILY_NAME]);
}
