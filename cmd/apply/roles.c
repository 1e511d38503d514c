// Who somebody is, by the roles in the store. A bulk file and 1.1 say all roles of a user at once, and normalise makes a person of them; a delta of 1.2
// brings only the roles that change, so that the person has to be made of what there is when the changes are written. One walk over the
// roles, because nothing leads from a user to them.
#include "cmd/apply/apply.h"

#include <stdlib.h>

#include "pipeline/text.h"
#include "schema/record.h"
#include "schema/value.h"

// One user of the set.
struct holder {
	enum person_kind kind;
	struct text first, others; // lists of orgs: of primary roles, of secondary ones
};

struct roles {
	struct idmap *users; // -> index of a holder
	struct holder *holders;
};

struct roles *
roles_new(void)
{
	struct roles *roles = calloc(1, sizeof *roles);
	if (roles != NULL && (roles->users = idmap_new()) != NULL)
		return roles;
	free(roles);
	return NULL;
}

bool
roles_add(struct roles *roles, struct bytes user)
{
	uint64_t index;
	return idmap_get(roles->users, user, &index) ||
	       idmap_put(roles->users, user, idmap_count(roles->users));
}

// Adds an org to a list, unless it is there.
static void
add_org(struct text *list, struct bytes org)
{
	if (value_has_member((struct bytes){list->data, list->size}, org))
		return;
	if (list->size > 0)
		text_put(list, ",");
	text_add(list, org);
}

// Takes one role in.
static void
take_role(struct roles *roles, const struct bytes cells[ROLES_COLUMNS])
{
	uint64_t index;
	if (!idmap_get(roles->users, cells[ROLES_USER], &index))
		return;
	struct holder *holder = &roles->holders[index];
	enum person_kind kind = person_kind_of_role(cells[ROLES_ROLE]);
	if (kind > holder->kind)
		holder->kind = kind;
	if (cells[ROLES_ORG].size > 0)
		add_org(bytes_is(cells[ROLES_TYPE], "primary") ? &holder->first : &holder->others,
		    cells[ROLES_ORG]);
}

// Puts the orgs of secondary roles behind those of primary ones.
static bool
join_orgs(struct roles *roles, struct fault *fault)
{
	bool good = true;
	for (size_t i = 0; i < idmap_count(roles->users); i++) {
		struct holder *holder = &roles->holders[i];
		struct bytes rest = {holder->others.data, holder->others.size}, org;
		while (value_next_member(&rest, &org))
			add_org(&holder->first, org);
		good = good && !holder->first.failed && !holder->others.failed;
	}
	return good || fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
roles_read(struct roles *roles, struct store *store, struct fault *fault)
{
	struct bytes key, cells[ROLES_COLUMNS];
	struct stored stored;
	size_t count = idmap_count(roles->users);
	if (count == 0)
		return true;
	roles->holders = calloc(count, sizeof *roles->holders);
	if (roles->holders == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	struct store_walk *walk = store_walk_open_now(store, ROLES, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &key, &stored))
		if (stored.state == STORED_ACTIVE &&
		    record_read(stored.record, cells, ROLES_COLUMNS))
			take_role(roles, cells);
	store_walk_close(walk);
	return join_orgs(roles, fault);
}

bool
roles_person(const struct roles *roles, struct bytes user, struct bytes cells[PERSON_CELLS])
{
	uint64_t index;
	if (roles->holders == NULL || !idmap_get(roles->users, user, &index))
		return false;
	const struct holder *holder = &roles->holders[index];
	cells[PERSON_KIND_NAME] = bytes_of(person_kind_name(holder->kind));
	cells[PERSON_SCHOOLS] = (struct bytes){holder->first.data, holder->first.size};
	return holder->kind != PERSON_NONE || holder->first.size > 0;
}

void
roles_free(struct roles *roles)
{
	if (roles == NULL)
		return;
	for (size_t i = 0; roles->holders != NULL && i < idmap_count(roles->users); i++) {
		text_free(&roles->holders[i].first);
		text_free(&roles->holders[i].others);
	}
	free(roles->holders);
	idmap_free(roles->users);
	free(roles);
}
