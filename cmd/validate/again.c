// Rows are read once; the few that stood and are left out after all, for something that only later rows could show, are taken back here,
// and with them what names them.
#include "schema/value_kinds.h"
#include "pipeline/rows.h"
#include "cmd/validate/look.h"

bool
again_load(struct reading *reading, uint32_t number)
{
	struct row *row = &reading->row;

	if (!keep_read(reading->run, reading->file, number, row->cells))
		return false;
	row->row = number;
	row->line = 0;
	row->id = row->cells[SOURCED_ID];
	row->hash = ids_hash(row->id, reading->run->seed);
	row->deleted = row->out = row->scoped = false;
	row->sensitive = value_is_sensitive(row->id);
	row->cause = 0;
	memset(row->found, 0, sizeof(row->found));
	reading->scratch_used = 0;
	return true;
}

bool
again_withdraw(struct reading *reading)
{
	struct row *row = &reading->row;

	if (reading->run->broken || (!row->out && !row->scoped))
		return false;
	if (!row->out) {
		row->cause = ID_SCOPED.number;
		reading->state->scoped++;
		reading->state->left_out--; // which unique_withdraw counts
	}
	unique_withdraw(reading);
	return true;
}

// Writes the row in hand anew when it lost a reference.
static void
row_rewrite(struct reading *reading)
{
	struct bytes record = keep_record(reading, reading->row.cells), old;
	char key[ROWS_KEY];

	if (!reading->run->broken &&
	    db_get(reading->run->rows, reading->state->table,
		rows_key((uint32_t)reading->row.row, key), &old) &&
	    !bytes_equal(record, old))
		keep_again(reading, record);
}

// Holds every row of a file against what was left out since.
static bool
file_again(struct run *run, enum roster_file file)
{
	struct reading *reading = reading_open(run, file);

	if (reading == NULL)
		return false;
	for (uint64_t row = 2; row <= reading->state->last_row && !run->broken; row++) {
		if (!again_load(reading, (uint32_t)row))
			continue;
		references_prefetch(reading);
		references_take(reading);
		if (!again_withdraw(reading) && !run->broken)
			row_rewrite(reading);
	}
	reading_close(reading);
	return !run->broken;
}

bool
again_cascade(struct run *run, enum roster_file first, enum roster_file last)
{
	for (enum roster_file file = first; file <= last; file++) {
		const struct run_file *state = &run->files[file];
		if (state->entry != NULL && state->mode != MODE_ABSENT && !state->unusable &&
		    !file_again(run, file))
			return false;
	}
	return true;
}
