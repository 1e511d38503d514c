// report.txt, for somebody who knows the district's SIS and not this program: what came of the drop, what to do, and where.
#include <stdio.h>

#include "pipeline/fs.h"
#include "pipeline/text.h"
#include "cmd/validate/report.h"

enum { WIDTH = 80 };

// What each severity means to a district. In the order in which the report has them.
static const struct {
	enum severity severity;
	const char *heading;
} headings[] = {
    {SEVERITY_FATAL, "Why the drop was refused"},
    {SEVERITY_HOLD, "What somebody has to look at before the drop is taken over"},
    {SEVERITY_ERROR, "Rows that were left out"},
    {SEVERITY_WARNING, "What was repaired, dropped, or looks wrong"},
    {SEVERITY_NOTICE, "Worth knowing"},
};

// Writes words in lines of at most WIDTH, the first with `first` in front, the others indented as far.
static void
wrap(struct text *out, const char *first, const char *words)
{
	size_t indent = strlen(first), column = indent;

	text_put(out, first);
	for (;;) {
		words += strspn(words, " ");
		size_t size = strcspn(words, " ");
		if (size == 0)
			break;
		if (column > indent && column + 1 + size > WIDTH) {
			text_put(out, "\n");
			for (column = 0; column < indent; column++)
				text_put(out, " ");
		} else if (column > indent) {
			text_put(out, " ");
			column++;
		}
		text_add(out, (struct bytes){words, size});
		column += size;
		words += size;
	}
	text_put(out, "\n");
}

// A heading, underlined.
static void
heading(struct text *out, const char *words)
{
	text_put(out, "\n");
	text_put(out, words);
	text_put(out, "\n");
	for (size_t i = 0; i < strlen(words); i++)
		text_put(out, "-");
	text_put(out, "\n");
}

// What came of the drop, and what the reader can do about it.
static void
outcome_put(struct text *out, const struct run *run)
{
	char words[256];
	uint64_t left_out = report_left_out(run);

	snprintf(words, sizeof(words), "Roster files received as %s", run->job->drop);
	wrap(out, "", words);
	text_put(out, "\n");
	if (run_refused(run)) {
		wrap(out, "",
		    "The files were REFUSED. Nothing of them was taken over; everything "
		    "stays as it was.");
		wrap(out, "",
		    "What to do: mend what stands first below, in your student information "
		    "system or in the settings of its export, and send all files again. The "
		    "other points can be mended on the way.");
		return;
	}
	if (run->no_news) {
		wrap(out, "", "The files were accepted. There is no news in them.");
		return;
	}
	if (left_out == 0) {
		wrap(out, "", "The files were accepted, every row of them.");
		wrap(out, "", "What to do: nothing has to be done.");
		return;
	}
	snprintf(words, sizeof(words),
	    "The files were accepted, but %llu rows were left out. What was known of these stays "
	    "as it "
	    "was; nothing is removed because of them.",
	    (unsigned long long)left_out);
	wrap(out, "", words);
	wrap(out, "",
	    "What to do: mend the rows named below in your student information system; the "
	    "next export brings them.");
}

// One line of the table of counts.
static void
count_line(struct text *out, const char *name, const char *mode, const char *const cells[4])
{
	char line[WIDTH + 64];

	snprintf(line, sizeof(line), "%-28s %-7s %10s %10s %9s %10s\n", name, mode, cells[0],
	    cells[1], cells[2], cells[3]);
	text_put(out, line);
}

// The table of counts, beside last time's.
static void
counts_put(struct text *out, const struct run *run)
{
	static const char *const titles[4] = {"rows", "accepted", "left out", "last time"};
	char numbers[4][24];
	const char *cells[4] = {numbers[0], numbers[1], numbers[2], numbers[3]};

	heading(out, "What came");
	count_line(out, "file", "kind", titles);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++) {
		const struct run_file *file = &run->files[i];
		if (file->mode == MODE_ABSENT && run->before.rows[i] == 0)
			continue;
		uint64_t values[4] = {
		    file->rows, file->accepted, file->left_out, run->before.rows[i]};
		for (unsigned k = 0; k < 4; k++)
			snprintf(
			    numbers[k], sizeof(numbers[k]), "%llu", (unsigned long long)values[k]);
		if (run->before.drop[0] == '\0')
			snprintf(numbers[3], sizeof(numbers[3]), "-");
		count_line(out, file->name, mode_name(file->mode), cells);
	}
}

// One example: where it is, and what more is to say of it.
static void
example_put(struct text *out, const struct tally_example *example)
{
	char words[640];
	int used;

	used =
	    snprintf(words, sizeof(words), "%s", example->file[0] ? example->file : "the package");
	if (example->row != 0)
		used += snprintf(words + used, sizeof(words) - (size_t)used, ", row %llu",
		    (unsigned long long)example->row);
	if (example->column[0] != '\0')
		used += snprintf(
		    words + used, sizeof(words) - (size_t)used, ", column %s", example->column);
	if (example->id[0] != '\0')
		used += snprintf(
		    words + used, sizeof(words) - (size_t)used, ", sourcedId %s", example->id);
	if (example->text[0] != '\0')
		snprintf(words + used, sizeof(words) - (size_t)used, ": %s", example->text);
	wrap(out, "  - ", words);
}

// One kind of finding.
static void
line_put(struct text *out, const struct finding_code *code, const struct tally_line *line)
{
	char words[256];
	uint64_t roots = line->count - line->consequences;

	snprintf(words, sizeof(words), "\n%s: %llu\n", code->code, (unsigned long long)line->count);
	text_put(out, words);
	wrap(out, "  ", code->message);
	wrap(out, "  How to mend it: ", code->fix);
	for (unsigned i = 0; i < line->examples; i++)
		example_put(out, &line->example[i]);
	if (roots > line->examples) {
		snprintf(words, sizeof(words), "and %llu more, all in findings.csv",
		    (unsigned long long)(roots - line->examples));
		wrap(out, "  - ", words);
	}
	if (line->consequences != 0) {
		snprintf(words, sizeof(words),
		    "%llu that only follow from another point, and go with it",
		    (unsigned long long)line->consequences);
		wrap(out, "  - ", words);
	}
}

bool
report_text(struct run *run, const struct tally *tally, struct fault *fault)
{
	struct text out = {NULL, 0, 0, false};

	outcome_put(&out, run);
	counts_put(&out, run);
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++) {
		enum severity severity = headings[i].severity;
		if (findings_count(run->findings, severity) == 0)
			continue;
		heading(&out, headings[i].heading);
		for (unsigned code = 0; code < finding_code_count; code++) {
			const struct tally_line *line = tally_line(tally, severity, code);
			if (line != NULL)
				line_put(&out, &finding_codes[code], line);
		}
	}
	bool good = out.failed ? fault_set(fault, FAULT_TEMP, "out of memory")
			       : fs_put(run->job->out, "report.txt", out.data, out.size, fault);
	text_free(&out);
	return good;
}
