// plan.csv has no value of a person's record; but an id is the SIS's own word, and some systems take a name for it. So a mail has ids only where the district
// says that it may.
#include "cmd/report/plan.h"

#include <unistd.h>

#include "cmd/report/sheet.h"
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

static const struct sheet_column columns[] = {
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
	struct sheet sheet = {.columns = columns,
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
	if (!sheet.ids)
		sheet.same = idmap_new();
	bool good = sheet.ids || sheet.same != NULL ||
		    fault_set(fault, FAULT_TEMP, "out of memory for a mail");
	if (good) {
		sheet_begin(&sheet);
		good = sheet_add(&sheet, fd, "plan.csv", fault);
		good = sheet_end(&sheet, fault) && good;
	}
	*large = sheet.large;
	idmap_free(sheet.same);
	close(fd);
	return good;
}
