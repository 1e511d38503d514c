// plan.csv has no value of a person's record; but an id is the SIS's own word, and some systems take a name for it. So a mail has ids only where the district
// says that it may.
#include "cmd/report/plan.h"

#include <unistd.h>

#include "cmd/report/extract.h"
#include "pipeline/csv.h"
#include "pipeline/csv_read.h"
#include "pipeline/fs.h"

// The columns of plan.csv, in the order of pipeline/change.h.
enum {
	COL_ACTION,
	COL_ENTITY,
	COL_SOURCED_ID,
	COL_ACCOUNT,
	COL_SCHOOL,
	COL_FIELD,
	COL_REASON,
	COL_CELLS
};

static const struct extract_column columns[] = {
    {COL_ACTION, "action", false},
    {COL_ENTITY, "entity", false},
    {COL_SOURCED_ID, "sourcedId", true},
    {COL_ACCOUNT, "accountId", true},
    {COL_SCHOOL, "school", true},
    {COL_FIELD, "field", false},
    {COL_REASON, "reason", false},
};

bool
plan_is_told(enum kind kind)
{
	return kind == KIND_HELD || kind == KIND_PART;
}

bool
plan_mail(const struct desk *desk, const char *drop, size_t most, struct text *csv, bool *large,
    struct fault *fault)
{
	struct fault ignored;
	struct extract extract = {.columns = columns,
	    .count = sizeof columns / sizeof *columns,
	    .cells = COL_CELLS,
	    .ids = desk->district->report.source_ids,
	    .most = most,
	    .csv = csv};
	int dir = outcome_open(desk->district_dir, drop, STAGE_APPLY);
	int fd = dir < 0 ? -1 : fs_open_file(dir, "plan.csv", &ignored);
	*large = false;
	if (dir >= 0)
		close(dir);
	if (fd < 0)
		return true;
	if (!extract.ids)
		extract.same = idmap_new();
	bool good = extract.ids || extract.same != NULL ||
		    fault_set(fault, FAULT_TEMP, "out of memory for a mail");
	if (good) {
		extract_begin(&extract);
		good = extract_add(&extract, fd, "plan.csv", fault);
		good = extract_end(&extract, fault) && good;
	}
	*large = extract.large;
	idmap_free(extract.same);
	close(fd);
	return good;
}

static bool
copy_row(void *context, const struct table_row *row)
{
	struct csv *csv = context;
	for (unsigned i = 0; i < row->cell_count; i++)
		csv_cell(csv, row->cells[i]);
	csv_end_row(csv);
	return true;
}

bool
plan_share(int from, int to, const char *name, struct fault *fault)
{
	struct fault late;
	int in = fs_open_file(from, name, &late);
	int out = in < 0 ? -1 : fs_create(to, name, fault);
	bool good = in < 0 || out >= 0;
	if (out >= 0) {
		struct csv *csv = csv_new(out, true);
		good = csv_rows(in, name, copy_row, csv, fault);
		good = csv_finish(csv, name, good ? fault : &late) && good;
		good = fs_finish(out, name, good ? fault : &late) && good;
	}
	if (in >= 0)
		close(in);
	return good;
}
