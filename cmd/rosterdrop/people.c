// How an account is changed by hand. What the SIS says of a person stands in its own records, too: a name that somebody puts in its place goes there as
// well, and the edit beside it keeps drops from putting the SIS's back.
#include "cmd/rosterdrop/people.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/limits.h"
#include "schema/value.h"

bool
people_find(struct hand *hand, struct bytes id, struct account *account, struct fault *fault)
{
	enum stored_state state;
	account->id = hand_keep(hand, id);
	if (id.size == 0 || !hand_get(hand, ACCOUNTS, id, &state, account->cells))
		return fault_set(fault, FAULT_MISSING, "there is no account '%.*s'",
		    (int)(id.size < 64 ? id.size : 64), id.size > 0 ? id.data : "");
	return holders_read(hand->store, account->id, &account->holders, fault);
}

bool
people_is(const struct account *account, enum person_kind kind)
{
	return bytes_is(account->cells[ACCOUNT_KIND], person_kind_name(kind));
}

bool
people_in_sis(const struct account *account)
{
	return account->holders.active > 0;
}

bool
people_unlocked(const struct hand *hand, const struct account *account, struct fault *fault)
{
	if (hand->district->edits != EDITS_LOCKED || !hand_is_live(hand) || !people_in_sis(account))
		return true;
	return fault_set(fault, FAULT_DENIED,
	    "%.*s is in the SIS, and by the district's policy (edits = locked) what the SIS says "
	    "is "
	    "changed there only",
	    (int)account->id.size, account->id.data);
}

bool
people_put(struct hand *hand, const struct account *account, const struct bytes *cells,
    enum action action, enum reason reason, bool notify, struct fault *fault)
{
	const struct act_change change = {.action = action,
	    .entity = ACCOUNTS,
	    .key = account->id,
	    .account_id = account->id,
	    .state = STORED_ACTIVE,
	    .cells = cells,
	    .reason = reason,
	    .notify = notify};
	return hand_change(hand, &change, fault) &&
	       credential_move(hand->store, CREDENTIAL_USERNAME, account->id,
		   account->cells[ACCOUNT_USERNAME], cells[ACCOUNT_USERNAME], fault) &&
	       credential_move(hand->store, CREDENTIAL_EMAIL, account->id,
		   account->cells[ACCOUNT_EMAIL], cells[ACCOUNT_EMAIL], fault);
}

bool
people_add(struct hand *hand, const struct bytes *cells, struct bytes *id, struct fault *fault)
{
	char room[ACCOUNT_ID_MAX];
	struct account none = {.cells = {{NULL, 0}}};
	*id = none.id = hand_keep(hand, account_id('a', act_next_account(hand->act), room));
	return people_put(hand, &none, cells, ACTION_CREATE, REASON_BY_HAND, false, fault);
}

bool
people_edit(struct hand *hand, char kind, struct bytes id, const char *name,
    const struct bytes *value, bool *was, struct fault *fault)
{
	char room[EDIT_KEY_MAX];
	struct stored stored;
	struct bytes key = edit_key(kind, id, name, room);
	*was = store_get_now(hand->store, EDITS, key, &stored);
	if (value == NULL)
		return !*was || hand_delete(hand, EDITS, key, fault);
	const struct bytes cells[EDIT_CELLS] = {[EDIT_VALUE] = *value,
	    [EDIT_BY] = bytes_of(act_who(hand->act)),
	    [EDIT_TIME] = bytes_of(act_time(hand->act)),
	    [EDIT_WHY] = bytes_of(act_why(hand->act))};
	return hand_put(hand, EDITS, key, cells, EDIT_CELLS, fault);
}

bool
people_stick_name(struct hand *hand, const struct account *account, enum account_cell cell,
    struct bytes value, struct fault *fault)
{
	unsigned column = 0;
	bool was;
	if (account->holders.count == 0)
		return true;
	for (unsigned i = 0; i < ACCOUNT_SOURCES; i++)
		if (account_sources[i].account == cell)
			column = account_sources[i].user;
	if (!people_edit(hand, EDIT_ACCOUNT, account->id, entity_column(ACCOUNTS, cell), &value,
		&was, fault))
		return false;
	for (unsigned i = 0; i < account->holders.count; i++) {
		struct bytes user[RECORD_CELLS_MAX], id = holders_id(&account->holders, i);
		enum stored_state state;
		if (!account->holders.one[i].active || !hand_get(hand, USERS, id, &state, user) ||
		    bytes_equal(user[column], value))
			continue;
		user[column] = value;
		const struct act_change change = {.action = ACTION_UPDATE,
		    .entity = USERS,
		    .key = id,
		    .account_id = account->id,
		    .state = state,
		    .cells = user,
		    .reason = REASON_BY_HAND};
		if (!hand_change(hand, &change, fault))
			return false;
	}
	return true;
}

bool
people_set_state(struct hand *hand, const struct account *account, const char *state,
    enum reason reason, struct fault *fault)
{
	struct bytes cells[ACCOUNT_CELLS];
	const struct bytes value = bytes_of(state);
	bool was, archived = bytes_is(account->cells[ACCOUNT_STATE], "archived");
	struct bytes into = account->cells[ACCOUNT_MERGED_INTO];
	if (into.size > 0)
		return fault_set(fault, FAULT_USAGE,
		    "%.*s was merged into %.*s and is archived for good", (int)account->id.size,
		    account->id.data, (int)into.size, into.data);
	enum action action = bytes_is(value, "archived") ? ACTION_ARCHIVE
			     : archived                  ? ACTION_UNARCHIVE
							 : ACTION_UPDATE;
	if (account->holders.count > 0 &&
	    !people_edit(hand, EDIT_ACCOUNT, account->id, "state", &value, &was, fault))
		return false;
	memcpy(cells, account->cells, sizeof cells);
	account_set_state(cells, value);
	return bytes_equal(cells[ACCOUNT_STATE], account->cells[ACCOUNT_STATE]) ||
	       people_put(hand, account, cells, action, reason, false, fault);
}

// The column of OneRoster that says what a cell may hold; NULL for those that are plain text.
static const struct column *
column_of(enum account_cell cell)
{
	for (unsigned i = 0; i < ACCOUNT_SOURCES; i++)
		if (account_sources[i].account == cell)
			return &oneroster_files[USERS].columns[account_sources[i].user];
	if (cell == ACCOUNT_BIRTH_DATE)
		return &oneroster_files[DEMOGRAPHICS].columns[DEMOGRAPHICS_BIRTH_DATE];
	if (cell == ACCOUNT_SCHOOLS)
		return &oneroster_files[USERS].columns[USERS_ORGS];
	return NULL;
}

bool
people_value(struct hand *hand, enum account_cell cell, struct bytes value, struct bytes *out,
    struct fault *fault)
{
	char buffer[VALUE_BUFFER];
	const struct column *column = column_of(cell);
	struct bytes made = value;
	bool good = value.size <= LIMIT_TEXT_KEPT;
	for (size_t i = 0; i < value.size; i++)
		good = good && (unsigned char)value.data[i] >= 0x20 && value.data[i] != 0x7f;
	if (good && value.size > 0 && column != NULL)
		good = value_check(column, V11, value, buffer, &made) != VALUE_BAD;
	*out = hand_keep(hand, made);
	return good || fault_set(fault, FAULT_USAGE, "the value of the column %s cannot be one",
			   entity_column(ACCOUNTS, cell));
}
