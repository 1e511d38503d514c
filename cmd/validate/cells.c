// The values of a row, each against its column. A bad value that must be there leaves the row out; any other is blanked, and the
// row stands.
#include <stdio.h>

#include "pipeline/person.h"
#include "cmd/validate/reading.h"

// A required value that is blank: says when it stands in an extension column instead.
static void
blank_required(struct reading *reading, const struct plan *plan)
{
	const struct row *row = &reading->row;
	bool username = reading->file == USERS && plan->index == USERS_USERNAME;
	struct row_remark remark = {.code = username ? "value.username" : "value.required",
	    .as = AS_ERROR,
	    .floor = SEVERITY_ERROR,
	    .column = (int)plan->index};

	if (username)
		remark.text = "there is no username";
	if (plan->metadata >= 0 && (unsigned)plan->metadata < row->given_count &&
	    value_trim(row->given[plan->metadata]).size != 0)
		remark.text = run_text(reading->run,
		    "the column is blank, but there is a value in the column metadata.%s",
		    plan->column->name);
	row_remark(reading, remark);
}

// More than the catalogue says, where that helps and gives nothing away.
static const char *
bad_text(struct reading *reading, const struct plan *plan, struct bytes value)
{
	struct run *run = reading->run;
	const char *const *terms = oneroster_terms(plan->column, run->version);
	size_t used;

	if (plan->column->type == CELL_DATE && memchr(value.data, '/', value.size) != NULL)
		return "the date is written with strokes; month and day cannot be told apart";
	if (terms == NULL)
		return NULL;
	run_text(run, "the value is none of:");
	for (; *terms != NULL; terms++) {
		used = strlen(run->text);
		snprintf(run->text + used, sizeof(run->text) - used, " %s", *terms);
	}
	return run->text;
}

// Whether a list has a member with nothing in it.
static bool
has_empty_member(struct bytes list)
{
	struct bytes member, rest = list;
	size_t places = 1;

	for (size_t i = 0; i < list.size; i++)
		places += list.data[i] == ',';
	while (value_next_member(&rest, &member))
		places -= member.size != 0;
	return places != 0;
}

// Types whose spelling the strict profile does not forgive.
static const bool exact[CELL_PASSWORD + 1] = {
    [CELL_TERM] = true, [CELL_TERM_LIST] = true, [CELL_BOOLEAN] = true, [CELL_GRADES] = true};

// A value that is bad or was repaired.
static void
value_remark(struct reading *reading, const struct plan *plan, enum value_verdict verdict,
    struct bytes given, struct bytes *cell)
{
	struct row_remark remark = {
	    .code = value_code(plan->column->type), .as = AS_WARNING, .column = (int)plan->index};

	if (plan->column->type == CELL_TEXT_LIST && !has_empty_member(given))
		return; // only blanks round the members, or a long list: nothing that matters
	bool strict = reading->run->job->district->profile == PROFILE_STRICT;
	if (verdict == VALUE_REPAIRED && strict && exact[plan->column->type]) {
		remark.as = AS_ERROR;
		remark.floor = SEVERITY_ERROR;
		remark.text = "the value is not written as the standard has it";
		row_remark(reading, remark);
		return;
	}
	if (verdict == VALUE_REPAIRED) {
		remark.text = "the value was not written as the standard has it; "
			      "what it means was taken";
		row_remark(reading, remark);
		return;
	}
	remark.text = bad_text(reading, plan, given);
	if (plan->required) {
		remark.as = AS_ERROR;
		remark.floor = SEVERITY_ERROR;
	}
	row_remark(reading, remark);
	*cell = (struct bytes){NULL, 0};
}

// A number must be one that the district's country can dial, by the rule that normalise spells it by.
static enum value_verdict
phone_judge(struct reading *reading, struct bytes phone)
{
	char e164[PHONE_MAX];
	enum phone_verdict verdict =
	    person_phone(phone, reading->run->job->district->scope.country, e164);

	if (verdict == PHONE_KEPT)
		once_note(reading, ONCE_PHONE);
	return verdict == PHONE_BAD ? VALUE_BAD : VALUE_GOOD;
}

