// What a row means beside others that came before it: dates that fit, roles and schools that were asked for, teachers who teach where
// they work. What is wrong here can be seen without the rows that follow; look.c sees the rest.
#include <stdio.h>

#include "schema/roster.h"
#include "schema/value_kinds.h"
#include "cmd/validate/reading.h"

enum { YEAR_DAYS = 365, STUDENT_LEAST = 2, STUDENT_MOST = 25, CENTURY_1900 = -25567 };

// Dates that begin and end something. How to add one: a line.
static const struct pair {
	unsigned begin, end;
} pairs[ONEROSTER_FILES] = {
    [ACADEMIC_SESSIONS] = {SESSIONS_START, SESSIONS_END},
    [ROLES] = {ROLES_BEGIN, ROLES_END},
    [ENROLLMENTS] = {ENROLLMENTS_BEGIN, ENROLLMENTS_END},
};

static void
remark(struct reading *reading, const char *code, enum as as, unsigned column, const char *text)
{
	row_remark(reading, (struct row_remark){.code = code,
				.as = as,
				.floor = as == AS_ERROR ? SEVERITY_ERROR : SEVERITY_NOTICE,
				.column = (int)column,
				.text = text});
}

// Whether a word is in a list; everything is in one that is not set.
static bool
listed(char *const *list, struct bytes word)
{
	if (list == NULL)
		return true;
	for (; *list != NULL; list++)
		if (bytes_is(word, *list))
			return true;
	return false;
}

// An end before its beginning leaves the row out.
static void
dates_take(struct reading *reading)
{
	const struct pair *pair = &pairs[reading->file];
	struct bytes begin = reading->row.cells[pair->begin], end = reading->row.cells[pair->end];

	if (pair->end != 0 && begin.size != 0 && end.size != 0 && bytes_compare(end, begin) < 0)
		remark(reading, "graph.dates", AS_ERROR, pair->end,
		    "the end comes before the beginning");
}

// Any date of a century that nobody at a school has seen.
static void
centuries_take(struct reading *reading)
{
	for (unsigned i = 0; i < reading->plan_count; i++) {
		const struct plan *plan = &reading->plans[i];
		struct bytes cell = reading->row.cells[plan->index];
		if (plan->column->type == CELL_DATE && cell.size != 0 &&
		    bytes_compare(cell, bytes_of("1900")) < 0)
			remark(reading, "value.date_range", AS_WARNING, plan->index,
			    "the year is before 1900");
	}
}

// A school that is not set up takes no part, nor do its rows.
static void
org_take(struct reading *reading)
{
	struct row *row = &reading->row;
	char *const *schools = reading->run->job->district->scope.schools;

	if (!bytes_is(row->cells[ORGS_TYPE], "school") || listed(schools, row->id))
		return;
	remark(reading, "policy.school_unknown", AS_CATALOGUED, SOURCED_ID, NULL);
	row->scoped = true;
}

// Whether a title has one of the subjects in it.
static bool
title_has(struct bytes title, const char *subject)
{
	size_t size = strlen(subject);

	for (size_t i = 0; i + size <= title.size; i++)
		if (bytes_equal_fold((struct bytes){title.data + i, size}, bytes_of(subject)))
			return true;
	return false;
}

static void
class_take(struct reading *reading)
{
	char *const *subject = reading->run->job->district->scope.subjects;
	bool found = subject == NULL;

	for (; subject != NULL && *subject != NULL && !found; subject++)
		found = title_has(reading->row.cells[CLASSES_TITLE], *subject);
	if (!found)
		remark(reading, "policy.class_subject", AS_CATALOGUED, CLASSES_TITLE, NULL);
}

static void
user_take(struct reading *reading)
{
	const struct conf_scope *scope = &reading->run->job->district->scope;
	struct row *row = &reading->row;
	struct bytes name = row->cells[USERS_USERNAME], role = row->cells[USERS_ROLE];
	size_t prefix = scope->prefix == NULL ? 0 : strlen(scope->prefix);

	if (reading->run->version == V11 && role.size != 0 && !listed(scope->roles, role))
		row->scoped = true;
	if (scope->style == USERNAME_ANY || name.size == 0 || value_is_email(name))
		return;
	if (scope->style == USERNAME_EMAIL || prefix == 0 || name.size <= prefix ||
	    memcmp(name.data, scope->prefix, prefix) != 0)
		remark(reading, "policy.username_style", AS_CATALOGUED, USERS_USERNAME, NULL);
}

