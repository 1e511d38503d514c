// CSV out: RFC 4180, CRLF, UTF-8, buffered, quoted only where needed.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"

struct csv;

// Writes to an open file, which stays the caller's. NULL when out of memory: everything below takes
// that too, and csv_finish says so. With `harmless`, a cell that begins with = + - @ tab or CR gets
// an apostrophe in front, so that a spreadsheet does not run it: for what people open, never for
// what programs read back.
struct csv *csv_new(int fd, bool harmless);
// Whether a cell would be run as a formula.
bool csv_is_formula(struct bytes value);
// From now on cells are in a form to be shown on a terminal (pipeline/shown.h), which takes UTF-8 or does not.
void csv_shown(struct csv *csv, bool utf8);
struct digest;
// From now on what is written out is added to a digest (pipeline/digest.h), which stays the caller's; *size counts its bytes.
void csv_digest(struct csv *csv, struct digest *digest, uint64_t *size);
struct bulk;
// From now on what is written goes into a large file (pipeline/bulk.h), which stays the caller's to finish after csv_finish.
void csv_into(struct csv *csv, struct bulk *bulk);
void csv_cell(struct csv *csv, struct bytes value);
void csv_text(struct csv *csv, const char *value);
void csv_number(struct csv *csv, uint64_t value);
// A cell that is known to need no quotes: a word of our own.
void csv_word(struct csv *csv, const char *value);
void csv_end_row(struct csv *csv);
// A header or a row of fixed texts: "id,severity,code" as one string, written as it stands.
void csv_line(struct csv *csv, const char *line);
// Flushes; the first fault of all the writes before. Frees in any case. `name` is for the fault's
// text.
bool csv_finish(struct csv *csv, const char *name, struct fault *fault);
