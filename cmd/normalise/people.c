// Who somebody is. 1.1 says it in users.csv (role, orgSourcedIds), 1.2 in roles.csv; both become the same records. The
// directory decides by the strongest role: a student who is somebody's guardian is a student.
#include "cmd/normalise/normalise.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/limits.h"
#include "schema/record.h"
#include "schema/value.h"

enum { KEY_MAX = 2 * SOURCED_ID_MAX + 8, SCHOOLS_MAX = 256 * 1024 };

// "a" + separator + "b" in `key`; empty when it does not fit.
static struct bytes
joined(char key[KEY_MAX], struct bytes a, char separator, struct bytes b)
{
	if (a.size + 1 + b.size > KEY_MAX)
		return (struct bytes){NULL, 0};
	memcpy(key, a.data, a.size);
	key[a.size] = separator;
	if (b.size > 0)
		memcpy(key + a.size + 1, b.data, b.size);
	return (struct bytes){key, a.size + 1 + b.size};
}

// One fact: this user has this role at this org. Primary ones sort first.
static bool
add_fact(struct normaliser *normaliser, struct bytes user, bool primary, enum person_kind kind,
    struct bytes org, struct fault *fault)
{
	char key[KEY_MAX], value[SOURCED_ID_MAX + 1];
	char rank = primary ? '1' : '2';
	if (org.size > SOURCED_ID_MAX)
		org.size = 0;
	value[0] = (char)('0' + (int)kind);
	if (org.size > 0)
		memcpy(value + 1, org.data, org.size);
	return sort_add(normaliser->people, joined(key, user, '\0', (struct bytes){&rank, 1}),
	    (struct bytes){value, 1 + org.size}, fault);
}

// The sourcedId of an implied role. A "/" in the user's own is escaped, or "a/b" at "c" would be the same role as "a" at "b/c". Empty when
// it is too long for a key.
static struct bytes
role_id(char key[KEY_MAX], struct bytes user, struct bytes org)
{
	static const char escapes[][3] = {"25", "2F"};
	char escaped[3 * SOURCED_ID_MAX];
	size_t size = 0;
	for (size_t i = 0; i < user.size && i < SOURCED_ID_MAX; i++) {
		bool plain = user.data[i] != '/' && user.data[i] != '%';
		escaped[size++] = plain ? user.data[i] : '%';
		for (unsigned j = 0; !plain && j < 2; j++)
			escaped[size++] = escapes[user.data[i] == '/'][j];
	}
	if (size + 1 + org.size > DB_KEY_MAX)
		return (struct bytes){NULL, 0};
	return joined(key, (struct bytes){escaped, size}, '/', org);
}

// A row of roles that a 1.1 user implies.
static bool
imply_role(struct normaliser *normaliser, const struct bytes *user, struct bytes org, bool primary,
    struct fault *fault)
{
	char key[KEY_MAX];
	struct bytes cells[ROLES_COLUMNS] = {{NULL, 0}};
	struct bytes id = role_id(key, user[SOURCED_ID], org);
	if (id.size == 0)
		return fault_set(fault, FAULT_DATA,
		    "the sourcedIds of a user and of the user's org are too long together");
	cells[ROLES_USER] = user[SOURCED_ID];
	cells[ROLES_TYPE] = bytes_of(primary ? "primary" : "secondary");
	cells[ROLES_ROLE] = user[USERS_ROLE];
	cells[ROLES_ORG] = org;
	normaliser->record[0] = ROSTER_ACTIVE;
	size_t size = 1 + record_write(normaliser->record + 1, cells, ROLES_COLUMNS);
	return sort_add(normaliser->roles, id, (struct bytes){normaliser->record, size}, fault);
}

// Whether a member stands earlier in the list: then it is not told twice.
static bool
told_before(struct bytes list, struct bytes member)
{
	struct bytes before = {list.data, (size_t)(member.data - list.data)};
	return value_has_member(before, member);
}

// A list without the members that it says again.
static struct bytes
distinct(struct bytes list, char out[SCHOOLS_MAX])
{
	struct bytes rest = list, member;
	size_t size = 0;
	while (value_next_member(&rest, &member) && size + 1 + member.size <= SCHOOLS_MAX) {
		if (told_before(list, member))
			continue;
		if (size > 0)
			out[size++] = ',';
		memcpy(out + size, member.data, member.size);
		size += member.size;
	}
	return (struct bytes){out, size};
}

// Who a 1.1 user is: one role in all of the orgs.
static bool
write_person(struct normaliser *normaliser, const struct bytes *user, struct fault *fault)
{
	char schools
	    [SCHOOLS_MAX]; // a row is no longer than a mebibyte, a list of ids no longer than this
	if (user[USERS_ORGS].size > SCHOOLS_MAX)
		return fault_set(fault, FAULT_DATA,
		    "a user is at more schools than %d bytes of sourcedIds hold", SCHOOLS_MAX);
	const struct bytes cells[PERSON_CELLS] = {
	    [PERSON_KIND_NAME] = bytes_of(person_kind_name(person_kind_of_role(user[USERS_ROLE]))),
	    [PERSON_SCHOOLS] = distinct(user[USERS_ORGS], schools),
	};
	return roster_append(normaliser, normaliser->people_table, user[SOURCED_ID], ROSTER_ACTIVE,
	    cells, PERSON_CELLS, fault);
}

