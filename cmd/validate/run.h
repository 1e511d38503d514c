// One drop being validated: what all modules of validate share.
#pragma once

#include "schema/finding.h"
#include "schema/oneroster.h"
#include "pipeline/db.h"
#include "pipeline/findings.h"
#include "pipeline/stage.h"
#include "pipeline/text.h"
#include "pipeline/zip.h"
#include "cmd/validate/before.h"
#include "cmd/validate/facts.h"
#include "cmd/validate/ids.h"
#include "cmd/validate/reach.h"
#include "cmd/validate/schools.h"

enum mode { MODE_ABSENT, MODE_BULK, MODE_DELTA, MODES };

// What is known of one file of the drop.
struct run_file {
	const struct zip_entry *entry; // NULL: not in the package
	char name[64];		       // "users.csv": how findings call it
	enum mode mode;
	bool unusable; // its rows could not all be read: nothing can be said of what references it
	struct ids ids;
	uint64_t rows;	   // data rows seen
	uint64_t accepted; // rows that stand
	uint64_t left_out; // rows left out for an error
	uint64_t unknown;  // of these, rows whose sourcedId could not be read
	uint64_t scoped;   // rows that were not asked for, besides those
	uint64_t last_row; // number of the last one
	db_table table;
};

struct run {
	struct job *job;
	struct fault *fault; // set when broken
	bool broken;	     // the system failed, not the drop: stop
	bool stopped;	     // a limit of findings is crossed: nothing more is read
	const char *crossed; // the key of that limit; NULL when none is
	struct findings *findings;
	struct before before;
	struct known known; // of this drop, for the next one
	struct facts facts;
	struct reach reach; // credentials of guardians
	struct schools *schools; // rows of each, for the report
	struct bytes zip;	// the mapped package
	struct zip entries;
	const struct zip_entry *manifest;
	bool minimal;		// the small form, without a manifest
	struct text made;	// its orgs.csv, made from the configuration
	struct zip_entry made_entry; // stands for it
	const struct zip_entry *guardians_entry; // guardians.csv of the package
	enum mode guardians;	// whether guardians.csv was read
	uint64_t guardians_accepted, guardians_unknown; // rows that stand, and that were left out and nobody can name
	bool no_news;		// only a manifest
	enum version version;
	char source[512];	// systemName / systemCode
	struct run_file files[ONEROSTER_FILES];
	struct db *rows;	// NULL until the package was found good
	db_table meta, left_out;
	uint64_t seed;		// of the hashes
	char text[512];		// of the finding being made
};

// How severe a finding is here, when the place decides: AS_CATALOGUED is the usual.
enum as { AS_CATALOGUED, AS_NOTICE, AS_WARNING, AS_ERROR, AS_HOLD, AS_FATAL };

// A finding about to be made. What is left out is blank.
struct remark {
	const char *code;
	enum as as;
	enum severity floor; // the least that it is, whatever a district set
	const char *file;
	uint64_t row, line;
	struct bytes column, id;
	uint64_t cause;
	const char *text; // NULL: the catalogue's words
};

bool run_open(struct run *run, struct job *job, struct fault *fault);
void run_close(struct run *run);

// Makes a finding: gives its number (0 when the run broke) and how severe it is for this district.
uint64_t run_remark(struct run *run, const struct remark *remark, enum severity *severity);
// Words for a finding, good until the next call.
const char *run_text(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
// An id as a finding's words may show it: itself when it looks like one and like no address, else "the value".
const char *run_quote(struct bytes id, char quoted[96]);

// What is told, once a file and after how many there are, of phone numbers whose country's rules are not known here.
#define PHONES_KEPT \
	"phone numbers without + or 00 in front are of a country whose rules are not known here; " \
	"they were kept as given"

bool run_refused(const struct run *run);
const char *mode_name(enum mode mode);
