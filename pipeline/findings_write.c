// findings.csv is what people open in a spreadsheet, so its cells are made harmless. It is also
// what the next drop reads to say since when a finding has been there.
#include "pipeline/findings_kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/csv.h"
#include "pipeline/fs.h"
#include "pipeline/text.h"
#include "schema/record.h"

enum { MOST_CODES = 256, HOLDS_MOST = 16 * 1024 };

static const char file_name[] = "findings.csv";
static const char holds_name[] = "holds";
static const char header[] =
    "id,severity,code,file,row,line,column,sourcedId,message,fix,cause,since";

// Takes a kept finding apart. It borrows from the record.
static bool
finding_read(const struct findings *findings, struct bytes record, struct finding *finding)
{
	struct kept_numbers numbers;
	struct bytes cells[KEPT_CELLS];
	if (!record_read(record, cells, KEPT_CELLS) || cells[KEPT_NUMBERS].size != sizeof numbers)
		return false;
	memcpy(&numbers, cells[KEPT_NUMBERS].data, sizeof numbers);
	*finding = (struct finding){.code = &finding_codes[numbers.code],
	    .severity = (enum severity)numbers.severity,
	    .file = cells[KEPT_FILE],
	    .row = numbers.row,
	    .line = numbers.line,
	    .column = cells[KEPT_COLUMN],
	    .sourced_id = cells[KEPT_SOURCED_ID],
	    .message = cells[KEPT_MESSAGE],
	    .cause = numbers.cause,
	    .id = numbers.id};
	if (finding->message.size == 0)
		finding->message = bytes_of(finding->code->message);
	struct since_key key = {bytes_of(finding->code->code), finding->file, finding->column,
	    finding->sourced_id, finding->row};
	const char *since = since_find(findings->since, &key);
	finding->since = bytes_of(since != NULL ? since : findings->drop);
	return true;
}

bool
findings_walk(
    struct findings *findings, findings_visitor *visitor, void *context, struct fault *fault)
{
	struct bytes key, record;
	struct finding finding;
	bool more;
	if (!findings->ended)
		return fault_set(fault, FAULT_BUG, "findings are walked before they are written");
	if (!sort_rewind(findings->sort, fault))
		return false;
	while (sort_next(findings->sort, &key, &record, &more, fault)) {
		if (!more)
			return true;
		if (!finding_read(findings, record, &finding))
			return fault_set(fault, FAULT_BUG, "a kept finding cannot be read");
		if (!visitor(context, &finding))
			return true;
	}
	return false;
}

// Empty for "not one".
static void
cell_number(struct csv *csv, uint64_t number)
{
	if (number == 0)
		csv_text(csv, "");
	else
		csv_number(csv, number);
}

// What the walk that writes them needs.
struct writing {
	struct findings *findings;
	struct csv *csv;
	bool hold[MOST_CODES]; // by code: one of severity hold was seen
	bool failed; // out of memory
};

// Counts the row of an error. They come in order, so the last file is the one, and a row with two errors comes twice in turn.
static bool
left_out_count(struct findings *findings, const struct finding *finding)
{
	struct file_errors *last = &findings->files[findings->file_count - 1];
	if (findings->file_count == 0 || !bytes_is(finding->file, last->file)) {
		size_t size = (findings->file_count + 1) * sizeof *findings->files;
		struct file_errors *grown = realloc(findings->files, size);
		if (grown == NULL)
			return false;
		findings->files = grown;
		last = &grown[findings->file_count];
		*last = (struct file_errors){
		    .file = strndup(
			finding->file.size > 0 ? finding->file.data : "", finding->file.size)};
		if (last->file == NULL)
			return false;
		findings->file_count++;
	}
	last->rows += last->last != finding->row;
	last->last = finding->row;
	return true;
}

