// An undo takes back every drop since the one that was named, and leaves what people did by hand since. Where the two meet, somebody has to look: what
// they changed goes away with what it belongs to.
#include "cmd/apply/undo.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/feed.h"
#include "schema/record.h"

// What is looked for in the acts since.
struct search {
	struct applier *applier;
	struct findings *findings;
	struct fault *fault;
};

// Whether a record of the SIS goes away.
static bool
goes_away(const struct search *search, unsigned entity, struct bytes id)
{
	struct stored stored;
	struct roster_row row;
	return store_get(search->applier->store, entity, id, &stored) &&
	       stored.state == STORED_ACTIVE &&
	       !roster_get(search->applier->roster, entity, id, &row);
}

// Whether somebody who holds an account goes away.
static bool
account_goes(const struct search *search, struct bytes account)
{
	char prefix[CREDENTIAL_KEY_MAX];
	struct bytes key;
	struct stored stored;
	bool goes = false;
	struct bytes from =
	    store_credential_key(CREDENTIAL_LINK, account, (struct bytes){NULL, 0}, prefix);
	struct store_walk *walk =
	    store_walk_open(search->applier->store, STORE_CREDENTIALS, from, search->fault);
	while (walk != NULL && !goes && store_walk_next(walk, &key, &stored) &&
	       key.size > from.size && memcmp(key.data, from.data, from.size) == 0)
		goes = goes_away(search, USERS, store_credential_holder(key));
	store_walk_close(walk);
	return goes;
}

// The part of a key up to a NUL, which is taken off.
static struct bytes
next_part(struct bytes *rest)
{
	size_t size = rest->size > 0 ? strnlen(rest->data, rest->size) : 0;
	struct bytes part = {rest->data, size};
	size += size < rest->size;
	*rest = (struct bytes){rest->data + size, rest->size - size};
	return part;
}

// Whether a change by hand is of something that goes away; *what is the id of it.
static bool
is_concerned(const struct search *search, const struct change *change, struct bytes *what)
{
	struct bytes rest = change->sourced_id;
	*what = rest;
	switch (change->entity) {
	case CLASSES:
	case USERS:
		return goes_away(search, change->entity, rest);
	case ACCOUNTS:
		return account_goes(search, rest);
	case CONNECTIONS:
		*what = next_part(&rest);
		return account_goes(search, *what) || account_goes(search, *what = rest);
	case LOCAL_MEMBERS:
		*what = next_part(&rest);
		what->data++; // CLASS_LOCAL or CLASS_SIS
		what->size--;
		return goes_away(search, CLASSES, *what) || account_goes(search, *what = rest);
	default:
		return false;
	}
}

// Tells of one change by hand.
static bool
tell_edit(const struct search *search, const struct change *change, struct bytes act)
{
	char text[200];
	struct bytes what;
	if (!is_concerned(search, change, &what))
		return true;
	snprintf(text, sizeof text, "%s of %s by %.*s concerns what goes away",
	    action_name(change->action), entity_name(change->entity), (int)act.size, act.data);
	struct finding finding = {.severity = SEVERITY_DEFAULT,
	    .code = finding_code_named("undo.edit"),
	    .sourced_id = what,
	    .message = bytes_of(text)};
	return findings_add(search->findings, &finding, search->fault) != 0;
}

// Looks through what a person's act told in the feed.
static bool
take_act(const struct search *search, const struct bytes ledger[LEDGER_CELLS])
{
	uint64_t seq = record_number(ledger[LEDGER_FIRST_SEQ]),
		 last = record_number(ledger[LEDGER_LAST_SEQ]);
	uint32_t act;
	struct change change;
	if (last < seq)
		return true;
	struct feed_walk *walk = feed_walk_open(search->applier->store, seq, search->fault);
	bool good = walk != NULL;
	while (good && seq <= last && feed_walk_next(walk, &seq, &act, &change, search->fault) &&
	       seq <= last)
		good = tell_edit(search, &change, ledger[LEDGER_DROP]);
	feed_walk_close(walk);
	return good && search->fault->class == FAULT_NONE;
}

// Tells of a drop that is taken back.
static bool
tell_drop(const struct search *search, struct bytes drop)
{
	char text[100];
	snprintf(text, sizeof text, "what %.*s did is taken back", (int)drop.size, drop.data);
	struct finding finding = {.severity = SEVERITY_DEFAULT,
	    .code = finding_code_named("undo.drop"),
	    .message = bytes_of(text)};
	return findings_add(search->findings, &finding, search->fault) != 0;
}

bool
undo_find(struct applier *applier, struct findings *findings, struct fault *fault)
{
	const struct search search = {applier, findings, fault};
	char from[4];
	struct bytes key, ledger[LEDGER_CELLS];
	struct stored stored;
	struct store_walk *walk = store_walk_open(
	    applier->store, STORE_LEDGER, store_number_key(applier->undone, from), fault);
	bool good = walk != NULL;
	fault->class = good ? FAULT_NONE : fault->class;
	while (good && store_walk_next(walk, &key, &stored)) {
		good = record_read(stored.record, ledger, LEDGER_CELLS) ||
		       fault_set(fault, FAULT_IO, "the ledger is damaged; restore the backup");
		struct bytes name = ledger[LEDGER_DROP];
		if (good && !bytes_is(name, applier->job->drop))
			good = ledger_is_by_hand(name) ? take_act(&search, ledger)
						       : tell_drop(&search, name);
	}
	store_walk_close(walk);
	return good;
}
