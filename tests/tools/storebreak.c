// storebreak STORE WHAT TABLE KEY ...: breaks a store on purpose, for tests of `rosterdrop verify`. What it writes has a right checksum, except for `flip`.
//
//   flip TABLE KEY            changes the last byte of the value
//   delete TABLE KEY
//   cell TABLE KEY N VALUE    puts another value into a cell
//   swap TABLE KEY N M        gives two cells each other's values
//   act TABLE KEY N           has an act of another number as its writer
//   state TABLE KEY A|D
//   put TABLE KEY [VALUE...]  a new record, written by act 1
//
// KEY: bytes, with \xx for those that are not printable, as storedump prints them; @N: the Nth of the table, from 0.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/store_record.h"
#include "schema/record.h"

enum { ROOM = 256 * 1024, WORDS = 32 };

static struct db *db;
static db_table table;
static struct fault fault;
static char key_room[DB_KEY_MAX], value_room[ROOM];
static struct bytes key, value;

// Whether it was done; says why not.
static void
must(bool good)
{
	if (good)
		return;
	fprintf(stderr, "storebreak: %s\n", fault.text);
	exit(1);
}

// Finds the Nth record of the table.
static void
find_number(unsigned long number)
{
	struct bytes found, ignored;
	struct db_cursor *cursor = db_cursor_open(db, table, &fault);
	must(cursor != NULL);
	bool more = db_cursor_seek(cursor, (struct bytes){NULL, 0}, &found, &ignored);
	for (; more && number > 0; number--)
		more = db_cursor_next(cursor, &found, &ignored);
	must(more || fault_set(&fault, FAULT_MISSING, "there are not so many records"));
	memcpy(key_room, found.data, found.size);
	key = (struct bytes){key_room, found.size};
	db_cursor_close(cursor);
}

// Takes the key of the command line.
static void
take_key(const char *word)
{
	key = (struct bytes){key_room, 0};
	if (word[0] == '@') {
		find_number(strtoul(word + 1, NULL, 10));
		return;
	}
	for (; *word != '\0'; word++) {
		char hex[3] = {0};
		if (word[0] == '\\') {
			memcpy(hex, word + 1, 2);
			word += 2;
		}
		key_room[key.size++] = hex[0] != '\0' ? (char)strtoul(hex, NULL, 16) : *word;
	}
}

// Reads the value into memory of its own.
static void
take_value(void)
{
	struct bytes found;
	must(db_get(db, table, key, &found) ||
	     fault_set(&fault, FAULT_MISSING, "there is no such record"));
	memcpy(value_room, found.data, found.size);
	value = (struct bytes){value_room, found.size};
}

// Puts the value with a right checksum.
static void
put_value(void)
{
	struct bytes record = {value_room + HEADER, value.size - HEADER};
	store_put_number(value_room + 6, store_checksum(key, value_room, record));
	must(db_put(db, table, key, value, &fault));
}

// Puts another value into a cell.
static void
change_cell(unsigned index, const char *text)
{
	char copy[ROOM];
	struct bytes cells[RECORD_CELLS_MAX];
	memcpy(copy, value_room, value.size);
	must(record_read(
		 (struct bytes){copy + HEADER, value.size - HEADER}, cells, RECORD_CELLS_MAX) ||
	     fault_set(&fault, FAULT_DATA, "the record has no cells"));
	cells[index] = bytes_of(text);
	value.size = HEADER + record_write(value_room + HEADER, cells, RECORD_CELLS_MAX);
}

// Gives two cells each other's values.
static void
swap_cells(unsigned one, unsigned other)
{
	char copy[ROOM];
	struct bytes cells[RECORD_CELLS_MAX];
	memcpy(copy, value_room, value.size);
	must(record_read(
		 (struct bytes){copy + HEADER, value.size - HEADER}, cells, RECORD_CELLS_MAX) ||
	     fault_set(&fault, FAULT_DATA, "the record has no cells"));
	struct bytes kept = cells[one];
	cells[one] = cells[other];
	cells[other] = kept;
	value.size = HEADER + record_write(value_room + HEADER, cells, RECORD_CELLS_MAX);
}

// Makes a new record.
static void
make_record(char **words, int count)
{
	struct bytes cells[WORDS];
	for (int i = 0; i < count; i++)
		cells[i] = bytes_of(words[i]);
	value_room[0] = STORED_VERSION;
	value_room[1] = STORED_ACTIVE;
	store_put_number(value_room + 2, 1);
	value = (struct bytes){value_room,
	    HEADER + (count == 0 ? 0 : record_write(value_room + HEADER, cells, (unsigned)count))};
}

// Changes the record of the key as the words behind it say.
static void
change_record(const char *what, int count, char **words)
{
	unsigned long number = count > 0 ? strtoul(words[0], NULL, 10) : 0;
	take_value();
	if (strcmp(what, "flip") == 0) {
		value_room[value.size - 1] ^= 1;
		must(db_put(db, table, key, value, &fault));
		return;
	}
	if (strcmp(what, "cell") == 0 && count == 2)
		change_cell((unsigned)number, words[1]);
	else if (strcmp(what, "swap") == 0 && count == 2)
		swap_cells((unsigned)number, (unsigned)strtoul(words[1], NULL, 10));
	else if (strcmp(what, "act") == 0 && count == 1)
		store_put_number(value_room + 2, (uint32_t)number);
	else if (strcmp(what, "state") == 0 && count == 1)
		value_room[1] = words[0][0];
	else
		must(fault_set(&fault, FAULT_USAGE, "unknown words"));
	put_value();
}

int
main(int argc, char **argv)
{
	must(argc >= 5 || fault_set(&fault, FAULT_USAGE, "usage: STORE WHAT TABLE KEY [VALUE...]"));
	const char *what = argv[2];
	db = db_open_store(argv[1], true, (uint64_t)1 << 30, &fault);
	must(db != NULL && db_table_open(db, argv[3], &table, &fault));
	take_key(argv[4]);
	if (strcmp(what, "delete") == 0) {
		must(db_delete(db, table, key, &fault));
	} else if (strcmp(what, "put") == 0) {
		make_record(argv + 5, argc - 5);
		put_value();
	} else {
		change_record(what, argc - 5, argv + 5);
	}
	must(db_commit(db, &fault));
	db_close(db);
	return 0;
}
