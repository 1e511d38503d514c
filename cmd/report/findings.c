// Two ways through the same files. The district's own folder gets every byte that the stages wrote. A mail goes through other people's machines: it gets only
// what cannot hold a value, and so is made from cells that are known to be harmless, rather than by taking away those that are not.
#include "cmd/report/findings.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/limits.h"
#include "pipeline/table.h"
#include "schema/finding.h"
#include "schema/guardians.h"
#include "schema/oneroster.h"

enum { PIECE = 64 * 1024 };

static const char guardians_csv[] = "guardians.csv";
static const char header_end[] = "\r\n";

// The columns of findings.csv, in the order in which findings_write.c has them.
enum cell {
	COL_ID,
	COL_SEVERITY,
	COL_CODE,
	COL_FILE_NAME,
	COL_ROW,
	COL_LINE,
	COL_COLUMN,
	COL_SOURCED_ID,
	COL_MESSAGE,
	COL_FIX,
	COL_CAUSE,
	COL_SINCE,
	COL_CELLS
};

// What a mail gets of them. How to add one: a line. `ids`: only with source_ids.
static const struct {
	enum cell cell;
	const char *title;
	bool ids;
} mailed[] = {
    {COL_SEVERITY, "severity", false},
    {COL_CODE, "code", false},
    {COL_FILE_NAME, "file", false},
    {COL_ROW, "row", false},
    {COL_LINE, "line", false},
    {COL_COLUMN, "column", false},
    {COL_SOURCED_ID, "sourcedId", true},
    {COL_MESSAGE, "message", false},
    {COL_SINCE, "since", false},
};

// Opens a stage's findings.csv of a drop; -1 when there is none.
static int
open_findings(int district, const char *drop, enum stage_id stage)
{
	struct fault ignored;
	int dir = outcome_open(district, drop, stage);
	if (dir < 0)
		return -1;
	int fd = fs_open_file(dir, "findings.csv", &ignored);
	close(dir);
	return fd;
}

// Copies a file; without its first line when `skip`.
static bool
copy(int from, int to, bool skip, struct fault *fault)
{
	char piece[PIECE];
	ssize_t got;
	while ((got = read(from, piece, sizeof piece)) > 0) {
		char *start = piece;
		if (skip) {
			char *end = memmem(piece, (size_t)got, header_end, 2);
			start = end != NULL ? end + 2 : piece + got;
			skip = false;
		}
		if (!fs_write(to, start, (size_t)(piece + got - start), "findings.csv", fault))
			return false;
	}
	return got == 0 || fault_system(fault, "reading findings.csv");
}

bool
findings_join(const struct desk *desk, const char *drop, int dir, bool *any, struct fault *fault)
{
	int out = -1;
	bool good = true;
	*any = false;
	for (int stage = STAGE_VALIDATE; good && stage < STAGES; stage++) {
		int fd = open_findings(desk->district_dir, drop, (enum stage_id)stage);
		if (fd < 0)
			continue;
		if (!*any)
			good = (out = fs_create(dir, "findings.csv", fault)) >= 0;
		good = good && copy(fd, out, *any, fault);
		*any = true;
		close(fd);
	}
	if (out >= 0 && good)
		return fs_finish(out, "findings.csv", fault);
	if (out >= 0)
		close(out);
	return good;
}

// A mail's table being made.
struct filter {
	struct text *csv;
	size_t most;
	bool ids, large, header;
};

// Adds a cell in quotes, after a comma unless it is the first.
static void
put_cell(struct text *csv, struct bytes value, bool first)
{
	text_put(csv, first ? "" : ",");
	bool plain = true;
	for (size_t i = 0; plain && i < value.size; i++)
		plain = strchr(",\"\r\n", value.data[i]) == NULL;
	if (plain) {
		text_add(csv, value);
		return;
	}
	text_put(csv, "\"");
	for (size_t i = 0; i < value.size; i++) {
		if (value.data[i] == '"')
			text_put(csv, "\"");
		text_add(csv, (struct bytes){value.data + i, 1});
	}
	text_put(csv, "\"");
}

