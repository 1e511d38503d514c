// Numbers of acts are written most significant first, so the records of one id lie in the order of the acts.
#include "pipeline/kept.h"

#include <string.h>

enum { ACT_SIZE = 4 };

// The key of what an id was before an act; empty when the id is too long for one.
static struct bytes
kept_key(struct bytes id, uint32_t act, char key[DB_KEY_MAX])
{
	char number[ACT_SIZE];
	if (id.size == 0 || id.size + 1 + ACT_SIZE > DB_KEY_MAX)
		return (struct bytes){NULL, 0};
	memcpy(key, id.data, id.size);
	key[id.size] = '\0';
	memcpy(key + id.size + 1, store_number_key(act, number).data, ACT_SIZE);
	return (struct bytes){key, id.size + 1 + ACT_SIZE};
}

bool
kept_put(
    struct store *store, unsigned table, struct bytes id, struct bytes record, struct fault *fault)
{
	char room[DB_KEY_MAX];
	struct stored stored;
	struct bytes key = kept_key(id, store_meta(store)->act + 1, room);
	return key.size == 0 || store_get_now(store, table, key, &stored) ||
	       store_put(store, table, key, STORED_ACTIVE, record, fault);
}

// The next record of the id that `from` is a key of.
static bool
next(struct store_walk *walk, struct bytes from, struct kept *kept)
{
	struct bytes key;
	struct stored stored;
	if (!store_walk_next(walk, &key, &stored) || key.size != from.size ||
	    memcmp(key.data, from.data, from.size - ACT_SIZE) != 0)
		return false;
	const struct bytes act = {key.data + key.size - ACT_SIZE, ACT_SIZE};
	*kept = (struct kept){(uint32_t)store_key_number(act), stored.record};
	return true;
}

// A walk over what was kept of an id from an act on. NULL when there is nothing.
static struct store_walk *
walk_from(struct store *store, unsigned table, struct bytes key)
{
	struct fault ignored;
	if (key.size == 0 || store_count(store, table) == 0)
		return NULL;
	return store_walk_open(store, table, key, &ignored);
}

bool
kept_since(struct store *store, unsigned table, struct bytes id, uint32_t act, struct kept *kept)
{
	char room[DB_KEY_MAX];
	struct bytes from = kept_key(id, act, room);
	struct store_walk *walk = walk_from(store, table, from);
	bool found = walk != NULL && next(walk, from, kept);
	store_walk_close(walk);
	return found;
}

bool
kept_last(struct store *store, unsigned table, struct bytes id, struct kept *kept)
{
	char room[DB_KEY_MAX];
	bool found = false;
	struct bytes from = kept_key(id, 0, room);
	struct store_walk *walk = walk_from(store, table, from);
	while (walk != NULL && next(walk, from, kept))
		found = true;
	store_walk_close(walk);
	return found;
}

bool
kept_forget(struct store *store, unsigned table, struct bytes id, struct fault *fault)
{
	char room[DB_KEY_MAX];
	struct kept kept;
	bool good = true;
	for (uint32_t act = 0; good && kept_since(store, table, id, act, &kept); act = kept.act + 1)
		good = store_delete(store, table, kept_key(id, kept.act, room), fault);
	return good;
}
