// What all that pairs old and new ids stands on: who is gone, who is new, and what is known by now.
#include "cmd/match/rekey.h"

#include <stdlib.h>

#include "pipeline/limits.h"
#include "pipeline/nickname.h"
#include "pipeline/person.h"
#include "pipeline/rekey.h"
#include "schema/record.h"
#include "schema/value.h"

// Memory for one drop. NULL when there is none.
static struct rekey *
rekey_new(struct matcher *matcher, bool asked)
{
	struct rekey *rekey = calloc(1, sizeof *rekey);
	if (rekey == NULL)
		return NULL;
	rekey->matcher = matcher;
	rekey->asked = asked;
	rekey->maybe = sort_new(matcher->job->out, LIMIT_SORT_BYTES);
	rekey->settled = idmap_new();
	rekey->overlap = idmap_new();
	rekey->members = idmap_new();
	rekey->waiting = idmap_new();
	rekey->kept = idmap_new();
	if (rekey->maybe != NULL && rekey->settled != NULL && rekey->overlap != NULL &&
	    rekey->members != NULL && rekey->waiting != NULL && rekey->kept != NULL)
		return rekey;
	rekey_free(rekey);
	return NULL;
}

void
rekey_free(struct rekey *rekey)
{
	if (rekey == NULL)
		return;
	sort_free(rekey->maybe);
	idmap_free(rekey->settled);
	idmap_free(rekey->overlap);
	idmap_free(rekey->members);
	idmap_free(rekey->waiting);
	idmap_free(rekey->kept);
	text_free(&rekey->text);
	text_free(&rekey->other);
	free(rekey);
}

