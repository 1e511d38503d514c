// Accounts as the commands by hand see and change them.
#pragma once

#include "cmd/rosterdrop/hand.h"
#include "pipeline/account.h"

// An account as the act has it; lives as long as the hand.
struct account {
	struct bytes id;
	struct bytes cells[RECORD_CELLS_MAX];
	struct holders holders;
};

// FAULT_MISSING when there is none of that id.
bool people_find(struct hand *hand, struct bytes id, struct account *account, struct fault *fault);
bool people_is(const struct account *account, enum person_kind kind);
bool people_in_sis(const struct account *account); // some sourcedId that holds it is in the SIS

// FAULT_DENIED, with the reason, when the policy `edits = locked` forbids to change what the SIS says of this account.
bool people_unlocked(const struct hand *hand, const struct account *account, struct fault *fault);

// Puts the account with other cells, told by `action`, and what it is found by.
bool people_put(struct hand *hand, const struct account *account, const struct bytes *cells, enum action action, enum reason reason, bool notify,
    struct fault *fault);
// A new account; gives its id.
bool people_add(struct hand *hand, const struct bytes *cells, struct bytes *id, struct fault *fault);
// Archives or un-archives an account. Of one that the SIS holds this is an edit, which stays.
bool people_set_state(struct hand *hand, const struct account *account, const char *state, enum reason reason, struct fault *fault);
// Puts an edit, or takes it back when `value` is NULL. False only with a fault; *was says whether there was one.
bool people_edit(struct hand *hand, char kind, struct bytes id, const char *name, const struct bytes *value, bool *was, struct fault *fault);

// Puts a name in place of the SIS's: as an edit, and in the records of the SIS, which so no longer differ from the next drop's. Nothing to do for who was never there.
bool people_stick_name(struct hand *hand, const struct account *account, enum account_cell cell, struct bytes value, struct fault *fault);

// Checks a value of an account's cell; *out is the one that stands, kept. FAULT_USAGE with the column, never with the value.
bool people_value(struct hand *hand, enum account_cell cell, struct bytes value, struct bytes *out, struct fault *fault);
