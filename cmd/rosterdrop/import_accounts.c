// What becomes of a row of accounts.csv. An account that the SIS feeds keeps what the SIS says; what is the vendor's own it takes from the file.
#include "cmd/rosterdrop/import.h"

#include "schema/record.h"
#include "schema/value.h"

// Where an account's cells come from. `own`: the vendor's, also of an account that the SIS feeds; `contact`: the person's, once they have joined.
static const struct {
	unsigned account, column;
	bool own, contact;
} sources[] = {
    {ACCOUNT_KIND, IN_KIND, false, false},
    {ACCOUNT_STATE, IN_STATE, false, false},
    {ACCOUNT_GIVEN_NAME, IN_GIVEN_NAME, false, false},
    {ACCOUNT_MIDDLE_NAME, IN_MIDDLE_NAME, false, false},
    {ACCOUNT_FAMILY_NAME, IN_FAMILY_NAME, false, false},
    {ACCOUNT_PREFERRED_GIVEN_NAME, IN_PREFERRED_GIVEN_NAME, false, false},
    {ACCOUNT_BIRTH_DATE, IN_BIRTH_DATE, false, false},
    {ACCOUNT_GRADES, IN_GRADES, false, false},
    {ACCOUNT_SCHOOLS, IN_SCHOOLS, false, false},
    {ACCOUNT_USERNAME, IN_USERNAME, false, true},
    {ACCOUNT_EMAIL, IN_EMAIL, false, true},
    {ACCOUNT_MOBILE, IN_MOBILE, false, true},
    {ACCOUNT_PHONE, IN_PHONE, false, true},
    {ACCOUNT_IDENTIFIER, IN_IDENTIFIER, false, false},
    {ACCOUNT_LANGUAGE, IN_LANGUAGE, true, false},
    {ACCOUNT_HISTORY, IN_HISTORY, true, false},
};

// Numbers above this would soon leave none for new accounts.
enum { DIGITS = 10 };
static const uint64_t number_max = UINT64_C(9000000000);

// The number in an id of the form that new accounts get; 0: it has another form. *far: none that may be taken.
static uint64_t
number_of(struct bytes id, bool *far)
{
	uint64_t number = 0;
	*far = false;
	if (id.size < 1 + DIGITS || id.data[0] != 'a')
		return 0;
	for (size_t i = 1; i < id.size; i++) {
		if (id.data[i] < '0' || id.data[i] > '9')
			return 0;
		if (number <= number_max)
			number = number * 10 + (uint64_t)(id.data[i] - '0');
	}
	*far = number > number_max || id.size > 1 + DIGITS;
	return number;
}

bool
import_has_account(const struct import *import, struct bytes account, bool *student)
{
	uint64_t number;
	struct stored stored;
	bool there = idmap_get(import->accounts, account, &number);
	*student = there && number == 1;
	if (there)
		return true;
	there = store_get(import->store, STORE_ACCOUNTS, account, &stored);
	*student = there && bytes_is(record_cell(stored.record, ACCOUNT_KIND), "student");
	return there;
}

// Whether somebody gave the account this cell by hand.
static bool
is_edited(const struct import *import, struct bytes account, unsigned cell)
{
	char key[1 + IMPORT_ACCOUNT_MAX + 1 + 64];
	struct bytes name = bytes_of(entity_column(ACCOUNTS, cell));
	struct stored stored;
	size_t size = 1 + account.size + 1 + name.size;
	if (store_count(import->store, EDITS) == 0 || size > sizeof key)
		return false;
	key[0] = EDIT_ACCOUNT;
	memcpy(key + 1, account.data, account.size);
	key[1 + account.size] = '\0';
	memcpy(key + 2 + account.size, name.data, name.size);
	return store_get(import->store, EDITS, (struct bytes){key, size}, &stored) &&
	       stored.state == STORED_ACTIVE;
}

// What the row says of a cell.
static struct bytes
said(const struct import *import, const struct import_row *row, size_t source,
    struct import_change *change)
{
	struct bytes cell = row->cells[sources[source].column];
	return sources[source].column == IN_SCHOOLS ? school_map_list(import->schools, true, cell,
							  change->schools, sizeof change->schools)
						    : cell;
}

// What keeps a cell as it is.
struct kept {
	bool by_sis, by_hand;
};

