// What match and apply found of a drop, added to what validate found. Their findings.csv has the same columns; since when one has been
// there they do not know, so none of theirs counts as new.
#include "pipeline/report.h"

#include <unistd.h>

#include "pipeline/csv_read.h"
#include "pipeline/fs.h"
#include "pipeline/report_roots.h"

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
	FIELDS
};
static const char *const finding_fields[FIELDS] = {
    "id", "severity", "code", "file", "row", "column", "sourcedId", "message", "cause"};
static const char *const link_fields[] = {"class"};

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
	    .id = csv_read_number(field[F_ID])};

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

// One row of links.csv.
static bool
link_take(void *context, const struct bytes *field)
{
	struct report *report = context;

	for (unsigned i = 0; i < REPORT_LINKS; i++)
		report->links[i] += bytes_is(field[0], report_link_name((enum report_link)i));
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

bool
report_join(struct report *report, int dir, struct fault *fault)
{
	static const char name[] = "links.csv";

	if (!findings_join(report, dir, fault))
		return false;
	int fd = fs_open_file(dir, name, fault);
	if (fd < 0)
		return fault->class == FAULT_MISSING;
	report->links_known = true;
	bool good = csv_read(fd, name, link_fields, sizeof link_fields / sizeof *link_fields,
	    link_take, report, fault);
	close(fd);
	return good;
}
