// Which accounts can be had: of the same kind, and of no sourcedId that stays in the SIS.
#include "cmd/match/accounts.h"

#include <stdio.h>

#include "cmd/match/trial.h"
#include "schema/record.h"

bool
match_stays(struct matcher *matcher, struct bytes user)
{
	struct roster_row row;
	struct stored stored;
	if (roster_get(matcher->roster, USERS, user, &row))
		return row.state == ROSTER_ACTIVE;
	if (!store_get(matcher->store, USERS, user, &stored) || stored.state != STORED_ACTIVE)
		return false;
	return roster_mode(matcher->roster, USERS) != MODE_BULK ||
	       roster_has_unknown(matcher->roster, USERS) ||
	       roster_left_out(matcher->roster, USERS, user);
}

// Whether the first sync leaves an account alone: a student's that was there before and that nobody of the SIS ever had.
static bool
keeps_off(const struct matcher *matcher, struct bytes origin, struct bytes kind, bool ever)
{
	return matcher->job->district->sync.first_sync == FIRST_CREATE && !ever &&
	       bytes_is(origin, "imported") && bytes_is(kind, person_kind_name(PERSON_STUDENT));
}

// Whether an account can be had by somebody of this kind.
static bool
is_free(struct matcher *matcher, struct bytes account, struct bytes kind, bool *free,
    struct fault *fault)
{
	char prefix[CREDENTIAL_KEY_MAX];
	struct stored stored;
	struct bytes key, cells[ACCOUNT_CELLS];
	const struct bytes none = {NULL, 0};
	*free = false;
	if (!store_get(matcher->store, STORE_ACCOUNTS, account, &stored) ||
	    !record_read(stored.record, cells, ACCOUNT_CELLS) ||
	    !bytes_equal(cells[ACCOUNT_KIND], kind) || cells[ACCOUNT_MERGED_INTO].size > 0 ||
	    trial_hides(matcher->trial, account))
		return true;
	struct bytes from = store_credential_key(CREDENTIAL_LINK, account, none, prefix);
	struct store_walk *walk = store_walk_open(matcher->store, STORE_CREDENTIALS, from, fault);
	if (walk == NULL)
		return false;
	bool open = true, ever = false;
	while (open && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0)
		open = !match_stays(matcher, store_credential_holder(key)), ever = true;
	store_walk_close(walk);
	*free = open && !keeps_off(matcher, cells[ACCOUNT_ORIGIN], kind, ever);
	return true;
}

void
offers_begin(struct offers *offers)
{
	offers->count = 0;
	offers->used = 0;
	offers->list[0] = '\0';
}

// Adds an account to what is offered.
static void
offer(struct offers *offers, struct bytes account)
{
	size_t room = sizeof offers->list;
	if (offers->count++ == 0)
		offers->first = account;
	if (offers->used + account.size + 2 < room)
		offers->used += (size_t)snprintf(offers->list + offers->used, room - offers->used,
		    "%s%.*s", offers->used > 0 ? " " : "", (int)account.size, account.data);
}

bool
accounts_offer_one(struct matcher *matcher, struct bytes user, struct bytes kind,
    struct bytes account, struct offers *offers, struct fault *fault)
{
	bool free;
	if (!is_free(matcher, account, kind, &free, fault))
		return false;
	if (free && !suggest_blocked(matcher, user, account))
		offer(offers, account);
	return true;
}

bool
accounts_offer(struct matcher *matcher, struct bytes user, struct bytes kind,
    enum credential credential, struct bytes value, struct offers *offers, struct fault *fault)
{
	char prefix[CREDENTIAL_KEY_MAX];
	struct stored stored;
	struct bytes key;
	bool good = true;
	struct bytes from =
	    store_credential_key(credential, value, (struct bytes){NULL, 0}, prefix);
	offers_begin(offers);
	if (from.size == 0)
		return true;
	struct store_walk *walk = store_walk_open(matcher->store, STORE_CREDENTIALS, from, fault);
	if (walk == NULL)
		return false;
	while (good && store_walk_next(walk, &key, &stored) && key.size > from.size &&
	       memcmp(key.data, from.data, from.size) == 0)
		good = accounts_offer_one(
		    matcher, user, kind, store_credential_holder(key), offers, fault);
	store_walk_close(walk);
	return good;
}
