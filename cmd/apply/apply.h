// From a roster to the directory: the changes that a drop means, planned, then written in one act.
#pragma once

#include "cmd/apply/by_hand.h"
#include "cmd/apply/guards.h"
#include "pipeline/account.h"
#include "pipeline/audit.h"
#include "pipeline/change.h"
#include "pipeline/clock.h"
#include "pipeline/findings.h"
#include "pipeline/idmap.h"
#include "pipeline/roster_file.h"
#include "pipeline/sort.h"
#include "pipeline/stage.h"
#include "pipeline/store.h"
#include "pipeline/text.h"

enum { HOLD_REASON = 1024 };

// How large a plan is: at most how many changes it has, and how many of them may concern what is there.
struct plan_size {
	uint64_t all, changed;
};

// One drop being applied.
struct applier {
	struct job *job;
	struct roster *roster;
	struct store *store;
	char sha256[DIGEST_HEX]; // of the drop's content
	char path[FS_PATH_MAX];
	bool undoes;		  // the drop takes back what others did
	struct roster_undo undo;
	uint32_t undone; // the first act that is taken back
	bool older;		  // byte for byte a drop that was applied before the last one
	char reason[HOLD_REASON];	  // what holds it
	bool with_accounts;	  // whether this pass tells them
	uint64_t new_accounts;	  // in this pass
	struct idmap *newcomers;  // sourcedId of a user who gets a new account in this pass -> its number
	struct idmap *archived;	  // key of roster_amended_key of users and classes archived in this pass
	struct idmap *stay_closed; // classes that came back but stay archived, by policy
	struct idmap *absent;	   // users of the drop who are not added in this pass: guardians who wait, clashes
	struct usernames *usernames; // that the drop brings; NULL before they were looked at
	struct idmap *clashes;	   // users whose rows count as left out: another district has their username
	struct change_tally *tally; // of the changes that are written or planned, for the report
	struct plan_size size;	   // once it is measured
	struct guards *guards;	   // what of the plan is drastic
	struct roles *roles;	   // users whose roles change in a delta of 1.2
	struct idmap *relinked;	   // accounts that somebody new in the SIS takes over in this pass
	struct by_hand *by_hand;   // what people did; NULL: nothing
	struct hands *hands;	   // the accounts that people changed; NULL before it was asked (undo.c)
	char day[CLOCK_TEXT];	   // as of which the drop is applied (first.h)
	bool had_acts;		   // people changed the directory, or an import did
	struct idmap *waiting;	   // schools that are not live yet
	struct part *part;	   // who waits with the removals; NULL: nobody, the drop goes in whole (part.h)
	uint32_t part_act;	   // by which the drop was applied in part; 0: it was not
	struct text one, other; // scratch
};

// A visitor of changes, in the order of plan, feed and receipt. False and a fault stop.
typedef bool change_visitor(void *context, const struct change *change, struct fault *fault);

// The work of the stage (apply.c), and its other ends (turn.c): releases what waited for the district to go live; whether it is this drop's turn;
// supersedes held drops.
bool apply(struct job *job, struct fault *fault);
bool apply_prepare(struct job *job, struct fault *fault);
bool apply_waits(struct job *job);
bool apply_after(struct job *job, struct fault *fault);
// Links changed since match ran: its result is taken away, so that it runs again first. False, with FAULT_TEMP when that was done.
bool apply_send_back(struct job *job, struct fault *fault);

// Only finds out what holds a drop that waits or is held; *reason is empty when nothing does. Writes nothing.
bool apply_look(struct job *job, char reason[HOLD_REASON], struct fault *fault);

// open.c: opens what a drop is applied from and to; for reading only when the job is a dry run. applier_close in any case.
bool applier_open(struct applier *applier, struct fault *fault);
void applier_close(struct applier *applier);

// review.c: what the policy of the job's district would have held of the past nights, as CSV on standard output.
bool review(struct job *job, struct fault *fault);

// merge.c: walks roster and store side by side, entity by entity, and tells every change. Borrowed parts of a change live until the pass ends.
// Every pass over the same drop and store tells the same changes. Without accounts, which cost a look-up for each change, account_id is only told of users
// who get one.
bool merge_drop(struct applier *applier, bool with_accounts, change_visitor *visit, void *context, struct fault *fault);

