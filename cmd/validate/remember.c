// What is remembered of a row that is kept, for rows of later files and for the look at the end.
#include "schema/roster.h"
#include "cmd/validate/reading.h"

uint16_t
remember_role(struct bytes role)
{
	static const uint16_t facts[] = {[PERSON_NONE] = 0,
	    [PERSON_GUARDIAN] = PERSON_IS_GUARDIAN,
	    [PERSON_STAFF] = PERSON_IS_STAFF,
	    [PERSON_STUDENT] = PERSON_IS_STUDENT};

	return (uint16_t)(facts[person_kind_of_role(role)] | PERSON_ROLE);
}

// Breaks the run when there was no memory.
static bool
good_or_broken(struct reading *reading, bool good)
{
	if (!good && !reading->run->broken)
		reading->run->broken = !fault_set(reading->run->fault, FAULT_TEMP, "out of memory");
	return good;
}

static void
session_keep(struct reading *reading)
{
	struct facts *facts = &reading->run->facts;
	const struct row *row = &reading->row;

	if (good_or_broken(reading, facts_session(facts, (uint32_t)row->row)))
		facts->sessions[row->row] = (struct span){
		    facts_day(row->cells[SESSIONS_START]), facts_day(row->cells[SESSIONS_END])};
}

// The span of a class is that of all its terms; one of an unknown date leaves it open.
static struct span
terms_span(const struct reading *reading)
{
	const struct facts *facts = &reading->run->facts;
	struct bytes member, rest = reading->row.cells[CLASSES_TERMS];
	struct span span = {INT32_MAX, SPAN_OPEN};

	while (value_next_member(&rest, &member)) {
		struct id id = ids_find(&reading->run->files[ACADEMIC_SESSIONS].ids,
		    ids_hash(member, reading->run->seed));
		if (id.state != ID_ROW || id.number >= facts->sessions_room)
			return (struct span){SPAN_OPEN, SPAN_OPEN};
		const struct span *term = &facts->sessions[id.number];
		if (term->begin == SPAN_OPEN || term->end == SPAN_OPEN)
			return (struct span){SPAN_OPEN, SPAN_OPEN};
		span.begin = term->begin < span.begin ? term->begin : span.begin;
		span.end = term->end > span.end ? term->end : span.end;
	}
	return span.end == SPAN_OPEN ? (struct span){SPAN_OPEN, SPAN_OPEN} : span;
}

static void
class_keep(struct reading *reading)
{
	struct facts *facts = &reading->run->facts;
	const struct row *row = &reading->row;

	if (!good_or_broken(reading, facts_class(facts, (uint32_t)row->row)))
		return;
	facts->classes[row->row] =
	    (struct class_facts){.span = terms_span(reading), .school = row->found[CLASSES_SCHOOL]};
	facts->has[row->row] = CLASS_KEPT;
	struct span span = facts->classes[row->row].span;
	if (span.begin > facts->any.begin)
		facts->any.begin = span.begin;
	if (span.end != SPAN_OPEN && span.end < facts->any.end)
		facts->any.end = span.end;
}

// Remembers that somebody of the staff works at an org.
static void
school_keep(struct reading *reading, uint32_t user, uint32_t org)
{
	good_or_broken(reading, ids_add(&reading->run->facts.schools, facts_pair(user, org),
				    (struct id){ID_ROW, user & IDS_NUMBER_MAX}));
}

// 1.1: the orgs of the row itself, the first of which is the primary one.
static void
orgs_keep(struct reading *reading, uint32_t user, uint16_t role)
{
	struct facts *facts = &reading->run->facts;
	struct bytes member, rest = reading->row.cells[USERS_ORGS];

	while (value_next_member(&rest, &member)) {
		struct id id =
		    ids_find(&reading->run->files[ORGS].ids, ids_hash(member, reading->run->seed));
		if (id.state != ID_ROW)
			continue;
		if (facts->orgs[user] == 0)
			facts->orgs[user] = id.number;
		else if ((role & PERSON_IS_STAFF) != 0)
			school_keep(reading, user, id.number);
		if ((role & PERSON_IS_STAFF) == 0)
			return;
	}
}

