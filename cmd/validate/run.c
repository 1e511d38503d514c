// Findings are made in one place, because their severity has four sources: the catalogue, the profile, the place where it was
// found, and the district's own setting, in this order.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>

#include "schema/value.h"
#include "cmd/validate/run.h"

static const char *const mode_names[MODES] = {"absent", "bulk", "delta"};

const char *
mode_name(enum mode mode)
{
	return mode_names[mode];
}

// The severity of a code by catalogue and profile alone.
static enum severity
code_severity(const struct run *run, const struct finding_code *code)
{
	return run->job->district->profile == PROFILE_STRICT ? code->strict : code->severity;
}

// The district's own setting for a code, or NULL.
static const struct conf_check *
own_setting(const struct run *run, const char *code)
{
	const struct district *district = run->job->district;

	for (unsigned i = 0; i < district->check_count; i++)
		if (strcmp(district->checks[i].code, code) == 0)
			return &district->checks[i];
	return NULL;
}

// How severe a remark is: the place may lower or raise the catalogue's word, the strict profile only raises it, the district's
// setting has the last word, and the floor is what has already happened to the row.
static enum severity
remark_severity(const struct run *run, const struct remark *remark, const struct finding_code *code)
{
	const struct conf_check *own = own_setting(run, remark->code);
	enum severity severity = code_severity(run, code);

	if (remark->as != AS_CATALOGUED) {
		enum severity here = (enum severity)(remark->as - AS_NOTICE);
		bool harsher = code->strict > code->severity && severity == code->strict;
		if (!harsher || here > severity)
			severity = here;
	}
	if (own != NULL)
		severity = own->severity;
	if (code->fixed && severity < code->severity)
		severity = code->severity;
	return severity < remark->floor ? remark->floor : severity;
}

// Sets the state of the fault that breaks the run.
static uint64_t
run_break(struct run *run)
{
	run->broken = true;
	return 0;
}

uint64_t
run_remark(struct run *run, const struct remark *remark, enum severity *severity)
{
	const struct finding_code *code = finding_code_named(remark->code);

	*severity = SEVERITY_FATAL;
	if (run->broken)
		return 0;
	if (code == NULL) {
		fault_set(run->fault, FAULT_BUG, "no finding is called %s", remark->code);
		return run_break(run);
	}
	*severity = remark_severity(run, remark, code);
	enum severity *told = &run->severities[code - finding_codes];
	if (*told != *severity) {
		if (!findings_set_severity(run->findings, code->code, *severity, run->fault))
			return run_break(run);
		*told = *severity;
	}
	struct bytes file = {remark->file, remark->file == NULL ? 0 : strlen(remark->file)};
	uint64_t id = findings_add(run->findings, code->code, file, remark->row, remark->line,
	    remark->column, remark->id, remark->cause, remark->text, run->fault);
	if (id == 0)
		return run_break(run);
	if (findings_count(run->findings, SEVERITY_ERROR) > run->job->district->limits.errors)
		run->stopped = true;
	return id;
}

const char *
run_text(struct run *run, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(run->text, sizeof(run->text), format, arguments);
	va_end(arguments);
	return run->text;
}

const char *
run_quote(struct bytes id, char quoted[96])
{
	char ignored = '@';

	if (id.size == 0 || id.size > 64 || memchr(id.data, ignored, id.size) != NULL ||
	    value_sourced_id(id) != VALUE_GOOD)
		return "the value";
	snprintf(quoted, 96, "'%.*s'", (int)id.size, id.data);
	return quoted;
}

bool
run_refused(const struct run *run)
{
	return findings_count(run->findings, SEVERITY_FATAL) != 0;
}

bool
run_open(struct run *run, struct job *job, struct fault *fault)
{
	bool strict = job->district->profile == PROFILE_STRICT;

	*run = (struct run){.job = job, .fault = fault, .version = V11};
	run->before = (struct before){.findings = -1};
	if (getrandom(&run->seed, sizeof(run->seed), 0) != (ssize_t)sizeof(run->seed))
		return fault_system(fault, "drawing a random number");
	run->findings = findings_new(job->out, strict);
	run->severities = calloc(finding_code_count, sizeof(*run->severities));
	if (run->findings == NULL || run->severities == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	for (unsigned i = 0; i < finding_code_count; i++)
		run->severities[i] = code_severity(run, &finding_codes[i]);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		snprintf(run->files[i].name, sizeof(run->files[i].name), "%s.csv",
		    oneroster_files[i].name);
	return true;
}

void
run_close(struct run *run)
{
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		ids_free(&run->files[i].ids);
	if (run->rows != NULL)
		db_close(run->rows);
	zip_free(&run->entries);
	if (run->zip.size != 0)
		munmap((void *)(uintptr_t)run->zip.data, run->zip.size);
	before_close(&run->before);
	if (run->findings != NULL)
		findings_free(run->findings);
	free(run->severities);
}
