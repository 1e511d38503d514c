// One data file being read: how its columns lie, the row in hand, and the checks over it, which are spread over header.c (the
// first row), row.c (a row from end to end), cells.c (its values), references.c (what it names) and unique.c (what may be there once).
#pragma once

#include "pipeline/table.h"
#include "schema/value.h"
#include "cmd/validate/run.h"

// One column of the schema that stands in the file.
struct plan {
	const struct column *column;
	unsigned index;	 // in the schema's row
	unsigned source; // in the file's row
	int metadata;	 // where a metadata.* column of the same name stands, or -1
	bool required;	 // its value must not be blank
};

// A row of a file that names a row of the same file which has not come yet.
struct pending {
	uint64_t hash;
	uint32_t row, line;
};

// What stands in a table of ids for a row that was not asked for: no finding has this number.
#define ID_SCOPED ((struct id){ID_REJECTED, 0})

// The row in hand.
struct row {
	uint64_t row, line;
	struct bytes *given;	// the cells as they lie in the file
	unsigned given_count;
	struct bytes cells[ONEROSTER_COLUMNS_MAX]; // in schema order
	uint64_t hashes[ONEROSTER_COLUMNS_MAX];	   // of references that are one id
	uint32_t found[ONEROSTER_COLUMNS_MAX];	   // rows that these name; 0: not known
	struct bytes id;	// usable: blank when it is not
	uint64_t hash;		// of the id
	bool deleted;		// tobedeleted, in a delta
	bool out;		// it is left out
	bool scoped;		// it was not asked for, and is passed over
	bool sensitive;		// its id is not to be shown
	uint64_t cause;		// the finding that is the root of that
};

// What a column's values look like, to tell what a spreadsheet did to all of them.
struct looks {
	uint64_t filled, scientific, digits, zeros; // zeros: digits of which the first is a zero
};
enum { LOOKS_MAX = 16 };

// What is told once a file, at its first row, with the number of rows.
enum once { ONCE_STATUS, ONCE_DATE, ONCE_PASSWORD, ONCE_FIELDS, ONCE_PHONE, ONCES };

enum { NAMELESS_MAX = 256 }; // columns that are looked at for a missing name

struct reading {
	struct run *run;
	enum roster_file file;
	struct run_file *state;
	const struct oneroster_file *schema;
	bool kept;	// its rows go into rows.mdb; others are checked in form only
	uint8_t versions; // mask of the versions whose columns count
	bool header, lost;
	unsigned header_cells;
	struct plan plans[ONEROSTER_COLUMNS_MAX];
	unsigned plan_count;
	uint64_t nameless[NAMELESS_MAX / 64]; // bit set of columns without a name
	bool nameless_filled;
	int id_source; // where the sourcedId stands in the file
	struct once_count {
		uint64_t rows, first, line;
	} once[ONCES];
	uint64_t sampled; // bytes of the first rows, to tell how many are to come
	uint64_t encoding_lost; // rows left out because of their bytes
	struct ids folded, names, memberships; // ids without case, usernames, user + class + role
	struct pending *pending;
	size_t pending_count, pending_room;
	uint64_t last_row;
	bool again; // its rows were read before, and are only held against what was left out since
	struct looks looks[LOOKS_MAX];
	struct day_memo {
		char text[10]; // YYYY-MM-DD
		int32_t day;
	} days[2]; // of the row before
	bool recheck; // a row that others may name was taken back
	char *scratch; // for lists put together anew in one row
	size_t scratch_used, scratch_size;
	char *record;
	size_t record_size;
	char repaired[ONEROSTER_COLUMNS_MAX][VALUE_BUFFER];
	struct row row;
};

// Reads one file of the package; without a file, nothing. False only when the run broke.
bool reading_take(struct run *run, enum roster_file file);

// The header: false when nothing can be read by it (a finding says why).
bool header_take(struct reading *reading, const struct table_row *row);
// What can only be said of the header at the end of the file.
void header_settle(struct reading *reading);

