// Findings as they are made: numbered, kept (in memory, then on disk), and at the end written in order of file, row and code.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "schema/finding.h"
#include "pipeline/fault.h"

struct findings;

struct finding {
	const struct finding_code *code;
	enum severity severity;
	struct bytes file;	// "users.csv"; empty for the package as a whole
	uint64_t row, line;	// 0 when it is not one row's
	struct bytes column;	// its name; empty when it is not one cell's
	struct bytes sourced_id;
	struct bytes message;	// no personal value
	uint64_t cause;		// the id of the finding of which this is a consequence, or 0
	uint64_t id;		// given by findings_add
	struct bytes since;	// the drop in which it first came
};

// `dir` is where it may keep a temporary file; `strict` chooses the severities of the strict profile.
struct findings *findings_new(int dir, bool strict);

// Adds one by its code's name. Its id is given back (1, 2, …), 0 and a fault when it cannot be kept. `message` NULL: the catalogue's words.
uint64_t findings_add(struct findings *findings, const char *code, struct bytes file, uint64_t row, uint64_t line,
    struct bytes column, struct bytes sourced_id, uint64_t cause, const char *message, struct fault *fault);

// A district's own severity for a code. False (FAULT_CONFIG) when the code is unknown or may not be lowered so far.
bool findings_set_severity(struct findings *findings, const char *code, enum severity severity, struct fault *fault);

uint64_t findings_count(const struct findings *findings, enum severity severity);
uint64_t findings_count_code(const struct findings *findings, const char *code);
uint64_t findings_left_out(const struct findings *findings, const char *file); // findings of severity error in a file

// `since`: the findings.csv of the drop before, which may be NULL (fd -1): a finding of the same code, file, column and sourcedId takes over
// its `since`; the others get `drop`.
bool findings_write(struct findings *findings, int dir, const char *drop, int before, struct fault *fault);

// Walks them in order, after findings_write. False from the visitor stops.
typedef bool findings_visitor(void *context, const struct finding *finding);
bool findings_walk(struct findings *findings, findings_visitor *visitor, void *context, struct fault *fault);
void findings_free(struct findings *findings);
