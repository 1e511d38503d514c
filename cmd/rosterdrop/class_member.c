// Who is put into a class by hand: students out of the school's own directory, by account or by a name that is identical there, and teachers besides those
// whom the SIS names. What the SIS says of a class's members is not touched.
#include "cmd/rosterdrop/class.h"

#include <stdio.h>
#include <string.h>

#include "cmd/rosterdrop/hand_file.h"
#include "schema/value.h"

enum { FILE_ACCOUNT, FILE_GIVEN_NAME, FILE_FAMILY_NAME, FILE_ROLE };

// One call: the class, and the role that was asked for.
struct joining {
	struct class class;
	const char *role; // NULL: that of the account's kind
};

// The key of a membership, kept.
static struct bytes
member_key(struct hand *hand, const struct class *class, struct bytes account)
{
	char letter[DB_KEY_MAX], room[DB_KEY_MAX];
	if (class->id.size + 1 > sizeof letter)
		return (struct bytes){NULL, 0};
	letter[0] = class->kind;
	memcpy(letter + 1, class->id.data, class->id.size);
	return hand_keep(hand, pair_key((struct bytes){letter, class->id.size + 1}, account, room));
}

// Whether the account can have the role in the class.
static bool
check_member(const struct joining *joining, const struct account *account, struct bytes role,
    struct fault *fault)
{
	bool student = bytes_is(role, "student");
	struct bytes school = joining->class.school;
	const char *why = NULL;
	if (!student && !bytes_is(role, "teacher"))
		return fault_set(fault, FAULT_USAGE, "role is student or teacher");
	if (!people_is(account, student ? PERSON_STUDENT : PERSON_STAFF))
		why = student ? "is no student" : "is no teacher";
	else if (bytes_is(account->cells[ACCOUNT_STATE], "archived"))
		why = "is archived";
	else if (student && school.size > 0 &&
		 !value_has_member(account->cells[ACCOUNT_SCHOOLS], school))
		why = "is not in the directory of the class's school";
	return why == NULL || fault_set(fault, FAULT_DENIED, "%.*s %s", (int)account->id.size,
				  account->id.data, why);
}

// Puts one account into the class.
static bool
join(struct hand *hand, const struct joining *joining, const struct account *account,
    struct bytes role, struct fault *fault)
{
	struct stored stored;
	if (role.size == 0)
		role = bytes_of(people_is(account, PERSON_STUDENT) ? "student" : "teacher");
	struct bytes key = member_key(hand, &joining->class, account->id);
	if (!check_member(joining, account, role, fault))
		return false;
	if (store_get_now(hand->store, LOCAL_MEMBERS, key, &stored) &&
	    stored.state == STORED_ACTIVE &&
	    bytes_equal(record_cell(stored.record, LOCAL_MEMBER_ROLE), role))
		return true;
	const struct bytes cells[LOCAL_MEMBER_CELLS] = {[LOCAL_MEMBER_ROLE] = role,
	    [LOCAL_MEMBER_ORIGIN] = bytes_of("manual"),
	    [LOCAL_MEMBER_BY] = bytes_of(act_who(hand->act)),
	    [LOCAL_MEMBER_TIME] = bytes_of(act_time(hand->act)),
	    [LOCAL_MEMBER_WHY] = bytes_of(act_why(hand->act))};
	const struct act_change change = {.action = ACTION_ENROL,
	    .entity = LOCAL_MEMBERS,
	    .key = key,
	    .account_id = account->id,
	    .state = STORED_ACTIVE,
	    .cells = cells,
	    .reason = REASON_BY_HAND};
	return hand_change(hand, &change, fault);
}

