// What a row names must be there. A file is read after those it names, so one look-up settles it; only rows of the same file may
// still come, and these wait until its end.
#include <stdlib.h>

#include "cmd/validate/references.h"

// What a row that is named must be. How to add one: a line.
static const struct kind {
	enum roster_file file;
	unsigned column;
	enum roster_file target;
	unsigned target_column;
	const char *term;
	const char *text;
} kinds[] = {
    {CLASSES, CLASSES_SCHOOL, ORGS, ORGS_TYPE, "school",
	"the org that the class names is no school"},
    {COURSES, COURSES_SCHOOL_YEAR, ACADEMIC_SESSIONS, SESSIONS_TYPE, "schoolYear",
	"the academic session that the course names is no schoolYear"},
};

// Whether anything can be said in this drop of references into a file.
static bool
target_known(const struct reading *reading, enum roster_file target)
{
	if (!reading->kept || target < 0 || target >= ROSTER_FILES)
		return false;
	const struct run_file *file = &reading->run->files[target];
	return !file->unusable && file->mode != MODE_ABSENT;
}

// In the small form, a file that is not part of it: what names one of its rows names nothing, tonight and ever.
static bool
nowhere(const struct reading *reading, enum roster_file target)
{
	return reading->run->minimal && target >= 0 && target < ROSTER_FILES &&
	       reading->run->files[target].mode == MODE_ABSENT;
}

enum found
reference_look_up(
    const struct reading *reading, enum roster_file target, uint64_t hash, struct id *id)
{
	const struct run_file *file = &reading->run->files[target];
	bool delta = file->mode == MODE_DELTA;

	*id = ids_find(&file->ids, hash);
	switch (id->state) {
	case ID_ROW:
		return FOUND;
	case ID_DELETED:
		return FOUND_DELETED;
	case ID_REJECTED:
		if (id->number == ID_SCOPED.number)
			return FOUND_SCOPED;
		return delta ? FOUND : FOUND_REJECTED;
	case ID_NONE:
		if (file->entry == &reading->run->made_entry)
			return FOUND_SCOPED; // a school that is not set was not asked for
	}
	if (target == reading->file)
		return FOUND_LATER;
	return delta ? FOUND : FOUND_MISSING;
}

void
reference_remark(struct reading *reading, unsigned column, bool required, enum found found,
    struct id id, struct bytes value)
{
	static const char *const codes[] = {
	    [FOUND_MISSING] = "reference.missing",
	    [FOUND_REJECTED] = "reference.rejected",
	    [FOUND_DELETED] = "reference.deleted",
	};
	const struct column *schema = &reading->schema->columns[column];
	const char *target =
	    reading->run->files[column == SOURCED_ID ? USERS : schema->target].name;
	char quoted[96];
	const char *shown = run_quote(value, quoted);
	const char *text =
	    found == FOUND_REJECTED
		? run_text(reading->run, "the row of %s in %s was left out", shown, target)
	    : found == FOUND_DELETED
		? run_text(reading->run, "%s in %s is deleted by this drop", shown, target)
		: run_text(reading->run, "%s stands in no row of %s", shown, target);

	row_remark(reading, (struct row_remark){.code = codes[found],
				.as = required ? AS_ERROR : AS_WARNING,
				.floor = required ? SEVERITY_ERROR : SEVERITY_NOTICE,
				.column = (int)column,
				.cause = found == FOUND_REJECTED ? id.number : 0,
				.text = text});
}

// Puts a row that names one to come on the list.
static void
pending_add(struct reading *reading, uint64_t hash)
{
	const struct row *row = &reading->row;

	if (reading->pending_count == reading->pending_room) {
		size_t room = reading->pending_room * 2 + 1024;
		struct pending *grown = realloc(reading->pending, room * sizeof(*reading->pending));
		if (grown == NULL) {
			reading->run->broken =
			    !fault_set(reading->run->fault, FAULT_TEMP, "out of memory");
			return;
		}
		reading->pending = grown;
		reading->pending_room = room;
	}
	reading->pending[reading->pending_count++] = (struct pending){
	    hash, (uint32_t)row->row, row->line > UINT32_MAX ? UINT32_MAX : (uint32_t)row->line};
}

// Holds the row that was found against what it must be.
static void
kind_check(struct reading *reading, unsigned column, struct id id)
{
	struct bytes cells[ONEROSTER_COLUMNS_MAX];

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct kind *kind = &kinds[i];
		if (kind->file != reading->file || kind->column != column || id.state != ID_ROW ||
		    !keep_read(reading->run, kind->target, id.number, cells))
			continue;
		struct bytes type = cells[kind->target_column];
		bool extension = type.size > 4 && memcmp(type.data, "ext:", 4) == 0;
		if (!extension && !bytes_is(type, kind->term))
			row_remark(reading, (struct row_remark){.code = "reference.kind",
						.as = AS_WARNING,
						.column = (int)column,
						.text = kind->text});
	}
}

// A cell that names one row.
static void
single_take(struct reading *reading, const struct plan *plan)
{
	struct bytes *cell = &reading->row.cells[plan->index];
	struct id id;
	enum found found =
	    reference_look_up(reading, plan->column->target, reading->row.hashes[plan->index], &id);

	reading->row.found[plan->index] = id.state == ID_ROW ? id.number : 0;
	if (found == FOUND_LATER)
		pending_add(reading, reading->row.hashes[plan->index]);
	else if (found == FOUND && !reading->again)
		kind_check(reading, plan->index, id);
	else if (found == FOUND_SCOPED) {
		reading->row.scoped = reading->row.scoped || plan->required;
		*cell = (struct bytes){NULL, 0};
	} else if (found != FOUND) {
		reference_remark(reading, plan->index, plan->required, found, id, *cell);
		*cell = (struct bytes){NULL, 0};
	}
}

