// A person's act: what a command changes in the directory, with who, when and why. One LMDB transaction: facts and records as they are put, the feed in
// order, the ledger, the audit record and the number of the act together; before act_commit nothing of it is there, and act_free throws
// away what was not committed (that is also what a dry run is).
//
// The caller has apply's lock, has opened the store for writing, and has asked whether the person may (pipeline/permission.h).
#pragma once

#include "pipeline/change.h"
#include "pipeline/clock.h"
#include "pipeline/store.h"

enum { ACT_CHANGES_MAX = 200000, ACT_WHO_MAX = 100, ACT_WHY_MAX = 1000, ACT_NAME_MAX = 60 };

struct act_words {
	const char *who, *name, *why; // "lee", "account edit", a line of text; why may be empty. At most ACT_*_MAX bytes, no control characters.
};

// What becomes of one record.
struct act_change {
	enum action action;
	unsigned entity; // enum roster_file, enum entity or enum fact
	struct bytes key, account_id; // account_id: may be empty
	enum stored_state state;
	const struct bytes *cells; // as many as the entity has columns
	enum reason reason;
	bool notify; // the vendor should tell the person
};

struct act;

// NULL with a fault; FAULT_USAGE when a word is not fit to be a part of a line. Opens the store's act. The store is borrowed.
struct act *act_begin(struct store *store, const struct act_words *words, struct fault *fault);
// Names the drop that it is about, for the audit record.
void act_about(struct act *act, const char *drop);
const char *act_time(const struct act *act); // 2026-11-21T02:03:04Z
const char *act_who(const struct act *act);
const char *act_why(const struct act *act);

// Puts a record and notes the change for the feed. What was before is what the store had before the act: a second change of one key in an act makes one
// change with the first. FAULT_USAGE when the act grows over ACT_CHANGES_MAX.
bool act_change(struct act *act, const struct act_change *change, struct fault *fault);
// Notes a change for the feed of which no record is put: a link of a user who is not in the directory yet. State, cells and notify do not count.
bool act_tell(struct act *act, const struct act_change *change, struct fault *fault);
// Puts a record made of cells that the feed does not tell of (edits, links, credentials).
bool act_put(struct act *act, unsigned table, struct bytes key, enum stored_state state, const struct bytes *cells, unsigned count, struct fault *fault);
bool act_delete(struct act *act, unsigned table, struct bytes key, struct fault *fault);
// The number of the next account or hand-made class; each call gives another.
uint64_t act_next_account(struct act *act);
uint64_t act_next_class(struct act *act);

size_t act_count(struct act *act); // changes, once those of one key are one
// The changes in order of entity and key, as rows of a plan (pipeline/change.h).
bool act_plan(struct act *act, struct csv *csv, struct fault *fault);

// The commit point.
bool act_commit(struct act *act, struct fault *fault);
void act_free(struct act *act);
