// The store has no index of phone numbers, since only match asks, and only for guardians who are new: one walk over the accounts finds all of them.
#include "cmd/match/mobiles.h"

#include <stdlib.h>

#include "cmd/match/chains.h"
#include "pipeline/list.h"
#include "pipeline/nickname.h"
#include "pipeline/person.h"
#include "schema/record.h"

// An account that has a number.
struct holder {
	struct bytes account, given; // borrowed from the store
};

struct mobiles {
	struct chains numbers; // of holders
	struct holder *holders;
	size_t count, room;
	bool read;
};

struct mobiles *
mobiles_new(void)
{
	struct mobiles *mobiles = calloc(1, sizeof *mobiles);
	if (mobiles != NULL && !chains_new(&mobiles->numbers)) {
		free(mobiles);
		return NULL;
	}
	return mobiles;
}

void
mobiles_free(struct mobiles *mobiles)
{
	if (mobiles == NULL)
		return;
	chains_free(&mobiles->numbers);
	free(mobiles->holders);
	free(mobiles);
}

// A number in the form in which it is compared.
static struct bytes
form_of(const struct matcher *matcher, struct bytes mobile, char e164[PHONE_MAX])
{
	return person_phone(mobile, matcher->job->district->scope.country, e164) == PHONE_E164
		   ? bytes_of(e164)
		   : mobile;
}

static bool
add(struct mobiles *mobiles, struct bytes number, struct bytes account, struct bytes given)
{
	if (!list_grow(&mobiles->holders, mobiles->count, &mobiles->room, sizeof *mobiles->holders))
		return false;
	mobiles->holders[mobiles->count++] = (struct holder){account, given};
	return chains_add(&mobiles->numbers, number);
}

static bool
read_accounts(struct mobiles *mobiles, struct matcher *matcher, struct fault *fault)
{
	char e164[PHONE_MAX];
	struct bytes account, cells[ACCOUNT_CELLS];
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(matcher->store, STORE_ACCOUNTS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &account, &stored))
		if (record_read(stored.record, cells, ACCOUNT_CELLS) &&
		    cells[ACCOUNT_MOBILE].size > 0 &&
		    bytes_is(cells[ACCOUNT_KIND], person_kind_name(PERSON_GUARDIAN)))
			good = add(mobiles, form_of(matcher, cells[ACCOUNT_MOBILE], e164), account,
				   cells[ACCOUNT_GIVEN_NAME]) ||
			       fault_set(fault, FAULT_TEMP, "out of memory");
	store_walk_close(walk);
	mobiles->read = good;
	return good;
}

// Whether given names may be one person's. An account without one says nothing against it.
static bool
may_be(const struct matcher *matcher, const struct bytes *cells, struct bytes given)
{
	const char *const *own = (const char *const *)matcher->job->district->links.nicknames;
	return given.size == 0 || nickname_agree(cells[USERS_GIVEN_NAME], given, own) ||
	       (cells[USERS_PREFERRED_GIVEN_NAME].size > 0 &&
		   nickname_agree(cells[USERS_PREFERRED_GIVEN_NAME], given, own));
}

bool
mobiles_offer(struct mobiles *mobiles, struct matcher *matcher, struct bytes user,
    const struct bytes *cells, struct offers *offers, struct fault *fault)
{
	char e164[PHONE_MAX];
	bool good = true;
	offers_begin(offers);
	if (cells[USERS_SMS].size == 0)
		return true;
	if (!mobiles->read && !read_accounts(mobiles, matcher, fault))
		return false;
	for (size_t place =
		 chains_last(&mobiles->numbers, form_of(matcher, cells[USERS_SMS], e164));
	     good && place > 0; place = chains_before(&mobiles->numbers, place)) {
		const struct holder *holder = &mobiles->holders[place - 1];
		if (may_be(matcher, cells, holder->given))
			good = accounts_offer_one(matcher, user,
			    bytes_of(person_kind_name(PERSON_GUARDIAN)), holder->account, offers,
			    fault);
	}
	return good;
}