bool
rekey_begin(struct matcher *matcher, struct fault *fault)
{
	struct roster_undo undo;
	bool asked = rekey_is_asked(matcher->job->district_dir, matcher->job->drop);
	if (roster_undo(matcher->roster, &undo) ||
	    (!asked && store_count(matcher->store, WAITS) == 0))
		return true;
	matcher->rekey = rekey_new(matcher, asked);
	if (matcher->rekey == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return db_table_open(matcher->out, "added", &matcher->rekey->added, fault) &&
	       db_table_open(matcher->out, "waits", &matcher->rekey->waits, fault) &&
	       (!asked ||
		   (db_table_open(matcher->out, "rekeyed", &matcher->rekey->rekeyed, fault) &&
		       rekey_pair_all(matcher->rekey, ORGS, COURSES, fault)));
}

bool
rekey_finish(struct matcher *matcher, struct fault *fault)
{
	struct rekey *rekey = matcher->rekey;
	if (rekey == NULL)
		return true;
	if (rekey->asked &&
	    !(rekey_count_members(rekey, fault) && rekey_pair_members(rekey, fault) &&
		rekey_pair_all(rekey, CLASSES, CLASSES, fault) &&
		rekey_pair_all(rekey, ENROLLMENTS, ENROLLMENTS, fault)))
		return false;
	bool good = rekey_keep(rekey, fault) && (!rekey->asked || rekey_report(rekey, fault));
	if (good && (rekey->text.failed || rekey->other.failed))
		good = fault_set(fault, FAULT_TEMP, "out of memory");
	return good;
}

bool
rekey_is_gone(
    const struct rekey *rekey, unsigned entity, struct bytes id, const struct stored *stored)
{
	const struct roster *roster = rekey->matcher->roster;
	struct roster_row row;
	return stored->state == STORED_ACTIVE && roster_mode(roster, entity) == MODE_BULK &&
	       !roster_has_unknown(roster, entity) && !roster_left_out(roster, entity, id) &&
	       !roster_get(roster, entity, id, &row);
}

bool
rekey_is_new(
    const struct rekey *rekey, unsigned entity, struct bytes id, const struct roster_row *row)
{
	struct stored stored;
	return row->state == ROSTER_ACTIVE &&
	       !store_get(rekey->matcher->store, entity, id, &stored);
}

bool
rekey_note(
    struct rekey *rekey, unsigned entity, struct bytes old, struct bytes new, struct fault *fault)
{
	char key[REKEY_KEY_MAX];
	struct db *out = rekey->matcher->out;
	return db_put(out, rekey->rekeyed, roster_rekey_key(entity, REKEY_OLD, old, key), new,
		   fault) &&
	       db_put(
		   out, rekey->rekeyed, roster_rekey_key(entity, REKEY_NEW, new, key), old, fault);
}

bool
rekey_has(const struct rekey *rekey, unsigned entity, char side, struct bytes id)
{
	char key[REKEY_KEY_MAX];
	struct bytes other;
	return rekey->asked && db_get(rekey->matcher->out, rekey->rekeyed,
				   roster_rekey_key(entity, side, id, key), &other);
}

void
rekey_reference(const struct rekey *rekey, struct text *text, unsigned entity, struct bytes id)
{
	char key[REKEY_KEY_MAX];
	struct bytes other;
	bool replaced = rekey->asked && db_get(rekey->matcher->out, rekey->rekeyed,
					    roster_rekey_key(entity, REKEY_OLD, id, key), &other);
	text_add(text, replaced ? other : id);
}

// The account that one row of a person leads to.
static struct bytes
own_account(const struct rekey *rekey, struct bytes user, char room[ACCOUNT_ID_MAX])
{
	struct stored link;
	struct bytes value, account = {NULL, 0};
	if (store_get(rekey->matcher->store, STORE_LINKS, user, &link))
		account = record_cell(link.record, 0);
	else if (user.size <= DB_KEY_MAX &&
		 db_get(rekey->matcher->out, rekey->matcher->links, user, &value))
		account = record_cell(value, MATCH_ACCOUNT);
	if (account.size == 0 || account.size > ACCOUNT_ID_MAX)
		return (struct bytes){NULL, 0};
	memcpy(room, account.data, account.size);
	return (struct bytes){room, account.size};
}

struct bytes
rekey_account(const struct rekey *rekey, struct bytes user, char room[ACCOUNT_ID_MAX])
{
	struct bytes person[PERSON_CELLS], rest, row;
	struct bytes account = own_account(rekey, user, room);
	if (account.size > 0 || !roster_person(rekey->matcher->roster, user, person))
		return account;
	rest = person[PERSON_ROWS];
	while (account.size == 0 && value_next_member(&rest, &row))
		account = own_account(rekey, row, room);
	return account;
}

bool
rekey_maybe(struct matcher *matcher, struct bytes user, struct bytes accounts, struct fault *fault)
{
	char key[DB_KEY_MAX];
	struct bytes account;
	if (matcher->rekey == NULL || !matcher->rekey->asked)
		return true;
	while (accounts.size > 0) {
		const char *end = memchr(accounts.data, ' ', accounts.size);
		size_t size = end == NULL ? accounts.size : (size_t)(end - accounts.data);
		account = (struct bytes){accounts.data, size};
		size += size < accounts.size;
		accounts = (struct bytes){accounts.data + size, accounts.size - size};
		struct bytes pair = pair_key(user, account, key);
		if (account.size > 0 && pair.size > 0 &&
		    !sort_add(matcher->rekey->maybe, pair, (struct bytes){NULL, 0}, fault))
			return false;
	}
	return true;
}

bool
rekey_doubts(
    struct matcher *matcher, const struct bytes *cells, struct bytes account, bool username)
{
	struct rekey *rekey = matcher->rekey;
	struct stored stored;
	struct bytes known[ACCOUNT_CELLS];
	const char *const *own = (const char *const *)matcher->job->district->links.nicknames;
	if (rekey == NULL || !rekey->asked ||
	    !store_get(matcher->store, STORE_ACCOUNTS, account, &stored) ||
	    !record_read(stored.record, known, ACCOUNT_CELLS))
		return false;
	bool given =
	    nickname_agree(cells[USERS_GIVEN_NAME], known[ACCOUNT_GIVEN_NAME], own) ||
	    nickname_agree(cells[USERS_PREFERRED_GIVEN_NAME], known[ACCOUNT_GIVEN_NAME], own);
	bool family = nickname_agree(cells[USERS_FAMILY_NAME], known[ACCOUNT_FAMILY_NAME], own);
	return !given && !(username && family);
}
