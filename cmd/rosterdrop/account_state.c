// `account enable` and `account archive`: for accounts that are named, for a list, or for all of a kind at a school or in the district, in one act.
#include "cmd/rosterdrop/account.h"

#include <string.h>

#include "cmd/rosterdrop/hand_file.h"
#include "schema/value.h"

// What is done to each of them.
typedef bool account_function(
    struct hand *hand, const struct account *account, struct fault *fault);

struct deed {
	account_function *act;
	const struct account_wish *wish;
};

// Whether the person may change the state of an account, and anybody may.
static bool
may_change(struct hand *hand, const struct account *account, struct fault *fault)
{
	bool student = people_is(account, PERSON_STUDENT);
	return hand_may(hand, student ? MAY_ENABLE : MAY_EDIT_PEOPLE,
		   account->cells[ACCOUNT_SCHOOLS], fault) &&
	       people_unlocked(hand, account, fault);
}

// A student who is enabled can sign in from now on; others become what they were.
static bool
enable(struct hand *hand, const struct account *account, struct fault *fault)
{
	struct bytes before = account->cells[ACCOUNT_STATE_BEFORE];
	bool active = people_is(account, PERSON_STUDENT) || bytes_is(before, "active") ||
		      bytes_is(account->cells[ACCOUNT_STATE], "active");
	return may_change(hand, account, fault) &&
	       (!bytes_is(account->cells[ACCOUNT_STATE], "archived") ||
		   hand_reserve(
		       hand, account->cells[ACCOUNT_USERNAME], (struct bytes){NULL, 0}, fault)) &&
	       people_set_state(
		   hand, account, active ? "active" : "invited", REASON_BY_HAND, fault);
}

static bool
archive(struct hand *hand, const struct account *account, struct fault *fault)
{
	return may_change(hand, account, fault) &&
	       (bytes_is(account->cells[ACCOUNT_STATE], "archived") ||
		   people_set_state(hand, account, "archived", REASON_BY_HAND, fault));
}

// A row of a list.
static bool
state_row(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault)
{
	const struct deed *deed = context;
	struct account account;
	return people_find(hand, row->cells[0], &account, fault) &&
	       deed->act(hand, &account, fault);
}

// All accounts of a kind, at a school or everywhere, that are not archived.
static bool
state_all(struct hand *hand, const struct deed *deed, struct fault *fault)
{
	struct bytes key, cells[ACCOUNT_CELLS];
	struct stored stored;
	struct account account;
	const char *school = deed->wish->school;
	struct store_walk *walk =
	    store_walk_open(hand->store, ACCOUNTS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		if (!record_read(stored.record, cells, ACCOUNT_CELLS) ||
		    !bytes_is(cells[ACCOUNT_KIND], deed->wish->kind) ||
		    bytes_is(cells[ACCOUNT_STATE], "archived") ||
		    (school != NULL && !value_has_member(cells[ACCOUNT_SCHOOLS], bytes_of(school))))
			continue;
		good = people_find(hand, key, &account, fault) && deed->act(hand, &account, fault);
	}
	store_walk_close(walk);
	return good;
}

// For the accounts that words, a file or the options name.
static bool
for_each(struct hand *hand, const struct deed *deed, char **words, int count, struct fault *fault)
{
	static const char *const columns[] = {"accountId", NULL};
	const struct account_wish *wish = deed->wish;
	struct account account;
	bool wide = wish->kind != NULL && (wish->school != NULL || wish->all);
	if ((count > 0) + (wish->file != NULL) + wide != 1)
		return front_usage(hand->front,
		    "name accounts, or a --file of them, or a --kind with --school or --all",
		    fault);
	if (wish->file != NULL)
		return hand_file(hand, wish->file, &(const struct hand_columns){columns, 1, false},
		    state_row, (void *)(uintptr_t)deed, fault);
	if (wide)
		return state_all(hand, deed, fault);
	for (int i = 0; i < count; i++)
		if (!people_find(hand, bytes_of(words[i]), &account, fault) ||
		    !deed->act(hand, &account, fault))
			return false;
	return true;
}

bool
account_enable(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct account_wish *wish = context;
	const struct deed deed = {enable, wish};
	if (wish->kind != NULL)
		return front_usage(
		    hand->front, "enable takes accounts by their ids, or a --file of them", fault);
	return for_each(hand, &deed, words, count, fault);
}

bool
account_archive(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct deed deed = {archive, context};
	return for_each(hand, &deed, words, count, fault);
}
