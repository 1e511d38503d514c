// What becomes of the rows of schools, connections, classes and their members. What the SIS says already needs no record of its own.
#include "cmd/rosterdrop/import.h"

#include "schema/record.h"

// Leaves a row out.
static bool
leave_out(struct import *import, const struct import_row *row, const char *code, unsigned column,
    const char *message, struct fault *fault)
{
	return import_say(import, row->file,
	    &(struct import_remark){.code = code,
		.severity = SEVERITY_ERROR,
		.row = row->number,
		.column = import_tables[row->file].columns[column].name,
		.id = row->cells[0],
		.message = message},
	    fault);
}

// Fills in who, when and why, which are the last cells of a fact.
static void
sign(const struct import *import, struct import_change *change)
{
	unsigned count = entity_columns(change->table);
	change->cells[count - 3] = bytes_of(import->who);
	change->cells[count - 2] = bytes_of(import->time);
	change->cells[count - 1] = bytes_of(import->why == NULL ? "" : import->why);
}

// Holds the cells of a fact, without who, when and why, against the record that there is.
static bool
compare(const struct import *import, struct import_change *change, struct fault *fault)
{
	struct bytes old[RECORD_CELLS_MAX];
	unsigned count = entity_columns(change->table);
	bool same = change->before.state == change->state;
	if (!record_read(change->before.record, old, count))
		return fault_set(
		    fault, FAULT_IO, "a record of %s is damaged", entity_table(change->table));
	for (unsigned i = 0; i + 3 < count; i++)
		same = same && bytes_equal(old[i], change->cells[i]);
	change->verdict = same ? ROW_SAME : ROW_CHANGED;
	sign(import, change);
	return true;
}

// The words for a fact that begins, ends, begins again or changes.
struct words {
	enum action begins, ends, returns;
};

// What becomes of a fact whose key, state and cells are known.
static bool
settle(struct import *import, const struct words *words, struct import_change *change,
    struct fault *fault)
{
	bool ends = change->state == STORED_ARCHIVED;
	if (change->before.record.size == 0) {
		change->verdict = ROW_NEW;
		change->action = ends ? words->ends : words->begins;
		sign(import, change);
		return true;
	}
	bool was_active = change->before.state == STORED_ACTIVE;
	change->action = was_active == !ends ? ACTION_UPDATE : ends ? words->ends : words->returns;
	return compare(import, change, fault);
}

bool
judge_school(struct import *import, const struct import_row *row, struct import_change *change,
    struct fault *fault)
{
	static const struct words words = {ACTION_CREATE, ACTION_ARCHIVE, ACTION_UNARCHIVE};
	struct bytes org = row->cells[SCHOOL_SOURCED_ID];
	if (import->checking && org.size > 0 &&
	    !bytes_equal(school_map_org(import->schools, row->key), org))
		return leave_out(import, row, "import.tie", SCHOOL_SOURCED_ID, NULL, fault);
	if (org.size > 0 && !bytes_equal(school_map_org(import->schools, row->key), org))
		return true;
	change->table = LOCAL_SCHOOLS;
	change->key = row->key;
	change->state = STORED_ACTIVE;
	change->cells[LOCAL_SCHOOL_NAME] = row->cells[SCHOOL_NAME];
	change->cells[LOCAL_SCHOOL_SOURCED_ID] = org;
	store_get(import->store, LOCAL_SCHOOLS, row->key, &change->before);
	return settle(import, &words, change, fault);
}

// Whether the SIS connects two users now, whoever of them names the other.
static bool
is_related(const struct import *import, struct bytes one, struct bytes other)
{
	char key[DB_KEY_MAX];
	struct stored stored;
	if (one.size + 1 + other.size > sizeof key)
		return false;
	memcpy(key, one.data, one.size);
	key[one.size] = '\0';
	memcpy(key + one.size + 1, other.data, other.size);
	return store_get(import->store, RELATIONSHIPS,
		   (struct bytes){key, one.size + 1 + other.size}, &stored) &&
	       stored.state == STORED_ACTIVE;
}

// Whether one of an account's users is related to a user (`other` given), or to one of another account's.
static bool
account_is_related(const struct import *import, struct bytes account, struct bytes other_account,
    struct bytes other, bool *related, struct fault *fault)
{
	char room[CREDENTIAL_KEY_MAX];
	struct bytes key,
	    prefix = store_credential_key(CREDENTIAL_LINK, account, (struct bytes){NULL, 0}, room);
	struct stored stored;
	struct store_walk *walk = store_walk_open(import->store, STORE_CREDENTIALS, prefix, fault);
	if (walk == NULL)
		return false;
	bool good = true;
	while (good && !*related && store_walk_next(walk, &key, &stored) &&
	       key.size > prefix.size && memcmp(key.data, prefix.data, prefix.size) == 0) {
		struct bytes user = {key.data + prefix.size, key.size - prefix.size};
		if (other.size > 0)
			*related =
			    is_related(import, user, other) || is_related(import, other, user);
		else
			good = account_is_related(
			    import, other_account, (struct bytes){NULL, 0}, user, related, fault);
	}
	store_walk_close(walk);
	return good;
}