// The file of a finding; NO_FILE when the standard has none of this name.
static enum roster_file
file_of(struct bytes name)
{
	size_t ending = strlen(".csv");
	if (name.size < ending || memcmp(name.data + name.size - ending, ".csv", ending) != 0)
		return NO_FILE;
	return oneroster_file_named((struct bytes){name.data, name.size - ending}, false);
}

bool
findings_file_known(struct bytes file)
{
	return file_of(file) != NO_FILE || bytes_is(file, "manifest.csv") ||
	       bytes_is(file, guardians_csv);
}

bool
findings_column_known(struct bytes file, struct bytes column)
{
	if (bytes_is(file, guardians_csv))
		return guardians_column_named(column) >= 0;
	enum roster_file known = file_of(file);
	return known != NO_FILE && oneroster_column_named(known, column, UINT8_MAX, false) >= 0;
}

// A file's name and a column's are the drop's own words unless the standard knows them.
static struct bytes
known_name(const struct table_row *row, enum cell cell)
{
	static const struct bytes nothing = {"", 0};
	struct bytes file = row->cells[COL_FILE_NAME];
	bool known = cell == COL_COLUMN ? findings_column_known(file, row->cells[COL_COLUMN])
					: findings_file_known(file);
	return known ? row->cells[cell] : nothing;
}

// The cell of a row that a mail gets. A message without source_ids is the catalogue's.
static struct bytes
cell_of(const struct filter *filter, const struct table_row *row, enum cell cell)
{
	char code[64];
	if (cell == COL_FILE_NAME || cell == COL_COLUMN)
		return known_name(row, cell);
	if (cell != COL_MESSAGE || filter->ids)
		return row->cells[cell];
	snprintf(
	    code, sizeof code, "%.*s", (int)row->cells[COL_CODE].size, row->cells[COL_CODE].data);
	const struct finding_code *known = finding_code_named(code);
	return bytes_of(known != NULL ? known->message : "");
}

static bool
take_row(void *context, const struct table_row *row)
{
	struct filter *filter = context;
	if (filter->header || row->cell_count != COL_CELLS) {
		filter->header = false;
		return true;
	}
	for (size_t i = 0; i < sizeof mailed / sizeof *mailed; i++)
		if (filter->ids || !mailed[i].ids)
			put_cell(filter->csv, cell_of(filter, row, mailed[i].cell), i == 0);
	text_put(filter->csv, "\r\n");
	filter->large = filter->csv->size > filter->most;
	return !filter->large && !filter->csv->failed;
}

// Our own file is whole; what is not, is not mailed.
static bool
take_trouble(void *context, const struct table_trouble *trouble)
{
	(void)context;
	return !trouble->file_lost;
}

// Runs one stage's findings through the filter.
static bool
filter_file(struct filter *filter, int fd, struct fault *fault)
{
	static const struct table_limits limits = {64 * KIB, MIB, 64};
	char piece[PIECE];
	ssize_t got = 0;
	struct table *table = table_new(TABLE_UTF8, &limits, take_row, take_trouble, filter);
	if (table == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory for findings");
	filter->header = true;
	bool more = true;
	while (more && (got = read(fd, piece, sizeof piece)) > 0)
		more = table_feed(table, (struct bytes){piece, (size_t)got});
	if (more && got == 0)
		table_end(table);
	table_free(table);
	return got >= 0 || fault_system(fault, "reading findings.csv");
}

bool
findings_mail(const struct desk *desk, const char *drop, size_t most, struct text *csv, bool *large,
    struct fault *fault)
{
	struct filter filter = {.csv = csv, .most = most, .ids = desk->district->report.source_ids};
	bool good = true;
	const char *comma = "";
	for (size_t i = 0; i < sizeof mailed / sizeof *mailed; i++) {
		if (!filter.ids && mailed[i].ids)
			continue;
		text_put(csv, comma);
		text_put(csv, mailed[i].title);
		comma = ",";
	}
	text_put(csv, "\r\n");
	for (int stage = STAGE_VALIDATE; good && !filter.large && stage < STAGES; stage++) {
		int fd = open_findings(desk->district_dir, drop, (enum stage_id)stage);
		if (fd < 0)
			continue;
		good = filter_file(&filter, fd, fault);
		close(fd);
	}
	*large = filter.large;
	if (good && csv->failed)
		good = fault_set(fault, FAULT_TEMP, "out of memory for findings");
	return good;
}
