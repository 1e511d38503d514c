// Who waits because of others is found by going over those who come or change what they are found by, until nobody is added: a username may go from hand
// to hand.
#include "cmd/apply/part_inside.h"

#include "schema/record.h"
#include "schema/value.h"

// Whether another row of the same person waits; the user does not.
static bool
shares_waiting(const struct part *part, struct bytes user)
{
	struct bytes person[PERSON_CELLS], row;
	bool waits = false;
	if (!roster_person(part->applier->roster, user, person))
		return false;
	while (!waits && value_next_member(&person[PERSON_ROWS], &row))
		waits = part_mask(part->waiting, row) != 0;
	return waits;
}

// Whether somebody has to wait by what is known now. Who left and returns has nothing of before: it may be somebody else's.
static bool
has_to_wait(const struct part *part, const struct comer *comer)
{
	char key[CREDENTIAL_KEY_MAX], name[GUARDS_NAME_MAX];
	bool waits =
	    (part_mask(part->loses, comer->key) & (LOSES_ALL | LOSES_ROLE | LOSES_TIE)) != 0 ||
	    (!comer->stands && part_mask(part->names, guards_name(comer->after, name)) != 0);
	for (unsigned way = 0; !waits && way < WAYS; way++)
		waits = (!comer->stands || !bytes_equal(record_cell(comer->before, part_ways[way]),
					       record_cell(comer->after, part_ways[way]))) &&
			part_mask(part->kept, part_found_by(comer->after, way, key)) != 0;
	return waits || (!comer->stands && shares_waiting(part, comer->key));
}

static bool
let_wait(struct part *part, const struct comer *comer)
{
	return idmap_put(part->waiting, comer->key, comer->stands ? USER_ROW : USER_ALL) &&
	       (!comer->stands || part_keep(part, comer->before));
}

// Whoever takes over the account of somebody who leaves.
static bool
settle_accounts(struct part *part, struct fault *fault)
{
	char prefix[CREDENTIAL_KEY_MAX];
	uint64_t place;
	bool good = true;
	for (size_t i = 0; good && i < idmap_count(part->accounts); i++) {
		struct bytes key, account = idmap_id(part->accounts, i, &place);
		struct stored stored;
		struct bytes from =
		    store_credential_key(CREDENTIAL_LINK, account, (struct bytes){NULL, 0}, prefix);
		struct store_walk *walk =
		    store_walk_open(part->applier->store, STORE_CREDENTIALS, from, fault);
		if (walk == NULL)
			return false;
		bool left = false;
		while (!left && store_walk_next(walk, &key, &stored) && key.size > from.size &&
		       memcmp(key.data, from.data, from.size) == 0)
			left =
			    (part_mask(part->loses, store_credential_holder(key)) & LOSES_ALL) != 0;
		store_walk_close(walk);
		good = !left || let_wait(part, &part->users.one[place]) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	}
	return good;
}

// A class that comes in place of one that ends.
static bool
settle_classes(struct part *part)
{
	char name[CREDENTIAL_KEY_MAX];
	bool good = true;
	for (size_t i = 0; good && i < part->new_classes.count; i++) {
		const struct comer *comer = &part->new_classes.one[i];
		if (part_mask(part->ended, part_class_name(comer->after, name)) != 0)
			good = part_mark(part->classes, comer->key, CLASS_WAITS);
	}
	return good;
}

bool
part_settle(struct part *part, struct fault *fault)
{
	size_t before = SIZE_MAX;
	if (!settle_accounts(part, fault))
		return false;
	bool good = settle_classes(part);
	while (good && before != idmap_count(part->waiting)) {
		before = idmap_count(part->waiting);
		for (size_t i = 0; good && i < part->users.count; i++)
			if (part_mask(part->waiting, part->users.one[i].key) == 0 &&
			    has_to_wait(part, &part->users.one[i]))
				good = let_wait(part, &part->users.one[i]);
	}
	return good || fault_set(fault, FAULT_TEMP, "out of memory");
}