bool
judge_connection(struct import *import, const struct import_row *row, struct import_change *change,
    struct fault *fault)
{
	static const struct words words = {ACTION_CONNECT, ACTION_DISCONNECT, ACTION_CONNECT};
	bool student, other_student, related = false;
	struct bytes origin = row->cells[IN_CONNECTION_ORIGIN];
	if (!import_has_account(import, row->cells[IN_STUDENT], &student))
		return leave_out(import, row, "import.reference", IN_STUDENT, NULL, fault);
	if (!import_has_account(import, row->cells[IN_GUARDIAN], &other_student))
		return leave_out(import, row, "import.reference", IN_GUARDIAN, NULL, fault);
	if (!student)
		return leave_out(import, row, "import.kind", IN_STUDENT, NULL, fault);
	change->table = CONNECTIONS;
	change->key = row->key;
	change->account = row->cells[IN_STUDENT];
	change->state =
	    bytes_is(row->cells[IN_CONNECTION_STATE], "ended") ? STORED_ARCHIVED : STORED_ACTIVE;
	change->cells[CONNECTION_RELATIONSHIP] = row->cells[IN_RELATIONSHIP];
	change->cells[CONNECTION_ORIGIN] = origin.size == 0 ? bytes_of("imported") : origin;
	if (store_get(import->store, CONNECTIONS, row->key, &change->before)) {
		change->cells[CONNECTION_ORIGIN] =
		    record_cell(change->before.record, CONNECTION_ORIGIN);
		if (change->before.state == STORED_ARCHIVED && change->state == STORED_ACTIVE) {
			change->verdict = ROW_SAME;
			return import_say(import, row->file,
			    &(struct import_remark){.code = "import.ended",
				.severity = SEVERITY_DEFAULT,
				.row = row->number,
				.id = row->cells[IN_STUDENT]},
			    fault);
		}
	} else if (change->state == STORED_ACTIVE &&
		   store_count(import->store, RELATIONSHIPS) > 0) {
		if (!account_is_related(import, row->cells[IN_STUDENT], row->cells[IN_GUARDIAN],
			(struct bytes){NULL, 0}, &related, fault))
			return false;
		change->verdict = ROW_SAME;
		if (related)
			return true;
	}
	return settle(import, &words, change, fault);
}

bool
judge_class(struct import *import, const struct import_row *row, struct import_change *change,
    struct fault *fault)
{
	static const struct words words = {ACTION_CREATE, ACTION_ARCHIVE, ACTION_UNARCHIVE};
	struct bytes tie = row->cells[IN_CLASS_SOURCED_ID];
	bool known = store_get(import->store, LOCAL_CLASSES, row->key, &change->before);
	change->verdict = ROW_SAME;
	if (import_is_of_sis(import, row))
		return true;
	change->verdict = ROW_LEFT_OUT;
	if (tie.size > 0 && !bytes_equal(school_map_org(import->ties, row->key), tie))
		return leave_out(import, row, "import.tie", IN_CLASS_SOURCED_ID, NULL, fault);
	change->table = LOCAL_CLASSES;
	change->key = row->key;
	change->state =
	    bytes_is(row->cells[IN_CLASS_STATE], "archived") ? STORED_ARCHIVED : STORED_ACTIVE;
	change->cells[LOCAL_CLASS_TITLE] = row->cells[IN_TITLE];
	change->cells[LOCAL_CLASS_SCHOOL] =
	    school_map_org(import->schools, row->cells[IN_CLASS_SCHOOL]);
	change->cells[LOCAL_CLASS_SOURCED_ID] = tie;
	change->cells[LOCAL_CLASS_ORIGIN] =
	    known ? record_cell(change->before.record, LOCAL_CLASS_ORIGIN) : bytes_of("imported");
	if (!known && !idmap_put(import->classes, row->key, 1))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return settle(import, &words, change, fault);
}

// Whose class it is: CLASS_LOCAL, CLASS_SIS, or 0: nobody's.
static char
letter_of(const struct import *import, struct bytes class)
{
	uint64_t number;
	struct stored stored;
	if (idmap_get(import->classes, class, &number) ||
	    store_get(import->store, LOCAL_CLASSES, class, &stored))
		return CLASS_LOCAL;
	return store_get(import->store, CLASSES, class, &stored) ? CLASS_SIS : 0;
}

bool
judge_member(struct import *import, const struct import_row *row, struct import_change *change,
    struct fault *fault)
{
	static const struct words words = {ACTION_ENROL, ACTION_UNENROL, ACTION_ENROL};
	struct bytes origin = row->cells[IN_MEMBER_ORIGIN];
	bool ignored, has;
	char letter = letter_of(import, row->cells[IN_MEMBER_CLASS]);
	if (letter == 0)
		return leave_out(import, row, "import.reference", IN_MEMBER_CLASS, NULL, fault);
	if (!import_has_account(import, row->cells[IN_MEMBER_ACCOUNT], &ignored))
		return leave_out(import, row, "import.reference", IN_MEMBER_ACCOUNT, NULL, fault);
	if (!enrolled_has(import, row->key, &has, fault))
		return false;
	change->verdict = ROW_SAME;
	if (has || (import->letter != 0 && import->letter != letter))
		return true;
	change->table = LOCAL_MEMBERS;
	change->account = row->cells[IN_MEMBER_ACCOUNT];
	change->key_room[0] = letter;
	memcpy(change->key_room + 1, row->key.data, row->key.size);
	change->key = (struct bytes){change->key_room, 1 + row->key.size};
	change->state = STORED_ACTIVE;
	change->cells[LOCAL_MEMBER_ROLE] = row->cells[IN_MEMBER_ROLE];
	change->cells[LOCAL_MEMBER_ORIGIN] = origin.size == 0 ? bytes_of("imported") : origin;
	if (store_get(import->store, LOCAL_MEMBERS, change->key, &change->before))
		change->cells[LOCAL_MEMBER_ORIGIN] =
		    record_cell(change->before.record, LOCAL_MEMBER_ORIGIN);
	return settle(import, &words, change, fault);
}
