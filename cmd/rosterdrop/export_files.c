// The directory as OneRoster 1.2.1 CSV, bulk: what is active in it, in key order, so that the same directory gives the same bytes. Beside it
// accounts.csv, which is no part of OneRoster: who has which account. The import's own files lie in a folder, because two of them have names of OneRoster.
#include "cmd/rosterdrop/export.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/csv.h"
#include "pipeline/fs.h"
#include "schema/record.h"
#include "schema/roster.h"

// One file being written.
struct file {
	const struct reader *reader;
	unsigned entity;
	struct csv *csv;
	uint64_t rows;
};

// accounts.csv: a column, and the cell that fills it. The order is that of the import (rosterdrop(1)). accountId is the key.
static const struct {
	const char *name;
	enum account_cell cell;
} account_columns[] = {
    {"kind", ACCOUNT_KIND},
    {"state", ACCOUNT_STATE},
    {"givenName", ACCOUNT_GIVEN_NAME},
    {"middleName", ACCOUNT_MIDDLE_NAME},
    {"familyName", ACCOUNT_FAMILY_NAME},
    {"preferredGivenName", ACCOUNT_PREFERRED_GIVEN_NAME},
    {"birthDate", ACCOUNT_BIRTH_DATE},
    {"grades", ACCOUNT_GRADES},
    {"schools", ACCOUNT_SCHOOLS},
    {"username", ACCOUNT_USERNAME},
    {"email", ACCOUNT_EMAIL},
    {"mobile", ACCOUNT_MOBILE},
    {"phone", ACCOUNT_PHONE},
    {"identifier", ACCOUNT_IDENTIFIER},
    {"language", ACCOUNT_LANGUAGE},
    {"history", ACCOUNT_HISTORY},
};

enum { ACCOUNT_COLUMNS = sizeof account_columns / sizeof *account_columns };

// What stands in the manifest before and after the files.
static const char *const manifest_head[] = {
    "propertyName,value", "manifest.version,1.0", "oneroster.version,1.2"};
static const char *const manifest_tail[] = {
    "source.systemName,rosterdrop", "source.systemCode,rosterdrop"};

// Whether a column stands in the export's version.
static bool
is_exported(const struct column *column)
{
	return (column->versions & V121) != 0;
}

// A role of 1.1 as 1.2 calls it: it has no `administrator`, so it depends on the kind of org.
static struct bytes
role_name(const struct file *file, const struct bytes *cells)
{
	struct stored org;
	if (!bytes_is(cells[ROLES_ROLE], "administrator"))
		return cells[ROLES_ROLE];
	bool school = !store_get(file->reader->store, ORGS, cells[ROLES_ORG], &org) ||
		      bytes_is(record_cell(org.record, ORGS_TYPE), "school");
	return bytes_of(school ? "siteAdministrator" : "districtAdministrator");
}

// A row of an entity's file. What the SIS says of its own row's status and time is not the directory's, and passwords are nobody's.
static bool
write_row(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct file *file = context;
	struct bytes cells[RECORD_CELLS_MAX];
	const struct oneroster_file *table = &oneroster_files[file->entity];
	if (stored->state != STORED_ACTIVE)
		return true;
	if (!record_read(stored->record, cells, table->column_count))
		return fault_set(fault, FAULT_IO, "a record of %s is damaged (key of %zu bytes)",
		    table->name, key.size);
	cells[SOURCED_ID] = key;
	if (file->entity == ROLES)
		cells[ROLES_ROLE] = role_name(file, cells);
	cells[STATUS] = cells[DATE_LAST_MODIFIED] = (struct bytes){NULL, 0};
	for (unsigned i = 0; i < table->column_count; i++) {
		if (!is_exported(&table->columns[i]))
			continue;
		bool secret = table->columns[i].type == CELL_PASSWORD;
		csv_cell(file->csv, secret ? (struct bytes){NULL, 0} : cells[i]);
	}
	csv_end_row(file->csv);
	file->rows++;
	return true;
}

// A row of accounts.csv.
static bool
write_account(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct file *file = context;
	struct bytes cells[ACCOUNT_CELLS];
	if (!record_read(stored->record, cells, ACCOUNT_CELLS))
		return fault_set(fault, FAULT_IO, "the record of an account is damaged");
	csv_cell(file->csv, key);
	for (unsigned i = 0; i < ACCOUNT_COLUMNS; i++)
		csv_cell(file->csv, cells[account_columns[i].cell]);
	csv_end_row(file->csv);
	file->rows++;
	return true;
}

