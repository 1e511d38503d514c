// Which account a user has, or gets. Numbers of new accounts follow from the order of the changes alone, so every pass gives the same.
#include "cmd/apply/apply.h"

#include "schema/record.h"

// A copy of an id, because what it is borrowed from may go away.
static struct bytes
copied(struct bytes account, char id[ACCOUNT_ID_MAX])
{
	size_t size = account.size < ACCOUNT_ID_MAX ? account.size : ACCOUNT_ID_MAX;
	memcpy(id, account.data, size);
	return (struct bytes){id, size};
}

struct bytes
applier_account(struct applier *applier, struct bytes user, char id[ACCOUNT_ID_MAX])
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

bool
applier_notifies(
    struct applier *applier, struct bytes account, struct bytes before, struct bytes after)
{
	static const unsigned contacts[] = {USERS_USERNAME, USERS_EMAIL, USERS_SMS, USERS_PHONE};
	struct stored stored;
	bool differs = false;
	if (!applier->job->district->contacts.update_active)
		return false;
	for (size_t i = 0; i < sizeof contacts / sizeof *contacts; i++)
		differs = differs || !bytes_equal(record_cell(before, contacts[i]),
					 record_cell(after, contacts[i]));
	return differs && store_get(applier->store, STORE_ACCOUNTS, account, &stored) &&
	       bytes_is(record_cell(stored.record, ACCOUNT_STATE), "active");
}

struct bytes
applier_assign(struct applier *applier, struct bytes user, char id[ACCOUNT_ID_MAX],
    enum reason *reason, bool *failed)
{
	struct bytes match[MATCH_CELLS];
	if (roster_link(applier->roster, user, match)) {
		*reason = bytes_is(match[MATCH_HOW], "username") ? REASON_SAME_USERNAME
								 : REASON_SAME_EMAIL;
		return copied(match[MATCH_ACCOUNT], id);
	}
	uint64_t number = store_meta(applier->store)->next_account + applier->new_accounts++;
	*reason = REASON_NEW;
	*failed = !idmap_put(applier->newcomers, user, number);
	return account_id('a', number, id);
}
