// The directory as the files that an import takes: people by account, classes and schools as the vendor calls them. What the SIS says and what was made
// besides come from different tables and are one file, in the order of its keys, so that the same directory gives the same bytes however it came about.
#include "cmd/rosterdrop/export.h"
#include "cmd/rosterdrop/members.h"
#include "cmd/rosterdrop/school_map.h"

#include <unistd.h>

#include "pipeline/account.h"
#include "pipeline/csv.h"
#include "pipeline/fs.h"
#include "pipeline/limits.h"
#include "pipeline/text.h"
#include "schema/record.h"

enum { LIST_MAX = 64 * 1024, ROW_CELLS_MAX = 5, KEY_MAX = 2 * DB_KEY_MAX };

// One export.
struct vendor {
	const struct reader *reader;
	int dir;
	struct school_map *schools;
	struct csv *csv; // of the file being written
	struct sort *
	    rows; // of the file being written: key, then the record of the other cells; the first of a key counts
	struct adopted *adopted; // classes of the SIS that go by another id
	struct text record;
	char list[LIST_MAX];
};

// The columns of accounts.csv behind the account's id. How to add one: a line here, and one in import_tables.c.
static const enum account_cell account_cells[] = {ACCOUNT_KIND, ACCOUNT_STATE, ACCOUNT_GIVEN_NAME,
    ACCOUNT_MIDDLE_NAME, ACCOUNT_FAMILY_NAME, ACCOUNT_PREFERRED_GIVEN_NAME, ACCOUNT_BIRTH_DATE,
    ACCOUNT_GRADES, ACCOUNT_SCHOOLS, ACCOUNT_USERNAME, ACCOUNT_EMAIL, ACCOUNT_MOBILE, ACCOUNT_PHONE,
    ACCOUNT_IDENTIFIER, ACCOUNT_LANGUAGE, ACCOUNT_HISTORY};

// A row of accounts.csv.
static bool
write_account(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct vendor *vendor = context;
	struct bytes cells[ACCOUNT_CELLS];
	if (!record_read(stored->record, cells, ACCOUNT_CELLS))
		return fault_set(fault, FAULT_IO, "the record of an account is damaged");
	cells[ACCOUNT_SCHOOLS] = school_map_list(
	    vendor->schools, false, cells[ACCOUNT_SCHOOLS], vendor->list, sizeof vendor->list);
	csv_cell(vendor->csv, key);
	for (size_t i = 0; i < sizeof account_cells / sizeof *account_cells; i++)
		csv_cell(vendor->csv, cells[account_cells[i]]);
	csv_end_row(vendor->csv);
	return true;
}

// A row of schools.csv.
static bool
write_school(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct vendor *vendor = context;
	(void)fault;
	if (stored->state != STORED_ACTIVE)
		return true;
	csv_cell(vendor->csv, key);
	csv_cell(vendor->csv, record_cell(stored->record, LOCAL_SCHOOL_NAME));
	csv_cell(vendor->csv, record_cell(stored->record, LOCAL_SCHOOL_SOURCED_ID));
	csv_end_row(vendor->csv);
	return true;
}

// Adds a row to those that are to be put in order.
static bool
add_row(struct vendor *vendor, struct bytes key, const struct bytes *cells, unsigned count,
    struct fault *fault)
{
	text_clear(&vendor->record);
	size_t size = record_size(cells, count);
	if (!text_reserve(&vendor->record, size))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	struct bytes record = {
	    vendor->record.data, record_write(vendor->record.data, cells, count)};
	return sort_add(vendor->rows, key, record, fault);
}

// The account of a user and whether it is a student's; empty when there is none.
static struct bytes
account_of(const struct vendor *vendor, struct bytes user, bool *student)
{
	struct stored link, account;
	*student = false;
	if (!store_get(vendor->reader->store, STORE_LINKS, user, &link))
		return (struct bytes){NULL, 0};
	struct bytes id = record_cell(link.record, 0);
	if (store_get(vendor->reader->store, STORE_ACCOUNTS, id, &account))
		*student = bytes_is(record_cell(account.record, ACCOUNT_KIND), "student");
	return id;
}

