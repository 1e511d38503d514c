// Accounts for people whom the directory does not know by their sourcedId yet, by username and e-mail, guardians' by mobile phone, too. accounts.c says which can be had: so people whose ids were replaced find their accounts again, and nobody is joined to an account
// that is somebody else's. Two who want one account, or one who could have two, are `multiple`: nobody gets it.
#include "cmd/match/mobiles.h"
#include "cmd/match/rekey.h"

#include <stdio.h>

#include "pipeline/limits.h"
#include "schema/record.h"
#include "schema/value.h"

enum { SOURCED_ID_ROOM = 512 };

// What gives an account, the strongest first: a claim by one comes before one by the next. How to add one: a line here, its reason in cmd/apply/account.c, its
// name in rosterdrop-feed(5) and rosterdrop-store(5).
enum { WAY_USERNAME, WAY_EMAIL, WAY_MOBILE, WAYS };
static const struct way {
	enum credential credential;
	unsigned column;
	const char *name, *reason;
} ways[WAYS] = {
    [WAY_USERNAME] = {CREDENTIAL_USERNAME, USERS_USERNAME, "username",
	"same username, and nobody else has a claim to the account"},
    [WAY_EMAIL] = {CREDENTIAL_EMAIL, USERS_EMAIL, "email",
	"same e-mail, and nobody else has a claim to the account"},
    [WAY_MOBILE] = {0, USERS_SMS, "mobile",
	"same mobile phone and given name, and nobody else has a claim to the account"},
};

static const char exact_score[] = "200";

// People without a link, and the claims they make.
struct claims {
	struct matcher *matcher;
	struct suggest *suggest; // NULL: there is nobody to compare
	bool accounts; // whether there is any
	struct mobiles *mobiles;
	struct sort
	    *claims; // key = accountId + NUL + number of the way + sourcedId; value = sourcedId
	struct sort
	    *results; // key = sourcedId; value = record of enum link_cell. NULL: nothing is written
	char value[8192];
};

static bool
add_result(struct claims *claims, struct bytes user, const struct bytes cells[LINK_CELLS],
    struct fault *fault)
{
	if (claims->results == NULL)
		return true;
	size_t size = record_size(cells, LINK_CELLS);
	if (size > sizeof claims->value)
		return fault_set(fault, FAULT_BUG, "a link's row has %zu bytes", size);
	record_write(claims->value, cells, LINK_CELLS);
	return sort_add(claims->results, user, (struct bytes){claims->value, size}, fault);
}

static bool
nobody(struct claims *claims, struct bytes user, const char *reason, struct fault *fault)
{
	const struct bytes cells[LINK_CELLS] = {
	    [LINK_CLASS] = bytes_of("none"),
	    [LINK_SCORE] = bytes_of("0"),
	    [LINK_REASON] = bytes_of(reason),
	};
	return add_result(claims, user, cells, fault);
}

static bool
unclear(struct claims *claims, struct bytes user, struct bytes candidates, const char *evidence,
    const char *reason, struct fault *fault)
{
	const struct bytes cells[LINK_CELLS] = {
	    [LINK_CLASS] = bytes_of("multiple"),
	    [LINK_SCORE] = bytes_of(exact_score),
	    [LINK_EVIDENCE] = bytes_of(evidence),
	    [LINK_CANDIDATES] = candidates,
	    [LINK_REASON] = bytes_of(reason),
	};
	return rekey_maybe(claims->matcher, user, candidates, fault) &&
	       add_result(claims, user, cells, fault);
}

// The accounts that somebody may have in one way; phones are guardians'.
static bool
look_for(struct claims *claims, struct bytes user, struct bytes kind, const struct bytes *cells,
    unsigned way, struct offers *offers, struct fault *fault)
{
	if (way != WAY_MOBILE)
		return accounts_offer(claims->matcher, user, kind, ways[way].credential,
		    cells[ways[way].column], offers, fault);
	offers_begin(offers);
	return !bytes_is(kind, person_kind_name(PERSON_GUARDIAN)) ||
	       mobiles_offer(claims->mobiles, claims->matcher, user, cells, offers, fault);
}

// One person without a link: claims an account, or is nobody.
static bool
claim(struct claims *claims, struct bytes user, const struct bytes *cells, struct fault *fault)
{
	struct bytes person[PERSON_CELLS];
	struct offers offers;
	char key[CREDENTIAL_KEY_MAX + SOURCED_ID_ROOM];
	if (!roster_person(claims->matcher->roster, user, person))
		return nobody(claims, user, "this drop does not say in what role", fault);
	struct bytes rows = person[PERSON_ROWS], first;
	if (value_next_member(&rows, &first) && !bytes_equal(first, user))
		return nobody(
		    claims, user, "one person with another row, whose account this is", fault);
	for (unsigned i = 0; claims->accounts && i < WAYS; i++) {
		if (!look_for(claims, user, person[PERSON_KIND_NAME], cells, i, &offers, fault))
			return false;
		if (offers.count > 1)
			return unclear(claims, user, bytes_of(offers.list), ways[i].name,
			    "several accounts have it", fault);
		if (offers.count == 1 &&
		    rekey_doubts(claims->matcher, cells, offers.first, i == WAY_USERNAME))
			return unclear(claims, user, offers.first, ways[i].name,
			    "an account of another name has it", fault);
		if (offers.count == 1 && !suggest_doubts(claims->suggest, user, offers.first)) {
			int size = snprintf(key, sizeof key, "%.*s%c%c%.*s", (int)offers.first.size,
			    offers.first.data, '\0', (char)('1' + i), (int)user.size, user.data);
			return sort_add(
			    claims->claims, (struct bytes){key, (size_t)size}, user, fault);
		}
	}
	return nobody(claims, user, "nobody without a link has this username or e-mail", fault);
}

