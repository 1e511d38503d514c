// The notes of an act are kept whole in memory and told at its end: a person's act is small, and ACT_CHANGES_MAX says how small.
#include "pipeline/act_notes.h"

#include <stdlib.h>
#include <string.h>

#include "schema/record.h"

// Room for one more note.
static bool
room_for_note(struct act_notes *notes, struct fault *fault)
{
	if (notes->count == ACT_CHANGES_MAX)
		return fault_set(fault, FAULT_USAGE,
		    "one act changes at most %d records; do it in parts, school by school",
		    ACT_CHANGES_MAX);
	if (notes->count < notes->room)
		return true;
	size_t room = 2 * notes->room + 64;
	struct note *grown = realloc(notes->list, room * sizeof *grown);
	if (grown == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	notes->list = grown;
	notes->room = room;
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

struct change *
act_notes_add(
    struct act_notes *notes, const struct act_change *change, bool told, struct fault *fault)
{
	unsigned count =
	    told ? 0
		 : entity_columns(
		       change->entity); // a relationship has none, and a record all the same
	size_t size = told ? 0 : record_size(change->cells, count);
	if (!room_for_note(notes, fault))
		return NULL;
	char *copies = malloc(change->key.size + change->account_id.size + size + 1), *at = copies;
	if (copies == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	struct note *note = &notes->list[notes->count];
	*note = (struct note){.order = notes->count, .copies = copies};
	note->change = (struct change){.action = change->action,
	    .entity = change->entity,
	    .reason = change->reason,
	    .notify = change->notify,
	    .sourced_id = copy_to(&at, change->key),
	    .account_id = copy_to(&at, change->account_id)};
	if (size > 0)
		note->change.after = (struct bytes){at, record_write(at, change->cells, count)};
	notes->count++;
	notes->settled = false;
	return &note->change;
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

void
act_notes_settle(struct act_notes *notes)
{
	size_t kept = 0;
	if (notes->settled)
		return;
	if (notes->count > 0)
		qsort(notes->list, notes->count, sizeof *notes->list, compare_notes);
	for (size_t i = 0; i < notes->count; i++) {
		if (kept > 0 && is_same_record(&notes->list[kept - 1], &notes->list[i])) {
			join_notes(&notes->list[kept - 1], &notes->list[i]);
			continue;
		}
		struct note moved = notes->list[kept];
		notes->list[kept++] = notes->list[i];
		if (kept <= i)
			notes->list[i] = moved;
	}
	for (size_t i = kept; i < notes->count; i++)
		// NOLINTNEXTLINE(clang-analyzer-unix.Malloc): each copy is one note's; the analyser loses sight of that in sorting
		free(notes->list[i].copies);
	notes->count = kept;
	notes->settled = true;
}

void
act_notes_free(struct act_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		free(notes->list[i].copies);
	free(notes->list);
}
