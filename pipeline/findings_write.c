// findings.csv is what people open in a spreadsheet, so its cells are made harmless. It is also
// what the next drop reads to say since when a finding has been there.
#include "pipeline/findings_kept.h"

#include <stdlib.h>
#include <unistd.h>

#include "pipeline/csv.h"
#include "pipeline/fs.h"
#include "schema/record.h"

static const char file_name[] = "findings.csv";
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

// One row of findings.csv.
static bool
row_write(void *context, const struct finding *finding)
{
	struct csv *csv = context;
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
file_write(struct findings *findings, int fd, struct fault *fault)
{
	struct fault later;
	struct csv *csv = csv_new(fd, true);
	if (csv == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory writing %s", file_name);
	csv_line(csv, header);
	bool good = findings_walk(findings, row_write, csv, fault);
	return csv_finish(csv, file_name, good ? fault : &later) && good;
}

bool
findings_write(
    struct findings *findings, int dir, const char *drop, int before, struct fault *fault)
{
	if (findings->ended)
		return fault_set(fault, FAULT_BUG, "findings are written twice");
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
	if (file_write(findings, fd, fault))
		return fs_finish(fd, file_name, fault);
	close(fd);
	return false;
}
