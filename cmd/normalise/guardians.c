// guardians.csv (schema/guardians.h): each guardian in it becomes a user without a username, each row a relationship. A guardian whom users.csv
// has too is that user, and only the relationship is new. Of rows that call one guardian different things the least in byte order counts, so
// that the order of rows never does; validate has told the district.
#include "cmd/normalise/normalise.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/normalise/order.h"
#include "schema/guardians.h"
#include "schema/record.h"

// A row, its cells borrowed from rows.mdb.
struct guardian {
	struct bytes cells[GUARDIANS_COLUMNS];
};

// By the guardian's id, then by what is said of the guardian.
static int
by_guardian(const void *a, const void *b)
{
	const struct guardian *x = a, *y = b;
	int order = 0;
	for (unsigned i = GUARDIANS_ID; order == 0 && i < GUARDIANS_COLUMNS; i++)
		order = bytes_compare(x->cells[i], y->cells[i]);
	return order != 0 ? order
			  : bytes_compare(x->cells[GUARDIANS_STUDENT], y->cells[GUARDIANS_STUDENT]);
}

// Reads the table, in order of guardians. NULL when there is nothing in it, or on a fault.
static struct guardian *
read_rows(struct normaliser *normaliser, size_t *count, bool *good, struct fault *fault)
{
	db_table table;
	struct bytes key, record;
	*count = 0;
	*good = db_table_open(normaliser->rows, guardians_file.name, &table, fault);
	uint64_t rows = *good ? db_table_count(normaliser->rows, table) : 0;
	struct guardian *guardians = rows == 0 ? NULL : calloc(rows, sizeof *guardians);
	if (guardians == NULL) {
		*good = *good && (rows == 0 || fault_set(fault, FAULT_TEMP, "out of memory"));
		return NULL;
	}
	struct db_cursor *cursor = db_cursor_open(normaliser->rows, table, fault);
	bool more =
	    cursor != NULL && db_cursor_seek(cursor, (struct bytes){NULL, 0}, &key, &record);
	*good = cursor != NULL;
	for (; *good && more && *count < rows; more = db_cursor_next(cursor, &key, &record))
		*good = record_read(record, guardians[(*count)++].cells, GUARDIANS_COLUMNS) ||
			fault_set(fault, FAULT_IO, "a row of guardians.csv in rows.mdb is damaged");
	db_cursor_close(cursor);
	qsort(guardians, *count, sizeof *guardians, by_guardian);
	return guardians;
}

// A guardian as a row of users.
static void
user_of(const struct bytes *guardian, struct bytes cells[USERS_COLUMNS])
{
	static const struct {
		unsigned user, guardian;
	} same[] = {
	    {SOURCED_ID, GUARDIANS_ID},
	    {USERS_GIVEN_NAME, GUARDIANS_GIVEN_NAME},
	    {USERS_FAMILY_NAME, GUARDIANS_FAMILY_NAME},
	    {USERS_EMAIL, GUARDIANS_EMAIL},
	    {USERS_SMS, GUARDIANS_MOBILE},
	    {USERS_PHONE, GUARDIANS_PHONE},
	};
	memset(cells, 0, USERS_COLUMNS * sizeof *cells);
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		cells[same[i].user] = guardian[same[i].guardian];
	cells[USERS_ENABLED] = bytes_of("true");
	cells[USERS_ROLE] = bytes_of(GUARDIAN_OF_FILE);
}

// Makes the records of those whom users.csv does not have, in one stretch of memory, and adds them to the order.
static bool
add_users(struct normaliser *normaliser, const struct guardian *guardians, size_t count,
    struct order *users)
{
	struct bytes cells[USERS_COLUMNS];
	size_t room = 0, added = 0;
	for (size_t i = 0; i < count; i++) {
		user_of(guardians[i].cells, cells);
		room += record_size(cells, USERS_COLUMNS);
	}
	struct file_users *made = &normaliser->file_users;
	if ((made->records = malloc(room)) == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct bytes id = guardians[i].cells[GUARDIANS_ID];
		if ((i > 0 && bytes_equal(id, guardians[i - 1].cells[GUARDIANS_ID])) ||
		    order_has(users, added, id))
			continue;
		user_of(guardians[i].cells, cells);
		struct bytes record = {made->records + made->size, 0};
		record.size = record_write(made->records + made->size, cells, USERS_COLUMNS);
		made->size += record.size;
		if (!order_add(users, record))
			return false;
		added++;
	}
	order_sort(users);
	return true;
}

bool
guardians_take(struct normaliser *normaliser, struct order *users, struct fault *fault)
{
	size_t count;
	bool good;
	if (normaliser->job->district->scope.guardians != GUARDIANS_FILE ||
	    !db_table_exists(normaliser->rows, guardians_file.name))
		return true;
	struct guardian *guardians = read_rows(normaliser, &count, &good, fault);
	for (size_t i = 0; good && i < count; i++)
		good = pairs_add(&normaliser->turned, guardians[i].cells[GUARDIANS_STUDENT],
			   guardians[i].cells[GUARDIANS_ID]) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	if (good && count > 0 && !add_users(normaliser, guardians, count, users))
		good = fault_set(fault, FAULT_TEMP, "out of memory");
	free(guardians);
	return good;
}