// One row of findings.csv.
static bool
row_write(void *context, const struct finding *finding)
{
	struct writing *writing = context;
	struct csv *csv = writing->csv;
	if (finding->severity == SEVERITY_ERROR && finding->row != 0 &&
	    !left_out_count(writing->findings, finding)) {
		writing->failed = true;
		return false;
	}
	if (finding->severity == SEVERITY_HOLD)
		writing->hold[finding->code - finding_codes] = true;
	csv_number(csv, finding->id);
	csv_text(csv, severity_name(finding->severity));
	csv_text(csv, finding->code->code);
	csv_cell(csv, finding->file);
	cell_number(csv, finding->row);
	cell_number(csv, finding->line);
	csv_cell(csv, finding->column);
	csv_cell(csv, finding->sourced_id);
	csv_cell(csv, finding->message);
	csv_text(csv, finding->code->fix);
	cell_number(csv, finding->cause);
	csv_cell(csv, finding->since);
	csv_end_row(csv);
	return true;
}

// Writes all rows to an open file.
static bool
file_write(struct writing *writing, int fd, struct fault *fault)
{
	struct fault later;
	writing->csv = csv_new(fd, true);
	if (writing->csv == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory writing %s", file_name);
	csv_line(writing->csv, header);
	bool good = findings_walk(writing->findings, row_write, writing, fault);
	if (writing->failed)
		good = fault_set(fault, FAULT_TEMP, "out of memory writing %s", file_name);
	return csv_finish(writing->csv, file_name, good ? fault : &later) && good;
}

// The file `holds`, when there is anything in it.
static bool
holds_write(const struct writing *writing, int dir, struct fault *fault)
{
	struct text text = {NULL, 0, 0, false};
	for (unsigned i = 0; i < finding_code_count; i++)
		if (writing->hold[i]) {
			text_put(&text, finding_codes[i].code);
			text_put(&text, "\n");
		}
	bool good = text.failed
			? fault_set(fault, FAULT_TEMP, "out of memory")
			: text.size == 0 || fs_put(dir, holds_name, text.data, text.size, fault);
	text_free(&text);
	return good;
}

bool
findings_write(
    struct findings *findings, int dir, const char *drop, int before, struct fault *fault)
{
	struct writing writing = {.findings = findings};
	if (findings->ended)
		return fault_set(fault, FAULT_BUG, "findings are written twice");
	if (finding_code_count > MOST_CODES)
		return fault_set(fault, FAULT_BUG, "raise MOST_CODES");
	findings->drop = strdup(drop);
	if (findings->drop == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory writing %s", file_name);
	if (before >= 0 && (findings->since = since_read(before, fault)) == NULL)
		return false;
	if (!sort_end(findings->sort, fault))
		return false;
	findings->ended = true;
	int fd = fs_create(dir, file_name, fault);
	if (fd < 0)
		return false;
	if (file_write(&writing, fd, fault))
		return fs_finish(fd, file_name, fault) && holds_write(&writing, dir, fault) &&
		       (before < 0 || mended_write(findings, dir, before, fault));
	close(fd);
	return false;
}

uint64_t
findings_left_out(const struct findings *findings, const char *file)
{
	for (unsigned i = 0; i < findings->file_count; i++)
		if (strcmp(findings->files[i].file, file) == 0)
			return findings->files[i].rows;
	return 0;
}

bool
findings_holds(int dir, char *text, size_t size, struct fault *fault)
{
	size_t read, used = strlen(text);
	if (faccessat(dir, holds_name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
		return true;
	char *names = fs_read(dir, holds_name, HOLDS_MOST, &read, fault);
	if (names == NULL)
		return false;
	for (const char *name = names; *name != '\0'; name += strcspn(name, "\n") + 1)
		used += (size_t)snprintf(text + used, used < size ? size - used : 0, "%s%.*s",
		    used > 0 ? " " : "", (int)strcspn(name, "\n"), name);
	free(names);
	return used < size || fault_set(fault, FAULT_BUG, "too many codes hold a drop");
}
