// rows.mdb as it is being written: rows in their order, and the few that are taken back again.
#include <stdlib.h>

#include "pipeline/rows.h"
#include "schema/record.h"
#include "cmd/validate/reading.h"

struct bytes
keep_record(struct reading *reading, const struct bytes *cells)
{
	unsigned count = reading->schema->column_count;
	size_t size = record_size(cells, count);

	if (size > reading->record_size) {
		char *grown = realloc(reading->record, size * 2);
		if (grown == NULL) {
			reading->run->broken =
			    !fault_set(reading->run->fault, FAULT_TEMP, "out of memory");
			return (struct bytes){NULL, 0};
		}
		reading->record = grown;
		reading->record_size = size * 2;
	}
	return (struct bytes){reading->record, record_write(reading->record, cells, count)};
}

void
keep_row(struct reading *reading, struct bytes record)
{
	struct run *run = reading->run;
	char key[ROWS_KEY];

	if (!db_append(run->rows, reading->state->table, rows_key((uint32_t)reading->row.row, key),
		record, run->fault))
		run->broken = true;
	else {
		reading->state->accepted++;
		schools_row(run->schools, reading->file, run->version, reading->row.cells, 1);
	}
}

void
keep_again(struct reading *reading, struct bytes record)
{
	struct run *run = reading->run;
	char key[ROWS_KEY];

	if (!db_put(run->rows, reading->state->table, rows_key((uint32_t)reading->row.row, key),
		record, run->fault))
		run->broken = true;
}

bool
keep_read(struct run *run, enum roster_file file, uint32_t row, struct bytes *cells)
{
	struct bytes record;
	char key[ROWS_KEY];

	return db_get(run->rows, run->files[file].table, rows_key(row, key), &record) &&
	       record_read(record, cells, oneroster_files[file].column_count);
}

void
keep_withdraw(struct reading *reading, uint32_t row)
{
	struct run *run = reading->run;
	struct bytes cells[ONEROSTER_COLUMNS_MAX];
	char key[ROWS_KEY];

	if (keep_read(run, reading->file, row, cells))
		schools_row(run->schools, reading->file, run->version, cells, -1);
	reading->recheck = true;
	reading->state->accepted--;
	reading->state->left_out++;
	if (!db_delete(run->rows, reading->state->table, rows_key(row, key), run->fault))
		run->broken = true;
}

void
keep_left_out(struct reading *reading, struct bytes id)
{
	struct run *run = reading->run;
	char key[1 + SOURCED_ID_MAX];
	struct bytes empty = {NULL, 0};

	key[0] = (char)reading->file;
	memcpy(key + 1, id.data, id.size);
	if (!db_put(run->rows, run->left_out, (struct bytes){key, 1 + id.size}, empty, run->fault))
		run->broken = true;
}