// The roles of a 1.1 user: one for each org, the first of them primary.
static bool
imply_roles(struct normaliser *normaliser, const struct bytes *cells, struct fault *fault)
{
	struct bytes rest = cells[USERS_ORGS], org;
	bool primary = true;
	while (value_next_member(&rest, &org)) {
		if (told_before(cells[USERS_ORGS], org))
			continue;
		if (!imply_role(normaliser, cells, org, primary, fault))
			return false;
		primary = false;
	}
	return write_person(normaliser, cells, fault);
}

// Remembers what a role makes of somebody; always true, for callers in a row of conditions.
static bool
note_kind(struct normaliser *normaliser, struct bytes user, enum person_kind kind)
{
	size_t index = crowd_find(&normaliser->crowd, user);
	if (index < normaliser->crowd.count && kind != PERSON_NONE)
		normaliser->crowd.one[index].kinds |= (uint8_t)(1 << kind);
	return true;
}

bool
people_from_user(
    struct normaliser *normaliser, const struct bytes *cells, char state, struct fault *fault)
{
	if (state != ROSTER_ACTIVE)
		return true;
	if (!crowd_add(&normaliser->crowd, cells))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	if (normaliser->old)
		return note_kind(
			   normaliser, cells[SOURCED_ID], person_kind_of_role(cells[USERS_ROLE])) &&
		       imply_roles(normaliser, cells, fault);
	return !bytes_is(cells[USERS_ROLE], GUARDIAN_OF_FILE) ||
	       add_fact(normaliser, cells[SOURCED_ID], true, PERSON_GUARDIAN,
		   (struct bytes){NULL, 0}, fault);
}

bool
people_from_role(
    struct normaliser *normaliser, const struct bytes *cells, char state, struct fault *fault)
{
	return state != ROSTER_ACTIVE ||
	       add_fact(normaliser, cells[ROLES_USER], bytes_is(cells[ROLES_TYPE], "primary"),
		   person_kind_of_role(cells[ROLES_ROLE]), cells[ROLES_ORG], fault);
}

// One person being put together from facts that come in order of user and rank.
struct person {
	char user[SOURCED_ID_MAX];
	size_t user_size;
	enum person_kind kind;
	size_t schools_size;
	char schools[SCHOOLS_MAX];
};

static bool
person_write(
    struct normaliser *normaliser, db_table table, const struct person *person, struct fault *fault)
{
	if (person->user_size == 0)
		return true;
	struct bytes cells[PERSON_CELLS] = {
	    [PERSON_KIND_NAME] = bytes_of(person_kind_name(person->kind)),
	    [PERSON_SCHOOLS] = {person->schools, person->schools_size},
	};
	return roster_append(normaliser, table, (struct bytes){person->user, person->user_size},
	    ROSTER_ACTIVE, cells, PERSON_CELLS, fault);
}

// Adds a school, unless it is known.
static bool
person_add_school(struct person *person, struct bytes org, struct fault *fault)
{
	struct bytes known = {person->schools, person->schools_size};
	if (org.size == 0 || value_has_member(known, org))
		return true;
	if (person->schools_size + 1 + org.size > sizeof person->schools)
		return fault_set(fault, FAULT_DATA,
		    "a user has roles at more schools than %d bytes of sourcedIds hold",
		    SCHOOLS_MAX);
	if (person->schools_size > 0)
		person->schools[person->schools_size++] = ',';
	memcpy(person->schools + person->schools_size, org.data, org.size);
	person->schools_size += org.size;
	return true;
}

// The next person.
static void
person_begin(struct person *person, struct bytes user)
{
	memcpy(person->user, user.data, user.size);
	person->user_size = user.size;
	person->kind = PERSON_NONE;
	person->schools_size = 0;
}

// Takes one fact in: of the same person, or of the next one.
static bool
person_take(struct normaliser *normaliser, db_table table, struct person *person, struct bytes key,
    struct bytes fact, struct fault *fault)
{
	struct bytes user = {key.data, key.size - 2};
	enum person_kind kind = (enum person_kind)(fact.data[0] - '0');
	if (!bytes_equal(user, (struct bytes){person->user, person->user_size})) {
		if (!person_write(normaliser, table, person, fault))
			return false;
		person_begin(person, user);
	}
	note_kind(normaliser, user, kind);
	if (kind > person->kind) // NOLINT
		person->kind = kind;
	return person_add_school(person, (struct bytes){fact.data + 1, fact.size - 1}, fault);
}

bool
people_write(struct normaliser *normaliser, struct fault *fault)
{
	struct bytes key, value;
	db_table table = normaliser->people_table;
	bool more = true;
	struct person *person = malloc(sizeof *person);
	if (person == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	person->user_size = 0;
	bool good = sort_end(normaliser->people, fault);
	while (good && (good = sort_next(normaliser->people, &key, &value, &more, fault)) && more)
		good = person_take(normaliser, table, person, key, value, fault);
	good = good && person_write(normaliser, table, person, fault);
	free(person);
	return good;
}
