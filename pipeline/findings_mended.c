// What was mended: the findings of the drop before that are not there any more. They are read from its findings.csv a second time,
// so that nothing of them but a hash has to be kept.
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/csv.h"
#include "pipeline/findings_kept.h"
#include "pipeline/fs.h"

static const char file_name[] = "mended.csv";
static const char header[] =
    "id,severity,code,file,row,line,column,sourcedId,message,fix,cause,since";

struct mending {
	struct findings *findings;
	struct csv *csv;
	uint64_t rows;
};

// Whether a file was not looked at whole, so that nothing can be said of it.
static bool
is_overlooked(const struct findings *findings, struct bytes file)
{
	for (unsigned i = 0; i < findings->overlooked_count; i++)
		if (findings->overlooked[i][0] == '\0' || bytes_is(file, findings->overlooked[i]))
			return true;
	return false;
}

// Counts one, and writes it down while there is room.
static bool
mended_take(void *context, const struct since_row *row)
{
	struct mending *mending = context;
	char code[64];
	if (is_overlooked(mending->findings, row->file) || row->code.size >= sizeof code)
		return true;
	memcpy(code, row->code.data, row->code.size);
	code[row->code.size] = '\0';
	const struct finding_code *line = finding_code_named(code);
	if (line == NULL)
		return true;
	mending->findings->mended[line - finding_codes]++;
	if (mending->rows++ >= MENDED_MOST)
		return true;
	for (unsigned i = 0; i < row->cell_count; i++)
		csv_cell(mending->csv, row->cells[i]);
	csv_end_row(mending->csv);
	return true;
}

bool
mended_write(struct findings *findings, int dir, int before, struct fault *fault)
{
	struct fault later;
	struct mending mending = {.findings = findings};
	findings->mended = calloc(finding_code_count, sizeof *findings->mended);
	if (findings->mended == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory writing %s", file_name);
	int fd = fs_create(dir, file_name, fault);
	if (fd < 0)
		return false;
	mending.csv = csv_new(fd, true);
	csv_line(mending.csv, header);
	bool good = since_unseen(findings->since, before, mended_take, &mending, fault);
	good = csv_finish(mending.csv, file_name, good ? fault : &later) && good;
	if (good)
		return fs_finish(fd, file_name, fault);
	close(fd);
	return false;
}

uint64_t
findings_mended(const struct findings *findings, const char *code)
{
	const struct finding_code *line = code == NULL ? NULL : finding_code_named(code);
	uint64_t count = 0;
	for (unsigned i = 0; findings->mended != NULL && i < finding_code_count; i++)
		if (code == NULL || line == &finding_codes[i])
			count += findings->mended[i];
	return count;
}