// The header of an entity's file.
static void
write_header(struct csv *csv, const struct oneroster_file *table)
{
	for (unsigned i = 0; i < table->column_count; i++)
		if (is_exported(&table->columns[i]))
			csv_text(csv, table->columns[i].name);
	csv_end_row(csv);
}

// The header of accounts.csv.
static void
write_account_header(struct csv *csv)
{
	csv_text(csv, "accountId");
	for (unsigned i = 0; i < ACCOUNT_COLUMNS; i++)
		csv_text(csv, account_columns[i].name);
	csv_end_row(csv);
}

// Writes one file out of one table of the store; gives the number of rows.
static bool
write_file(const struct reader *reader, int dir, const char *name, unsigned table, uint64_t *rows,
    struct fault *fault)
{
	struct file file = {.reader = reader, .entity = table};
	struct fault late;
	bool accounts = table == STORE_ACCOUNTS;
	int fd = fs_create(dir, name, fault);
	if (fd < 0)
		return false;
	file.csv = csv_new(fd, false);
	if (accounts)
		write_account_header(file.csv);
	else
		write_header(file.csv, &oneroster_files[table]);
	bool good = reader_walk(reader, table, (struct bytes){NULL, 0},
	    accounts ? write_account : write_row, &file, fault);
	good = csv_finish(file.csv, name, good ? fault : &late) && good;
	*rows = file.rows;
	return fs_finish(fd, name, good ? fault : &late) && good;
}

// Writes an entity's file. One without rows is absent, unless a roster needs it.
static bool
write_entity(
    const struct reader *reader, int dir, unsigned entity, bool *there, struct fault *fault)
{
	char name[FS_NAME_MAX];
	uint64_t rows = 0;
	const struct oneroster_file *table = &oneroster_files[entity];
	snprintf(name, sizeof name, "%s.csv", table->name);
	if (!write_file(reader, dir, name, entity, &rows, fault))
		return false;
	*there = rows > 0 || (table->needed & V121) != 0;
	return *there || fs_remove(dir, name, fault);
}

// Writes the manifest: all files that the standard knows, bulk or absent.
static bool
write_manifest(int dir, const bool there[ONEROSTER_FILES], struct fault *fault)
{
	struct fault late;
	int fd = fs_create(dir, "manifest.csv", fault);
	if (fd < 0)
		return false;
	struct csv *csv = csv_new(fd, false);
	for (size_t i = 0; i < sizeof manifest_head / sizeof *manifest_head; i++)
		csv_line(csv, manifest_head[i]);
	for (unsigned file = 0; file < ONEROSTER_FILES; file++) {
		char property[FS_NAME_MAX];
		if ((oneroster_files[file].versions & V121) == 0)
			continue;
		snprintf(property, sizeof property, "file.%s", oneroster_files[file].name);
		csv_text(csv, property);
		csv_text(csv, there[file] ? "bulk" : "absent");
		csv_end_row(csv);
	}
	for (size_t i = 0; i < sizeof manifest_tail / sizeof *manifest_tail; i++)
		csv_line(csv, manifest_tail[i]);
	bool good = csv_finish(csv, "manifest.csv", fault);
	return fs_finish(fd, "manifest.csv", good ? fault : &late) && good;
}

bool
export_files(const struct reader *reader, int dir, struct fault *fault)
{
	bool there[ONEROSTER_FILES] = {false};
	uint64_t accounts;
	bool good = true;
	for (unsigned entity = 0; good && entity < ROSTER_FILES; entity++)
		good = write_entity(reader, dir, entity, &there[entity], fault);
	good = good && write_manifest(dir, there, fault) &&
	       write_file(reader, dir, "accounts.csv", STORE_ACCOUNTS, &accounts, fault) &&
	       fs_make_dir(dir, "import", fault);
	int own = good ? fs_open_dir(dir, "import", fault) : -1;
	good = own >= 0 && export_vendor(reader, own, fault) && fs_sync_dir(own, fault);
	if (own >= 0)
		close(own);
	return good;
}
