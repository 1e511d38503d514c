// The three ways of writing a change.
#include "pipeline/change.h"

#include <stdio.h>

#include "pipeline/text.h"
#include "schema/record.h"

const char change_plan_header[] = "action,entity,sourcedId,accountId,school,field,reason";

// How to add an action: a line here and in enum action, a sentence in feed(5).
static const char *const actions[ACTIONS] = {
    [ACTION_CREATE] = "create",
    [ACTION_UPDATE] = "update",
    [ACTION_ARCHIVE] = "archive",
    [ACTION_UNARCHIVE] = "unarchive",
    [ACTION_LINK] = "link",
    [ACTION_CONNECT] = "connect",
    [ACTION_DISCONNECT] = "disconnect",
    [ACTION_ENROL] = "enrol",
    [ACTION_UNENROL] = "unenrol",
    [ACTION_MERGE] = "merge",
    [ACTION_HOLD] = "hold",
    [ACTION_UNLINK] = "unlink",
    [ACTION_BLOCK] = "block",
    [ACTION_UNBLOCK] = "unblock",
};

static const char *const reasons[REASONS] = {
    [REASON_NEW] = "new in the SIS",
    [REASON_CHANGED] = "changed in the SIS",
    [REASON_GONE] = "no longer in the SIS",
    [REASON_DELETED] = "deleted by a delta",
    [REASON_RETURNED] = "in the SIS again",
    [REASON_OWNER_GONE] = "what it belongs to is archived",
    [REASON_SAME_USERNAME] = "same username as an account that had no link",
    [REASON_SAME_EMAIL] = "same e-mail as an account that had no link",
    [REASON_MATCHED] = "alike in all that the matcher asks of a link",
    [REASON_SAME_PERSON] = "the same person as another row of the SIS",
    [REASON_BY_HAND] = "done by hand",
    [REASON_BEHIND_ACT] = "follows from what was done by hand",
    [REASON_ADOPTED] = "takes over a class that was made by hand",
    [REASON_ABANDONED] = "left the SIS, and archived classes too",
    [REASON_LINKED] = "somebody linked them",
    [REASON_FIRST_SYNC] = "was there before the sync, and nobody of the SIS has it",
    [REASON_REPLACED] = "goes on under another sourcedId",
    [REASON_UNCLEAR] = "may be one whose sourcedId was replaced; waits for somebody to decide",
    [REASON_SETTLED] = "who is who is decided",
    [REASON_SAME_MOBILE] = "same mobile phone and given name as an account that had no link",
    [REASON_UNDONE] = "as it was before what is undone",
};

const char *
action_name(enum action action)
{
	return actions[action];
}

const char *
reason_text(enum reason reason)
{
	return reasons[reason];
}

enum action
action_of(unsigned entity, bool known, bool was, bool is)
{
	bool related = entity == RELATIONSHIPS, enrolled = entity == ENROLLMENTS;
	if (was && is)
		return ACTION_UPDATE;
	if (was)
		return related ? ACTION_DISCONNECT : enrolled ? ACTION_UNENROL : ACTION_ARCHIVE;
	if (related || enrolled)
		return related ? ACTION_CONNECT : ACTION_ENROL;
	return known ? ACTION_UNARCHIVE : ACTION_CREATE;
}

bool
action_ends(enum action action)
{
	return action == ACTION_ARCHIVE || action == ACTION_UNENROL ||
	       action == ACTION_DISCONNECT || action == ACTION_UNBLOCK;
}

bool
change_is_promise(const struct change *change)
{
	return change->entity == USERS && change->before.size == 0 &&
	       change->reason == REASON_BY_HAND &&
	       (change->action == ACTION_LINK || change->action == ACTION_UNLINK);
}

// Room for a change's small numbers: four letters and the act.
enum { SMALL = 16 };

// The cells of a change's record; `letters` holds its small numbers and must live as long.
static void
change_cells(const struct change *change, char letters[SMALL], struct bytes cells[CHANGE_CELLS])
{
	letters[0] = (char)('A' + (int)change->action);
	letters[1] = (char)('A' + (int)change->entity);
	letters[2] = (char)('A' + (int)change->reason);
	letters[3] = change->notify ? 'B' : 'A';
	for (unsigned i = 0; i < 4; i++)
		cells[CHANGE_ACTION + i] = (struct bytes){letters + i, 1};
	cells[CHANGE_SOURCED_ID] = change->sourced_id;
	cells[CHANGE_ACCOUNT_ID] = change->account_id;
	cells[CHANGE_BEFORE] = change->before;
	int size = change->before.size == 0
		       ? 0
		       : snprintf(letters + 4, SMALL - 4, "%u", change->before_act);
	cells[CHANGE_BEFORE_ACT] = (struct bytes){letters + 4, (size_t)size};
	cells[CHANGE_AFTER] = change->entity < ENTITIES ? (struct bytes){NULL, 0} : change->after;
}