// Takes the row's cells into an account that is there.
static void
take_cells(const struct import *import, const struct import_row *row, bool fed, bool joined,
    struct import_change *change, struct kept *kept)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		struct bytes *cell = &change->cells[sources[i].account];
		struct bytes new = said(import, row, i, change);
		if ((import->files[IMPORT_ACCOUNTS].there >> sources[i].column & 1) == 0 ||
		    bytes_equal(*cell, new))
			continue;
		bool joins = sources[i].column == IN_STATE && bytes_is(*cell, "invited") &&
			     bytes_is(new, "active");
		if (fed && !sources[i].own && !joins && !(sources[i].contact && joined))
			kept->by_sis = true;
		else if (is_edited(import, row->key, sources[i].account))
			kept->by_hand = true;
		else
			*cell = new;
	}
}

// Says what stays as it is.
static bool
say_kept(struct import *import, const struct import_row *row, const struct kept *kept,
    struct fault *fault)
{
	struct import_remark remark = {
	    .severity = SEVERITY_DEFAULT, .row = row->number, .id = row->key};
	remark.code = "import.sis";
	if (kept->by_sis && !import_say(import, row->file, &remark, fault))
		return false;
	remark.code = "import.edited";
	return !kept->by_hand || import_say(import, row->file, &remark, fault);
}

// An account that is there.
static bool
judge_known(struct import *import, const struct import_row *row, struct import_change *change,
    struct fault *fault)
{
	struct bytes old[ACCOUNT_CELLS];
	struct kept kept = {false, false};
	if (!record_read(change->before.record, old, ACCOUNT_CELLS))
		return fault_set(fault, FAULT_IO, "an account's record is damaged");
	memcpy(change->cells, old, sizeof old);
	bool fed = old[ACCOUNT_LINKS].size > 0 && !bytes_is(old[ACCOUNT_LINKS], "0");
	bool joined =
	    !import->district->contacts.update_active &&
	    (bytes_is(old[ACCOUNT_STATE], "active") || bytes_is(row->cells[IN_STATE], "active"));
	take_cells(import, row, fed, joined, change, &kept);
	bool was = bytes_is(old[ACCOUNT_STATE], "archived"),
	     is = bytes_is(change->cells[ACCOUNT_STATE], "archived");
	if (was && !is)
		change->cells[ACCOUNT_STATE_BEFORE] = (struct bytes){NULL, 0};
	if (!was && is)
		change->cells[ACCOUNT_STATE_BEFORE] = old[ACCOUNT_STATE];
	change->action = was == is ? ACTION_UPDATE : is ? ACTION_ARCHIVE : ACTION_UNARCHIVE;
	change->verdict = ROW_SAME;
	for (unsigned i = 0; i < ACCOUNT_CELLS; i++)
		if (!bytes_equal(old[i], change->cells[i]))
			change->verdict = ROW_CHANGED;
	return say_kept(import, row, &kept, fault);
}

// An account that is new.
static bool
judge_new(struct import *import, const struct import_row *row, struct import_change *change,
    struct fault *fault)
{
	bool far;
	uint64_t number = number_of(row->key, &far);
	if (far)
		return import_say(import, row->file,
		    &(struct import_remark){.code = "import.id",
			.severity = SEVERITY_ERROR,
			.row = row->number,
			.column = "accountId",
			.id = row->key,
			.message = "the number in the id is above 9000000000"},
		    fault);
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		change->cells[sources[i].account] = said(import, row, i, change);
	if (change->cells[ACCOUNT_STATE].size == 0)
		change->cells[ACCOUNT_STATE] = bytes_of("active");
	change->cells[ACCOUNT_ORIGIN] = bytes_of("imported");
	change->action = ACTION_CREATE;
	change->verdict = ROW_NEW;
	if (number >= import->next_account)
		import->next_account = number + 1;
	return idmap_put(import->accounts, row->key, bytes_is(row->cells[IN_KIND], "student")) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
judge_account(struct import *import, const struct import_row *row, struct import_change *change,
    struct fault *fault)
{
	change->table = STORE_ACCOUNTS;
	change->key = change->account = row->key;
	change->state = STORED_ACTIVE;
	return store_get(import->store, STORE_ACCOUNTS, row->key, &change->before)
		   ? judge_known(import, row, change, fault)
		   : judge_new(import, row, change, fault);
}
