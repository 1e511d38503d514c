// A link lies in the store both ways: the sourcedId leads to the account, and the account, as a credential, to the sourcedId.
#include "cmd/apply/undo.h"

bool
link_drop(struct store *store, struct bytes account, struct bytes user, struct fault *fault)
{
	char key[CREDENTIAL_KEY_MAX];
	return store_delete(store, STORE_LINKS, user, fault) &&
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