// One primary role in an org is enough.
static void
role_take(struct reading *reading)
{
	struct row *row = &reading->row;
	struct facts *facts = &reading->run->facts;
	uint32_t user = row->found[ROLES_USER], org = row->found[ROLES_ORG];

	if (!listed(reading->run->job->district->scope.roles, row->cells[ROLES_ROLE]))
		row->scoped = true;
	if (!bytes_is(row->cells[ROLES_TYPE], "primary") || user == 0 || org == 0 || row->scoped)
		return;
	uint64_t pair = facts_pair(user, org);
	if (ids_find(&facts->primaries, pair).state != ID_NONE)
		remark(reading, "graph.role", AS_WARNING, ROLES_TYPE,
		    "the user has another primary role in this organization");
	else if (!ids_add(&facts->primaries, pair, (struct id){ID_ROW, user & IDS_NUMBER_MAX}))
		reading->run->broken = !fault_set(reading->run->fault, FAULT_TEMP, "out of memory");
}

// The age of a student.
static void
birth_take(struct reading *reading)
{
	const struct facts *facts = &reading->run->facts;
	uint32_t user = reading->row.found[SOURCED_ID];
	int32_t birth = facts_day(reading->row.cells[DEMOGRAPHICS_BIRTH_DATE]);

	if (user == 0 || user >= facts->people_room || birth == SPAN_OPEN || birth < CENTURY_1900 ||
	    facts->today == SPAN_OPEN || (facts->people[user] & PERSON_IS_STUDENT) == 0)
		return;
	int32_t days = facts->today - birth;
	if (days < STUDENT_LEAST * YEAR_DAYS || days > STUDENT_MOST * YEAR_DAYS + STUDENT_MOST)
		remark(reading, "value.date_range", AS_WARNING, DEMOGRAPHICS_BIRTH_DATE,
		    "a student would be younger than 2 or older than 25");
}

// Somebody who teaches a class works at its school.
static void
teacher_take(struct reading *reading, uint32_t user, const struct class_facts *class)
{
	const struct facts *facts = &reading->run->facts;

	if (class->school == 0 || (facts->people[user] & PERSON_IS_STAFF) == 0 ||
	    facts->orgs[user] == class->school ||
	    ids_find(&facts->schools, facts_pair(user, class->school)).state != ID_NONE)
		return;
	remark(reading, "policy.teacher_school", AS_CATALOGUED, ENROLLMENTS_USER, NULL);
}

// The day of a cell, which mostly holds what the row before had there.
static int32_t
day_of(struct bytes cell, struct day_memo *memo)
{
	if (cell.size == sizeof(memo->text) && memcmp(cell.data, memo->text, cell.size) == 0)
		return memo->day;
	int32_t day = facts_day(cell);
	if (cell.size == sizeof(memo->text)) {
		memcpy(memo->text, cell.data, cell.size);
		memo->day = day;
	}
	return day;
}

// An enrolment lies within the terms of its class.
static void
enrollment_take(struct reading *reading)
{
	const struct row *row = &reading->row;
	const struct facts *facts = &reading->run->facts;
	uint32_t class_row = row->found[ENROLLMENTS_CLASS], user = row->found[ENROLLMENTS_USER];

	struct bytes from = row->cells[ENROLLMENTS_BEGIN], to = row->cells[ENROLLMENTS_END];

	if (class_row == 0 || class_row >= facts->classes_room)
		return;
	const struct class_facts *class = &facts->classes[class_row];
	if (user != 0 && user < facts->people_room &&
	    bytes_is(row->cells[ENROLLMENTS_ROLE], "teacher"))
		teacher_take(reading, user, class);
	if (from.size == 0 && to.size == 0)
		return;
	int32_t begin = day_of(from, &reading->days[0]), end = day_of(to, &reading->days[1]);
	bool early =
	    begin != SPAN_OPEN && class->span.begin != SPAN_OPEN && begin < class->span.begin;
	bool late = end != SPAN_OPEN && class->span.end != SPAN_OPEN && end > class->span.end;
	if (early || late)
		remark(reading, "graph.dates", AS_WARNING,
		    early ? ENROLLMENTS_BEGIN : ENROLLMENTS_END,
		    "the enrollment lies outside the terms of its class");
}

void
meaning_take(struct reading *reading)
{
	static void (*const takers[ROSTER_FILES])(struct reading *) = {[ORGS] = org_take,
	    [CLASSES] = class_take,
	    [USERS] = user_take,
	    [ROLES] = role_take,
	    [DEMOGRAPHICS] = birth_take,
	    [ENROLLMENTS] = enrollment_take};

	dates_take(reading);
	if (!reading->kept)
		return;
	if (reading->file != ENROLLMENTS)
		centuries_take(reading);
	if (takers[reading->file] != NULL)
		takers[reading->file](reading);
}
