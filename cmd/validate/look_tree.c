// Orgs and sessions as trees: nobody is their own ancestor, and a child lies within its parent's time. They are few, so every row
// walks up to its root.
#include "cmd/validate/look.h"

enum { DEPTH_MAX = 100 };

static const unsigned parents[ROSTER_FILES] = {
    [ORGS] = ORGS_PARENT, [ACADEMIC_SESSIONS] = SESSIONS_PARENT};

// The row of the parent of a row that stands; 0 when it has none.
static uint32_t
parent_of(struct reading *reading, uint32_t row, struct bytes cells[ONEROSTER_COLUMNS_MAX])
{
	if (!keep_read(reading->run, reading->file, row, cells))
		return 0;
	struct bytes parent = cells[parents[reading->file]];
	if (parent.size == 0)
		return 0;
	struct id id = ids_find(&reading->state->ids, ids_hash(parent, reading->run->seed));
	return id.state == ID_ROW ? id.number : 0;
}

// Whether a row comes back to itself by way of its parents.
static bool
in_cycle(struct reading *reading, uint32_t row)
{
	struct bytes cells[ONEROSTER_COLUMNS_MAX];
	uint32_t at = parent_of(reading, row, cells);

	for (unsigned depth = 0; at != 0 && at != row && depth < DEPTH_MAX; depth++)
		at = parent_of(reading, at, cells);
	return at == row;
}

// A session in a circle loses its parent, so that the directory has none; orgs in a circle refuse the drop.
static void
cycle_mend(struct reading *reading, uint32_t row)
{
	if (!again_load(reading, row))
		return;
	row_remark(reading, (struct row_remark){.code = "graph.cycle",
				.as = reading->file == ORGS ? AS_FATAL : AS_WARNING,
				.column = (int)parents[reading->file]});
	reading->row.cells[parents[reading->file]] = (struct bytes){NULL, 0};
	struct bytes record = keep_record(reading, reading->row.cells);
	if (!reading->run->broken)
		keep_again(reading, record);
}

// A session lies within its parent.
static void
span_look(struct reading *reading, uint32_t row)
{
	const struct facts *facts = &reading->run->facts;
	struct bytes cells[ONEROSTER_COLUMNS_MAX];
	uint32_t parent = parent_of(reading, row, cells);

	if (parent == 0 || parent >= facts->sessions_room || row >= facts->sessions_room)
		return;
	struct span own = facts->sessions[row], over = facts->sessions[parent];
	bool early = own.begin != SPAN_OPEN && over.begin != SPAN_OPEN && own.begin < over.begin;
	bool late = own.end != SPAN_OPEN && over.end != SPAN_OPEN && own.end > over.end;
	if ((early || late) && again_load(reading, row))
		row_remark(reading, (struct row_remark){.code = "graph.dates",
					.as = AS_WARNING,
					.column = early ? SESSIONS_START : SESSIONS_END,
					.text = "the session lies outside its parent's dates"});
}

void
look_tree(struct reading *reading)
{
	if ((reading->file != ORGS && reading->file != ACADEMIC_SESSIONS) || reading->lost ||
	    !reading->header)
		return;
	for (uint64_t row = 2; row <= reading->last_row && !reading->run->broken; row++) {
		if (in_cycle(reading, (uint32_t)row))
			cycle_mend(reading, (uint32_t)row);
		else if (reading->file == ACADEMIC_SESSIONS)
			span_look(reading, (uint32_t)row);
	}
}
