// A link lies in the store both ways: the sourcedId leads to the account, and the account, as a credential, to the sourcedId. What it was before an act is
// kept, because the feed does not say when somebody who had left the SIS lost the account to another one.
#include "cmd/apply/undo.h"

#include "pipeline/kept.h"
#include "schema/record.h"

enum { LINK_RECORD_MAX = ACCOUNT_ID_MAX + 64 };

bool
link_begins(struct store *store, struct bytes user, struct fault *fault)
{
	char record[LINK_RECORD_MAX];
	const struct bytes none[LINKED_CELLS] = {{NULL, 0}};
	size_t size = record_write(record, none, LINKED_CELLS);
	return kept_put(store, STORE_LINKS_BEFORE, user, (struct bytes){record, size}, fault);
}

bool
link_put(struct store *store, struct bytes user, struct bytes record, struct fault *fault)
{
	char room[CREDENTIAL_KEY_MAX];
	struct bytes key =
	    store_credential_key(CREDENTIAL_LINK, record_cell(record, LINKED_ACCOUNT), user, room);
	return link_begins(store, user, fault) &&
	       store_put(store, STORE_LINKS, user, STORED_ACTIVE, record, fault) &&
	       store_put(
		   store, STORE_CREDENTIALS, key, STORED_ACTIVE, (struct bytes){NULL, 0}, fault);
}

// Keeps the link that a user has, in a copy, because putting moves what was borrowed.
static bool
keep(struct store *store, struct bytes user, struct fault *fault)
{
	char copy[LINK_RECORD_MAX];
	struct stored link;
	if (!store_get_now(store, STORE_LINKS, user, &link))
		return true;
	if (link.record.size > sizeof copy)
		return fault_set(fault, FAULT_IO, "a link is damaged; restore the backup");
	memcpy(copy, link.record.data, link.record.size);
	return kept_put(
	    store, STORE_LINKS_BEFORE, user, (struct bytes){copy, link.record.size}, fault);
}

bool
link_drop(struct store *store, struct bytes account, struct bytes user, struct fault *fault)
{
	char key[CREDENTIAL_KEY_MAX];
	return keep(store, user, fault) && store_delete(store, STORE_LINKS, user, fault) &&
	       store_delete(store, STORE_CREDENTIALS,
		   store_credential_key(CREDENTIAL_LINK, account, user, key), fault);
}

bool
links_drop_stale(
    struct store *store, struct bytes account, const struct holders *holders, struct fault *fault)
{
	for (unsigned i = 0; i < holders->count; i++)
		if (!holders->one[i].active &&
		    !link_drop(store, account, holders_id(holders, i), fault))
			return false;
	return true;
}
