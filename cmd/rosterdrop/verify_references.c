// What records name must be there, archived or not: the SIS's records name each other, and facts name accounts and classes.
#include "cmd/rosterdrop/verify.h"

#include "pipeline/permission.h"
#include "schema/record.h"
#include "schema/value.h"

// Whether every record that a cell must name is there.
static bool
is_there(struct verify *verify, const struct column *column, struct bytes cell)
{
	struct bytes member;
	if (column->type == CELL_REFERENCE)
		return verify_has(verify, (unsigned)column->target, cell);
	while (value_next_member(&cell, &member))
		if (!verify_has(verify, (unsigned)column->target, member))
			return false;
	return true;
}

// Whether a column of 1.2 must name a record that the store keeps.
static bool
must_name(const struct column *column)
{
	return (column->required & V121) != 0 && column->target != NO_FILE &&
	       column->target < ROSTER_FILES &&
	       (column->type == CELL_REFERENCE || column->type == CELL_REFERENCE_LIST);
}

// One record of the SIS. What is archived names what was there then, and that stays.
static bool
look_at_record(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	unsigned entity = *(unsigned *)context;
	const struct oneroster_file *file = &oneroster_files[entity];
	struct bytes cells[RECORD_CELLS_MAX];
	(void)fault;
	if (!record_read(stored->record, cells, file->column_count))
		return true;
	for (unsigned i = COMMON_COLUMNS; i < file->column_count; i++)
		if (must_name(&file->columns[i]) && cells[i].size > 0 &&
		    !is_there(verify, &file->columns[i], cells[i])) {
			verify_say(verify, CHECK_REFERENCE, entity, key);
			break;
		}
	return true;
}

// The two ids of a key with a NUL between; false when it has none.
static bool
split(struct bytes key, struct bytes *one, struct bytes *other)
{
	const char *nul = key.size == 0 ? NULL : memchr(key.data, '\0', key.size);
	if (nul == NULL)
		return false;
	*one = (struct bytes){key.data, (size_t)(nul - key.data)};
	*other = (struct bytes){nul + 1, key.size - one->size - 1};
	return true;
}

static bool
look_at_relationship(struct verify *verify, void *context, struct bytes key,
    const struct stored *stored, struct fault *fault)
{
	struct bytes one, other;
	(void)context;
	(void)stored;
	(void)fault;
	if (!split(key, &one, &other) || !verify_has(verify, USERS, one) ||
	    !verify_has(verify, USERS, other))
		verify_say(verify, CHECK_RELATIONSHIP, RELATIONSHIPS, key);
	return true;
}

bool
verify_references(struct verify *verify, struct fault *fault)
{
	for (unsigned entity = 0; entity < ROSTER_FILES; entity++)
		if (!verify_walk(verify, entity, look_at_record, &entity, fault))
			return false;
	return verify_walk(verify, RELATIONSHIPS, look_at_relationship, NULL, fault);
}

// Whether an origin is one of those that there are.
static bool
is_origin(struct bytes cell)
{
	return bytes_is(cell, "sis") || bytes_is(cell, "imported") || bytes_is(cell, "manual");
}

static bool
look_at_connection(struct verify *verify, void *context, struct bytes key,
    const struct stored *stored, struct fault *fault)
{
	struct bytes one, other;
	(void)context;
	(void)fault;
	if (!split(key, &one, &other) || !verify_has(verify, STORE_ACCOUNTS, one) ||
	    !verify_has(verify, STORE_ACCOUNTS, other))
		verify_say(verify, CHECK_FACT_ACCOUNT, CONNECTIONS, key);
	if (!is_origin(record_cell(stored->record, CONNECTION_ORIGIN)))
		verify_say(verify, CHECK_FACT_WORDS, CONNECTIONS, key);
	return true;
}

static bool
look_at_class(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	(void)context;
	(void)fault;
	if (!is_origin(record_cell(stored->record, LOCAL_CLASS_ORIGIN)))
		verify_say(verify, CHECK_FACT_WORDS, LOCAL_CLASSES, key);
	return true;
}

static bool
look_at_member(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	struct bytes one, account;
	(void)context;
	(void)fault;
	if (!split(key, &one, &account) || !verify_has(verify, STORE_ACCOUNTS, account))
		verify_say(verify, CHECK_FACT_ACCOUNT, LOCAL_MEMBERS, key);
	else if (one.size < 2 || (one.data[0] != CLASS_LOCAL && one.data[0] != CLASS_SIS) ||
		 !verify_has(verify, one.data[0] == CLASS_LOCAL ? LOCAL_CLASSES : CLASSES,
		     (struct bytes){one.data + 1, one.size - 1}))
		verify_say(verify, CHECK_FACT_CLASS, LOCAL_MEMBERS, key);
	if (!is_origin(record_cell(stored->record, LOCAL_MEMBER_ORIGIN)))
		verify_say(verify, CHECK_FACT_WORDS, LOCAL_MEMBERS, key);
	return true;
}

// A block is of an account; its sourcedId may come with a later drop, and so may that of an edit.
static bool
look_at_block(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	struct bytes one, account;
	(void)context;
	(void)stored;
	(void)fault;
	if (!split(key, &one, &account) || !verify_has(verify, STORE_ACCOUNTS, account))
		verify_say(verify, CHECK_FACT_ACCOUNT, BLOCKS, key);
	return true;
}

static bool
look_at_edit(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	struct bytes one, column;
	(void)context;
	(void)stored;
	(void)fault;
	if (!split(key, &one, &column) || one.size < 2 || column.size == 0) {
		verify_say(verify, CHECK_FACT_WORDS, EDITS, key);
		return true;
	}
	struct bytes id = {one.data + 1, one.size - 1};
	if (one.data[0] == EDIT_ACCOUNT && !verify_has(verify, STORE_ACCOUNTS, id))
		verify_say(verify, CHECK_FACT_ACCOUNT, EDITS, key);
	else if (one.data[0] == EDIT_CLASS && !verify_has(verify, CLASSES, id) &&
		 !verify_has(verify, LOCAL_CLASSES, id))
		verify_say(verify, CHECK_FACT_CLASS, EDITS, key);
	else if (one.data[0] != EDIT_ACCOUNT && one.data[0] != EDIT_CLASS)
		verify_say(verify, CHECK_FACT_WORDS, EDITS, key);
	return true;
}

static bool
look_at_grant(struct verify *verify, void *context, struct bytes key, const struct stored *stored,
    struct fault *fault)
{
	struct bytes who, rest, title, school;
	char name[64] = "";
	(void)context;
	(void)stored;
	(void)fault;
	bool whole = split(key, &who, &rest) && split(rest, &title, &school);
	if (whole && title.size < sizeof name)
		memcpy(name, title.data, title.size);
	if (!whole || title_named(name) == NULL)
		verify_say(verify, CHECK_FACT_WORDS, GRANTS, key);
	return true;
}

bool
verify_facts(struct verify *verify, struct fault *fault)
{
	static const struct {
		unsigned table;
		verify_visitor *look;
	} facts[] = {
	    {CONNECTIONS, look_at_connection},
	    {LOCAL_CLASSES, look_at_class},
	    {LOCAL_MEMBERS, look_at_member},
	    {GRANTS, look_at_grant},
	    {BLOCKS, look_at_block},
	    {EDITS, look_at_edit},
	};
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		if (!verify_walk(verify, facts[i].table, facts[i].look, NULL, fault))
			return false;
	return true;
}
