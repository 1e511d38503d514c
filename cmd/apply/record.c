// What an account takes from its person's rows, and what it keeps as its own: contact details of people who have joined are theirs.
#include "cmd/apply/apply.h"

#include "cmd/apply/grace.h"
#include "schema/record.h"
#include "schema/value.h"

// The birth date: of this drop, else of the store. `kept` stands when neither says it.
static struct bytes
birth_date(struct applier *applier, struct bytes user, bool now, struct bytes kept)
{
	struct roster_row row;
	struct stored stored;
	struct bytes cells[RECORD_CELLS_MAX], record = {NULL, 0};
	if (roster_get(applier->roster, DEMOGRAPHICS, user, &row) && row.state == ROSTER_ACTIVE)
		record = row.record;
	else if (now && store_get_now(applier->store, DEMOGRAPHICS, user, &stored) &&
		 stored.state == STORED_ACTIVE)
		record = stored.record;
	if (record.size == 0 || !record_read(record, cells, DEMOGRAPHICS_COLUMNS))
		return kept;
	return cells[DEMOGRAPHICS_BIRTH_DATE];
}

bool
roles_in_part(const struct roster *roster)
{
	return roster_mode(roster, ROLES) == MODE_DELTA && !roster_is_old(roster);
}

// Who somebody is who has an account already, or gets one: false when there is nothing new to say.
static bool
person_of(struct applier *applier, struct bytes user, bool now, struct bytes cells[PERSON_CELLS])
{
	if (now && roles_in_part(applier->roster))
		return roles_person(applier->roles, user, cells);
	return roster_person(applier->roster, user, cells);
}

// The schools of an account: those that are told, but for one that is not live yet and that the account did not have. Who moves there and is of no other is of that.
// Borrowed from applier->one.
static bool
schools_of(struct applier *applier, struct bytes told, struct bytes had, struct bytes *schools,
    struct fault *fault)
{
	struct text *text = &applier->one;
	struct bytes school;
	*schools = told;
	if (idmap_count(applier->waiting) == 0)
		return true;
	text_clear(text);
	while (value_next_member(&told, &school)) {
		if (grace_school_waits(applier, school) && !value_has_member(had, school))
			continue;
		text_put(text, text->size > 0 ? "," : "");
		text_add(text, school);
	}
	if (text->size > 0)
		*schools = (struct bytes){text->data, text->size};
	return !text->failed || fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
account_record(struct applier *applier, struct bytes id, struct bytes user_record,
    const struct bytes old[ACCOUNT_CELLS], bool now, struct bytes cells[ACCOUNT_CELLS],
    struct fault *fault)
{
	struct bytes user[RECORD_CELLS_MAX], person[PERSON_CELLS];
	bool archived = bytes_is(old[ACCOUNT_STATE], "archived"); // by hand: the SIS has the person
	bool joined = bytes_is(old[archived ? ACCOUNT_STATE_BEFORE : ACCOUNT_STATE], "active");
	bool keep = joined && !applier->job->district->contacts.update_active;
	if (!record_read(user_record, user, USERS_COLUMNS))
		return fault_set(fault, FAULT_IO, "a user's record is damaged");
	memcpy(cells, old, ACCOUNT_CELLS * sizeof *cells);
	for (size_t i = 0; i < ACCOUNT_SOURCES; i++)
		if ((!account_sources[i].own || !keep) &&
		    account_follows(applier, id, user[account_sources[i].user], i))
			cells[account_sources[i].account] = user[account_sources[i].user];
	cells[ACCOUNT_BIRTH_DATE] = birth_date(applier, id, now, old[ACCOUNT_BIRTH_DATE]);
	if (person_of(applier, id, now, person)) {
		cells[ACCOUNT_KIND] = person[PERSON_KIND_NAME];
		return schools_of(applier, person[PERSON_SCHOOLS], old[ACCOUNT_SCHOOLS],
		    &cells[ACCOUNT_SCHOOLS], fault);
	}
	return true;
}
