// The store: what a district's directory is, in LMDB, with one writer (apply and the commands that change it). store(5) describes every record.
//
// Every record begins with a header: version, state, the number of the act that wrote it, a checksum over key and record. An act (a drop that was
// applied, a person's command) has a number; the last committed one stands in `meta`. A record whose number is above it is not there: a
// large act is written in several transactions, and becomes visible by the last of them, which moves the number. store_begin_act
// removes what an act that never got there has left.
//
// store_get and walks see, while an act is open, the store as it was before the act, whatever is put meanwhile; what they hand out is borrowed until
// the act is committed or the store is closed. The `_now` forms see what was put; what they hand out is borrowed until the next put, and must be copied before it is put itself.
#pragma once

#include <stdint.h>
#include <time.h>

#include "pipeline/conf.h"
#include "pipeline/db.h"
#include "pipeline/digest.h"
#include "pipeline/seal.h"
#include "schema/directory.h"

// The first tables are the entities of schema/roster.h and the facts of schema/directory.h, by their numbers.
enum store_table {
	STORE_ACCOUNTS = ACCOUNTS,
	STORE_LINKS = FACTS, // key = sourcedId of a user; record: enum linked_cell
	STORE_CREDENTIALS, // key = enum credential + value + NUL + accountId; no cells
	STORE_LEDGER, // key = number of the act (4 bytes, most significant first); record: enum ledger_cell
	STORE_LEDGER_DROPS, // key = drop's name; record: number of the act, in decimal
	STORE_LEDGER_DIGESTS, // key = SHA-256 of a drop's content in hex; record: number of the act that applied it last
	STORE_FEED, // key = sequence number (8 bytes, most significant first); record: enum change_cell (pipeline/change.h)
	STORE_AUDIT, // key = number (8 bytes); record: one cell, a line of JSON
	STORE_ACCOUNTS_BEFORE, // key = accountId + NUL + number of an act (4 bytes) that linked it; record: the account as it was before
	STORE_LINKS_BEFORE, // key = sourcedId of a user + NUL + number of an act (4 bytes) that linked or unlinked it; record: as of a link; blank when there was none
	STORE_TABLES
};

// By what an account is found. CREDENTIAL_LINK is the way back of a link: value = accountId, and the sourcedId stands for the accountId.
enum credential { CREDENTIAL_USERNAME = 'u', CREDENTIAL_EMAIL = 'e', CREDENTIAL_LINK = 'l' };

enum linked_cell {
	LINKED_ACCOUNT,
	LINKED_HOW, // "hand": by a person, before the user came; else how match found it, or that it was the drop's own
	LINKED_CELLS
};

enum stored_state { STORED_ACTIVE = 'A', STORED_ARCHIVED = 'D' };

enum ledger_cell {
	LEDGER_DROP, // its name; of a person's act: "act-" + number
	LEDGER_SHA256, // of its content; empty
	LEDGER_TIME, // when it was applied, 2026-11-21T02:03:04Z
	LEDGER_FIRST_SEQ, // of its feed records; last below first when there are none
	LEDGER_LAST_SEQ,
	LEDGER_GENERATION, // of the store after it
	LEDGER_REMOVED, // how many schools, classes, students, staff, guardians, enrolments, people it took away: decimal, joined by blanks
	LEDGER_CELLS
};

struct store_meta {
	uint32_t act; // number of the last act that was committed
	uint64_t seq; // last feed record
	uint64_t generation; // changes whenever accounts, links or credentials do: what match reads
	uint64_t next_account;
	uint64_t audit; // last audit record
	char audit_head[DIGEST_HEX];
	char last_drop[DROP_NAME_MAX + 1]; // last drop that was applied
	uint64_t next_class; // of classes made by hand
};

struct stored {
	enum stored_state state;
	uint32_t act;
	struct bytes record;
};

struct store;

// Opens a district's store; for writing, with the one write transaction open.
struct store *store_open(
    const struct conf *conf, const struct district *district, bool write, struct fault *fault);
// Makes the empty store of a new district.
bool store_create(const struct conf *conf, const struct district *district, struct fault *fault);
void store_close(struct store *store); // throws away what was not committed

const struct store_meta *store_meta(const struct store *store);
uint64_t store_count(struct store *store, unsigned table); // entries, uncommitted ones included
unsigned store_used_percent(struct store *store);

// False when it is not there. A damaged record is not there either, and store_sound says so.
bool store_get(struct store *store, unsigned table, struct bytes key, struct stored *stored);
bool store_get_now(struct store *store, unsigned table, struct bytes key, struct stored *stored);

// Walks a table in key order from `from` (empty: from the start).
struct store_walk;
struct store_walk *store_walk_open(
    struct store *store, unsigned table, struct bytes from, struct fault *fault);
struct store_walk *store_walk_open_now(
    struct store *store, unsigned table, struct bytes from, struct fault *fault);
bool store_walk_next(struct store_walk *walk, struct bytes *key, struct stored *stored);
// The same for who looks at the store itself: damaged records (*sound is false, `stored` empty) and those of acts that were never committed, too.
bool store_walk_any(struct store_walk *walk, struct bytes *key, struct stored *stored, bool *sound);
void store_walk_close(struct store_walk *walk);
// Whether an act was cut off after its first flush: what it left is swept by the next one.
bool store_unfinished(struct store *store);
// The name of a table; for the entities and facts, that of schema/roster.h.
const char *store_table_name(unsigned table);

// False and FAULT_IO when a record that was read since opening was damaged: it names the table.
bool store_sound(const struct store *store, struct fault *fault);

// Acts: begin, put, commit. One that is large begins with a stage: what is put in it is flushed now and then, and seen by nobody before the commit. An act
// that was cut off is swept, so a stage puts new keys only: anything else in it is FAULT_BUG, and has to wait for the transaction that commits.
bool store_begin_act(struct store *store, struct fault *fault);
bool store_put(struct store *store, unsigned table, struct bytes key, enum stored_state state,
    struct bytes record, struct fault *fault);
bool store_delete(struct store *store, unsigned table, struct bytes key, struct fault *fault);
void store_stage(struct store *store);
bool store_flush(struct store *store, struct fault *fault);
bool store_end_stage(struct store *store, struct fault *fault);
// The commit point. `meta` is what stands from now on; its act must be the old one plus 1.
bool store_commit_act(struct store *store, const struct store_meta *meta, struct fault *fault);

// Keys.
struct bytes store_number_key(uint32_t number, char key[4]);
struct bytes store_sequence_key(uint64_t sequence, char key[8]);
uint64_t store_key_number(struct bytes key);
enum { CREDENTIAL_KEY_MAX = DB_KEY_MAX };
// The key of a credential; with an empty account, what all keys of the same value begin with. Values that do not fit a key give an empty one: they are
// not indexed. E-mail addresses are compared without case.
struct bytes store_credential_key(enum credential credential, struct bytes value,
    struct bytes account, char key[CREDENTIAL_KEY_MAX]);
// The account (or sourcedId) at the end of a credential's key.
struct bytes store_credential_holder(struct bytes key);
// Whether an account other than `except` (empty: none is excepted) has a username, as an act that is going on sees it. *used
// stays as it is for one that fits no key: who has that is not known.
bool store_username_used(struct store *store, struct bytes username, struct bytes except, bool *used, struct fault *fault);
