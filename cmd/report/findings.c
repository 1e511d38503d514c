// Two ways through the same files. The district's own folder gets every byte that the stages wrote. A mail goes through other people's machines: it gets only
// what cannot hold a value, and so is made from cells that are known to be harmless, rather than by taking away those that are not.
#include "cmd/report/findings.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/report/extract.h"
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

// What a mail gets of them. How to add one: a line.
static const struct extract_column mailed[] = {
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
known_name(const struct table_row *row, unsigned cell)
{
	static const struct bytes nothing = {"", 0};
	struct bytes file = row->cells[COL_FILE_NAME];
	bool known = cell == COL_COLUMN ? findings_column_known(file, row->cells[COL_COLUMN])
					: findings_file_known(file);
	return known ? row->cells[cell] : nothing;
}

// The cell of a row that a mail gets. A message without source_ids is the catalogue's.
static struct bytes
cell_of(const struct extract *extract, const struct table_row *row, unsigned cell)
{
	char code[64];
	if (cell == COL_FILE_NAME || cell == COL_COLUMN)
		return known_name(row, cell);
	if (cell != COL_MESSAGE || extract->ids)
		return row->cells[cell];
	snprintf(
	    code, sizeof code, "%.*s", (int)row->cells[COL_CODE].size, row->cells[COL_CODE].data);
	const struct finding_code *known = finding_code_named(code);
	return bytes_of(known != NULL ? known->message : "");
}

bool
findings_mail(const struct desk *desk, const char *drop, size_t most, struct text *csv, bool *large,
    struct fault *fault)
{
	struct extract extract = {.columns = mailed,
	    .count = sizeof mailed / sizeof *mailed,
	    .cells = COL_CELLS,
	    .ids = desk->district->report.source_ids,
	    .most = most,
	    .csv = csv,
	    .cell_of = cell_of};
	bool good = true;
	extract_begin(&extract);
	for (int stage = STAGE_VALIDATE; good && !extract.large && stage < STAGES; stage++) {
		int fd = open_findings(desk->district_dir, drop, (enum stage_id)stage);
		if (fd < 0)
			continue;
		good = extract_add(&extract, fd, "findings.csv", fault);
		close(fd);
	}
	good = extract_end(&extract, good ? fault : &(struct fault){0}) && good;
	*large = extract.large;
	return good;
}
