// What hangs on an account: its id, the sourcedIds that hold it, what it is found by, what it takes from its person's rows, and what people put in place
// of that. Shared by apply and by the commands that change accounts by hand.
#pragma once

#include "pipeline/store.h"

enum { ACCOUNT_ID_MAX = 64, HOLDERS_MAX = 64 };

// The id of the Nth account ('a') or hand-made class ('c'): the letter and at least ten digits, so that ids sort as they were made.
struct bytes account_id(char letter, uint64_t number, char id[ACCOUNT_ID_MAX]);

// The sourcedIds that an account is linked to.
struct holders {
	unsigned count, active; // active: in the SIS
	int first;		// index of the first active one; -1 when none is
	struct {
		char id[CREDENTIAL_KEY_MAX];
		size_t size;
		bool active;
	} one[HOLDERS_MAX];
};

// Reads them as the open act has them. FAULT_DATA when there are more than HOLDERS_MAX.
bool holders_read(struct store *store, struct bytes account, struct holders *holders, struct fault *fault);
struct bytes holders_id(const struct holders *holders, unsigned index); // borrowed

// Puts a credential right that changed from `old` to `new`, either of which may be empty.
bool credential_move(struct store *store, enum credential credential, struct bytes account, struct bytes old, struct bytes new,
    struct fault *fault);

// Where an account's cells come from in users.csv. `own`: once the person has joined they are theirs, and only kept from the SIS by
// contacts.update_active. `name`: a users manager may put another in its place, which stays.
struct account_source {
	unsigned account, user;
	bool own, name;
};
enum { ACCOUNT_SOURCES = 10 };
extern const struct account_source account_sources[ACCOUNT_SOURCES];

// The key of an edit: EDIT_ACCOUNT or EDIT_CLASS, whose it is, and the cell or column; with a NULL name, what all keys of its edits begin with. Empty
// when it does not fit.
enum { EDIT_KEY_MAX = DB_KEY_MAX };
struct bytes edit_key(char kind, struct bytes id, const char *name, char key[EDIT_KEY_MAX]);
// The key of a connection, or a member's: two ids and a NUL between them. Empty when it does not fit.
struct bytes pair_key(struct bytes one, struct bytes other, char key[DB_KEY_MAX]);
// Takes such a key apart. False when it has no NUL.
bool pair_split(struct bytes key, struct bytes *one, struct bytes *other);

// The state of an account that its edit says, if it has one: "active" of who was enabled by hand, "archived" of who was archived by hand. Empty when there is none. Borrowed
// from the store.
struct bytes account_state_by_hand(struct store *store, struct bytes account);
// Sets the state, and what it was before. Its cells point into `state`, and into what was there.
void account_set_state(struct bytes cells[ACCOUNT_CELLS], struct bytes state);
