// The vendor's present directory into the store: five files, each read once, checked, put in the order of keys, and held against what there is. Rows
// that are bad are left out and named; a row that is missing removes nothing; the same import again changes nothing.
#pragma once

#include "cmd/rosterdrop/school_map.h"
#include "pipeline/act.h"
#include "pipeline/findings.h"
#include "pipeline/idmap.h"
#include "pipeline/platform.h"
#include "pipeline/reserve.h"
#include "pipeline/sort.h"

enum import_file { IMPORT_SCHOOLS, IMPORT_ACCOUNTS, IMPORT_CONNECTIONS, IMPORT_CLASSES, IMPORT_MEMBERS, IMPORT_FILES };

enum { IMPORT_COLUMNS_MAX = 20, IMPORT_ID_MAX = 255, IMPORT_ACCOUNT_MAX = 63, IMPORT_KEY_MAX = IMPORT_ID_MAX + IMPORT_ACCOUNT_MAX + 2 };

enum import_type { IMPORT_TEXT, IMPORT_ID, IMPORT_ACCOUNT, IMPORT_TERM, IMPORT_LIST, IMPORT_DATE, IMPORT_EMAIL };

struct import_column {
	const char *name;
	enum import_type type;
	bool required;		  // must be there and filled
	const char *const *terms; // of IMPORT_TERM: the first stands for an empty cell that is not required
};

struct import_table {
	const char *name; // "accounts.csv"
	const char *plural; // "accounts"
	unsigned count, keys; // columns; how many of them are the key
	const struct import_column *columns;
};
extern const struct import_table import_tables[IMPORT_FILES];

// Columns, as rosterdrop-import(5) has them.
enum { SCHOOL_ID, SCHOOL_NAME, SCHOOL_SOURCED_ID, SCHOOL_COLUMNS };
enum {
	IN_ACCOUNT_ID, IN_KIND, IN_STATE, IN_GIVEN_NAME, IN_MIDDLE_NAME, IN_FAMILY_NAME, IN_PREFERRED_GIVEN_NAME, IN_BIRTH_DATE,
	IN_GRADES, IN_SCHOOLS, IN_USERNAME, IN_EMAIL, IN_MOBILE, IN_PHONE, IN_IDENTIFIER, IN_LANGUAGE, IN_HISTORY, IN_ACCOUNT_COLUMNS
};
enum { IN_STUDENT, IN_GUARDIAN, IN_RELATIONSHIP, IN_CONNECTION_ORIGIN, IN_CONNECTION_STATE, IN_CONNECTION_COLUMNS };
enum { IN_CLASS_ID, IN_TITLE, IN_CLASS_SCHOOL, IN_CLASS_STATE, IN_CLASS_SOURCED_ID, IN_CLASS_COLUMNS };
enum { IN_MEMBER_CLASS, IN_MEMBER_ACCOUNT, IN_MEMBER_ROLE, IN_MEMBER_ORIGIN, IN_MEMBER_COLUMNS };

// One file of the import.
struct import_state {
	struct sort *rows; // key: those of the row, with a NUL between; value: its number (4 bytes), then the record of its cells
	unsigned there;	   // mask of columns that the file has
	uint64_t count, left_out, created, changed; // rows
};

struct import {
	struct front *front;
	const char *as, *why;
	bool dry_run;
	struct district *district;
	struct store *store;
	int dir, lock, work; // of the district; apply's lock; import/tmp
	char time[CLOCK_TEXT];
	const char *who;
	struct findings *findings;
	bool checking; // the pass that says what is wrong
	char letter;   // of classes whose members this pass takes; 0: all
	struct import_state files[IMPORT_FILES];
	struct school_map *schools, *ties; // of schools; of classes
	struct idmap *accounts;		   // that are new -> 1 for a student
	struct idmap *classes;		   // that are new
	struct sort *enrolled;		   // class + NUL + account of who is in a class already (import_enrolled.c)
	bool enrolled_more;
	struct bytes enrolled_key;
	struct platform *platform; // while rows are checked
	struct reserve *usernames; // while rows are written
	struct sort *credentials; // of accounts -> number of the row, and 'n' when the account is new
	uint64_t next_account;
};

// import_source.c: the folder or zip.
struct source;
struct source *source_open(const char *path, const struct district *district, struct fault *fault);
// Feeds a file piece by piece. *there is false when the source has none of the name. False and FAULT_DATA when it cannot be read to its end.
typedef bool source_taker(void *context, struct bytes piece);
bool source_read(struct source *source, const char *name, bool *there, source_taker *take, void *context, struct fault *fault);
void source_close(struct source *source);

// import_read.c: reads one file into its state's rows.
bool import_read(struct import *import, enum import_file file, struct source *source, bool *there, struct fault *fault);

// Notes a finding of a row, in the pass that checks. SEVERITY_DEFAULT: what its code has. Messages name no values.
struct import_remark {
	const char *code;
	enum severity severity;
	uint64_t row, line;
	const char *column;
	struct bytes id;
	const char *message;
};
bool import_say(struct import *import, enum import_file file, const struct import_remark *remark, struct fault *fault);

// A row, in order of its key.
struct import_row {
	enum import_file file;
	uint32_t number;
	struct bytes key, cells[IMPORT_COLUMNS_MAX];
};

// What becomes of a row.
enum import_verdict { ROW_LEFT_OUT, ROW_SAME, ROW_NEW, ROW_CHANGED };
struct import_change {
	enum import_verdict verdict;
	enum action action;
	unsigned table;
	char key_room[IMPORT_KEY_MAX];
	struct bytes key, account;
	enum stored_state state;
	struct bytes cells[ACCOUNT_CELLS]; // as many as the table has columns, which is never more than accounts
	struct stored before; // of a changed one
	enum reason reason;
	char schools[2048];   // where a list of schools is made
};

// import_tie.c: ties schools and classes, before anything that names one is judged.
bool import_tie(struct import *import, struct fault *fault);
// Whether a row is of a class of the SIS itself, which needs no tie.
bool import_is_of_sis(const struct import *import, const struct import_row *row);

// import_accounts.c, import_facts.c: what becomes of a row. Sets the verdict; false and a fault when it cannot be known.
typedef bool import_judge(struct import *import, const struct import_row *row, struct import_change *change, struct fault *fault);
import_judge judge_school, judge_account, judge_connection, judge_class, judge_member;
// Whether an account is there or will be; *student: of that kind.
bool import_has_account(const struct import *import, struct bytes account, bool *student);

// import_walk.c: the rows of a file in order, judged. Rows that are twice are said here.
typedef bool import_visitor(struct import *import, void *context, const struct import_row *row, struct import_change *change, struct fault *fault);
bool import_walk(struct import *import, enum import_file file, import_visitor *visit, void *context, struct fault *fault);

// import_check.c: judges every row once, says what is wrong, and counts changes, and those of what is there.
struct import_count {
	uint64_t all, changed;
};
bool import_check(struct import *import, struct import_count *count, struct fault *fault);

// import_enrolled.c: who is in which class by the SIS, for members that need no record of their own.
bool enrolled_read(struct import *import, struct fault *fault);
bool enrolled_has(struct import *import, struct bytes key, bool *has, struct fault *fault); // keys in order
bool enrolled_rewind(struct import *import, struct fault *fault);

// import_write.c: all changes in one act. `changed` of `all` concern what is there.
bool import_write(struct import *import, uint64_t all, uint64_t changed, struct fault *fault);