// How many members of a list name something, and how many nothing.
static unsigned
list_count(struct reading *reading, const struct plan *plan, struct bytes list, unsigned *bad,
    unsigned *scoped)
{
	struct bytes member;
	struct id id;
	unsigned good = 0;

	*bad = *scoped = 0;
	while (value_next_member(&list, &member)) {
		if (member.size == 0)
			continue;
		enum found found = reference_look_up(
		    reading, plan->column->target, ids_hash(member, reading->run->seed), &id);
		if (found == FOUND || found == FOUND_LATER)
			good++;
		else if (found == FOUND_SCOPED)
			(*scoped)++;
		else
			(*bad)++;
	}
	return good;
}

// Makes the list anew, of the members that stay; what is dropped is said.
static void
list_rebuild(struct reading *reading, const struct plan *plan, bool required)
{
	struct bytes *cell = &reading->row.cells[plan->index], rest = *cell, member;
	char *out = scratch_take(reading, rest.size);
	size_t used = 0;
	struct id id;

	while (out != NULL && value_next_member(&rest, &member)) {
		if (member.size == 0)
			continue;
		uint64_t hash = ids_hash(member, reading->run->seed);
		enum found found = reference_look_up(reading, plan->column->target, hash, &id);
		if (found == FOUND_SCOPED)
			continue;
		if (found != FOUND && found != FOUND_LATER) {
			reference_remark(reading, plan->index, required, found, id, member);
			continue;
		}
		if (used != 0)
			out[used++] = ',';
		memcpy(out + used, member.data, member.size);
		used += member.size;
	}
	*cell = (struct bytes){out, used};
}

// Members that are still to come.
static void
list_pending(struct reading *reading, const struct plan *plan)
{
	struct bytes rest = reading->row.cells[plan->index], member;
	struct id id;

	while (value_next_member(&rest, &member)) {
		uint64_t hash = ids_hash(member, reading->run->seed);
		if (reference_look_up(reading, plan->column->target, hash, &id) == FOUND_LATER)
			pending_add(reading, hash);
	}
}

// A cell that names several rows. A required list must keep at least one.
static void
list_take(struct reading *reading, const struct plan *plan)
{
	struct bytes *cell = &reading->row.cells[plan->index];
	unsigned bad, scoped, good = list_count(reading, plan, *cell, &bad, &scoped);

	if (good == 0 && bad == 0 && scoped != 0 && plan->required) {
		reading->row.scoped = true;
		return;
	}
	if (bad != 0 || scoped != 0 || memchr(cell->data, ' ', cell->size) != NULL)
		list_rebuild(reading, plan, plan->required && good == 0);
	if (good == 0 && bad == 0 && plan->required)
		row_remark(reading, (struct row_remark){.code = "value.required",
					.as = AS_ERROR,
					.floor = SEVERITY_ERROR,
					.column = (int)plan->index});
	if (plan->column->target == reading->file)
		list_pending(reading, plan);
}

void
references_prefetch(struct reading *reading)
{
	struct row *row = &reading->row;

	for (unsigned i = 0; i < reading->plan_count; i++) {
		const struct plan *plan = &reading->plans[i];
		struct bytes cell = row->cells[plan->index];
		if (plan->column->type != CELL_REFERENCE || cell.size == 0 || !reading->kept)
			continue;
		uint64_t hash = row->hashes[plan->index] = ids_hash(cell, reading->run->seed);
		if (target_known(reading, plan->column->target))
			ids_prefetch(&reading->run->files[plan->column->target].ids, hash);
	}
	if (reading->file == DEMOGRAPHICS)
		ids_prefetch(&reading->run->files[USERS].ids, row->hash);
	unique_prefetch(reading);
}

// A row of demographics has the id of the user whom it is about.
static void
owner_take(struct reading *reading)
{
	struct id id;
	struct row *row = &reading->row;

	if (reading->file != DEMOGRAPHICS || row->id.size == 0 || !target_known(reading, USERS))
		return;
	enum found found = reference_look_up(reading, USERS, row->hash, &id);
	row->found[SOURCED_ID] = id.state == ID_ROW ? id.number : 0;
	row->scoped = row->scoped || found == FOUND_SCOPED;
	if (found != FOUND && found != FOUND_SCOPED)
		reference_remark(reading, SOURCED_ID, true, found, id, row->id);
}

void
references_take(struct reading *reading)
{
	owner_take(reading);
	for (unsigned i = 0; i < reading->plan_count; i++) {
		const struct plan *plan = &reading->plans[i];
		if (nowhere(reading, plan->column->target))
			reading->row.cells[plan->index] = (struct bytes){NULL, 0};
		if (reading->row.cells[plan->index].size == 0 ||
		    !target_known(reading, plan->column->target))
			continue;
		if (plan->column->type == CELL_REFERENCE)
			single_take(reading, plan);
		else if (plan->column->type == CELL_REFERENCE_LIST)
			list_take(reading, plan);
	}
}
