// Children who are there twice: an account that two rows of the SIS hold, two accounts, two rows. Here everybody is looked at, those who are linked too,
// since the second row of a child often comes years after the first.
#include "cmd/match/audit.h"

#include "schema/record.h"
#include "schema/value.h"

struct looking {
	struct audit *audit;
	const struct suggest *suggest;
};

// Whether an account is archived: what was put away is nobody's second.
static bool
is_archived(const struct looking *looking, struct bytes account)
{
	struct stored stored;
	return !store_get(looking->audit->matcher->store, STORE_ACCOUNTS, account, &stored) ||
	       bytes_is(record_cell(stored.record, ACCOUNT_STATE), "archived");
}

static bool
on_accounts(void *context, uint32_t a, uint32_t b, struct fault *fault)
{
	struct looking *looking = context;
	uint64_t number;
	const struct bytes ids[AUDIT_IDS] = {idmap_id(looking->suggest->accounts, a, &number),
	    idmap_id(looking->suggest->accounts, b, &number)};
	if (is_archived(looking, ids[0]) || is_archived(looking, ids[1]))
		return true;
	return audit_add(looking->audit, AUDIT_ACCOUNTS, ids, fault);
}

// Whether the SIS itself says that two rows are one person.
static bool
is_one_person(struct roster *roster, struct bytes one, struct bytes other)
{
	struct bytes person[PERSON_CELLS];
	return roster_person(roster, one, person) && value_has_member(person[PERSON_ROWS], other);
}

static bool
on_rows(void *context, uint32_t a, uint32_t b, struct fault *fault)
{
	struct looking *looking = context;
	uint64_t number;
	const struct bytes ids[AUDIT_IDS] = {idmap_id(looking->suggest->students, a, &number),
	    idmap_id(looking->suggest->students, b, &number)};
	if (is_one_person(looking->audit->matcher->roster, ids[0], ids[1]))
		return true;
	return audit_add(looking->audit, AUDIT_ROWS, ids, fault);
}

// Marks those who were linked elsewhere because they have a second account.
static void
mark_alike(struct audit *audit, const struct suggest *suggest)
{
	struct audit_items *wrong = &audit->items[AUDIT_WRONG];
	for (size_t i = 0; i < wrong->count; i++) {
		uint64_t a, b;
		struct audit_item *item = &wrong->list[i];
		if (!idmap_get(suggest->accounts, item->ids[1], &a) ||
		    !idmap_get(suggest->accounts, item->ids[2], &b))
			continue;
		item->alike = links_look_alike(suggest->links, LINK_APP, (uint32_t)a, (uint32_t)b);
		audit->alike += item->alike;
	}
}

// Accounts that two sourcedIds hold who both stay in the SIS: the credentials are in order of the account.
static bool
find_shared(struct audit *audit, struct fault *fault)
{
	static const char begin[] = {CREDENTIAL_LINK};
	struct matcher *matcher = audit->matcher;
	struct bytes key, account = {NULL, 0}, holder = {NULL, 0};
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(matcher->store, STORE_CREDENTIALS, (struct bytes){begin, 1}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored) && key.data[0] == CREDENTIAL_LINK) {
		struct bytes user = store_credential_holder(key);
		struct bytes held = {key.data + 1, key.size - user.size - 2};
		if (!match_stays(matcher, user))
			continue;
		const struct bytes ids[AUDIT_IDS] = {held, holder, user};
		if (holder.size > 0 && bytes_equal(held, account) &&
		    !is_one_person(matcher->roster, holder, user))
			good = audit_add(audit, AUDIT_SHARED, ids, fault);
		account = held;
		holder = user;
	}
	store_walk_close(walk);
	return good;
}

bool
audit_twice(struct audit *audit, struct fault *fault)
{
	const struct trial trial = {.everybody = true};
	struct suggest *suggest = NULL;
	audit->matcher->trial = &trial;
	bool good = suggest_begin(audit->matcher, &suggest, fault);
	struct looking looking = {audit, suggest};
	if (good && suggest != NULL) {
		good = links_twice(suggest->links, LINK_APP, on_accounts, &looking,
			   &audit->crowded[LINK_APP], fault) &&
		       links_twice(suggest->links, LINK_SIS, on_rows, &looking,
			   &audit->crowded[LINK_SIS], fault);
		mark_alike(audit, suggest);
	}
	suggest_free(suggest);
	audit->matcher->trial = NULL;
	return good && find_shared(audit, fault);
}