// A connection that somebody made, brought or ended.
static bool
add_connection(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	const struct bytes cells[] = {record_cell(stored->record, CONNECTION_RELATIONSHIP),
	    record_cell(stored->record, CONNECTION_ORIGIN),
	    bytes_of(stored->state == STORED_ACTIVE ? "active" : "ended")};
	return add_row(context, key, cells, 3, fault);
}

// One of the SIS, which may stand in the row of either; it is one of a student and somebody else.
static bool
add_relationship(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct vendor *vendor = context;
	char made[KEY_MAX];
	bool student, other_student;
	const struct bytes cells[] = {{NULL, 0}, bytes_of("sis"), bytes_of("active")};
	const char *nul = memchr(key.data, '\0', key.size);
	if (stored->state != STORED_ACTIVE || nul == NULL)
		return true;
	size_t first = (size_t)(nul - key.data);
	struct bytes one = account_of(vendor, (struct bytes){key.data, first}, &student);
	struct bytes other =
	    account_of(vendor, (struct bytes){nul + 1, key.size - first - 1}, &other_student);
	if (one.size == 0 || other.size == 0 || student == other_student)
		return true;
	struct bytes a = student ? one : other, b = student ? other : one;
	memcpy(made, a.data, a.size);
	made[a.size] = '\0';
	memcpy(made + a.size + 1, b.data, b.size);
	return add_row(vendor, (struct bytes){made, a.size + 1 + b.size}, cells, 3, fault);
}

// A class of the vendor's.
static bool
add_local_class(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct vendor *vendor = context;
	struct bytes id = record_cell(stored->record, LOCAL_CLASS_SOURCED_ID);
	bool active = stored->state == STORED_ACTIVE;
	const struct bytes cells[] = {record_cell(stored->record, LOCAL_CLASS_TITLE),
	    school_map_school(vendor->schools, record_cell(stored->record, LOCAL_CLASS_SCHOOL)),
	    bytes_of(active ? "active" : "archived"), id};
	return add_row(vendor, key, cells, 4, fault);
}

// A class of the SIS, unless one of the vendor's stands for it. It goes by its sourcedId.
static bool
add_class(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	struct vendor *vendor = context;
	const struct bytes cells[] = {record_cell(stored->record, CLASSES_TITLE),
	    school_map_school(vendor->schools, record_cell(stored->record, CLASSES_SCHOOL)),
	    bytes_of(stored->state == STORED_ACTIVE ? "active" : "archived"), key};
	return adopted_id(vendor->adopted, key).size > 0 || add_row(vendor, key, cells, 4, fault);
}

// Somebody who is in a class though the SIS does not say so.
static bool
add_member(void *context, struct bytes key, const struct stored *stored, struct fault *fault)
{
	const struct bytes cells[] = {record_cell(stored->record, LOCAL_MEMBER_ROLE),
	    record_cell(stored->record, LOCAL_MEMBER_ORIGIN)};
	struct vendor *vendor = context;
	struct bytes class, account, id = {NULL, 0};
	char made[KEY_MAX];
	if (stored->state != STORED_ACTIVE || key.size < 1 || !pair_split(key, &class, &account))
		return true;
	class = (struct bytes){class.data + 1, class.size - 1};
	if (key.data[0] == CLASS_SIS)
		id = adopted_id(vendor->adopted, class);
	return add_row(vendor, pair_key(id.size > 0 ? id : class, account, made), cells, 2, fault);
}

// Those of the SIS, in order already.
static bool
add_enrolled(struct vendor *vendor, struct fault *fault)
{
	struct bytes key, role;
	bool more = true;
	struct sort *enrolled = sort_new(vendor->dir, LIMIT_SORT_BYTES / 2);
	bool good = enrolled != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && members_sort(vendor->reader->store, vendor->adopted, false, enrolled, fault);
	while (good && (good = sort_next(enrolled, &key, &role, &more, fault)) && more) {
		const struct bytes cells[] = {role, bytes_of("sis")};
		good = add_row(vendor, key, cells, 2, fault);
	}
	sort_free(enrolled);
	return good;
}