// owner.c: the user whom a record is about (of a relationship, the one whose row names the other), and whether a column of the record names that user; whether
// what a record belongs to was archived in this pass; whether an enrolment is of somebody who left in it and, by policy, gives up archived classes too;
// whether the class of an enrolment is archived.
struct bytes owner_user(unsigned entity, struct bytes key, struct bytes record);
bool owner_named(unsigned entity);
bool owner_archived(const struct applier *applier, unsigned entity, struct bytes key, struct bytes record);
bool owner_leaves_archive(const struct applier *applier, unsigned entity, struct bytes record);
bool owner_class_closed(const struct applier *applier, struct bytes record);
// Whether an enrolment is into a class that came back and stays archived: it does not take place. Whether a relationship was ended by hand: it does not begin.
bool owner_stays_closed(const struct applier *applier, unsigned entity, struct bytes record);
bool owner_ended_by_hand(struct applier *applier, struct bytes key);

// rekey.c: of a drop whose source IDs were replaced, whether a change only says that something goes on under another id; then REASON_REPLACED, and, of what is no
// user's, the other id. Who waits: told at the end of a pass. The sentence that holds such a drop, behind what holds it besides.
bool rekey_is_replaced(struct applier *applier, const struct change *change);
struct bytes rekey_other(const struct applier *applier, const struct change *change);
bool rekey_is_decided(struct applier *applier); // somebody waits no longer: the same bytes mean more
bool rekey_tell(struct applier *applier, change_visitor *visit, void *context, struct fault *fault);
bool rekey_hold(struct applier *applier, char *reason, char *holds, size_t room, struct fault *fault);

// gone.c: whether the drop means that a record which the store has and the drop has not is gone.
bool drop_ends(const struct applier *applier, unsigned entity, struct bytes key, struct bytes record);

// account.c: the id of the account of a user, new ones included; empty when there is none.
struct bytes applier_account(struct applier *applier, struct bytes user, char id[ACCOUNT_ID_MAX]);
// Whether a user of the drop is one person with somebody who gets a new account in this pass, which then is complete.
bool applier_joins_newcomer(struct applier *applier, struct bytes user);
// Of the rows of one person, the one that says most: the user's own when there are no others.
struct bytes applier_main_row(struct applier *applier, struct bytes user);
// How many rows of the drop are the same person as the user and are added: 1 for most people.
unsigned applier_row_count(struct applier *applier, struct bytes user);
// Whether an account follows a cell of its user's row, by its index in account_sources: of what the SIS leaves blank, and left blank before, it keeps what it has.
bool account_follows(struct applier *applier, struct bytes user, struct bytes value, size_t source);
// Whether a change of a user is one that a person who has joined has to be told: the SIS changes contact details of the account (contacts.update_active).
bool applier_notifies(struct applier *applier, const struct change *change);
// Decides whose account a user without a link gets: an existing one that match found (REASON_SAME_*), or a new one (REASON_NEW).
struct bytes applier_assign(struct applier *applier, struct bytes user, char id[ACCOUNT_ID_MAX], enum reason *reason, bool *failed);
// What the store keeps of how a link came about, by what the feed says of it.
const char *applier_how(enum reason reason);

// usernames.c: usernames are reserved for the district before its store has them. look: which users bring another username, and whom another
// district is in the way of (applier->clashes), writing nothing. reserve: reserves them; who clashes by now is added. settle: once the
// store has committed, lets go of what was given up.
struct usernames *usernames_look(struct applier *applier, struct fault *fault);
bool usernames_reserve(struct usernames *usernames, struct fault *fault);
bool usernames_settle(struct usernames *usernames, struct fault *fault);
void usernames_free(struct usernames *usernames);

// write.c: applies all changes in one act.
bool write_changes(struct applier *applier, const struct plan_size *size, struct fault *fault);

// directory.c: accounts, links and credentials.
struct directory {
	struct applier *applier;
	struct sort *credentials; // keys to be put, in order, when all users are through
	struct idmap *touched;	  // accounts to be looked at again -> mask of enum touch
	struct family *family;	  // guardians who are gone
};
// Newly linked; somebody who holds it left, or a connection of it ended; a link of it was taken away by an undo; a connection given back; a link of who had left.
enum touch { TOUCH_LINKED = 1, TOUCH_ENDED = 2, TOUCH_GIVEN_BACK = 4, TOUCH_TIED = 8, TOUCH_RELINKED = 16 };
bool directory_insert(struct directory *directory, const struct change *change, struct fault *fault);
bool directory_touch(struct directory *directory, const struct change *change);
bool directory_put_credentials(struct directory *directory, uint64_t *written, struct fault *fault);
bool directory_refresh(struct directory *directory, struct fault *fault);

