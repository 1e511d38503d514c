// References that validate could not judge, because what they name need not be in the drop: those of deltas, and those into files that did not
// come as bulk. A row whose required reference is nowhere is refused; an optional one is dropped from the row.
#include "cmd/match/known.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema/record.h"
#include "schema/value.h"

enum { CELL_MAX = 1024 * 1024 };

// The work on one row.
struct subject {
	struct matcher *matcher;
	unsigned entity;
	struct bytes key, cells[RECORD_CELLS_MAX];
	bool changed, refused;
	char *lists; // where shortened lists are made; CELL_MAX
	size_t lists_size;
};

// Whether a row of the drop was refused here before.
static bool
is_refused(struct matcher *matcher, unsigned entity, struct bytes id)
{
	char key[AMENDED_KEY_MAX];
	struct bytes value;
	return matcher->refused > 0 &&
	       db_get(
		   matcher->out, matcher->amended, roster_amended_key(entity, id, key), &value) &&
	       bytes_is(value, "R");
}

// Whether what a reference names will be in the directory after this drop. A row that was refused leaves its record as it was.
static bool
exists(struct matcher *matcher, unsigned target, struct bytes id)
{
	struct roster_row row;
	struct stored stored;
	bool refused = is_refused(matcher, target, id);
	if (!refused && roster_get(matcher->roster, target, id, &row))
		return row.state == ROSTER_ACTIVE;
	if (!store_get(matcher->store, target, id, &stored) || stored.state != STORED_ACTIVE)
		return false;
	return refused || roster_mode(matcher->roster, target) != MODE_BULK ||
	       roster_has_unknown(matcher->roster, target) ||
	       roster_left_out(matcher->roster, target, id);
}

// Whether a role stands in a row of users (1.1), which names its school.
static bool
is_of_user(const struct subject *subject, unsigned column)
{
	return subject->entity == ROLES && column == ROLES_ORG &&
	       roster_is_old(subject->matcher->roster);
}

static bool
tell(struct subject *subject, const char *code, unsigned column, const char *message,
    struct fault *fault)
{
	char file[64];
	bool of_user = is_of_user(subject, column);
	snprintf(file, sizeof file, "%s.csv", entity_table(of_user ? USERS : subject->entity));
	struct finding finding = {.code = finding_code_named(code),
	    .severity = SEVERITY_DEFAULT,
	    .file = bytes_of(file),
	    .column = bytes_of(of_user ? entity_column(USERS, USERS_ORGS)
				       : entity_column(subject->entity, column)),
	    .sourced_id = of_user ? subject->cells[ROLES_USER] : subject->key,
	    .message = bytes_of(message)};
	return findings_add(subject->matcher->findings, &finding, fault) != 0;
}

// One reference; gives whether it stands in *good.
static bool
check_one(struct subject *subject, const struct column *column, unsigned index, struct bytes id,
    bool *good, struct fault *fault)
{
	*good = exists(subject->matcher, (unsigned)column->target, id);
	if (*good)
		return true;
	if (is_of_user(subject, index))
		return tell(subject, "reference.missing", index,
		    "a school that it names is neither in this drop nor in the directory; without "
		    "another one the row is left out",
		    fault);
	if (column->required != 0)
		return tell(subject, "reference.missing", index,
		    "what it names is neither in this drop nor in the directory; the row is left "
		    "out",
		    fault);
	return tell(subject, "reference.missing", index,
	    "what it names is neither in this drop nor in the directory; it is dropped from the "
	    "row",
	    fault);
}

// A list without the members that are nowhere.
static bool
check_list(
    struct subject *subject, const struct column *column, unsigned index, struct fault *fault)
{
	struct bytes rest = subject->cells[index], member;
	char *kept = subject->lists + subject->lists_size;
	size_t size = 0;
	bool good, all = true;
	while (value_next_member(&rest, &member)) {
		if (!check_one(subject, column, index, member, &good, fault))
			return false;
		all = all && good;
		if (!good || subject->lists_size + size + 1 + member.size > CELL_MAX)
			continue;
		if (size > 0)
			kept[size++] = ',';
		memcpy(kept + size, member.data, member.size);
		size += member.size;
	}
	if (all)
		return true;
	subject->lists_size += size;
	subject->cells[index] = (struct bytes){kept, size};
	subject->changed = true;
	subject->refused = subject->refused || (size == 0 && column->required != 0);
	return true;
}

static bool
check_cell(
    struct subject *subject, const struct column *column, unsigned index, struct fault *fault)
{
	bool good;
	if (column->type == CELL_REFERENCE_LIST)
		return check_list(subject, column, index, fault);
	if (!check_one(subject, column, index, subject->cells[index], &good, fault))
		return false;
	if (good)
		return true;
	subject->changed = true;
	subject->refused = subject->refused || column->required != 0;
	subject->cells[index] = (struct bytes){NULL, 0};
	return true;
}

