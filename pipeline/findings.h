// Findings as they are made: numbered, kept (in memory, then on disk), and at the end written in order of file, row and code.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "schema/finding.h"
#include "pipeline/fault.h"

struct findings;

struct finding {
	const struct finding_code *code;
	enum severity severity; // to findings_add: the place's own, or SEVERITY_DEFAULT
	enum severity floor;	// to findings_add: the least that it is, whatever a district set; SEVERITY_NOTICE for none
	struct bytes file;	// "users.csv"; empty for the package as a whole
	uint64_t row, line;	// 0 when it is not one row's
	struct bytes column;	// its name; empty when it is not one cell's
	struct bytes sourced_id;
	struct bytes message;	// no personal value; empty: the catalogue's words
	uint64_t cause;		// the id of the finding of which this is a consequence, or 0
	uint64_t id;		// given by findings_add
	struct bytes since;	// the drop in which it first came
};

// `dir` is where it may keep a temporary file; `strict` chooses the severities of the strict profile.
struct findings *findings_new(int dir, bool strict);
// The same by the profile and the checks of a district. NULL when out of memory.
struct district;
struct findings *findings_of(int dir, const struct district *district);

// A district's own severity for a code. False (FAULT_CONFIG) when the code is unknown or may not be lowered so far.
bool findings_set_severity(struct findings *findings, const char *code, enum severity severity, struct fault *fault);

// How severe a finding is. The place where it was found may lower or raise the severity of the profile, but what only the strict
// profile demands it does not lower. A district's own setting replaces that, but where the place has lowered it, it stays at least as
// low. At the end, a code that is marked in the catalogue is never below the catalogue's severity, and nothing is below its floor.
enum severity findings_severity(
    const struct findings *findings, const struct finding_code *code, enum severity place, enum severity floor);

// Adds one, and fills in its severity and its id, which it gives back (1, 2, ...); 0 and a fault when it cannot be kept. A code that is
// NULL is a bug.
uint64_t findings_add(struct findings *findings, struct finding *finding, struct fault *fault);

uint64_t findings_count(const struct findings *findings, enum severity severity);
uint64_t findings_count_code(const struct findings *findings, const char *code);

// A file that was not looked at whole ("" for all of them): what the drop before had in it is not mended only because it is not found.
// False when out of memory.
bool findings_overlook(struct findings *findings, const char *file);

// `before`: the findings.csv of the drop before, or -1: a finding of the same code, file, column and sourcedId takes over its `since`; the
// others get `drop`. Those of the drop before that are not there any more go to mended.csv, up to MENDED_MOST of them. When there are
// any of severity hold, their codes go to the file `holds`, one a line.
enum { MENDED_MOST = 1000 };
bool findings_write(struct findings *findings, int dir, const char *drop, int before, struct fault *fault);

// After findings_write: rows of a file with an error, and what was mended: in all (code NULL), or of one code.
uint64_t findings_left_out(const struct findings *findings, const char *file);
uint64_t findings_mended(const struct findings *findings, const char *code);

// Walks them in order, after findings_write. False from the visitor stops.
typedef bool findings_visitor(void *context, const struct finding *finding);
bool findings_walk(struct findings *findings, findings_visitor *visitor, void *context, struct fault *fault);
void findings_free(struct findings *findings);

// The codes that a directory's file `holds` names, with blanks between, added to `text`; nothing when there is no such file.
bool findings_holds(int dir, char *text, size_t size, struct fault *fault);
