// One data file from its first byte to what can be said at its end. The files are read in the order in which they name each
// other, so that look-ups are settled as the rows pass.
#include <stdlib.h>

#include "pipeline/limits.h"
#include "cmd/validate/entry.h"
#include "cmd/validate/header.h"
#include "cmd/validate/look.h"

// The row handler of the table: the first row is the header.
static bool
on_row(void *context, const struct table_row *row)
{
	struct reading *reading = context;
	enum severity severity;

	reading->last_row = row->row;
	if (!reading->header)
		return header_take(reading, row);
	if (row->row > IDS_NUMBER_MAX) {
		run_remark(reading->run,
		    &(struct remark){.code = "csv.limit",
			.as = AS_FATAL,
			.file = reading->state->name,
			.text = "the file has more than 1,073,741,823 rows"},
		    &severity);
		reading->lost = true;
		return false;
	}
	return row_take(reading, row) && !reading->run->stopped;
}

// What the reader has to say of the text itself.
static bool
on_trouble(void *context, const struct table_trouble *trouble)
{
	struct reading *reading = context;
	enum severity severity;
	struct bytes column = {NULL, 0};

	bool row_is_lost = entry_row_lost(trouble);
	bool lost = trouble->file_lost || (row_is_lost && !reading->header);

	reading->last_row = trouble->row > reading->last_row ? trouble->row : reading->last_row;
	if (row_is_lost && !lost) {
		reading->encoding_lost += strcmp(trouble->code, "encoding.utf8") == 0;
		row_lost(reading, trouble);
		return !reading->run->broken && !reading->run->stopped;
	}
	for (unsigned i = 0; i < reading->plan_count; i++)
		if (reading->plans[i].source + 1 == trouble->column)
			column = bytes_of(reading->plans[i].column->name);
	run_remark(reading->run,
	    &(struct remark){.code = trouble->code,
		.floor = lost ? SEVERITY_FATAL : SEVERITY_NOTICE,
		.file = reading->state->name,
		.row = trouble->row,
		.line = trouble->line,
		.column = column,
		.text = trouble->text},
	    &severity);
	reading->lost = reading->lost || lost;
	return !reading->run->broken && !reading->run->stopped && !reading->lost;
}

char *
scratch_take(struct reading *reading, size_t size)
{
	char *taken = reading->scratch + reading->scratch_used;

	if (size > reading->scratch_size - reading->scratch_used) {
		reading->run->broken = !fault_set(
		    reading->run->fault, FAULT_BUG, "a row does not fit its scratch memory");
		return NULL;
	}
	reading->scratch_used += size;
	return taken;
}

// When too much of a file is left out, something larger is wrong than its rows.
static void
share_check(struct reading *reading)
{
	const struct run_file *state = reading->state;
	const struct conf_limits *limits = &reading->run->job->district->limits;
	enum severity severity;
	const char *code_page = reading->encoding_lost != 0 && reading->encoding_lost == state->rows
				    ? entry_code_page(reading->run, state->entry)
				    : NULL;

	if (reading->encoding_lost != 0 && reading->encoding_lost == state->rows)
		run_remark(reading->run,
		    &(struct remark){.code = "encoding.other",
			.as = AS_FATAL,
			.file = state->name,
			.text = run_text(reading->run,
			    "no row of the file is UTF-8; its bytes look like %s: the setting "
			    "encoding = %s would accept them",
			    code_page, code_page)},
		    &severity);
	if (state->left_out <= LIMIT_ERROR_FLOOR ||
	    state->left_out * 100 <= state->rows * limits->error_share)
		return;
	run_remark(reading->run,
	    &(struct remark){.code = "package.limit",
		.as = AS_FATAL,
		.file = state->name,
		.text = run_text(reading->run,
		    "%llu of %llu rows are left out: more than the %u %% of limits { error_share "
		    "}; "
		    "mend the rows named, or raise the limit in the district's configuration",
		    (unsigned long long)state->left_out, (unsigned long long)state->rows,
		    limits->error_share)},
	    &severity);
}

// A file that is not part of the roster was only looked at.
static void
passed_over_remark(struct reading *reading)
{
	enum severity severity;

	if (!reading->kept)
		run_remark(reading->run,
		    &(struct remark){.code = "policy.scope",
			.as = AS_NOTICE,
			.file = reading->state->name,
			.text = "the file was checked in form and passed over: it is not part of "
				"the roster that is taken over"},
		    &severity);
}

// Rows that were not asked for are told once a file.
static void
scope_settle(struct reading *reading)
{
	enum severity severity;

	if (reading->state->scoped != 0)
		run_remark(reading->run,
		    &(struct remark){.code = "policy.scope",
			.file = reading->state->name,
			.text = run_text(reading->run,
			    "%llu rows are of schools or roles that were not asked for; they were "
			    "left out",
			    (unsigned long long)reading->state->scoped)},
		    &severity);
}

// What is told at the end of the file.
static void
reading_settle(struct reading *reading)
{
	struct run *run = reading->run;

	if (!reading->lost)
		header_settle(reading);
	once_settle(reading);
	suspect_settle(reading);
	references_settle(reading);
	look_tree(reading);
	share_check(reading);
	passed_over_remark(reading);
	scope_settle(reading);
	reading->state->last_row = reading->last_row;
	reading->state->unusable = reading->lost || !reading->header || run->stopped;
}

void
reading_close(struct reading *reading)
{
	ids_free(&reading->folded);
	ids_free(&reading->names);
	ids_free(&reading->memberships);
	free(reading->pending);
	free(reading->scratch);
	free(reading->record);
	free(reading);
}

// Memory for one file's reading. NULL when there is none.
static struct reading *
reading_new(struct run *run, enum roster_file file)
{
	struct reading *reading = calloc(1, sizeof(*reading));

	if (reading == NULL)
		return NULL;
	reading->run = run;
	reading->file = file;
	reading->state = &run->files[file];
	reading->schema = &oneroster_files[file];
	reading->kept = file < ROSTER_FILES;
	reading->versions = (uint8_t)run->version;
	reading->id_source = -1;
	reading->scratch_size = run->job->district->limits.row_bytes * 4 + VALUE_BUFFER;
	reading->scratch = malloc(reading->scratch_size);
	if (reading->scratch != NULL)
		return reading;
	reading_close(reading);
	return NULL;
}

struct reading *
reading_open(struct run *run, enum roster_file file)
{
	struct reading *reading = reading_new(run, file);

	if (reading == NULL) {
		run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	reading->again = true;
	for (unsigned i = 0; i < reading->schema->column_count; i++)
		reading->plans[reading->plan_count++] =
		    (struct plan){.column = &reading->schema->columns[i],
			.index = i,
			.metadata = -1,
			.required = header_demands(reading, &reading->schema->columns[i])};
	return reading;
}

bool
reading_take(struct run *run, enum roster_file file)
{
	struct run_file *state = &run->files[file];

	if (state->entry == NULL || state->mode == MODE_ABSENT) {
		state->unusable = state->mode != MODE_ABSENT && !run->no_news;
		return true;
	}
	struct reading *reading = reading_new(run, file);
	if (reading == NULL) {
		fault_set(run->fault, FAULT_TEMP, "out of memory");
		run->broken = true;
		return false;
	}
	bool whole = entry_read(run, state->entry, state->name, on_row, on_trouble, reading);
	reading->lost = reading->lost || !whole;
	if (!run->broken)
		reading_settle(reading);
	reading_close(reading);
	return !run->broken;
}