// The one student or teacher of the class's school who has a name; FAULT_MISSING when there is none, or more than one.
static bool
find_by_name(struct hand *hand, const struct class *class, const struct hand_row *row,
    struct account *account, struct fault *fault)
{
	struct bytes key, cells[ACCOUNT_CELLS], found = {NULL, 0};
	struct stored stored;
	unsigned count = 0;
	struct store_walk *walk =
	    store_walk_open(hand->store, ACCOUNTS, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &key, &stored)) {
		if (!record_read(stored.record, cells, ACCOUNT_CELLS) ||
		    bytes_is(cells[ACCOUNT_STATE], "archived") ||
		    bytes_is(cells[ACCOUNT_KIND], "guardian") ||
		    !bytes_equal(cells[ACCOUNT_GIVEN_NAME], row->cells[FILE_GIVEN_NAME]) ||
		    !bytes_equal(cells[ACCOUNT_FAMILY_NAME], row->cells[FILE_FAMILY_NAME]) ||
		    !value_has_member(cells[ACCOUNT_SCHOOLS], class->school))
			continue;
		found = count++ == 0 ? hand_keep(hand, key) : found;
	}
	store_walk_close(walk);
	if (count == 1)
		return people_find(hand, found, account, fault);
	return fault_set(fault, FAULT_MISSING,
	    count == 0 ? "nobody in the school's directory has that very name"
		       : "several in the school's directory have that name; use the accountId");
}

static bool
join_row(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault)
{
	const struct joining *joining = context;
	struct account account;
	struct bytes role = row->cells[FILE_ROLE];
	if (role.size == 0 && joining->role != NULL)
		role = bytes_of(joining->role);
	bool found = row->cells[FILE_ACCOUNT].size > 0
			 ? people_find(hand, row->cells[FILE_ACCOUNT], &account, fault)
			 : find_by_name(hand, &joining->class, row, &account, fault);
	return found && join(hand, joining, &account, role, fault);
}

bool
class_member_add(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	static const char *const columns[] = {"accountId", "givenName", "familyName", "role", NULL};
	const struct class_wish *wish = context;
	struct joining joining = {.role = wish->role};
	struct account account;
	if (!class_find(hand, words[0], &joining.class, fault) ||
	    !class_may(hand, &joining.class, fault))
		return false;
	if ((count > 1) == (wish->file != NULL))
		return front_usage(hand->front, "name accounts, or a --file of them", fault);
	if (wish->file != NULL)
		return hand_file(hand, wish->file, &(const struct hand_columns){columns, 0, false},
		    join_row, &joining, fault);
	const struct bytes role = bytes_of(wish->role == NULL ? "" : wish->role);
	for (int i = 1; i < count; i++)
		if (!people_find(hand, bytes_of(words[i]), &account, fault) ||
		    !join(hand, &joining, &account, role, fault))
			return false;
	return true;
}

bool
class_member_remove(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct class class;
	struct bytes cells[RECORD_CELLS_MAX];
	enum stored_state state;
	(void)context;
	if (!class_find(hand, words[0], &class, fault) || !class_may(hand, &class, fault))
		return false;
	for (int i = 1; i < count; i++) {
		struct bytes account = bytes_of(words[i]), key = member_key(hand, &class, account);
		if (!hand_get(hand, LOCAL_MEMBERS, key, &state, cells) || state != STORED_ACTIVE)
			return fault_set(fault, FAULT_MISSING,
			    "nobody put %.60s into that class by hand; what the SIS says is mended "
			    "there",
			    words[i]);
		cells[LOCAL_MEMBER_BY] = bytes_of(act_who(hand->act));
		cells[LOCAL_MEMBER_TIME] = bytes_of(act_time(hand->act));
		cells[LOCAL_MEMBER_WHY] = bytes_of(act_why(hand->act));
		const struct act_change change = {.action = ACTION_UNENROL,
		    .entity = LOCAL_MEMBERS,
		    .key = key,
		    .account_id = account,
		    .state = STORED_ARCHIVED,
		    .cells = cells,
		    .reason = REASON_BY_HAND};
		if (!hand_change(hand, &change, fault))
			return false;
	}
	return true;
}
