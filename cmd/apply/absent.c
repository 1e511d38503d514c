// Who is not added is remembered while the users are walked, because all that belongs to them comes after them.
#include "cmd/apply/absent.h"

#include "cmd/apply/grace.h"

// Remembers somebody who is not added.
static bool
note(struct applier *applier, struct bytes user, struct fault *fault)
{
	return idmap_put(applier->absent, user, 1) || fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
absent_clash(struct applier *applier, unsigned entity, struct bytes key, bool active, bool *good,
    struct fault *fault)
{
	uint64_t ignored;
	if (entity != USERS || !idmap_get(applier->clashes, key, &ignored))
		return false;
	*good = active || note(applier, key, fault);
	return true;
}

// Whether a user is not added in this pass, or was refused by match and is not in the directory either.
static bool
is_nobody(struct applier *applier, struct bytes user)
{
	uint64_t ignored;
	struct stored stored;
	if (user.size == 0 || idmap_get(applier->absent, user, &ignored))
		return user.size > 0;
	return roster_refused(applier->roster, USERS, user) &&
	       (!store_get(applier->store, USERS, user, &stored) || stored.state != STORED_ACTIVE);
}

bool
absent_owner(struct applier *applier, unsigned entity, struct bytes key, struct bytes record)
{
	if (entity <= USERS)
		return false;
	struct bytes user = owner_user(entity, key, record);
	return is_nobody(applier, user) ||
	       (entity == RELATIONSHIPS && user.size < key.size &&
		   is_nobody(applier,
		       (struct bytes){key.data + user.size + 1, key.size - user.size - 1}));
}

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
		*good = note(applier, key, fault);
		return true;
	}
	return absent_owner(applier, entity, key, record);
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
