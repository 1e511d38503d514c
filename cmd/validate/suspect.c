// What looks wrong although a cell may hold it: placeholders for names, numbers that a spreadsheet rounded, social security numbers.
// The cell stays as it is. A whole column of rounded numbers is no slip of somebody's any more, but a file that must not be used.
#include <stdio.h>

#include "schema/value_kinds.h"
#include "pipeline/limits.h"
#include "cmd/validate/reading.h"
#include "cmd/validate/steady.h"

enum what { NAME = 1, NUMBER = 2, SENSITIVE = 4, LENGTH = 8 };

// How to add a column: a line. Those of one file stand together, at most LOOKS_MAX.
static const struct suspect {
	enum roster_file file;
	unsigned column;
	unsigned what;
} suspects[] = {
    {ORGS, ORGS_NAME, LENGTH},
    {ORGS, ORGS_IDENTIFIER, NUMBER},
    {COURSES, COURSES_TITLE, LENGTH},
    {COURSES, COURSES_CODE, NUMBER},
    {CLASSES, CLASSES_TITLE, LENGTH},
    {CLASSES, CLASSES_CODE, NUMBER},
    {USERS, SOURCED_ID, NUMBER | SENSITIVE},
    {USERS, USERS_USERNAME, NUMBER | SENSITIVE | LENGTH},
    {USERS, USERS_GIVEN_NAME, NAME | SENSITIVE | LENGTH},
    {USERS, USERS_FAMILY_NAME, NAME | SENSITIVE | LENGTH},
    {USERS, USERS_MIDDLE_NAME, SENSITIVE | LENGTH},
    {USERS, USERS_IDENTIFIER, NUMBER | SENSITIVE},
    {USERS, USERS_SMS, NUMBER},
    {USERS, USERS_PHONE, NUMBER},
};
// Files of which the table has no column are the largest.
static const bool suspected[ONEROSTER_FILES] = {
    [ORGS] = true, [COURSES] = true, [CLASSES] = true, [USERS] = true};
enum { SUSPECTS = sizeof(suspects) / sizeof(suspects[0]), COLUMN_LEAST = 5 };

static void
remark(struct reading *reading, unsigned column, const char *code, const char *text)
{
	row_remark(
	    reading, (struct row_remark){
			 .code = code, .as = AS_WARNING, .column = (int)column, .text = text});
}

// What a number looks like, and what that says.
static void
number_take(struct reading *reading, unsigned column, struct bytes cell, struct looks *looks)
{
	looks->filled++;
	if (cell.data[0] < '0' || cell.data[0] > '9')
		return;
	if (value_is_number_text(cell)) {
		looks->digits++;
		looks->zeros += cell.data[0] == '0' && cell.size > 1;
	} else if (value_is_scientific(cell)) {
		looks->scientific++;
		remark(reading, column, "value.excel",
		    "the number is written as a spreadsheet rounds it; its digits are lost");
	}
}

static void
cell_take(struct reading *reading, const struct suspect *suspect, struct looks *looks)
{
	struct bytes cell = reading->row.cells[suspect->column];

	if (cell.size == 0)
		return;
	if ((suspect->what & NUMBER) != 0)
		number_take(reading, suspect->column, cell, looks);
	if ((suspect->what & SENSITIVE) != 0 && value_is_sensitive(cell))
		remark(reading, suspect->column, "value.sensitive", NULL);
	if ((suspect->what & NAME) != 0 && value_is_placeholder(cell))
		remark(reading, suspect->column, "value.name", NULL);
	if ((suspect->what & LENGTH) != 0 && cell.size > LIMIT_TEXT_KEPT)
		remark(reading, suspect->column, "value.length", NULL);
}

void
suspect_take(struct reading *reading)
{
	struct looks *looks = reading->looks;

	for (unsigned i = 0; suspected[reading->file] && i < SUSPECTS; i++)
		if (suspects[i].file == reading->file)
			cell_take(reading, &suspects[i], looks++);
}

// What all of a column looks like.
static void
column_settle(struct reading *reading, unsigned column, const struct looks *looks)
{
	enum severity severity;

	if (looks->scientific >= COLUMN_LEAST && looks->scientific * 2 > looks->filled)
		run_remark(reading->run,
		    &(struct remark){.code = "value.excel",
			.as = AS_HOLD,
			.file = reading->state->name,
			.column = bytes_of(reading->schema->columns[column].name),
			.text = run_text(reading->run,
			    "%llu of %llu values of the column are written as a spreadsheet "
			    "rounds them",
			    (unsigned long long)looks->scientific,
			    (unsigned long long)looks->filled)},
		    &severity);
	if (looks->digits != 0 && !reading->run->broken)
		steady_zeros(reading, column, looks);
}

void
suspect_settle(struct reading *reading)
{
	const struct looks *looks = reading->looks;

	for (unsigned i = 0; i < SUSPECTS; i++)
		if (suspects[i].file == reading->file && (suspects[i].what & NUMBER) != 0)
			column_settle(reading, suspects[i].column, looks++);
		else if (suspects[i].file == reading->file)
			looks++;
}

// Takes a number of at most four digits off the front.
static bool
part_take(struct bytes *rest, unsigned *number)
{
	size_t size = 0;

	*number = 0;
	for (; size < rest->size && size < 4 && rest->data[size] >= '0' && rest->data[size] <= '9';
	     size++)
		*number = *number * 10 + (unsigned)(rest->data[size] - '0');
	if (size == 0 || (size < rest->size && rest->data[size] != '/'))
		return false;
	size += size < rest->size;
	*rest = (struct bytes){rest->data + size, rest->size - size};
	return true;
}

void
suspect_date(struct reading *reading, struct bytes *cell, char made[VALUE_BUFFER])
{
	enum date_order order = reading->run->job->district->scope.dates;
	struct bytes rest = *cell;
	unsigned first, second, year;

	if (order == DATES_ISO || !part_take(&rest, &first) || !part_take(&rest, &second) ||
	    !part_take(&rest, &year) || rest.size != 0 || year < 1000)
		return;
	snprintf(made, VALUE_BUFFER, "%04u-%02u-%02u", year,
	    order == DATES_MONTH_FIRST ? first : second,
	    order == DATES_MONTH_FIRST ? second : first);
	*cell = bytes_of(made);
}
