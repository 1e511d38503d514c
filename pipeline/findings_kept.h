// The findings as they are kept, between findings.c, which takes them in, and findings_write.c,
// which gives them out.
#pragma once

#include "pipeline/findings.h"
#include "pipeline/findings_since.h"
#include "pipeline/sort.h"

enum { SEVERITIES = SEVERITY_FATAL + 1 };

// A kept finding is a record (schema/record.h) of these cells.
enum kept_cell { KEPT_NUMBERS, KEPT_FILE, KEPT_COLUMN, KEPT_SOURCED_ID, KEPT_MESSAGE, KEPT_CELLS };

// The first cell, as it lies in memory: it never leaves the process.
struct kept_numbers {
	uint64_t row, line, cause, id;
	uint32_t code; // in finding_codes
	uint32_t severity;
};

// Rows with a finding of severity error in one file.
struct file_errors {
	char *file;
	uint64_t rows, last; // last: the row that was counted last
};

struct findings {
	struct sort *sort; // key: file, NUL, row, code, NUL, id; value: the record
	uint64_t count;
	uint64_t first; // ids begin behind it
	enum severity *severity; // of each code, by profile
	enum severity *own;	 // the same, as the district has set it, or SEVERITY_DEFAULT
	uint64_t *of_code;	 // findings of each code
	uint64_t of_severity[SEVERITIES];
	bool strict;
	struct file_errors *files;
	unsigned file_count;
	char **overlooked; // files
	unsigned overlooked_count;
	uint64_t *mended; // of each code; NULL before they were counted
	char *buffer; // a key and a record that are being made
	size_t room;
	bool ended;
	struct since *since; // of the drop before
	char *drop;
};

// mended.csv, of the drop before's findings.csv (findings_mended.c), once all findings were looked up in `since`.
bool mended_write(struct findings *findings, int dir, int before, struct fault *fault);
