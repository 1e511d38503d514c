// The first sync is no moment of its own: whatever was there before is looked at with each drop, so a school that goes live later, a drop that was
// held, and a crash need nothing that remembers. What was put away once and enabled by a person stays enabled.
#include "cmd/apply/first.h"

#include <stdio.h>

#include "cmd/apply/grace.h"
#include "cmd/apply/rekey_facts.h"
#include "cmd/apply/undo.h"
#include "pipeline/clock.h"
#include "pipeline/kept.h"
#include "pipeline/ledger.h"
#include "pipeline/phase.h"
#include "schema/record.h"

static const struct bytes nothing = {NULL, 0};

// Whether people did anything to the directory: an import is such an act.
static bool
has_acts(struct applier *applier, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	bool found = false;
	struct store_walk *walk = store_walk_open(applier->store, STORE_LEDGER, nothing, fault);
	while (walk != NULL && !found && store_walk_next(walk, &key, &stored))
		found = ledger_is_by_hand(record_cell(stored.record, LEDGER_DROP));
	store_walk_close(walk);
	return found;
}

bool
first_prepare(struct applier *applier, struct fault *fault)
{
	const struct district *district = applier->job->district;
	const char *start = district->sync.start_date, *school;
	fault->class = FAULT_NONE;
	phase_day(applier->job->district, clock_now(), applier->day);
	if (start != NULL && strncmp(applier->day, start, strlen(start)) < 0)
		snprintf(applier->day, sizeof applier->day, "%s", start);
	applier->had_acts = has_acts(applier, fault);
	bool good = fault->class == FAULT_NONE;
	for (char **grace = district->sync.grace; good && grace != NULL && *grace != NULL; grace++)
		if (!applier->undoes && phase_school_waits(*grace, applier->day, &school))
			good = idmap_put(applier->waiting, bytes_of(school), 1) ||
			       fault_set(fault, FAULT_TEMP, "out of memory");
	return good;
}

bool
first_day_came(struct applier *applier)
{
	struct bytes ledger[LEDGER_CELLS];
	struct fault ignored;
	char since[CALENDAR_DAY_TEXT];
	time_t when;
	uint32_t act = ledger_act(applier->store, store_meta(applier->store)->last_drop);
	if (act == 0 || !ledger_read(applier->store, act, ledger, &ignored) ||
	    !clock_parse_text(ledger[LEDGER_TIME].data, ledger[LEDGER_TIME].size, &when))
		return false;
	phase_day(applier->job->district, when, since);
	return phase_day_came(applier->job->district, since, applier->day);
}

// What is looked for, and told.
struct first {
	struct applier *applier;
	change_visitor *visit;
	void *context;
	struct fault *fault;
	bool all; // accounts of every kind: the reset
	bool accounts, classes; // whether any are put away
	struct text room;
};

// Whether a sourcedId is linked to the account, or was.
static bool
is_linked(struct first *first, struct bytes account, bool *good)
{
	char prefix[CREDENTIAL_KEY_MAX];
	struct bytes key;
	struct stored stored;
	uint64_t ignored;
	if (idmap_get(first->applier->relinked, account, &ignored))
		return true;
	struct bytes from = store_credential_key(CREDENTIAL_LINK, account, nothing, prefix);
	struct store_walk *walk =
	    store_walk_open(first->applier->store, STORE_CREDENTIALS, from, first->fault);
	*good = walk != NULL;
	bool linked = walk != NULL && store_walk_next(walk, &key, &stored) &&
		      key.size > from.size && memcmp(key.data, from.data, from.size) == 0;
	store_walk_close(walk);
	return linked;
}

// Whether an account was linked or put away before, and a person enabled or unlinked it since.
static bool
is_enabled_again(struct first *first, struct bytes account, bool *good)
{
	bool freed = false;
	if (!undo_was_kept(first->applier, account))
		return false;
	*good = undo_was_freed(first->applier, account, &freed, first->fault);
	return freed || !*good;
}

// Whether the policy puts an account away.
static bool
is_put_away(struct first *first, struct bytes account, const struct stored *stored,
    const struct bytes cells[ACCOUNT_CELLS], bool *good)
{
	unsigned all;
	return bytes_is(cells[ACCOUNT_ORIGIN], "imported") &&
	       !bytes_is(cells[ACCOUNT_STATE], "archived") &&
	       (first->all || bytes_is(cells[ACCOUNT_KIND], person_kind_name(PERSON_STUDENT))) &&
	       undo_is_free(stored->record) &&
	       account_state_by_hand(first->applier->store, account).size == 0 &&
	       grace_count_schools(first->applier, cells[ACCOUNT_SCHOOLS], &all) == 0 &&
	       !is_linked(first, account, good) && *good &&
	       !is_enabled_again(first, account, good);
}

// Tells one change of a fact.
static bool
tell(struct first *first, struct change *change, enum action action, struct bytes record)
{
	change->action = action;
	change->reason = first->applier->undoes ? REASON_UNDONE : REASON_FIRST_SYNC;
	change->after = record;
	return first->visit(first->context, change, first->fault);
}

