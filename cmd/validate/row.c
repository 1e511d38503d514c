// A data row from end to end. What is wrong with it is all reported before it is decided whether it stands.
#include "schema/value_kinds.h"
#include "cmd/validate/reading.h"

enum { SAMPLE_ROWS = 2048 };

uint64_t
row_remark(struct reading *reading, struct row_remark remark)
{
	struct row *row = &reading->row;
	enum severity severity;
	struct bytes column = {NULL, 0};

	if (remark.column >= 0)
		column = bytes_of(reading->schema->columns[remark.column].name);
	uint64_t id = run_remark(reading->run,
	    &(struct remark){.code = remark.code,
		.as = remark.as,
		.floor = remark.floor,
		.file = reading->state->name,
		.row = row->row,
		.line = row->line,
		.column = column,
		.id = row->sensitive ? (struct bytes){NULL, 0} : row->id,
		.cause = remark.cause,
		.text = remark.text},
	    &severity);
	if (severity >= SEVERITY_ERROR) {
		row->out = true;
		if (row->cause == 0)
			row->cause = remark.cause != 0 ? remark.cause : id;
	}
	return id;
}

// Holds the number of cells against the header's. Empty ones at the end are only told once.
static void
fields_check(struct reading *reading, const struct table_row *given)
{
	bool empty = true;

	if (given->cell_count == reading->header_cells)
		return;
	for (unsigned i = reading->header_cells; i < given->cell_count; i++)
		empty = empty && value_trim(given->cells[i]).size == 0;
	if (given->cell_count > reading->header_cells && empty) {
		once_note(reading, ONCE_FIELDS);
		return;
	}
	row_remark(
	    reading, (struct row_remark){.code = "csv.fields",
			 .as = AS_ERROR,
			 .floor = SEVERITY_ERROR,
			 .column = -1,
			 .text = run_text(reading->run, "the row has %u columns, the header %u",
			     given->cell_count, reading->header_cells)});
}

// Brings the cells into the schema's order, without blanks round them.
static void
cells_gather(struct reading *reading, const struct table_row *given)
{
	struct row *row = &reading->row;

	memset(row->cells, 0, reading->schema->column_count * sizeof(row->cells[0]));
	for (unsigned i = 0; i < reading->plan_count; i++) {
		const struct plan *plan = &reading->plans[i];
		if (plan->source < given->cell_count)
			row->cells[plan->index] = value_trim(given->cells[plan->source]);
	}
}

// Whether a value stands in a column that has no name.
static void
nameless_check(struct reading *reading, const struct table_row *given)
{
	for (unsigned i = 0; i < given->cell_count && i < NAMELESS_MAX; i++)
		if ((reading->nameless[i / 64] >> i % 64 & 1) != 0 &&
		    value_trim(given->cells[i]).size != 0)
			reading->nameless_filled = true;
}

void
row_identify(struct reading *reading, struct bytes cell)
{
	struct row *row = &reading->row;
	struct bytes id = value_trim(cell);
	enum value_verdict verdict = id.size == 0 ? VALUE_BAD : value_sourced_id(id);

	if (verdict == VALUE_BAD)
		return;
	row->id = id;
	row->cells[SOURCED_ID] = id;
	if (!reading->kept)
		return;
	row->sensitive = value_is_sensitive(id);
	row->hash = ids_hash(id, reading->run->seed);
	ids_prefetch(&reading->state->ids, row->hash);
}

// What is to be said of the row's own sourcedId.
static void
id_check(struct reading *reading, struct bytes cell)
{
	const struct row *row = &reading->row;
	struct row_remark remark = {.code = "value.sourcedId",
	    .as = AS_ERROR,
	    .floor = SEVERITY_ERROR,
	    .column = SOURCED_ID};

	if (row->id.size == 0 && value_trim(cell).size == 0)
		remark.code = "value.required";
	else if (row->id.size != 0 && value_sourced_id(row->id) == VALUE_REPAIRED) {
		remark.as = AS_WARNING;
		remark.floor = SEVERITY_NOTICE;
		remark.text = "there are characters in it that the standard does not allow";
		if (reading->run->job->district->profile == PROFILE_STRICT)
			remark.as = AS_ERROR;
	} else if (row->id.size != 0 && row->id.size != cell.size) {
		remark.as = AS_WARNING;
		remark.floor = SEVERITY_NOTICE;
		remark.text = "there are blanks round it; they were taken off";
	} else if (row->id.size != 0)
		return;
	row_remark(reading, remark);
}

