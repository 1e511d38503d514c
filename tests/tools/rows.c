// rows FILE: prints a rows.mdb or roster.mdb as lines: table, key, cells between bars. For tests, which compare it.
#include <stdio.h>

#include "schema/guardians.h"
#include "schema/record.h"
#include "pipeline/db.h"
#include "pipeline/rows.h"

// A row's key is its number, most significant byte first.
static unsigned long
key_number(struct bytes key)
{
	unsigned long number = 0;

	for (size_t i = 0; i < key.size; i++)
		number = number << 8 | (unsigned char)key.data[i];
	return number;
}

// One entry of a table of rows.
static bool
row_print(const struct oneroster_file *file, struct bytes key, struct bytes value)
{
	struct bytes cells[ONEROSTER_COLUMNS_MAX];

	if (key.size != ROWS_KEY || !record_read(value, cells, file->column_count))
		return false;
	printf("%s %lu ", file->name, key_number(key));
	for (unsigned i = 0; i < file->column_count; i++)
		printf("%s%.*s", i == 0 ? "" : "|", (int)cells[i].size,
		    cells[i].size == 0 ? "" : cells[i].data);
	printf("\n");
	return true;
}

// One entry of the tables that are not of rows.
static bool
other_print(const char *name, struct bytes key, struct bytes value)
{
	size_t first = key.size == 0 ? 0 : strnlen(key.data, key.size);
	if (strcmp(name, "left_out") == 0 && key.data[0] == GUARDIANS_LEFT_OUT)
		printf("left_out guardians %.*s %.*s\n", (int)first - 1, key.data + 1,
		    (int)(key.size - first) - 1, key.data + first + 1);
	else if (strcmp(name, "left_out") == 0)
		printf("left_out %s %.*s\n", oneroster_files[(unsigned char)key.data[0]].name,
		    (int)key.size - 1, key.data + 1);
	else
		printf("%s %.*s %.*s\n", name, (int)key.size, key.data, (int)value.size,
		    value.size == 0 ? "" : value.data);
	return true;
}

// Walks one table; file is NULL for those that are not of rows.
static bool
table_print(struct db *db, const char *name, const struct oneroster_file *file, struct fault *fault)
{
	struct bytes none = {NULL, 0}, key, value;
	db_table table;

	if (!db_table_open(db, name, &table, fault))
		return false;
	struct db_cursor *cursor = db_cursor_open(db, table, fault);
	if (cursor == NULL)
		return false;
	bool good = true;
	for (bool more = db_cursor_seek(cursor, none, &key, &value); good && more;
	     more = db_cursor_next(cursor, &key, &value))
		good = file != NULL ? row_print(file, key, value) : other_print(name, key, value);
	db_cursor_close(cursor);
	return good || fault_set(fault, FAULT_DATA, "table %s holds what is no row", name);
}

int
main(int argc, char **argv)
{
	struct fault fault = {FAULT_NONE, ""};
	struct db *db = argc == 2 ? db_open(argv[1], &fault) : NULL;
	bool good = db != NULL && table_print(db, "meta", NULL, &fault) &&
		    table_print(db, "left_out", NULL, &fault);

	for (unsigned i = 0; good && i < ROSTER_FILES; i++)
		good = table_print(db, oneroster_files[i].name, &oneroster_files[i], &fault);
	if (good && db_table_exists(db, guardians_file.name))
		good = table_print(db, guardians_file.name, &guardians_file, &fault);
	if (!good)
		fprintf(stderr, "rows: %s\n", argc == 2 ? fault.text : "usage: rows FILE");
	if (db != NULL)
		db_close(db);
	return good ? 0 : 1;
}
