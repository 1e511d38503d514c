// storedump STORE [TABLE ...]: prints every record that lies in a district's store, or in these tables of it, one a line: table, key, value. For crash tests, which compare two stores:
// so it looks below what pipeline/store.h lets be seen, and shows the records of an act that was never finished, too.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/db.h"
#include "pipeline/store.h"

static const char *const others[] = {"links", "credentials", "ledger", "ledgerDrops",
    "ledgerDigests", "feed", "audit", "accountsBefore", "linksBefore", "meta"};
_Static_assert(sizeof others / sizeof *others == STORE_TABLES - FACTS + 1,
    "the store has another table: name it here");

// Prints bytes in such a way that different ones never look alike.
static void
print_bytes(struct bytes bytes)
{
	putchar(' ');
	for (size_t i = 0; i < bytes.size; i++) {
		unsigned char c = (unsigned char)bytes.data[i];
		if (isgraph(c) && c != '\\')
			putchar(c);
		else
			printf("\\%02x", c);
	}
}

// Whether a table is among those that were named; all are if none was.
static bool
is_wanted(const char *name, char **wanted)
{
	if (*wanted == NULL)
		return true;
	while (*wanted != NULL && strcmp(*wanted, name) != 0)
		wanted++;
	return *wanted != NULL;
}

// Prints one table; one that no act has made yet is empty.
static bool
print_table(struct db *db, const char *name, struct fault *fault)
{
	struct bytes key, value;
	db_table table;
	if (!db_table_open(db, name, &table, fault))
		return fault->class == FAULT_MISSING;
	struct db_cursor *cursor = db_cursor_open(db, table, fault);
	if (cursor == NULL)
		return false;
	bool more = db_cursor_seek(cursor, (struct bytes){NULL, 0}, &key, &value);
	for (; more; more = db_cursor_next(cursor, &key, &value)) {
		printf("%s", name);
		print_bytes(key);
		print_bytes(value);
		putchar('\n');
	}
	db_cursor_close(cursor);
	return true;
}

int
main(int argc, char **argv)
{
	struct fault fault = {FAULT_NONE, "usage: storedump STORE [TABLE ...]"};
	struct db *db = argc >= 2 ? db_open_store(argv[1], false, 0, &fault) : NULL;
	bool good = db != NULL;
	for (unsigned entity = 0; good && entity < FACTS; entity++)
		good = !is_wanted(entity_table(entity), argv + 2) ||
		       print_table(db, entity_table(entity), &fault);
	for (size_t i = 0; good && i < sizeof others / sizeof *others; i++)
		good = !is_wanted(others[i], argv + 2) || print_table(db, others[i], &fault);
	db_close(db);
	if (!good)
		fprintf(stderr, "storedump: %s\n", fault.text);
	return !good || fflush(stdout) != 0;
}
