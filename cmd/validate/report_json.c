// report.json. The next drop's validate reads the member `known` of each file; other programs may read all of it.
#include "pipeline/fs.h"
#include "pipeline/text.h"
#include "cmd/validate/report.h"

enum { REPORT_FORMAT = 1 };

uint64_t
report_known(const struct run *run, unsigned file)
{
	const struct run_file *state = &run->files[file];
	uint64_t before = run->before.rows[file];

	if (state->mode == MODE_BULK || (state->mode == MODE_DELTA && before == 0))
		return state->accepted;
	return before;
}

uint64_t
report_left_out(const struct run *run)
{
	uint64_t left_out = 0;

	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		left_out += run->files[i].left_out;
	return left_out;
}

// A member whose value is a text.
static void
member_text(struct text *out, const char *before, const char *name, struct bytes value)
{
	text_put(out, before);
	text_json(out, bytes_of(name));
	text_put(out, ":");
	text_json(out, value);
}

// A member whose value is a number.
static void
member_number(struct text *out, const char *before, const char *name, uint64_t value)
{
	text_put(out, before);
	text_json(out, bytes_of(name));
	text_put(out, ":");
	text_number(out, value);
}

// The counts of each file that is there or was.
static void
files_put(struct text *out, const struct run *run)
{
	const char *between = "";

	text_put(out, ",\n\"files\":[");
	for (unsigned i = 0; i < ONEROSTER_FILES; i++) {
		const struct run_file *file = &run->files[i];
		if (file->mode == MODE_ABSENT && run->before.rows[i] == 0)
			continue;
		text_put(out, between);
		member_text(out, "\n{", "name", bytes_of(oneroster_files[i].name));
		member_text(out, ",", "mode", bytes_of(mode_name(file->mode)));
		member_number(out, ",", "rows", file->rows);
		member_number(out, ",", "accepted", file->accepted);
		member_number(out, ",", "leftOut", file->left_out);
		member_number(out, ",", "before", run->before.rows[i]);
		member_number(out, ",", "known", report_known(run, i));
		text_put(out, "}");
		between = ",";
	}
	text_put(out, "]");
}

// Totals by severity, then by code.
static void
findings_put(struct text *out, const struct run *run, const struct tally *tally)
{
	const char *between = "";

	text_put(out, ",\n\"findings\":{");
	for (unsigned i = TALLY_SEVERITIES; i-- > 0; between = ",")
		member_number(out, between, severity_name((enum severity)i),
		    findings_count(run->findings, (enum severity)i));
	text_put(out, "},\n\"codes\":[");
	between = "\n{";
	for (unsigned code = 0; code < finding_code_count; code++)
		for (unsigned i = TALLY_SEVERITIES; i-- > 0;) {
			const struct tally_line *line = tally_line(tally, (enum severity)i, code);
			if (line == NULL)
				continue;
			member_text(out, between, "code", bytes_of(finding_codes[code].code));
			member_text(
			    out, ",", "severity", bytes_of(severity_name((enum severity)i)));
			member_number(out, ",", "count", line->count);
			text_put(out, "}");
			between = ",\n{";
		}
	text_put(out, "]}\n");
}

bool
report_json(struct run *run, const struct tally *tally, struct fault *fault)
{
	struct text out = {NULL, 0, 0, false};

	member_number(&out, "{", "format", REPORT_FORMAT);
	member_text(&out, ",\n", "drop", bytes_of(run->job->drop));
	member_text(&out, ",\n", "outcome", bytes_of(run_refused(run) ? "refused" : "accepted"));
	member_text(&out, ",\n", "version", bytes_of(run->version == V11 ? "1.1" : "1.2"));
	member_text(&out, ",\n", "previous", bytes_of(run->before.drop));
	files_put(&out, run);
	findings_put(&out, run, tally);
	bool good = out.failed ? fault_set(fault, FAULT_TEMP, "out of memory")
			       : fs_put(run->job->out, "report.json", out.data, out.size, fault);
	text_free(&out);
	return good;
}
