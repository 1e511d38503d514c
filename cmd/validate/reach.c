// Credentials are sorted by their hashes, so that a million of them are looked at once; only of those that stand more than once are the rows read, to
// see whether they are one person's.
#include <stdlib.h>

#include "pipeline/person.h"
#include "pipeline/rows.h"
#include "schema/record.h"
#include "cmd/validate/guardians.h"
#include "cmd/validate/look_people.h"
#include "cmd/validate/reach.h"

// Where a row of either file says who somebody is; -1: it does not.
static const struct {
	int user, guardian;
} identity[] = {
    {USERS_GIVEN_NAME, GUARDIANS_GIVEN_NAME},
    {USERS_MIDDLE_NAME, -1},
    {USERS_FAMILY_NAME, GUARDIANS_FAMILY_NAME},
    {USERS_EMAIL, GUARDIANS_EMAIL},
    {USERS_SMS, GUARDIANS_MOBILE},
    {USERS_PHONE, GUARDIANS_PHONE},
};
enum { IDENTITY = sizeof identity / sizeof identity[0], NAMES = 3, EMAILS = 4 };

void
reach_add(struct run *run, uint64_t hash, uint32_t row, bool file)
{
	struct reach *reach = &run->reach;

	if (hash == 0 || run->broken)
		return;
	if (reach->count == reach->room) {
		size_t room = reach->room * 2 + 256;
		struct credential_held *held = realloc(reach->held, room * sizeof *held);
		if (held == NULL) {
			run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
			return;
		}
		reach->held = held;
		reach->room = room;
	}
	reach->held[reach->count++] = (struct credential_held){hash, row, file};
}

static int
by_hash(const void *a, const void *b)
{
	const struct credential_held *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

// The cells of identity[] of a row; false when it does not stand any more.
static bool
identity_read(struct run *run, const struct credential_held *held, struct bytes made[IDENTITY])
{
	struct bytes cells[ONEROSTER_COLUMNS_MAX], record;
	char key[ROWS_KEY];
	db_table table;

	bool good = !held->file
			? keep_read(run, USERS, held->row, cells)
			: db_table_open(run->rows, guardians_file.name, &table, run->fault) &&
			      db_get(run->rows, table, rows_key(held->row, key), &record) &&
			      record_read(record, cells, GUARDIANS_COLUMNS);
	for (unsigned i = 0; good && i < IDENTITY; i++) {
		int at = held->file ? identity[i].guardian : identity[i].user;
		made[i] = at < 0 ? (struct bytes){NULL, 0} : cells[at];
	}
	return good;
}

// A hash of who the row is, by the forms that normalise compares. Rows that cannot be read differ from all others.
static uint64_t
person_of(struct run *run, const struct credential_held *held, struct text *form)
{
	struct bytes cells[IDENTITY];
	uint64_t parts[IDENTITY];

	if (!identity_read(run, held, cells))
		return held->row;
	for (unsigned i = 0; i < IDENTITY; i++) {
		text_clear(form);
		if (i < NAMES)
			person_name(form, cells[i]);
		else if (i < EMAILS)
			person_email(form, cells[i]);
		parts[i] = i < EMAILS ? ids_hash((struct bytes){form->data, form->size}, run->seed)
				      : people_phone_hash(run, cells[i]);
	}
	if (form->failed && !run->broken)
		run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
	return ids_hash_of(parts, IDENTITY, run->seed);
}

// Whether all of one credential's rows are one person's.
static bool
is_own(struct run *run, const struct credential_held *held, size_t count, struct text *form)
{
	if (count == 1)
		return true;
	uint64_t person = person_of(run, &held[0], form);
	for (size_t i = 1; i < count; i++)
		if (person_of(run, &held[i], form) != person)
			return false;
	return true;
}

void
reach_mark(struct run *run, uint8_t *users, size_t users_room, uint8_t *file, size_t file_room)
{
	struct reach *reach = &run->reach;
	struct text form = {NULL, 0, 0, false};
	size_t end;

	if (reach->count > 1)
		qsort(reach->held, reach->count, sizeof *reach->held, by_hash);
	for (size_t begin = 0; begin < reach->count && !run->broken; begin = end) {
		for (end = begin;
		     end < reach->count && reach->held[end].hash == reach->held[begin].hash;)
			end++;
		bool own = is_own(run, &reach->held[begin], end - begin, &form);
		for (size_t i = begin; own && i < end; i++) {
			const struct credential_held *held = &reach->held[i];
			uint8_t *marks = held->file ? file : users;
			if (marks != NULL && held->row < (held->file ? file_room : users_room))
				marks[held->row] = 1;
		}
	}
	text_free(&form);
}