size_t
change_size(const struct change *change)
{
	char letters[SMALL];
	struct bytes cells[CHANGE_CELLS];
	change_cells(change, letters, cells);
	return record_size(cells, CHANGE_CELLS);
}

size_t
change_write(char *out, const struct change *change)
{
	char letters[SMALL];
	struct bytes cells[CHANGE_CELLS];
	change_cells(change, letters, cells);
	return record_write(out, cells, CHANGE_CELLS);
}

// The number behind a letter; -1 when it is not one below `limit`.
static int
number_of(struct bytes cell, int limit)
{
	int number = cell.size == 1 ? cell.data[0] - 'A' : -1;
	return number < limit ? number : -1;
}

bool
change_read(struct bytes record, struct change *change)
{
	struct bytes cells[CHANGE_CELLS];
	if (!record_read(record, cells, CHANGE_CELLS))
		return false;
	int action = number_of(cells[CHANGE_ACTION], ACTIONS);
	int entity = number_of(cells[CHANGE_ENTITY], FACTS);
	int reason = number_of(cells[CHANGE_REASON], REASONS);
	int notify = number_of(cells[CHANGE_NOTIFY], 2);
	if (action < 0 || entity < 0 || reason < 0 || notify < 0)
		return false;
	*change = (struct change){(enum action)action, (unsigned)entity, (enum reason)reason,
	    notify == 1, cells[CHANGE_SOURCED_ID], cells[CHANGE_ACCOUNT_ID], cells[CHANGE_BEFORE],
	    cells[CHANGE_AFTER], (uint32_t)record_number(cells[CHANGE_BEFORE_ACT])};
	return true;
}

// The column of an entity that names its school; SOURCED_ID: the entity is one itself; -1: none.
static int
school_column(unsigned entity)
{
	switch (entity) {
	case ORGS:
		return SOURCED_ID;
	case COURSES:
		return COURSES_ORG;
	case CLASSES:
		return CLASSES_SCHOOL;
	case USERS:
		return USERS_PRIMARY_ORG;
	case ROLES:
		return ROLES_ORG;
	case ENROLLMENTS:
		return ENROLLMENTS_SCHOOL;
	case LOCAL_CLASSES:
		return LOCAL_CLASS_SCHOOL;
	default:
		return -1;
	}
}

struct bytes
change_school(const struct change *change)
{
	struct bytes record = change->after.size > 0 ? change->after : change->before;
	int column = school_column(change->entity);
	if (column == SOURCED_ID)
		return change->sourced_id;
	return column < 0 ? (struct bytes){NULL, 0} : record_cell(record, (unsigned)column);
}

void
change_fields(struct text *text, const struct change *change)
{
	struct bytes before[RECORD_CELLS_MAX], after[RECORD_CELLS_MAX];
	unsigned columns = entity_columns(change->entity);
	if (change->before.size == 0 || change->after.size == 0 ||
	    !record_read(change->before, before, columns) ||
	    !record_read(change->after, after, columns))
		return;
	for (unsigned i = 0; i < columns; i++) {
		if (bytes_equal(before[i], after[i]))
			continue;
		if (text->size > 0)
			text_put(text, " ");
		text_put(text, entity_column(change->entity, i));
	}
}

struct bytes
change_shown_id(const struct change *change, char out[CHANGE_ID_MAX])
{
	struct bytes id = change->sourced_id;
	if (change->entity < RELATIONSHIPS || id.size > CHANGE_ID_MAX)
		return id;
	for (size_t i = 0; i < id.size; i++)
		out[i] = id.data[i] == '\0' ? ' ' : id.data[i];
	return (struct bytes){out, id.size};
}

void
change_plan_row(struct csv *csv, const struct change *change)
{
	char id[CHANGE_ID_MAX];
	struct text fields = {NULL, 0, 0, false};
	change_fields(&fields, change);
	csv_word(csv, actions[change->action]);
	csv_word(csv, entity_name(change->entity));
	csv_cell(csv, change_shown_id(change, id));
	csv_cell(csv, change->account_id);
	csv_cell(csv, change_school(change));
	csv_cell(csv, (struct bytes){fields.data, fields.size});
	csv_word(csv, reasons[change->reason]);
	csv_end_row(csv);
	text_free(&fields);
}
