// people ROSTER: prints what a roster.mdb says of people as lines: table, key (a plus for its NUL), cells between bars without the blank ones at
// the end. For tests, which compare it.
#include <stdio.h>

#include "pipeline/db.h"
#include "schema/record.h"
#include "schema/roster.h"

static const struct {
	const char *name;
	unsigned columns;
} tables[] = {
    {"users", USERS_COLUMNS},
    {"people", PERSON_CELLS},
    {"same", PERSON_CELLS},
    {"waiting", 0},
    {"relationships", 0},
};

static bool
entry_print(const char *name, unsigned columns, struct bytes key, struct bytes value)
{
	struct bytes cells[RECORD_CELLS_MAX];
	unsigned count = columns;
	if (value.size == 0 ||
	    !record_read((struct bytes){value.data + 1, value.size - 1}, cells, columns))
		return false;
	printf("%s ", name);
	for (size_t i = 0; i < key.size; i++)
		putchar(key.data[i] == '\0' ? '+' : key.data[i]);
	while (count > 0 && cells[count - 1].size == 0)
		count--;
	for (unsigned i = columns == USERS_COLUMNS ? (unsigned)COMMON_COLUMNS : 0; i < count; i++)
		printf("|%.*s", (int)cells[i].size, cells[i].size == 0 ? "" : cells[i].data);
	printf("%s\n", value.data[0] == ROSTER_DELETED ? " deleted" : "");
	return true;
}

static bool
table_print(struct db *db, const char *name, unsigned columns, struct fault *fault)
{
	struct bytes key, value;
	db_table table;
	if (!db_table_exists(db, name))
		return true;
	struct db_cursor *cursor =
	    db_table_open(db, name, &table, fault) ? db_cursor_open(db, table, fault) : NULL;
	bool good = cursor != NULL;
	bool more = good && db_cursor_seek(cursor, (struct bytes){NULL, 0}, &key, &value);
	for (; good && more; more = db_cursor_next(cursor, &key, &value))
		good = entry_print(name, columns, key, value) ||
		       fault_set(fault, FAULT_DATA, "table %s holds what is no record", name);
	db_cursor_close(cursor);
	return good;
}

int
main(int argc, char **argv)
{
	struct fault fault = {FAULT_NONE, "usage: people ROSTER"};
	struct db *db = argc == 2 ? db_open(argv[1], &fault) : NULL;
	bool good = db != NULL;
	for (size_t i = 0; good && i < sizeof tables / sizeof *tables; i++)
		good = table_print(db, tables[i].name, tables[i].columns, &fault);
	db_close(db);
	if (!good)
		fprintf(stderr, "people: %s\n", fault.text);
	return good ? 0 : 1;
}