// A data row, from end to end. False when the run broke.
bool row_take(struct reading *reading, const struct table_row *row);
// Passes over the row in hand, which was not asked for; what is known of it stays as it is.
void row_leave_scope(struct reading *reading);
// Leaves out a row of which only some cells could be read.
void row_lost(struct reading *reading, const struct table_trouble *trouble);
// Takes the id of the row in hand from its cell.
void row_identify(struct reading *reading, struct bytes cell);
// Counts the row in hand as left out and remembers its id, or that it is not known. The finding is the root cause.
void row_leave_out(struct reading *reading, uint64_t finding);

// A finding about the row in hand: column -1 for the row as a whole. An error leaves the row out. With `floor` at SEVERITY_ERROR it is
// one in any case. Gives the finding's number.
struct row_remark {
	const char *code;
	enum as as;
	enum severity floor;
	int column; // of the schema, or -1
	uint64_t cause;
	const char *text;
};
uint64_t row_remark(struct reading *reading, struct row_remark remark);

// Values. status_take gives false when the row is not to be looked at further.
void cells_take(struct reading *reading);
bool status_take(struct reading *reading);
// Something that is told once a file, with the number of rows.
void once_note(struct reading *reading, enum once once);
void once_settle(struct reading *reading);

// What looks wrong although it is allowed (suspect.c); at the end of the file, what all of a column looks like.
void suspect_take(struct reading *reading);
void suspect_settle(struct reading *reading);
// A date with strokes as the district says it is meant, else the cell as it is.
void suspect_date(struct reading *reading, struct bytes *cell, char made[VALUE_BUFFER]);

// What a row means beside others: before it is kept (meaning.c), and what is remembered of it afterwards (remember.c).
void meaning_take(struct reading *reading);
void remember_row(struct reading *reading);
void remember_lost(struct reading *reading);
// A role of roles.csv or users.csv as facts of a person.
uint16_t remember_role(struct bytes role);

// References. prefetch comes some work before take.
void references_prefetch(struct reading *reading);
void references_take(struct reading *reading);
void references_settle(struct reading *reading);

// What must be unique besides the id: fetched ahead, once the references have their hashes.
void unique_prefetch(struct reading *reading);
// A reading of what stands of a file, in which every column has its place.
struct reading *reading_open(struct run *run, enum roster_file file);
void reading_close(struct reading *reading);

// Uniqueness. True when the row is to be kept as it is; duplicates are dealt with.
bool unique_take(struct reading *reading, struct bytes record);
// The username must be nobody else's, the enrolment the first of its kind: true when it is.
bool unique_username(struct reading *reading);
bool unique_membership(struct reading *reading);
// Remembers the row that was kept.
void unique_keep(struct reading *reading);
// Takes back an earlier row with the id of the row in hand, which is left out; false when there was none, nor one left out.
bool unique_clash(struct reading *reading, uint64_t finding);

// Takes back the row in hand, which was kept before: its cause is known.
void unique_withdraw(struct reading *reading);

// Rows that stand. The record of the row in hand is good until the next one is made.
struct bytes keep_record(struct reading *reading, const struct bytes *cells);
void keep_row(struct reading *reading, struct bytes record);
// Writes a kept row anew.
void keep_again(struct reading *reading, struct bytes record);
// The cells of a row of a file that was kept before; borrowed until the next write. False when it is not there any more.
bool keep_read(struct run *run, enum roster_file file, uint32_t row, struct bytes *cells);
// Makes a kept row one that was left out; its id must be known.
void keep_withdraw(struct reading *reading, uint32_t row);
// Writes an id into the table left_out.
void keep_left_out(struct reading *reading, struct bytes id);

// Room in the scratch memory of the row; NULL and a broken run when there is none.
char *scratch_take(struct reading *reading, size_t size);