// What a file is made of: tables whose records are written as they come, or put in order first.
static const struct {
	const char *name, *header;
	unsigned
	    count; // cells behind the key, of those that are put in order; 0: they come in order
	struct {
		unsigned table;
		reader_visitor *visit;
	} parts[2];
	bool enrolled;
} files[] = {
    {"accounts.csv",
	"accountId,kind,state,givenName,middleName,familyName,preferredGivenName,birthDate,grades,"
	"schools,username,email,mobile,phone,identifier,language,history",
	0, {{STORE_ACCOUNTS, write_account}}, false},
    {"connections.csv", "studentAccountId,guardianAccountId,relationship,origin,state", 3,
	{{CONNECTIONS, add_connection}, {RELATIONSHIPS, add_relationship}}, false},
    {"schools.csv", "school,name,sourcedId", 0, {{LOCAL_SCHOOLS, write_school}}, false},
    {"classes.csv", "classId,title,school,state,sourcedId", 4,
	{{LOCAL_CLASSES, add_local_class}, {CLASSES, add_class}}, false},
    {"class_members.csv", "classId,accountId,role,origin", 2, {{LOCAL_MEMBERS, add_member}}, true},
};

// Writes the cells of a key, which a NUL separates.
static void
write_key(struct csv *csv, struct bytes key)
{
	const char *nul = memchr(key.data, '\0', key.size);
	size_t first = nul == NULL ? key.size : (size_t)(nul - key.data);
	csv_cell(csv, (struct bytes){key.data, first});
	if (nul != NULL)
		csv_cell(csv, (struct bytes){nul + 1, key.size - first - 1});
}

// Writes what was put in order, the first of each key.
static bool
write_sorted(struct vendor *vendor, unsigned count, struct fault *fault)
{
	struct bytes key, value, cells[ROW_CELLS_MAX];
	char before[KEY_MAX];
	size_t before_size = 0;
	bool more = true, good = sort_end(vendor->rows, fault);
	while (good && (good = sort_next(vendor->rows, &key, &value, &more, fault)) && more) {
		if (key.size > sizeof before || !record_read(value, cells, count))
			return fault_set(
			    fault, FAULT_BUG, "a row of an export cannot be read back");
		if (before_size == key.size && memcmp(before, key.data, key.size) == 0)
			continue;
		memcpy(before, key.data, key.size);
		before_size = key.size;
		write_key(vendor->csv, key);
		for (unsigned i = 0; i < count; i++)
			csv_cell(vendor->csv, cells[i]);
		csv_end_row(vendor->csv);
	}
	return good;
}

// All rows of a file.
static bool
write_rows(struct vendor *vendor, size_t file, struct fault *fault)
{
	bool good = true;
	for (size_t i = 0; good && i < 2 && files[file].parts[i].visit != NULL; i++)
		good = reader_walk(vendor->reader, files[file].parts[i].table,
		    (struct bytes){NULL, 0}, files[file].parts[i].visit, vendor, fault);
	good = good && (!files[file].enrolled || add_enrolled(vendor, fault));
	return good && (files[file].count == 0 || write_sorted(vendor, files[file].count, fault));
}

// One file.
static bool
write_file(struct vendor *vendor, size_t file, struct fault *fault)
{
	struct fault late;
	const char *name = files[file].name;
	int fd = fs_create(vendor->dir, name, fault);
	if (fd < 0)
		return false;
	vendor->csv = csv_new(fd, false);
	csv_line(vendor->csv, files[file].header);
	vendor->rows = files[file].count == 0 ? NULL : sort_new(vendor->dir, LIMIT_SORT_BYTES / 2);
	bool good = vendor->rows != NULL || files[file].count == 0 ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && write_rows(vendor, file, fault);
	sort_free(vendor->rows);
	good = csv_finish(vendor->csv, name, good ? fault : &late) && good;
	return fs_finish(fd, name, good ? fault : &late) && good;
}

bool
export_vendor(const struct reader *reader, int dir, struct fault *fault)
{
	struct vendor vendor = {.reader = reader, .dir = dir, .schools = school_map_new()};
	bool good = vendor.schools != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	if (good) {
		vendor.adopted =
		    adopted_read(reader->store, reader->district->classes.existing, fault);
		good = vendor.adopted != NULL;
	}
	good = good && school_map_read(vendor.schools, reader->store, LOCAL_SCHOOLS,
			   LOCAL_SCHOOL_SOURCED_ID, fault);
	for (size_t file = 0; good && file < sizeof files / sizeof *files; file++)
		good = write_file(&vendor, file, fault);
	school_map_free(vendor.schools);
	adopted_free(vendor.adopted);
	text_free(&vendor.record);
	return good;
}