// Walks people and links side by side, both in order of sourcedId.
static bool
find_unlinked(struct claims *claims, struct fault *fault)
{
	struct matcher *matcher = claims->matcher;
	struct bytes user, linked = {NULL, 0}, cells[RECORD_CELLS_MAX];
	struct roster_row row;
	struct stored stored;
	struct roster_walk *users = roster_walk_open(matcher->roster, USERS, fault);
	struct store_walk *links = users == NULL ? NULL
						 : store_walk_open(matcher->store, STORE_LINKS,
						       (struct bytes){NULL, 0}, fault);
	bool good = links != NULL;
	bool more = good && store_walk_next(links, &linked, &stored);
	while (good && roster_walk_next(users, &user, &row)) {
		while (more && bytes_compare(linked, user) < 0)
			more = store_walk_next(links, &linked, &stored);
		if (row.state != ROSTER_ACTIVE || (more && bytes_equal(linked, user)) ||
		    roster_link(matcher->roster, user, cells)) // an undo gives it back
			continue;
		good = record_read(row.record, cells, USERS_COLUMNS) ||
		       fault_set(fault, FAULT_IO, "a row of roster.mdb is damaged");
		good = good && claim(claims, user, cells, fault);
	}
	store_walk_close(links);
	roster_walk_close(users);
	return good;
}

// One account and all who claim it, the best way first: the only one of the best gets it.
struct group {
	char account[CREDENTIAL_KEY_MAX], user[SOURCED_ID_ROOM];
	size_t account_size, user_size;
	unsigned way;
	bool pending; // `user` is the first, and not told yet
};

static bool
give(struct claims *claims, struct group *group, struct fault *fault)
{
	struct matcher *matcher = claims->matcher;
	const struct way *way = &ways[group->way];
	struct bytes account = {group->account, group->account_size};
	struct bytes user = {group->user, group->user_size};
	const struct bytes link[MATCH_CELLS] = {
	    [MATCH_ACCOUNT] = account, [MATCH_HOW] = bytes_of(way->name)};
	const struct bytes cells[LINK_CELLS] = {
	    [LINK_ACCOUNT] = account,
	    [LINK_CLASS] = bytes_of("ready"),
	    [LINK_SCORE] = bytes_of(exact_score),
	    [LINK_EVIDENCE] = bytes_of(way->name),
	    [LINK_REASON] = bytes_of(way->reason),
	};
	if (!group->pending)
		return true;
	group->pending = false;
	matcher->ready++;
	size_t size = record_write(claims->value, link, MATCH_CELLS);
	if (!suggest_decide(claims->suggest, user, account))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	if (claims->results == NULL)
		return true;
	return db_put(matcher->out, matcher->links, user, (struct bytes){claims->value, size},
		   fault) &&
	       add_result(claims, user, cells, fault);
}

// The next claim to the same account: in the same way it spoils the first one, in a weaker one it comes too late.
static bool
contest(struct claims *claims, struct group *group, struct bytes user, unsigned way,
    struct fault *fault)
{
	struct bytes account = {group->account, group->account_size};
	const char *how = ways[way].name;
	const char *reason = "another person of this drop has a like claim to the account";
	if (way == group->way && group->pending) {
		group->pending = false;
		if (!unclear(claims, (struct bytes){group->user, group->user_size}, account, how,
			reason, fault))
			return false;
	}
	return unclear(claims, user, account, how, reason, fault);
}

static bool
take_claim(struct claims *claims, struct group *group, struct bytes key, struct bytes user,
    struct fault *fault)
{
	struct bytes account = {key.data, key.size - user.size - 2};
	unsigned way = (unsigned)(key.data[account.size + 1] - '1');
	if (bytes_equal(account, (struct bytes){group->account, group->account_size}))
		return contest(claims, group, user, way, fault);
	if (!give(claims, group, fault))
		return false;
	memcpy(group->account, account.data, account.size);
	memcpy(group->user, user.data, user.size);
	group->account_size = account.size;
	group->user_size = user.size;
	group->way = way;
	group->pending = true;
	return true;
}

static bool
settle_claims(struct claims *claims, struct fault *fault)
{
	struct group group = {.account_size = 0};
	struct bytes key, user;
	bool more = true;
	bool good = sort_end(claims->claims, fault);
	while (good && (good = sort_next(claims->claims, &key, &user, &more, fault)) && more)
		good = take_claim(claims, &group, key, user, fault);
	return good && give(claims, &group, fault);
}

bool
match_claims(
    struct matcher *matcher, struct suggest *suggest, struct sort *results, struct fault *fault)
{
	struct claims claims = {.matcher = matcher,
	    .suggest = suggest,
	    .results = results,
	    .accounts = store_count(matcher->store, STORE_ACCOUNTS) > 0};
	claims.claims = sort_new(matcher->job->out, LIMIT_SORT_BYTES);
	claims.mobiles = mobiles_new();
	bool good = (claims.claims != NULL && claims.mobiles != NULL) ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && find_unlinked(&claims, fault) && settle_claims(&claims, fault);
	mobiles_free(claims.mobiles);
	sort_free(claims.claims);
	return good;
}

bool
match_people(struct matcher *matcher, struct fault *fault)
{
	struct suggest *suggest = NULL;
	struct sort *results = sort_new(matcher->job->out, LIMIT_SORT_BYTES);
	bool good = results != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && suggest_begin(matcher, &suggest, fault) &&
	       match_claims(matcher, suggest, results, fault);
	good = good && (suggest == NULL || suggest_run(suggest, fault)) &&
	       rekey_people(suggest, matcher, fault) &&
	       match_write_links(matcher, suggest, results, fault);
	suggest_free(suggest);
	sort_free(results);
	return good;
}
