// What an undo (pipeline/snapshot.h) needs beyond a bulk drop: links that drops made are taken away again, and the accounts become what they were.
#pragma once

#include "cmd/apply/apply.h"
#include "pipeline/text.h"

// Tells, at the end of a pass, the accounts that are given back: those whom nobody but the links that go away holds, if anybody.
bool undo_tell(struct applier *applier, change_visitor *visit, void *context, struct fault *fault);

// Takes the links away, and notes their accounts as TOUCH_GIVEN_BACK.
bool undo_unlink(struct directory *directory, struct fault *fault);
// Makes the links anew that whoever had left the SIS already still had, where nobody else has the account since.
bool undo_relink(struct directory *directory, struct fault *fault);

// What an account was before what is undone linked it, with what people changed of it by hand since. *record stays as it is when nothing was kept; else it is
// borrowed from `room`.
bool undo_account(struct applier *applier, struct bytes account, struct text *room, struct bytes *record, struct fault *fault);
// Whether a record of the account was ever kept.
bool undo_was_kept(const struct applier *applier, struct bytes account);
// Whether somebody took the account out of the archive, or unlinked it, since a record of it was first kept.
bool undo_was_freed(struct applier *applier, struct bytes account, bool *freed, struct fault *fault);
// Whether an entry of the ledger is of a person's act.
bool ledger_is_by_hand(struct bytes drop);
// Whether the account of this record belongs to nobody of the SIS, as those that were there before the sync.
bool undo_is_free(struct bytes record);

// links.c: notes that a user without a link gets one; makes one, from its record; takes one away. All keep what was, for an undo. The last takes those of who
// left the SIS away, when another one has taken the account over.
bool link_begins(struct store *store, struct bytes user, struct fault *fault);
bool link_put(struct store *store, struct bytes user, struct bytes record, struct fault *fault);
bool link_drop(struct store *store, struct bytes account, struct bytes user, struct fault *fault);
bool links_drop_stale(struct store *store, struct bytes account, const struct holders *holders, struct fault *fault);

// undo_findings.c: which drops are taken back, and what people changed by hand since of what goes away with them.
bool undo_find(struct applier *applier, struct findings *findings, struct fault *fault);
