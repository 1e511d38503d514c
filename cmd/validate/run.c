// Findings are made in one place, which counts them against the limit; how severe they are is decided in pipeline/findings.h.
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

// Sets the state of the fault that breaks the run.
static uint64_t
run_break(struct run *run)
{
	run->broken = true;
	return 0;
}

// The limit of findings that is crossed with this one; NULL when none is. They are numbered from 1.
static const char *
crossed(const struct run *run, uint64_t id)
{
	const struct conf_limits *limits = &run->job->district->limits;

	if (findings_count(run->findings, SEVERITY_ERROR) > limits->errors)
		return "errors";
	return id > limits->findings ? "findings" : NULL;
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
	struct finding finding = {.code = code,
	    .severity = remark->as == AS_CATALOGUED ? SEVERITY_DEFAULT
						    : (enum severity)(remark->as - AS_NOTICE),
	    .floor = remark->floor,
	    .file = {remark->file, remark->file == NULL ? 0 : strlen(remark->file)},
	    .row = remark->row,
	    .line = remark->line,
	    .column = remark->column,
	    .sourced_id = remark->id,
	    .message = bytes_of(remark->text == NULL ? "" : remark->text),
	    .cause = remark->cause};
	uint64_t id = findings_add(run->findings, &finding, run->fault);
	*severity = finding.severity;
	if (id == 0)
		return run_break(run);
	if (run->crossed == NULL)
		run->crossed = crossed(run, id);
	run->stopped = run->crossed != NULL;
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
	*run = (struct run){.job = job, .fault = fault, .version = V11};
	run->before = (struct before){.findings = -1, .schools = -1};
	facts_open(&run->facts, job->drop);
	if (getrandom(&run->seed, sizeof(run->seed), 0) != (ssize_t)sizeof(run->seed))
		return fault_system(fault, "drawing a random number");
	run->findings = findings_of(job->out, job->district);
	run->schools = schools_new();
	if (run->findings == NULL || run->schools == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
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
	text_free(&run->made);
	if (run->zip.size != 0)
		munmap((void *)(uintptr_t)run->zip.data, run->zip.size);
	before_close(&run->before);
	facts_close(&run->facts);
	reach_free(&run->reach);
	schools_free(run->schools);
	if (run->findings != NULL)
		findings_free(run->findings);
}
