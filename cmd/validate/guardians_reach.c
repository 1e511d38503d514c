// Guardians of both files beside each other: an address that a guardian of guardians.csv shares with one of users.csv tells neither of them from the
// other. Whoever shares within users.csv alone was told when that file was looked at.
#include "cmd/validate/guardians.h"

#include <stdlib.h>

#include "pipeline/rows.h"
#include "schema/record.h"
#include "schema/value_kinds.h"
#include "cmd/validate/look.h"

// One guardian of either file without a credential that is no other guardian's.
static void
reach_remark(struct guardians *guardians, const struct credential_held *held)
{
	struct run *run = guardians->run;
	struct bytes cells[ONEROSTER_COLUMNS_MAX], record;
	char key[ROWS_KEY];
	enum severity severity;
	bool good = held->file
			? db_get(run->rows, guardians->table, rows_key(held->row, key), &record) &&
			      record_read(record, cells, GUARDIANS_COLUMNS)
			: keep_read(run, USERS, held->row, cells);

	if (!good)
		return;
	struct bytes id = cells[held->file ? (unsigned)GUARDIANS_ID : (unsigned)SOURCED_ID];
	run_remark(run,
	    &(struct remark){.code = "policy.guardian_contact",
		.as = AS_WARNING,
		.file = held->file ? guardians_name : run->files[USERS].name,
		.row = held->row,
		.id = value_is_sensitive(id) ? (struct bytes){NULL, 0} : id,
		.text = "another guardian, of guardians.csv or users.csv, has the same "
			"e-mail address or mobile phone"},
	    &severity);
}

void
guardians_settle_reach(struct guardians *guardians)
{
	struct run *run = guardians->run;
	const struct facts *facts = &run->facts;
	size_t room = guardians->row + 1;
	uint8_t *users = calloc(facts->people_room + 1, 1), *file = calloc(room, 1);

	bool good = users != NULL && file != NULL;

	if (!good)
		run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
	else
		reach_mark(run, users, facts->people_room, file, room);
	for (size_t i = 0; good && i < run->reach.count && !run->broken; i++) {
		const struct credential_held *held = &run->reach.held[i];
		uint8_t *mark = held->file ? &file[held->row] : &users[held->row];
		if (*mark != 0 ||
		    (!held->file && (run->reach.own[held->row] == 0 ||
					!person_only_guardian(facts->people[held->row]))))
			continue;
		*mark = 1; // is told
		reach_remark(guardians, held);
	}
	free(users);
	free(file);
}
