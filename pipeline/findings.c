// A bad export can have a finding for each of ten million rows, so findings go straight into a
// sort, and only counts stay in memory: by severity and by code, and by file when they are written.
#include "pipeline/findings_kept.h"

#include <stdlib.h>

#include "pipeline/conf.h"
#include "pipeline/limits.h"
#include "schema/record.h"

// File names order the findings by at most this many bytes: a sort's key has a limit, a hostile
// zip's names have none.
enum { FILE_ORDERS = 1024, NUMBER = 8, FINDINGS_MEMORY_SHARE = 4 };

struct findings *
findings_new(int dir, bool strict)
{
	struct findings *findings = calloc(1, sizeof *findings);
	if (findings == NULL)
		return NULL;
	findings->sort = sort_new(dir, LIMIT_SORT_BYTES / FINDINGS_MEMORY_SHARE);
	findings->severity = calloc(finding_code_count, sizeof *findings->severity);
	findings->own = calloc(finding_code_count, sizeof *findings->own);
	findings->of_code = calloc(finding_code_count, sizeof *findings->of_code);
	if (findings->sort == NULL || findings->severity == NULL || findings->own == NULL ||
	    findings->of_code == NULL) {
		findings_free(findings);
		return NULL;
	}
	findings->strict = strict;
	for (unsigned i = 0; i < finding_code_count; i++) {
		findings->severity[i] =
		    strict ? finding_codes[i].strict : finding_codes[i].severity;
		findings->own[i] = SEVERITY_DEFAULT;
	}
	return findings;
}

struct findings *
findings_of(int dir, const struct district *district)
{
	struct fault fault; // the configuration was checked when it was read
	struct findings *findings = findings_new(dir, district->profile == PROFILE_STRICT);
	for (unsigned i = 0; findings != NULL && i < district->check_count; i++)
		findings_set_severity(
		    findings, district->checks[i].code, district->checks[i].severity, &fault);
	return findings;
}

void
findings_free(struct findings *findings)
{
	if (findings == NULL)
		return;
	for (unsigned i = 0; i < findings->file_count; i++)
		free(findings->files[i].file);
	for (unsigned i = 0; i < findings->overlooked_count; i++)
		free(findings->overlooked[i]);
	free(findings->overlooked);
	free(findings->mended);
	free(findings->own);
	sort_free(findings->sort);
	since_free(findings->since);
	free(findings->severity);
	free(findings->of_code);
	free(findings->files);
	free(findings->buffer);
	free(findings->drop);
	free(findings);
}

bool
findings_set_severity(
    struct findings *findings, const char *code, enum severity severity, struct fault *fault)
{
	const struct finding_code *line = finding_code_named(code);
	if (line == NULL)
		return fault_set(fault, FAULT_CONFIG, "there is no check `%s`", code);
	if (line->fixed && severity < line->severity)
		return fault_set(fault, FAULT_CONFIG, "the check `%s` may not be lower than %s",
		    code, severity_name(line->severity));
	findings->own[line - finding_codes] = severity;
	return true;
}

enum severity
findings_severity(const struct findings *findings, const struct finding_code *code,
    enum severity place, enum severity floor)
{
	enum severity own = findings->own[code - finding_codes];
	enum severity usual = findings->severity[code - finding_codes];
	bool harsher = findings->strict && code->strict > code->severity;
	enum severity severity = usual;
	if (place != SEVERITY_DEFAULT && (!harsher || place > usual))
		severity = place;
	if (own != SEVERITY_DEFAULT && (severity >= usual || own < severity))
		severity = own;
	if (code->fixed && severity < code->severity)
		severity = code->severity;
	return severity < floor ? floor : severity;
}

uint64_t
findings_count(const struct findings *findings, enum severity severity)
{
	return findings->of_severity[severity];
}

uint64_t
findings_count_code(const struct findings *findings, const char *code)
{
	const struct finding_code *line = finding_code_named(code);
	return line == NULL ? 0 : findings->of_code[line - finding_codes];
}

bool
findings_overlook(struct findings *findings, const char *file)
{
	size_t size = (findings->overlooked_count + 1) * sizeof *findings->overlooked;
	char **grown = realloc(findings->overlooked, size);
	if (grown == NULL)
		return false;
	findings->overlooked = grown;
	grown[findings->overlooked_count] = strdup(file);
	return grown[findings->overlooked_count] != NULL && ++findings->overlooked_count != 0;
}

// Most significant byte first, so that bytes compare as numbers do.
static char *
put_number(char *out, uint64_t number)
{
	for (unsigned i = 0; i < NUMBER; i++)
		*out++ = (char)(number >> (8 * (NUMBER - 1 - i)));
	return out;
}

// Writes the key that orders a finding; gives its size.
static size_t
key_write(char *out, const struct finding *finding)
{
	size_t file = finding->file.size < FILE_ORDERS ? finding->file.size : FILE_ORDERS;
	size_t code = strlen(finding->code->code) + 1;
	char *at = out;
	if (file > 0)
		memcpy(at, finding->file.data, file);
	at[file] = '\0';
	at = put_number(at + file + 1, finding->row);
	memcpy(at, finding->code->code, code);
	at = put_number(at + code, finding->id);
	return (size_t)(at - out);
}

// Makes room for a key and a record.
static bool
buffer_grow(struct findings *findings, size_t need)
{
	if (need <= findings->room)
		return true;
	char *larger = realloc(findings->buffer, need * 2);
	if (larger == NULL)
		return false;
	findings->buffer = larger;
	findings->room = need * 2;
	return true;
}

// Gives the finding to the sort.
static bool
finding_keep(struct findings *findings, const struct finding *finding, struct fault *fault)
{
	struct kept_numbers numbers = {finding->row, finding->line, finding->cause, finding->id,
	    (uint32_t)(finding->code - finding_codes), (uint32_t)finding->severity};
	const struct bytes cells[KEPT_CELLS] = {
	    [KEPT_NUMBERS] = {(const char *)&numbers, sizeof numbers},
	    [KEPT_FILE] = finding->file,
	    [KEPT_COLUMN] = finding->column,
	    [KEPT_SOURCED_ID] = finding->sourced_id,
	    [KEPT_MESSAGE] = finding->message,
	};
	size_t room = FILE_ORDERS + strlen(finding->code->code) + 2 + 2 * NUMBER;
	if (!buffer_grow(findings, room + record_size(cells, KEPT_CELLS)))
		return fault_set(fault, FAULT_TEMP, "out of memory keeping a finding");
	size_t key = key_write(findings->buffer, finding);
	char *record = findings->buffer + key;
	size_t size = record_write(record, cells, KEPT_CELLS);
	return sort_add(findings->sort, (struct bytes){findings->buffer, key},
	    (struct bytes){record, size}, fault);
}

uint64_t
findings_add(struct findings *findings, struct finding *finding, struct fault *fault)
{
	const struct finding_code *code = finding->code;
	if (code == NULL) {
		fault_set(fault, FAULT_BUG, "a finding is not in the catalogue");
		return 0;
	}
	finding->severity = findings_severity(findings, code, finding->severity, finding->floor);
	finding->id = findings->first + findings->count + 1;
	if (!finding_keep(findings, finding, fault))
		return 0;
	findings->of_severity[finding->severity]++;
	findings->of_code[code - finding_codes]++;
	findings->count++;
	return finding->id;
}
