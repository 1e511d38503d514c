// Who is not added is remembered while the users are walked, because all that belongs to them comes after them.
#include "cmd/apply/absent.h"

#include "cmd/apply/grace.h"

bool
absent(struct applier *applier, unsigned entity, struct bytes key, struct bytes record, bool *good,
    struct fault *fault)
{
	uint64_t ignored;
	bool waits = grace_waits(applier, entity, key, record);
	if (waits && entity != USERS)
		return true;
	if (entity == USERS && (waits || roster_waits(applier->roster, key) ||
				   idmap_get(applier->clashes, key, &ignored))) {
		*good = idmap_put(applier->absent, key, 1) ||
			fault_set(fault, FAULT_TEMP, "out of memory");
		return true;
	}
	if (entity <= USERS || idmap_count(applier->absent) == 0)
		return false;
	struct bytes user = owner_user(entity, key, record);
	if (user.size > 0 && idmap_get(applier->absent, user, &ignored))
		return true;
	return entity == RELATIONSHIPS && user.size < key.size &&
	       idmap_get(applier->absent,
		   (struct bytes){key.data + user.size + 1, key.size - user.size - 1}, &ignored);
}

bool
absent_turned(const struct applier *applier, unsigned entity, struct bytes key)
{
	struct stored stored;
	char turned[DB_KEY_MAX];
	if (entity != RELATIONSHIPS || roster_mode(applier->roster, USERS) != MODE_DELTA ||
	    key.size > sizeof turned)
		return false;
	size_t first = strnlen(key.data, key.size), second = key.size - first - 1;
	memcpy(turned, key.data + first + 1, second);
	turned[second] = '\0';
	memcpy(turned + second + 1, key.data, first);
	return store_get(
		   applier->store, RELATIONSHIPS, (struct bytes){turned, key.size}, &stored) &&
	       stored.state == STORED_ACTIVE;
}
