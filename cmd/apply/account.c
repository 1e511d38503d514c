// Which account a user has, or gets. Numbers of new accounts follow from the order of the changes alone, so every pass gives the same.
#include "cmd/apply/apply.h"

#include "schema/record.h"
#include "schema/value.h"

// A copy of an id, because what it is borrowed from may go away.
static struct bytes
copied(struct bytes account, char id[ACCOUNT_ID_MAX])
{
	size_t size = account.size < ACCOUNT_ID_MAX ? account.size : ACCOUNT_ID_MAX;
	memcpy(id, account.data, size);
	return (struct bytes){id, size};
}

// The account that a row itself leads to.
static struct bytes
own_account(struct applier *applier, struct bytes user, char id[ACCOUNT_ID_MAX])
{
	uint64_t number;
	struct stored link;
	struct bytes cells[2], match[MATCH_CELLS];
	if (idmap_get(applier->newcomers, user, &number) && number != 0)
		return account_id('a', number, id);
	if (store_get(applier->store, STORE_LINKS, user, &link) &&
	    record_read(link.record, cells, 2))
		return copied(cells[0], id);
	if (roster_link(applier->roster, user, match))
		return copied(match[MATCH_ACCOUNT], id);
	return (struct bytes){NULL, 0};
}

// The other rows of a user's person; empty for most people.
static struct bytes
rows_of(struct applier *applier, struct bytes user)
{
	struct bytes person[PERSON_CELLS];
	if (!roster_person(applier->roster, user, person))
		return (struct bytes){NULL, 0};
	return person[PERSON_ROWS];
}

// The account that another row of the same person leads to.
static struct bytes
shared_account(struct applier *applier, struct bytes user, char id[ACCOUNT_ID_MAX])
{
	struct bytes rest = rows_of(applier, user), row, account = {NULL, 0};
	while (account.size == 0 && value_next_member(&rest, &row))
		if (!bytes_equal(row, user))
			account = own_account(applier, row, id);
	return account;
}

struct bytes
applier_account(struct applier *applier, struct bytes user, char id[ACCOUNT_ID_MAX])
{
	struct bytes account = own_account(applier, user, id);
	return account.size > 0 ? account : shared_account(applier, user, id);
}

bool
applier_joins_newcomer(struct applier *applier, struct bytes user)
{
	struct bytes rest = rows_of(applier, user), row;
	uint64_t number;
	while (value_next_member(&rest, &row))
		if (idmap_get(applier->newcomers, row, &number))
			return true;
	return false;
}

// Whether a row of the drop is added or known.
static bool
is_added(struct applier *applier, struct bytes user)
{
	struct roster_row row;
	uint64_t ignored;
	return roster_get(applier->roster, USERS, user, &row) && row.state == ROSTER_ACTIVE &&
	       !idmap_get(applier->clashes, user, &ignored);
}

struct bytes
applier_main_row(struct applier *applier, struct bytes user)
{
	struct bytes rest = rows_of(applier, user), row;
	while (value_next_member(&rest, &row))
		if (is_added(applier, row))
			return row;
	return user;
}

unsigned
applier_row_count(struct applier *applier, struct bytes user)
{
	struct bytes rest = rows_of(applier, user), row;
	unsigned count = 0;
	while (value_next_member(&rest, &row))
		count += is_added(applier, row);
	return count == 0 ? 1 : count;
}

bool
account_follows(struct applier *applier, struct bytes user, struct bytes value, size_t source)
{
	struct stored before;
	return value.size > 0 ||
	       (store_get(applier->store, USERS, user, &before) &&
		   record_cell(before.record, account_sources[source].user).size > 0);
}

// Whether somebody has joined, and may sign in once the change is made. Who was archived by hand stays so when the SIS has them again.
static bool
has_joined(
    struct applier *applier, const struct change *change, const struct bytes cells[ACCOUNT_CELLS])
{
	if (bytes_is(cells[ACCOUNT_STATE], "active"))
		return true;
	return change->action != ACTION_UPDATE && bytes_is(cells[ACCOUNT_STATE], "archived") &&
	       bytes_is(cells[ACCOUNT_STATE_BEFORE], "active") &&
	       account_state_by_hand(applier->store, change->account_id).size == 0;
}

bool
applier_notifies(struct applier *applier, const struct change *change)
{
	struct bytes cells[ACCOUNT_CELLS];
	struct stored stored;
	bool differs = false;
	if (!applier->job->district->contacts.update_active || change->entity != USERS ||
	    change->after.size == 0 ||
	    !store_get(applier->store, STORE_ACCOUNTS, change->account_id, &stored) ||
	    !record_read(stored.record, cells, ACCOUNT_CELLS) ||
	    !bytes_equal(applier_main_row(applier, change->sourced_id), change->sourced_id))
		return false;
	for (size_t i = 0; i < ACCOUNT_SOURCES; i++) {
		struct bytes value = record_cell(change->after, account_sources[i].user);
		differs = differs || (account_sources[i].own &&
					 !bytes_equal(cells[account_sources[i].account], value) &&
					 account_follows(applier, change->sourced_id, value, i));
	}
	return differs && has_joined(applier, change, cells);
}

// How a link came about, as match says it and the store keeps it, and what the feed says of it. How to add one: a line.
static const struct {
	const char *how;
	enum reason reason;
} ways[] = {
    {"username", REASON_SAME_USERNAME},
    {"email", REASON_SAME_EMAIL},
    {"mobile", REASON_SAME_MOBILE},
    {"match", REASON_MATCHED},
    {"rekey", REASON_REPLACED},
    {"undo", REASON_UNDONE},
    {"hand", REASON_LINKED},
    {"person", REASON_SAME_PERSON},
};

static enum reason
reason_of(struct bytes how)
{
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (bytes_is(how, ways[i].how))
			return ways[i].reason;
	return REASON_UNDONE;
}

const char *
applier_how(enum reason reason)
{
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (reason == ways[i].reason)
			return ways[i].how;
	return "person";
}

struct bytes
applier_assign(struct applier *applier, struct bytes user, char id[ACCOUNT_ID_MAX],
    enum reason *reason, bool *failed)
{
	struct bytes match[MATCH_CELLS];
	struct stored link;
	if (store_get(applier->store, STORE_LINKS, user, &link)) {
		*reason = REASON_LINKED;
		return copied(record_cell(link.record, 0), id);
	}
	if (roster_link(applier->roster, user, match)) {
		*reason = reason_of(match[MATCH_HOW]);
		return copied(match[MATCH_ACCOUNT], id);
	}
	struct bytes shared = shared_account(applier, user, id);
	*reason = REASON_SAME_PERSON;
	if (shared.size > 0)
		return shared;
	uint64_t number = store_meta(applier->store)->next_account + applier->new_accounts++;
	*reason = REASON_NEW;
	*failed = !idmap_put(applier->newcomers, user, number);
	return account_id('a', number, id);
}
