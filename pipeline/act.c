// Changes are put as they come and told at the end, because the feed of an act is in order of entity and key, and knows a record once.
#include "pipeline/act.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/act_notes.h"
#include "pipeline/audit.h"
#include "pipeline/feed.h"
#include "pipeline/ledger.h"
#include "schema/record.h"

struct act {
	struct store *store;
	char drop[DROP_NAME_MAX + 1]; // "": none
	char who[ACT_WHO_MAX + 1], name[ACT_NAME_MAX + 1], why[ACT_WHY_MAX + 1], time[CLOCK_TEXT];
	struct store_meta meta;
	struct act_notes notes;
	bool wrote; // something that match reads may be another
};

// Copies a word that becomes a part of a line.
static bool
take_word(char *to, size_t most, const char *word)
{
	size_t size = strlen(word);
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)word[i] < 0x20 || word[i] == 0x7f)
			return false;
	if (size > most)
		return false;
	memcpy(to, word, size + 1);
	return true;
}

struct act *
act_begin(struct store *store, const struct act_words *words, struct fault *fault)
{
	struct act *act = calloc(1, sizeof *act);
	if (act == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	act->store = store;
	clock_text(clock_now(), act->time);
	bool good = (take_word(act->who, ACT_WHO_MAX, words->who) && act->who[0] != '\0' &&
			take_word(act->name, ACT_NAME_MAX, words->name) &&
			take_word(act->why, ACT_WHY_MAX, words->why)) ||
		    fault_set(fault, FAULT_USAGE,
			"who (%d bytes) and why (%d bytes) are one line each, without control "
			"characters",
			ACT_WHO_MAX, ACT_WHY_MAX);
	good = good && store_begin_act(store, fault);
	act->meta = *store_meta(store);
	if (good)
		return act;
	act_free(act);
	return NULL;
}

void
act_about(struct act *act, const char *drop)
{
	snprintf(act->drop, sizeof act->drop, "%s", drop);
}

const char *
act_time(const struct act *act)
{
	return act->time;
}

const char *
act_who(const struct act *act)
{
	return act->who;
}

const char *
act_why(const struct act *act)
{
	return act->why;
}

uint64_t
act_next_account(struct act *act)
{
	return act->meta.next_account++;
}

uint64_t
act_next_class(struct act *act)
{
	return act->meta.next_class++;
}

bool
act_change(struct act *act, const struct act_change *change, struct fault *fault)
{
	struct stored stored;
	struct change *noted = act_notes_add(&act->notes, change, false, fault);
	if (noted == NULL)
		return false;
	act->wrote = true;
	if (store_get(act->store, change->entity, change->key, &stored)) {
		noted->before = stored.record;
		noted->before_act = stored.act;
	}
	return store_put(
	    act->store, change->entity, noted->sourced_id, change->state, noted->after, fault);
}

bool
act_tell(struct act *act, const struct act_change *change, struct fault *fault)
{
	act->wrote = true;
	return act_notes_add(&act->notes, change, true, fault) != NULL;
}

bool
act_put(struct act *act, unsigned table, struct bytes key, enum stored_state state,
    const struct bytes *cells, unsigned count, struct fault *fault)
{
	char *record = malloc(record_size(cells, count));
	act->wrote = true;
	if (record == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	struct bytes made = {record, record_write(record, cells, count)};
	bool good = store_put(act->store, table, key, state, made, fault);
	free(record);
	return good;
}

bool
act_delete(struct act *act, unsigned table, struct bytes key, struct fault *fault)
{
	act->wrote = true;
	return store_delete(act->store, table, key, fault);
}

size_t
act_count(struct act *act)
{
	act_notes_settle(&act->notes);
	return act->notes.count;
}

bool
act_plan(struct act *act, struct csv *csv, struct fault *fault)
{
	(void)fault;
	act_notes_settle(&act->notes);
	csv_line(csv, change_plan_header);
	for (size_t i = 0; i < act->notes.count; i++)
		change_plan_row(csv, &act->notes.list[i].change);
	return true;
}

// Writes the feed, and counts.
static bool
put_feed(struct act *act, struct audit *audit, struct fault *fault)
{
	struct feed_writer *writer = feed_writer_new(act->store, store_meta(act->store)->seq);
	bool good = writer != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	for (size_t i = 0; good && i < act->notes.count; i++) {
		struct change *change = &act->notes.list[i].change;
		if (change->entity < ENTITIES && action_ends(change->action))
			change->after = (struct bytes){NULL, 0};
		good = feed_writer_add(writer, change, fault);
		audit->counts[change->entity][change->action]++;
	}
	good = good && feed_writer_end(writer, fault);
	feed_writer_free(writer);
	return good;
}

bool
act_commit(struct act *act, struct fault *fault)
{
	struct audit audit = {.time = act->time,
	    .who = act->who,
	    .act = act->name,
	    .drop = act->drop[0] == '\0' ? NULL : act->drop,
	    .why = act->why};
	act_notes_settle(&act->notes);
	act->meta.act++;
	act->meta.seq += act->notes.count;
	act->meta.generation += act->wrote ? 1 : 0;
	return put_feed(act, &audit, fault) &&
	       ledger_put_act(act->store, &act->meta, act->notes.count, act->time, fault) &&
	       audit_put(act->store, &audit, &act->meta, fault) &&
	       store_commit_act(act->store, &act->meta, fault);
}

void
act_free(struct act *act)
{
	if (act == NULL)
		return;
	act_notes_free(&act->notes);
	free(act);
}
