// What who looks at the store itself sees (rosterdrop verify): its tables by name, and what reading passes over.
#include "pipeline/store_record.h"

static const char *const table_names[STORE_TABLES] = {
    [STORE_LINKS] = "links",
    [STORE_CREDENTIALS] = "credentials",
    [STORE_LEDGER] = "ledger",
    [STORE_LEDGER_DROPS] = "ledgerDrops",
    [STORE_LEDGER_DIGESTS] = "ledgerDigests",
    [STORE_FEED] = "feed",
    [STORE_AUDIT] = "audit",
    [STORE_ACCOUNTS_BEFORE] = "accountsBefore",
    [STORE_LINKS_BEFORE] = "linksBefore",
};

const char *
store_table_name(unsigned table)
{
	if (table < FACTS)
		return entity_table(table);
	return table < STORE_TABLES ? table_names[table] : "none";
}

bool
store_walk_any(struct store_walk *walk, struct bytes *key, struct stored *stored, bool *sound)
{
	struct bytes value;
	*stored = (struct stored){STORED_ARCHIVED, 0, {NULL, 0}};
	bool more = walk->cursor != NULL &&
		    (walk->started ? db_cursor_next(walk->cursor, key, &value)
				   : db_cursor_seek(walk->cursor, walk->from, key, &value));
	walk->started = true;
	*sound = more && store_unpack(walk->store, walk->table, *key, value, stored);
	return more;
}

bool
store_unfinished(struct store *store)
{
	struct bytes value;
	return db_get(store->db, store->meta_table, bytes_of("unfinished"), &value);
}

bool
store_username_used(struct store *store, struct bytes username, struct bytes except, bool *used,
    struct fault *fault)
{
	char prefix[CREDENTIAL_KEY_MAX];
	struct bytes key, from = store_credential_key(
			      CREDENTIAL_USERNAME, username, (struct bytes){NULL, 0}, prefix);
	struct stored stored;
	if (from.size == 0)
		return true;
	struct store_walk *walk = store_walk_open_now(store, STORE_CREDENTIALS, from, fault);
	if (walk == NULL)
		return false;
	*used = false;
	while (!*used && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0)
		*used = !bytes_equal(store_credential_holder(key), except);
	store_walk_close(walk);
	return true;
}