// Tells from the first rows how many are to come, so that the tables of ids need not grow.
static void
sample(struct reading *reading, const struct table_row *given)
{
	struct run_file *state = reading->state;

	if (state->rows > SAMPLE_ROWS)
		return;
	for (unsigned i = 0; i < given->cell_count; i++)
		reading->sampled += given->cells[i].size + 1;
	if (state->rows < SAMPLE_ROWS || reading->sampled == 0)
		return;
	uint64_t expected = state->entry->size / (reading->sampled / SAMPLE_ROWS + 1);
	expected += expected / 32;
	ids_expect(&state->ids, expected);
	ids_expect(&reading->names, expected);
	ids_expect(&reading->memberships, expected);
	if (reading->file == ROLES)
		ids_expect(&reading->run->facts.primaries, expected);
}

void
row_leave_out(struct reading *reading, uint64_t finding)
{
	struct row *row = &reading->row;
	struct run *run = reading->run;

	reading->state->left_out++;
	run->facts.roles_lost += reading->file == ROLES && row->found[ROLES_USER] == 0;
	if (row->id.size == 0)
		reading->state->unknown++;
	if (row->id.size == 0 || !reading->kept || run->broken)
		return;
	keep_left_out(reading, row->id);
	if (unique_clash(reading, finding) || run->broken)
		return;
	struct id rejected = {ID_REJECTED, (uint32_t)(finding & IDS_NUMBER_MAX)};
	if (!ids_add(&reading->state->ids, row->hash, rejected))
		run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
}

void
row_leave_scope(struct reading *reading)
{
	struct run *run = reading->run;

	reading->state->scoped++;
	remember_lost(reading);
	if (!reading->kept || reading->row.id.size == 0)
		return;
	keep_left_out(reading, reading->row.id);
	if (!run->broken && !ids_add(&reading->state->ids, reading->row.hash, ID_SCOPED))
		run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
}

// The row in hand, before anything is known of it but where it stands.
static void
row_begin(struct reading *reading, uint64_t number, uint64_t line)
{
	struct row *row = &reading->row;

	row->row = number;
	row->line = line;
	row->id = (struct bytes){NULL, 0};
	row->deleted = row->out = row->scoped = row->sensitive = false;
	row->cause = 0;
	memset(row->found, 0, reading->schema->column_count * sizeof(row->found[0]));
	reading->scratch_used = 0;
}

void
row_lost(struct reading *reading, const struct table_trouble *trouble)
{
	enum severity severity;
	struct row *row = &reading->row;

	row_begin(reading, trouble->row, trouble->line);
	reading->state->rows++;
	if (reading->id_source >= 0 && (unsigned)reading->id_source < trouble->cell_count)
		row_identify(reading, trouble->cells[reading->id_source]);
	uint64_t finding = run_remark(reading->run,
	    &(struct remark){.code = trouble->code,
		.floor = SEVERITY_ERROR,
		.file = reading->state->name,
		.row = trouble->row,
		.line = trouble->line,
		.id = row->sensitive ? (struct bytes){NULL, 0} : row->id,
		.text = trouble->text},
	    &severity);
	row_leave_out(reading, finding);
}

// Checks the row and, when it stands, keeps it.
static void
row_judge(struct reading *reading)
{
	struct row *row = &reading->row;

	if (!status_take(reading))
		return;
	if (!row->deleted) {
		references_prefetch(reading);
		cells_take(reading);
		references_take(reading);
		meaning_take(reading);
	}
	if (row->scoped && !row->out && !reading->run->broken) {
		row_leave_scope(reading);
		return;
	}
	if (row->out || reading->run->broken) {
		remember_lost(reading);
		row_leave_out(reading, row->cause);
		return;
	}
	if (!reading->kept) {
		reading->state->accepted++;
		return;
	}
	struct bytes record = keep_record(reading, row->cells);
	if (reading->run->broken)
		return;
	if (unique_take(reading, record)) {
		keep_row(reading, record);
		unique_keep(reading);
		remember_row(reading);
	} else if (row->out)
		row_leave_out(reading, row->cause);
}

bool
row_take(struct reading *reading, const struct table_row *given)
{
	struct row *row = &reading->row;

	row_begin(reading, given->row, given->line);
	row->given = given->cells;
	row->given_count = given->cell_count;
	reading->state->rows++;
	sample(reading, given);
	cells_gather(reading, given);
	if ((unsigned)reading->id_source < given->cell_count)
		row_identify(reading, given->cells[reading->id_source]);
	fields_check(reading, given);
	if ((reading->nameless[0] | reading->nameless[1] | reading->nameless[2] |
		reading->nameless[3]) != 0)
		nameless_check(reading, given);
	if (row->out) {
		row_leave_out(reading, row->cause);
		return !reading->run->broken;
	}
	id_check(reading, given->cells[reading->id_source]);
	row_judge(reading);
	return !reading->run->broken;
}
