// report.json: the model for programs, and the form in which one stage hands it to the next. rosterdrop-report(5) describes every
// member; report_read.c reads them.
#include "pipeline/report.h"

enum { DETAILS_UNTIL = 110 * 1024 };

// A member whose value is a text.
static void
member_text(struct text *out, const char *before, const char *name, const char *value)
{
	text_put(out, before);
	text_json(out, bytes_of(name));
	text_put(out, ":");
	text_json(out, bytes_of(value));
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

// The number of findings of each severity, the worst first.
static void
severities_put(struct text *out, const uint64_t counts[REPORT_SEVERITIES])
{
	const char *between = "{";

	for (unsigned i = REPORT_SEVERITIES; i-- > 0; between = ",")
		member_number(out, between, severity_name((enum severity)i), counts[i]);
	text_put(out, "}");
}

// The counts of each file that is there or was.
static void
files_put(struct text *out, const struct report *report)
{
	const char *between = "";

	text_put(out, ",\n\"files\":[");
	for (unsigned i = 0; i < ONEROSTER_FILES; i++) {
		const struct report_file *file = &report->files[i];
		if (file->mode[0] == '\0')
			continue;
		text_put(out, between);
		member_text(out, "\n{", "name", oneroster_files[i].name);
		member_text(out, ",", "mode", file->mode);
		member_number(out, ",", "rows", file->rows);
		member_number(out, ",", "accepted", file->accepted);
		member_number(out, ",", "leftOut", file->left_out);
		member_number(out, ",", "before", file->before);
		member_number(out, ",", "known", file->known);
		text_put(out, ",\"findings\":");
		severities_put(out, report->by_file[i]);
		text_put(out, "}");
		between = ",";
	}
	text_put(out, "],\n\"package\":{\"findings\":");
	severities_put(out, report->by_file[ONEROSTER_FILES]);
	text_put(out, "}");
}

// Counts by what is counted.
static void
counts_put(
    struct text *out, const char *before, const char *name, const uint64_t counts[REPORT_COUNTS])
{
	const char *between = "{";

	text_put(out, before);
	text_json(out, bytes_of(name));
	text_put(out, ":");
	for (unsigned i = 0; i < REPORT_COUNTS; i++, between = ",")
		member_number(out, between, report_count_name((enum report_count)i), counts[i]);
	text_put(out, "}");
}

// The schools that changed most, and the last drops.
static void
schools_put(struct text *out, const struct report *report)
{
	text_put(out, ",\n\"schools\":[");
	for (unsigned i = 0; i < report->school_count; i++) {
		const struct report_school *school = &report->schools[i];
		text_put(out, i > 0 ? "," : "");
		member_text(out, "\n{", "sourcedId", school->id);
		member_text(out, ",", "name", school->name);
		counts_put(out, ",", "now", school->now);
		counts_put(out, ",", "before", school->before);
		text_put(out, "}");
	}
	text_put(out, "]");
	member_number(out, ",\n", "schoolsMore", report->schools_more);
	member_number(out, ",\n", "schoolsSame", report->schools_same);
	text_put(out, ",\n\"nights\":[");
	for (unsigned i = 0; i < report->night_count; i++) {
		text_put(out, i > 0 ? "," : "");
		member_text(out, "\n{", "drop", report->nights[i].drop);
		counts_put(out, ",", "counts", report->nights[i].count);
		text_put(out, "}");
	}
	text_put(out, "]");
}

// One example of a finding.
static void
example_put(struct text *out, const struct report *report, const struct report_example *example)
{
	bool with_ids = !report->without_ids;

	member_text(out, "{", "file", example->file);
	member_number(out, ",", "row", example->row);
	member_text(out, ",", "column", example->column);
	member_text(out, ",", "sourcedId", with_ids ? example->id : "");
	member_text(out, ",", "message", with_ids ? example->text : "");
	text_put(out, example->fresh ? ",\"new\":true}" : ",\"new\":false}");
}

// What a line of the catalogue says, and its examples: as long as there is room.
static void
details_put(struct text *out, const struct report *report, const struct finding_code *code,
    const struct report_line *line)
{
	if (out->size > DETAILS_UNTIL)
		return;
	member_text(out, ",", "message", code->message);
	member_text(out, ",", "fix", code->fix);
	text_put(out, ",\"examples\":[");
	for (unsigned i = 0; i < line->examples; i++) {
		text_put(out, i > 0 ? ",\n  " : "\n  ");
		example_put(out, report, &line->example[i]);
	}
	text_put(out, "]");
}

// One line of the catalogue at one severity.
static void
line_put(struct text *out, const struct report *report, const struct finding_code *code,
    enum severity severity, const struct report_line *line)
{
	const char *between = ",\"follows\":{";
	bool follows = false;

	member_text(out, "{", "code", code->code);
	member_text(out, ",", "severity", severity_name(severity));
	member_number(out, ",", "count", line->count);
	member_number(out, ",", "consequences", line->consequences);
	member_number(out, ",", "new", line->fresh);
	member_text(out, ",", "since", line->oldest);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		if (line->follows[i] > 0) {
			member_number(out, between, oneroster_files[i].name, line->follows[i]);
			between = ",";
			follows = true;
		}
	text_put(out, follows ? "}" : "");
	details_put(out, report, code, line);
	text_put(out, "}");
}

// Totals by severity, then by code, then what was mended.
static void
findings_put(struct text *out, const struct report *report)
{
	uint64_t totals[REPORT_SEVERITIES];
	const char *between = "\n";

	for (unsigned i = 0; i < REPORT_SEVERITIES; i++)
		totals[i] = report_count(report, (enum severity)i);
	text_put(out, ",\n\"findings\":");
	severities_put(out, totals);
	text_put(out, ",\n\"codes\":[");
	for (unsigned i = REPORT_SEVERITIES; i-- > 0;)
		for (unsigned code = 0; code < finding_code_count; code++) {
			const struct report_line *line =
			    report_line(report, (enum severity)i, code);
			if (line == NULL)
				continue;
			text_put(out, between);
			line_put(out, report, &finding_codes[code], (enum severity)i, line);
			between = ",\n";
		}
	text_put(out, "],\n\"mended\":[");
	between = "\n";
	for (unsigned code = 0; code < finding_code_count; code++)
		if (report->mended[code] > 0) {
			text_put(out, between);
			member_text(out, "{", "code", finding_codes[code].code);
			member_number(out, ",", "count", report->mended[code]);
			text_put(out, "}");
			between = ",\n";
		}
	text_put(out, "]");
}

// What becomes of the directory, by kind and action.
static void
kinds_put(struct text *out, const struct report *report)
{
	const char *between = "\n";

	text_put(out, ",\n\"changes\":[");
	for (unsigned entity = 0; entity < FACTS; entity++)
		for (unsigned action = 0; action < ACTIONS; action++) {
			if (report->changes[entity][action] == 0)
				continue;
			text_put(out, between);
			member_text(out, "{", "entity", entity_name(entity));
			member_text(out, ",", "action", action_name((enum action)action));
			member_number(out, ",", "count", report->changes[entity][action]);
			text_put(out, "}");
			between = ",\n";
		}
	text_put(out, "]");
}

// The same by school.
static void
changed_put(struct text *out, const struct report *report)
{
	text_put(out, ",\n\"changedSchools\":[");
	for (unsigned i = 0; i < report->changed_count; i++) {
		text_put(out, i > 0 ? "," : "");
		member_text(out, "\n{", "sourcedId", report->changed[i].id);
		member_text(out, ",", "name", report->changed[i].name);
		for (unsigned k = 0; k < EFFECTS; k++)
			member_number(out, ",", report_effect_name((enum report_effect)k),
			    report->changed[i].effect[k]);
		text_put(out, "}");
	}
	text_put(out, "]");
	member_number(out, ",\n", "changedSchoolsMore", report->changed_more);
}

// People who wait for a decision.
static void
links_put(struct text *out, const struct report *report)
{
	const char *between = ",\n\"links\":{";

	if (!report->links_known)
		return;
	for (unsigned i = 0; i < REPORT_LINKS; i++, between = ",")
		member_number(
		    out, between, report_link_name((enum report_link)i), report->links[i]);
	for (unsigned i = 0; i < REPORT_UNCLAIMED && report->unclaimed_known; i++)
		member_number(out, ",", report_unclaimed_name((enum report_unclaimed)i),
		    report->unclaimed[i]);
	text_put(out, "}");
}

void
report_json(struct text *out, const struct report *report)
{
	member_number(out, "{", "format", REPORT_FORMAT);
	member_text(out, ",\n", "district", report->district);
	member_text(out, ",\n", "drop", report->drop);
	member_text(out, ",\n", "stage", report_outcome_stage(report->outcome));
	member_text(out, ",\n", "outcome", report_outcome_name(report->outcome));
	member_text(out, ",\n", "reason", report->reason);
	text_put(out, report->no_news ? ",\n\"noNews\":true" : ",\n\"noNews\":false");
	member_text(out, ",\n", "version", report->version);
	member_text(out, ",\n", "previous", report->previous);
	member_text(out, ",\n", "sha256", report->sha256);
	member_number(out, ",\n", "size", report->size);
	member_text(out, ",\n", "tool", report->tool);
	files_put(out, report);
	schools_put(out, report);
	findings_put(out, report);
	kinds_put(out, report);
	changed_put(out, report);
	links_put(out, report);
	if (report->waiting > 0)
		member_number(out, ",\n", "waiting", report->waiting);
	text_put(out, "}\n");
}