static void
user_keep(struct reading *reading)
{
	struct facts *facts = &reading->run->facts;
	const struct row *row = &reading->row;
	uint32_t user = (uint32_t)row->row;

	if (!good_or_broken(reading, facts_person(facts, user)))
		return;
	facts->people[user] = PERSON_KEPT;
	if (reading->run->version != V11) {
		facts->orgs[user] = row->found[USERS_PRIMARY_ORG];
		return;
	}
	uint16_t role = remember_role(row->cells[USERS_ROLE]);
	facts->people[user] |= (uint16_t)(role | PERSON_AT_PRIMARY);
	orgs_keep(reading, user, role);
}

static void
role_keep(struct reading *reading)
{
	struct facts *facts = &reading->run->facts;
	const struct row *row = &reading->row;
	uint32_t user = row->found[ROLES_USER], org = row->found[ROLES_ORG];
	uint16_t role = remember_role(row->cells[ROLES_ROLE]);

	if (user == 0 || user >= facts->people_room)
		return;
	if (facts->orgs[user] == 0)
		facts->orgs[user] = org;
	if (facts->orgs[user] == org)
		role |= PERSON_AT_PRIMARY;
	else if ((role & PERSON_IS_STAFF) != 0)
		school_keep(reading, user, org);
	facts->people[user] |= role;
}

static void
birth_keep(struct reading *reading)
{
	struct facts *facts = &reading->run->facts;
	uint32_t user = reading->row.found[SOURCED_ID];

	if (user != 0 && user < facts->people_room)
		facts->births[user] = facts_day(reading->row.cells[DEMOGRAPHICS_BIRTH_DATE]);
}

static void
enrollment_keep(struct reading *reading)
{
	struct facts *facts = &reading->run->facts;
	const struct row *row = &reading->row;
	uint32_t class_row = row->found[ENROLLMENTS_CLASS], user = row->found[ENROLLMENTS_USER];
	bool student = bytes_is(row->cells[ENROLLMENTS_ROLE], "student");

	if (student && user != 0 && user < facts->people_room &&
	    (facts->people[user] & PERSON_ENROLLED) == 0)
		facts->people[user] |= PERSON_ENROLLED;
	if (class_row == 0 || class_row >= facts->classes_room)
		return;
	unsigned has = facts->has[class_row] | (student ? CLASS_STUDENT : 0u);
	if (bytes_is(row->cells[ENROLLMENTS_ROLE], "teacher")) {
		if (bytes_is(row->cells[ENROLLMENTS_PRIMARY], "true"))
			has |= (has & CLASS_PRIMARY) != 0 ? CLASS_PRIMARIES : CLASS_PRIMARY;
		has |= CLASS_TEACHER;
	}
	if (has != facts->has[class_row])
		facts->has[class_row] = (uint8_t)has;
}

void
remember_row(struct reading *reading)
{
	static void (*const keepers[ROSTER_FILES])(struct reading *) = {
	    [ACADEMIC_SESSIONS] = session_keep,
	    [CLASSES] = class_keep,
	    [USERS] = user_keep,
	    [ROLES] = role_keep,
	    [DEMOGRAPHICS] = birth_keep,
	    [ENROLLMENTS] = enrollment_keep};

	if (reading->row.row < UINT32_MAX && !reading->row.deleted &&
	    keepers[reading->file] != NULL)
		keepers[reading->file](reading);
}

void
remember_lost(struct reading *reading)
{
	struct facts *facts = &reading->run->facts;
	uint32_t user = reading->file == ROLES ? reading->row.found[ROLES_USER] : 0;
	bool scoped = reading->row.scoped && !reading->row.out;

	if (reading->file == ENROLLMENTS && !scoped)
		enrollment_keep(reading); // it is there, and only wrong: nobody lacks it
	if (user != 0 && user < facts->people_room)
		facts->people[user] |= scoped ? PERSON_SCOPED : PERSON_ROLE_LOST;
}