// Types whose values say nothing by themselves, or are looked at elsewhere.
static const bool passed[CELL_PASSWORD + 1] = {
    [CELL_TEXT] = true, [CELL_ID] = true, [CELL_REFERENCE] = true, [CELL_REFERENCE_LIST] = true};

// A username must be something that a person can type: no blanks inside, no quotes, brackets or separators.
static void
username_check(struct reading *reading)
{
	static const char refused[] = "\"\\<>,;";
	struct bytes name = reading->row.cells[USERS_USERNAME];

	for (size_t i = 0; i < name.size; i++) {
		unsigned char c = (unsigned char)name.data[i];
		if (c > ' ' && c != 0x7f && strchr(refused, c) == NULL)
			continue;
		row_remark(
		    reading, (struct row_remark){.code = "value.username",
				 .as = AS_ERROR,
				 .floor = SEVERITY_ERROR,
				 .column = USERS_USERNAME,
				 .text = "there are blanks or special characters in the username"});
		return;
	}
}

// Question marks where letters should be: the export lost characters before the file was written.
static void
lost_characters_check(struct reading *reading)
{
	static const int names[] = {USERS_GIVEN_NAME, USERS_FAMILY_NAME, USERS_MIDDLE_NAME};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct bytes name = reading->row.cells[names[i]];
		if (name.size == 0 || memchr(name.data, '?', name.size) == NULL)
			continue;
		row_remark(reading,
		    (struct row_remark){.code = "encoding.replacement",
			.as = AS_WARNING,
			.column = names[i],
			.text = "there is a question mark in a name, where letters should be"});
	}
}

// Subjects and their codes go together one by one.
static void
subjects_check(struct reading *reading, int subjects, int codes)
{
	const struct row *row = &reading->row;
	struct bytes member, subject = row->cells[subjects], code = row->cells[codes];
	size_t count = 0;

	if (code.size == 0)
		return;
	while (value_next_member(&subject, &member))
		count++;
	while (value_next_member(&code, &member))
		count--;
	if (count != 0)
		row_remark(reading, (struct row_remark){.code = "value.list",
					.as = AS_WARNING,
					.column = codes,
					.text = "there are not as many subjectCodes as subjects"});
}

// What concerns more than one cell, or one column alone.
static void
file_checks(struct reading *reading)
{
	if (reading->file == USERS) {
		username_check(reading);
		lost_characters_check(reading);
	} else if (reading->file == COURSES)
		subjects_check(reading, COURSES_SUBJECTS, COURSES_SUBJECT_CODES);
	else if (reading->file == CLASSES)
		subjects_check(reading, CLASSES_SUBJECTS, CLASSES_SUBJECT_CODES);
}

void
cells_take(struct reading *reading)
{
	enum version version = reading->run->version;

	suspect_take(reading);
	for (unsigned i = 0; i < reading->plan_count; i++) {
		const struct plan *plan = &reading->plans[i];
		struct bytes *cell = &reading->row.cells[plan->index], given = *cell;
		if (plan->index < COMMON_COLUMNS)
			continue;
		if (given.size == 0) {
			if (plan->required)
				blank_required(reading, plan);
			continue;
		}
		if (passed[plan->column->type])
			continue;
		if (plan->column->type == CELL_PASSWORD) {
			once_note(reading, ONCE_PASSWORD);
			*cell = (struct bytes){NULL, 0};
			continue;
		}
		if (plan->column->type == CELL_DATE)
			suspect_date(reading, &given, reading->repaired[plan->index]);
		enum value_verdict verdict =
		    value_check(plan->column, version, given, reading->repaired[plan->index], cell);
		if (verdict == VALUE_GOOD && plan->column->type == CELL_PHONE)
			verdict = phone_judge(reading, *cell);
		if (verdict != VALUE_GOOD)
			value_remark(reading, plan, verdict, given, cell);
	}
	file_checks(reading);
}
