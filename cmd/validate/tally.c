// Findings come in order of file and row, so the first examples are the first rows: the same input gives the same report.
#include <stdio.h>
#include <stdlib.h>

#include "cmd/validate/tally.h"

// Copies as much as there is room for, at a character's end, without control characters.
static void
example_text(char *out, size_t room, struct bytes text)
{
	size_t size = text.size < room - 1 ? text.size : room - 1;

	while (size < text.size && size > 0 && ((unsigned char)text.data[size] & 0xc0) == 0x80)
		size--;
	for (size_t i = 0; i < size; i++)
		out[i] = (char)((unsigned char)text.data[i] < ' ' ? ' ' : text.data[i]);
	out[size] = '\0';
}

static bool
tally_add(void *context, const struct finding *finding)
{
	struct tally *tally = context;
	struct tally_line **lines = &tally->lines[finding->severity];

	if (*lines == NULL)
		*lines = calloc(finding_code_count, sizeof(**lines));
	if (*lines == NULL) {
		tally->failed = true;
		return false;
	}
	struct tally_line *line = *lines + (finding->code - finding_codes);
	line->count++;
	line->consequences += finding->cause != 0;
	if (finding->cause != 0 || line->examples == TALLY_EXAMPLES)
		return true;
	struct tally_example *example = &line->example[line->examples++];
	example->row = finding->row;
	example_text(example->file, sizeof(example->file), finding->file);
	example_text(example->column, sizeof(example->column), finding->column);
	example_text(example->id, sizeof(example->id), finding->sourced_id);
	if (!bytes_is(finding->message, finding->code->message))
		example_text(example->text, sizeof(example->text), finding->message);
	return true;
}

bool
tally_take(struct tally *tally, struct run *run)
{
	*tally = (struct tally){.failed = false};
	if (!findings_walk(run->findings, tally_add, tally, run->fault))
		return false;
	if (tally->failed)
		return fault_set(run->fault, FAULT_TEMP, "out of memory");
	return true;
}

const struct tally_line *
tally_line(const struct tally *tally, enum severity severity, unsigned code)
{
	const struct tally_line *lines = tally->lines[severity];

	return lines == NULL || lines[code].count == 0 ? NULL : &lines[code];
}

void
tally_free(struct tally *tally)
{
	for (unsigned i = 0; i < TALLY_SEVERITIES; i++)
		free(tally->lines[i]);
}