// One account.
static bool
take_account(struct first *first, struct bytes key, const struct stored *stored)
{
	struct bytes cells[ACCOUNT_CELLS];
	struct text *room = &first->room;
	uint64_t ignored;
	bool good = true;
	if (!record_read(stored->record, cells, ACCOUNT_CELLS) || !first->accounts ||
	    !is_put_away(first, key, stored, cells, &good))
		return good && (!undo_is_free(stored->record) ||
				   idmap_get(first->applier->relinked, key, &ignored) ||
				   rekey_fact(first->applier, ACCOUNTS, key, stored, first->visit,
				       first->context, first->fault));
	account_set_state(cells, bytes_of("archived"));
	text_clear(room);
	if (!text_reserve(room, record_size(cells, ACCOUNT_CELLS)))
		return fault_set(first->fault, FAULT_TEMP, "out of memory");
	room->size = record_write(room->data, cells, ACCOUNT_CELLS);
	struct change change = {.entity = ACCOUNTS,
	    .sourced_id = key,
	    .account_id = key,
	    .before = stored->record,
	    .before_act = stored->act};
	return tell(first, &change, ACTION_ARCHIVE, (struct bytes){room->data, room->size});
}

// Whether an undo gives a class or member back: a drop that is undone wrote it last, and put it away by that.
static bool
is_given_back(struct first *first, const struct stored *stored)
{
	char act[4];
	struct stored ledger;
	const struct applier *applier = first->applier;
	return stored->state != STORED_ACTIVE && stored->act >= applier->undone &&
	       store_get(
		   applier->store, STORE_LEDGER, store_number_key(stored->act, act), &ledger) &&
	       !ledger_is_by_hand(record_cell(ledger.record, LEDGER_DROP));
}

// Whether a class was there before, stands, and its school is live.
static bool
class_is_due(struct first *first, const struct stored *stored)
{
	return stored->state == STORED_ACTIVE &&
	       bytes_is(record_cell(stored->record, LOCAL_CLASS_ORIGIN), "imported") &&
	       !grace_school_waits(first->applier, record_cell(stored->record, LOCAL_CLASS_SCHOOL));
}

// One class.
static bool
take_class(struct first *first, struct bytes key, const struct stored *stored)
{
	bool undoes = first->applier->undoes;
	struct change change = {.entity = LOCAL_CLASSES,
	    .sourced_id = key,
	    .before = stored->record,
	    .before_act = stored->act};
	if (!(undoes ? is_given_back(first, stored)
		     : first->classes && class_is_due(first, stored)))
		return rekey_fact(first->applier, LOCAL_CLASSES, key, stored, first->visit,
		    first->context, first->fault);
	return tell(first, &change, undoes ? ACTION_UNARCHIVE : ACTION_ARCHIVE, stored->record);
}

// One member of a class: goes with a class that was there before.
static bool
take_member(struct first *first, struct bytes key, const struct stored *stored)
{
	bool undoes = first->applier->undoes;
	struct bytes class, account;
	struct stored owner;
	if (key.size == 0 || key.data[0] != CLASS_LOCAL || !pair_split(key, &class, &account))
		return true;
	class = (struct bytes){class.data + 1, class.size - 1};
	if (undoes ? !is_given_back(first, stored)
		   : stored->state != STORED_ACTIVE ||
			 !store_get(first->applier->store, LOCAL_CLASSES, class, &owner) ||
			 !class_is_due(first, &owner))
		return true;
	struct change change = {.entity = LOCAL_MEMBERS,
	    .sourced_id = key,
	    .account_id = account,
	    .before = stored->record,
	    .before_act = stored->act};
	return tell(first, &change, undoes ? ACTION_ENROL : ACTION_UNENROL, stored->record);
}

typedef bool first_taker(struct first *first, struct bytes key, const struct stored *stored);

// Walks one table.
static bool
walk_table(struct first *first, unsigned table, first_taker *take)
{
	struct bytes key;
	struct stored stored;
	struct store *store = first->applier->store;
	if (store_count(store, table) == 0)
		return true;
	struct store_walk *walk = store_walk_open(store, table, nothing, first->fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		good = take(first, key, &stored);
	store_walk_close(walk);
	return good;
}

// Whether accounts are put away by now: those of students, or in a reset all.
static bool
accounts_are_due(const struct applier *applier, bool *all)
{
	const struct district *district = applier->job->district;
	*all = district->sync.first_sync == FIRST_EXACT && district->sync.reset != NULL &&
	       strncmp(applier->day, district->sync.reset, strlen(district->sync.reset)) >= 0;
	return !applier->undoes && (*all || district->sync.first_sync == FIRST_LINK);
}

bool
first_tell(struct applier *applier, change_visitor *visit, void *context, struct fault *fault)
{
	struct first first = {
	    .applier = applier, .visit = visit, .context = context, .fault = fault};
	bool rekeyed = roster_is_rekeyed(applier->roster);
	if (!applier->had_acts && !rekeyed)
		return true;
	first.accounts = accounts_are_due(applier, &first.all);
	first.classes =
	    applier->undoes || applier->job->district->classes.existing == CLASSES_ARCHIVE;
	bool good = (!first.accounts && !rekeyed) || walk_table(&first, ACCOUNTS, take_account);
	good = good &&
	       ((!first.classes && !rekeyed) || walk_table(&first, LOCAL_CLASSES, take_class)) &&
	       (!first.classes || walk_table(&first, LOCAL_MEMBERS, take_member));
	text_free(&first.room);
	return good;
}

bool
first_put(struct applier *applier, const struct change *change, struct fault *fault)
{
	struct store *store = applier->store;
	bool account = change->entity == ACCOUNTS;
	if (account && change->reason == REASON_UNDONE)
		return true; // put when all accounts are looked at again
	if (account &&
	    !kept_put(store, STORE_ACCOUNTS_BEFORE, change->sourced_id, change->before, fault))
		return false;
	return store_put(store, change->entity, change->sourced_id,
	    !account && action_ends(change->action) ? STORED_ARCHIVED : STORED_ACTIVE,
	    change->after, fault);
}