// Whether references from one entity to another have to be held against the store.
static bool
to_check(const struct roster *roster, unsigned entity, unsigned target)
{
	return target < ROSTER_FILES && (roster_mode(roster, entity) == MODE_DELTA ||
					    roster_mode(roster, target) != MODE_BULK);
}

// Writes what became of a row: refused, or standing with fewer references.
static bool
amend(struct subject *subject, struct fault *fault)
{
	struct matcher *matcher = subject->matcher;
	char key[AMENDED_KEY_MAX];
	unsigned count = entity_columns(subject->entity);
	struct bytes amended = roster_amended_key(subject->entity, subject->key, key);
	if (subject->refused) {
		matcher->refused++;
		return db_put(matcher->out, matcher->amended, amended, bytes_of("R"), fault);
	}
	char *value = malloc(1 + record_size(subject->cells, count));
	if (value == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	value[0] = 'A';
	size_t size = 1 + record_write(value + 1, subject->cells, count);
	bool good =
	    db_put(matcher->out, matcher->amended, amended, (struct bytes){value, size}, fault);
	free(value);
	return good;
}

static bool
check_row(struct subject *subject, struct bytes record, struct fault *fault)
{
	const struct oneroster_file *file = &oneroster_files[subject->entity];
	subject->changed = subject->refused = false;
	subject->lists_size = 0;
	if (!record_read(record, subject->cells, file->column_count))
		return fault_set(fault, FAULT_IO, "a row of roster.mdb is damaged");
	for (unsigned i = COMMON_COLUMNS; i < file->column_count; i++) {
		const struct column *column = &file->columns[i];
		bool reference =
		    column->type == CELL_REFERENCE || column->type == CELL_REFERENCE_LIST;
		if (reference && subject->cells[i].size > 0 &&
		    to_check(subject->matcher->roster, subject->entity, (unsigned)column->target) &&
		    !check_cell(subject, column, i, fault))
			return false;
	}
	return !subject->changed || amend(subject, fault);
}

// Whether an entity has any reference to be held against the store.
static bool
concerned(const struct roster *roster, unsigned entity)
{
	const struct oneroster_file *file = &oneroster_files[entity];
	for (unsigned i = COMMON_COLUMNS; i < file->column_count; i++)
		if (file->columns[i].target != NO_FILE &&
		    to_check(roster, entity, (unsigned)file->columns[i].target))
			return true;
	return false;
}

// demographics carry their user's sourcedId as their own.
static bool
check_demographics_owner(struct subject *subject, struct fault *fault)
{
	if (subject->entity != DEMOGRAPHICS || exists(subject->matcher, USERS, subject->key))
		return true;
	subject->refused = true;
	return tell(subject, "reference.missing", SOURCED_ID,
		   "its user is neither in this drop nor in the directory; the row is left out",
		   fault) &&
	       amend(subject, fault);
}

static bool
check_entity(struct matcher *matcher, unsigned entity, char *lists, struct fault *fault)
{
	struct subject subject = {.matcher = matcher, .entity = entity, .lists = lists};
	struct roster_row row;
	bool demographics = entity == DEMOGRAPHICS && to_check(matcher->roster, entity, USERS);
	if (!demographics && !concerned(matcher->roster, entity))
		return true;
	struct roster_walk *walk = roster_walk_open(matcher->roster, entity, fault);
	bool good = walk != NULL;
	while (good && roster_walk_next(walk, &subject.key, &row)) {
		if (row.state != ROSTER_ACTIVE)
			continue;
		good = check_row(&subject, row.record, fault) &&
		       (!demographics || check_demographics_owner(&subject, fault));
	}
	roster_walk_close(walk);
	return good;
}

// A relationship needs both of its people.
static bool
check_relationships(struct matcher *matcher, struct fault *fault)
{
	struct bytes key;
	struct roster_row row;
	char amended[AMENDED_KEY_MAX];
	if (!to_check(matcher->roster, RELATIONSHIPS, USERS))
		return true;
	struct roster_walk *walk = roster_walk_open(matcher->roster, RELATIONSHIPS, fault);
	bool good = walk != NULL;
	while (good && roster_walk_next(walk, &key, &row)) {
		struct bytes owner = roster_owner(matcher->roster, RELATIONSHIPS, key, row.record);
		struct bytes other = {key.data + owner.size + 1, key.size - owner.size - 1};
		if (!exists(matcher, USERS, owner) ||
		    !exists(matcher, USERS, other)) // told with the user's row
			good = db_put(matcher->out, matcher->amended,
			    roster_amended_key(RELATIONSHIPS, key, amended), bytes_of("R"), fault);
	}
	roster_walk_close(walk);
	return good;
}

bool
match_references(struct matcher *matcher, struct fault *fault)
{
	char *lists = malloc(CELL_MAX);
	bool good = lists != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	for (unsigned entity = 0; good && entity < ROSTER_FILES; entity++)
		good = check_entity(matcher, entity, lists, fault) &&
		       (entity != ROLES || match_roleless(matcher, fault));
	good = good && check_relationships(matcher, fault);
	free(lists);
	return good;
}
