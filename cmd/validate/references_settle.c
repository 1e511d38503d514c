// References within a file to rows that came later, or that were taken back. They are optional in the standard, so what
// names nothing is dropped, and the row is written anew.
#include "cmd/validate/references.h"

// The column by which a file names rows of itself; 0 for none.
static const unsigned self_column[ONEROSTER_FILES] = {
    [ORGS] = ORGS_PARENT, [ACADEMIC_SESSIONS] = SESSIONS_PARENT, [USERS] = USERS_AGENTS};

// Whether a reference within the file holds, now that all of it was read.
static enum found
settled(const struct reading *reading, uint64_t hash, struct id *id)
{
	enum found found = reference_look_up(reading, reading->file, hash, id);
	bool delta = reading->state->mode == MODE_DELTA;

	return found == FOUND_LATER ? delta ? FOUND : FOUND_MISSING : found;
}

// Looks at the row again that named what did not come: these references are dropped, and the row is written anew.
static void
row_mend(struct reading *reading, uint32_t number, uint32_t line)
{
	struct row *row = &reading->row;
	unsigned column = self_column[reading->file];
	struct bytes member, rest;
	struct id id;
	size_t used = 0;

	if (!keep_read(reading->run, reading->file, number, row->cells))
		return;
	row->row = number;
	row->line = line;
	row->id = row->cells[SOURCED_ID];
	row->hash = ids_hash(row->id, reading->run->seed);
	row->out = false;
	row->cause = 0;
	reading->scratch_used = 0;
	rest = row->cells[column];
	char *out = scratch_take(reading, rest.size);
	while (out != NULL && value_next_member(&rest, &member)) {
		enum found found = settled(reading, ids_hash(member, reading->run->seed), &id);
		if (found == FOUND_SCOPED)
			continue;
		if (found != FOUND) {
			reference_remark(reading, column, false, found, id, member);
			continue;
		}
		if (used != 0)
			out[used++] = ',';
		memcpy(out + used, member.data, member.size);
		used += member.size;
	}
	if (out == NULL || used == row->cells[column].size)
		return;
	row->cells[column] = (struct bytes){out, used};
	struct bytes record = keep_record(reading, row->cells);
	if (row->out)
		unique_withdraw(reading);
	else if (!reading->run->broken)
		keep_again(reading, record);
}

void
references_settle(struct reading *reading)
{
	struct id id;
	uint32_t mended = 0;

	if (!reading->kept || self_column[reading->file] == 0 || reading->lost)
		return;
	for (size_t i = 0; i < reading->pending_count && !reading->recheck; i++) {
		const struct pending *pending = &reading->pending[i];
		if (reading->run->broken || pending->row == mended ||
		    settled(reading, pending->hash, &id) == FOUND)
			continue;
		mended = pending->row;
		row_mend(reading, pending->row, pending->line);
	}
	for (uint64_t row = 2; reading->recheck && row <= reading->last_row; row++)
		if (!reading->run->broken)
			row_mend(reading, (uint32_t)row, 0);
}