// state.c: the state that follows for an account from who holds it, and why it is looked at (a mask of enum touch). `count` is room for a cell.
void directory_set_state(const struct directory *directory, struct bytes account, uint64_t mask, struct bytes cells[ACCOUNT_CELLS],
    const struct holders *holders, char count[16]);

// family.c: which guardians who are gone have a connection left. Their accounts are added, with the sourcedIds that hold them, then all is read in one walk.
struct family *family_new(void); // NULL when out of memory
bool family_add(struct family *family, struct bytes account, const struct holders *holders);
// Whether an account was added.
bool family_has(const struct family *family, struct bytes account);
bool family_read(struct family *family, struct store *store, struct fault *fault);
enum tie { TIE_NONE, TIE_PAST, TIE_PRESENT }; // connected with nobody; with students who left; by hand with one who is there
enum tie family_tie(const struct family *family, struct bytes account);
void family_free(struct family *family);
// Whether a user is not in the SIS after this drop; whether a relationship that the drop does not bring stands all the same, because the student has left.
bool family_user_gone(const struct applier *applier, struct bytes user);
bool family_stays(struct applier *applier, struct bytes key);

// roles.c: who somebody is by the roles in the store, for deltas of 1.2, which bring only the roles that change. A set of users: those to be looked
// up are added, then read in one walk over the roles.
struct roles *roles_new(void); // NULL when out of memory
bool roles_add(struct roles *roles, struct bytes user);
bool roles_read(struct roles *roles, struct store *store, struct fault *fault);
// False when the user is not in the set or has no role any more.
bool roles_person(const struct roles *roles, struct bytes user, struct bytes cells[PERSON_CELLS]);
void roles_free(struct roles *roles);

// record.c: whether the drop brings only some roles of a user; what an account takes from its person's rows.
bool roles_in_part(const struct roster *roster);
bool account_record(struct applier *applier, struct bytes id, struct bytes user_record, const struct bytes old[ACCOUNT_CELLS], bool now,
    struct bytes cells[ACCOUNT_CELLS], struct fault *fault);

// receipt.c: what is written of a drop beside the changes themselves.
// The whole receipt of a drop that is in the ledger, from the store.
bool receipt_again(struct applier *applier, uint32_t act, struct fault *fault);
// Of a drop that went in but for its removals: what that was (part.csv, part.ndjson), from the store unless it is there.
bool receipt_part(struct applier *applier, struct fault *fault);
// summary.json and plan.csv of what was not applied: the changes that it would make, to a file or to standard output.
bool plan_write(struct applier *applier, int fd, const char *name, uint64_t counts[FACTS][ACTIONS], struct fault *fault);
bool summary_write(struct applier *applier, const char *outcome, uint64_t counts[FACTS][ACTIONS], const struct bytes *ledger, struct fault *fault);

// judge.c: whether the plan that applier->guards was told passes a limit: then which is added to `reason`, as sentences, and to `holds`, as names joined
// by blanks. Both have `room` bytes.
bool plan_judge(struct applier *applier, char *reason, char *holds, size_t room, struct fault *fault);
// Its parts: what the guards have to be told of what stands; what the acts before `act`, of seven days, took away; and the sentences.
enum { GUARDED_ENTITIES = 5 };
extern const unsigned guarded_entities[GUARDED_ENTITIES];
bool week_read(struct store *store, uint32_t act, time_t now, unsigned floor, struct removals *week, struct fault *fault);
// Whether a change counts for the guards: an enrolment that ended with its class, and that a student who leaves now gives up besides, is gone already.
bool guards_counts(struct store *store, const struct change *change);
bool guards_tell(struct guards *guards, const struct removals *week, char *reason, char *holds, size_t room, struct fault *fault);
// The removals of an act, for the ledger.
enum { REMOVALS_TEXT = GUARDED * 24 };
struct bytes removals_cell(const struct removals *removals, char text[REMOVALS_TEXT]);
