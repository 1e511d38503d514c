// What match and apply found of a drop, and what of theirs was mended, added to what validate found. Their files have the same columns.
#include "pipeline/report.h"

#include <unistd.h>

#include "pipeline/csv_read.h"
#include "pipeline/fs.h"
#include "pipeline/report_roots.h"
#include "pipeline/spool.h"

enum field {
	F_ID,
	F_SEVERITY,
	F_CODE,
	F_FILE,
	F_ROW,
	F_COLUMN,
	F_SOURCED_ID,
	F_MESSAGE,
	F_CAUSE,
	F_SINCE,
	FIELDS
};
static const char *const finding_fields[FIELDS] = {
    "id", "severity", "code", "file", "row", "column", "sourcedId", "message", "cause", "since"};
static const char *const link_fields[] = {"class"};
static const char *const unclaimed_fields[] = {"status"};
static const char *const mended_fields[] = {"code"};

// A file being read.
struct joining {
	struct report *report;
	struct report_roots roots;
	bool counts; // the second time: causes are known
	bool failed; // out of memory
};

// One finding. One of a code that is not known any more is passed over.
static bool
finding_take(void *context, const struct bytes *field)
{
	struct joining *joining = context;
	char code[64];
	struct finding finding = {.file = field[F_FILE],
	    .row = csv_read_number(field[F_ROW]),
	    .column = field[F_COLUMN],
	    .sourced_id = field[F_SOURCED_ID],
	    .message = field[F_MESSAGE],
	    .cause = csv_read_number(field[F_CAUSE]),
	    .id = csv_read_number(field[F_ID]),
	    .since = field[F_SINCE]};

	report_clean(code, sizeof code, field[F_CODE]);
	finding.code = finding_code_named(code);
	if (finding.code == NULL || !severity_named(field[F_SEVERITY], &finding.severity))
		return true;
	if (!joining->counts) {
		joining->failed = !report_roots_add(&joining->roots, &finding);
		return !joining->failed;
	}
	struct report_line *root =
	    report_roots_find(&joining->roots, joining->report, finding.cause, &joining->failed);
	joining->failed = joining->failed || !report_finding(joining->report, &finding, root);
	return !joining->failed;
}

// One row of mended.csv.
static bool
mended_take(void *context, const struct bytes *field)
{
	struct report *report = context;
	char code[64];

	report_clean(code, sizeof code, field[0]);
	const struct finding_code *line = finding_code_named(code);
	if (line != NULL)
		report->mended[line - finding_codes]++;
	return true;
}

// One row of links.csv.
static bool
link_take(void *context, const struct bytes *field)
{
	struct report *report = context;

	for (unsigned i = 0; i < REPORT_LINKS; i++)
		report->links[i] += bytes_is(field[0], report_link_name((enum report_link)i));
	return true;
}

// One row of unclaimed.csv: the status begins with the word.
static bool
unclaimed_take(void *context, const struct bytes *field)
{
	static const struct bytes active = {"active,", sizeof "active," - 1};
	struct report *report = context;
	bool joined =
	    field[0].size >= active.size && memcmp(field[0].data, active.data, active.size) == 0;

	report->unclaimed[joined ? UNCLAIMED_ACTIVE : UNCLAIMED_INACTIVE]++;
	return true;
}

// findings.csv, twice: for the causes, then for the counts.
static bool
findings_join(struct report *report, int dir, struct fault *fault)
{
	static const char name[] = "findings.csv";
	struct joining joining = {.report = report};
	int fd = fs_open_file(dir, name, fault);

	if (fd < 0)
		return fault->class == FAULT_MISSING;
	bool good = csv_read(fd, name, finding_fields, FIELDS, finding_take, &joining, fault);
	report_roots_sort(&joining.roots);
	joining.counts = true;
	good = good && !joining.failed &&
	       csv_read(fd, name, finding_fields, FIELDS, finding_take, &joining, fault);
	report_roots_free(&joining.roots);
	close(fd);
	return joining.failed ? fault_set(fault, FAULT_TEMP, "out of memory reading %s", name)
			      : good;
}

// Reads one column of a file, if it is there.
static bool
column_join(struct report *report, int dir, const char *name, const char *const *column,
    csv_visitor *visitor, bool *there, struct fault *fault)
{
	int fd = fs_open_file(dir, name, fault);

	*there = fd >= 0;
	if (fd < 0)
		return fault->class == FAULT_MISSING;
	bool good = csv_read(fd, name, column, 1, visitor, report, fault);
	close(fd);
	return good;
}

bool
report_join(struct report *report, int dir, struct fault *fault)
{
	bool links, unclaimed, mended;

	if (!findings_join(report, dir, fault) ||
	    !column_join(report, dir, "mended.csv", mended_fields, mended_take, &mended, fault) ||
	    !column_join(report, dir, "links.csv", link_fields, link_take, &links, fault) ||
	    !column_join(
		report, dir, "unclaimed.csv", unclaimed_fields, unclaimed_take, &unclaimed, fault))
		return false;
	report->links_known = report->links_known || links;
	report->unclaimed_known = report->unclaimed_known || unclaimed;
	return true;
}

struct report *
report_of(int district, const char *drop, struct fault *fault)
{
	int dir = spool_open_drop(district, STAGE_VALIDATE, PLACE_READY, drop, fault);
	struct report *report = dir < 0 ? NULL : report_read(dir, fault);

	if (dir >= 0)
		close(dir);
	return report;
}
