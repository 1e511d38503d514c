// What was done, from the feed: read once from its beginning, because nothing leads from a record to all that was told of it and of its account.
#include "cmd/rosterdrop/why.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/feed.h"
#include "pipeline/json.h"
#include "schema/record.h"

enum { RANK_DONE = 8 };

// Who did an act, and what; the audit record of an act has its number.
static void
put_actor(const struct why *why, uint32_t act, struct text *text, struct text *members)
{
	char key[8];
	struct stored stored;
	struct fault ignored;
	if (!store_get(why->reader.store, STORE_AUDIT, store_sequence_key(act, key), &stored))
		return;
	struct json *json = json_parse(record_cell(stored.record, 0), "audit", &ignored);
	const char *who = json == NULL ? NULL : json_text(json, "who");
	const char *what = json == NULL ? NULL : json_text(json, "act");
	if (who != NULL && what != NULL && strcmp(what, "apply") != 0) {
		text_put(text, " by ");
		text_put(text, who);
		text_put(text, " (");
		text_put(text, what);
		text_put(text, ")");
		why_member(members, "who", bytes_of(who));
		why_member(members, "act", bytes_of(what));
	}
	json_free(json);
}

// The parts of a key, with a blank between.
static void
put_key(struct text *text, struct bytes key)
{
	for (size_t i = 0; i < key.size; i++)
		text_add(
		    text, key.data[i] == '\0' ? bytes_of(" ") : (struct bytes){key.data + i, 1});
}

// 2026-11-21T02:03:04Z as 20261121T020304Z.
static void
short_time(struct bytes time, char out[24])
{
	size_t size = 0;
	for (size_t i = 0; i < time.size && size < 23; i++)
		if (time.data[i] != '-' && time.data[i] != ':')
			out[size++] = time.data[i];
	out[size] = '\0';
}

// In which row of the drop it came.
static void
put_row(const struct why *why, const char *drop, const struct change *change, struct text *text,
    struct text *members)
{
	char number[24];
	uint64_t row = 0;
	if (change->entity < ROSTER_FILES && !action_ends(change->action) &&
	    why_follows(why, change->sourced_id)) // a look at a whole file each
		row = why_row(why, drop, change->entity, change->sourced_id);
	if (row == 0)
		return;
	int size = snprintf(number, sizeof number, "%llu", (unsigned long long)row);
	text_put(text, ", ");
	text_put(text, entity_table(change->entity));
	text_put(text, ".csv row ");
	text_add(text, (struct bytes){number, (size_t)size});
	text_put(members, ",\"row\":");
	text_add(members, (struct bytes){number, (size_t)size});
}

// Adds one change to the story.
static bool
add_change(
    struct why *why, uint64_t seq, uint32_t act, const struct change *change, struct fault *fault)
{
	char key[4], drop[64];
	struct stored stored;
	struct bytes cells[LEDGER_CELLS];
	struct text text = {NULL, 0, 0, false}, members = text, fields = text, name = text;
	struct why_words words = {.rank = RANK_DONE,
	    .number = seq,
	    .stage = "apply",
	    .drop = drop,
	    .text = &text,
	    .members = &members};
	if (!store_get(why->reader.store, STORE_LEDGER, store_number_key(act, key), &stored) ||
	    !record_read(stored.record, cells, LEDGER_CELLS))
		return fault_set(
		    fault, FAULT_IO, "the ledger has no entry of act %u; restore the backup", act);
	short_time(cells[LEDGER_TIME], words.time);
	snprintf(drop, sizeof drop, "%.*s", (int)cells[LEDGER_DROP].size, cells[LEDGER_DROP].data);
	change_fields(&fields, change);
	put_key(&name, change->sourced_id);
	text_put(&text, drop);
	text_put(&text, " ");
	text_put(&text, action_name(change->action));
	text_put(&text, " ");
	text_put(&text, entity_name(change->entity));
	text_put(&text, " ");
	text_add(&text, (struct bytes){name.data, name.size});
	why_member(&members, "action", bytes_of(action_name(change->action)));
	why_member(&members, "entity", bytes_of(entity_name(change->entity)));
	why_member(&members, "sourcedId", (struct bytes){name.data, name.size});
	why_member(&members, "accountId", change->account_id);
	if (change->account_id.size > 0 && !bytes_equal(change->account_id, change->sourced_id)) {
		text_put(&text, ", account ");
		text_add(&text, change->account_id);
	}
	text_put(&text, ": ");
	text_put(&text, reason_text(change->reason));
	why_member(&members, "reason", bytes_of(reason_text(change->reason)));
	if (fields.size > 0) {
		text_put(&text, " (");
		text_add(&text, (struct bytes){fields.data, fields.size});
		text_put(&text, ")");
		why_member(&members, "fields", (struct bytes){fields.data, fields.size});
	}
	put_row(why, drop, change, &text, &members);
	put_actor(why, act, &text, &members);
	bool good = why_add(why, &words, fault);
	text_free(&text);
	text_free(&members);
	text_free(&fields);
	text_free(&name);
	return good;
}

// Whether a change is about what is followed: its key, a part of that, or its account.
static bool
concerns(const struct why *why, const struct change *change)
{
	struct bytes key = change->sourced_id;
	if (why_follows(why, key) ||
	    (why->account.size > 0 && bytes_equal(change->account_id, why->account)))
		return true;
	const char *nul = key.size == 0 ? NULL : memchr(key.data, '\0', key.size);
	if (nul == NULL)
		return false;
	size_t first = (size_t)(nul - key.data);
	return why_follows(why, (struct bytes){key.data, first}) ||
	       why_follows(why, (struct bytes){nul + 1, key.size - first - 1});
}

bool
why_feed(struct why *why, struct fault *fault)
{
	struct change change;
	uint64_t seq;
	uint32_t act;
	bool good = true;
	struct feed_walk *walk = feed_walk_open(why->reader.store, 1, fault);
	if (walk == NULL)
		return false;
	while (good && feed_walk_next(walk, &seq, &act, &change, fault))
		if (concerns(why, &change))
			good = add_change(why, seq, act, &change, fault);
	feed_walk_close(walk);
	return good && fault->class == FAULT_NONE;
}
