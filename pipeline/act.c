// Changes are put as they come and told at the end, because the feed of an act is in order of entity and key, and knows a record once.
#include "pipeline/act.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/audit.h"
#include "pipeline/feed.h"
#include "pipeline/ledger.h"
#include "schema/record.h"

// One noted change. What was before is borrowed from the store; key, account and record are copies, one behind the other.
struct note {
	struct change change;
	size_t order; // in which it came
	char *copies;
};

struct act {
	struct store *store;
	char drop[DROP_NAME_MAX + 1]; // "": none
	char who[ACT_WHO_MAX + 1], name[ACT_NAME_MAX + 1], why[ACT_WHY_MAX + 1], time[CLOCK_TEXT];
	struct store_meta meta;
	struct note *notes;
	size_t count, room;
	bool wrote; // something that match reads may be another
	bool settled; // sorted, one a key
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

// Room for one more note.
static bool
room_for_note(struct act *act, struct fault *fault)
{
	if (act->count == ACT_CHANGES_MAX)
		return fault_set(fault, FAULT_USAGE,
		    "one act changes at most %d records; do it in parts, school by school",
		    ACT_CHANGES_MAX);
	if (act->count < act->room)
		return true;
	size_t room = 2 * act->room + 64;
	struct note *grown = realloc(act->notes, room * sizeof *grown);
	if (grown == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	act->notes = grown;
	act->room = room;
	return true;
}

// Takes a copy of bytes out of a buffer that has room for it.
static struct bytes
copy_to(char **at, struct bytes bytes)
{
	struct bytes copy = {*at, bytes.size};
	if (bytes.size > 0)
		memcpy(*at, bytes.data, bytes.size);
	*at += bytes.size;
	return copy;
}

// Notes a change, with its record unless there is none to put. NULL with a fault.
static struct note *
add_note(struct act *act, const struct act_change *change, bool told, struct fault *fault)
{
	unsigned count =
	    told ? 0
		 : entity_columns(
		       change->entity); // a relationship has none, and a record all the same
	size_t size = told ? 0 : record_size(change->cells, count);
	if (!room_for_note(act, fault))
		return NULL;
	char *copies = malloc(change->key.size + change->account_id.size + size + 1), *at = copies;
	if (copies == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	struct note *note = &act->notes[act->count];
	*note = (struct note){.order = act->count, .copies = copies};
	note->change = (struct change){.action = change->action,
	    .entity = change->entity,
	    .reason = change->reason,
	    .notify = change->notify,
	    .sourced_id = copy_to(&at, change->key),
	    .account_id = copy_to(&at, change->account_id)};
	if (size > 0)
		note->change.after = (struct bytes){at, record_write(at, change->cells, count)};
	act->count++;
	act->wrote = true;
	act->settled = false;
	return note;
}

bool
act_change(struct act *act, const struct act_change *change, struct fault *fault)
{
	struct stored stored;
	struct note *note = add_note(act, change, false, fault);
	if (note == NULL)
		return false;
	if (store_get(act->store, change->entity, change->key, &stored)) {
		note->change.before = stored.record;
		note->change.before_act = stored.act;
	}
	return store_put(act->store, change->entity, note->change.sourced_id, change->state,
	    note->change.after, fault);
}

bool
act_tell(struct act *act, const struct act_change *change, struct fault *fault)
{
	return add_note(act, change, true, fault) != NULL;
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

static int
compare_notes(const void *a, const void *b)
{
	const struct note *one = a, *other = b;
	if (one->change.entity != other->change.entity)
		return one->change.entity < other->change.entity ? -1 : 1;
	int order = bytes_compare(one->change.sourced_id, other->change.sourced_id);
	return order != 0 ? order : (one->order > other->order) - (one->order < other->order);
}

// Makes one of two changes of one record: it ends as the later one says, and begins as the earlier one does. The earlier one's place is the later one's, to
// be freed.
static void
join_notes(struct note *earlier, struct note *later)
{
	struct note joined = *later;
	if (earlier->change.before.size == 0 && !action_ends(later->change.action))
		joined.change.action = earlier->change.action;
	joined.change.notify = later->change.notify || earlier->change.notify;
	*later = *earlier;
	*earlier = joined;
}

// Whether two notes are of one record.
static bool
is_same_record(const struct note *one, const struct note *other)
{
	return one->change.entity == other->change.entity &&
	       bytes_equal(one->change.sourced_id, other->change.sourced_id);
}

// Sorts the notes and leaves one a record.
static void
settle(struct act *act)
{
	size_t kept = 0;
	if (act->settled)
		return;
	if (act->count > 0)
		qsort(act->notes, act->count, sizeof *act->notes, compare_notes);
	for (size_t i = 0; i < act->count; i++) {
		if (kept > 0 && is_same_record(&act->notes[kept - 1], &act->notes[i])) {
			join_notes(&act->notes[kept - 1], &act->notes[i]);
			continue;
		}
		struct note moved = act->notes[kept];
		act->notes[kept++] = act->notes[i];
		if (kept <= i)
			act->notes[i] = moved;
	}
	for (size_t i = kept; i < act->count; i++)
		// NOLINTNEXTLINE(clang-analyzer-unix.Malloc): each copy is one note's; the analyser loses sight of that in sorting
		free(act->notes[i].copies);
	act->count = kept;
	act->settled = true;
}

size_t
act_count(struct act *act)
{
	settle(act);
	return act->count;
}

bool
act_plan(struct act *act, struct csv *csv, struct fault *fault)
{
	(void)fault;
	settle(act);
	csv_line(csv, change_plan_header);
	for (size_t i = 0; i < act->count; i++)
		change_plan_row(csv, &act->notes[i].change);
	return true;
}

// Writes the feed, and counts.
static bool
put_feed(struct act *act, struct audit *audit, struct fault *fault)
{
	struct feed_writer *writer = feed_writer_new(act->store, store_meta(act->store)->seq);
	bool good = writer != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	for (size_t i = 0; good && i < act->count; i++) {
		struct change *change = &act->notes[i].change;
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
	settle(act);
	act->meta.act++;
	act->meta.seq += act->count;
	act->meta.generation += act->wrote ? 1 : 0;
	return put_feed(act, &audit, fault) &&
	       ledger_put_act(act->store, &act->meta, act->count, act->time, fault) &&
	       audit_put(act->store, &audit, &act->meta, fault) &&
	       store_commit_act(act->store, &act->meta, fault);
}

void
act_free(struct act *act)
{
	if (act == NULL)
		return;
	for (size_t i = 0; i < act->count; i++)
		free(act->notes[i].copies);
	free(act->notes);
	free(act);
}
