// What must hold in every store, and who looks for it. One line of the report is one violation: a table, a key, what does not hold.
#pragma once

#include "cmd/rosterdrop/reader.h"
#include "pipeline/text.h"

// How to add a check: a line here, one in verify.c, a line in store(5) under INVARIANTS.
enum check {
	CHECK_DAMAGED, CHECK_UNCOMMITTED, CHECK_CELLS,
	CHECK_ACCOUNT_WORDS, CHECK_ACCOUNT_NUMBER, CHECK_ACCOUNT_LINKS, CHECK_ACCOUNT_STUDENTS, CHECK_ACCOUNT_CREDENTIAL,
	CHECK_LINK_ACCOUNT, CHECK_LINK_BACK,
	CHECK_CREDENTIAL_FORM, CHECK_CREDENTIAL_ACCOUNT, CHECK_CREDENTIAL_LINK,
	CHECK_REFERENCE, CHECK_RELATIONSHIP, CHECK_FACT_ACCOUNT, CHECK_FACT_CLASS, CHECK_FACT_WORDS,
	CHECK_LEDGER_GAP, CHECK_LEDGER_FEED, CHECK_LEDGER_GENERATION, CHECK_LEDGER_INDEX,
	CHECK_FEED_GAP, CHECK_FEED_ACT, CHECK_FEED_ORDER, CHECK_FEED_DAMAGED, CHECK_FEED_RECORD, CHECK_FEED_HISTORY, CHECK_FEED_UNTOLD,
	CHECK_AUDIT_GAP, CHECK_AUDIT_CHAIN,
	CHECK_META,
	CHECK_SCHOOLS,
	CHECKS
};

enum { TABLE_META = STORE_TABLES };

// One store being looked at.
struct verify {
	struct reader reader;
	const struct conf *conf;
	const char *district;
	bool json;
	struct child *child; // that looks: its parent prints
	struct text out;  // lines that have not gone out yet
	uint64_t records; // that were looked at
	uint64_t found;	  // violations
	uint64_t counts[STORE_TABLES]; // sound records that can be seen
	const char *first; // verify.c: what stands before the next line of JSON
};

// Notes a violation.
void verify_say(struct verify *verify, enum check check, unsigned table, struct bytes key);
// The code and the sentence of a check.
const char *check_code(enum check check);

// Each looks for its own; false and a fault only when it could not look. In this order: the first counts what the others hold against.
typedef bool verify_function(struct verify *verify, struct fault *fault);
verify_function verify_records, verify_accounts, verify_credentials, verify_references, verify_facts, verify_ledger, verify_feed,
    verify_audit, verify_schools;

// Called for each sound record of a table that can be seen.
typedef bool verify_visitor(struct verify *verify, void *context, struct bytes key, const struct stored *stored, struct fault *fault);
bool verify_walk(struct verify *verify, unsigned table, verify_visitor *visit, void *context, struct fault *fault);
// Whether a table has a record, archived or not.
bool verify_has(const struct verify *verify, unsigned table, struct bytes key);
